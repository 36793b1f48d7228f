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
from bot.commands.console import console_voice, invocation, note, out, out_json, zone_of
from bot.commands.owner_routing import by_owner
from bot.server.control.protocol import Indexing
from bot.server.control.reports import import_line, pass_lines
from indexer.collecting.jsonl_files import ImportReport, lines_of, lots
from indexer.errors import NothingCollected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Settings
    from bot.config.watcher import LiveSettings
    from bot.server.control.client import Owner
    from bot.server.control.voice import Voice
    from bot.wiring import Engines
    from indexer.collecting.report import Report
    from indexer.ports import Progress

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
    if once and watch:
        raise UsageError("--once and --watch exclude each other")
    settings = invocation(context).settings()
    if not settings.indexer.feeds:
        note(f"{settings.path}: no [[feeds]]: there is nothing to collect")
    with console_voice() as voice:
        if watch:
            _watch(settings, voice, recheck=recheck, as_json=as_json)
            return
        indexing = Indexing(config=str(settings.path), recheck=recheck, as_json=as_json)
        by_owner(
            settings,
            served=lambda owner: owner.index(indexing, voice),
            alone=lambda: _index(settings, voice, recheck=recheck, as_json=as_json),
        )


def _index(settings: Settings, voice: Voice, *, recheck: bool, as_json: bool) -> None:
    from bot.wiring import engines

    with engines(settings, purpose="byline index", progress=voice.progress) as opened:
        for said in opened.rebuilt:
            note(said)
        with opened.collector() as collector:
            report = collector.collect(settings.indexer.feeds, poll_all=True, recheck=recheck, progress=voice.progress)
        _tell(report, as_json=as_json)


def _watch(settings: Settings, voice: Voice, *, recheck: bool, as_json: bool) -> None:
    from bot.commands.running import at_work

    with at_work(settings, "byline index", voice.progress) as work:
        for collect in passes(work.opened, work.live, stopping()):
            before = work.live.current
            report = collect(recheck=recheck, progress=voice.progress)
            recheck = recheck and work.live.current is not before  # an edit cut the pass short: once more
            if report.polled or report.fetched:
                _tell(report, as_json=as_json)


def passes(
    opened: Engines, live: LiveSettings, stop: threading.Event, pause: float = _WATCH_PAUSE
) -> Iterator[Callable[..., Report]]:
    """Yield the function that makes a pass over what is due, again and again until `stop`, seconds apart.

    An edit of the config file that changes how or from where it is collected ends the pass in hand, between two
    items; the next one goes by the new settings.
    """
    shift = opened.shift
    shift.end_with(stop.is_set)
    while not stop.is_set():
        settings = live.current
        with replace(opened, settings=settings).collector() as collector, shift.lending(collector):
            while live.current is settings and not stop.is_set():
                stopped = partial(_stopped, stop, live, settings)
                yield partial(_in_turn, opened, stopped, partial(collector.collect, settings.indexer.feeds))
                stop.wait(pause)


def _stopped(stop: threading.Event, live: LiveSettings, settings: Settings) -> bool:
    return stop.is_set() or live.current is not settings


def _in_turn(opened: Engines, stopped: Callable[[], bool], collect: Callable[..., Report], **given: Any) -> Report:
    """Make a pass when it is the turn of one: not while others change what is collected."""
    from bot.wiring.metering import metered_pass
    from indexer.collecting.report import Report

    with opened.shift.turn(stopped) as mine:
        return metered_pass(opened.meter, partial(collect, stop=stopped, **given)) if mine else Report()


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a program: SIGTERM, and SIGINT unless it was started to ignore that.

    So it is where a shell starts a program in the background: a Ctrl-C there is meant for another one.
    """
    deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return (signal.SIGTERM,) if deaf else (signal.SIGTERM, signal.SIGINT)


def stopping() -> threading.Event:
    """Return an event that the signals which end a program set: the item in hand is finished, then the loop ends."""
    event = threading.Event()
    for number in ending_signals():
        signal.signal(number, lambda *_: event.set())
    return event


def _tell(report: Report, *, as_json: bool) -> None:
    for line in pass_lines(report, as_json=as_json):
        out(line)


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL files, plain or .gz.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take articles in bulk: one JSON object a line. May be run again."""
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise UsageError(f"no such file: {', '.join(missing)}")
    settings = invocation(context).settings()
    with console_voice() as voice:
        report = by_owner(
            settings,
            served=lambda owner: _handed_over(files, owner, voice),
            alone=lambda: _imported(files, settings, voice.progress),
        )
    out(import_line(report, as_json=as_json))
    for file, number, why in report.bad:
        note(f"{file}:{number}: {why}")
    if report.bad:
        raise typer.Exit(1)


def _imported(files: list[Path], settings: Settings, progress: Progress) -> ImportReport:
    from bot.wiring import engines

    with engines(settings, purpose="byline import", progress=progress) as opened:
        return opened.importer().run(files, progress)


def _handed_over(files: list[Path], owner: Owner, voice: Voice) -> ImportReport:
    """Read files, which are of this user's folder and rights, and hand what they hold to whoever owns the data."""
    report = ImportReport()
    for lot in lots(lines_of(files)):
        report.add(owner.take(lot, voice))
    report.add(owner.finish(voice))
    return report


def export(context: typer.Context, *, since: Since = "", until: Until = "") -> None:
    """Write every article as JSONL, in the form that `import` takes."""
    from bot.understanding.query import selection
    from bot.wiring import SystemClock, open_catalogue
    from indexer.collecting import archive

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
    from bot.commands.reading import read_place

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
