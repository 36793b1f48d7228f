"""Serves sections at an address for as long as a block lasts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.http_connections import MOST, Connections
from bot.server.application import make_application
from bot.server.background import in_background
from bot.server.listening import address_of, listening, serving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.config import Endpoint
    from bot.server.access import Guard
    from bot.server.application import Section, ShowProblem


@contextmanager
def http_server(
    name: str,
    key: str,
    endpoint: Endpoint,
    sections: Iterable[Section],
    guard: Guard,
    *,
    most: int = MOST,
    show_problem: ShowProblem = lambda *_: None,
) -> Iterator[str]:
    """Serve sections until the block ends, over at most so many connections; yield the address.

    Raises `BylineError` if the endpoint, which a `key` of the config names, cannot be listened on.
    """
    with listening(endpoint, key) as listener:
        connections = Connections(most)
        application = make_application(sections, guard, connections, show_problem)
        with in_background(name, lambda: serving(application, connections, listener)):
            yield address_of(endpoint, listener)
