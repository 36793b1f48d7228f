"""Question, asker's zone and conversation -> query (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.product_versions import asked_products
from bot.language.words import terms
from bot.model import Query, Seek
from bot.understanding.answer_type import answer_type, without_question_words
from bot.understanding.decomposition import split_clauses
from bot.understanding.filters import narrow
from bot.understanding.follow_ups import complete, names_in
from bot.understanding.news_request import asks_for_latest, news_request
from bot.understanding.publishers import named_publishers, without_publishers
from bot.understanding.question_text import plain_text
from bot.understanding.time_ranges import periods_of
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Question

_KINDS = (
    (
        Kind.OPINION,
        re.compile(r"\b(opinions?|editorials?|commentar(y|ies)|columnists?|critics|pundits)\b", re.IGNORECASE),
    ),
    (Kind.RESEARCH, re.compile(r"\b(papers?|preprints?|arxiv|researchers|stud(y|ies))\b", re.IGNORECASE)),
    (Kind.ANNOUNCEMENT, re.compile(r"\b(announcements?|press releases?|official(ly)?)\b", re.IGNORECASE)),
)


def understand(question: Question, publishers: Sequence[str] = ()) -> Query:
    """Return the query of a question; `publishers` are the names that the collection knows."""
    asked = plain_text(question.text)
    text = plain_text(complete(asked, question.conversation))
    today = question.now.astimezone(question.zone).date()
    named, clauses = named_publishers(text, publishers), split_clauses(text)
    readings = [without_publishers(each, named) for each in dict.fromkeys((asked, text))]
    request = news_request(text)
    is_dated = bool(question.selection.since or question.selection.until)
    firm, guesses = periods_of(readings, today, is_dated=is_dated, of_news=request.is_for_everything)
    # With the sources of several facts named, "recently" is said of one of them.
    latest = asks_for_latest(readings[-1]) and not (named and clauses)
    asks_for_news = latest or request.is_for_news
    names = frozenset(term for name in names_in(text) for term in terms(name))
    return Query(
        text=text,
        terms=terms(without_question_words(text)),
        names=names,
        seek=answer_type(asked) or answer_type(text) or Seek.ANYTHING,
        latest=latest,
        headlines=asks_for_news and not request.topic and (latest or firm is not None or bool(guesses)),
        digest=asks_for_news and bool(request.topic) and request.topic <= names,
        clauses=clauses,
        publishers=named,
        kinds=tuple(kind for kind, rule in _KINDS if rule.search(text)),
        periods=guesses,
        selection=narrow(question.selection, firm, question.zone),
        products=asked_products(text),
    )
