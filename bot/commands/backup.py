"""`backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import invocation, note, out
from bot.commands.progress import progress_bar

File = Annotated[Path, typer.Argument(help="The backup: one file.", show_default=False)]


def backup(context: typer.Context, file: File) -> None:
    """Write articles, feeds' states, questions and votes to one file; works beside a running `run`."""
    from bot.wiring.backups import back_up

    settings = invocation(context).settings()
    with progress_bar() as progress:
        record = back_up(settings, file, progress)
    out(f"{file}: {record.articles} articles, {_size(file.stat().st_size)}, as of {record.made}")
    note(f"the config file and the tokens are not in it: keep {settings.path} as well")


def restore(context: typer.Context, file: File) -> None:
    """Put a backup into an empty data_dir, all of it or nothing, and build the indexes."""
    from bot.wiring.backups import restore as put_back

    settings = invocation(context).settings()
    with progress_bar() as progress:
        record, passages = put_back(settings, file, progress)
    out(
        f"{settings.byline.data_dir}: {record.articles} articles, {passages} passages in both indexes, "
        f"as of {record.made} (Byline {record.byline})"
    )


def _size(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"  # noqa: PLR2004  a tenth of a MB
