"""What people earn is brought in by whoever has that right."""

from datetime import UTC, datetime

import pytest

from data.actions.accept_import import Decisions, accept_import
from data.bring import Asked, bring
from data.imports import Choices, parse
from data.refused import NotAllowed
from data.store import writing
from data.tables import Quota

NOW = datetime(2026, 5, 1, tzinfo=UTC)
FILE = b"id,person,from,until,amount\nq1,Tomas Berg,2026-01-01,2026-04-01,1000\n"


def accept(engine, person):
    parsed = parse("quotas", FILE, file_name="quotas.csv")
    with writing(engine) as session:
        return accept_import(
            session,
            person.actor,
            parsed=parsed,
            file_name="quotas.csv",
            file_sha256="0",
            decisions=Decisions(),
            now=NOW,
        )


@pytest.mark.parametrize("who", ["manager", "product_lead"])
def test_a_manager_or_lead_neither_brings_in_quotas_nor_asks_what_they_would_change(
    engine, cast, who, tmp_path
):
    person = getattr(cast, who)
    with pytest.raises(NotAllowed, match="Ask an administrator or an executive"):
        accept(engine, person)
    file = tmp_path / "quotas.csv"
    file.write_bytes(FILE)
    asked = Asked("quotas", file, Choices(), None, [], person.name, accept=False)
    with pytest.raises(NotAllowed):
        bring(engine, asked, now=NOW)
    with writing(engine) as session:
        assert session.query(Quota).count() == 0


def test_an_executive_brings_them_in(engine, cast):
    assert accept(engine, cast.executive).new == 1
