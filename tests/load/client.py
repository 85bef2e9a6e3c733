"""One visitor who speaks Streamlit's websocket protocol: opens pages, clicks, reads what comes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

REMEMBERED_RUNS = 2  # how many runs' large messages the frontend keeps


@dataclass
class Run:
    """What the server sent for one rerun, up to its end."""

    messages: list[ForwardMsg]

    @property
    def text(self) -> str:
        """Everything of it a person could read, element for element."""
        return "\n".join(
            str(message.delta) for message in self.messages if message.delta.ByteSize()
        )

    @property
    def broken(self) -> bool:
        """Whether the server showed that it was at fault."""
        return any("Error id" in m.delta.new_element.alert.body for m in self.messages)

    @property
    def pages(self) -> dict[str, str]:
        """The pages in the menu: the page's hash by its address."""
        menus = [m.navigation for m in self.messages if m.WhichOneof("type") == "navigation"]
        return (
            {page.url_pathname: page.page_script_hash for page in menus[-1].app_pages}
            if menus
            else {}
        )

    @property
    def choices(self) -> list[tuple[str, WidgetState]]:
        """What one could choose next: the fragment it stands in ("" = none) and the new state."""
        found = []
        for message in self.messages:
            delta, element = message.delta, message.delta.new_element
            kind = element.WhichOneof("type")
            widget = getattr(element, kind) if kind in {"selectbox", "button_group"} else None
            if widget is None or widget.disabled or "acting_as" in widget.id:
                continue
            for option in widget.options:
                state = WidgetState(id=widget.id)
                if kind == "selectbox":
                    state.string_value = option
                else:
                    state.string_array_value.data.append(option.content)
                found.append((delta.fragment_id, state))
        return found


@dataclass
class Visitor:
    """A session. It keeps its widgets' states and the page it is on, as a browser does."""

    socket: websockets.ClientConnection
    page_hash: str = ""
    query: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    seen: list[list[str]] = field(default_factory=list)

    async def open(self, address: str = "", query: str = "", *, timeout: float = 30) -> Run:
        """Come to an address as if typed: nothing is known of it but its name."""
        self.query = query
        return await self._rerun(ClientState(page_name=address, query_string=query), timeout)

    async def go(self, page_hash: str, *, timeout: float = 30) -> Run:
        """Choose a page in the menu."""
        self.page_hash, self.widgets = page_hash, {}
        return await self._rerun(self._state(), timeout)

    async def choose(self, fragment: str, widget: WidgetState, *, timeout: float = 30) -> Run:
        """Set a widget; only its fragment is run again, where it stands in one."""
        self.widgets[widget.id] = widget
        state = self._state()
        state.fragment_id = fragment
        return await self._rerun(state, timeout)

    def _state(self) -> ClientState:
        state = ClientState(page_script_hash=self.page_hash, query_string=self.query)
        state.widget_states.widgets.extend(self.widgets.values())
        return state

    async def _rerun(self, state: ClientState, timeout: float) -> Run:
        state.cached_message_hashes.extend(hash for run in self.seen for hash in run)
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        messages: list[ForwardMsg] = []
        async with asyncio.timeout(timeout):
            while not messages or messages[-1].WhichOneof("type") != "script_finished":
                messages.append(ForwardMsg.FromString(await self.socket.recv()))
                if messages[-1].WhichOneof("type") == "new_session":
                    self.page_hash = messages[-1].new_session.page_script_hash
        hashes = [message.hash for message in messages if message.hash]
        self.seen = [*self.seen, hashes][-REMEMBERED_RUNS:]
        return Run(messages)


@asynccontextmanager
async def visit(url: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[Visitor]:
    """A new session with the server at `url`, which is http://HOST:PORT."""
    async with websockets.connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers=dict(headers or {}),
        max_size=None,
        open_timeout=240,
        compression=None,
        proxy=None,
    ) as socket:
        yield Visitor(socket)


def first_visit(url: str, address: str = "", headers: Mapping[str, str] | None = None) -> Run:
    """All that comes of asking once for an address."""

    async def once() -> Run:
        async with visit(url, headers) as visitor:
            return await visitor.open(address, timeout=240)

    # A thread of its own: a browser test's event loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, once()).result()
