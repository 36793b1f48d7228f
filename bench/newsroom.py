"""The seed of every measurement: pages, sentences and questions of the sample newsroom."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from bench.timing import CHECKOUT
from bot.demo.content import NOW, fill, load_contents, sample_questions
from indexer.articles import extract
from indexer.model import Page, Quality
from indexer.model.feeds import Entry
from indexer.passages import sentences

if TYPE_CHECKING:
    from indexer.model import Article

_BASE = "https://newsroom.example"
_MIN_CHARS = 40  # of a sentence: shorter ones are headings and exclamations


@cache
def pages() -> tuple[tuple[Page, Entry], ...]:
    """Return the pages that can be had, each with the entry that leads to it."""
    found = []
    for entry in load_contents().entries:
        if entry.gone:
            continue
        url = _BASE + entry.path
        page = Page(
            url=url,
            final_url=url,
            status=200,
            content_type="text/html",
            charset="utf-8",
            body=fill(entry.page(), _BASE).encode(),
            fetched=NOW,
        )
        found.append((page, Entry(key=url, link=url, title=entry.title, published=entry.published)))
    return tuple(found)


def articles() -> tuple[Article, ...]:
    """Extract every page."""
    return tuple(extract(page, entry, now=NOW) for page, entry in pages())


@cache
def full_articles() -> tuple[Article, ...]:
    """Return the articles whose whole text could be had."""
    return tuple(article for article in articles() if article.quality is Quality.FULL)


@cache
def paragraphs() -> tuple[tuple[str, ...], ...]:
    """Return the sentences of each article, in order."""
    found = []
    for article in full_articles():
        texts = [" ".join(article.text[start:end].split()) for start, end in sentences(article.text)]
        found.append(tuple(text for text in texts if len(text) >= _MIN_CHARS))
    return tuple(text for text in found if text)


@cache
def questions() -> tuple[str, ...]:
    """Return more than a hundred different questions: those of the tests, of the demonstration, and headlines."""
    files = (CHECKOUT / "tests" / "data" / name for name in ("golden.jsonl", "golden_holdout.jsonl"))
    asked = [json.loads(line)["question"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    titles = [f"What is known about this: {article.title}?" for article in full_articles()]
    return tuple(dict.fromkeys([*asked, *sample_questions(), *titles]))


@cache
def overviews() -> tuple[str, ...]:
    """Return the questions of the tests that ask for an overview."""
    lines = (CHECKOUT / "tests" / "data" / "golden_open.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    return tuple(each["question"] for each in asked if each["form"] == "overview")
