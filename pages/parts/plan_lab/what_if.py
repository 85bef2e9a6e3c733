"""A rep's what-if: this deal at this discount, now or next quarter."""

from datetime import timedelta

import polars as pl
import streamlit as st

from metrics import catalog_plans as catalog
from metrics.periods import around
from metrics.plan_what_if import PLACES, WhatIf, what_if
from pages.charts import style
from pages.charts.minor import minor
from pages.parts import evidence, pay, plain
from pages.parts.plan_lab.chosen import Shown

SPOKEN = {"on": "on strategy", "outside": "outside it", "unmapped": "not yet mapped"}


@st.fragment
def ask(shown: Shown) -> None:
    """The form, and what each plan pays for the deal by discount and day."""
    # somebody who has left the reader's team is paid there no more: she is asked about elsewhere
    now = shown.seen.names.with_columns(pl.lit(shown.as_of).alias("on"))
    here = shown.seen.pay.only(now, person="rep_id", from_on="on")
    names = dict(here.select("rep_id", pl.col("rep").fill_null("?")).rows())
    if not names:
        return
    st.subheader("What one more deal pays", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rep = st.selectbox("For", list(names), format_func=lambda one: plain.cut(names[one], 60),
                           key="what_if_rep", width=240)  # fmt: skip
        listed = st.number_input(f"List price ({shown.currency})", min_value=1, value=20_000,
                                 step=1_000, key="what_if_list", width=180)  # fmt: skip
        discount = st.number_input("Discount in %", min_value=0, max_value=100, value=20,
                                   key="what_if_discount", width=130)  # fmt: skip
        place = st.selectbox("The deal is", PLACES, format_func=lambda one: SPOKEN[one],
                             key="what_if_place", width=180)  # fmt: skip
    deal = WhatIf(int(listed) * minor(shown.currency), str(place))
    today = shown.as_of
    later = around(today, "quarter").last + timedelta(days=1)
    options = [(bp, day) for bp in sorted({0, int(discount) * 100}) for day in (today, later)]
    rows = [
        what_if(
            plan, pay.company(plan, as_of=today), deal, rep_id=int(rep), options=options
        ).with_columns(pl.lit(name).alias("plan"))
        for name, plan in shown.plans.items()
    ]
    found = pl.concat(rows)
    _table(shown, found)


def _table(shown: Shown, found: pl.DataFrame) -> None:
    evidence.header("By discount and day", catalog.WHAT_IF.definition, found, name="what-if")
    units, money = minor(shown.currency), st.column_config.NumberColumn
    when = (
        pl.when(pl.col("on") == shown.as_of).then(pl.lit("now")).otherwise(pl.lit("next quarter"))
    )
    st.dataframe(
        found.select(
            "plan",
            (pl.col("discount_bp") / 10_000).alias("discount"),
            when.alias("when"),
            (pl.col("price_cents") / units).alias("price"),
            (pl.col("pays_cents") / units).alias("pays"),
            "pays_share",
        ).to_arrow(),
        hide_index=True,
        placeholder="",
        column_config={
            "plan": "Plan",
            "discount": money("Discount", format="percent"),
            "when": "Won",
            "price": money(f"Price ({shown.currency})", format="localized"),
            "pays": money(f"Pays ({shown.currency})", format="localized"),
            "pays_share": money("Of the price", format="percent"),
        },
    )
    unknown = found["pays_cents"].null_count()
    if unknown:
        evidence.aside("Empty where the plan needs a quota and none is set for that quarter.")
    best = found.filter(pl.col("pays_cents") == pl.col("pays_cents").max().over("plan"))
    said = [
        f"{row['plan']}: {style.money(row['pays_cents'], shown.currency)} at"
        f" {row['discount_bp'] / 100:g}% discount"
        for row in best.unique("plan", maintain_order=True).iter_rows(named=True)
    ]
    if said:
        evidence.aside("The most it could pay, by plan: " + "; ".join(said) + ".")
