"""`forget`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import console_output, invocation, is_at_terminal, note, out
from bot.commands.options import AsJson
from bot.commands.owner_routing import by_owner
from indexer.errors import NothingCollected, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.config.sections import Settings
    from bot.operations.forgetting import ForgetTarget
    from bot.server.control.output import Output

_ONE = {"searches": "search"}  # of one thing; of the others the last letter goes


def forget(
    context: typer.Context,
    *,
    user: Annotated[str, typer.Option("--user", metavar="ID", help="A member's id: U012AB3CD on Slack.")] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="A page's address.")] = "",
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="A publisher's name, or a domain.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Remove it without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what is kept of a member, a page or a source for good; works beside a running `run`."""
    from bot.operations.forgetting import checked_target, nothing_of

    settings = invocation(context).settings()
    target = checked_target(user=user, url=url, source=source)
    if not yes and not is_at_terminal():
        raise UsageError("this cannot be undone, and there is no terminal to ask at: add --yes if it is meant")
    found = _found(settings, target)
    removed = nothing_of(target)
    if any(found.values()):
        if not yes and not _is_meant(target, found):
            note("nothing was removed")
            raise typer.Exit(1)
        with console_output() as output:
            removed = _removed(settings, target, output)
    if as_json:
        out(json.dumps({**_named(target), "removed": removed}, ensure_ascii=False))
    else:
        out(f"removed: {_counted(removed)}" if any(removed.values()) else f"nothing is kept of {_words(target)}")
    for each in _remaining(settings, target, is_removed=any(removed.values())):
        note(each)


def _found(settings: Settings, target: ForgetTarget) -> Mapping[str, int]:
    """Return how much is kept, read beside whoever owns the data directory."""
    from bot.operations.forgetting import Forgetter, nothing_of
    from bot.wiring.components import journal_of, open_catalogue, subscriptions_of
    from bot.wiring.installation import SystemClock

    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            journal = journal_of(settings, catalogue)
            subscriptions = subscriptions_of(catalogue)
            forgetter = Forgetter(
                catalogue=catalogue, journal=journal, subscriptions=subscriptions, clock=SystemClock()
            )
            return forgetter.count(target)
    except NothingCollected:
        return nothing_of(target)


def _removed(settings: Settings, target: ForgetTarget, output: Output) -> dict[str, int]:
    def alone() -> dict[str, int]:
        from bot.wiring.opening import engines

        with engines(settings, purpose="byline forget", progress=output.progress) as opened:
            removed = dict(opened.forgetter().erase(target))
            opened.syncer.drain(output.progress)
        return removed

    return by_owner(settings, served=lambda owner: dict(owner.order(target, output)["removed"]), alone=alone)


def _is_meant(target: ForgetTarget, found: Mapping[str, int]) -> bool:
    note(f"kept of {_words(target)}: {_counted(found)}")
    return typer.confirm("Remove it for good?", err=True)


def _remaining(settings: Settings, target: ForgetTarget, *, is_removed: bool) -> Iterator[str]:
    """Yield what is beyond the reach of this command."""
    from bot.operations.forgetting import configured_feeds
    from bot.wiring.components import catalogue_file
    from bot.wiring.destinations import atom_folder

    if target.user:
        yield "what was posted on Slack or Discord stands there until it is deleted there; logs are where you keep them"
    else:
        yield (
            "what was sent of it by mail stands where it was sent, and in the Atom feeds until newer entries take its "
            f"place{f', or you remove the file in {atom_folder(settings)}' if catalogue_file(settings) else ''}"
        )
    for address in configured_feeds(settings.indexer.feeds, target):
        yield f"{address} is still configured and goes on being collected: see `byline feeds remove`"
    yield "backups made before hold it still" if is_removed else "backups made before may hold it still"


def _named(target: ForgetTarget) -> dict[str, str]:
    given = {"user": target.user, "url": target.url, "source": target.source}
    return {name: value for name, value in given.items() if value}


def _words(target: ForgetTarget) -> str:
    ((name, value),) = _named(target).items()
    return f"{name} {value}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{number} {_ONE.get(name, name[:-1]) if number == 1 else name}" for name, number in counts.items()
    )
