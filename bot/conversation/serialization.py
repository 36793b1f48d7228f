"""Answer, filters <-> JSON text, as the journal keeps it (pure).

Everything comes back that a message is made of. Left out are the question, which is kept beside it and erased before
it, and the articles' texts, which are long.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from bot.model import Answer, Clarification, Form, Instead, Refusal, RefusalReason, Source, Statement, StatementKind
from bot.model.chat import Filters
from indexer.model import Article, Issue, Kind, Origin, Quality, Selection, Story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Question

_LEFT_OUT = {"text", "aliases", "tags", "items", "backlog"}
_UNKEPT: list[Any] = ["", None, ""]
"""Stand for what 0.1.0 did not keep of a statement."""

_TIMES = ("published", "updated", "first_seen", "gone")


def answer_text(answer: Answer) -> str:
    """Return an answer as JSON text."""
    cited = (each.article for each in answer.sources)
    shown = {article.id for article in (*answer.alternatives, *answer.further, *cited)}
    record = {
        "statements": [_statement_record(said) for said in answer.statements],
        "sources": [_source_record(source) for source in answer.sources],
        "nearest": [article_record(article) for article in answer.nearest],
        "nearest_quote": answer.nearest_quote,
        "further": [article_record(article) for article in answer.further],
        "disagreements": answer.disagreements,
        "form": answer.form,
        "clarification": asdict(answer.clarification) if answer.clarification else None,
        "untold": answer.untold,
        "missing": answer.missing,
        "subjects": answer.subjects,
        "refusal": _refusal_record(answer.refusal),
        "unmentioned": answer.refusal.unmentioned if answer.refusal else (),
        "searched": [answer.searched.since, answer.searched.until],
        "stories": [_story_record(key, story) for key, story in answer.stories.items() if key in shown],
        "confidence": answer.confidence,
        "composer": answer.composer,
        "newest": answer.newest,
        "elapsed_ms": answer.elapsed_ms,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)


def answer_of(text: str, question: Question) -> Answer:
    """Return the answer that a text holds; its question was kept apart."""
    record = json.loads(text)
    return Answer(
        question=question,
        statements=tuple(map(_statement, record["statements"])),
        sources=tuple(map(_source, record["sources"])),
        nearest=tuple(map(article_of, record["nearest"])),
        nearest_quote=record.get("nearest_quote", ""),  # 0.1.0 did not keep it
        further=tuple(map(article_of, record["further"])),
        disagreements=tuple((one, other) for one, other in record["disagreements"]),
        form=_form(record),  # 0.1.0 did not keep this and the next two
        clarification=_clarification(record.get("clarification")),
        untold=record.get("untold", 0),
        missing=tuple(record["missing"]),
        subjects=tuple(record.get("subjects", ())),  # 0.1.0 did not keep them
        refusal=_refusal(record["refusal"], record.get("unmentioned", ())),  # 0.1.0 did not keep these
        searched=_searched(record["searched"]),
        stories={key: Story(**story) for key, story in record["stories"]},
        confidence=record["confidence"],
        composer=record["composer"],
        newest=_time(record["newest"]),
        elapsed_ms=record["elapsed_ms"],
    )


def article_ids(text: str) -> set[str]:
    """Return the ids of the articles that an answer shows, as cited, nearest or further ones, given its text."""
    record = json.loads(text)
    parts = [*record["nearest"], *record["further"], *chain.from_iterable(record["sources"]), *record["refusal"]]
    return {part["id"] for part in parts if isinstance(part, dict)}


def filters_text(filters: Filters) -> str:
    """Return the filters of a question as JSON text, "" where none were stated."""
    stated = {name: value for name, value in asdict(filters).items() if value}
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")) if stated else ""


def filters_of(text: str) -> Filters:
    """Return the filters that a text holds."""
    record: dict[str, Any] = json.loads(text) if text else {}
    lists = {name: tuple(record.get(name, ())) for name in ("sources", "kinds", "tags")}
    return Filters(**(record | lists))


def _story_record(article_id: str, story: Story) -> tuple[str, dict[str, Any]]:
    return article_id, {field.name: getattr(story, field.name) for field in fields(Story)}


def _form(record: Mapping[str, Any]) -> Form:
    """Return the form of a kept answer; 0.1.0 kept only whether it told news with their dates."""
    return Form(record.get("form", Form.OVERVIEW if record.get("dated") else Form.FACT))


def _clarification(record: Mapping[str, Any] | None) -> Clarification | None:
    return Clarification(missing=record["missing"], choices=tuple(record["choices"])) if record else None


def _statement_record(said: Statement) -> list[Any]:
    return [said.text, said.kind, said.citations, said.span, said.story, said.date, said.subject]


def _statement(record: list[Any]) -> Statement:
    text, kind, citations, span, story, date, subject, *_ = record + _UNKEPT
    return Statement(
        text=text,
        kind=StatementKind(kind),
        citations=tuple(citations),
        span=(span[0], span[1]) if span else None,
        story=story,
        date=_time(date),
        subject=subject,
    )


def _source_record(source: Source) -> list[Any]:
    origin = [article_record(source.origin)] if source.origin else []
    discussions = [list(source.discussions)] if source.discussions else []
    return [source.number, article_record(source.article), source.passage, *origin, *discussions]


def _source(record: list[Any]) -> Source:
    number, article, passage, *more = record
    origin = next((each for each in more if isinstance(each, dict)), None)
    return Source(
        number=number,
        article=article_of(article),
        passage=passage,
        origin=article_of(origin) if origin else None,
        discussions=next((tuple(each) for each in more if isinstance(each, list)), ()),
    )


def article_record(article: Article) -> dict[str, Any]:
    """Return an article as an object whose times `datetime.isoformat` makes JSON; its text is left out."""
    record = {field.name: getattr(article, field.name) for field in fields(Article) if field.name not in _LEFT_OUT}
    issue = {"issue": asdict(article.issue)} if article.issue else {}
    return record | {"origins": [(origin.name, origin.url) for origin in article.origins]} | issue


def article_of(record: dict[str, Any]) -> Article:
    """Return the article, without its text."""
    values = record | {name: _time(record[name]) for name in _TIMES}
    values["kind"], values["quality"] = Kind(values["kind"]), Quality(values["quality"])
    values["authors"] = tuple(values["authors"])
    values["origins"] = tuple(Origin(name=name, url=url) for name, url in values["origins"])
    values["issue"] = Issue(**values["issue"]) if values.get("issue") else None
    return Article(**values, text="")


def _refusal_record(refusal: Refusal | None) -> list[Any]:
    if refusal is None:
        return []
    instead = refusal.instead
    named = [instead.product, instead.nearest, article_record(instead.article)] if instead else []
    return [refusal.reason, refusal.detail, *named]


def _refusal(record: Sequence[Any], unmentioned: Sequence[str]) -> Refusal | None:
    if not record:
        return None
    reason, detail, *instead = record
    return Refusal(
        reason=RefusalReason(reason),
        detail=detail,
        instead=_instead(*instead) if instead else None,
        unmentioned=tuple(unmentioned),
    )


def _instead(product: str, nearest: str, article: dict[str, Any]) -> Instead:
    return Instead(product=product, nearest=nearest, article=article_of(article))


def _searched(bounds: Sequence[str | None]) -> Selection:
    since, until = map(_time, bounds)
    return Selection(since=since, until=until)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
