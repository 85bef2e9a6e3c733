import polars as pl
import pytest

from metrics.columns import BY_SLUG
from metrics.pay_withheld import PAY, enough_people


def paid(**teams):
    """A fact of pay per person, as many people as each team is said to have."""
    rows = [
        (PAY, at, team) for at, team in enumerate(t for t, n in teams.items() for _ in range(n))
    ]
    served = pl.DataFrame(rows, schema=["column", "fact_id", "team"], orient="row")
    return served, served.select("fact_id", rep_id=pl.col("fact_id"))


@pytest.mark.parametrize(
    ("teams", "shown"),
    [
        ({"Own": 4}, False),
        ({"Own": 5}, True),
        ({"Own": 5, "Lent": 1}, False),  # less one's own team, one is left
        ({"Own": 5, "Lent": 4}, False),
        ({"Own": 5, "Lent": 5}, True),
        ({"Own": 2, "Lent": 2, "Third": 2}, False),
        ({"Own": 3, "Lent": 3, "Third": 3}, True),
    ],
)
def test_pay_is_shown_where_nobodys_team_leaves_a_few_others(teams, shown):
    served, payees = paid(**teams)
    assert (enough_people(served, payees).height > 0) == shown


def test_each_group_is_judged_by_itself_and_other_columns_stay():
    served, payees = paid(North=5, South=4)
    other = pl.DataFrame([("won", 99, "South")], schema=served.schema, orient="row")
    kept = enough_people(pl.concat([served, other]), payees, by=("team",))
    assert set(kept.filter(pl.col("column") == PAY)["team"]) == {"North"}
    assert kept.filter(pl.col("column") == "won").height == 1
    assert PAY in BY_SLUG
