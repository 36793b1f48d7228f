"""Everything that the bot says besides answers and search pages: help, apologies, the state of the feeds (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.messages.message import Message, MessagePart, fit
from bot.conversation.retention import ANSWERS
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.model.chat import Rate
    from bot.operations.health import FeedHealth, Status

_LINE = 1_500
_NAME = 200
_DETAIL = 400
_SPANS = {1: "second", 60: "minute", 3_600: "hour", 86_400: "day"}
APOLOGY = "Sorry, I could not answer this. Please ask again in a while."
BUSY = "I am busy: too many questions are waiting. Please ask again in a minute."
GONE = (
    f"There is nothing for you behind this button: answers are kept for {ANSWERS.days} days, and what only its asker "
    "sees is for them, where they asked. Please ask again."
)
"""The same for an answer that is gone, that never was, or that is another member's: nobody can tell which."""
SHARED = "This was shared already."
ASKED = "This was asked already: the answer stands here, or is on its way."
THANKS = "Thank you, noted."
NOT_YOURS = (
    f"There is nothing for you behind this button: a preview is for the member who asked for it, where they did, for "
    f"{ANSWERS.days} days. Please ask for it again."
)
NO_SUBSCRIPTIONS = "Watches and digests are not switched on here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What to type to use the bot on a platform."""

    ask: str  # the command that asks, without a question
    question: str  # with one
    search: str
    filters: tuple[str, ...]
    latest: str
    latest_of_all: str
    feeds: str
    help: str
    watch: str
    digest: str
    digest_now: str
    watches: str
    scope: str


def apology(reference: str) -> str:
    """Return an apology for a failure, with the reference under which the log has its cause."""
    return f"{APOLOGY} (Reference: {reference})" if reference else APOLOGY


def format_notice(text: str, markup: Markup) -> Message:
    """Return a message of one line; all of it is escaped."""
    return Message(parts=(MessagePart(lines=(markup.cut(text, _LINE),)),))


def format_lines(lines: Iterable[str]) -> Message:
    """Return a message of lines that are markup already."""
    return Message(parts=(MessagePart(lines=tuple(lines)),))


def told_wrong(problem: str, markup: Markup) -> Message:
    """Return what is wrong with a command or a click, as a sentence; all of it is escaped."""
    return format_notice(f"{problem[:1].upper()}{problem[1:].rstrip('.')}.", markup)


def format_help(usage: Usage, markup: Markup, problem: str = "", scope: str = "") -> Message:
    """Return how to use the bot, after the part of a command that was not understood, if there is a problem.

    `scope` is a line of markup on what the channel draws on.
    """
    lines = [markup.cut(f"I did not understand that: {problem}.", _DETAIL)] if problem else []
    notes = (scope,) if scope else ()
    return Message(parts=(MessagePart(lines=(*lines, "\n".join(_help(usage, markup))), spaced=True),), notes=notes)


def _help(usage: Usage, markup: Markup) -> Iterator[str]:
    code = markup.code
    yield (
        f"{markup.strong('Ask')} about AI-industry news: mention me in a channel, write to me in {markup.alone}, or "
        f"use {code(usage.ask)}. I answer from the articles I have collected, with their links, or say that they do "
        "not tell."
    )
    yield f"• {code(usage.question)} asks; only you see the answer until you share it"
    yield f"• {code(usage.search)} searches; filters: {' '.join(map(code, usage.filters))}"
    yield f"• {code(usage.latest)} lists the newest articles, {code(usage.latest_of_all)} those on anything"
    yield (
        f"• {code(usage.watch)} posts each story on it here once, after a preview; {code(usage.digest)} brings the "
        f"news at a time, {code(usage.digest_now)} at once"
    )
    yield f"• {code(usage.watches)} shows and stops what comes here, {code(usage.scope)} what all here draws on"
    yield f"• {code(usage.feeds)} says how the feeds are, {code(usage.help)} shows this"
    yield (
        "Kinds are reported, announcement, opinion, research and unknown. Words in quotes are never taken for a "
        "filter. In a thread, a question may follow up the one before: “and Google?”, “more”"
    )


def rate_limited(rate: Rate) -> str:
    """Return the notice for a member who has asked more than one member may."""
    seconds = round(rate.per.total_seconds())
    per = _SPANS.get(seconds, f"span of {seconds} seconds")
    return f"That was more than {rate.count} in one {per}, which is what one member may ask. Please wait a little."


def channel_not_allowed(markup: Markup) -> str:
    """Return the notice for a channel in which the bot may not answer."""
    return f"I am not set up to answer in this channel. You can ask me in {markup.alone}."


def format_undelivered(channel: str, reason: str, markup: Markup) -> Message:
    """Return the direct message to a member whose question could not be answered in a channel."""
    where, why = markup.channel(channel), markup.cut(reason, _DETAIL)
    text = f"Sorry, I could not answer you in {where}: {why}. You can ask me here."
    return Message(parts=(MessagePart(lines=(text,)),))


def share_failed(reason: str) -> str:
    """Return the notice for a member whose share could not be posted."""
    return f"I could not share this here: {reason}."


def format_feeds(status: Status, zone: tzinfo, markup: Markup, *, details: bool) -> Message:
    """Return the state of the feeds, those in trouble first; `details` (addresses, errors) are for admins."""
    ordered = sorted(status.feeds, key=lambda feed: feed.state.is_well)
    lines = ["\n".join(_feed_lines(feed, zone, markup, details=details)) for feed in ordered]
    newest = markup.minute(status.newest, zone) if status.newest else "none yet"
    note = f"{status.index.get('articles', 0)} articles, newest {newest}"
    shown = fit(lines, markup.room(Message(notes=(note,))) * 3 // 4)
    more = [f"… and {len(lines) - len(shown)} more feeds."] if len(shown) < len(lines) else []
    lines = [_summary(status, markup), *(shown or ["No feeds are configured."]), *more]
    return Message(parts=(MessagePart(lines=tuple(lines)),), notes=(note,))


def format_feed_alert(feeds: Sequence[FeedHealth], zone: tzinfo, markup: Markup) -> Message:
    """Return the alert to the admin channel about feeds whose state has changed."""
    lines = ["\n".join(_feed_lines(feed, zone, markup, details=True)) for feed in feeds]
    shown = fit(lines, markup.room(Message()) * 3 // 4)
    return Message(parts=(MessagePart(lines=(markup.strong("Feeds have changed"), *shown)),))


def _summary(status: Status, markup: Markup) -> str:
    bad = sum(not feed.state.is_well for feed in status.feeds)
    return f"{markup.strong('Feeds')}: {len(status.feeds)}, in trouble: {bad}"


def _feed_lines(feed: FeedHealth, zone: tzinfo, markup: Markup, *, details: bool) -> Iterator[str]:
    """Yield a line on a feed, and for admins one for each detail."""
    name, state = markup.cut(feed.name or redact(feed.url), _NAME), markup.strong(markup.text(feed.state))
    yield f"• {name}: {state}, {feed.articles} articles, last success {_when(feed.last_success, zone, markup)}"
    if not details:
        return
    yield f"    {markup.cut(redact(feed.url), _DETAIL)}"
    if feed.error:
        times = f" ({feed.failures} times in a row)" if feed.failures > 1 else ""
        yield f"    {markup.cut(redact(feed.error), _DETAIL)}{times}"
    if feed.next_poll:
        yield f"    next poll {_when(feed.next_poll, zone, markup)}"
    if feed.moved_to:
        yield f"    has moved to {markup.cut(redact(feed.moved_to), _DETAIL)}: change its address in the config"
    for problem in (*feed.notices, *feed.problems[:2]):
        yield f"    {markup.cut(redact(problem), _DETAIL)}"


def _when(moment: datetime | None, zone: tzinfo, markup: Markup) -> str:
    return markup.minute(moment, zone) if moment else "never"
