"""The Overview in a real Chromium, against the same page written the plain way (plain/app.py).

100,000 deals; a visit is timed from navigation, a filter change from the click on the new value,
both until the last of the four charts was last touched by the browser. Both pages are served at the
same time and visited in turn, in a new browser profile each round: its first visit finds an empty
cache, its warm one the files of the first. Every filter change asks for what nobody asked for
before. Each round's ratio is ours divided by the plain page's. The very first visit to each server
is left out.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from data.store import sqlite_url
from metrics.periods import around
from tests import server
from tests.bench import company, stores
from tests.bench.measure import Line, ratios
from tests.browser import harness

PLAIN = Path(__file__).parent / "plain"
DEALS, CHARTS = 100_000, 4
STEPS = ("first visit", "warm visit", "another period", "another team")
TARGETS = {"warm visit": 0.8, "another period": 0.35, "another team": 0.35}
WATCH = """
window.drawn = 0;
new MutationObserver(changes => {
    const near = node => node.nodeType === 1 ? node : node.parentElement;
    if (changes.some(c => near(c.target)?.closest('[data-testid=stPlotlyChart]')))
        window.drawn = performance.now();
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
DRAWN = """([since, charts]) => {
    const app = document.querySelector('[data-testid=stApp]');
    const done = [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
        .filter(chart => chart.querySelector('.main-svg'));
    return app?.dataset.testScriptState === 'notRunning' && done.length === charts
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && window.drawn > since && performance.now() - window.drawn > 700 && window.drawn - since;
}"""
CHOOSE = """name => {
    const options = [...document.querySelectorAll('[role=option]')];
    const wanted = options.find(option => option.innerText.trim() === name);
    const since = performance.now();
    wanted.click();
    return since;
}"""


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on the Overview in the browser."""
    if harness.chromium() is None:
        print(harness.HOW_TO_GET_IT)
        return
    path = folder / "pages.db"
    stores.found(folder, deals=DEALS, today=today).filled(path).dispose()
    store = sqlite_url(path)
    with (
        server.serving(store) as ours,
        _plain(store) as plain,
        sync_playwright() as playwright,
    ):
        browser = harness.launch(playwright)
        took = _rounds(browser, {"ours": ours, "plain": plain}, today, runs=3 if quick else 9)
    for step in STEPS:
        yield Line(f"{step}: Overview", "ms", tuple(took["ours", step]))
        yield Line(f"{step}: the plain page", "ms", tuple(took["plain", step]))
        both = ratios(took["ours", step], took["plain", step])
        yield Line(f"{step}: ours ÷ plain", "×", both, target=TARGETS.get(step))


def _rounds(
    browser: Browser, pages: dict[str, str], today: date, *, runs: int
) -> dict[tuple[str, str], list[float]]:
    took: dict[tuple[str, str], list[float]] = {
        (name, step): [] for name in pages for step in STEPS
    }
    quarter = around(today, "quarter").previous
    for number in range(-1, runs):
        choice = (quarter.name, list(company.TEAMS)[number % len(company.TEAMS)])
        quarter = quarter.previous
        order = list(pages) if number % 2 else list(reversed(pages))
        for name in order:
            for step, value in zip(STEPS, _visit(browser, pages[name], *choice), strict=True):
                if number >= 0:  # the round before the first wakes the servers
                    took[name, step].append(value)
    return took


def _visit(browser: Browser, url: str, quarter: str, team: str) -> Iterator[float]:
    """Milliseconds of each of STEPS, in a profile of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    context.add_init_script(WATCH)
    page = context.new_page()
    for _ in range(2):
        page.goto(url)
        yield _drawn(page, 0)
    yield _change(page, "Period", quarter)
    yield _change(page, "Team", team)
    context.close()


def _change(page: Page, label: str, name: str) -> float:
    """Choose the option `name` of the filter called `label`."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name, exact=True).wait_for()
    page.wait_for_timeout(300)
    return _drawn(page, page.evaluate(CHOOSE, name))


def _drawn(page: Page, since: float) -> float:
    """Milliseconds from `since` on the page's clock until the last chart was touched."""
    done = page.wait_for_function(DRAWN, arg=[since, CHARTS], polling=100, timeout=60_000)
    return float(done.json_value())


@contextmanager
def _plain(store_url: str) -> Iterator[str]:
    """The plain page with Streamlit's defaults, but without its usage statistics, which would
    call home; run from its own folder, where the product's settings do not reach."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = {"server.headless": "true", "browser.gatherUsageStats": "false", "server.port": port}
    options = [part for name, value in flags.items() for part in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=PLAIN,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": store_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/_stcore/health")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str) -> None:
    until = time.monotonic() + server.UP_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)
