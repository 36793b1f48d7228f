"""What a watch is on, and how it is looked up."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bot.subscriptions.fields import known_fields
from bot.subscriptions.profiles import Background, ReadArticle, profile_of
from bot.subscriptions.topics import Topic, article_words, as_news_says, names_it, topic_of
from bot.subscriptions.watch_index import WatchIndex
from bot.understanding.query import topic_query
from indexer.model import Kind
from tests.doubles.catalogue_records import article

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHARES = {"acm": 0.001, "export": 0.01, "control": 0.04, "model": 0.6}


def topic(query: str) -> Topic:
    """Return the topic of a watch."""
    return topic_of(topic_query(query, NOW), SHARES)


@pytest.mark.parametrize(
    ("query", "names", "concepts"),
    [
        ("export controls", (), ("export", "control")),
        ("models of bridges", (), ("bridg",)),
        ("models", (), ("model",)),
        ("security of agents", (), ("security", "agent")),
        ("outages and leaks", (), ("outag", "leak")),
        ("Acmewright", ("Acmewright",), ()),
        ("layoffs at Acmewright", ("Acmewright",), ("cut",)),
        ("EU Chip Act", ("Chip Act",), ()),
        ("Meta's superintelligence lab", ("Meta",), ("superintellig", "lab")),
    ],
)
def test_topics(query: str, names: tuple[str, ...], concepts: tuple[str, ...]) -> None:
    """Names stand apart from other words; what nearly every article says is left out, and a country beside a name."""
    found = topic(query)
    assert (found.names.names[:1], found.concepts) == (names, concepts)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("high-bandwidth memory (HBM)", "HBM"),
        ("prices of high-bandwidth memory (HBM) in Asia", "prices of HBM in Asia"),
        ("export controls (BIS)", "export controls (BIS)"),
        ("Acmewright's offices abroad", "Acmewright's offices"),
        ("Acmewright offices around the world and its staff", "Acmewright offices and its staff"),
        ("world models", "world models"),
    ],
)
def test_queries_are_read_as_news_says_it(query: str, expected: str) -> None:
    """Initials in brackets take the place of the words that they stand for, and where one is abroad is left out."""
    assert as_news_says(query) == expected


def test_every_mention_of_a_rare_name_is_news() -> None:
    """Somebody of whom hardly any article begins is followed by what names her at all; of others it must tell more."""
    text = "Acmewright opened a hall on Monday. " * 30 + "Its founder, Ada Lorne, stayed away."
    said = article("one", title="Acmewright opens a hall", text=text)
    rare, common = (topic_of(topic_query("Ada Lorne", NOW), {"lorn": share, "ada": 0.1}) for share in (0.001, 0.05))
    assert (names_it(rare, said), names_it(common, said)) == (True, False)


@pytest.mark.parametrize(
    ("query", "expected", "is_any"),
    [
        ("AI in hospitals", {"healthcare": "hospitals"}, False),
        ("robots in schools", {"robots": "robots", "education": "schools"}, False),
        ("AI and jobs in journalism", {"labour market": "jobs", "journalism": "journalism"}, False),
        ("music and films", {"music": "music", "film and television": "films"}, True),
        ("use of AI by police in Dunmore", {"policing": "police"}, False),
        ("bridges and banks", {"financial services": "banks", "bridg": "bridges"}, True),
        ("IPOs", {"IPOs": "IPOs"}, False),
        ("interpretability research", {"interpretability": "interpretability"}, False),
    ],
)
def test_fields_of_topics(query: str, expected: dict[str, str], is_any: bool) -> None:  # noqa: FBT001  a case's outcome
    """A field is one concept beside the other words; of two that are joined by "and" either will do."""
    found = topic_of(topic_query(query, NOW), SHARES, known_fields())
    assert ({key.strip("\N{SECTION SIGN}"): words for key, words in found.words.items()}, found.is_any) == (
        expected,
        is_any,
    )


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Acmewright hires", "", True),
        ("How to work with Acmewright", "", True),
        ("How to work with Acmewright", "It is a firm like others. " * 20, False),
        ("A firm hires", "Acmewright has hired forty people.", True),
        ("A firm hires", "Forty people came, which is more than Acmewright hired.", False),
        ("A firm hires", "Forty came, more than Acmewright hired. Then Acmewright hired again.", True),
    ],
)
def test_names_in_passing(title: str, text: str, expected: bool) -> None:  # noqa: FBT001  a case's outcome
    """An article is on a name that stands in its title, opens a sentence, or stands in it twice."""
    assert names_it(topic("Acmewright"), article(title=title, text=text)) is expected


@pytest.mark.parametrize(
    ("watch", "title", "expected"),
    [
        ("Acmewright China", "Acmewright opens a mill in Beijing for Chinese readers", True),
        ("Acmewright China", "Acmewright opens a mill", False),
        ("Acmewright US", "Acmewright opens a mill", True),  # where most news is from, which does not say so
        ("EU Mill Act", "Mill Act is delayed", True),  # a country before a name is left out
        ("AI in South Korea", "Korean mills learn to read", True),
        ("Acmewright Mill Protocol", "What AMP is for", True),
        ("Acmewright Corvid", "Corvid gets dearer, says Acmewright", True),
        ("Acmewright Corvid", "Corvid gets dearer, says its maker", False),
    ],
)
def test_names_as_news_writes_them(watch: str, title: str, expected: bool) -> None:  # noqa: FBT001  a case's outcome
    """A country behind a name is asked for with it; initials, a people and two names apart tell of a name."""
    assert names_it(topic(watch), article(title=title, text="Nobody knew of it.")) is expected


def test_a_company_s_own_post() -> None:
    """A company writes "we": its announcements are on it."""
    own = article(title="We are hiring", text="Come to us.", publisher="Acmewright", kind=Kind.ANNOUNCEMENT)
    assert names_it(topic("Acmewright"), own)


def test_only_watches_that_may_match_are_looked_at() -> None:
    """An article leads to the watches whose rarest word it has, and to those on its likeness; not to the others."""
    near, far = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
    background = Background(openings=np.array([far] * 50 + [[0.2, 0.98]] * 50, dtype=np.float32), shares=SHARES)
    queries = {"a": "export controls", "b": "Acmewright", "c": "self-driving cars", "d": "court rulings"}
    vectors = {"a": far, "b": near, "c": near, "d": far}
    profiles = {key: profile_of(topic(query), vectors[key], background) for key, query in queries.items()}
    text = article(title="Exports rise", text="Ships leave with the goods.")
    read = ReadArticle(article=text, words=article_words(text), opening=near)
    assert WatchIndex(profiles, background).candidates(read) == {"a", "c"}
