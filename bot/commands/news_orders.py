"""Does what `watches` and `digest` order: in this process, or in the one that owns the data directory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.adapters.jsonl import brief_record, iso, story_brief_record
from bot.adapters.messages.documents import PLAIN, document_of
from bot.adapters.messages.formatting import minute
from bot.adapters.messages.subscription_words import named, next_in_words
from bot.adapters.messages.watch_preview import preview_line
from bot.model.chat import Filters
from bot.model.filters import parse_bound, parse_filters, parse_language
from bot.model.place_names import name_of, place_named
from bot.subscriptions.due_stories import OLDEST
from bot.subscriptions.previews import SPAN, rate
from bot.subscriptions.records import Digest, Repeat, Schedule, Watch, WhenEmpty
from bot.subscriptions.schedule import checked_schedule, checked_zone, described, next_time
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, tzinfo

    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.model.chat import Place
    from bot.model.tags import FeedTags
    from bot.server.control.output import Output
    from bot.server.control.protocol import NewsOrder
    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import DigestPost, StoryItem, Subscription
    from bot.wiring.installation import Engines
    from bot.wiring.subscriptions import Subscribing

OPERATOR = ""
"""The maker of what is made at the command line: no member."""

_INDENT = " " * 14
_NOWHERE = Schedule(repeat=Repeat.ON_REQUEST)


class NewsOrders:
    """Does orders. Raises `UsageError`, with nothing stored, for what makes no sense."""

    def __init__(
        self, subscriptions: ChatSubscriptions, tags: FeedTags, platforms: Mapping[str, str], zone: tzinfo
    ) -> None:
        """Take what is wrong, in words, with each platform that cannot be sent to; the zone is the operator's."""
        self._subscriptions = subscriptions
        self._tags = tags
        self._service = subscriptions.service
        self._platforms = platforms
        self._zone = zone

    def do(self, order: NewsOrder, output: Output) -> None:
        """Do an order, and put out what it came to."""
        acts: dict[str, Callable[[NewsOrder, Output], None]] = {
            "watch": self._watch,
            "digest": self._digest,
            "remove": self._remove,
            "try": self._try,
            "now": self._now,
        }
        if order.act not in acts:
            raise UsageError(f"{order.act!r}: no such order")
        acts[order.act](order, output)

    def _watch(self, order: NewsOrder, output: Output) -> None:
        place = self._place(order)
        draft = self._service.drafted(place, OPERATOR, order.text, self._filters(order))
        preview = self._preview(draft)
        made = self._service.watch(place, OPERATOR, draft.query, draft.filters)
        said = f"{made.id}: {named(made, PLAIN)} for {name_of(place)}, {rate(preview)}"
        _put(order, output, said, {**subscription_record(made, self._now_of()), **_preview_record(preview)})

    def _digest(self, order: NewsOrder, output: Output) -> None:
        place, filters = self._place(order), self._filters(order)
        made = self._service.digest(
            place,
            OPERATOR,
            checked_schedule(order.schedule, order.zone),
            filters=replace(filters, tags=()),
            tags=filters.tags,
            when_empty=WhenEmpty.SILENT if order.silent else WhenEmpty.SAY,
        )
        following = next_in_words(made, self._now_of(), self._zone, PLAIN)
        said = f"{made.id}: {named(made, PLAIN)} for {name_of(place)}, {following}"
        _put(order, output, said, subscription_record(made, self._now_of()))

    def _remove(self, order: NewsOrder, output: Output) -> None:
        found = self._service.get(order.text.strip())
        if found is None:
            raise UsageError(f"{order.text[:40]!r}: there is no such watch or digest; `byline watches list` shows them")
        self._service.remove(found)
        said = f"removed: {named(found, PLAIN)} for {name_of(found.place)}"
        _put(order, output, said, subscription_record(found, self._now_of()))

    def _try(self, order: NewsOrder, output: Output) -> None:
        watch = self._service.get(order.text.strip()) or self._draft(order)
        if not isinstance(watch, Watch):
            raise UsageError(
                f"{watch.id} is a digest: `byline digest --for {name_of(watch.place)}` shows what it tells"
            )
        preview = self._preview(watch)
        text = "\n".join(self._tried(watch, preview))
        _put(order, output, text, {"query": watch.query, **_preview_record(preview)})

    def _tried(self, watch: Watch, preview: Preview) -> list[str]:
        heading = f"{named(watch, PLAIN)}: {len(preview.articles)} in the last {SPAN.days} days, {rate(preview)}"
        return [heading, *(f"- {preview_line(preview, each, self._zone, PLAIN)}" for each in preview.articles)]

    def _preview(self, watch: Watch) -> Preview:
        """Return what a watch would have sent. Raises `UsageError` if that is everything, or never anything."""
        found = self._subscriptions.preview(watch.query, watch.filters, watch.place)
        if found.is_too_wide:
            said = rate(found).partition(":")[0]
            raise UsageError(f"that is as wide as everything, {said}: add a word, or --source, --kind or --tag")
        return found

    def _now(self, order: NewsOrder, output: Output) -> None:
        place, now = self._place(order, must_be_served=False), self._now_of()
        post = self._subscriptions.requested(self._digest_of(order, place, now))
        _put(order, output, document_of(post, self._zone).text, {"for": name_of(place), **digest_record(post)})

    def _digest_of(self, order: NewsOrder, place: Place, now: datetime) -> Digest:
        """Return the first digest of a place, and without one a day's news; since another time, if one is given."""
        known = [each.subscription for each in self._service.listed(place, OPERATOR, is_admin=True)]
        digest = next((each for each in known if isinstance(each, Digest)), None)
        since = parse_bound(order.since, now=now, zone=self._zone, end=False) if order.since else now - OLDEST
        if since >= now:
            raise UsageError(f"--since {order.since!r} is not in the past")
        if digest and not order.since:
            return digest
        schedule = digest.schedule if digest else replace(_NOWHERE, zone=order.zone)
        made = Digest(
            id="",  # of which nothing was told
            place=place,
            maker=OPERATOR,
            schedule=schedule,
            created=since - OLDEST,
            last_covered=since,
        )
        return replace(made, filters=digest.filters, tags=digest.tags) if digest else made

    def _draft(self, order: NewsOrder) -> Watch:
        """Return a watch that is for nobody. Raises `UsageError` as for one that is made."""
        place = self._place(order) if order.place else place_named("atom:preview")
        return self._service.drafted(place, OPERATOR, order.text, self._filters(order))

    def _place(self, order: NewsOrder, *, must_be_served: bool = True) -> Place:
        place = place_named(order.place)
        if must_be_served and (wrong := self._platforms.get(place.platform)):
            raise UsageError(f"{order.place}: {wrong}")
        return place

    def _filters(self, order: NewsOrder) -> Filters:
        """Return the filters of an order. Raises `UsageError` for one without a meaning."""
        checked_zone(order.zone)
        filters = Filters(sources=order.sources, kinds=order.kinds, tags=order.tags)
        parse_filters(filters, now=self._now_of(), zone=self._zone)
        self._tags.check(order.tags)
        return replace(filters, language=parse_language(order.language))

    def _now_of(self) -> datetime:
        return self._subscriptions.clock.now()


def news_orders_of(opened: Engines, tags: FeedTags, subscribing: Subscribing) -> NewsOrders:
    """Return what does the orders in an installation."""
    from bot.wiring.destinations import unserved_platforms

    settings = opened.settings
    return NewsOrders(subscribing.chat, tags, unserved_platforms(settings), settings.byline.timezone)


def subscription_lines(subscription: Subscription, waiting: str, now: datetime, zone: tzinfo) -> str:
    """Return what `watches list` prints of a watch or a digest; `waiting` is why something of it is not sent yet."""
    by = f"by {subscription.maker}" if subscription.maker else "by the operator"
    last = f"last sent {minute(subscription.last_sent, zone) if subscription.last_sent else 'never'}"
    said = ", ".join([by, last, next_in_words(subscription, now, zone, PLAIN)])
    lines = [f"{subscription.id}  {name_of(subscription.place)}: {named(subscription, PLAIN)}", said]
    return f"\n{_INDENT}".join([*lines, *([f"not sent yet: {waiting}"] if waiting else [])])


def subscription_record(subscription: Subscription, now: datetime) -> dict[str, Any]:
    """Return the object that `watches list --json` prints of a watch or a digest."""
    shared = {
        "id": subscription.id,
        "for": name_of(subscription.place),
        "by": subscription.maker or None,
        "state": subscription.state.value,
        "created": subscription.created.isoformat(),
        "last_sent": iso(subscription.last_sent),
        "sources": list(subscription.filters.sources),
        "kinds": list(subscription.filters.kinds),
        "language": subscription.filters.language or None,
    }
    if isinstance(subscription, Watch):
        return shared | {
            "watch": subscription.query,
            "tags": list(subscription.filters.tags),
            "snoozed_until": iso(subscription.snoozed_until),
        }
    return shared | {
        "digest": described(subscription.schedule),
        "tags": [*subscription.tags, *subscription.filters.tags],
        "when_empty": subscription.when_empty.value,
        "next_due": iso(next_time(subscription.schedule, now)),
    }


def digest_record(post: DigestPost) -> dict[str, Any]:
    """Return the object that `digest --json` prints."""
    return {
        "since": post.since.isoformat(),
        "as_of": post.until.isoformat(),
        "stories": [_item_record(item) for item in post.items],
        "more": post.more,
    }


def _item_record(item: StoryItem) -> dict[str, Any]:
    said = [
        {"text": claim.text, "kind": claim.kind.value, "url": claim.citations[0].article.url}
        for claim in item.statements
    ]
    return {
        **story_brief_record(item.story.story, item.lead),
        "statements": said,
        "sources": list(map(brief_record, item.sources)),
    }


def _preview_record(preview: Preview) -> dict[str, Any]:
    return {
        "days": SPAN.days,
        "per_week": round(preview.per_week, 1),
        "stories": [{**brief_record(each), "says": list(preview.said.get(each.id, ()))} for each in preview.articles],
    }


def _put(order: NewsOrder, output: Output, text: str, record: dict[str, Any]) -> None:
    output.out(json.dumps(record, ensure_ascii=False) if order.as_json else text)
