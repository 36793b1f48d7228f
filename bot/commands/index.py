"""`index`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import console_output, invocation, note
from bot.commands.options import AsJson
from bot.commands.owner_routing import by_owner
from bot.commands.reports import pass_lines
from bot.commands.signals import stop_event
from bot.server.control.protocol import Indexing
from indexer.errors import UsageError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.server.control.output import Output
    from indexer.collecting.report import Report


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
    with console_output() as output:
        if watch:
            _watch(settings, output, recheck=recheck, as_json=as_json)
            return
        index_once(settings, output, recheck=recheck, as_json=as_json)


def index_once(settings: Settings, output: Output, *, recheck: bool = False, as_json: bool = False) -> None:
    """Collect in one pass over every feed: here, or by the process that owns the data directory."""
    indexing = Indexing(config=str(settings.path), recheck=recheck, as_json=as_json)
    by_owner(
        settings,
        served=lambda owner: owner.order(indexing, output),
        alone=lambda: _index(settings, output, recheck=recheck, as_json=as_json),
    )


def _index(settings: Settings, output: Output, *, recheck: bool, as_json: bool) -> None:
    from bot.commands.owner_process import owner_process

    with owner_process(settings, "byline index", output.progress, for_one_pass=True) as owner:
        opened = owner.opened
        with opened.collector() as collector, opened.turns.lend(collector), opened.turns.turn(lambda: False):
            report = collector.collect(settings.indexer.feeds, poll_all=True, recheck=recheck, progress=output.progress)
        _print(report, output, as_json=as_json)
        opened.prepare_reader()


def _watch(settings: Settings, output: Output, *, recheck: bool, as_json: bool) -> None:
    from bot.commands.owner_process import owner_process

    with owner_process(settings, "byline index", output.progress) as owner:
        for collect in owner.collecting().passes(stop_event()):
            before = owner.live.current
            report = collect(recheck=recheck, progress=output.progress)
            recheck = recheck and owner.live.current is not before  # an edit cut the pass short: once more
            if report.polled or report.fetched:
                _print(report, output, as_json=as_json)


def _print(report: Report, output: Output, *, as_json: bool) -> None:
    for line in pass_lines(report, as_json=as_json):
        output.out(line)
