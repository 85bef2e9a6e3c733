"""What a deal's stage means (open, won, lost); an unknown stage is asked about, never guessed."""

import re
from collections.abc import Mapping

import polars as pl

from data.imports.contract import Choices
from data.imports.dialect import Dialect
from data.imports.languages import STATES as ELSEWHERE
from data.imports.languages import folded
from data.imports.rows import Rows
from data.refused import Invalid

STATES = ("open", "won", "lost")
_ANYWHERE = {"open": "open", "won": "won", "lost": "lost", "closedwon": "won", "closedlost": "lost"}
_DELETED = "deleted"
_NUMBERED = re.compile(r"^\W*\d+\s*[-–.:)%]+\s*|\W*\d+\s*%\W*$")  # "6 - Closed Won", "Won 100%"


def read_stages(rows: Rows, choices: Choices) -> tuple[pl.DataFrame, dict[str, int]]:
    """`stage` and `state` of every deal, and the unknown stage texts with their rows.

    A status column and closed/won columns of the file settle the state before its stage does;
    among stages the person's choices come before the dialect's standard ones.
    Rejects rows without a stage, with an unknown one, or deleted in the source.
    """
    stage, status = rows.text("stage"), rows.text("status")
    means = _meanings(rows.layout.dialect, choices)
    frame = pl.DataFrame(
        {
            "stage": stage,
            "status": status,
            "by_stage": _means(stage, means),
            "by_status": _means(status, means),
            "won": rows.flag("is_won"),
            "closed": rows.flag("is_closed"),
            "lost": rows.flag("is_lost"),
        }
    )
    from_flags = (
        pl.when("won")
        .then(pl.lit("won"))
        .when("lost")
        .then(pl.lit("lost"))
        .when(~pl.col("closed"))
        .then(pl.lit("open"))
        .when(pl.col("closed") & ~pl.col("won"))
        .then(pl.lit("lost"))
        .when(~pl.col("won") & (pl.col("by_stage") == "won"))
        .then(None)
        .otherwise(pl.coalesce("by_status", "by_stage"))
    )
    text = pl.coalesce("stage", "status")
    frame = frame.with_columns(state=from_flags, text=text)
    gone = frame["by_status"] == _DELETED
    rows.reject(gone, "status", "deleted in the source")
    nothing = frame["text"].is_null() & frame["state"].is_null()
    rows.reject(nothing, "stage" if rows.label("stage") else "status", "no stage")
    against = (frame["closed"] & (frame["state"] == "open")).fill_null(False)
    rows.reject(against, "stage", "is an open stage, and the deal is closed", quote=frame["text"])
    unknown = frame["state"].is_null() & ~nothing & ~gone.fill_null(False)
    rows.reject(
        unknown,
        "stage" if rows.label("stage") else "status",
        frame.select(
            pl.format(
                "stage '{}' is not known: say whether it means open, won or lost",
                pl.col("text").str.slice(0, 200),
            )
        ).to_series(),
    )
    found = frame.select(stage=pl.coalesce("text", "state"), state="state")
    return found, _count(frame["text"].filter(unknown))


def _count(texts: pl.Series) -> dict[str, int]:
    """Each stage once, as first written, whatever its case."""
    counted = (
        texts.str.slice(0, 200)
        .to_frame("text")
        .group_by(
            pl.col("text").str.to_lowercase().str.replace_all(r"\s+", " ").alias("key"),
            maintain_order=True,
        )
        .agg(pl.col("text").first(), pl.len().alias("rows"))
    )
    return dict(counted.select("text", "rows").iter_rows())


def _meanings(dialect: Dialect, choices: Choices) -> tuple[dict[str, str], dict[str, str]]:
    for stage, state in choices.stages.items():
        if state not in STATES:
            raise Invalid(f"Stage '{stage}' cannot mean '{state}': it is open, won or lost.")
    chosen = {stage_key(stage): state for stage, state in choices.stages.items()}
    return chosen, {"deleted": _DELETED, **ELSEWHERE, **_ANYWHERE, **dialect.stages}


def stage_key(text: str) -> str:
    """A stage without regard to case and outer or doubled spaces."""
    return " ".join(text.casefold().split())


def _means(texts: pl.Series, means: tuple[Mapping[str, str], Mapping[str, str]]) -> pl.Series:
    chosen, standard = means
    states: dict[str, str] = {}
    for text in texts.drop_nulls().unique():
        bare, whole = folded(_NUMBERED.sub("", text.split("(")[0])), folded(text)
        state = chosen.get(stage_key(text)) or standard.get(whole) or standard.get(bare)
        if state:
            states[text] = state
    return texts.replace_strict(states, default=None, return_dtype=pl.String)
