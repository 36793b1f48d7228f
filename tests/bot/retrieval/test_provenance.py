"""First hand: readers are led to the article that a source says its news comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.jsonl import answer_record
from bot.adapters.terminal import answer_text
from bot.answering import Answering
from bot.composition.citations import cite
from bot.conversation.serialization import answer_of
from bot.conversation.serialization import answer_text as kept_text
from bot.model import Answer, Citation, Claim, Question, StatementKind
from bot.retrieval.provenance import add_discussions, origins_of
from bot.retrieval.retriever import Retrieval
from indexer.model import Origin
from indexer.model.feeds import FeedState
from indexer.web import urls
from tests.doubles.catalogue_records import NOW, article, link, save
from tests.doubles.newsroom import Newsroom
from tests.doubles.slack_payloads import answer_message, assert_sendable, links
from tests.doubles.slack_payloads import shown as slack_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.model import Article

WIRE = article("wire", publisher="Wire", title="The mill closes")
BLOG = article("blog", publisher="Blog", title="On mills", origins=(Origin(name="Wire", url=WIRE.url),))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom that has collected both."""
    with Newsroom(tmp_path) as opened:
        save(opened.catalogue, WIRE, BLOG)
        yield opened


def answer(room: Newsroom, *articles: Article) -> Answer:
    """Return an answer that cites each article once."""
    claims = [
        Claim(
            text=f"It is {number}.",
            kind=StatementKind.REPORTED,
            citations=(Citation(article=each, passage="P."),),
        )
        for number, each in enumerate(articles, start=1)
    ]
    said, shown = cite(claims, origins_of(room.catalogue, claims))
    shown = add_discussions(room.catalogue, shown)
    return Answer(question=Question(text="Q?", now=NOW), statements=said, sources=shown)


def test_the_first_hand_comes_first(room: Newsroom) -> None:
    """A copy is shown behind the article that it tells of, with its link, in every rendering; the journal keeps it."""
    given = answer(room, BLOG)
    assert [source.origin.id if source.origin else "" for source in given.sources] == [WIRE.id]
    text = answer_text(given)
    assert text.index(WIRE.url) < text.index("as told in: On mills") < text.index(BLOG.url)
    message = answer_message(given, "slack:T:C:1")
    assert_sendable(message)
    assert [url for url, _ in links(message)][:2] == [WIRE.url, BLOG.url]
    assert answer_record(given, 1)["sources"][0]["origin"] == {"name": "Wire", "url": WIRE.url}
    back = answer_of(kept_text(given), given.question)
    assert [source.origin.url if source.origin else "" for source in back.sources] == [WIRE.url]


def test_a_first_hand_that_is_cited_itself_gets_the_first_number(room: Newsroom) -> None:
    """Where both are cited, the origin is number one, and statements go on naming what carries them."""
    given = answer(room, BLOG, WIRE)
    assert [(source.number, source.article.id, source.origin) for source in given.sources] == [
        (1, WIRE.id, None),
        (2, BLOG.id, None),
    ]
    assert [(said.text, said.citations) for said in given.statements] == [("It is 1.", (2,)), ("It is 2.", (1,))]


def test_what_is_not_there_is_not_led_to(room: Newsroom) -> None:
    """An origin that was not collected, is gone, or is the article itself changes nothing."""
    own = replace(BLOG, origins=(Origin(name="Blog", url=BLOG.url), Origin(name="Elsewhere", url="https://x.example/")))
    assert answer(room, own).sources[0].origin is None
    room.catalogue.mark_gone(WIRE.id, NOW)
    assert answer(room, BLOG).sources[0].origin is None


def test_what_is_gone_is_cited_last_and_with_a_mark(room: Newsroom) -> None:
    """An article whose page is gone is cited only where nothing else answers, and is called "no longer online"."""
    text = "The mill by the river closed on Monday after two hundred years of grinding."
    old = article("old", text=text, title="Mill by the river closed")
    other = article("new", text=text.replace("two hundred", "many"), title="Mill by the river closed")
    save(room.catalogue, old, other)
    room.catalogue.mark_gone(old.id, NOW)
    room.collect()
    retrieval = Retrieval(library=room.catalogue, embedder=room.embedder, vectors=room.vectors, lexical=room.lexical)
    answering = Answering(library=room.catalogue, retrieval=retrieval, max_statements=4, min_confidence=0.0)
    question = Question(text="When did the mill by the river close?", now=NOW, zone=ZoneInfo("UTC"))
    assert [source.article.id for source in answering.ask(question).sources][:1] == [other.id]
    assert old.id not in {source.article.id for source in answering.ask(question).sources}
    assert [result.article.id for result in answering.search(question).results][-1] == old.id
    for each in (other, WIRE, BLOG):
        room.catalogue.mark_gone(each.id, NOW)
    last = answering.ask(question)
    assert {source.article.id for source in last.sources} & {old.id, other.id}
    assert "no longer online" in answer_text(last)
    assert "no longer online" in answer_message(last, "slack:T:C:1").text
    assert all(source["gone"] for source in answer_record(last, 1)["sources"])


def test_readers_are_told_where_a_source_was_seen(room: Newsroom) -> None:
    """Each community is named once, with a link to a post, in every rendering; the journal keeps all posts."""
    posts = [f"https://{place}" for place in ("news.ycombinator.com/item?id=1", "news.ycombinator.com/item?id=2",
                                              "old.reddit.com/r/mills/comments/1/x", "talk.example/7")]  # fmt: skip
    key = urls.identity(BLOG.url)
    room.catalogue.record_poll(FeedState(url="https://talk.example/rss"), [link(key)], [], [(key, p) for p in posts])
    given = answer(room, BLOG, WIRE)
    assert {source.article.id: source.discussions for source in given.sources} == {BLOG.id: tuple(posts), WIRE.id: ()}
    named = "Hacker News https://news.ycombinator.com/item?id=1, r/mills https://old.reddit.com/r/mills/comments/1/x"
    assert f"Seen on: {named}, talk.example https://talk.example/7" in answer_text(given)
    message = answer_message(given, "slack:T:C:1.0")
    assert_sendable(message)
    assert ")" + ", seen on Hacker News, r/mills, talk.example" in slack_text(message)
    assert (posts[0], "Hacker News") in links(message)
    (seen,) = [each["discussions"] for each in answer_record(given, 1)["sources"] if "discussions" in each]
    assert [each["name"] for each in seen] == ["Hacker News", "Hacker News", "r/mills", "talk.example"]
    kept = answer_of(kept_text(given), given.question)
    assert [source.discussions for source in kept.sources] == [source.discussions for source in given.sources]
