"""Makes the articles that every system is given, one JSON object a line, as `byline import` takes them."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from bench import inventing, newsroom
from bench.quality import sample_newsroom
from indexer.collecting.archive import export
from indexer.model import Selection
from tests.benchmarks.documents import INVENTED, NEWSROOM, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from indexer.model import Article

_PARAGRAPHS = range(6, 14)  # of an invented article; one has 56 tokens: an agency's report, not a feature


def write(folder: Path, count: int, seed: int) -> None:
    """Write the sample newsroom as Byline collects it, so many invented articles, and the questions.

    The same seed gives the same articles.
    """
    with sample_newsroom() as opened:
        _write(folder / NEWSROOM, export(opened.catalogue, Selection()))
    random = Random(seed)
    drafts = inventing.drafts(newsroom.paragraphs())
    told = (random.sample(drafts, random.choice(_PARAGRAPHS)) for _ in range(count))
    _write(folder / INVENTED, (_record(inventing.report(n, each, random)) for n, each in enumerate(told)))
    (folder / QUESTIONS).write_text("\n".join(newsroom.questions()), encoding="utf-8")


def _record(article: Article) -> dict[str, Any]:
    """Return an article as an export has it, whose text is taken as it is."""
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published": article.when.isoformat(),
        "publisher": article.publisher,
        "kind": article.kind.value,
        "quality": article.quality.value,
        "versions": 1,
    }


def _write(file: Path, records: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(record)}\n" for record in records)
