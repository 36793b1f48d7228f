"""The commands of watches, digests and scopes. Only their user sees what they answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.chat.parsing import DigestCommand, ScopeCommand, WatchCommand
from bot.adapters.messages import notices
from bot.adapters.messages.story_post import format_post
from bot.adapters.messages.subscription_words import named, scope_in_words
from bot.adapters.messages.watch_list import format_watches
from bot.adapters.messages.watch_preview import format_narrower, format_preview
from bot.conversation.serialization import filters_of, filters_text
from bot.model.chat import Filters, Place, Scope
from bot.model.local_time import zone_named
from bot.subscriptions.due_stories import OLDEST
from bot.subscriptions.narrower_watches import narrowings
from bot.subscriptions.previews import rate
from bot.subscriptions.records import Digest, Repeat, Schedule, WhenEmpty
from bot.subscriptions.schedule import checked_quiet, checked_schedule, checked_zone, next_time
from indexer.errors import Refused, Unsure, UsageError
from indexer.model import Kind

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.adapters.chat.context import ChatContext, Requester
    from bot.adapters.chat.parsing import SubscriptionCommand
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.chat.search_store import MembersTexts
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.adapters.messages.message import Message
    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import Subscription, Watch


class SubscriptionCommands:
    """Returns the messages that answer the commands. Raises `UsageError` for what makes no sense, in words."""

    def __init__(
        self, context: ChatContext, subscriptions: ChatSubscriptions, texts: MembersTexts, posting: ChatPosting
    ) -> None:
        self._context = context
        self._run_io, self._run_search = context.executors.run_io, context.executors.run_search
        self._subscriptions = subscriptions
        self._service = subscriptions.service
        self._texts = texts
        self._posting = posting
        self._log = context.log

    async def run(self, command: SubscriptionCommand, requester: Requester) -> Message:
        """Return the message that answers a command."""
        if isinstance(command, WatchCommand):
            return await self._watch(command, requester)
        if isinstance(command, DigestCommand):
            return await self._digest(command, requester)
        if isinstance(command, ScopeCommand):
            return await self._scope(command, requester)
        return await self._watches(requester)

    async def preview(self, draft: Watch, requester: Requester) -> Message:
        """Return what a watch would have sent, with buttons to start it."""
        found = await self._previewed(draft)
        key = await self._save(draft, requester)
        return format_preview(draft, found, key, self._zone_of(requester), self._context.markup)

    async def narrower(self, draft: Watch, requester: Requester) -> Message:
        """Return the ways to narrow a watch."""
        found = await self._previewed(draft)
        ways = [
            (way, await self._save(replace(draft, filters=way.filters), requester))
            for way in narrowings(draft.filters, found)
        ]
        return format_narrower(draft, ways, await self._save(draft, requester), self._context.markup)

    async def _previewed(self, draft: Watch) -> Preview:
        """Return what a watch would have sent. Raises `UsageError` if it is as wide as everything."""
        found: Preview = await self._run_search(self._subscriptions.preview, draft.query, draft.filters, draft.place)
        if found.is_too_wide:
            said = rate(found).partition(":")[0]
            raise UsageError(
                f"that is as wide as everything, {said}: add a word, or a filter such as kind:reported or source:wired"
            )
        return found

    async def start(self, draft: Watch, requester: Requester) -> Message:
        """Store a watch and tell the channel; where that is refused, nothing stays stored."""
        watch = await self._run_io(self._service.watch, draft.place, draft.maker, draft.query, draft.filters)
        markup = self._context.markup
        await self._announce(watch, requester, "From now on I post here what is new on")
        self._log.info("a watch began", watch=watch.id, user=requester.user, channel=requester.channel)
        said = f"Started: {named(watch, markup)}. Each story is posted here once; {self._listing()} shows and stops it."
        return notices.format_lines([said])

    async def load(self, key: str, requester: Requester) -> Watch | None:
        """Return the watch behind a button of a preview, None unless it is this member's, and of this place."""
        kept = await self._texts.load(key, requester, strict=True)
        if not kept.startswith("["):
            return None
        query, filters = json.loads(kept)
        place = self.place_of(requester)
        return await self._run_io(self._service.drafted, place, requester.user, query, filters_of(filters))

    def place_of(self, requester: Requester) -> Place:
        """Return the place in which a command or a button was used."""
        return Place(platform=self._context.platform, team=requester.team, channel=requester.channel)

    def is_admin(self, requester: Requester) -> bool:
        """Return whether a member is an admin of the bot."""
        return requester.user in self._context.admins

    async def scope_line(self, requester: Requester) -> str:
        """Return what the channel draws on, as a line of markup."""
        scope = await self._run_io(self._context.service.scopes.of, self.place_of(requester))
        return scope_in_words(scope, zone_name(self._context.zone), self._context.markup)

    async def _watch(self, command: WatchCommand, requester: Requester) -> Message:
        place = self.place_of(requester)
        draft = await self._run_io(self._service.drafted, place, requester.user, command.query, command.filters)
        return await self.preview(draft, requester)

    async def _digest(self, command: DigestCommand, requester: Requester) -> Message:
        if not command.schedule:
            return await self._digest_now(command.filters, requester)
        place, markup = self.place_of(requester), self._context.markup
        zone = command.zone or await self._channel_zone(requester)
        schedule = checked_schedule(command.schedule, zone)
        made = await self._run_io(
            self._service.digest,
            place,
            requester.user,
            schedule,
            filters=replace(command.filters, tags=()),
            tags=command.filters.tags,
            when_empty=WhenEmpty.SILENT if command.is_silent else WhenEmpty.SAY,
        )
        await self._announce(made, requester, "From now on comes here a")
        self._log.info("a digest began", digest=made.id, user=requester.user, channel=requester.channel)
        first = next_time(schedule, self._subscriptions.clock.now())
        when = f"First on {markup.minute(first, checked_zone(zone))}" if first else "It comes on request"
        said = f"Made: {named(made, markup)}. {when}; {self._listing()} shows and stops it."
        return notices.format_lines([said])

    async def _digest_now(self, filters: Filters, requester: Requester) -> Message:
        """Return what the channel's first digest would tell now; with filters, or without a digest, a day's news."""
        place = self.place_of(requester)
        known = await self._run_io(self._service.listed, place, requester.user, is_admin=False)
        digests = [each.subscription for each in known if isinstance(each.subscription, Digest)]
        if digests and filters == Filters():
            digest = digests[0]
        else:
            now, zone = self._subscriptions.clock.now(), await self._channel_zone(requester)
            digest = Digest(
                id="",
                place=place,
                maker=requester.user,
                schedule=Schedule(repeat=Repeat.ON_REQUEST, zone=zone),
                filters=replace(filters, tags=()),
                tags=filters.tags,
                created=now - OLDEST,
                last_covered=now - OLDEST,
            )
        post = await self._run_search(self._subscriptions.requested, digest)
        zone_of_digest = checked_zone(digest.schedule.zone)
        shown = replace(post, digest=replace(post.digest, id=""))  # without a button that would stop it
        return format_post(shown, "", zone_of_digest, self._context.markup)

    async def _watches(self, requester: Requester) -> Message:
        """Return what comes to this channel; for an admin also to the others of this workspace or server."""
        place, is_admin = self.place_of(requester), self.is_admin(requester)
        here = await self._run_io(self._service.listed, place, requester.user, is_admin=is_admin)
        everywhere = await self._run_io(self._service.listed, None, requester.user, is_admin=True) if is_admin else []
        elsewhere = [
            each
            for each in everywhere
            if is_of_team(each.subscription.place, place) and each.subscription.place.channel != place.channel
        ]
        scope = await self.scope_line(requester)
        now = self._subscriptions.clock.now()
        zone = self._zone_of(requester)
        return format_watches([*here, *elsewhere], scope, now, zone, self._context.markup, here=place.channel)

    async def _scope(self, command: ScopeCommand, requester: Requester) -> Message:
        """Show or change the channel's scope."""
        place, scopes, is_admin = self.place_of(requester), self._context.service.scopes, self.is_admin(requester)
        if command.is_question:
            return notices.format_lines([await self.scope_line(requester)])
        changed = None if command.is_cleared else await self._changed_scope(command, requester)
        await self._run_io(scopes.change, place, changed, requester.user, is_admin=is_admin)
        self._log.info("a scope was set", user=requester.user, channel=requester.channel)
        return notices.format_lines([await self.scope_line(requester)])

    async def _changed_scope(self, command: ScopeCommand, requester: Requester) -> Scope:
        """Return the scope with what the command names in place of what was there."""
        scope = await self._run_io(self._context.service.scopes.of, self.place_of(requester))
        own = requester.member.zone if command.quiet else ""  # of a member who says when it is quiet, and of no other
        zone = command.zone or scope.zone or own
        quiet = command.quiet or scope.quiet
        if quiet or zone:
            checked_quiet(quiet or "22:00-07:00", zone or zone_name(self._context.zone))
        return Scope(
            tags=command.filters.tags or scope.tags,
            kinds=tuple(map(Kind, command.filters.kinds)) or scope.kinds,
            language=command.filters.language or scope.language,
            quiet=quiet,
            zone=zone if zone_named(zone) else "",
        )

    async def _announce(self, made: Subscription, requester: Requester, lead: str) -> None:
        """Tell the channel what will come; take it back where the bot may not post. Raises `UsageError` for that."""
        by = self._context.markup.cut(requester.member.name or "a member", 100)
        said = f"{lead} {named(made, self._context.markup)}. Begun by {by}."
        try:
            await self._posting.post(made.place.channel, notices.format_lines([said]))
        except Refused as refused:
            await self._run_io(self._service.remove, made)
            reason = self._context.errors.explain(refused.error)
            raise UsageError(f"I could not post here, so nothing is stored: {reason}") from refused
        except Unsure as unsure:  # what is stored tells it again with its first post
            self._log.warning("the channel may not know what will come", subscription=made.id, reason=str(unsure))

    async def _save(self, draft: Watch, requester: Requester) -> str:
        return await self._texts.save(json.dumps([draft.query, filters_text(draft.filters)]), requester)

    async def _channel_zone(self, requester: Requester) -> str:
        """Return the channel's zone, else the member's, else that of the config."""
        scope = await self._run_io(self._context.service.scopes.of, self.place_of(requester))
        named_zone = scope.zone or requester.member.zone
        return named_zone if named_zone and zone_named(named_zone) else zone_name(self._context.zone)

    def _zone_of(self, requester: Requester) -> tzinfo:
        return zone_named(requester.member.zone) or self._context.zone

    def _listing(self) -> str:
        return self._context.markup.code(self._context.usage.watches)


def zone_name(zone: tzinfo) -> str:
    """Return the IANA name of a zone."""
    return str(getattr(zone, "key", "UTC"))


def is_of_team(one: Place, other: Place) -> bool:
    """Return whether two places are of one workspace or server."""
    return (one.platform, one.team) == (other.platform, other.team)
