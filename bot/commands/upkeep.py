"""`status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.commands.asking import AsJson
from bot.commands.console import invocation, out, out_json, zone_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.health import FeedHealth, Status


def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show the health of feeds and index; works beside a running `run`."""
    from bot.health import status_of, status_record  # noqa: PLC0415  start-up counts
    from bot.wiring import open_catalogue  # noqa: PLC0415

    settings = invocation(context).settings()
    with open_catalogue(settings) as catalogue:
        found = status_of(catalogue, settings.indexer.feeds)
    if as_json:
        out_json(status_record(found))
    else:
        _show(found, zone_of(settings))


def _show(found: Status, zone: tzinfo) -> None:
    for feed in found.feeds:
        out(_line(feed, zone))
    if not found.feeds:
        out("no feeds are configured")
    counts = found.index
    newest = _when(found.newest, zone)
    out(
        f"index: {counts['articles']} articles ({counts['versions']} versions), {counts['passages']} passages, "
        f"{found.outstanding} changes not indexed yet, newest article {newest}"
    )


def _line(feed: FeedHealth, zone: tzinfo) -> str:
    articles = f"{feed.articles} articles" + (f", {feed.headlines} of them headlines only" if feed.headlines else "")
    said = f"{feed.state:<9} {feed.name or feed.url}: {articles}; last success {_when(feed.last_success, zone)}"
    said += f", next poll {_when(feed.next_poll, zone)}"
    return said + (f"\n          {feed.url}: {feed.error}" if feed.error else "")


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}" if moment else "never"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(status)
