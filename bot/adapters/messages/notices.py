"""What else the bot says: help, apologies, how the feeds are (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.messages.message import Part, Told, fitting
from indexer.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Markup
    from bot.config import Rate
    from bot.operations.health import FeedHealth, Status

_LINE = 1_500
_NAME = 200
_DETAIL = 400
_IN_ORDER = frozenset(("ok", "new", "disabled"))
_SPANS = {1: "second", 60: "minute", 3_600: "hour", 86_400: "day"}
APOLOGY = "Sorry, I could not answer this. Please ask again in a while."
BUSY = "I am busy: too many questions are waiting. Please ask again in a minute."
GONE = (
    "There is nothing for you behind this button: answers are kept for 7 days, and what only its asker sees is for "
    "them, where they asked. Please ask again."
)
"""What is said alike of what is gone, what never was and what is not theirs: it tells nobody which of them it is."""
SHARED = "This was shared already."
THANKS = "Thank you, noted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How the bot is used on a platform: what to type, as it is to be typed."""

    ask: str  # the command that asks, without a question
    question: str  # with one
    search: str
    filters: tuple[str, ...]
    latest: str
    latest_of_all: str
    feeds: str
    help: str


def apology(reference: str) -> str:
    """Return what is said when something has failed, with the name under which the log has the cause."""
    return f"{APOLOGY} (Reference: {reference})" if reference else APOLOGY


def notice(text: str, markup: Markup) -> Told:
    """Return a line as what is told: words of the bot's own or of others, all escaped."""
    return Told(parts=(Part(lines=(markup.cut(text, _LINE),)),))


def help_told(usage: Usage, markup: Markup, problem: str = "") -> Told:
    """Return how the bot is used, and first, what could not be understood."""
    lines = [markup.cut(f"I did not understand that: {problem}.", _DETAIL)] if problem else []
    return Told(parts=(Part(lines=(*lines, "\n".join(_help(usage, markup))), apart=True),))


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
    yield f"• {code(usage.feeds)} says how the feeds are, {code(usage.help)} shows this"
    yield (
        "Kinds are reported, announcement, opinion, research and unknown. Words in quotes are never taken for a "
        "filter. In a thread, a question may follow up the one before: “and Google?”"
    )


def too_many(rate: Rate) -> str:
    """Return what is said to a member who has used up what one may ask."""
    seconds = round(rate.per.total_seconds())
    per = _SPANS.get(seconds, f"span of {seconds} seconds")
    return f"That was more than {rate.count} in one {per}, which is what one member may ask. Please wait a little."


def not_here(markup: Markup) -> str:
    """Return what is said in a channel where the bot may not answer."""
    return f"I am not set up to answer in this channel. You can ask me in {markup.alone}."


def not_there(channel: str, why: str, markup: Markup) -> Told:
    """Return what is said in a direct message to somebody whose question could not be answered in a channel."""
    text = f"Sorry, I could not answer you in {markup.place(channel)}: {markup.cut(why, _DETAIL)}. You can ask me here."
    return Told(parts=(Part(lines=(text,)),))


def not_shared(why: str) -> str:
    """Return what is said to somebody who wants to share what cannot be posted."""
    return f"I could not share this here: {why}."


def feeds_told(status: Status, zone: tzinfo, markup: Markup, *, details: bool) -> Told:
    """Return how the feeds are, those in trouble first; `details` (addresses, errors) are for admins."""
    ordered = sorted(status.feeds, key=lambda feed: feed.state in _IN_ORDER)
    told = ["\n".join(_feed_lines(feed, zone, markup, details=details)) for feed in ordered]
    newest = markup.minute(status.newest, zone) if status.newest else "none yet"
    note = f"{status.index.get('articles', 0)} articles, newest {newest}"
    shown = fitting(told, markup.room(Told(notes=(note,))) * 3 // 4)
    more = [f"… and {len(told) - len(shown)} more feeds."] if len(shown) < len(told) else []
    lines = [_summary(status, markup), *(shown or ["No feeds are configured."]), *more]
    return Told(parts=(Part(lines=tuple(lines)),), notes=(note,))


def trouble_told(feeds: Sequence[FeedHealth], zone: tzinfo, markup: Markup) -> Told:
    """Return what the admin channel is told of feeds whose state has changed."""
    told = ["\n".join(_feed_lines(feed, zone, markup, details=True)) for feed in feeds]
    lines = fitting(told, markup.room(Told()) * 3 // 4)
    return Told(parts=(Part(lines=(markup.strong("Feeds have changed"), *lines)),))


def _summary(status: Status, markup: Markup) -> str:
    bad = sum(feed.state not in _IN_ORDER for feed in status.feeds)
    return f"{markup.strong('Feeds')}: {len(status.feeds)}, in trouble: {bad}"


def _feed_lines(feed: FeedHealth, zone: tzinfo, markup: Markup, *, details: bool) -> Iterator[str]:
    """Yield a line on a feed, and for admins one for each thing to know of it."""
    name, state = markup.cut(feed.name or redacted(feed.url), _NAME), markup.strong(markup.text(feed.state))
    yield f"• {name}: {state}, {feed.articles} articles, last success {_when(feed.last_success, zone, markup)}"
    if not details:
        return
    yield f"    {markup.cut(redacted(feed.url), _DETAIL)}"
    if feed.error:
        times = f" ({feed.failures} times in a row)" if feed.failures > 1 else ""
        yield f"    {markup.cut(redacted(feed.error), _DETAIL)}{times}"
    if feed.next_poll:
        yield f"    next poll {_when(feed.next_poll, zone, markup)}"
    if feed.moved_to:
        yield f"    has moved to {markup.cut(redacted(feed.moved_to), _DETAIL)}: change its address in the config"
    for problem in (*feed.notices, *feed.problems[:2]):
        yield f"    {markup.cut(redacted(problem), _DETAIL)}"


def _when(moment: datetime | None, zone: tzinfo, markup: Markup) -> str:
    return markup.minute(moment, zone) if moment else "never"
