"""What `ask` and `search` say to a question, whichever process answers it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model import Question
from bot.server.control.protocol import MAX_LINE
from indexer.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.adapters.terminal import Answers
    from bot.server.control.protocol import Enquiry
    from bot.server.control.voice import Voice


def replied(enquiry: Enquiry, answers: Answers, clock: datetime, voice: Voice) -> bool:
    """Answer a question; a bad line of input yields an error and False, so that the rest runs."""
    from bot.log_reference import current_reference, new_reference, referred

    with referred(current_reference() or new_reference()):
        return _replied(enquiry, answers, clock, voice)


def _replied(enquiry: Enquiry, answers: Answers, clock: datetime, voice: Voice) -> bool:
    from bot.adapters.jsonl import line_id

    if not enquiry.number:
        _reply(enquiry, answers, _question(enquiry, clock), 1, voice)
        return True
    identity = line_id(enquiry.text, enquiry.number)
    try:
        _reply(enquiry, answers, _question_on_line(enquiry, clock), identity, voice)
    except UsageError as error:
        if enquiry.as_json:
            voice.out(json.dumps({"id": identity, "error": str(error)}, ensure_ascii=False))
        else:
            voice.note(f"line {enquiry.number}: {error}")
        return False
    return True


def _reply(enquiry: Enquiry, answers: Answers, question: Question, identity: object, voice: Voice) -> None:
    from bot.adapters.jsonl import answer_record, page_record
    from bot.adapters.terminal import answer_text, results_text

    if enquiry.search:
        page = answers.search(question, limit=enquiry.limit, offset=enquiry.offset)
        record, text = page_record(page, identity), results_text(page, enquiry.offset)
    else:
        answer = answers.ask(question)
        record, text = answer_record(answer, identity), answer_text(answer)
    voice.out(json.dumps(record, ensure_ascii=False) if enquiry.as_json else text + "\n")


def _question(enquiry: Enquiry, clock: datetime) -> Question:
    """Return the question that a text asks, with the filters of its command."""
    return _narrowed(enquiry, Question(text=enquiry.text, now=_asked(enquiry, clock), zone=_zone(enquiry)))


def _question_on_line(enquiry: Enquiry, clock: datetime) -> Question:
    """Return the question on a line of input: filters that the line states stand in place of the command's."""
    from bot.adapters.jsonl import question_of

    if not enquiry.text:
        raise UsageError(f"longer than {MAX_LINE:,} bytes")
    question = question_of(enquiry.text, now=_asked(enquiry, clock), zone=_zone(enquiry))
    return question if not question.selection.empty else _narrowed(enquiry, question)


def _asked(enquiry: Enquiry, clock: datetime) -> datetime:
    from bot.understanding.query import instant

    try:
        return instant(enquiry.now, _zone(enquiry)) if enquiry.now else clock
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--now: not an ISO 8601 time: {enquiry.now!r}") from error


def _zone(enquiry: Enquiry) -> ZoneInfo:
    try:
        return ZoneInfo(enquiry.zone)
    except (KeyError, ValueError, OSError) as error:  # unknown, a path that leads outside, a folder such as "Europe"
        raise UsageError(f"zone: not a time zone: {enquiry.zone!r}") from error


def _narrowed(enquiry: Enquiry, question: Question) -> Question:
    from bot.understanding.query import selection

    chosen = selection(
        since=enquiry.since,
        until=enquiry.until,
        sources=enquiry.sources,
        kinds=enquiry.kinds,
        now=question.now,
        zone=question.zone,
    )
    return replace(question, selection=chosen)
