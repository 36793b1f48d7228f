"""What `watches` and `digest` order, with the real store."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.commands.news_orders import NewsOrders, subscription_lines
from bot.conversation.scopes import Scopes
from bot.model.chat import Filters, Place
from bot.model.place_names import name_of, place_named
from bot.model.tags import FeedTags
from bot.server.control.output import Output
from bot.server.control.protocol import NewsOrder, decode_order, encode_order
from bot.subscriptions.records import Digest, Watch
from indexer.errors import UsageError
from indexer.model.feeds import Feed
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.chat_subscriptions import SubscriptionStage
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.subscriptions import NOW, FakeStories, news

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.subscriptions.records import NewsStory
    from indexer.catalogue import SqlCatalogue

CHIPS = "atom:chips"
TAGS = FeedTags(lambda: [Feed(url="https://wire.example/feed", tags=("chips", "policy"))])
PLACES = {
    CHIPS: Place(platform="atom", team="", channel="chips"),
    "mail:team@example.org": Place(platform="mail", team="", channel="team@example.org"),
    "slack:T1/C1": Place(platform="slack", team="T1", channel="C1"),
    "discord:19/21": Place(platform="discord", team="19", channel="21"),
}


class Stand:
    """Orders to a real store; the stories are set by a test."""

    def __init__(self, catalogue: SqlCatalogue, *stories: NewsStory) -> None:
        self.store = CatalogueSubscriptions(catalogue.subscriptions)
        self.clock = FakeClock(NOW)
        journal = FakeJournal()
        questions = SimpleNamespace(scopes=Scopes(dict, journal))
        stage = SimpleNamespace(
            catalogue=catalogue, journal=journal, clock=self.clock, question_service=lambda: questions
        )
        shared = SubscriptionStage(stage=stage, stories=FakeStories(*stories)).chat()  # type: ignore[arg-type]
        self._orders = NewsOrders(shared, TAGS, {"discord": "there is no section [discord]"}, UTC)

    def order(self, act: str, **given: Any) -> list[str]:
        """Return the lines that an order puts out, after its way through the socket."""
        lines: list[str] = []
        output = Output(out=lines.append, note=lines.append, progress=lambda _what, _done, _total: None)
        order = NewsOrder(act=act, **given)
        self._orders.do(decode_order(NewsOrder, encode_order(order)), output)
        return lines

    def stored(self) -> list[Watch | Digest]:
        """Return everything that is there."""
        return [*self.store.watches(), *self.store.digests()]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """Return an empty store, and a story on chips."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as catalogue:
        yield Stand(catalogue, news("one", tags=("chips",)))


@pytest.mark.parametrize(("text", "place"), PLACES.items())
def test_places_are_read_as_they_are_written(text: str, place: Place) -> None:
    """What names a place leads back to it."""
    assert place_named(text) == place
    assert name_of(place) == text


def test_a_watch_is_made_and_says_what_it_would_have_sent(stand: Stand) -> None:
    """Its filters are kept; it is nobody's but the operator's, who may have as many as there are places for."""
    (line,) = stand.order(
        "watch", place=CHIPS, text=" chips ", sources=("Wire",), tags=("Policy",), language="EN", as_json=True
    )
    (watch,) = stand.stored()
    assert isinstance(watch, Watch)
    assert (watch.query, watch.maker, watch.place) == ("chips", "", PLACES[CHIPS])
    assert watch.filters == Filters(sources=("Wire",), tags=("Policy",), language="en")
    record = json.loads(line)
    assert (record["id"], record["for"], record["watch"], record["days"]) == (watch.id, CHIPS, "chips", 14)
    (line,) = stand.order("watch", place="slack:T1/C1", text="chips")
    assert line.endswith("“chips” for slack:T1/C1, less than one a week")
    for number in range(11):
        stand.order("watch", place=f"atom:feed-{number}", text="chips")
    assert len(stand.stored()) == 13


def test_a_digest_is_made(stand: Stand) -> None:
    """With its zone, its tags, and what it does where nothing is new; its list says when it comes."""
    stand.order("digest", place=CHIPS, schedule="weekdays 08:30", zone="Europe/Berlin", silent=True, tags=("chips",))
    (digest,) = stand.stored()
    assert isinstance(digest, Digest)
    assert (digest.tags, digest.when_empty.value) == (("chips",), "silent")
    assert subscription_lines(digest, "the mail server is down", NOW, UTC).splitlines() == [
        f"{digest.id}  atom:chips: digest, weekdays 08:30 (Europe/Berlin); tags chips",
        "              by the operator, last sent never, next 25 Nov 2026 07:30 UTC",
        "              not sent yet: the mail server is down",
    ]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"act": "watch", "place": "chips", "text": "x"}, "'chips' is no place: write slack:TEAM/CHANNEL"),
        ({"act": "watch", "place": "irc:chips", "text": "x"}, "is no place"),
        ({"act": "watch", "place": "slack:#general", "text": "x"}, "slack:T024BE7LD/C024BE91L"),
        ({"act": "watch", "place": "mail:Team <t@x.example>", "text": "x"}, "not a mail address"),
        ({"act": "watch", "place": "atom:../chips", "text": "x"}, "a feed's name is of small letters"),
        ({"act": "watch", "place": "discord:19/21", "text": "x"}, "there is no section"),
        ({"act": "watch", "place": CHIPS, "text": " "}, "what is to be watched for"),
        ({"act": "watch", "place": CHIPS, "text": "everything"}, "about 140 a week"),
        ({"act": "watch", "place": CHIPS, "text": "x", "tags": ("chip",)}, "there are chips"),
        ({"act": "watch", "place": CHIPS, "text": "x", "language": "English"}, "write two letters"),
        ({"act": "watch", "place": CHIPS, "text": "x", "kinds": ("gossip",)}, "kind: 'gossip' is none of"),
        ({"act": "digest", "place": CHIPS, "schedule": "daily 25:00"}, "there is no such time as 25:00"),
        ({"act": "digest", "place": CHIPS, "schedule": "daily 08:30", "zone": "Berlin"}, "there is no time zone"),
        ({"act": "remove", "text": "nothing"}, "there is no such watch or digest"),
        ({"act": "now", "place": CHIPS, "since": "yesterday"}, "is no time"),
        ({"act": "now", "place": CHIPS, "since": "2027-01-01"}, "is not in the past"),
    ],
)
def test_wrong_use_is_told_and_stores_nothing(stand: Stand, order: dict[str, Any], words: str) -> None:
    """In words: what, where and what to do."""
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        stand.order(**order)
    assert stand.stored() == []


def test_a_watch_is_tried_and_removed(stand: Stand) -> None:
    """A query, or what is there by its id, is tried without being stored; what is removed is gone."""
    (text,) = stand.order("try", text="chips")
    assert text.splitlines()[0] == "“chips”: 1 in the last 14 days, less than one a week"
    assert text.splitlines()[1].startswith("- About one <https://www.example.com/news/one> (Example News, 24 Nov 2026")
    assert stand.stored() == []
    stand.order("watch", place=CHIPS, text="chips")
    (watch,) = stand.stored()
    assert stand.order("try", text=watch.id) == [text]
    assert stand.order("remove", text=watch.id) == ["removed: “chips” for atom:chips"]
    assert stand.stored() == []


def test_a_digest_now_tells_and_stores_nothing(stand: Stand) -> None:
    """A place's own digest, or a day's news where there is none; since another time, if one is given."""
    (text,) = stand.order("now", place="discord:19/21", as_json=True)
    record = json.loads(text)
    assert record["for"] == "discord:19/21"
    assert [story["title"] for story in record["stories"]] == ["About one"]
    assert record["stories"][0]["statements"][0]["url"] == "https://www.example.com/news/one"
    assert stand.stored() == []
    stand.order("digest", place=CHIPS, schedule="daily 08:30", tags=("policy",))
    stand.clock.advance(timedelta(hours=2))
    (text,) = stand.order("now", place=CHIPS)
    assert text.startswith("Nothing new since")
    before = stand.stored()
    (text,) = stand.order("now", place=CHIPS, since="7d", as_json=True)
    record = json.loads(text)
    assert (record["stories"], record["since"]) == ([], (stand.clock.now() - timedelta(days=7)).isoformat())
    assert stand.stored() == [replace(each) for each in before]
