"""What declaring a metric takes; declares none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

Unit = Literal["share", "money", "count", "effort", "score", "voices", "word"]
Better = Literal["higher", "lower", "neither"]

OWN = "Defined by Throughline; no outside source."


@dataclass(frozen=True)
class Metric:
    """What a number is called, what it means, and the function that gives it.

    `compute` takes frames first and keyword-only choices, as its own docstring says; those of the
    alignment matrix take served facts (see `serving.serve`) and `by`, except the drift money,
    which is split already. `better` says which way is good.
    """

    slug: str
    title: str
    unit: Unit
    better: Better
    definition: str
    source: str
    compute: Callable[..., pl.DataFrame]
