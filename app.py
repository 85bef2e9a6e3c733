"""The people's door: who are you, and which pages exist for you. It measures and draws nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from pages import (
    audit,
    compare,
    data_health,
    emerging,
    importing,
    log_request,
    message,
    nudges,
    overview,
    people,
    plan_lab,
    priorities,
    promises,
    requests,
    scorecards,
    strategy,
    throughline,
)
from pages.parts import contrast, demo, errors, narrow, submit, who
from pages.parts.requests import news

# A file of our own: Streamlit would have the browser fetch a named icon from a foreign host.
ICON = Path(__file__).parent / "pages" / "parts" / "icon.svg"
EVERYONE = frozenset({"executive", "sales_manager", "product_lead", "administrator", "viewer"})
ADMINISTRATORS = frozenset({"administrator"})
SEE_PAY = frozenset({"executive", "sales_manager"})  # of others than themselves
DECIDERS = frozenset({"executive", "product_lead", "administrator"})


class Entry(NamedTuple):
    """A page: what draws it, its name and address, its sign in the menu, and who has it."""

    show: Callable[[], None]
    title: str
    address: str
    icon: str
    roles: frozenset[str] = EVERYONE


PAGES = (  # in the order of the menu; the first stands at the root
    Entry(overview.show, "Overview", "", ":material/target:"),
    Entry(throughline.show, "Throughline", "throughline", ":material/conversion_path:"),
    Entry(strategy.show, "Strategy", "strategy", ":material/flag:"),
    Entry(emerging.show, "Emerging demand", "emerging", ":material/campaign:", DECIDERS),
    Entry(priorities.show, "Priorities", "priorities", ":material/sort:"),
    Entry(nudges.show, "Nudges", "nudges", ":material/mark_email_read:"),
    Entry(promises.show, "Promises", "promises", ":material/handshake:"),
    Entry(scorecards.show, "Scorecards", "scorecards", ":material/leaderboard:"),
    Entry(compare.show, "Compare", "compare", ":material/compare_arrows:", EVERYONE - {"viewer"}),
    Entry(plan_lab.show, "Plan lab", "plans", ":material/payments:", SEE_PAY),
    Entry(message.show, "Message", "message", ":material/forum:"),
    Entry(log_request.show, "Log a request", "log", ":material/edit_note:", EVERYONE - {"viewer"}),
    Entry(requests.show, "Requests", "requests", ":material/inbox:"),
    Entry(importing.show, "Import", "import", ":material/upload_file:", EVERYONE - {"viewer"}),
    Entry(data_health.show, "Data health", "data-health", ":material/monitor_heart:"),
    Entry(people.show, "People and access", "people", ":material/group:", ADMINISTRATORS),
    Entry(audit.show, "Audit trail", "audit", ":material/history:", ADMINISTRATORS),
)


def pages_for(role: str) -> list[st.Page]:
    """The pages that exist for a role."""
    return [
        st.Page(
            entry.show,
            title=entry.title,
            icon=entry.icon,
            url_path=entry.address or None,
            default=not entry.address,
        )
        for entry in PAGES
        if role in entry.roles
    ]


def main() -> None:
    """One run for one visitor. The router is always reached: Streamlit's safety rests on that."""
    st.set_page_config(page_title="Throughline", page_icon=ICON, layout="wide")
    contrast.readable()
    submit.say()
    stranger = who.stranger()
    if stranger is not None:
        st.navigation([st.Page(stranger, title="Throughline")], position="hidden").run()
        return
    narrow.fitting()
    who.sidebar()
    demo.note(who.me())
    news.note(who.me(), there=requests.show)
    st.navigation(pages_for(who.me().role), expanded=True).run()


if __name__ == "__main__":  # each rerun, and AppTest
    main()
else:  # imported once, by the server
    import contextlib
    import gc
    import os
    import time
    from collections.abc import AsyncIterator
    from datetime import UTC, datetime

    # Four first visitors at once would race to import these.
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import plotly.io  # noqa: F401
    import polars  # noqa: F401
    import pyarrow  # noqa: F401
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import FileResponse, JSONResponse
    from starlette.routing import Route
    from streamlit.runtime.pages_manager import PagesManager

    from data.store import reading, store_version
    from nudges.web.desk import Desk, desk
    from nudges.web.routes import routes as reminders
    from pages.parts import load, logs, typing
    from pages.parts.headers import SecurityHeaders

    # Otherwise Streamlit serves each file of pages/ past this door until the router has run once.
    PagesManager.uses_pages_directory = False

    @contextlib.asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        logs.start()
        gc.collect()
        gc.freeze()  # what is loaded by now stays; collections need not look at it again
        yield

    def healthz(_: Request) -> JSONResponse:
        """Whether the store answers: for a proxy or a supervisor, so without sign-in."""
        with reading(load.engine()) as conn:
            store_version(conn)
        return JSONResponse({"status": "ok"})

    def typing_script(_: Request) -> FileResponse:
        """What pages/parts/typing.py has the browser run."""
        return FileResponse(typing.SCRIPT, media_type="text/javascript")

    def reminders_desk() -> Desk:
        return desk(
            os.environ,
            load.ROOT / "var",
            load.engine,
            clock=lambda: datetime.now(UTC),
            seconds=time.monotonic,
        )

    app = st.App(
        __file__,
        lifespan=lifespan,
        routes=[
            Route("/healthz", healthz),
            Route(typing.ADDRESS, typing_script),
            *reminders(reminders_desk),
        ],
        middleware=[Middleware(SecurityHeaders)],
        on_script_error=errors.show,
    )
