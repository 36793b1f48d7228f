"""What comes to a channel for a watch or a digest, as a message (pure)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.adapters.messages import labels
from bot.adapters.messages.formatting import length
from bot.adapters.messages.message import NOT_THIS, SNOOZE, STOP, Button, Message, MessagePart, fit
from bot.adapters.messages.source_facts import facts
from bot.adapters.messages.statements import mark_of
from bot.adapters.messages.subscription_words import named
from bot.adapters.messages.wordings import wordings
from bot.subscriptions.records import BatchPost, DigestPost, StoryPost, TurnKind, TurnPost
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.model import Claim
    from bot.subscriptions.records import Post, StoryItem, Subscription
    from indexer.model import Article

_NAME = 120
_OUTLETS = 5  # besides those whose statements are shown
_LINK = 1_000  # characters of the link behind a statement: with a longer one the line may be more than a block takes
_WEEK = timedelta(days=7)
_LATE = "This comes late: it could not be sent in time."
_TURNS = {
    TurnKind.CORRECTION: ("Correction", "a source of the post above has changed.", "It said"),
    TurnKind.DENIAL: ("Denied", "another report says the opposite of the post above.", "Posted"),
    TurnKind.DEVELOPMENT: ("New", "this has gone on.", "Posted"),
}


def format_post(post: Post, nonce: str, zone: tzinfo, markup: Markup) -> Message:
    """Return the message for a post. The nonce is in the value of the button that every post has.

    `zone` is the channel's; a digest's own goes before it.
    """
    if isinstance(post, TurnPost):
        return _turn(post, nonce, zone, markup)
    if isinstance(post, StoryPost):
        return _story(post, nonce, zone, markup)
    if isinstance(post, DigestPost):
        return _digest(post, nonce, zone, markup)
    return _batch(post, nonce, zone, markup)


def post_of_button(value: str) -> tuple[str, str]:
    """Return the id of the watch or the digest in a button's value, and what follows it: a story's id or a nonce."""
    subscription, _, rest = value.partition(" ")
    return subscription, rest


def _story(post: StoryPost, nonce: str, zone: tzinfo, markup: Markup) -> Message:
    item, lead = post.item, post.item.lead
    tail = Message(
        notes=(_facts(item, zone, markup), *_small(post.left_out, late=post.late), _for(post.watch, markup)),
        buttons=(
            Button(action=NOT_THIS, text=labels.NOT_THIS, value=f"{post.watch.id} {item.story.id}"),
            Button(action=SNOOZE, text=labels.SNOOZE, value=post.watch.id),
            _stop(post.watch, nonce),
        ),
    )
    headline = markup.link(lead.url, lead.title, markup.title)
    said = [f"• {_statement(claim, markup, markup.statement)}" for claim in item.statements]
    lines = fit([headline, *said, *_also(item, markup)], markup.room(tail))
    return replace(tail, parts=(MessagePart(lines=tuple(lines or [markup.cut(lead.title, markup.title)])),))


def _batch(post: BatchPost, nonce: str, zone: tzinfo, markup: Markup) -> Message:
    tail = Message(notes=(_for(post.watch, markup),), buttons=(_stop(post.watch, nonce),))
    heading = f"{markup.strong('New')} on {named(post.watch, markup)}"
    message, more = _listed(tail, heading, post.items, post.more, zone, markup)
    notes = (*_left_out(more), *_small(post.left_out, late=post.late))
    return replace(message, notes=(*notes, *message.notes))


def _digest(post: DigestPost, nonce: str, zone: tzinfo, markup: Markup) -> Message:
    as_of = f"As of {markup.minute(post.until, zone)}."
    notes = (f"For the {named(post.digest, markup)}.", as_of)
    tail = Message(notes=notes, buttons=(_stop(post.digest, nonce),) if post.digest.id else ())
    if not post.items:
        nothing = f"Nothing new since {_since(post.since, post.until, zone, markup)}."
        return replace(tail, parts=(MessagePart(lines=(nothing,)),))
    heading = f"{markup.strong('Digest')} since {_since(post.since, post.until, zone, markup)}"
    message, more = _listed(tail, heading, post.items, post.more, zone, markup)
    return replace(message, notes=(*_left_out(more), *_small(0, late=post.late), *message.notes))


def _turn(post: TurnPost, nonce: str, zone: tzinfo, markup: Markup) -> Message:
    turn = post.turn
    title, what, said = _TURNS[turn.kind]
    lines = [f"{markup.strong(title)}: {what}", *wordings(turn.article, turn.was, turn.now, zone, markup, said=said)]
    tail = Message(buttons=(_stop(post.watch, nonce),))
    return replace(tail, parts=(MessagePart(lines=tuple(fit(lines, markup.room(tail)))),))


def _listed(
    tail: Message, heading: str, items: Sequence[StoryItem], more: int, zone: tzinfo, markup: Markup
) -> tuple[Message, int]:
    """Return a message with a line for each story that fits, and the number of those that are not told."""
    room = markup.room(Message(parts=(MessagePart(lines=(heading, *_left_out(99), _LATE)),), notes=tail.notes))
    lines = fit((f"• {_line(item, zone, markup)}" for item in items), room)
    part = MessagePart(lines=(heading, *lines))
    return replace(tail, parts=(part,)), more + len(items) - len(lines)


def _line(item: StoryItem, zone: tzinfo, markup: Markup) -> str:
    """Return a story in one line: what is said of it, by whom, and how many tell it."""
    if not item.statements:
        return f"{markup.link(item.lead.url, item.lead.title, markup.snippet)} ({_facts(item, zone, markup)})"
    said = _statement(item.statements[0], markup, markup.snippet)
    told = item.story.story
    return f"{said} {told.outlets} outlets, {_origins(told.origins)}." if told.outlets > 1 else said


def _statement(claim: Claim, markup: Markup, limit: int) -> str:
    """Return what is said, with the one who says it."""
    mark, said = mark_of(claim.kind, claim.text), markup.cut(claim.text, limit)
    return f"{mark}{said} ({_outlet(claim.citations[0].article, markup)})"


def _outlet(article: Article, markup: Markup, room: int = _LINK) -> str:
    """Return who published an article, linked to it if that takes no more than `room` characters."""
    name = article.publisher or article.title or urls.host(article.url)
    linked = markup.link(article.url, name, _NAME)
    return linked if length(linked) <= room else markup.cut(name, _NAME)


def _also(item: StoryItem, markup: Markup) -> list[str]:
    """Return the line that names the other outlets."""
    told = {claim.citations[0].article.publisher for claim in item.statements} | {item.lead.publisher}
    others = [source for source in item.sources if source.publisher not in told]
    if not others:
        return []
    more = len(others) - _OUTLETS
    names = ", ".join(_outlet(each, markup, _LINK // 2) for each in others[:_OUTLETS])
    return [f"Also in {names}{f' and {more} more' if more > 0 else ''}"]


def _facts(item: StoryItem, zone: tzinfo, markup: Markup) -> str:
    counted = (item.story.story.outlets, item.story.story.origins)
    return ", ".join(facts(item.lead, zone, counted, day=markup.minute, shown=lambda text: markup.cut(text, _NAME)))


def _origins(number: int) -> str:
    return f"{number} origin{'s' * (number != 1)}"


def _for(subscription: Subscription, markup: Markup) -> str:
    return f"Watched for: {named(subscription, markup)}"


def _stop(subscription: Subscription, nonce: str) -> Button:
    return Button(action=STOP, text=labels.STOP, value=f"{subscription.id} {nonce}")


def _small(left_out: int, *, late: bool) -> list[str]:
    return [*([_LATE] if late else []), *([f"Late, and left out: {left_out} more."] if left_out else [])]


def _left_out(more: int) -> list[str]:
    return [f"{more} more {'story' if more == 1 else 'stories'} left out."] if more else []


def _since(since: datetime, until: datetime, zone: tzinfo, markup: Markup) -> str:
    """Return a day of the last week by its name, another one by its date."""
    local = since.astimezone(zone)
    if until.astimezone(zone).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local:%A}" if until - since < _WEEK else markup.day(since, zone)
