"""`feeds`: list, check, add, remove, import, export."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.console import invocation, note, out, out_json, out_redacted, zone_of
from bot.commands.feed_discovery import show_discovery, when
from bot.commands.options import AsJson
from bot.commands.progress import progress_bar
from indexer.errors import NothingCollected, ParseError, UsageError
from indexer.model import Kind
from indexer.model.feeds import Feed, FeedSource
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from bot.config.packs import Pack
    from bot.config.sections import Settings
    from bot.operations.feed_trials import Trial
    from bot.operations.health import FeedHealth

_MAILBOX = "imap://"

group = typer.Typer(
    help="The configured feeds: show, try, add and remove them; packs of feeds; lists of feeds as OPML.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@group.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show the configured feeds and how they are; works beside a running `run`."""
    settings = invocation(context).settings()
    feeds = settings.indexer.feeds
    for feed, health in zip(feeds, _health(settings), strict=True):
        if as_json:
            out_redacted(json.dumps(_list_record(feed, health), ensure_ascii=False))
        else:
            out_redacted(_list_line(feed, health, zone_of(settings)))
    if not feeds and not as_json:
        note('no feeds are configured: add some with "byline feeds add --pack NAME" or "byline feeds add URL"')


def _health(settings: Settings) -> tuple[FeedHealth, ...]:
    """Return the health of the configured feeds: all new, if nothing was collected yet."""
    from bot.operations.health import status_of, status_of_nothing
    from bot.wiring.components import open_catalogue
    from bot.wiring.installation import SystemClock

    feeds = settings.indexer.feeds
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            return status_of(catalogue, feeds, now=SystemClock().now()).feeds
    except NothingCollected:
        return status_of_nothing(feeds).feeds


def _list_record(feed: Feed, health: FeedHealth) -> dict[str, Any]:
    return {
        "url": feed.url,
        "source": feed.source.value,
        "name": health.name,
        "kind": feed.kind.value if feed.kind else None,
        "tags": list(feed.tags),
        "enabled": feed.enabled,
        "state": health.state,
        "error": health.error or None,
        "notices": list(health.notices),
        "articles": health.articles,
        "last_success": health.last_success.isoformat() if health.last_success else None,
        "moved_to": health.moved_to or None,
    }


def _list_line(feed: Feed, health: FeedHealth, zone: tzinfo) -> str:
    said = [f"{health.articles} articles", f"last success {when(health.last_success, zone)}"]
    said += ["by its sitemap"] * (feed.source is FeedSource.SITEMAP) + ["by mail"] * bool(feed.mailbox)
    said += [f"kind {feed.kind}"] * bool(feed.kind) + [f"tags {', '.join(feed.tags)}"] * bool(feed.tags)
    line = f"{health.state:<9} {health.name or feed.url}: {'; '.join(said)}\n          {feed.url}"
    return line + (f": {health.error}" if health.error else "")


@group.command()
def check(
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(metavar="[URL...]", help="Only these; else every one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Poll feeds without storing anything, and say what is wrong with them."""
    from bot.operations.feed_trials import check, check_mailboxes, check_record, check_sites
    from bot.wiring.components import fetcher, mail_reader, sandbox
    from bot.wiring.installation import SystemClock

    settings = invocation(context).settings_if_any() if urls else invocation(context).settings()
    configured = settings.indexer.feeds if settings else ()
    addresses = [_named(url) for url in urls or ()] or [feed.url for feed in configured if feed.enabled]
    sites = {feed.url for feed in configured if feed.source is FeedSource.SITEMAP}
    boxes = [feed for feed in configured if feed.mailbox and feed.url in addresses]
    others = sites | {feed.url for feed in boxes}
    trials, clock = {}, SystemClock()
    backfill = settings.indexer.collector.backfill if settings else timedelta()  # without settings there are no boxes
    with (
        closing(fetcher(settings, clock)) as client,
        mail_reader(settings) as mail,
        closing(sandbox()) as confined,
        progress_bar() as progress,
    ):
        for trial in chain(
            check(client, confined, [url for url in addresses if url not in others]),
            check_sites(client, confined, [url for url in addresses if url in sites], clock.now()),
            check_mailboxes(mail, boxes, clock.now(), backfill),
        ):
            trials[trial.url] = trial
            progress("feeds", len(trials), len(addresses))
    for trial in (trials[url] for url in dict.fromkeys(addresses)):
        line = json.dumps(check_record(trial), ensure_ascii=False) if as_json else _check_line(trial, _zone(settings))
        out_redacted(line)
    if not addresses:
        note("no feeds are configured, or none is enabled: there is nothing to check")
    if any(trial.error for trial in trials.values()):
        raise typer.Exit(1)


def _named(url: str) -> str:
    """Return the address that an argument means: a mailbox's name as `feeds list` shows it, else a feed's."""
    from bot.wiring.feed_discovery import address_of

    return url if url.startswith(_MAILBOX) else address_of(url)


def _check_line(trial: Trial, zone: tzinfo) -> str:
    if trial.error:
        return f"failed  {trial.url}: {trial.error}"
    what = "pages in the sitemap" if trial.source is FeedSource.SITEMAP else "entries"
    entries = f"{len(trial.feed.entries)} {what}, newest {when(trial.newest, zone)}"
    if trial.source is FeedSource.MAILBOX:
        entries = f"logged in, {trial.waiting} mails to begin with"
    line = f"ok      {trial.url}: {entries}; {trial.feed.title}"
    if trial.moved_to:
        line += f"\n        moved for good to {trial.moved_to}: change the address"
    return "\n        ".join([line, *trial.feed.problems])


@group.command()
def packs(context: typer.Context, *, as_json: AsJson = False) -> None:  # noqa: ARG001  the form that typer calls
    """List the packs: real feeds by subject, with what each gives, for `feeds add --pack` and `init --pack`."""
    from bot.config.packs import pack_record
    from bot.config.packs import packs as all_packs

    for pack in all_packs():
        if as_json:
            out_json(pack_record(pack))
        else:
            out("\n".join(_pack_lines(pack)))


def _pack_lines(pack: Pack) -> Iterator[str]:
    yield f"{pack.name}: {pack.title} ({len(pack.feeds)} feeds)"
    for each in pack.feeds:
        kind = f"{each.feed.kind}, " if each.feed.kind else ""
        yield f"  {each.feed.name}: {kind}{each.gives.words}" + (f"; {each.note}" if each.note else "")
        yield f"      {each.feed.url}"


@group.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="[URL]", help="A feed's address, or that of a site.")] = "",
    *,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            "--pack", metavar="NAME", help="All feeds of a pack (see `feeds packs`), or of all; may be repeated."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Shown as publisher where neither entry nor page does.")] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help="What its articles are; else decided one by one.")] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="What --tag and tag: find it by; may be repeated.")
    ] = None,
) -> None:
    """Find the feed behind an address, else the site's sitemap, and write it into the config file; or a pack."""
    if pack:
        if url or name or kind or tags:
            raise UsageError("--pack brings its own feeds: give an address, --name, --kind and --tag in another call")
        _add_packs(context, pack)
        return
    if not url:
        raise UsageError("name the address of a feed or site, or a pack: byline feeds add --pack NAME")
    _add_found(context, url, Feed(url="", name=name.strip(), kind=kind, tags=tuple(tag.strip() for tag in tags or ())))


def _add_found(context: typer.Context, url: str, described: Feed) -> None:
    from bot.config.updates import added
    from bot.wiring.feed_discovery import address_of, discover

    path, settings, address = invocation(context).config, invocation(context).settings_if_any(), address_of(url)
    if known := _known(settings, address):
        note(f"{path}: this feed is configured already: {known}")
        return
    found = discover(settings, address, allow="set allow_private_hosts = true under [indexer]")
    feed = replace(described, url=found.best.address, source=found.best.source)
    written = added(path, [feed])
    show_discovery(found, zone=_zone(settings))
    note(f"{path}: {'added' if written else 'this feed is configured already'}: {feed.url}")


def _add_packs(context: typer.Context, names: Sequence[str]) -> None:
    """Write the feeds of packs that are not configured yet; none is tried, `feeds check` does that."""
    from bot.config.template import pack_remarks
    from bot.config.updates import added

    chosen = packs_of_option(names)
    feeds = [each.feed for pack in chosen for each in pack.feeds]
    path = invocation(context).config
    new = added(path, feeds, pack_remarks(chosen))
    for feed in new:
        out(f"{feed.name}: {feed.url}")
    note(f"{path}: {len(new)} added, {len(feeds) - len(new)} configured already")


def packs_of_option(names: Sequence[str]) -> tuple[Pack, ...]:
    """Return the packs that --pack names. Raises `UsageError` for one that there is not."""
    from bot.config.packs import packs_named

    try:
        return tuple(dict.fromkeys(pack for name in names for pack in packs_named(name)))
    except ValueError as error:
        raise UsageError(f"--pack {', '.join(names)}: {error}; `byline feeds packs` lists their feeds") from error


def _known(settings: Settings | None, url: str) -> str:
    """Return the address under which a feed is configured, "" if it is not."""
    from bot.config.loader import feed_identity

    feeds, same = settings.indexer.feeds if settings else (), feed_identity(url)
    shown = [feed.url for feed in feeds if redact(feed.url) == url]  # as `feeds list` shows it
    known = (feed.url for feed in feeds if feed.url == url or (same and feed_identity(feed.url) == same))
    return next(known, shown[0] if len(shown) == 1 else "")


@group.command()
def remove(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's address, as `feeds list` shows it.")],
) -> None:
    """Take a feed out of the config file; its articles stay."""
    from bot.config.updates import removed

    call = invocation(context)
    settings = call.settings()
    known = _known(settings, _named(url))
    if not known:
        note(f"{call.config}: no such feed: {url}" + _nearest(url, [feed.url for feed in settings.indexer.feeds]))
        raise typer.Exit(1)
    if known.startswith(_MAILBOX):
        raise UsageError(f"{known} is a mailbox: take its [[mailboxes]] out of {call.config} by hand")
    removed(call.config, known)
    note(f"{call.config}: removed: {known}")


def _nearest(url: str, configured: Sequence[str]) -> str:
    import difflib

    shortened = {other.partition("://")[2]: other for other in configured}
    near = difflib.get_close_matches(url.rpartition("://")[2], shortened, n=3, cutoff=0.5)
    near += [short for short in shortened if url.lower() in short.lower() and short not in near]
    return "; the nearest: " + ", ".join(shortened[short] for short in near[:5]) if near else ""


@group.command("import")
def import_(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds.")]
) -> None:
    """Add every feed of an OPML list that is not configured yet; folders and categories become tags."""
    from bot.config.updates import added
    from indexer.feeds import opml

    try:
        with file.open("rb") as opened:
            found = opml.parse(opened.read(opml.MAX_BYTES + 1))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    except ParseError as error:
        raise ParseError(f"{file}: {error}") from error
    path = invocation(context).config
    new = added(path, found.feeds)
    out(f"{len(new)} added, {len(found.feeds) - len(new)} configured already, {len(found.bad)} bad")
    for place, why in found.bad:
        note(f"{file}: {place}: {why}")
    if found.bad:
        raise typer.Exit(1)


@group.command()
def export(context: typer.Context) -> None:
    """Write the configured feeds as OPML, in the form that `feeds import` takes."""
    from indexer.feeds import opml

    feeds = [feed for feed in invocation(context).settings().indexer.feeds if not feed.mailbox]
    typer.echo(opml.write(feeds, "Byline"), nl=False)


def _zone(settings: Settings | None) -> tzinfo:
    from datetime import UTC

    return zone_of(settings) if settings else UTC
