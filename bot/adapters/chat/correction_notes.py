"""Notes below an answer, one of whose cited sentences was corrected since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.messages.message import Message, MessagePart, fit
from bot.adapters.messages.wordings import wordings
from bot.model.local_time import zone_named
from bot.ports.send_permission import asking_permission
from indexer.errors import LeaseLost, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.messages.markup import Markup
    from bot.conversation.corrections import Correcting, Note

_MOST_SHOWN = 3  # corrections in a note; further ones are counted


class CorrectionNotes:
    """Posts the notes that are due, one after the other."""

    def __init__(self, context: ChatContext, correcting: Correcting, posting: ChatPosting) -> None:
        self._context = context
        self._correcting = correcting
        self._posting = posting
        self._log = context.log

    async def post_due(self) -> None:
        """Post the notes that are due; give up those that are refused, and look again for those that may stand.

        What a fault keeps from being posted or stored is due again in the next round.
        """
        run_io, platform = self._context.executors.run_io, self._context.platform
        lease = self._correcting.leads()

        def require_lease() -> None:
            if self._correcting.leads() != lease:
                raise LeaseLost("another process posts notes on corrections by now: it goes on")

        try:
            for note in await run_io(self._correcting.due, platform):
                require_lease()
                await self._post(note, require_lease)
        except Exception:  # whatever it was, nothing else would bring these notes again
            self._correcting.look_again(platform)
            raise

    async def _post(self, note: Note, require_lease: Callable[[], None]) -> None:
        run_io = self._context.executors.run_io
        nonce = await run_io(self._correcting.begin, note)
        zone = zone_named(note.asked.zone) or self._context.zone
        try:
            with asking_permission(require_lease):
                await self._posting.post_note(note, format_correction(note, zone, self._context.markup), nonce)
        except Refused as refused:
            await run_io(self._correcting.given_up, note, str(refused))
        except Unsure as unsure:
            self._log.warning("a note may stand or not", asked=note.asked.id, reason=str(unsure))
            self._correcting.look_again(self._context.platform)
        else:
            await run_io(self._correcting.told, note)


def format_correction(note: Note, zone: tzinfo, markup: Markup) -> Message:
    """Return the message for a note."""
    lines = [f"{markup.strong('Correction')} to the answer above: a source has changed since."]
    for each in note.corrections[:_MOST_SHOWN]:
        lines += wordings(each.article, each.was, each.now, zone, markup)
    if (more := len(note.corrections) - _MOST_SHOWN) > 0:
        lines.append(f"… and {more} more.")
    return Message(parts=(MessagePart(lines=tuple(fit(lines, markup.room(Message())))),))
