"""Pictures of every page of the demo company, both widths, both themes, into var/shots."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import app
from data.store import sqlite_url
from tests import server
from tests.browser import harness

INTO = server.ROOT / "var" / "shots"


def main() -> None:
    """Make the demo company afresh, serve it, take the pictures; print where they are."""
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite_url(Path(folder) / "store.db")
        server.setup(store, "--demo")
        people = {role: server.somebody(store, role) for role in ("administrator", "executive")}
        with server.serving(store) as url, sync_playwright() as playwright:
            browser = harness.launch(playwright)
            for width in harness.WIDTHS:
                for theme in harness.THEMES:
                    with harness.visiting(browser, url, width=width, theme=theme) as visit:
                        take_all(visit, people, f"{width}-{theme}")


def take_all(visit: harness.Visit, people: dict[str, int], suffix: str) -> None:
    """One picture a page, of its whole length."""
    for entry in app.PAGES:
        who = next(role for role in people if role in entry.roles)
        visit.go(f"{entry.address}?as={people[who]}")
        file = INTO / f"{entry.address or 'overview'}-{suffix}.png"
        file.write_bytes(visit.picture())
        print(file.relative_to(server.ROOT))


if __name__ == "__main__":
    main()
