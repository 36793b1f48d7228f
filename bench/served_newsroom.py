"""A collection as months of use leave it: feeds, stories, versions, questions and watches beside its articles."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, insert, update

from bench.corpus import Corpus
from bench.inventing import LATEST
from bot.config.loader import load
from bot.model import Answer, Question, Refusal, RefusalReason
from bot.model.chat import Asked, Place, asked_id
from bot.subscriptions.records import Watch
from bot.wiring.opening import engines
from indexer.catalogue import records, tables
from indexer.model import Selection
from indexer.model.feeds import Entry, FeedState, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.wiring.installation import Engines
    from indexer.model import Article

FEEDS = 100

_REPORTS = 3  # of a story, two of them with one text
_REVISED = 50  # one article of so many has a second version
_QUESTIONS, _WATCHES = 200, 100
_ROWS = 10_000
_PLACE = Place(platform="slack", team="T1", channel="C1")


def served_newsroom(corpus: Corpus) -> Corpus:
    """Return a copy of a collection with all that the pages show; made if it is not there."""
    made = Corpus(folder=corpus.folder / "served", size=corpus.size)
    stamp = made.folder / "complete"
    if not stamp.exists():
        shutil.rmtree(made.folder, ignore_errors=True)  # what an interrupted run left
        made.folder.mkdir()
        shutil.copytree(corpus.data, made.data)
        configure(made, 0)
        with engines(load(made.config), purpose="bench", progress=_silent) as opened:
            _fill(opened, made.data / "catalogue.db")
        stamp.touch()
    return made


def configure(made: Corpus, port: int) -> None:
    """Write its config file: a server on a port, and feeds that nobody polls."""
    feeds = "".join(f'[[feeds]]\nurl = "{feed(number)}"\nenabled = false\n' for number in range(FEEDS))
    made.config.write_text(
        f"[byline]\ndata_dir = {json.dumps(str(made.data))}\n[answers]\nretention = '7d'\n"
        f"[server]\nlisten = '127.0.0.1:{port}'\n[limits]\nper_user = '100000/min'\n{feeds}",
        encoding="utf-8",
    )


def feed(number: int) -> str:
    """Return the address of a feed."""
    return f"https://feed-{number % FEEDS}.example/feed.xml"


def newest_story(folder: Path) -> str:
    """Return the id of a story."""
    return (folder / "story").read_text(encoding="utf-8")


def _fill(opened: Engines, database: Path) -> None:
    for number in range(FEEDS):
        opened.catalogue.record_poll(FeedState(url=feed(number), title=f"Feed {number}", last_success=LATEST), [])
    engine = create_engine(f"sqlite:///{database}")
    articles = enumerate(opened.catalogue.articles(Selection()))
    before: Sequence[Article] = ()
    age = opened.clock.now() - LATEST
    while lot := list(islice(articles, _ROWS - _ROWS % _REPORTS)):
        before = before or [article for _, article in lot]
        with engine.begin() as connection:
            connection.execute(insert(tables.links), [_link(number, article, age) for number, article in lot])
            connection.execute(insert(tables.memberships), list(_memberships([article for _, article in lot])))
            for number, article in lot:
                if number % _REVISED == 0:
                    _revise(connection, article)
    (database.parent.parent / "story").write_text(before[0].id, encoding="utf-8")
    for number in range(_QUESTIONS):
        _ask(opened, number)
    for number, article in zip(range(_WATCHES), before, strict=False):
        created = LATEST - timedelta(days=1)
        opened.subscriptions.add(
            Watch(id=f"w{number}", place=_PLACE, maker="U1", query=article.title[:60], created=created)
        )


def _link(number: int, article: Article, age: timedelta) -> dict[str, object]:
    seen = article.first_seen + age  # feeds are at work
    entry = Entry(key=article.url, link=article.url, title=article.title, published=seen)
    link = Link(key=article.url, entry=entry, feed_url=feed(number), first_seen=seen, article_id=article.id)
    return dict(records.link_row(link))


def _memberships(articles: Sequence[Article]) -> Iterator[dict[str, object]]:
    for start in range(0, len(articles), _REPORTS):
        told = sorted(articles[start : start + _REPORTS], key=lambda each: each.when)
        for place, each in enumerate(told):
            text = told[0].id if place == _REPORTS - 1 else each.id
            dated = records.to_micros(each.when)
            yield {"article_id": each.id, "dated": dated, "story": told[0].id, "text": text, "sketch": ""}


def _revise(connection: object, article: Article) -> None:
    row = {"article_id": article.id, "number": 1, "collected": records.to_micros(article.first_seen)}
    earlier = {**row, "title": article.title, "text": article.text.replace(" the ", " a ")}
    connection.execute(insert(tables.versions), earlier)  # type: ignore[attr-defined]
    changed = update(tables.articles).where(tables.articles.c.id == article.id).values(version=2)
    connection.execute(changed)  # type: ignore[attr-defined]


def _ask(opened: Engines, number: int) -> None:
    text = f"When does the works number {number % 40} open its hall?"
    asked = Asked(
        id=asked_id("slack", "T1", "C1", str(number)),
        place=replace(_PLACE, thread=str(number)),
        user="U1",
        text=text,
        received=opened.clock.now(),
    )
    refusal = Refusal(reason=RefusalReason.UNLIKELY, detail="")
    opened.journal.accept(asked)
    opened.journal.intend(
        asked, Answer(question=Question(text=text, now=asked.received), statements=(), refusal=refusal)
    )
    opened.journal.posted(asked.id, "m", asked.received)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
