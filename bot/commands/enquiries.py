"""What `ask` and `search` have in common: lines of input, replies, and who gives them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from bot.commands.console import console_output, invocation, is_styled, note
from bot.commands.owner_routing import by_owner
from bot.server.control.protocol import MAX_LINE
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.adapters.terminal import Answers
    from bot.model import Question
    from bot.server.control.client import OwnerClient
    from bot.server.control.output import Output
    from bot.server.control.protocol import Enquiry


def answer(context: typer.Context, given: Enquiry) -> None:
    """Answer a question, or each line of the input for "-"; by the process that runs, or by this one alone."""
    settings = invocation(context).settings()
    enquiry = replace(given, zone=settings.byline.timezone.key, styled=is_styled())
    with console_output() as output:

        def served(owner: OwnerClient) -> int:
            return _answer_each(enquiry, lambda each: bool(owner.order(each, output)["good"]))

        def alone() -> int:
            from bot.adapters.terminal import Answers
            from bot.wiring.opening import engines
            from indexer.model import Selection

            purpose = f"byline {context.info_name}"
            with engines(settings, purpose=purpose, progress=output.progress) as opened:
                for said in opened.rebuilt:
                    note(said)
                if enquiry.text != "-" and opened.catalogue.newest(Selection()) is None:
                    note("nothing was collected yet: `byline index` does it")
                answering = opened.answering()
                answers = Answers(ask=answering.ask, search=answering.search)
                return _answer_each(enquiry, lambda each: reply(each, answers, opened.clock.now(), output))

        bad = by_owner(settings, served=served, alone=alone)
    if bad:
        note(f"{bad} bad line{'s' if bad > 1 else ''}")
        raise typer.Exit(1)


def _answer_each(enquiry: Enquiry, answer_one: Callable[[Enquiry], bool]) -> int:
    """Answer one question, or each line of the input as it comes; return the number of bad lines."""
    if enquiry.text != "-":
        answer_one(enquiry)
        return 0
    bad = 0
    for number, line in _lines():
        bad += not answer_one(replace(enquiry, text=line, number=number))
        sys.stdout.flush()
    return bad


def _lines() -> Iterator[tuple[int, str]]:
    """Yield the lines of the input that are not blank, with their numbers; "" stands for one that is too long."""
    if sys.stdin is None:
        raise UsageError('"-" reads the standard input, which is closed')
    number = 0
    while raw := sys.stdin.buffer.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            _skip_line()
            yield number, ""
        elif line := raw.decode("utf-8", errors="replace").strip():
            yield number, line


def _skip_line() -> None:
    """Read up to the end of a line without keeping it."""
    while (rest := sys.stdin.buffer.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def reply(enquiry: Enquiry, answers: Answers, now: datetime, output: Output) -> bool:
    """Answer a question; for a bad line of input put out an error and return False, so that the rest runs."""
    from bot.operations.log_reference import current_reference, new_reference, referred

    with referred(current_reference() or new_reference()):
        return _reply(enquiry, answers, now, output)


def _reply(enquiry: Enquiry, answers: Answers, now: datetime, output: Output) -> bool:
    from bot.adapters.jsonl import line_id

    if not enquiry.number:
        _put_out(enquiry, answers, _question(enquiry, now), 1, output)
        return True
    identity = line_id(enquiry.text, enquiry.number)
    try:
        _put_out(enquiry, answers, _question_on_line(enquiry, now), identity, output)
    except UsageError as error:
        if enquiry.as_json:
            output.out(json.dumps({"id": identity, "error": str(error)}, ensure_ascii=False))
        else:
            output.note(f"line {enquiry.number}: {error}")
        return False
    return True


def _put_out(enquiry: Enquiry, answers: Answers, question: Question, identity: object, output: Output) -> None:
    from bot.adapters.jsonl import answer_record, page_record
    from bot.adapters.terminal import answer_text, results_text

    if enquiry.search:
        page = answers.search(question, limit=enquiry.limit, offset=enquiry.offset)
        record = partial(page_record, page, identity)
        text = partial(results_text, page, enquiry.offset, styled=enquiry.styled)
    else:
        found = answers.ask(question)
        record, text = partial(answer_record, found, identity), partial(answer_text, found, styled=enquiry.styled)
    output.out(json.dumps(record(), ensure_ascii=False) if enquiry.as_json else text() + "\n")


def _question(enquiry: Enquiry, now: datetime) -> Question:
    """Return the question that a text asks, with the filters of its command."""
    from bot.model import Question

    return _filtered(enquiry, Question(text=enquiry.text, now=_asked_at(enquiry, now), zone=_zone(enquiry)))


def _question_on_line(enquiry: Enquiry, now: datetime) -> Question:
    """Return the question on a line of input; filters of the line replace those of the command."""
    from bot.adapters.jsonl import question_of

    if not enquiry.text:
        raise UsageError(f"longer than {MAX_LINE:,} bytes")
    question = question_of(enquiry.text, now=_asked_at(enquiry, now), zone=_zone(enquiry))
    return question if not question.selection.is_empty else _filtered(enquiry, question)


def _asked_at(enquiry: Enquiry, now: datetime) -> datetime:
    from bot.model.filters import parse_instant

    try:
        return parse_instant(enquiry.now, _zone(enquiry)) if enquiry.now else now
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--now: not an ISO 8601 time: {enquiry.now!r}") from error


def _zone(enquiry: Enquiry) -> ZoneInfo:
    from bot.model.local_time import zone_named

    if zone := zone_named(enquiry.zone):
        return zone
    raise UsageError(f"zone: not a time zone: {enquiry.zone!r}")


def _filtered(enquiry: Enquiry, question: Question) -> Question:
    from bot.model.chat import Filters
    from bot.model.filters import parse_filters

    stated = Filters(
        since=enquiry.since,
        until=enquiry.until,
        sources=enquiry.sources,
        kinds=enquiry.kinds,
        tags=enquiry.tags,
        language=enquiry.language,
    )
    return replace(question, selection=parse_filters(stated, now=question.now, zone=question.zone))
