"""Pages and `/v1/search` of a server on loopback: the first request of each page, later ones, and what HTTP adds."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from bench import newsroom
from bench.ports import await_port, free_port
from bench.report import Row
from bench.served_newsroom import configure, newest_story, served_newsroom
from bench.timing import CHECKOUT, Took, best_each, percentile, took_each
from bot.commands.log_output import log_to_stderr
from bot.config.loader import load
from bot.config.values import Endpoint
from bot.config.watcher import LiveSettings
from bot.model import Question
from bot.server.access import Access
from bot.server.lifetime import http_server
from bot.wiring.http_server import newsroom_of, served_sections, server_workers
from bot.wiring.opening import engines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bench.corpus import Corpus
    from bench.options import Options
    from bot.model import ResultPage
    from bot.server.newsroom import Newsroom
    from bot.wiring.installation import Engines

PAGES = ("/", "/story/{}", "/feeds", "/questions", "/watches", "/quality")

_AGAIN = 20  # later requests of a page
_SETTLED = 3.0  # seconds after which what is made ready in the background is
_SIGTERM_WAIT = 30.0
_WARM = 20  # questions, before anything is measured
_RESULTS = 10


def measure(options: Options) -> Iterator[Row]:
    """Ask for each page, and search in the process and over HTTP by turns."""
    log_to_stderr(form="text", verbose=False)  # as the product does
    for corpus in options.corpora():
        served = served_newsroom(corpus)
        size = f"{corpus.size:,} passages"
        yield from _pages(served, size, options.rounds)
        yield from _searches(served, size, options.rounds)


def _pages(served: Corpus, size: str, rounds: int) -> Iterator[Row]:
    """Yield what the very first request of a process takes, for each page, then later ones, and how large it is."""
    for page in PAGES:
        path = page.format(newest_story(served.folder))
        hasty: list[float] = []
        first: list[float] = []
        for wait, into in ((0.0, hasty), (_SETTLED, first)):
            for _ in range(rounds):
                with _running(served) as port:
                    time.sleep(wait)
                    took, body = _got(port, path)
                    into.append(took)
                    later = [_got(port, path)[0] for _ in range(_AGAIN)]
        yield Row(what=f"GET {page}, {size}, first of a process", value=min(first), unit="ms")
        yield Row(what=f"GET {page}, {size}, at once after the start", value=min(hasty), unit="ms")
        yield Row(what=f"GET {page}, {size}, later, p95", value=percentile(later, 95), unit="ms")
        yield Row(what=f"GET {page}, {size}, its size", value=len(body) / 1_024, unit="KB")


@contextmanager
def _running(served: Corpus) -> Iterator[int]:
    """Run `byline run` until the block ends; yield the port once it listens."""
    port = free_port()
    configure(served, port)
    command = [sys.executable, "-m", "bot", "-c", str(served.config), "run"]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=silent, stdout=silent, stderr=silent) as process:
        try:
            await_port(port)
            yield port
        finally:
            process.terminate()
            process.wait(_SIGTERM_WAIT)


def _got(port: int, path: str) -> tuple[float, bytes]:
    """Return the milliseconds that a page takes over a new connection, and its body."""
    started = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as client:
        client.request("GET", path, headers={"Accept": "text/html"})
        answer = client.getresponse()
        body = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path}: {answer.status}")
    return 1_000 * (time.perf_counter() - started), body


def _searches(served: Corpus, size: str, rounds: int) -> Iterator[Row]:
    """Search for each question in the process and over HTTP, by turns; then over HTTP for what is known already."""
    configure(served, 0)
    texts = newsroom.questions()
    with engines(load(served.config), purpose="bench", progress=_silent) as opened:
        room = _newsroom(opened)
        search = partial(_searched, room)
        for text in texts[:_WARM]:
            search(text)
        with _served(room, opened) as get:
            within: list[list[Took]] = []
            over: list[list[Took]] = []
            for _ in range(rounds):
                took = took_each(partial(call, text) for text in texts for call in (search, get))
                within.append(took[::2])
                over.append(took[1::2])
        with _served(_Remembering(room, {text: search(text) for text in texts}), opened) as get:
            get(texts[0])
            added = best_each(took_each(partial(get, text) for text in texts) for _ in range(rounds))
    for share in (50, 95):
        yield Row(
            what=f"GET /v1/search, {size}, p{share}",
            value=percentile([each.wall_ms for each in best_each(over)], share),
            unit="ms",
            baseline=percentile([each.wall_ms for each in best_each(within)], share),
            against="the same in the process",
        )
    for share in (50, 95):
        value = percentile([each.wall_ms for each in added], share)
        yield Row(what=f"GET /v1/search of what is known already, p{share}", value=value, unit="ms")


def _newsroom(opened: Engines) -> Newsroom:
    service = opened.question_service()
    return newsroom_of(opened, LiveSettings(opened.settings, print), lambda: service)


def _searched(room: Newsroom, text: str) -> ResultPage:
    return room.search(Question(text=text, now=room.now()), limit=_RESULTS)


class _Remembering:
    """A newsroom that has searched already: what is left is what HTTP takes."""

    def __init__(self, room: Newsroom, pages: Mapping[str, ResultPage]) -> None:
        self._room = room
        self._pages = pages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._room, name)

    def search(self, question: Question, **_: int) -> ResultPage:
        return self._pages[question.text]


@contextmanager
def _served(room: Newsroom | _Remembering, opened: Engines) -> Iterator[Callable[[str], object]]:
    """Serve a newsroom; yield a search over one connection."""
    endpoint, open_to_all = Endpoint(host="127.0.0.1", port=0), Access((), [])
    with (
        closing(server_workers(opened.settings)) as workers,
        http_server("bench", "", endpoint, served_sections(cast("Newsroom", room), workers), open_to_all) as address,
        closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)) as client,
    ):

        def get(text: str) -> object:
            client.request("GET", f"/v1/search?q={quote(text)}&limit={_RESULTS}")
            answer = client.getresponse()
            return answer.read()

        yield get


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
