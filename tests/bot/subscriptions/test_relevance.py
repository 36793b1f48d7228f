"""Which watches and digests a story is on, and what a watch would have sent, on a small newsroom."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.scopes import Scopes
from bot.model.chat import Filters, Place, Scope
from bot.model.tags import FeedTags
from bot.retrieval.retriever import Retrieval
from bot.subscriptions.records import Digest, NewsStory, Repeat, Schedule, Watch
from bot.subscriptions.relevance import StoryRelevance
from indexer.errors import UsageError
from indexer.indexing.sync import Syncer
from indexer.model import Kind, Story
from indexer.model.feeds import Feed
from indexer.passages import passages_of
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import NOW, article, link
from tests.doubles.fakes import FakeClock, FakeEmbedder, FakeJournal, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.model import Article

PLACE = Place(platform="slack", team="T1", channel="C1")
MADE: dict[str, Any] = {"id": "w", "place": PLACE, "maker": "U1", "created": NOW}
FEED = "https://example.com/feed"
TAGS = FeedTags(lambda: [Feed(url=FEED, tags=("mills",)), Feed(url="https://b.example/f", tags=("other",))])
DAY = timedelta(days=1)
TEXTS = {
    "Acmewright opens a mill": "Acmewright opened a paper mill on the Calder on Tuesday. Forty people work in it.",
    "Paper mills close": "Three paper mills on the Calder closed this week. The paper trade is in trouble.",
    "Ministers meet": "Ministers met in the capital to speak of wheat and barley, and parted without a word.",
    "A pilot ends": "Nurses and doctors at the hospital in Dunmore asked for it. Patients had waited for hours.",
    "A bridge is painted": "The bridge at Dunmore was painted green. Its painters came from the town.",
}


def story(each: Article) -> NewsStory:
    """Return a story of one article."""
    one = Story(id=each.id, articles=1, outlets=1, origins=1, first=each.id)
    return NewsStory(story=one, articles=(each,))


@dataclass
class Desk:
    """What tells relevance, the articles of the newsroom by their titles, and what that rests on."""

    told: StoryRelevance
    articles: dict[str, Article]
    parts: dict[str, Any]

    def due(self, title: str, **values: Any) -> bool:
        """Tell whether a watch is sent the story of an article."""
        return bool(self.told.watches_on(story(self.articles[title]), [Watch(**(MADE | values))]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield a newsroom; one article's feed has a tag."""
    embedder, lexical, vectors = FakeEmbedder(), FakeLexicalIndex(), FakeVectorIndex()
    with closing(open_catalogue(tmp_path_factory.mktemp("relevance") / "catalogue.db")) as catalogue:
        found: dict[str, Article] = {}
        others = {
            f"Matter {n}": f"Thing{n} befell town{n}. Nobody{n} knew of reason{n}, or of cause{n}." for n in range(40)
        }
        for number, (title, text) in enumerate({**TEXTS, **others}.items()):
            each = article(
                str(number), title=title, text=text, kind=Kind.REPORTED, published=NOW - min(number, 20) * DAY
            )
            named = link(str(number), article_id=each.id) if not number else None
            catalogue.save(each, passages_of(each, embedder), named)
            found |= {title: each} if title in TEXTS else {}
        syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation="g")
        syncer.open(lambda *_: None)
        retrieval = Retrieval(library=catalogue, embedder=embedder, vectors=vectors, lexical=lexical)
        parts: dict[str, Any] = {
            "library": catalogue,
            "lexical": lexical,
            "vectors": vectors,
            "embedder": embedder,
            "nearest": retrieval.nearest,
            "clock": FakeClock(NOW + DAY),
            "zone": UTC,
            "tags": TAGS,
        }
        yield Desk(StoryRelevance(**parts), found, parts)


def test_a_watch_is_sent_what_is_on_it(desk: Desk) -> None:
    """A watch on words and one on a name get the stories on them, and no others."""
    assert [title for title in TEXTS if desk.due(title, query="paper mills")] == list(TEXTS)[:2]
    assert [title for title in TEXTS if desk.due(title, query="Acmewright")] == list(TEXTS)[:1]


def test_filters_and_what_was_narrowed(desk: Desk) -> None:
    """Sources, kinds and tags let through what they do in a search; what "Not this" named is left out."""
    title = "Acmewright opens a mill"
    assert desk.due(title, query="paper mills", filters=Filters(tags=("Mills",), kinds=("reported",)))
    assert not desk.due(title, query="paper mills", filters=Filters(tags=("other",)))
    assert not desk.due(title, query="paper mills", filters=Filters(tags=("gone",)))
    assert not desk.due(title, query="paper mills", filters=Filters(kinds=("opinion",)))
    assert not desk.due(title, query="paper mills", narrowed=("Acmewright",))


def test_a_watch_in_a_thread_is_bounded_by_its_channels_scope(desk: Desk) -> None:
    """A watch gets what the scope of its channel lets through, also one of a thread that has an id of its own."""
    scopes = Scopes(lambda: {("discord", "c1"): Scope(tags=("other",))}, FakeJournal(), TAGS)
    bounded = Desk(StoryRelevance(**desk.parts, within=scopes.within), desk.articles, desk.parts)
    channel, title = Place(platform="discord", team="1", channel="c1"), "Acmewright opens a mill"
    thread = replace(channel, channel="t1")
    assert not bounded.due(title, query="paper mills", place=channel)
    assert bounded.due(title, query="paper mills", place=thread)  # it is not known to be one
    scopes.threads.learn(thread, "c1")
    assert not bounded.due(title, query="paper mills", place=thread)


def test_digests_take_what_their_tags_admit(desk: Desk) -> None:
    """A digest has no query: filters and tags decide."""
    daily = Schedule(repeat=Repeat.ON_REQUEST)
    every = Digest(**MADE, schedule=daily, last_covered=NOW)
    digests = [replace(every, id="all"), replace(every, id="mills", tags=("mills",))]
    assert [sorted(desk.told.digests_on(story(each), digests)) for each in desk.articles.values()] == [
        ["all", "mills"],
        *[["all"]] * (len(TEXTS) - 1),
    ]


def test_a_preview_tells_what_would_have_been_sent(desk: Desk) -> None:
    """It holds the stories of the last 14 days on the topic, newest first."""
    found = desk.told.preview("paper mills", Filters(), PLACE)
    assert [each.title for each in found.articles] == list(TEXTS)[:2]
    assert [found.said[each.id] for each in found.articles] == [("mill", "paper"), ("Paper", "mills")]
    everything = desk.told.preview("", Filters(tags=("mills",)), PLACE)
    assert [each.title for each in everything.articles] == list(TEXTS)[:1]


def test_a_preview_says_what_tells_of_a_field(desk: Desk) -> None:
    """A story is on a field that it does not name, and the preview says by which words."""
    found = desk.told.preview("AI in healthcare", Filters(), PLACE)
    assert [(each.title, found.said[each.id]) for each in found.articles] == [
        ("A pilot ends", ("nurse", "doctor", "hospital"))
    ]
    assert [title for title in TEXTS if desk.due(title, query="healthcare")] == ["A pilot ends"]
    assert desk.told.preview("agriculture", Filters(), PLACE).articles == ()  # it may come yet


@pytest.mark.parametrize(
    ("query", "filters", "problem"),
    [
        ("zzyzx quux", Filters(), "no article has ever said anything of 'zzyzx quux'"),
        ("", Filters(), "a watch on everything"),
        ("mills", Filters(tags=("mill",)), "no feed has the tag 'mill'; there are mills"),
        ("mills", Filters(sources=("The Moon",)), "source: nothing of 'The Moon' was ever collected"),
    ],
)
def test_what_could_never_match_is_told(desk: Desk, query: str, filters: Filters, problem: str) -> None:
    """Nothing is started that could never match, or that would match everything."""
    with pytest.raises(UsageError, match=problem):
        desk.told.preview(query, filters, PLACE)
