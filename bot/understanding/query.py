"""Question, asker's zone and conversation -> query (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

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

    from bot.model import Clarification
    from bot.understanding.asked_sources import AskedSources
    from bot.understanding.subjects import SubjectIndex
    from bot.understanding.time_ranges import StatedTime
    from indexer.model import Selection

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


class _Wanted(NamedTuple):
    """What a question asks for, and of whose articles."""

    form: Form
    text: str  # without the words that name whose articles
    selection: Selection  # the asker's, narrowed to these
    clarification: Clarification | None = None
    newest: int = 0  # as in `Query`


def understand(
    question: Question,
    publishers: Sequence[str] = (),
    subjects: Callable[[], SubjectIndex] = known_subjects,
    form: Form | None = None,
    *,
    narrows: bool = True,
) -> Query:
    """Return the query of a question; `publishers` are the names that the collection knows.

    `subjects` is called only when needed. `form` overrides the form that the wording suggests. With `narrows`, a
    question for one publisher's articles restricts the selection to it: of a topic, a publisher's name may be all.
    """
    asked = without_circumstances(plain_text(question.text))
    whole = complete(asked, question.conversation, subjects)
    text = asked_with_why(whole.text)
    named = named_publishers(text, publishers)
    asked_back = clarification(text, subjects, question.now) if text == asked else None
    meant = form or (Form.CLARIFY if asked_back else whole.form or _form(text, whole.asks, subjects))
    wanted = _Wanted(meant, text, question.selection, asked_back)
    if narrows and not (whole.within or question.selection.sources):
        wanted = _narrowed(wanted, asked_sources(text, publishers, subjects), is_form_open=form is None)
    text, selection = wanted.text, wanted.selection
    timed = "" if whole.within else f"{whole.before} {text}".strip()  # what a statement quotes is no time of the news
    seek = answer_type(asked) or answer_type(timed or text) or Seek.ANYTHING
    clauses = split_clauses(text)
    readings = [without_publishers(each, named) for each in dict.fromkeys((asked, timed))]
    latest = asks_for_latest(readings[-1]) and not (named and clauses)  # which of several facts it would be said of
    is_dated = bool(selection.since or selection.until)
    present = wanted.form is Form.FACT and not is_dated and asks_for_present(timed or text, seek)
    time = _time_of(question, wanted, () if present else readings)
    if form is None and _is_on_a_time(wanted, time, latest=latest):
        wanted = wanted._replace(form=Form.OVERVIEW)
    # A time that restricts the search is no word of it; one that is only preferred is said by the date, too.
    timeless = without_now(text) if present else text
    undated = time.cut_from(timeless)
    asked_for = terms(without_question_words(undated if time.firm else timeless))
    return Query(
        text=text,
        form=wanted.form,
        subjects=subjects_of(text, wanted.form, subjects()) if wanted.form is not Form.FACT else (),
        clarification=wanted.clarification,
        told=whole.told,
        within=whole.within,
        newest=wanted.newest,
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
        selection=narrow(selection, time.firm, question.zone),
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


def _narrowed(wanted: _Wanted, sources: AskedSources | None, *, is_form_open: bool) -> _Wanted:
    """Return what is wanted, as the stories that some publishers tell, if their articles are asked for."""
    if sources is None or not (wanted.form is Form.OVERVIEW or (is_form_open and is_on_nothing(sources.rest))):
        return wanted
    selection = replace(wanted.selection, sources=sources.publishers)
    newest = sources.newest if is_on_nothing(sources.rest) else 0
    return _Wanted(Form.OVERVIEW, sources.rest, selection, newest=newest)


def _time_of(question: Question, wanted: _Wanted, readings: Sequence[str]) -> StatedTime:
    """Return the times that are stated, by the first of the question's readings that states any."""
    of_news = wanted.form in _OF_A_TIME or news_request(wanted.text).is_for_everything
    return stated_time(question, readings, of_news=of_news)


def _is_on_a_time(wanted: _Wanted, time: StatedTime, *, latest: bool) -> bool:
    """Tell whether what seems a fact or a list is on whatever there is in a time: "yesterday's headlines"."""
    request = news_request(wanted.text)
    return wanted.form in _NO_NEWS and not request.topic and (latest or (request.is_for_news and bool(time.periods)))


def _form(text: str, asks: str, subjects: Callable[[], SubjectIndex]) -> Form:
    """Return the form that a question wants, by the part that `asks`; a known name alone wants an overview."""
    form = form_of(asks or text)
    bare = form is Form.FACT and may_be_subject(text) and subjects().covers(text)
    return Form.OVERVIEW if bare else form
