"""Questions and answers as JSON objects, one a line: the command line's contract (pure)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.adapters.messages.statements import answer_words
from bot.model import Exchange, Question
from bot.model.chat import Filters
from bot.model.filters import parse_filters, parse_instant
from indexer.collecting.json_records import origin_record, story_record
from indexer.errors import UsageError
from indexer.web import communities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from bot.model import Answer, Clarification, Refusal, ResultPage, Source
    from bot.subscriptions.records import NewsStory
    from indexer.model import Article, Story

_TEXTS = ("question", "query", "now", "since", "until", "language")
_LISTS = ("sources", "kinds", "tags")


def question_of(line: str, *, now: datetime, zone: tzinfo) -> Question:
    """Return the question on a line: plain text, or an object; raise `UsageError` with the reason."""
    if not line.lstrip().startswith("{"):
        return Question(text=line.strip(), now=now, zone=zone)
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}") from error
    texts, lists = _fields(given)
    try:
        asked = parse_instant(texts["now"], zone) if texts["now"] else now
    except (ValueError, OverflowError) as error:
        raise UsageError(f"now: not an ISO 8601 time: {texts['now']!r}") from error
    stated = Filters(since=texts["since"], until=texts["until"], language=texts["language"], **lists)
    chosen = parse_filters(stated, now=asked, zone=zone)
    text = texts["question"] or texts["query"]
    if not text.strip():
        raise UsageError("question: missing")
    return Question(text=text, now=asked, zone=zone, selection=chosen, conversation=_conversation(given))


def line_id(line: str, number: int) -> object:
    """Return the id that a line gives itself, else its number. NaN and the like, which JSON does not know, are null."""
    try:
        given = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return number
    return given.get("id", number) if isinstance(given, dict) else number


def _fields(given: dict[str, Any]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    texts = {name: given.get(name) or "" for name in _TEXTS}
    lists = {name: given.get(name) or [] for name in _LISTS}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise UsageError(f"{name}: not a string")
    for name, items in lists.items():
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise UsageError(f"{name}: not a list of strings")
    return texts, {name: tuple(items) for name, items in lists.items()}


def _conversation(given: dict[str, Any]) -> tuple[Exchange, ...]:
    turns = given.get("conversation") or []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise UsageError("conversation: not a list of objects")
    pairs = [(turn.get("question") or "", turn.get("answer") or "") for turn in turns]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        raise UsageError("conversation: question and answer must be strings")
    return tuple(Exchange(question=question, answer=answer) for question, answer in pairs)


def answer_record(answer: Answer, identity: object) -> dict[str, Any]:
    """Return the object for one answer of `ask --json`."""
    return {
        "id": identity,
        "question": answer.question.text,
        "form": answer.form.value,
        "found": answer.found,
        "confidence": round(answer.confidence, 3),
        "refusal": _refusal(answer.refusal),
        "composer": answer.composer,
        "as_of": answer.question.now.isoformat(),
        "newest": iso(answer.newest),
        "elapsed_ms": answer.elapsed_ms,
        "answer": _answer(answer),
        "statements": [
            {
                "text": said.text,
                "kind": said.kind.value,
                "citations": list(said.citations),
                "story": said.story or None,
                "date": iso(said.date),
            }
            for said in answer.statements
        ],
        "sources": [
            {
                "n": source.number,
                **article_record(source.article, answer.stories.get(source.article.id)),
                **_origin(source),
                **_seen(source),
                "passage": source.passage,
            }
            for source in answer.sources
        ],
        "nearest": [article_record(article, answer.stories.get(article.id)) for article in answer.nearest],
        **({"nearest_quote": answer.nearest_quote} if answer.nearest_quote else {}),
        **({"disagreements": [list(pair) for pair in answer.disagreements]} if answer.disagreements else {}),
        **({"missing": list(answer.missing)} if answer.missing else {}),
        **({"untold": answer.untold} if answer.untold else {}),
        **({"clarification": _clarification(answer.clarification)} if answer.clarification else {}),
    }


def _answer(answer: Answer) -> dict[str, Any] | None:
    """Return the words that answer, with the place of their statement: the first that has any."""
    words = ((answer_words(said), place) for place, said in enumerate(answer.statements))
    return next(({"text": text, "statement": place} for text, place in words if text), None)


def _clarification(wanted: Clarification) -> dict[str, Any]:
    return {"missing": wanted.missing, "choices": list(wanted.choices)}


def _refusal(refusal: Refusal | None) -> dict[str, str] | None:
    return {"reason": refusal.reason.value, "detail": refusal.detail} if refusal else None


def page_record(page: ResultPage, identity: object) -> dict[str, Any]:
    """Return the object for one page of `search --json`."""
    return {
        "id": identity,
        "query": page.question.text,
        "total": page.total,
        "elapsed_ms": page.elapsed_ms,
        "results": [
            {
                **brief_record(result.article),
                "quality": result.article.quality.value,
                "score": round(result.score, 4),
                "snippet": result.snippet,
                "story": story_record(result.story),
                "origin": origin_record(result.article),
                **_issue(result.article),
                **_changes(result.article),
            }
            for result in page.results
        ],
    }


def _origin(source: Source) -> dict[str, Any]:
    """Return where the news comes from, at the address under which that article was collected."""
    named = origin_record(source.article)
    return {"origin": {**(named or {}), "url": source.origin.url}} if source.origin else {}


def _seen(source: Source) -> dict[str, Any]:
    """Return the posts that link to a source, if there are any."""
    seen = [{"name": communities.name_of(url), "url": url} for url in source.discussions]
    return {"discussions": seen} if seen else {}


def _issue(article: Article) -> dict[str, Any]:
    """Return the newsletter's issue that an article is an item of."""
    return {"issue": {"title": article.issue.title, "place": article.issue.place}} if article.issue else {}


def brief_record(article: Article) -> dict[str, Any]:
    """Return the object for an article in short."""
    return {
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published": iso(article.published),
        "kind": article.kind.value,
    }


def story_brief_record(story: Story, lead: Article) -> dict[str, Any]:
    """Return the object for a story in a list, by the article that leads it."""
    return {**brief_record(lead), "story": story_record(story)}


def story_file_record(found: NewsStory, versions: Mapping[str, int]) -> dict[str, Any]:
    """Return the object for a story with its articles; `versions`: how many texts one has had, by its id."""
    articles = [
        {"id": each.id, **article_record(each, found.story), "versions": versions.get(each.id, 1)}
        for each in found.articles
    ]
    return {"story": story_record(found.story), "began": found.began.isoformat(), "articles": articles}


def article_record(article: Article, story: Story | None) -> dict[str, Any]:
    """Return the object for an article."""
    return {
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published": iso(article.published),
        "updated": iso(article.updated),
        "kind": article.kind.value,
        "quality": article.quality.value,
        "origin": origin_record(article),
        "story": story_record(story),
        **_issue(article),
        **_changes(article),
    }


def _changes(article: Article) -> dict[str, Any]:
    """Return since when a page is gone, and what its publisher says of a correction, if there is any such thing."""
    return {
        **({"gone": iso(article.gone)} if article.gone else {}),
        **({"correction": article.correction} if article.correction else {}),
    }


def iso(when: datetime | None) -> str | None:
    """Return a time as JSON has it."""
    return when.isoformat() if when else None
