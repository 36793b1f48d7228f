"""The server that [server] asks for: who may use it, and which sections it has."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.config.sections import ServerSettings
from indexer.config.values import is_this_computer
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.config.sections import Settings
    from bot.config.watcher import LiveSettings
    from bot.conversation.service import QuestionService
    from bot.operations.doctor import Finding
    from bot.operations.feed_trials import Discovery
    from bot.server.access import Access
    from bot.server.application import Section
    from bot.server.newsroom import Newsroom
    from bot.server.pages.section import PageSection
    from bot.server.pages.source import PageSource
    from bot.server.workers import ServerWorkers
    from bot.wiring.installation import Engines

_VARIABLE = ServerSettings().tokens_env  # that of tokens where the config names none
_CONNECTIONS = 256
_WARMING = 1.0  # seconds; at 100,000 passages it takes a third of one
_READING = 4  # threads that read the catalogue
_TRIALS = 4  # feeds that may wait to be tried
_WRITTEN = 8  # answers for which a language model may be waited for, beside those that take the processor


def newsroom_of(opened: Engines, live: LiveSettings, questions: Callable[[], QuestionService]) -> Newsroom:
    """Return what programs, agents and pages ask."""
    from bot.server.newsroom import Newsroom

    return Newsroom(
        opened.catalogue,
        questions,
        status=lambda: opened.status(live.current),
        feeds=lambda: live.current.indexer.feeds,
        zone=opened.settings.byline.timezone,
    )


def page_source_of(opened: Engines, live: LiveSettings) -> PageSource:
    """Return what the pages need beside the newsroom."""
    from bot.server.pages.source import PageSource
    from bot.wiring.feed_discovery import address_of, discover

    def try_feed(address: str) -> Discovery:
        allow = "set allow_private_hosts = true under [indexer]"
        return discover(live.current, address_of(address), allow=allow)

    return PageSource(opened.catalogue, opened.journal, opened.subscriptions, live, try_feed)


def server_access(settings: Settings, environment: Mapping[str, str]) -> Access | None:
    """Return who may use the server; None where [server] does not switch it on.

    Raises `ConfigError` if a token is none, or there are none where others than this computer could come in.
    """
    server = settings.server
    if server.listen is None:
        return None
    from bot.server.access import Access, read_tokens

    host, variable = server.listen.host, server.tokens_env
    tokens = read_tokens(environment.get(variable, ""), variable) if variable else ()
    if not tokens and variable not in ("", _VARIABLE):
        wrong = f"[server] tokens_env names {variable}, but that environment variable is not set"
        raise ConfigError([f"{wrong}: export {variable}=NAME:read:TOKEN"])
    if not tokens and not is_this_computer(host):
        wrong = f"[server] listen: {host} can be reached from other computers, so there must be tokens"
        remedy = f"export {variable or _VARIABLE}=NAME:read:TOKEN,NAME:admin:TOKEN"
        raise ConfigError([f"{wrong}: {remedy}, or listen on 127.0.0.1:{server.listen.port}"])
    return Access(tokens, [host, *server.hosts])


def server_findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what `doctor` says of the server, if there is to be one."""
    from bot.operations.doctor import Finding, Severity

    try:
        access = server_access(settings, environment)
    except ConfigError as error:
        for problem in error.problems:
            says, _, remedy = problem.partition(": export ")
            yield Finding(
                check="server", level=Severity.PROBLEM, says=says, remedy=f"export {remedy}" if remedy else ""
            )
        return
    if access and settings.server.listen:
        told = f"tokens: {', '.join(f'{each.name} ({each.scope})' for each in access.tokens)}"
        where = f"[server] listens on {settings.server.listen.host}:{settings.server.listen.port}"
        yield Finding(
            check="server", says=f"{where}; {told if access.tokens else 'whoever is on this computer may read'}"
        )


def server_workers(settings: Settings) -> ServerWorkers:
    """Return the threads of the server; they are to be closed."""
    from bot.server.workers import ServerWorkers, Workers

    limits = settings.limits
    questions = Workers("server-question", limits.concurrency + _WRITTEN, limits.queue)
    trials = Workers("server-trial", 1, _TRIALS)
    return ServerWorkers(reads=Workers("server-read", _READING), questions=questions, trials=trials)


def served_sections(newsroom: Newsroom, workers: ServerWorkers) -> tuple[Section, ...]:
    """Return what is served of a newsroom, also over the control socket."""
    from bot.server.api.section import ApiSection
    from bot.server.mcp.section import McpSection

    threads = workers.reads, workers.questions
    return (ApiSection(newsroom, *threads), McpSection(newsroom, *threads))


def served_pages(
    access: Access | None, newsroom: Newsroom, source: PageSource, workers: ServerWorkers
) -> PageSection | None:
    """Return the pages for people; None where [server] does not switch them on."""
    if access is None:
        return None
    from bot.server.pages.section import PageSection

    return PageSection(newsroom, source, access, workers)


@contextmanager
def configured_server(
    settings: Settings, access: Access | None, sections: tuple[Section, ...], pages: PageSection | None = None
) -> Iterator[str]:
    """Serve what [server] says until the block ends; yield the address, "" for none.

    Raises `BylineError` if it cannot be listened on.
    """
    endpoint = settings.server.listen
    if access is None or endpoint is None:
        yield ""
        return
    from bot.server.lifetime import http_server

    if pages:
        pages.warm_up(_WARMING)
    with http_server(
        "server",
        "[server] listen",
        endpoint,
        (*sections, *([pages] if pages else [])),
        access,
        most=_CONNECTIONS,
        show_problem=pages.show_problem if pages else lambda *_: None,
    ) as address:
        yield address
