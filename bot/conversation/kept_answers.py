"""Answers that are kept for some days: who may see, share and rate them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.conversation.audience import may_see, may_share

if TYPE_CHECKING:
    from bot.conversation.audience import Viewer
    from bot.conversation.history import Texts
    from bot.model.chat import Delivery
    from bot.ports import Journal
    from indexer.ports import Clock


class KeptAnswers:
    """The answers of the last 7 days with their questions. Reads and writes the disk."""

    def __init__(self, journal: Journal, texts: Texts, clock: Clock) -> None:
        self._journal = journal
        self._texts = texts
        self._clock = clock
        self._log = structlog.get_logger("byline.questions")

    def get(self, asked_id: str) -> Delivery | None:
        """Return a question with its answer, None if it is gone.

        Its text comes with it for as long as it is remembered for follow-ups.
        """
        found = self._journal.kept(asked_id)
        return found and replace(found, asked=replace(found.asked, text=self._texts.of(found.asked)))

    def shown(self, asked_id: str, viewer: Viewer) -> Delivery | None:
        """Return what `get` does, if the viewer may see it where they are.

        None does not reveal whether it is kept.
        """
        found = self.get(asked_id)
        if found is None or may_see(viewer, found.asked):
            return found
        shared = self._journal.share_of(asked_id)
        return shared if shared and may_see(viewer, shared.asked) else None

    def shareable(self, asked_id: str, viewer: Viewer) -> Delivery | None:
        """Return what `get` does, if it is the viewer's own private answer, and they are where they asked."""
        found = self.get(asked_id)
        return found if found and may_share(viewer, found.asked) else None

    def rate(self, asked_id: str, viewer: Viewer, vote: int, comment: str = "") -> bool:
        """Keep a viewer's vote on an answer, 1 or -1; return False if they may not see it, or it is not kept any more.

        A viewer who comments where the platform does not say (the place's channel is "") must have voted before.
        """
        user, commented = viewer.user, bool(comment)
        known = self.shown(asked_id, viewer) is not None
        if not viewer.place.channel:
            known = self._journal.voted(asked_id, user)
        known = known and self._journal.rate(asked_id, user, vote, comment, self._clock.now())
        self._log.info("rated", asked=asked_id, user=user, vote=vote, commented=commented, known=known)
        return known
