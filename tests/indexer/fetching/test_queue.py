"""Whose turn it is."""

from __future__ import annotations

from indexer.fetching.queue import SiteQueues
from tests.doubles.web_server import page


def _take(queues: SiteQueues) -> str:
    request = queues.take()
    return request.url if request else ""


def test_first_come_first_served() -> None:
    """Requests start in the order given, save that none waits for another site's places."""
    names = ["http://a.com/1", "http://a.com/2", "http://a.com/3", "http://b.org/1", "http://a.com/4", "http://b.org/2"]
    queues = SiteQueues(map(page, names), 2)
    assert [names[0], names[1], names[3], names[5], ""] == [_take(queues) for _ in range(5)]
    queues.leave(page(names[3]))
    queues.leave(page(names[0]))
    assert [names[2], ""] == [_take(queues) for _ in range(2)]


def test_subdomains_share_places() -> None:
    """A site's places are those of its registrable domain."""
    names = ["http://www.example.com/1", "http://eu.example.com/2", "http://example.com/3"]
    queues = SiteQueues(map(page, names), 2)
    assert [names[0], names[1], ""] == [_take(queues) for _ in range(3)]
    queues.leave(page(names[0]))
    assert [names[2], ""] == [_take(queues) for _ in range(2)]


def test_place_is_given_on_once() -> None:
    """A place that becomes free lets one request start, not two."""
    names = [f"http://example.com/{n}" for n in range(4)]
    queues = SiteQueues(map(page, names), 1)
    for name in names:
        assert [name, ""] == [_take(queues), _take(queues)]
        queues.leave(page(name))
    assert _take(queues) == ""
