"""Fill an empty store with the made-up company, step by step through the same doors as real data.

All or nothing: it is one transaction. The same seed and day give the same content.
"""

from collections.abc import Callable
from datetime import date
from itertools import groupby

from sqlalchemy import Engine

from data.demo.days import Days
from data.demo.replay import Replay
from data.demo.steps import steps
from data.refused import Invalid
from data.store import is_empty, writing


def fill(
    engine: Engine,
    *,
    today: date,
    seed: int,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write three years of the made-up company, up to and including `today`.

    Args:
        progress: told, in words, which quarter is being written.

    Raises:
        Invalid: somebody has worked in this store already.
    """
    days = Days(today)
    with writing(engine) as session:
        if not is_empty(session.connection()):
            raise Invalid("This store is in use. The made-up company goes into an empty one only.")
        replay = Replay(session, seed, days)
        quarters = groupby(
            steps(seed, days), key=lambda step: (step.at.year, (step.at.month + 2) // 3)
        )
        for (year, quarter), of_quarter in quarters:
            if progress:
                progress(f"Q{quarter} {year}")
            for step in of_quarter:
                replay.do(step)
