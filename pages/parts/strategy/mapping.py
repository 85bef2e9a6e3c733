"""Mapping: which pillars each product and feature serves, many at once, from a day on."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.actions.map_subject import Serves, map_subjects
from data.actions.permissions import may
from data.reads import strategy, strategy_versions, subjects
from data.reads.people import Me
from data.store import EVER
from pages.charts import style
from pages.parts import clock, evidence, export, figures, load, who
from pages.parts.strategy import words
from pages.parts.submit import submit

CHOSEN, UNDO = "map_chosen", "map_undo"
STATES = {"unmapped": "Not yet mapped", "mapped": "Mapped", "outside": "Outside"}
ALL = "All"
OUTSIDE = "Outside the strategy"
PILLARS = "Pillars"
ALWAYS, TODAY, DAY = "Always", "Today on", "Another day…"

_subjects = load.cached(subjects.subjects)
_unnamed = load.cached(subjects.won_without_product)
_pillars = load.cached(subjects.pillar_names)
_frames = load.cached(strategy.strategy_frames)
_versions = load.cached(strategy_versions.versions)


@dataclass(frozen=True)
class Subject:
    """A product or a feature that can be chosen."""

    kind: str
    id: int
    label: str
    newest_id: int | None

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.id}"


@st.fragment
def show() -> None:
    """Search and read, choose, and say what the chosen serve."""
    me = who.me()
    currency = figures.currency()
    found = _subjects(me.scope, on=clock.today(), currency=currency)
    if found.is_empty():
        st.info("There is nothing to map yet. Bring your products on the Import page.")
        return
    seen = _narrowed(found)
    _table(seen, currency)
    with st.container(horizontal=True, vertical_alignment="center"):
        deals, cents = _unnamed(me.scope, currency=currency)
        evidence.aside(
            f"{words.plural(deals, 'won deal')} ({style.money(cents, currency)}) name no product"
            " and so stay not yet mapped."
            if deals
            else "Every won deal names its product."
        )
        export.button(_named(seen, currency), "Mapping to the strategy")
    if may(me.actor, "map_subject"):
        _chooser(me, found, seen, currency)


def _narrowed(found: pl.DataFrame) -> pl.DataFrame:
    """What the search and the state let through; not yet mapped first, as read."""
    counts = {ALL: found.height, **dict(found.group_by("state").len().iter_rows())}
    with st.container(horizontal=True):
        text = st.text_input("Search", placeholder="Product, feature, family", width=260)
        state = st.segmented_control(
            "Show",
            [ALL, *STATES],
            default="unmapped" if counts.get("unmapped") else ALL,
            format_func=lambda key: f"{STATES.get(key, ALL)} {counts.get(key, 0)}",
            required=True,
            key="map_state",
            wrap=True,
        )
    if state != ALL:
        found = found.filter(state=state)
    if text.strip():
        wanted = text.strip().lower()
        found = found.filter(
            pl.concat_str("name", "group", separator=" ", ignore_nulls=True)
            .str.to_lowercase()
            .str.contains(wanted, literal=True)
        )
    return found


def _named(seen: pl.DataFrame, currency: str) -> pl.DataFrame:
    """The subjects in words, as shown and saved."""
    return seen.select(
        pl.col("name").alias("Name"),
        pl.when(kind="product").then(pl.lit("Product")).otherwise(pl.lit("Feature")).alias("Kind"),
        pl.col("group").alias("Family or status"),
        pl.when(state="mapped")
        .then("serves")
        .otherwise(pl.col("state").replace_strict(STATES, return_dtype=pl.String))
        .alias("Serves"),
        pl.when(pl.col("from_on") > EVER).then("from_on").alias("Since"),
        (pl.col("won_cents") / 100).alias(f"Won ({currency})"),
        pl.col("won_deals").alias("Won deals"),
        pl.col("open_deals").alias("Open deals"),
        pl.col("requests").alias("Requests"),
    )


def _table(seen: pl.DataFrame, currency: str) -> None:
    if seen.is_empty():
        evidence.aside("Nothing matches.")
        return
    st.dataframe(
        _named(seen, currency).to_arrow(),
        hide_index=True,
        height=min(35 * (seen.height + 1) + 3, 423),
        placeholder="",
        column_config={
            "Serves": st.column_config.TextColumn(width="medium"),
            f"Won ({currency})": st.column_config.NumberColumn(format="%,.0f"),
            "Since": st.column_config.DateColumn(help="Empty: always", format="D MMM YYYY"),
        },
    )


def _chooser(me: Me, found: pl.DataFrame, seen: pl.DataFrame, currency: str) -> None:
    options = {subject.key: subject for subject in _listed(found, currency)}
    shown = [f"{row['kind']}.{row['id']}" for row in seen.iter_rows(named=True)]
    kept = [key for key in st.session_state.get(CHOSEN, []) if key in options]
    st.session_state[CHOSEN] = kept
    st.subheader("Say what they serve", anchor=False)
    ordered = [*shown, *(key for key in options if key not in set(shown))]
    chosen = st.multiselect(
        "Products and features",
        ordered,
        key=CHOSEN,
        format_func=lambda key: options[key].label,
        placeholder="Choose one or more",
    )
    if set(shown) - set(chosen):
        st.button(
            f"Choose all {len(shown)} shown" if len(shown) > 1 else "Choose the one shown",
            icon=":material/select_all:",
            type="tertiary",
            on_click=lambda: st.session_state.update({CHOSEN: [*dict.fromkeys([*chosen, *shown])]}),
        )
    _undo(me)
    if chosen:
        _form(me, [options[key] for key in chosen])


def _listed(found: pl.DataFrame, currency: str) -> list[Subject]:
    return [
        Subject(
            row["kind"],
            row["id"],
            f"{row['name']} ({row['kind']}"
            + (f", {style.money(row['won_cents'], currency)} won)" if row["won_cents"] else ")"),
            row["newest_id"],
        )
        for row in found.iter_rows(named=True)
    ]


def _form(me: Me, chosen: list[Subject]) -> None:
    signature = ",".join(subject.key for subject in chosen)
    before = _serving(me, chosen[0]) if len(chosen) == 1 else None
    kind = st.segmented_control(
        "They serve",
        [PILLARS, OUTSIDE],
        default=OUTSIDE if before == {} else PILLARS,
        required=True,
        key=f"map_kind_{signature}",
    )
    shares = {} if kind == OUTSIDE else _shares(me, before or {}, signature)
    begins = _begins(chosen, signature)
    if not st.button(
        f"Save for {words.plural(len(chosen), 'of them', 'of them')}"
        if len(chosen) > 1
        else "Save",
        type="primary",
        key="map_save",
    ):
        return
    if kind == PILLARS and not shares:
        st.error("Choose at least one pillar, or outside the strategy.", icon=":material/block:")
        return
    wanted = [_serves(subject, shares, begins, subject.newest_id) for subject in chosen]
    past = [_serving(me, subject) for subject in chosen]
    ids = submit(
        map_subjects, me, done=f"{words.plural(len(chosen), 'mapping')} saved.", wanted=wanted
    )
    if ids is None:
        return
    st.session_state[UNDO] = [
        _serves(subject, was, begins, key)
        for subject, was, key in zip(chosen, past, ids, strict=True)
        if was is not None
    ]
    st.session_state.pop(CHOSEN)
    st.rerun()


def _shares(me: Me, before: dict[int, int], signature: str) -> dict[int, int]:
    """Pillar ids to basis points: all to one, else what is typed, which starts as even parts."""
    names = _offered(me)
    pillars = st.multiselect(
        "Pillars",
        list(names),
        default=[key for key in before if key in names],
        format_func=lambda key: names[key],
        key=f"map_pillars_{signature}",
    )
    if len(pillars) < 2:
        return dict.fromkeys(pillars, strategy.WHOLE_BP)
    shares: dict[int, int] = {}
    even = strategy.WHOLE_BP // len(pillars)
    with st.container(horizontal=True):
        for number, key in enumerate(pillars):
            rest = strategy.WHOLE_BP - even * (len(pillars) - 1)
            typed = st.number_input(
                f"{names[key]} in %",
                min_value=0.0,
                max_value=100.0,
                value=(before[key] if set(before) == set(pillars) else even if number else rest)
                / 100,
                step=5.0,
                format="%g",
                key=f"map_share_{signature}_{len(pillars)}_{key}",
                width=200,
            )
            shares[key] = round(typed * 100)
    total = sum(shares.values())
    if total != strategy.WHOLE_BP:
        evidence.aside(f"The shares add up to {words.share(total)}; they must add up to 100%.")
    return shares


def _offered(me: Me) -> dict[int, str]:
    """Pillars of the version in force and of those to come, in their order."""
    today = clock.today()
    names: dict[int, str] = {}
    for version in _versions(me.scope):
        if version.held and (version.until_on is None or version.until_on > today):
            names.update({pillar.pillar_id: pillar.name for pillar in version.pillars})
    return names


def _begins(chosen: list[Subject], signature: str) -> date:
    """From when: always, for what was never mapped; today, where a past must stay."""
    known = any(subject.newest_id is not None for subject in chosen)
    when = st.segmented_control(
        "From",
        [ALWAYS, TODAY, DAY],
        default=TODAY if known else ALWAYS,
        required=True,
        key=f"map_from_{signature}_{known}",
    )
    if when == DAY:
        return st.date_input(
            "From the day",
            value=clock.day_of_writing(),
            key=f"map_day_{signature}",
            width=220,
            format="YYYY-MM-DD",
        )
    return EVER if when == ALWAYS else clock.day_of_writing()


def _serves(subject: Subject, shares: dict[int, int], begins: date, newest: int | None) -> Serves:
    product = subject.id if subject.kind == "product" else None
    feature = subject.id if subject.kind == "feature" else None
    return Serves(shares, begins, newest, product_id=product, feature_id=feature)


def _serving(me: Me, subject: Subject) -> dict[int, int] | None:
    """What it serves as last said: shares by pillar, none = outside; null = never mapped."""
    column = f"{subject.kind}_id"
    mappings = _frames(me.scope).mappings
    last = mappings.filter(pl.col(column) == subject.id, pl.col("until_on").is_null())
    if last.is_empty():
        return None
    return dict(last.drop_nulls("pillar_id").select("pillar_id", "share_bp").iter_rows())


def _undo(me: Me) -> None:
    """For what was mapped before the last save: put it back, as long as nobody touched it since."""
    back: list[Serves] = st.session_state.get(UNDO, [])
    if not back:
        return
    label = f"Undo the last save ({len(back)})"
    if not st.button(label, icon=":material/undo:", key="map_undo_button"):
        return
    if submit(map_subjects, me, done="Put back as it was.", wanted=back) is not None:
        st.session_state.pop(UNDO)
        st.rerun()
