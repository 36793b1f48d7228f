"""`index`, `import`, `export` and `read`."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.asking import AsJson, Since, Until
from bot.commands.console import invocation, note, out, out_json, progress_bar, zone_of
from indexer.errors import NothingCollected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Settings
    from bot.config.watching import LiveSettings
    from bot.wiring import Engines
    from indexer.ports import Progress
    from indexer.reporting import Report

_WATCH_PAUSE = 5.0  # seconds between two looks at what is due


def index(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="One pass over every feed (the default).")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped, each feed at its interval.")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Ask for every known page again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Collect: poll the feeds, fetch what is new or changed, and store it."""
    from bot.wiring import engines  # noqa: PLC0415  start-up counts

    if once and watch:
        raise UsageError("--once and --watch exclude each other")
    settings = invocation(context).settings()
    if not settings.indexer.feeds:
        note(f"{settings.path}: no [[feeds]]: there is nothing to collect")
    with progress_bar() as progress, engines(settings, purpose="byline index", progress=progress) as opened:
        for said in opened.rebuilt:
            note(said)
        if watch:
            _watch(opened, stopping(), progress, recheck=recheck, as_json=as_json)
            return
        with opened.collector() as collector:
            report = collector.collect(settings.indexer.feeds, poll_all=True, recheck=recheck, progress=progress)
        _tell(report, as_json=as_json)


def _watch(opened: Engines, stop: threading.Event, progress: Progress, *, recheck: bool, as_json: bool) -> None:
    from bot.config.watching import watched  # noqa: PLC0415  start-up counts

    with watched(opened.settings, note) as live:
        for collect in passes(opened, live, stop):
            before = live.current
            report = collect(recheck=recheck, progress=progress)
            recheck = recheck and live.current is not before  # an edit cut the pass short: once more
            if report.polled or report.fetched:
                _tell(report, as_json=as_json)


def passes(
    opened: Engines, live: LiveSettings, stop: threading.Event, pause: float = _WATCH_PAUSE
) -> Iterator[Callable[..., Report]]:
    """Yield the function that makes a pass over what is due, again and again until `stop`, seconds apart.

    An edit of the config file that changes how or from where it is collected ends the pass in hand, between two
    items; the next one goes by the new settings.
    """
    while not stop.is_set():
        settings = live.current
        with replace(opened, settings=settings).collector() as collector:
            while live.current is settings and not stop.is_set():
                yield partial(
                    collector.collect,
                    settings.indexer.feeds,
                    stop=lambda: stop.is_set() or live.current is not settings,  # noqa: B023  asked within this turn
                )
                stop.wait(pause)


def stopping() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set: the item in hand is finished, then the loop ends."""
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: event.set())
    return event


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        out_json(report_record(report))
        return
    counts = report_record(report)
    for group in ("feeds", "pages", "articles"):
        out(
            f"{group + ':':<10}"
            + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts[group].items())
        )
    out(f"{'passages:':<10}{report.embedded} embedded")
    if report.filtered:
        out(f"{'entries:':<10}{report.filtered} filtered out by their feed's include or exclude")
    for address, problems in report.problems.items():
        for problem in problems:
            out(f"  {address}: {problem}")
    for address, why in {**report.failures, **report.rejected}.items():
        out(f"  {address}: {why}")


def report_record(report: Report) -> dict[str, Any]:
    """Return the counters of a pass, as `index --json` prints them."""
    outcomes = {outcome.value: number for outcome, number in report.outcomes.items()}
    return {
        "feeds": {
            "polled": report.polled,
            "not_modified": report.feeds_not_modified,
            "failed": report.feeds_failed,
        },
        "pages": {
            "fetched": report.fetched,
            "not_modified": report.pages_not_modified,
            "failed": report.pages_failed,
        },
        "articles": {name: outcomes[name] for name in ("new", "updated", "duplicate", "rejected")},
        "passages_embedded": report.embedded,
        "entries": {"filtered": report.filtered},
        "problems": {address: list(problems) for address, problems in report.problems.items()},
        "failures": dict(report.failures),
        "rejected": dict(report.rejected),
    }


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL files, plain or .gz.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take articles in bulk: one JSON object a line. May be run again."""
    from bot.wiring import engines  # noqa: PLC0415  start-up counts

    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise UsageError(f"no such file: {', '.join(missing)}")
    settings = invocation(context).settings()
    with progress_bar() as progress, engines(settings, purpose="byline import", progress=progress) as opened:
        report = opened.importer().run(files, progress)
    counts = {outcome.value: number for outcome, number in report.outcomes.items()}
    if as_json:
        bad = [{"file": file, "line": number, "error": why} for file, number, why in report.bad]
        out_json({"lines": report.lines, "articles": counts, "passages_embedded": report.embedded, "bad": bad})
    else:
        out(f"{report.lines} lines: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    for file, number, why in report.bad:
        note(f"{file}:{number}: {why}")
    if report.bad:
        raise typer.Exit(1)


def export(context: typer.Context, *, since: Since = "", until: Until = "") -> None:
    """Write every article as JSONL, in the form that `import` takes."""
    from bot.understanding import selection  # noqa: PLC0415  start-up counts
    from bot.wiring import SystemClock, open_catalogue  # noqa: PLC0415
    from indexer import archive  # noqa: PLC0415

    settings = invocation(context).settings()
    chosen = selection(since=since, until=until, now=SystemClock().now(), zone=zone_of(settings))
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            for record in archive.export(catalogue, chosen):
                out_json(record)
    except NothingCollected:
        note("nothing was collected yet")


def read(
    context: typer.Context,
    places: Annotated[list[str], typer.Argument(metavar="URL|FILE...", help="Pages on the web or on disk.")],
    *,
    url: Annotated[str, typer.Option("--url", help="The address that a file was saved from.")] = "",
) -> None:
    """Show what the extractor makes of pages, one JSON object each."""
    from bot.commands.reading import read_place  # noqa: PLC0415  start-up counts

    settings = _settings_or_defaults(context)
    failed = 0
    for record in read_place(places, url, settings):
        out_json(record)
        failed += "error" in record
    if failed:
        raise typer.Exit(1)


def _settings_or_defaults(context: typer.Context) -> Settings | None:
    """Return the settings, or None without a config file: reading a page needs none."""
    call = invocation(context)
    return call.settings() if call.config.exists() else None


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(index)
    app.command("import")(import_)
    app.command()(export)
    app.command()(read)
