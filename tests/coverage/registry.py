"""What is simulated: each interval that pages show, by name, in the domain in which it is shown.

A simulation draws worlds whose truth is known, computes the interval with the very function the
page uses, and says of each world whether the truth lay inside.
"""

import importlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hits = NDArray[np.bool_]
Simulate = Callable[[np.random.Generator, int], Hits]

PARTS = (
    "proportions",
    "revenue",
    "nudges",
    "watched",
    "shrunken",
    "endings",
    "ranking",
    "scorecards",
    "thread",
    "message",
)


@dataclass(frozen=True)
class Aim:
    """What is counted, and between what its share must lie; None: shown for comparison only."""

    counts: str
    least: float
    most: float | None


NOMINAL = Aim("truth inside", 0.935, 0.965)
CAREFUL = Aim("truth inside", 0.935, 1.0)  # covers more by its nature, and the note says why
COMPARED = Aim("truth inside", 0.0, None)
WATCHED = Aim("missed at any of 100 looks", 0.0, 0.05)
ALARM = Aim("false alarms", 0.0, 0.001)


@dataclass(frozen=True)
class Coverage:
    """One line of the table. `trials` worlds are asked for; what is withheld does not count."""

    name: str
    domain: str
    aim: Aim
    trials: int
    note: str
    simulate: Simulate


REGISTRY: dict[str, Coverage] = {}


def covers(
    name: str, *, domain: str, trials: int, aim: Aim = NOMINAL, note: str = ""
) -> Callable[[Simulate], Simulate]:
    """Register a simulation under the interval's name."""

    def register(simulate: Simulate) -> Simulate:
        assert name not in REGISTRY, name
        REGISTRY[name] = Coverage(name, domain, aim, trials, note, simulate)
        return simulate

    return register


def registered() -> list[Coverage]:
    """Every simulation, in the order of PARTS."""
    for part in PARTS:
        importlib.import_module(f"tests.coverage.{part}")
    return list(REGISTRY.values())


def simulated(name: str, share: float = 1.0) -> tuple[dict[str, object], float]:
    """One line of the table, and the seconds it took."""
    registered()
    one = REGISTRY[name]
    began = perf_counter()
    hits = one.simulate(np.random.default_rng(seed(one)), max(20, int(one.trials * share)))
    line = {
        "name": one.name,
        "domain": one.domain,
        "counts": one.aim.counts,
        "share": round(float(hits.mean()), 5),
        "worlds": int(hits.size),
        "least": one.aim.least,
        "most": one.aim.most,
        "note": one.note,
    }
    return line, perf_counter() - began


def seed(one: Coverage) -> int:
    """Of the interval's name, so that another line in the registry moves no other."""
    return zlib.crc32(one.name.encode())


def inside(frame: pl.DataFrame, low: str = "low", high: str = "high", truth: str = "truth") -> Hits:
    """Whether the truth lies within; rows without limits are withheld and left out."""
    shown = frame.drop_nulls([low, high])
    return shown.select(pl.col(truth).is_between(pl.col(low), pl.col(high))).to_series().to_numpy()


def between(dice: np.random.Generator, low: float, high: float, size: int) -> NDArray[np.float64]:
    """Uniform on the logarithm: as many small ones as large ones."""
    return np.exp(dice.uniform(np.log(low), np.log(high), size))
