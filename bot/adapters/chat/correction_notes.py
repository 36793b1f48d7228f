"""Notes on corrections: below an answer whose cited sentence has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.adapters.messages.formatting import correction
from bot.adapters.messages.message import Part, Told, fitting
from bot.conversation.history import zone_named
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import tzinfo

    from bot.adapters.chat.context import Common
    from bot.adapters.messages.message import Markup
    from bot.conversation.corrections import Correcting, Correction, Note

    Post = Callable[[Note, Told, str], Awaitable[object]]  # with a nonce; raises `Refused` and `Unsure`

_SENTENCE = 600
_TITLE = 300
_MOST = 3  # sentences that are told of; more are counted


class Corrections:
    """Posts the notes that are due, one after the other."""

    def __init__(self, common: Common, correcting: Correcting, post: Post) -> None:
        self._common = common
        self._correcting = correcting
        self._post = post
        self._log = structlog.get_logger(f"byline.{common.platform}")

    async def take_turn(self) -> None:
        """Post what is due. What the platform does not take is given up; where that is not sure, it is tried again."""
        quick, platform = self._common.work.quick, self._common.platform
        for note in await quick(self._correcting.due, platform):
            nonce = await quick(self._correcting.begin, note)
            told = note_told(note, zone_named(note.asked.zone) or self._common.zone, self._common.markup)
            try:
                await self._post(note, told, nonce)
            except Refused as refused:
                await quick(self._correcting.given_up, note, str(refused))
            except Unsure as unsure:
                self._log.warning("a note may stand or not", asked=note.asked.id, reason=str(unsure))
                await quick(self._correcting.look_again, platform)
            else:
                await quick(self._correcting.told, note)


def note_told(note: Note, zone: tzinfo, markup: Markup) -> Told:
    """Return what the thread is told."""
    lines = [f"{markup.strong('Correction')} to the answer above: a source has changed since."]
    for each in note.corrections[:_MOST]:
        lines += _lines(each, zone, markup)
    if (more := len(note.corrections) - _MOST) > 0:
        lines.append(f"… and {more} more.")
    return Told(parts=(Part(lines=tuple(fitting(lines, markup.room(Told())))),))


def _lines(told: Correction, zone: tzinfo, markup: Markup) -> Iterator[str]:
    article = told.article
    when = f", updated {markup.day(article.updated, zone)}" if article.updated else ""
    yield f"• {markup.link(article.url, article.title, _TITLE)} ({markup.cut(article.publisher, _TITLE)}{when})"
    yield f"    It said: “{markup.cut(told.was, _SENTENCE)}”"
    yield f"    Now: “{markup.cut(told.now, _SENTENCE)}”" if told.now else "    It does not say so any more."
    if noted := correction(article):
        yield f"    {markup.cut(noted, _SENTENCE)}"
