"""Which address answers to what, for `app.py` to serve beside the pages."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nudges.links import CLICK, UNSUBSCRIBE
from nudges.web import customers, partners
from nudges.web.desk import Desk

Answer = Callable[[Desk, Request], Awaitable[Response]]


def routes(make: Callable[[], Desk]) -> list[Route]:
    """The routes; the desk is made when somebody first asks, not when the server is imported."""
    made: list[Desk] = []

    def at(path: str, answer: Answer, *methods: str) -> Route:
        async def answered(request: Request) -> Response:
            if not made:
                made.append(make())
            return await answer(made[0], request)

        return Route(path, answered, methods=list(methods))

    return [
        at(f"{UNSUBSCRIBE}/{{token}}", customers.unsubscribe, "GET", "POST"),
        at(f"{CLICK}/{{token}}", customers.go, "GET"),
        at("/nudges/events", partners.came_back, "POST"),
        at("/nudges/facts", partners.facts, "POST"),
    ]
