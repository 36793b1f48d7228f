"""`import` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import console_output, invocation, note, out, out_json, zone_of
from bot.commands.options import AsJson, Since, Until
from bot.commands.owner_routing import by_owner
from bot.commands.reports import import_line
from bot.server.control.protocol import ImportEnd, ImportLot, report_of
from indexer.collecting.jsonl_files import ImportReport, batch_lines, read_lines
from indexer.errors import NothingCollected, UsageError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.server.control.client import OwnerClient
    from bot.server.control.output import Output
    from indexer.ports import Progress


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
    with console_output() as output:
        report = by_owner(
            settings,
            served=lambda owner: _hand_over(files, owner, output),
            alone=lambda: _import(files, settings, output.progress),
        )
    out(import_line(report, as_json=as_json))
    for file, number, why in report.bad:
        note(f"{file}:{number}: {why}")
    if report.bad:
        raise typer.Exit(1)


def _import(files: list[Path], settings: Settings, progress: Progress) -> ImportReport:
    from bot.wiring.opening import engines

    with engines(settings, purpose="byline import", progress=progress) as opened:
        return opened.importer().run(files, progress)


def _hand_over(files: list[Path], owner: OwnerClient, output: Output) -> ImportReport:
    """Read files, by the rights of this user, and hand their lines to the owner."""
    report = ImportReport()
    for lot in batch_lines(read_lines(files)):
        report.add(report_of(owner.order(ImportLot(lines=tuple(lot)), output)))
    report.add(report_of(owner.order(ImportEnd(), output)))
    return report


def export(context: typer.Context, *, since: Since = "", until: Until = "") -> None:
    """Write every article as JSONL, in the form that `import` takes."""
    from bot.model.chat import Filters
    from bot.model.filters import parse_filters
    from bot.wiring.components import open_catalogue
    from bot.wiring.installation import SystemClock
    from indexer.collecting import archive

    settings = invocation(context).settings()
    chosen = parse_filters(Filters(since=since, until=until), now=SystemClock().now(), zone=zone_of(settings))
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            for record in archive.export(catalogue, chosen):
                out_json(record)
    except NothingCollected:
        note("nothing was collected yet")
