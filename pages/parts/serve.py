"""Serves the app from one process until it is stopped, and listens only where it may."""

import os
import socket
from contextlib import suppress

import uvicorn

from data import migrate
from data.refused import Refused
from data.store import Store
from pages.parts import logs, reach

BACKLOG = 2048


def serve(store: Store, address: str, port: int) -> None:
    """Print the address once it answers, then serve until Ctrl-C or a termination signal.

    Raises Refused: the address is open to others while there is no sign-in, the port is taken,
    the store has not been set up.
    """
    if not reach.is_loopback(address) and not reach.sign_in_configured():
        raise Refused(
            f"Not served on {address}: sign-in is not set up, so anyone who reached this server "
            "could act as anyone. Leave --address out to serve this machine only, or set up "
            "sign-in ([auth] in .streamlit/secrets.toml) first."
        )
    if not migrate.is_current(store):
        raise Refused("The store is not set up for this version. First run: cli.py setup")
    logs.start()
    listening = _listen(address, port)
    port = listening.getsockname()[1]
    # As if given to Streamlit itself: sign-in and the check of who may come read them.
    os.environ["STREAMLIT_SERVER_ADDRESS"] = address
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)
    settings = uvicorn.Config(
        "app:app",
        ws="websockets-sansio",
        ws_ping_interval=30,
        ws_ping_timeout=30,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    with listening, suppress(KeyboardInterrupt):
        _Server(settings, f"http://{_in_address(address)}:{port}").run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says where it is when it answers, and not before."""

    def __init__(self, settings: uvicorn.Config, url: str) -> None:
        super().__init__(settings)
        self.url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            print(f"Throughline is on {self.url}", flush=True)


def _listen(address: str, port: int) -> socket.socket:
    """A bound, listening socket that answers without delay.

    The protocol is named because asyncio switches TCP_NODELAY on only then; without it each click
    on loopback waits 40 ms for nothing.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise Refused(
            f"Cannot listen on {_in_address(address)}:{port} ({os.strerror(error.errno or 0)}). "
            f"Choose another, for example: cli.py serve --port {port + 1}"
        ) from None
    return listening


def _in_address(address: str) -> str:
    return f"[{address}]" if ":" in address else address
