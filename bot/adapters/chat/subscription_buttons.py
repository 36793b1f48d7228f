"""The buttons of watches: below a preview, below a post, and in the list of what comes to a channel.

A button's value may have been forged. A preview is for the member who asked for it, in the place where they did. What
is below a post or in a list names a watch or a digest, which must be of the place where the button is pressed, or for
an admin of the same workspace or server; only its maker and admins change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.chat.subscription_commands import is_of_team
from bot.adapters.messages import message as actions
from bot.adapters.messages import notices
from bot.adapters.messages.story_post import post_of_button
from bot.adapters.messages.subscription_words import named
from bot.subscriptions.records import Watch
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.adapters.chat.button_click import ButtonClick
    from bot.adapters.chat.context import ChatContext, Requester
    from bot.adapters.chat.subscription_commands import SubscriptionCommands
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.adapters.messages.message import Message
    from bot.subscriptions.records import Subscription


class SubscriptionButtons:
    """Does what these buttons stand for. Raises `UsageError`, in words for the member."""

    def __init__(self, context: ChatContext, subscriptions: ChatSubscriptions, commands: SubscriptionCommands) -> None:
        self._context = context
        self._run_io = context.executors.run_io
        self._subscriptions = subscriptions
        self._service = subscriptions.service
        self._commands = commands

    @property
    def actions(self) -> Mapping[str, Callable[[ButtonClick], Awaitable[None]]]:
        """What each button does."""
        return {
            actions.START: self._start,
            actions.NARROWER: self._narrow_draft,
            actions.CANCEL: self._cancel,
            **dict.fromkeys(actions.PREVIEWS, self._preview),
            actions.NOT_THIS: self._not_this,
            actions.SNOOZE: self._snooze,
            **dict.fromkeys((actions.STOP, *actions.STOPS), self._stop),
            **dict.fromkeys(actions.RESUMES, self._resume),
        }

    async def _start(self, click: ButtonClick) -> None:
        requester, draft = await self._draft(click)
        if not click.is_allowed:
            raise UsageError(notices.channel_not_allowed(self._context.markup))
        await click.replace(await self._commands.start(draft, requester))

    async def _narrow_draft(self, click: ButtonClick) -> None:
        requester, draft = await self._draft(click)
        await click.replace(await self._commands.narrower(draft, requester))

    async def _preview(self, click: ButtonClick) -> None:
        requester, draft = await self._draft(click)
        await click.replace(await self._commands.preview(draft, requester))

    async def _cancel(self, click: ButtonClick) -> None:
        await click.replace(self._context.notice("Nothing was stored."))

    async def _not_this(self, click: ButtonClick) -> None:
        """Narrow a watch by a story, and say how."""
        requester = await click.requester()
        key, story = post_of_button(click.value)
        found = await self._own(key, requester)
        is_admin, markup = self._commands.is_admin(requester), self._context.markup
        if not isinstance(found, Watch) or not (
            words := await self._run_io(self._subscriptions.narrowing, found, story)
        ):
            raise UsageError("nothing in this headline tells it from what is watched for: narrow the watch by a filter")
        watch = await self._run_io(self._service.narrow, found.id, words, requester.user, is_admin=is_admin)
        said = f"Narrowed: stories whose headline says “{markup.cut(words, 200)}” are left out of the watch for"
        more = ", ".join(f"“{markup.cut(each, 100)}”" for each in watch.narrowed[-6:-1])
        left_out = f", as before {more}" if more else ""
        await click.reply(notices.format_lines([f"{said} {named(watch, markup)}{left_out}."]))

    async def _snooze(self, click: ButtonClick) -> None:
        requester = await click.requester()
        found = await self._own(post_of_button(click.value)[0], requester)
        is_admin = self._commands.is_admin(requester)
        watch = await self._run_io(self._service.snooze, found.id, requester.user, is_admin=is_admin)
        await click.reply(self._snoozed(watch))

    async def _stop(self, click: ButtonClick) -> None:
        await self._change(click, self._service.stop, "Stopped")

    async def _resume(self, click: ButtonClick) -> None:
        await self._change(click, self._service.resume, "Started again")

    async def _change(self, click: ButtonClick, change: Callable[..., Subscription], done: str) -> None:
        requester = await click.requester()
        found = await self._own(post_of_button(click.value)[0], requester)
        is_admin = self._commands.is_admin(requester)
        changed = await self._run_io(change, found.id, requester.user, is_admin=is_admin)
        self._context.log.info("changed what comes", did=done, subscription=changed.id, user=requester.user)
        await click.reply(notices.format_lines([f"{done}: {named(changed, self._context.markup)}."]))

    async def _draft(self, click: ButtonClick) -> tuple[Requester, Watch]:
        """Return the member who clicked and the watch that they were shown."""
        requester = await click.requester()
        draft = await self._commands.load(click.value, requester)
        if draft is None:
            raise UsageError(notices.NOT_YOURS)
        return requester, draft

    async def _own(self, key: str, requester: Requester) -> Subscription:
        """Return a watch or a digest of the place where a button was pressed; for an admin of any of its team."""
        found = await self._run_io(self._service.get, key)
        place = self._commands.place_of(requester)
        is_here = found is not None and is_of_team(found.place, place)
        if found and is_here and (found.place.channel == place.channel or self._commands.is_admin(requester)):
            return found
        raise UsageError("there is no such watch or digest here any more")

    def _snoozed(self, watch: Watch) -> Message:
        markup, zone = self._context.markup, self._context.zone
        until = markup.minute(watch.snoozed_until, zone) if watch.snoozed_until else ""
        said = f"Silent until {until}: {named(watch, markup)}. What comes meanwhile is not told later."
        return notices.format_lines([said])
