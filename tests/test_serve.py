"""The server as it is started by hand: what it says, what it refuses, how it stops."""

from sqlalchemy import text


def test_a_store_of_a_test_is_migrated_and_empty(engine):
    with engine.connect() as conn:
        assert conn.execute(text("SELECT version FROM store_version")).scalar_one() == 0
        assert conn.execute(text("SELECT count(*) FROM people")).scalar_one() == 0
