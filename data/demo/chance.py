"""Where every die of the made-up company is cast; never from a clock, never shared by two parts."""

from random import Random


def stream(seed: int, part: str) -> Random:
    """The part's own numbers: what one part draws more of changes nothing in another."""
    return Random(f"{part}/{seed}")  # noqa: S311 - a made-up company, not a secret
