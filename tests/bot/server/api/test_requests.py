"""Parameters, bodies and cursors of /v1."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_type_hints

import pytest

from bot.operations.health import status_of_nothing, status_record
from bot.server.api.cursors import mark_cursor, mark_of, place_cursor, place_of
from bot.server.api.requests import AskBody, FeedbackBody, PageQuery, SearchQuery, read_body, read_query
from bot.server.api.schemas import StatusJson
from bot.server.newsroom import Mark
from bot.server.problems import HttpProblem
from indexer.model import HeldLease

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
QUERY = read_query(SearchQuery, [("q", "chips"), ("source", "A"), ("source", "B"), ("limit", "3")])


def test_parameters_are_read() -> None:
    """Lists are repeated, numbers are numbers, the rest has its default."""
    assert (QUERY.q, QUERY.source, QUERY.limit, QUERY.kind) == ("chips", ["A", "B"], 3, [])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "q: field required"),
        ([("q", " ")], "q: string should match pattern"),
        ([("q", "a"), ("q", "b")], "q: given more than once"),
        ([("q", "a"), ("sources", "b")], "sources: unknown"),
        ([("q", "a"), ("limit", "0")], "limit: input should be greater than or equal to 1"),
        ([("q", "a"), ("limit", "x" * 99)], "limit: input should be a valid integer"),
        ([("q", "a"), ("kind", "gossip")], "kind.0: input should be 'reported', "),
    ],
)
def test_wrong_parameters_are_named(given: list[tuple[str, str]], says: str) -> None:
    """What is wrong is told by its name, and without its value."""
    with pytest.raises(HttpProblem) as raised:
        read_query(SearchQuery, given)
    assert raised.value.status == 400
    assert raised.value.detail.startswith(says)
    assert "xxx" not in raised.value.detail


def test_a_body_must_be_json() -> None:
    """A form of another site can send plain text, which is refused, and so is what is no object of this sort."""
    with pytest.raises(HttpProblem, match="send Content-Type: application/json") as raised:
        read_body(AskBody, b'{"question": "x"}', "text/plain")
    assert raised.value.status == 415
    for body in (b"", b"[]", b"{", b'{"question": 3}', b'{"question": "x", "kinds": ["gossip"]}', b"[" * 60_000):
        with pytest.raises(HttpProblem) as raised:
            read_body(AskBody, body, "application/json")
        assert raised.value.status == 400
    with pytest.raises(HttpProblem, match="vote: "):
        read_body(FeedbackBody, b'{"answer_id": "x", "vote": 1}', "application/json")


def test_cursors_lead_on_in_their_own_list() -> None:
    """A cursor comes back as it was made, whatever the next page's size, and in no other list."""
    place, mark = place_cursor(QUERY, NOW, 7), Mark(when=NOW, id="a1")
    assert place_of(QUERY.model_copy(update={"limit": 50, "cursor": place}), place) == (NOW, 7)
    assert mark_of(PageQuery(), mark_cursor(PageQuery(), mark)) == mark
    with pytest.raises(HttpProblem, match="cursor: "):
        place_of(QUERY.model_copy(update={"q": "other"}), place)
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(place + "==").replace(b"7", b"-7")).decode()
    for wrong in ("", "x", "ä", "\udcff", "e30", "W10", "NQ", place[:-3], forged, mark_cursor(PageQuery(), mark)):
        with pytest.raises(HttpProblem, match="cursor: "):
            place_of(QUERY, wrong)


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ("9999-12-31T23:59:59.999999+00:00", "a1"),
        ("0001-01-01T00:00:00+14:00", "a1"),
        ("soon", "a1"),
        (NOW.isoformat(), "\ud800"),
        (NOW.isoformat(), "a\0"),
    ],
)
def test_a_forged_cursor_is_refused(when: str, key: str) -> None:
    """Times with which nobody can reckon and ids that no database takes are those of no list."""
    made = base64.urlsafe_b64decode(mark_cursor(PageQuery(), Mark(when=NOW, id="a1")) + "==")
    forged = json.dumps([json.loads(made)[0], when, key]).encode()
    for text in (forged, b"[" * 20_000):
        cursor = base64.urlsafe_b64encode(text).decode()
        for read in (mark_of, place_of):
            with pytest.raises(HttpProblem, match="cursor: "):
                read(PageQuery(), cursor)


def test_a_status_is_described_whole() -> None:
    """What `status --json` may print is what the description of /v1/status names."""
    lease = HeldLease(name="leader", holder="run on a", until=NOW, fence=1)
    found = replace(status_of_nothing([]), leases=(lease,), refusals={"unlikely": 1}, subscriptions={"watches": 1})
    assert status_record(found).keys() == get_type_hints(StatusJson).keys()
