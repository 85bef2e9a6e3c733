"""How finely a currency is counted, for pages, figures and the command line; formats nothing."""

from babel.numbers import get_currency_precision


def minor(currency: str) -> int:
    """Minor units in one of the currency: 100 cents in a dollar, 1 in a yen."""
    return int(10 ** get_currency_precision(currency))
