"""Notes on corrections: below an answer whose cited sentence has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.adapters.slack.blocks import Message, fallback, stacked
from bot.adapters.slack.escaping import link, mrkdwn_cut
from bot.adapters.slack.events import PLATFORM
from bot.adapters.text import correction, day
from bot.conversing import zone_named
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from bot.adapters.slack.posting import Posting
    from bot.adapters.slack.work import Work
    from bot.correcting import Correcting, Correction, Note

_SENTENCE = 600
_TITLE = 300
_MOST = 3  # sentences that are told of; more are counted


class Corrections:
    """Posts the notes that are due, one after the other."""

    def __init__(self, correcting: Correcting, work: Work, posting: Posting, zone: tzinfo) -> None:
        self._correcting = correcting
        self._work = work
        self._posting = posting
        self._zone = zone
        self._log = structlog.get_logger("byline.slack")

    async def take_turn(self) -> None:
        """Post what is due. What Slack does not take is given up; where that is not sure, it is tried again."""
        for note in await self._work.quick(self._correcting.due, PLATFORM):
            nonce = await self._work.quick(self._correcting.begin, note)
            message = note_message(note, zone_named(note.asked.zone) or self._zone)
            try:
                await self._posting.note(note.asked, message, nonce, perhaps_there=note.perhaps_there)
            except Refused as refused:
                await self._work.quick(self._correcting.given_up, note, str(refused))
            except Unsure as unsure:
                self._log.warning("a note may stand or not", asked=note.asked.id, reason=str(unsure))
                await self._work.quick(self._correcting.look_again, PLATFORM)
            else:
                await self._work.quick(self._correcting.told, note)


def note_message(note: Note, zone: tzinfo) -> Message:
    """Return what the thread is told."""
    lines = ["*Correction* to the answer above: a source has changed since."]
    for each in note.corrections[:_MOST]:
        lines += _lines(each, zone)
    if more := len(note.corrections) - _MOST:
        lines += [f"… and {more} more."] if more > 0 else []
    return Message(text=fallback(lines), blocks=tuple(stacked(lines)))


def _lines(told: Correction, zone: tzinfo) -> Iterator[str]:
    article = told.article
    when = f", updated {day(article.updated, zone)}" if article.updated else ""
    yield f"• {link(article.url, article.title, _TITLE)} ({mrkdwn_cut(article.publisher, _TITLE)}{when})"
    yield f"    It said: “{mrkdwn_cut(told.was, _SENTENCE)}”"
    yield f"    Now: “{mrkdwn_cut(told.now, _SENTENCE)}”" if told.now else "    It does not say so any more."
    if noted := correction(article):
        yield f"    {mrkdwn_cut(noted, _SENTENCE)}"
