"""What a channel draws on: as the config says, or as was set there since."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import structlog

from bot.conversation.note_names import SCOPE, SCOPE_MAKER
from bot.conversation.threads import Threads
from bot.model.chat import Scope
from bot.model.tags import FeedTags
from indexer.errors import UsageError
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.model.chat import Place
    from bot.ports import Notes
    from indexer.model import Selection

    Configured = Callable[[], Mapping[tuple[str, str], Scope]]  # by platform and channel


class Scopes:
    """The scopes of channels. What is set in a channel holds in its server or workspace alone, threads included.

    A thread that has an id of its own may have a scope of its own, set there or configured, which then comes first.
    """

    def __init__(self, configured: Configured, notes: Notes, tags: FeedTags | None = None) -> None:
        """Take the scopes of the config, which is asked each time, and where those that are set are kept."""
        self._configured = configured
        self._notes = notes
        self.threads = Threads(notes)
        self._tags = tags or FeedTags()
        self._log = structlog.get_logger("byline.scopes")

    def of(self, place: Place) -> Scope:
        """Return a channel's scope: as it was set, else as the config says, else one that leaves nothing out."""
        configured = self._configured()
        for each in self._holding(place):
            if kept := self._notes.noted(_name(each)):
                return _scope(kept)
            if (found := configured.get((each.platform, each.channel))) is not None:
                return found
        return Scope()

    def may_change(self, place: Place, user: str, *, is_admin: bool) -> bool:
        """Tell whether a member may change a channel's scope: who has set it, or an admin; anybody if nobody has.

        In a thread without a scope of its own that is whoever has set its channel's.
        """
        makers = (self._notes.noted(_maker(each)) for each in self._holding(place))
        return is_admin or next(filter(None, makers), user) == user

    def change(self, place: Place, scope: Scope | None, user: str, *, is_admin: bool) -> None:
        """Keep a channel's scope in place of the one before, and whose it is; None: the config's holds again.

        Raises `UsageError` if the member may not, and for a tag that no feed has.
        """
        if not self.may_change(place, user, is_admin=is_admin):
            raise UsageError("only the one who set this channel's scope, or an admin, can change it")
        if scope:
            self._tags.check(scope.tags)
        maker = _maker(place)
        self._notes.note(maker, (self._notes.noted(maker) or user) if scope else "")
        self._notes.note(_name(place), json.dumps(asdict(scope), ensure_ascii=False) if scope else "")

    def within(self, place: Place, selection: Selection) -> Selection:
        """Return a selection that an asker stated, narrowed to what the channel draws on.

        Raises `UsageError` if nothing can lie in both.
        """
        scope = self.of(place)
        if scope.tags and not (urls := self._tags.addresses(scope.tags)):
            self._log.warning("no feed has a tag of the channel's scope", channel=place.channel, tags=scope.tags)
        return replace(
            selection,
            kinds=_kinds(scope, selection),
            language=_language(scope, selection),
            feeds=(*selection.feeds, urls) if scope.tags else selection.feeds,
        )

    def _holding(self, place: Place) -> Iterator[Place]:
        """Yield the places whose scopes hold in one: itself, then the channel if it is a thread of its own id."""
        yield place
        if channel := self.threads.channel_of(place):
            yield channel


def _kinds(scope: Scope, selection: Selection) -> tuple[Kind, ...]:
    if not scope.kinds or not selection.kinds:
        return selection.kinds or scope.kinds
    both = tuple(kind for kind in selection.kinds if kind in scope.kinds)
    if not both:
        raise UsageError(f"kind: this channel draws on {' and '.join(scope.kinds)} only; the command scope says more")
    return both


def _language(scope: Scope, selection: Selection) -> str:
    if scope.language and selection.language not in ("", scope.language):
        raise UsageError(f"language: this channel draws on {scope.language} only; the command scope says more")
    return scope.language or selection.language


def _name(place: Place) -> str:
    return f"{SCOPE}{place.platform} {place.team} {place.channel}"


def _maker(place: Place) -> str:
    return f"{SCOPE_MAKER}{place.platform} {place.team} {place.channel}"


def _scope(text: str) -> Scope:
    given = json.loads(text)
    kinds = tuple(map(Kind, given.pop("kinds", ())))
    return Scope(**{**given, "tags": tuple(given.get("tags", ()))}, kinds=kinds)
