"""`status`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from bot.commands.console import invocation, note, out_redacted, zone_of
from bot.commands.options import AsJson
from indexer.errors import NothingCollected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from bot.model import ModelHealth
    from bot.operations.health import FeedHealth, Status


def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show the health of feeds, index and adapters, and how answers were liked; works beside a running `run`."""
    from bot.operations.health import status_of, status_of_nothing, status_record
    from bot.wiring.components import adapters_of, journal_of, open_catalogue, subscriptions_of
    from bot.wiring.installation import SystemClock
    from bot.wiring.language_model import model_health

    settings = invocation(context).settings()
    now = SystemClock().now()
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            journal = journal_of(settings, catalogue)
            adapters = adapters_of(settings, journal, catalogue)
            found = status_of(
                catalogue,
                settings.indexer.feeds,
                journal.feedback(),
                adapters,
                refusals=journal.refusals(),
                now=now,
            )
            subscribed = subscriptions_of(catalogue).counts()
    except NothingCollected:
        found = status_of_nothing(settings.indexer.feeds)
        note("nothing was collected yet")
        subscribed = {}
    found = replace(found, model=model_health(settings), subscriptions=subscribed)
    if as_json:
        out_redacted(json.dumps(status_record(found), ensure_ascii=False))
    else:
        for line in status_lines(found, zone_of(settings)):
            out_redacted(line)


def status_lines(found: Status, zone: tzinfo) -> Iterator[str]:
    """Yield what `status` prints; times are the reader's."""
    for feed in found.feeds:
        yield from _lines(feed, zone)
    if not found.feeds:
        yield "no feeds are configured"
    counts = found.index
    newest = _when(found.newest, zone)
    yield (
        f"index: {counts['articles']} articles ({counts['versions']} versions), {counts['passages']} passages, "
        f"{found.outstanding} changes not indexed yet, newest article {newest}"
    )
    for adapter in found.adapters:
        seen = f", {_when(adapter.seen, zone)}" if adapter.seen else ""
        yield f"{adapter.name.capitalize()}: {adapter.state}{': ' * bool(adapter.reason)}{adapter.reason}{seen}"
    if votes := found.feedback["up"] + found.feedback["down"]:
        comments = found.feedback["comments"]
        said = f"{comments} comment" + ("" if comments == 1 else "s")
        yield f"feedback: {found.feedback['up']} of {votes} votes for the answer, {said}"
    if found.refusals:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(found.refusals.items()))
        yield f"nothing found, in answers of the last 7 days: {reasons}"
    if found.subscriptions:
        yield "subscriptions: " + ", ".join(f"{number} {what}" for what, number in sorted(found.subscriptions.items()))
    if found.model:
        yield from _model_lines(found.model, zone)
    yield from _machine_lines(found, zone)


def _machine_lines(found: Status, zone: tzinfo) -> Iterator[str]:
    """Yield what processes share the catalogue, what each does alone, and how far their lexical indexes are."""
    for process in (each.name for each in found.leases if each.name == each.holder):
        duties = ", ".join(each.name for each in found.leases if each.holder == process and each.name != process)
        yield f"process: {process}" + (f": {duties}" if duties else "")
    for each in found.followers:
        yield f"lexical index: {each.name}: {each.behind} changes behind, {_when(each.seen, zone)}"


def _model_lines(model: ModelHealth, zone: tzinfo) -> Iterator[str]:
    """Yield how often the language model's words could be used, and why they last could not."""
    yield f"model: {model.answers} answers in its words, {model.fallbacks} quoted instead"
    if model.last_error:
        yield f"          last on {_when(model.last_error_at, zone)}: {model.last_error}"


def _lines(feed: FeedHealth, zone: tzinfo) -> Iterator[str]:
    """Yield one line that says how a feed is, and one for each thing that is wrong with it."""
    articles = f"{feed.articles} article" + ("" if feed.articles == 1 else "s")
    if feed.headline_share:
        articles += f", {feed.headlines} of them ({feed.headline_share:.0%}) headlines only"
    if feed.filtered:
        articles += f", entries filtered out at the last reading: {feed.filtered}"
    last = f"last success {_when(feed.last_success, zone)}"
    yield f"{feed.state:<9} {feed.name or feed.url}: {articles}; {last}, next poll {_next_poll(feed, zone)}"
    if feed.name:
        yield f"          {feed.url}"
    if feed.error:
        yield f"          {feed.error}" + (f" ({feed.failures} times in a row)" if feed.failures > 1 else "")
    if feed.moved_to:
        yield f"          has moved to {feed.moved_to}: change its address in the config"
    for problem in (*feed.notices, *feed.problems):
        yield f"          {problem}"


def _next_poll(feed: FeedHealth, zone: tzinfo) -> str:
    if not feed.state.is_polled:
        return "never"
    return _when(feed.next_poll, zone) if feed.next_poll else "at once"


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}" if moment else "never"
