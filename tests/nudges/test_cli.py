"""The mailer from the terminal: a campaign saved and started, mails to look at, what is refused."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from data.refused import Refused
from data.store import reading, writing
from data.tables import Audit, Campaign, Send
from nudges.web.desk import check_settings
from tests import server
from tests.cast import cast_in
from tests.nudges import shop
from tests.nudges.mailserver import Mailbox, serving


@pytest.fixture
def store(sqlite_engine):
    cast_in(sqlite_engine)
    return sqlite_engine


def nudge(store, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "cli.py", "nudge", *arguments],
        cwd=server.ROOT,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": str(store.url)} | env,
        capture_output=True,
        text=True,
        timeout=240,
    )


def begun(store, tmp_path: Path, sender: str = "") -> None:
    """The example as a campaign that has run for hours, and Ann's basket."""
    file = tmp_path / "campaign.toml"
    example = nudge(store, "example").stdout.replace('quiet_from = "21:00"', 'quiet_from = "08:00"')
    example = example.replace("holdout_bp = 1000", "holdout_bp = 0")
    if sender:
        example = example.replace('address = ""', f'address = "{sender}"', 1)
        example = example.replace('postal_address = ""', 'postal_address = "Rua 1"')
    file.write_text(example)
    assert nudge(store, "save", str(file), "--as", "Petra Nowak").returncode == 0
    started = nudge(store, "start", "Baskets left behind", "--as", "Petra Nowak")
    assert started.returncode == 0, started.stderr
    early = datetime.now(UTC) - timedelta(hours=5)
    with writing(store) as session:
        session.execute(update(Campaign).values(started_at=early))
    shop.customer(store)
    shop.left(store, at=datetime.now(UTC) - timedelta(hours=2))


def test_a_campaign_is_saved_started_sent_to_a_mailbox_and_ended(store, tmp_path):
    begun(store, tmp_path, sender="box@shop.example")
    box = Mailbox()
    with serving(tmp_path, box) as mail:
        env = {
            "THROUGHLINE_MAIL_URL": mail.url(),
            "THROUGHLINE_SECRET_KEY": "k" * 40,
            "THROUGHLINE_PUBLIC_URL": "https://reminders.example.org",
            "SSL_CERT_FILE": str(mail.authority),
        }
        done = nudge(store, "run", "--once", **env)
        assert (done.stdout, done.returncode) == ("1 sent\n", 0), done.stderr
        assert nudge(store, "run", "--once", **env).stdout == "Nothing due.\n"
    (came,) = box.messages()
    assert came["To"] == "Ann <ann@example.org>"
    assert "https://reminders.example.org/nudges/unsubscribe/" in came["List-Unsubscribe"]
    assert "1 sent" in nudge(store, "status").stdout
    ended = nudge(store, "end", "baskets LEFT behind", "--as", "Petra Nowak")
    assert ended.returncode == 0, ended.stderr
    with reading(store) as connection:
        trail = list(connection.scalars(select(Audit.action).order_by(Audit.id)))
    assert trail == ["save_campaign", "start_campaign", "queue_sends", "end_campaign"]


def test_a_real_transport_needs_key_links_sender_and_place(store, tmp_path):
    begun(store, tmp_path)
    env = {"THROUGHLINE_MAIL_URL": "smtp://mail.example.org"}
    for more, words in (
        ({}, "THROUGHLINE_SECRET_KEY"),
        ({"THROUGHLINE_SECRET_KEY": "short"}, "at least 32"),
        ({"THROUGHLINE_SECRET_KEY": "k" * 40}, "postal address"),
        (
            {
                "THROUGHLINE_SECRET_KEY": "k" * 40,
                "THROUGHLINE_PUBLIC_URL": "http://reminders.example.org",
            },
            "THROUGHLINE_PUBLIC_URL",
        ),
        ({"THROUGHLINE_MAIL_URL": "smtp://u:hunter2@mail.example.org"}, "PASSWORD"),
        ({"THROUGHLINE_MAIL_URL": "http://mail.example.org"}, "smtp://"),
    ):
        refused = nudge(store, "run", "--once", **(env | more))
        assert refused.returncode == 2, refused.stderr
        assert words in refused.stderr
        assert "hunter2" not in refused.stderr + refused.stdout
        assert "k" * 10 not in refused.stderr


def test_what_nobody_knows_is_listed_and_a_person_decides(store, tmp_path):
    begun(store, tmp_path)
    with writing(store) as session:
        session.add(
            Send(
                campaign_id=1,
                unit="ann@example.org",
                basket_id=1,
                step=1,
                state="claimed",  # and no mailer ran since, which would call it unknown
                claimed_by="gone",
                claimed_at=shop.START,
                message_id="1.1.x@shop.example",
            )
        )
    listed = nudge(store, "status").stdout
    assert "Nobody knows whether these 1 went out" in listed
    assert "1  Baskets left behind, basket basket of ann, step 1: <1.1.x@shop.example>" in listed
    refused = nudge(store, "settle", "1", "sent", "--as", "Mara Lindqvist")
    assert refused.returncode == 2
    assert "may not do this" in refused.stderr
    assert nudge(store, "settle", "1", "sent", "--as", "Petra Nowak").returncode == 0
    assert "Nobody knows" not in nudge(store, "status").stdout
    again = nudge(store, "settle", "1", "again", "--as", "Petra Nowak")
    assert "is sent by now" in again.stderr


def test_who_asks_in_an_answer_is_never_written_to_again(store, tmp_path):
    begun(store, tmp_path)
    key = {"THROUGHLINE_SECRET_KEY": "k" * 40}
    wrong = nudge(store, "stop", "ann@example.org", "ann", "--as", "Petra Nowak", **key)
    assert (wrong.returncode, wrong.stderr) == (2, "“ann” is no e-mail address.\n")
    refused = nudge(store, "stop", "ann@example.org", "--as", "Mara Lindqvist", **key)
    assert refused.returncode == 2
    assert "may not do this" in refused.stderr
    for new in (1, 0):
        done = nudge(store, "stop", "Ann+x@Example.org", "--as", "Petra Nowak", **key)
        said = f"1 are not written to any more, {new} of them from now on.\n"
        assert done.stdout == said, done.stderr
    assert nudge(store, "run", "--once", **key).stdout == "Nothing due.\n"
    assert "1 skip: asked" in nudge(store, "status").stdout
    with reading(store) as connection:
        assert "Petra Nowak" in set(
            connection.scalars(select(Audit.actor_name).where(Audit.action == "suppress"))
        )


def test_a_number_is_a_campaign_s_only_where_none_is_called_so(store, tmp_path):
    begun(store, tmp_path)
    file = tmp_path / "campaign.toml"
    file.write_text(file.read_text().replace('"Baskets left behind"', '"1"'))
    saved = nudge(store, "save", str(file), "--as", "Petra Nowak")
    assert saved.returncode == 0, saved.stderr
    started = nudge(store, "start", "1", "--as", "Petra Nowak")
    assert "“Baskets left behind” takes the same customers" in started.stdout
    assert nudge(store, "end", "1", "--as", "Petra Nowak").returncode == 0
    with reading(store) as connection:
        told = connection.execute(select(Campaign.name, Campaign.status).order_by(Campaign.id))
        assert [tuple(row) for row in told] == [("Baskets left behind", "running"), ("1", "ended")]
    assert nudge(store, "end", "9" * 30, "--as", "Petra Nowak").returncode == 2


def test_settings_that_no_customer_could_say_no_with_are_refused_at_the_start(store):
    for name, value in (
        ("THROUGHLINE_SECRET_KEY", "short"),
        ("THROUGHLINE_HOOK_SECRET", "short"),
        ("THROUGHLINE_PUBLIC_URL", "reminders.example.org"),
    ):
        with pytest.raises(Refused, match=name) as refused:
            check_settings({name: value})
        assert value not in str(refused.value)
    check_settings({})
