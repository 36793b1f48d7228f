"""Question, asker's zone and conversation -> query (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.product_versions import asked_products
from bot.language.question_words import asked_with_why, without_question_words
from bot.language.words import terms
from bot.model import Form, Query, Question, Seek
from bot.model.filters import narrow
from bot.understanding.answer_type import answer_type
from bot.understanding.asked_sources import asked_sources
from bot.understanding.circumstances import without_circumstances
from bot.understanding.cited_outlets import cited_outlets
from bot.understanding.clarification import clarification
from bot.understanding.decomposition import split_clauses
from bot.understanding.follow_ups import complete
from bot.understanding.form import form_of
from bot.understanding.names import names_in
from bot.understanding.news_request import asks_for_latest, is_on_nothing, news_request
from bot.understanding.present_state import asks_for_present, without_now
from bot.understanding.publishers import named_publishers, without_publishers
from bot.understanding.question_text import plain_text
from bot.understanding.subjects import known_subjects, subjects_of
from bot.understanding.time_ranges import stated_time
from bot.understanding.told_form import may_be_subject
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.understanding.subjects import SubjectIndex

_KINDS = (
    (
        Kind.OPINION,
        re.compile(r"\b(opinions?|editorials?|commentar(y|ies)|columnists?|critics|pundits)\b", re.IGNORECASE),
    ),
    (Kind.RESEARCH, re.compile(r"\b(papers?|preprints?|arxiv|researchers|stud(y|ies))\b", re.IGNORECASE)),
    (Kind.ANNOUNCEMENT, re.compile(r"\b(announcements?|press releases?|official(ly)?)\b", re.IGNORECASE)),
)


_NO_NEWS = (Form.FACT, Form.LIST)
_OF_A_TIME = (Form.OVERVIEW, Form.LIST)  # their time is that of the news: what lies outside is not asked for


def understand(
    question: Question,
    publishers: Sequence[str] = (),
    subjects: Callable[[], SubjectIndex] = known_subjects,
    form: Form | None = None,
    *,
    narrows: bool = True,
) -> Query:
    """Return the query of a question; `publishers` are the names that the collection knows.

    What is known of `subjects` is asked for only where a question wants more than a fact. With a `form` it is taken
    for one of that, whatever it seems to want. Only if it `narrows` the selection it is read from it whose articles it
    asks for: of a topic a publisher's name may be all.
    """
    asked = without_circumstances(plain_text(question.text))
    whole = complete(asked, question.conversation, subjects)
    text = asked_with_why(whole.text)
    may_narrow = narrows and not (whole.within or question.selection.sources)
    sources = asked_sources(text, publishers, subjects) if may_narrow else None
    named = named_publishers(text, publishers)
    asked_back = clarification(text, subjects, question.now) if text == asked else None
    wanted = form or (Form.CLARIFY if asked_back else whole.form or _form(text, whole.asks, subjects))
    if sources and (wanted is Form.OVERVIEW or (not form and is_on_nothing(sources.rest))):
        wanted, text, asked_back = Form.OVERVIEW, sources.rest, None
        narrowed = replace(question.selection, sources=sources.publishers)
        question = replace(question, text=text, selection=narrowed)
    else:
        sources = None
    timed = "" if whole.within else f"{whole.before} {text}".strip()  # what a statement quotes is no time of the news
    seek = answer_type(asked) or answer_type(timed or text) or Seek.ANYTHING
    clauses = split_clauses(text)
    readings = [without_publishers(each, named) for each in dict.fromkeys((asked, timed))]
    latest = asks_for_latest(readings[-1]) and not (named and clauses)  # which of several facts it would be said of
    is_dated = bool(question.selection.since or question.selection.until)
    present = wanted is Form.FACT and not is_dated and asks_for_present(timed or text, seek)
    request = news_request(text)
    of_news = request.is_for_everything or wanted in _OF_A_TIME
    time = stated_time(question, () if present else readings, of_news=of_news)
    if not form and wanted in _NO_NEWS and not request.topic and (latest or (request.is_for_news and time.periods)):
        wanted = Form.OVERVIEW  # of whatever there is in a time: "yesterday's headlines"
    # A time that restricts the search is no word of it; one that is only preferred is said by the date, too.
    timeless = without_now(text) if present else text
    undated = time.cut_from(timeless)
    asked_for = terms(without_question_words(undated if time.firm else timeless))
    return Query(
        text=text,
        form=wanted,
        subjects=subjects_of(text, wanted, subjects()) if wanted is not Form.FACT else (),
        clarification=asked_back,
        told=whole.told,
        within=whole.within,
        newest=sources.newest if sources and is_on_nothing(text) else 0,
        heard=whole.heard,
        terms=asked_for,
        names=frozenset(term for name in names_in(undated) for term in terms(name)),
        seek=seek,
        present=time.today if present and not latest else None,
        latest=latest,
        clauses=tuple(map(time.cut_from, clauses)),
        publishers=named,
        outlets=cited_outlets(text),
        kinds=tuple(kind for kind, rule in _KINDS if rule.search(text)),
        periods=time.guesses,
        zone=question.zone,
        selection=narrow(question.selection, time.firm, question.zone),
        products=asked_products(text),
        undated="" if undated == text else undated,
        dated=frozenset(asked_for).difference(terms(undated)),
    )


def side_of(query: Query, other: str) -> Query:
    """Return the query of one side of a comparison, beside which another side is told of; "" for none."""
    return replace(query, beside=frozenset(terms(other)).difference(query.terms))


def topic_query(
    topic: str, now: datetime, publishers: Sequence[str] = (), subjects: Callable[[], SubjectIndex] = known_subjects
) -> Query:
    """Return the query for whatever is new on a topic, which may be a name, a few words, or both."""
    query = understand(Question(text=f"What is new on {topic}?", now=now), publishers, subjects, narrows=False)
    on = subjects_of(query.text, Form.OVERVIEW, subjects())
    return replace(query, form=Form.OVERVIEW, subjects=on, clarification=None)


def _form(text: str, asks: str, subjects: Callable[[], SubjectIndex]) -> Form:
    """Return the form that a question wants, by the part that `asks`; a known name alone wants an overview."""
    form = form_of(asks or text)
    bare = form is Form.FACT and may_be_subject(text) and subjects().covers(text)
    return Form.OVERVIEW if bare else form
