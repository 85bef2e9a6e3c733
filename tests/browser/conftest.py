"""Chromium and running servers for browser tests; a request to any other host fails the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from data.store import sqlite_url
from tests import server
from tests.browser import harness
from tests.browser.harness import Visit

expect.set_options(timeout=harness.PATIENCE)  # five seconds say how busy the machine is


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if harness.chromium() is None:
        pytest.skip(harness.HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        yield harness.launch(playwright)


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory) -> str:
    """The address of a store with the made-up company; made once, and not to be written to."""
    url = sqlite_url(tmp_path_factory.mktemp("demo") / "store.db")
    server.setup(url, "--demo")
    return url


@pytest.fixture(scope="session")
def demo(demo_store: str) -> Iterator[str]:
    """The address of a server on the made-up company."""
    with server.serving(demo_store) as url:
        yield url


@pytest.fixture
def own_server(sqlite_engine) -> Iterator[str]:
    """The address of a server on this test's own store, which is `sqlite_engine`."""
    with server.serving(str(sqlite_engine.url)) as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """A function: a server's address, width=, theme= → a Visit in a fresh browser profile."""
    visits: list[Visit] = []
    with ExitStack() as stack:

        def start(url: str, **how) -> Visit:
            visits.append(stack.enter_context(harness.visiting(browser, url, **how)))
            return visits[-1]

        yield start
    assert [request for each in visits for request in each.foreign] == []
