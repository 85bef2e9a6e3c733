"""A real Chromium on the real server: opens pages, waits until they are done, looks for faults."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HOW_TO_GET_IT = "Chromium is not here (Debian: apt-get install chromium)"
WIDTHS = {1440: 900, 390: 844}  # a desk and a telephone, with their heights
THEMES = ("light", "dark")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
DONE = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
)
PATIENCE = 90_000  # milliseconds that a machine of many duties may take for what takes one here
# Between a click and the server's first word the page still says that nothing runs, so what goes
# over its socket is listened to: how many runs were asked for, and whether the last of them ended.
LISTENS = f"""(() => {{
    const runs = window.runs = {{asked: 0, begun: 0, ended: false}};
    const plain = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {{
        if (!this.listens) {{
            this.listens = true;
            this.addEventListener('message', ({{data}}) => {{
                const said = fields(data);
                if (said.has({ForwardMsg.NEW_SESSION_FIELD_NUMBER}))
                    Object.assign(runs, {{begun: runs.asked, ended: false}});
                const how = said.get({ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER});
                if (how !== undefined && how !== {ForwardMsg.FINISHED_EARLY_FOR_RERUN})
                    runs.ended = true;
            }});
        }}
        if (fields(data).has({BackMsg.RERUN_SCRIPT_FIELD_NUMBER})) runs.asked += 1;
        return plain.call(this, data);
    }};
    function fields(data) {{  // the numbers of a protobuf message's fields, with lengths or values
        const bytes = new Uint8Array(data), found = new Map();
        let at = 0;
        function number() {{
            let n = 0, by = 1, byte;
            do {{ byte = bytes[at++]; n += (byte & 127) * by; by *= 128; }} while (byte > 127);
            return n;
        }}
        while (at < bytes.length) {{
            const tag = number(), kind = tag % 8, n = kind % 2 ? 0 : number();
            found.set(Math.floor(tag / 8), n);
            at += [0, 8, n, 0, 0, 4][kind];
        }}
        return found;
    }}
}})()"""
# What was said last takes a moment to be drawn: the page is calm once it stays so for some frames.
CALM = f"""() => {{
    const {{asked, begun, ended}} = window.runs, now = performance.now();
    const calm = asked && begun === asked && ended
        && document.querySelector('{DONE}')
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
            .every(chart => chart.querySelector('.main-svg'));
    const since = window.calm = calm ? window.calm ?? {{began: now, frames: 0}} : null;
    return since && ++since.frames > 3 && now - since.began > 100;
}}"""
# Streamlit's own frame, which no app can change: the rule, and what the faulty node is part of.
NOT_OURS: tuple[tuple[str, str], ...] = ()


def chromium() -> str | None:
    """Path of the installed Chromium; null = none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright) -> Browser:
    """The installed Chromium, without the services that would call home."""
    return playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)


@dataclass
class Visit:
    """A page in a browser of its own, and what it tried to load from anywhere else."""

    page: Page
    url: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str = "") -> Page:
        """Open an address of the app and wait until nothing is being computed or drawn."""
        self.page.goto(f"{self.url}/{address}")
        self.settle()
        assert self.page.get_by_text("Page not found").count() == 0, address
        return self.page

    def settle(self) -> Page:
        """Wait until the last rerun has ended and every chart that it sent is drawn."""
        self.page.evaluate("window.calm = null")
        self.page.wait_for_function(CALM)
        return self.page

    def picture(self) -> bytes:
        """The page in its whole length as PNG: what scrolls inside it is given room first."""
        screen = self.page.viewport_size
        tall = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({**screen, "height": max(screen["height"], tall)})
        self.settle()
        image = self.page.screenshot()
        self.page.set_viewport_size(screen)
        return image

    def serious(self) -> list[str]:
        """axe's serious and critical findings that are not in Streamlit's own frame."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"]
            if not any(rule["id"] == name and part in node["html"] for name, part in NOT_OURS)
        ]


@contextmanager
def visiting(
    browser: Browser, url: str, *, width: int = 1440, theme: str = "light"
) -> Iterator[Visit]:
    """A new browser profile at that width and theme; nothing is carried over from another."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=theme,
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTENS)
    visit = Visit(context.new_page(), url)
    home = urlsplit(url).netloc

    def note(request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in {"data", "blob"} and target.netloc != home:
            visit.foreign.append(request.url)

    context.on("request", note)
    visit.page.on("websocket", lambda ws: note(ws))
    visit.page.on(
        "console",
        lambda message: visit.complaints.append(message.text) if message.type == "error" else None,
    )
    try:
        yield visit
    finally:
        context.close()
