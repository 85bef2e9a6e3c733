"""A plain HTTP client, and a server of a few routes for it, on loopback."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import uvicorn


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks as a stranger: no cookies, and no redirect is followed."""

    address: str

    def ask(self, method: str, path: str, content: bytes = b"", headers=None) -> Answer:
        parts = urlsplit(self.address)
        connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
        try:
            connection.request(method, path, body=content or None, headers=headers or {})
            found = connection.getresponse()
            told = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, told, found.read())
        finally:
            connection.close()

    def get(self, path: str, **asked) -> Answer:
        return self.ask("GET", path, **asked)

    def head(self, path: str) -> Answer:
        return self.ask("HEAD", path)

    def options(self, path: str) -> Answer:
        return self.ask("OPTIONS", path)

    def post(self, path: str, **asked) -> Answer:
        return self.ask("POST", path, **asked)


@contextmanager
def answering(app) -> Iterator[Client]:
    """The app on a free port; exceptions in it are answered with 500."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.005)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Client(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(10)
