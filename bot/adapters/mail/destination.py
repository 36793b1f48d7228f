"""Mail as a destination of watches and digests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.adapters.mail.composition import mail_of
from indexer.errors import NotNow, Refused

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.adapters.mail.handovers import Handovers
    from bot.adapters.mail.submission import Submission
    from bot.model.chat import Place
    from bot.subscriptions.records import Post
    from indexer.ports import Clock

PLATFORM = "mail"


class MailDestination:
    """`bot.subscriptions.ports.Destination`: a place's channel is an address.

    A mail that was sent cannot be looked for and not be changed. It is thus kept when the text of one is about to
    leave: after a crash before that it is sent, after a later one it is not sent again. Each sending has a Message-ID
    of its own, by which mail servers tell copies.
    """

    platform = PLATFORM

    def __init__(
        self, submission: Submission, *, sender: str, zone: tzinfo, clock: Clock, handovers: Handovers
    ) -> None:
        self._submission = submission
        self._handovers = handovers
        self._sender = sender
        self._zone = zone
        self._clock = clock

    async def send(self, place: Place, post: Post, nonce: str, parent: str = "") -> str:
        """Send a mail, which may answer an earlier one; return its Message-ID."""
        mail = mail_of(
            post,
            to=place.channel,
            sender=self._sender,
            nonce=nonce,
            sent=self._clock.now(),
            zone=self._zone,
            parent=parent,
        )
        try:
            await self._submission.submit(mail, place.channel, partial(self._handovers.begin, nonce))
        except NotNow:
            await self._handovers.withdraw(nonce)
            raise
        return str(mail["Message-ID"])

    async def edit(self, place: Place, message: str, post: Post) -> None:  # noqa: ARG002  the port's form
        """Refuse it."""
        raise Refused("mail", "what was sent cannot be changed")

    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:
        """Send a mail that answers an earlier one; return its Message-ID."""
        return await self.send(place, post, nonce, message)

    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:  # noqa: ARG002
        """Return None if the text of the mail has not left yet, else refuse it."""
        if await self._handovers.may_stand(nonce, since):
            raise Refused("mail", "SMTP cannot tell whether a mail was sent")
        return None

    async def tell_admin(self, text: str) -> None:
        """Log it: there is no place for admins."""
        structlog.get_logger("byline.mail").warning("to be told to the operator", text=text)
