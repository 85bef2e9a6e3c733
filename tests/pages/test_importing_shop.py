"""A shop's files on the Import page: guessed, previewed with moments, accepted."""

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from data.store import reading
from data.tables import NudgeResult, Order
from tests.actions.shop_files import at, file_of


@pytest.fixture
def page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    script = "from pages import importing\nimporting.show()"
    return AppTest.from_string(script, default_timeout=240).run()


def bring(page, rows):
    page.file_uploader[0].set_value(("f.csv", file_of(rows), "text/csv"))
    return page.run()


def accept(page):
    [button] = [each for each in page.button if each.label.startswith("Accept")]
    return button.click().run()


def count(engine, noun):
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(noun))


def test_orders_are_guessed_and_accepted(page, sqlite_engine):
    shown = bring(
        page, [{"order_id": "a", "email": "anna@x.org", "ordered_at": at(1), "value": "10.00"}]
    )
    assert not shown.exception
    assert shown.segmented_control[0].value == "orders"
    assert not accept(shown).exception
    assert count(sqlite_engine, Order) == 1


def test_results_without_a_holdout_are_welcome(page, sqlite_engine):
    row = {"campaign": "Spring", "customer": "anna@x.org", "sent_at": at(1), "purchased_at": at(2)}
    shown = bring(page, [row | {"revenue": "9.00", "bounced_at": ""}])
    assert not shown.exception
    assert shown.segmented_control[0].value == "nudge-results"
    assert not accept(shown).exception
    assert count(sqlite_engine, NudgeResult) == 1
