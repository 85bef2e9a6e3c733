"""The mailer in a process of its own, for a test to kill."""

import os
from datetime import UTC, datetime, timedelta

from data.store import open_store
from nudges.deliver import Mailer, Pace
from nudges.links import Links
from nudges.run import run
from nudges.smtp import smtp_of
from tests.nudges.shop import KEYS


def main(url: str, mail_url: str, authority: str, name: str) -> None:
    """Send until killed."""
    os.environ["SSL_CERT_FILE"] = authority
    os.environ["PGAPPNAME"] = name  # by which PostgreSQL knows whom it serves
    mailer = Mailer(
        open_store(url),
        KEYS,
        Links("http://127.0.0.1:8501", KEYS),
        smtp_of(mail_url, {}),
        name,
        lambda: datetime.now(UTC),
        Pace(
            attempts=20,
            retry=timedelta(milliseconds=1),
            lease=timedelta(hours=1),
            reconnect=timedelta(milliseconds=20),
            idle=timedelta(milliseconds=50),
        ),
    )
    run(mailer, once=False, stop=lambda: False)
