"""The actions of buttons: other pages, sharing, more sources, further questions, votes and comments.

A button's value may have been forged. Whether a member may use it in a place is decided by the journal (see
`bot.conversation.audience`): sources and votes are for those who may see the answer there, sharing is for the asker of
a private answer where they asked, a search that the journal keeps is for the member who searched. Those who may see an
answer may have the question asked that its button stands for: it is theirs, and its answer goes where that one stands,
or to them alone. Both what is refused
and what is gone get the same notice, which only this member sees.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.adapters.messages import labels, notices
from bot.adapters.messages import message as actions
from bot.adapters.messages.answer import Sharing, format_answer, format_more_sources
from bot.adapters.messages.message import MAX_COMMENT, VOTES
from bot.model.chat import Asked, Verdict, asked_id
from bot.operations.log_reference import current_reference, reference_of, referred
from indexer.errors import BylineError, PlatformError, Refused, StoreError, Unsure, UsageError
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.button_click import ButtonClick
    from bot.adapters.chat.commands import ChatCommands
    from bot.adapters.chat.context import ChatContext, Requester
    from bot.adapters.chat.question_flow import QuestionFlow
    from bot.adapters.chat.subscription_buttons import SubscriptionButtons
    from bot.adapters.messages.message import Message
    from bot.adapters.messages.search_state import Search
    from bot.conversation.audience import Viewer
    from bot.model import Answer
    from bot.model.chat import Delivery


class _Declined(Exception):
    """A click has no effect; the message is for the member."""


class ButtonActions:
    """Does what buttons stand for."""

    def __init__(
        self,
        context: ChatContext,
        commands: ChatCommands,
        questions: QuestionFlow,
        subscriptions: SubscriptionButtons | None = None,
    ) -> None:
        self._context = context
        self._service, self._executors = context.service, context.executors
        self._commands = commands
        self._questions = questions
        self._log = context.log
        self._actions: dict[str, Callable[[ButtonClick], Awaitable[None]]] = {
            actions.NEXT: self._show_page,
            actions.PREVIOUS: self._show_page,
            actions.SHARE_PAGE: self._share_page,
            actions.SHARE_ANSWER: self._share_answer,
            actions.MORE: self._show_more_sources,
            actions.MORE_STORIES: self._ask,
            **dict.fromkeys(actions.CHOICES, self._ask),
            actions.UP: self._vote,
            actions.DOWN: self._vote,
            **(subscriptions.actions if subscriptions else {}),
        }

    async def run(self, click: ButtonClick) -> None:
        """Run the action of a button; a link, for example, has none."""
        if click.action not in self._actions:
            return
        with referred(reference_of(f"{self._context.platform}:{click.event}")):
            await self._run(click)

    async def _run(self, click: ButtonClick) -> None:
        try:
            if await self._commands.is_new(click.event):
                await self._actions[click.action](click)
        except _Declined as declined:
            await self._notify(click, str(declined))
        except UsageError as wrong:
            await self._tell(click, notices.told_wrong(str(wrong), self._context.markup))
        except Exception as error:  # noqa: BLE001  a fault in the program costs one click, with an apology
            trace = not isinstance(error, BylineError)
            self._log.warning("a button failed", action=click.action, reason=str(error), exc_info=trace)
            await self._notify(click, notices.apology(current_reference()))

    async def comment(self, viewer: Viewer, asked_id: str, vote: int, text: str) -> bool:
        """Store a comment on an answer; return False if it is not the viewer's to comment on."""
        comment = plaintext.scrub(text).strip()[:MAX_COMMENT]
        return not comment or await self._executors.run_io(
            self._service.kept_answers.rate, asked_id, viewer, vote, comment
        )

    async def _show_page(self, click: ButtonClick) -> None:
        requester, search = await self._search(click)
        await click.replace(await self._commands.search_page(search, requester))

    async def _share_page(self, click: ButtonClick) -> None:
        requester, search = await self._search(click)
        self._check_allowed(click)
        page = await self._commands.search_page(search, requester, shared=True)
        await self._post_once(click, requester, page)

    async def _share_answer(self, click: ButtonClick) -> None:
        requester, delivery, answer = await self._answer(click, self._service.kept_answers.shareable)
        self._check_allowed(click)
        sharing = Sharing(question=delivery.asked.text, by=requester.member.name)
        message = format_answer(answer, click.value, self._context.markup, sharing=sharing)
        await self._post_once(click, requester, message, click.value)

    async def _show_more_sources(self, click: ButtonClick) -> None:
        _, _, answer = await self._answer(click, self._service.kept_answers.shown)
        self._log.info("showed more sources", asked=click.value)
        await self._tell(click, format_more_sources(answer, self._context.markup))

    async def _ask(self, click: ButtonClick) -> None:
        """Ask the question that a button stands for, as this member's, once."""
        requester, below, answer = await self._answer(click, self._service.kept_answers.shown)
        text = _question(click.action, answer)
        if not text:
            raise _Declined(notices.GONE)
        self._check_allowed(click)
        place = below.asked.place
        if not (below.asked.private or place.thread):  # a shared answer, below which this begins a thread
            place = replace(place, thread=below.message)
        asked = Asked(
            id=asked_id(place.platform, place.team, place.channel, click.stamp),
            place=place,
            user=requester.user,
            text=text,
            zone=requester.member.zone,
            received=self._service.now(),
            private=below.asked.private or not place.thread,
        )
        verdict = await self._questions.accept(asked, (click.action, below))
        if verdict is Verdict.DUPLICATE:
            raise _Declined(notices.ASKED)
        self._questions.start(verdict, asked, partial(self._tell, click), click.reply)

    async def _vote(self, click: ButtonClick) -> None:
        vote = VOTES[click.action]
        if not await self._executors.run_io(self._service.kept_answers.rate, click.value, click.viewer(), vote):
            raise _Declined(notices.GONE)
        try:
            await click.ask_comment(click.value, vote)
        except PlatformError as error:  # the vote counts without a comment
            self._log.info("no window for a comment", reason=str(error))
            await self._notify(click, notices.THANKS)

    async def _search(self, click: ButtonClick) -> tuple[Requester, Search]:
        """Return the member who clicked, and the search in the button's value, if it is theirs."""
        requester = await click.requester()
        search = await self._commands.load_search(click.value, requester)
        if search is None:
            raise _Declined(notices.GONE)
        return requester, search

    async def _answer(
        self, click: ButtonClick, find: Callable[[str, Viewer], Delivery | None]
    ) -> tuple[Requester, Delivery, Answer]:
        """Return the member who clicked, and the answer that the button's value names, if they have a right to it."""
        delivery = await self._executors.run_io(find, click.value, click.viewer())
        if delivery is None or delivery.answer is None:
            raise _Declined(notices.GONE)
        return await click.requester(), delivery, delivery.answer

    def _check_allowed(self, click: ButtonClick) -> None:
        if not click.is_allowed:
            raise _Declined(notices.channel_not_allowed(self._context.markup))

    async def _post_once(self, click: ButtonClick, requester: Requester, message: Message, asked_id: str = "") -> None:
        """Post once what only one member saw, and delete it there; an answer is stored before and after.

        As soon as it may stand in the channel, its buttons work for the members there, whatever happens then.
        """
        run_io, key = self._executors.run_io, f"{requester.channel}:{requester.user}:{click.value}"
        if not await run_io(self._service.shares.begin, key):
            raise _Declined(notices.SHARED)
        shared = await run_io(self._service.shares.intend, asked_id) if asked_id else ""
        if asked_id and not shared:
            raise _Declined(notices.SHARED)
        try:
            posted = await click.share(message)
        except Refused as refused:
            await run_io(self._service.shares.take_back, key)
            if asked_id:
                await run_io(self._service.shares.refused, shared, str(refused))
            raise _Declined(notices.share_failed(self._context.errors.explain(refused.error))) from refused
        except Unsure:  # it may stand
            await run_io(self._service.shares.end, key)
            raise
        self._log.info("shared", user=requester.user, channel=requester.channel)
        try:
            await run_io(self._service.shares.end, key)
            if shared:
                await run_io(self._service.shares.posted, shared, posted)
        except StoreError as error:  # it stands, but will get no notes on corrections
            self._log.warning("that it was shared is not kept", reason=str(error))
        try:
            await click.delete()
        except PlatformError as error:
            self._log.info("what was shared still stands for its asker", reason=str(error))

    async def _notify(self, click: ButtonClick, text: str) -> None:
        await self._tell(click, self._context.notice(text))

    async def _tell(self, click: ButtonClick, message: Message) -> None:
        """Send a message that only the member sees who clicked; a failure is logged."""
        try:
            await click.reply(message)
        except PlatformError as error:
            self._log.warning("a member could not be told", action=click.action, reason=str(error))


def _question(action: str, answer: Answer) -> str:
    """Return the question that a button below an answer stands for, "" for none."""
    if action == actions.MORE_STORIES:
        return labels.ASK_MORE if answer.untold else ""
    choices = answer.clarification.choices if answer.clarification else ()
    return dict(zip(actions.CHOICES, choices, strict=False)).get(action, "")
