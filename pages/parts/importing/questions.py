"""What only the person can say of a file: columns, stages, the order of dates, who is who."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from data.imports import FIELDS
from data.reads.suggestions import names
from pages.parts import clock, evidence, load, plain
from pages.parts.importing.file import Answers, Brought
from pages.parts.strategy.words import plural

STATES = ("open", "won", "lost")
A_FEW = 12  # names that are asked about one by one; more come as a table
OFFERED = 1_000  # names to choose among
NEW = "New, keep apart"
LEFT_OUT = "Not used"

_names = load.cached(names)


def columns(file: Brought, kind: str, fed: Mapping[str, str], *, open: bool) -> None:
    """A box per column of the file: which field it feeds."""
    answers = file.of(kind)
    used = sum(bool(name) for name in fed.values())
    with st.expander(f"Columns: {used} of {len(fed)} are used", expanded=open):
        evidence.aside("What you change here is remembered for the next file with these columns.")
        for at, (header, name) in enumerate(fed.items()):
            if at % 3 == 0:  # row by row, so that a telephone has them in the file's order
                places = st.columns(3)
            options = ["", *FIELDS[kind]]
            with places[at % 3]:
                # A column that another one pushed out is a new box, so that it shows what holds.
                key = f"column_{file.digest}_{kind}_{at}_{name}"
                st.selectbox(
                    plain.label(header),
                    options,
                    index=options.index(name) if name in options else 0,
                    format_func=lambda field: field.replace("_", " ") or LEFT_OUT,
                    key=key,
                    on_change=_feed,
                    args=(answers, header, key),
                )


def _feed(answers: Answers, header: str, key: str) -> None:
    answers.columns[header] = st.session_state[key]


def stages(file: Brought, kind: str, unknown: Mapping[str, int]) -> None:
    """Open, won or lost, for each stage that nobody had mapped when the file came."""
    answers = file.of(kind)
    answers.asked.update(unknown)
    if not answers.asked:
        return
    st.subheader("What do these stages mean?", anchor=False)
    evidence.aside("Remembered for every file.")
    for stage, rows in answers.asked.items():
        key = f"stage_{file.digest}_{stage}"
        st.segmented_control(
            f"“{plain.label(stage)}”, {plural(rows, 'deal')}",
            STATES,
            format_func=str.capitalize,
            key=key,
            on_change=_mean,
            args=(answers, stage, key),
        )


def _mean(answers: Answers, stage: str, key: str) -> None:
    if said := st.session_state[key]:
        answers.stages[stage] = said
    else:
        answers.stages.pop(stage, None)


def dates(file: Brought, kind: str, fed: Mapping[str, str]) -> None:
    """Which of day and month comes first, where it was asked; the day of undated requests."""
    answers = file.of(kind)
    if answers.date_order:
        date_order(file, kind)
    fields = set(fed.values())
    undated = {
        "requests": "When were these asked? The file does not say.",
        "revenue": "From which day do its months count back?",
        "nudge-results": "When were they assigned? The file does not say.",
    }
    dated = {"asked_on", "from_on", "month", "assigned_at", "sent_at"}
    if kind in undated and not fields & dated:
        answers.asked_on = st.date_input(
            undated[kind],
            value=answers.asked_on or clock.day_of_writing(),
            key=f"asked_on_{file.digest}",
        )


def headless(file: Brought, kind: str) -> None:
    """Whether the first line is a row; then columns go by their places."""
    answers = file.of(kind)
    first = ", ".join(cell for cell in max(file.headers, key=len)[:4])
    said = st.checkbox(
        "The file has no header line; its first row is",
        value=answers.headless,
        key=f"headless_{file.digest}_{kind}",
    )
    evidence.aside(first)
    if said != answers.headless:
        answers.headless, answers.columns = said, {}
        st.rerun()


def date_order(file: Brought, kind: str) -> None:
    """Which of day and month comes first."""
    answers = file.of(kind)
    orders = {"day-first": "Day first: 03/04 is 3 April", "month-first": "Month first: 4 March"}
    chosen = st.radio(
        "How are its dates written?",
        list(orders),
        index=list(orders).index(answers.date_order) if answers.date_order else None,
        format_func=orders.__getitem__,
        key=f"order_{file.digest}_{kind}",
    )
    if chosen and chosen != answers.date_order:
        answers.date_order = chosen
        st.rerun()


def who_is_who(file: Brought, kind: str, unknown: pl.DataFrame) -> None:
    """For each name that nobody knows: new, or the same as one that is here."""
    answers = file.of(kind)
    listed: pl.DataFrame = file.kept.setdefault("unknown", unknown)
    if listed.is_empty():
        return
    resembling = listed.filter(pl.col("suggestion").is_not_null()).height
    st.subheader("Names that are not known yet", anchor=False)
    evidence.aside(
        f"{listed.height:,} in this file; like one that is here: {resembling:,}."
        " Each comes in as new unless you say that it is the same; that is remembered."
    )
    before = dict(answers.same)
    for of in listed["kind"].unique(maintain_order=True):
        these = listed.filter(pl.col("kind") == of)
        ids = _offered(of, these)
        if not ids:
            first = ", ".join(these["text"].head(A_FEW))
            more = "" if these.height <= A_FEW else f" and {these.height - A_FEW:,} more"
            evidence.aside(f"No {of} is here yet, so all of these are new: {first}{more}.")
        elif these.height <= A_FEW:
            _one_by_one(file, answers, of, these, ids)
        else:
            _as_table(file, answers, of, these, ids)
    if answers.same != before:
        st.rerun()  # what accepting would do, told further up, depends on it


def _one_by_one(
    file: Brought, answers: Answers, of: str, these: pl.DataFrame, ids: Mapping[str, int]
) -> None:
    for row in these.iter_rows(named=True):
        text = row["text"]
        like = f", resembles “{plain.label(row['suggestion'])}”" if row["suggestion"] else ""
        several = f", {row['candidates']} here have that name" if row["candidates"] else ""
        chosen = st.selectbox(
            f"{of.capitalize()} “{plain.label(text)}”, {plural(row['rows'], 'row')}{like}{several}",
            [NEW, *_first(ids, row["suggestion"])],
            format_func=lambda name: name if name == NEW else f"Same as {name}",
            key=f"same_{file.digest}_{of}_{text}",
        )
        _say(answers, (of, text), ids.get(chosen))


def _as_table(
    file: Brought, answers: Answers, of: str, these: pl.DataFrame, ids: Mapping[str, int]
) -> None:
    table = these.select(
        pl.col("text").alias(f"{of.capitalize()} in the file"),
        pl.col("rows").alias("Rows"),
        pl.col("suggestion").alias("Resembles"),
        pl.lit(None, pl.String).alias("Same as"),
    )
    evidence.aside("Leave “Same as” empty for what is new.")
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=table.columns[:3],
        placeholder="",
        column_config={"Same as": st.column_config.SelectboxColumn(options=list(ids))},
        key=f"same_{file.digest}_{of}",
    )
    for text, chosen in zip(these["text"], edited["Same as"], strict=True):
        _say(answers, (of, text), ids.get(chosen))


def _say(answers: Answers, name: tuple[str, str], subject: int | None) -> None:
    if subject is None:
        answers.same.pop(name, None)
    else:
        answers.same[name] = subject


def _offered(of: str, these: pl.DataFrame) -> dict[str, int]:
    """Name → id, what resembles a text of the file first; a name's bearers told apart by id."""
    known = _names(of)
    shared = known.filter(pl.col("name").is_duplicated())["name"].unique().implode()
    spoken = pl.when(pl.col("name").is_in(shared)).then(pl.format("{} (no. {})", "name", "id"))
    known = known.with_columns(spoken.otherwise("name").alias("spoken"))
    near = known.filter(pl.col("id").is_in(these["suggestion_id"].drop_nulls().implode()))
    offered = pl.concat([near, known.head(OFFERED)]).unique("id", maintain_order=True)
    return dict(offered.select("spoken", "id").iter_rows())


def _first(ids: Mapping[str, int], suggestion: str | None) -> list[str]:
    return sorted(ids, key=lambda name: name != suggestion)
