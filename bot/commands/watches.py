"""`watches`: list, add, remove, try. And `digest`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import console_output, invocation, note, out_redacted, zone_of
from bot.commands.options import AsJson, Kinds, Language, Since, Sources, Tags
from bot.commands.owner_routing import by_owner
from indexer.errors import NothingCollected, UsageError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.server.control.protocol import NewsOrder
    from bot.subscriptions.records import Subscription

group = typer.Typer(
    help="Watches and digests: what comes to channels, by mail and into Atom feeds by itself.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_PLACES = "slack:TEAM/CHANNEL, discord:SERVER/CHANNEL, mail:ADDRESS or atom:NAME"
Place = Annotated[str, typer.Option("--for", metavar="PLACE", help=f"Where it comes: {_PLACES}.")]


@group.command("list")
def list_(
    context: typer.Context,
    *,
    place: Annotated[str, typer.Option("--for", metavar="PLACE", help=f"Only what comes to {_PLACES}.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show watches and digests, by whom, when last and when next; works beside a running `run`."""
    from bot.commands.news_orders import subscription_lines, subscription_record
    from bot.wiring.installation import SystemClock

    settings = invocation(context).settings()
    found, now = _stored(settings, place), SystemClock().now()
    for each, waiting in found:
        if as_json:
            record = {**subscription_record(each, now), "not_sent_yet": waiting or None}
            out_redacted(json.dumps(record, ensure_ascii=False))
        else:
            out_redacted(subscription_lines(each, waiting, now, zone_of(settings)))
    if not found and not as_json:
        note('there are none: make one with "byline watches add --for PLACE QUERY"')


@group.command()
def add(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="[QUERY]", help="What is watched for.")] = "",
    *,
    place: Place,
    digest: Annotated[
        str, typer.Option("--digest", metavar="WHEN", help='A digest instead: "weekdays 08:30", "weekly mon 09:00".')
    ] = "",
    timezone: Annotated[str, typer.Option("--timezone", metavar="ZONE", help="The digest's; else the config's.")] = "",
    silent: Annotated[bool, typer.Option("--silent", help="The digest does not come where nothing is new.")] = False,
    sources: Sources = None,
    kinds: Kinds = None,
    tags: Tags = None,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """Make a watch on QUERY, or a digest; works beside a running `run`."""
    if bool(query.strip()) == bool(digest.strip()):
        raise UsageError('give either what to watch for, or --digest "weekdays 08:30"')
    if not digest and (timezone or silent):
        raise UsageError("--timezone and --silent are of a digest: add --digest WHEN")
    settings = invocation(context).settings()
    order = _order(
        "digest" if digest else "watch",
        settings,
        place=place,
        text=query,
        schedule=digest,
        silent=silent,
        sources=tuple(sources or ()),
        kinds=tuple(kinds or ()),
        tags=tuple(tags or ()),
        language=language,
        as_json=as_json,
        **({"zone": timezone} if timezone else {}),
    )
    _carry_out(settings, order)


@group.command()
def remove(
    context: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="ID", help="As `byline watches list` shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Remove a watch or a digest; works beside a running `run`."""
    settings = invocation(context).settings()
    _carry_out(settings, _order("remove", settings, text=identity, as_json=as_json))


@group.command("try")
def try_(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY|ID", help="What is watched for, or the id of a watch.")],
    *,
    sources: Sources = None,
    kinds: Kinds = None,
    tags: Tags = None,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """Show what a watch would have sent in the last 14 days, and store nothing; works beside a running `run`."""
    settings = invocation(context).settings()
    order = _order(
        "try",
        settings,
        text=query,
        sources=tuple(sources or ()),
        kinds=tuple(kinds or ()),
        tags=tuple(tags or ()),
        language=language,
        as_json=as_json,
    )
    _carry_out(settings, order)


def digest(
    context: typer.Context,
    *,
    place: Annotated[str, typer.Option("--for", metavar="PLACE", help=f"For whom: {_PLACES}.")],
    since: Since = "",
    as_json: AsJson = False,
) -> None:
    """Print what the digest of a place would tell now, or a day's news where it has none; nothing is sent."""
    settings = invocation(context).settings()
    _carry_out(settings, _order("now", settings, place=place, since=since, as_json=as_json))


def _order(act: str, settings: Settings, **given: object) -> NewsOrder:
    from bot.server.control.protocol import NewsOrder

    values: dict[str, object] = {"act": act, "zone": settings.byline.timezone.key, **given}
    return NewsOrder(**values)  # type: ignore[arg-type]


def _carry_out(settings: Settings, order: NewsOrder) -> None:
    """Have an order done by the process that runs, or by this one alone."""
    with console_output() as output:

        def alone() -> None:
            from bot.commands.news_orders import news_orders_of
            from bot.wiring.opening import engines
            from bot.wiring.subscriptions import subscribing

            with engines(settings, purpose="byline watches", progress=output.progress) as opened:
                questions = opened.question_service()
                news_orders_of(opened, questions.tags, subscribing(opened, questions)).do(order, output)

        by_owner(settings, served=lambda owner: owner.order(order, output), alone=alone)


def _stored(settings: Settings, place: str) -> list[tuple[Subscription, str]]:
    """Return what is there, each with why something of it is not sent yet; beside whoever owns the data directory."""
    from bot.model.place_names import place_named
    from bot.subscriptions.service import with_what_waits
    from bot.wiring.components import open_catalogue, subscriptions_of

    wanted = place_named(place) if place else None
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            return with_what_waits(subscriptions_of(catalogue), wanted)
    except NothingCollected:
        return []
