"""Which arm a customer is in: drawn by a salted hash, so that every process draws the same."""

from hashlib import sha256

DIGITS = 13  # hexadecimal: 52 bits, which a double holds exactly


def draw(campaign: str, salt: str, unit: str) -> float:
    """The customer's number in this campaign, from 0 up to 1, evenly spread over customers.

    Source: METHODS.md 1, `int(sha256(f"{campaign}:{salt}:{unit}").hexdigest()[:13], 16) / 16**13`.
    """
    digest = sha256(f"{campaign}:{salt}:{unit}".encode()).hexdigest()
    return int(digest[:DIGITS], 16) / float(16**DIGITS)


def arm(campaign: str, salt: str, unit: str, *, holdout_share: float) -> str:
    """`holdout` for a share `holdout_share` of customers, `mail` for the others.

    Args:
        campaign: its number as text. unit: the customer's normalised address.
    """
    return "holdout" if draw(campaign, salt, unit) < holdout_share else "mail"
