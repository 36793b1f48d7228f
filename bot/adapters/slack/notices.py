"""What else the bot says: help, apologies, how the feeds are (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.adapters.slack.blocks import ROOM, Message, context, fallback, fitting, notice, section, stacked
from bot.adapters.slack.escaping import mrkdwn, mrkdwn_cut
from bot.adapters.text import minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.health import FeedHealth, Status

_NAME = 200
_DETAIL = 400
_IN_ORDER = frozenset(("ok", "new", "disabled"))
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,40}")
_REFUSALS = {
    "not_in_channel": "I am not a member of it (`/invite` me)",
    "channel_not_found": "I am not a member of it (`/invite` me)",
    "is_archived": "it is archived",
    "restricted_action": "I am not allowed to write there",
    "restricted_action_read_only_channel": "I am not allowed to write there",
    "restricted_action_thread_only_channel": "I am not allowed to write there",
    "restricted_action_thread_locked": "the thread is locked",
    "ratelimited": "there is too much going on",
    "msg_too_long": "the answer is too long",
}
_HELP = """\
*Ask* about AI-industry news: mention me in a channel, write to me in my messages tab, or use `{command} ask`. \
I answer from the articles I have collected, with their links, or say that they do not tell.
• `{command} ask Who invested in Anthropic this week?` asks; only you see the answer until you share it
• `{command} open-weight models` searches; filters: `since:7d` `until:2026-01-31` `source:reuters` \
`source:"The Verge"` `kind:announcement`
• `{command} latest chips` lists the newest articles, `{command} latest` those on anything
• `{command} feeds` says how the feeds are, `{command} help` shows this
Kinds are reported, announcement, opinion, research and unknown. Words in quotes are never taken for a filter. \
In a thread, a question may follow up the one before: “and Google?”"""


def help_message(command: str, problem: str = "") -> Message:
    """Return how the bot is used, and first, what could not be understood."""
    lines = [mrkdwn_cut(f"I did not understand that: {problem}.", _DETAIL)] if problem else []
    lines.append(_HELP.format(command=command))
    return Message(text=fallback(lines), blocks=tuple(map(section, lines)))


def apology(reason: str = "") -> Message:
    """Return what is said instead of an answer that could not be given; the reason is in words for the asker."""
    return notice(f"Sorry, I could not answer this{': ' * bool(reason)}{reason}. Please ask again in a while.")


def busy() -> Message:
    """Return what is said when too many questions wait."""
    return notice("I am busy: too many questions are waiting. Please ask again in a minute.")


def too_many(count: int, per: str) -> Message:
    """Return what is said to a member who has used up what one may ask; `per` is in words: "minute"."""
    return notice(f"That was more than {count} in one {per}, which is what one member may ask. Please wait a little.")


def not_here() -> Message:
    """Return what is said in a channel where the bot may not answer."""
    return notice("I am not set up to answer in this channel. You can ask me in my messages tab.")


def not_there(channel: str, error: str) -> Message:
    """Return what is said in a direct message to a member whose question in a channel could not be answered there."""
    where = f"<#{channel}>" if _CHANNEL.fullmatch(channel) else "that channel"
    why = _REFUSALS.get(error) or f"Slack says: {mrkdwn_cut(error, _NAME)}"
    text = f"I could not answer your question in {where}: {why}. You can ask me here instead."
    return Message(text=text, blocks=(section(text),))


def gone() -> Message:
    """Return what is said when a button refers to an answer that is not kept any more."""
    return notice("That answer is no longer kept (answers are, for 7 days). Please ask again.")


def thanks() -> Message:
    """Return what is said to a member who has rated an answer."""
    return notice("Thank you, noted.")


def feeds_message(status: Status, zone: tzinfo, *, details: bool) -> Message:
    """Return how the feeds are, those in trouble first; `details` (addresses, errors) are for admins."""
    ordered = sorted(status.feeds, key=lambda feed: feed.state in _IN_ORDER)
    told = ["\n".join(_feed_lines(feed, zone, details=details)) for feed in ordered]
    shown = fitting(told, ROOM * 3 // 4)
    more = [f"… and {len(told) - len(shown)} more feeds."] if len(shown) < len(told) else []
    lines = [_summary(status), *(shown or ["No feeds are configured."]), *more]
    newest = minute(status.newest, zone) if status.newest else "none yet"
    note = f"{status.index.get('articles', 0)} articles, newest {newest}"
    return Message(text=fallback(lines), blocks=(*stacked(lines), context(mrkdwn(note))))


def trouble_message(feeds: Sequence[FeedHealth], zone: tzinfo) -> Message:
    """Return what the admin channel is told of feeds whose state has changed."""
    told = ["\n".join(_feed_lines(feed, zone, details=True)) for feed in feeds]
    lines = ["*Feeds have changed*", *fitting(told, ROOM * 3 // 4)]
    return Message(text=fallback(lines), blocks=tuple(stacked(lines)))


def _summary(status: Status) -> str:
    bad = sum(feed.state not in _IN_ORDER for feed in status.feeds)
    return f"*Feeds*: {len(status.feeds)}, in trouble: {bad}"


def _feed_lines(feed: FeedHealth, zone: tzinfo, *, details: bool) -> Iterator[str]:
    """Yield a line on a feed, and for admins one for each thing to know of it."""
    name = mrkdwn_cut(feed.name or feed.url, _NAME)
    yield f"• {name}: *{mrkdwn(feed.state)}*, {feed.articles} articles, last success {_when(feed.last_success, zone)}"
    if not details:
        return
    yield f"    {mrkdwn_cut(feed.url, _DETAIL)}"
    if feed.error:
        times = f" ({feed.failures} times in a row)" if feed.failures > 1 else ""
        yield f"    {mrkdwn_cut(feed.error, _DETAIL)}{times}"
    if feed.next_poll:
        yield f"    next poll {_when(feed.next_poll, zone)}"
    if feed.moved_to:
        yield f"    has moved to {mrkdwn_cut(feed.moved_to, _DETAIL)}: change its address in the config"
    for problem in (*feed.notices, *feed.problems[:2]):
        yield f"    {mrkdwn_cut(problem, _DETAIL)}"


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return minute(moment, zone) if moment else "never"
