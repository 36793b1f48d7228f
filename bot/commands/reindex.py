"""`reindex`."""

from __future__ import annotations

import typer

from bot.commands.console import console_output, invocation, out
from bot.commands.owner_routing import by_owner
from bot.commands.reports import reindex_line
from bot.server.control.protocol import Reindexing


def reindex(context: typer.Context) -> None:
    """Build a new index from the catalogue beside the old one, switch to it, and give the old one's disk back."""
    settings = invocation(context).settings()
    with console_output() as output:

        def alone() -> int:
            from bot.wiring.index_rebuild import reindex

            return reindex(settings, output.progress)

        order = Reindexing(config=str(settings.path))
        passages = by_owner(settings, served=lambda owner: int(owner.order(order, output)["passages"]), alone=alone)
    out(reindex_line(passages))
