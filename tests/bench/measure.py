"""Runs things several times and keeps what each run took; writes and judges nothing."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, in `unit` (s, ms, ×), a value per run."""

    what: str
    unit: str
    runs: tuple[float, ...]
    target: float | None = None
    """At most this, for the median; null = measured without a target."""

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.median <= self.target

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {
            "n": len(self.runs),
            "median": self.median,
            "min": min(self.runs),
            "max": max(self.runs),
            "met": self.met,
        }


def seconds(work: Callable[[], Any]) -> float:
    """How long `work` takes, with other people's garbage collected before."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def milliseconds(work: Callable[[], Any], *, runs: int) -> tuple[float, ...]:
    """How long `work` takes each of `runs` times, after one that does not count."""
    work()
    return tuple(seconds(work) * 1000 for _ in range(runs))


def ratios(ours: list[float], theirs: list[float]) -> tuple[float, ...]:
    """Run by run, so that what slowed both down cancels."""
    return tuple(one / other for one, other in zip(ours, theirs, strict=True))
