"""From a basket that was left, through a reminder in a real mailbox, to an order on the page.

Nothing pretends to be later than it is: baskets are left in the past, and so is the mailer's clock
when it runs for the first customers, whose days are over today.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from data.actions.permissions import SETUP
from data.actions.save_campaign import save_campaign
from data.actions.start_campaign import start_campaign
from data.store import Store, writing
from nudges.assignment import arm
from nudges.keys import VARIABLE as KEY
from nudges.links import VARIABLE as PUBLIC
from nudges.signatures import HEADER, signature
from nudges.signatures import VARIABLE as HOOK
from nudges.transport import VARIABLE as MAIL
from tests import server
from tests.cast import cast_in
from tests.nudges.browserless import Client
from tests.nudges.mailserver import Mailbox, Running, serving
from tests.nudges.shop import DESIGN, Clock, mailer, ran

NOW = datetime.now(UTC)
BEGAN, LONG_AGO = NOW - timedelta(days=12), NOW - timedelta(days=10)
SECRET = "a secret that the shop and we share, long enough"
ENVIRONMENT = {KEY: "a key that is long enough to be one", HOOK: SECRET}
SALT = "of this story"
EARLIER = [f"p{number}@example.org" for number in range(360)]
LEFT = NOW - timedelta(hours=3)  # an hour's delay has passed, and nobody is too late


def arm_of(address: str) -> str:
    """The first campaign's draw, half and half."""
    return arm("1", SALT, address, holdout_share=0.5)


def first(names, wanted):
    return next(name for name in names if arm_of(f"{name}@example.org") == wanted)


ANN = first([f"ann{at}" for at in range(50)], "mail")
BEA = first([f"bea{at}" for at in range(50)], "mail")
CLEO = first([f"cleo{at}" for at in range(50)], "mail")


@dataclass
class Shop:
    """The shop's page with the basket, and what it tells us, signed."""

    url: str
    client: Client
    asked: list[str] = field(default_factory=list)

    def tells(self, kind: str, *rows: dict) -> None:
        body = json.dumps({"kind": kind, "rows": rows}).encode()
        signed = {HEADER: signature(SECRET, body, now=datetime.now(UTC))}
        answer = self.client.post("/nudges/facts", content=body, headers=signed)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["new"], answer.json()["rejected"]) == (len(rows), 0), answer.text

    def knows(self, *addresses: str) -> None:
        self.tells(
            "contacts",
            *(
                {"customer_id": a, "email": a, "first_name": "Ann", "consent": "consent"}
                for a in addresses
            ),
        )

    def basket(self, key: str, address: str, at: datetime) -> dict:
        return {
            "basket_id": key,
            "email": address,
            "abandoned_at": at.isoformat(),
            "value": 42,
            "currency": "USD",
            "items": [{"title": "Stalls, row 4", "quantity": 2}],
            "checkout_url": f"{self.url}/basket/{key}",
        }

    def order(self, address: str, at: datetime, value: float) -> dict:
        named = {"order_id": f"order of {address}", "email": address, "ordered_at": at.isoformat()}
        return named | {"value": value, "currency": "USD"}


@contextmanager
def shopping(client: Client):
    """A shop's web server on loopback."""
    shop = Shop("", client)

    class Basket(BaseHTTPRequestHandler):
        def do_GET(self):
            shop.asked.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Shop</title><h1>Your basket</h1>")

        def log_message(self, *_):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Basket)
    shop.url = f"http://127.0.0.1:{web.server_port}"
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        yield shop
    finally:
        web.shutdown()
        web.server_close()


def begun(store: Store) -> None:
    """The campaign, since twelve days ago."""
    design = replace(DESIGN, salt=SALT, holdout_bp=5_000, expected_n=360, cap_mails=5)
    with writing(store) as session:
        made = save_campaign(session, SETUP, name="Baskets", design=design, now=BEGAN)
        start_campaign(session, SETUP, campaign_id=made, now=BEGAN)
    assert made == 1


def the_first_customers(store: Store, shop: Shop, folder) -> tuple[int, int]:
    """Ten days ago; a day later sixty of those reminded bought, and twelve of the others. How many
    were reminded, and how many held out."""
    shop.knows(*EARLIER)
    shop.tells("baskets", *(shop.basket(a, a, LONG_AGO) for a in EARLIER))
    reminded = [address for address in EARLIER if arm_of(address) == "mail"]
    held = [address for address in EARLIER if arm_of(address) == "holdout"]
    assert ran(mailer(store, Clock(LONG_AGO + timedelta(hours=2)), folder)) == {
        "sent": len(reminded),
        "withheld": len(held),
    }
    later = LONG_AGO + timedelta(days=1)
    shop.tells("orders", *(shop.order(a, later, 20) for a in (*reminded[:60], *held[:12])))
    return len(reminded), len(held)


def run_once(store: Store, mail: Running, public: str) -> str:
    """`cli.py nudge run --once`, as cron would start it."""
    real = {MAIL: mail.url(), PUBLIC: public, "SSL_CERT_FILE": str(mail.authority)}
    done = subprocess.run(
        [sys.executable, "cli.py", "nudge", "run", "--once"],
        cwd=server.ROOT,
        env=os.environ | ENVIRONMENT | {"THROUGHLINE_DATABASE_URL": str(store.url)} | real,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def to(box: Mailbox, name: str):
    """The mails that lie there for somebody."""
    return [mail for mail in box.messages() if mail["to"].addresses[0].username == name]


def table(there, name: str) -> list[dict]:
    """A table of the page, as its file has it."""
    button = there.page.locator(f".st-key-csv_{name}").get_by_role("button").first
    with there.page.expect_download() as saved:
        button.click()
    return list(csv.DictReader(io.StringIO(saved.value.path().read_text("utf-8-sig"))))


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def address(sqlite_engine, cast):
    with server.serving(str(sqlite_engine.url), env=ENVIRONMENT) as url:
        yield url


@pytest.fixture
def mail(tmp_path):
    with serving(tmp_path, Mailbox()) as running:
        yield running


def she_comes_back(browser, link: str, shop: Shop) -> None:
    """By the link of her mail, in a browser of her own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()
    assert page.url == f"{shop.url}/basket/{ANN}"
    context.close()


def the_page_shows_it(there, me, reminded: int, held: int) -> None:
    page = there.go(f"nudges?as={me.person_id}")
    expect(page.get_by_text("As designed (p = ")).to_be_visible()
    funnel = {row["step"]: int(row["n"]) for row in table(there, "funnel")}
    assert funnel == {
        "Assigned to the reminder": reminded + 3,
        "Reminder sent": reminded + 3,
        "Link clicked": 1,
        "Bought within 7 days": 61,
    }
    arms = {row["arm"]: row for row in table(there, "conversion-by-arm")}
    counted = {name: (int(row["n"]), int(row["conversions"])) for name, row in arms.items()}
    assert counted == {"mail": (reminded, 60), "holdout": (held, 12)}
    expect(page.get_by_text("3 more customers are not counted yet")).to_be_visible()
    expect(page.get_by_text("Of every 1,000 reminders")).to_be_visible()


def one_post_says_no(client: Client, message, public: str) -> None:
    """As a mailbox provider does it: one POST, no cookie, no page (RFC 8058)."""
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    assert link.startswith(public)
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post(
        link.removeprefix(public), content=b"List-Unsubscribe=One-Click", headers=form
    )
    assert answer.status_code == 200


def test_a_basket_becomes_a_mail_a_click_an_order_and_a_figure(
    browser, visit, sqlite_engine, cast, address, mail, tmp_path
):
    client, box = Client(address), mail.box
    with shopping(client) as shop:
        begun(sqlite_engine)
        reminded, held = the_first_customers(sqlite_engine, shop, tmp_path / "then")
        people = [f"{name}@example.org" for name in (ANN, BEA, CLEO)]
        shop.knows(*people)
        shop.tells("baskets", *(shop.basket(a.split("@")[0], a, LEFT) for a in people))
        assert "3" in run_once(sqlite_engine, mail, address)
        assert sorted(box.recipients) == sorted(people)
        [message] = to(box, ANN)
        assert message["subject"] == "Your seats are waiting, Ann"
        text = message.get_body(("plain",)).get_content()
        assert "Stalls, row 4" in text
        she_comes_back(browser, re.search(r"http\S+/nudges/go/\S+", text).group(), shop)
        shop.tells("orders", shop.order(people[0], datetime.now(UTC), 42))

        the_page_shows_it(visit(address), cast.executive, reminded, held)

        one_post_says_no(client, to(box, BEA)[0], address)
        shop.tells(
            "baskets",
            *(shop.basket(f"again-{a}", a, LEFT + timedelta(hours=1)) for a in people[1:]),
        )
        run_once(sqlite_engine, mail, address)
        assert (len(to(box, BEA)), len(to(box, CLEO)), len(to(box, ANN))) == (1, 2, 1)
        lead = visit(address)
        lead.go(f"nudges?as={cast.product_lead.person_id}")
        skips = {row["reason"] for row in table(lead, "skips")}
        assert "unsubscribed" in skips
