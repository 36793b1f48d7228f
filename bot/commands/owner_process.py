"""The process that owns the data directory: an opened installation that serves the commands of other shells."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from bot.commands.console import note
from bot.commands.progress import progress_bar
from bot.operations.roles import Role
from indexer.errors import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.config.sections import Settings
    from bot.config.values import Endpoint
    from bot.server.access import Access
    from bot.server.metrics.pages import HealthPages
    from bot.wiring.installation import Engines
    from bot.wiring.owner import Owner
    from indexer.ports import Progress

_RETRY = 5.0  # seconds between two attempts to reach a server at the start


@contextlib.contextmanager
def owner_process(
    settings: Settings,
    purpose: str = "byline run",
    progress: Progress | None = None,
    *,
    for_one_pass: bool = False,
    role: Role = Role.ALL,
    ended: threading.Event | None = None,
) -> Iterator[Owner]:
    """Open the installation, say what had to be mended, and serve other shells, health and metrics.

    `for_one_pass`: it will end soon, so that there is no server but for other shells, and the reader is not prepared.
    Otherwise a server that does not answer is waited for, until `ended`.
    """
    from bot.config.watcher import watched
    from bot.wiring.destinations import atom_feeds
    from bot.wiring.http_server import server_access
    from bot.wiring.metrics_endpoint import metrics_endpoint
    from bot.wiring.opening import engines
    from bot.wiring.owner import Owner
    from bot.wiring.slack_requests import slack_requests

    access = None if for_one_pass else server_access(settings, os.environ)
    endpoint = None if for_one_pass else metrics_endpoint(settings, os.environ)
    pages = health_pages() if access or endpoint else None
    with (
        progress_bar() if progress is None else contextlib.nullcontext(progress) as shown,
        metrics_server(pages, endpoint),
        contextlib.ExitStack() as stack,
        watched(settings, note) as live,
    ):
        opening = partial(
            engines, settings, purpose=purpose, progress=shown, role=role, leads=not for_one_pass, serves=True
        )
        opened = stack.enter_context(opening()) if for_one_pass else patiently(stack, opening, pages, ended)

        for said in opened.rebuilt:
            note(said)
        if not for_one_pass and role.answers:
            opened.prepare_reader(wait=False)
        slack = slack_requests(settings) if role.chats and not for_one_pass else None
        owner = Owner(replace(opened, meter=pages.meter) if pages else opened, live, slack)
        if pages:
            pages.feeds = atom_feeds(settings, owner.opened.journal).read
            pages.read_health = lambda: owner.opened.health_view(live.current)
        with serving(owner, access, pages):
            yield owner


@contextlib.contextmanager
def serving(owner: Owner, access: Access | None, pages: HealthPages | None) -> Iterator[None]:
    """Serve other shells, and HTTP to those whom `access` lets in, until the block ends; the indexes follow others.

    If an answer hangs by then, the process ends at once.
    """
    from bot.commands.news_orders import news_orders_of
    from bot.commands.owner_handlers import OwnerHandlers
    from bot.server.control.lifetime import control_server
    from bot.wiring.http_server import (
        configured_server,
        newsroom_of,
        page_source_of,
        served_pages,
        served_sections,
        server_workers,
    )
    from bot.wiring.repeated_work import following
    from indexer.indexing.data_dir_lock import sign_opened

    opened, live = owner.opened, owner.live
    settings = opened.settings
    handlers = OwnerHandlers(
        opened,
        live,
        answers=partial(owner.answers, "command line"),
        news_orders=lambda: news_orders_of(opened, owner.questions().tags, owner.subscribing()),
    )
    newsroom = newsroom_of(opened, live, owner.questions)
    workers = server_workers(settings)
    sections = served_sections(newsroom, workers)
    beside = (*([pages] if pages else []), *(owner.slack.sections if owner.slack else ()))
    for_people = served_pages(access, newsroom, page_source_of(opened, live), workers)
    with (
        contextlib.closing(workers),
        following(opened),
        configured_server(settings, access, (*sections, *beside), for_people) as address,
        control_server(
            settings.byline.data_dir, handlers.by_order(), settings.limits.concurrency, note, sections
        ) as control,
    ):
        sign_opened(settings.byline.data_dir)
        if address:
            note(f"serving {address}")
        yield
    if workers.hanging or (control and control.hanging):
        end_at_once()


def patiently(
    stack: contextlib.ExitStack,
    opening: Callable[[], AbstractContextManager[Engines]],
    pages: HealthPages | None,
    ended: threading.Event | None,
    pause: float = _RETRY,
) -> Engines:
    """Open the installation as soon as the servers that it needs answer; say what is waited for."""
    waiting = ended or threading.Event()
    said = ""
    while True:
        try:
            return stack.enter_context(opening())
        except StoreUnreachable as error:
            if pages:
                pages.wait_for(error.part, str(error))
            if str(error) != said:
                note(f"{error}; trying again every {pause:.0f} s")
                said = str(error)
            if waiting.wait(pause):
                raise SystemExit from error


def health_pages() -> HealthPages:
    """Return the health and metrics pages with what they count."""
    from bot.server.metrics.meter import PrometheusMeter
    from bot.server.metrics.pages import HealthPages

    return HealthPages(PrometheusMeter())


@contextlib.contextmanager
def metrics_server(pages: HealthPages | None, endpoint: Endpoint | None) -> Iterator[None]:
    """Serve the pages at an address of their own until the block ends, if there is one.

    Raises `BylineError` if it cannot be listened on.
    """
    if pages is None or endpoint is None:
        yield
        return
    from bot.server.access import OpenGuard
    from bot.server.lifetime import http_server

    with http_server("metrics", "[byline] metrics", endpoint, [pages], OpenGuard()) as address:
        note(f"health and metrics: {address}/metrics")
        yield


def end_at_once() -> NoReturn:
    """End as a crash would, which every start mends: a thread that hangs would hold the process for ever."""
    note("an answer hangs: ended without waiting for it; the question is answered after the next start")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
