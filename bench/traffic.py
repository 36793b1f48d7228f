"""What a question moves between machines: `python -m bench.traffic POSTGRES CHROMA`, the addresses of two empty ones.

What `bench.corpus` makes goes into both, the vectors in a collection for each month; then questions are asked, and what
they send and get is counted.
"""

from __future__ import annotations

import argparse
import os
import socket
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, insert, make_url, select, text
from sqlalchemy.engine import Engine

from bench import newsroom
from bench.inventing import LATEST
from bench.options import Options
from bench.report import Row, line
from bench.timing import CHECKOUT
from bot.config.loader import load
from bot.model import Question
from bot.wiring.components import MODELS
from bot.wiring.opening import engines
from indexer.catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus import Corpus
    from bot.wiring.installation import Engines

_ROWS = 1_000
_ASKED = 40
_TAKEN = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('articles', 'addresses', 'passages')"
_MONTHS = """
UPDATE passages SET period = to_char(to_timestamp(articles.dated / 1e6) AT TIME ZONE 'UTC', 'YYYY-MM')
FROM articles WHERE articles.id = passages.article_id
"""


class Relay:
    """Passes the connections of a database on, and counts the bytes of both directions."""

    def __init__(self, to: str | tuple[str, int]) -> None:
        """Listen on a free port; `to` is a socket's path, or host and port."""
        self._to = to
        self.bytes = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            near, _ = self._listening.accept()
            far = socket.socket(socket.AF_UNIX if isinstance(self._to, str) else socket.AF_INET)
            far.connect(self._to)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        while some := one.recv(65_536):
            self.bytes += len(some)
            other.sendall(some)
        other.close()


def measure(corpus: Corpus, postgres: str, chroma: str) -> Iterator[Row]:
    """Fill both servers, and ask questions that remember nothing of each other."""
    place = make_url(postgres)
    folder = str(place.query.get("host") or place.host)
    port = place.port or 5432
    database = Relay(f"{folder}/.s.PGSQL.{port}" if folder.startswith("/") else (folder, port))
    counted = _counting()
    with tempfile.TemporaryDirectory() as made:
        config = Path(made) / "config.toml"
        through = place.set(host="127.0.0.1", port=database.port, query={}).render_as_string(hide_password=False)
        config.write_text(
            f"[byline]\ndata_dir = '{made}/data'\n[catalogue]\nurl = '{through}'\n[store]\nurl = '{chroma}'\n",
            encoding="utf-8",
        )
        with engines(load(config), purpose="bench", progress=lambda *_: None) as opened:
            copy_rows(corpus, postgres)
            _by_month(postgres)
            put_indexes(corpus, opened)
            periods = len(opened.vectors.periods())
            for asked in newsroom.questions()[-3:]:  # so that everything is loaded
                opened.answering().ask(Question(text=asked, now=LATEST))
            before, moved, busy = counted.copy(), database.bytes, time.process_time()
            for asked in newsroom.questions()[:_ASKED]:
                opened.answering().ask(Question(text=asked, now=LATEST))
            busy = time.process_time() - busy
    counts = counted - before
    yield Row(what="passages", value=corpus.size, unit="")
    yield Row(what="collections of vectors", value=periods, unit="")
    yield Row(what="processor time of a question where it is answered", value=1_000 * busy / _ASKED, unit="ms of CPU")
    yield Row(what="statements to Postgres, a question", value=counts["statements"] / _ASKED, unit="")
    yield Row(what="to and from Postgres", value=(database.bytes - moved) / _ASKED / 1e3, unit="kB")
    for name in ("query", "get", "other"):
        yield Row(what=f"{name} requests to Chroma, a question", value=counts[name] / _ASKED, unit="")
        yield Row(what="to and from Chroma by these", value=counts[f"bytes of {name}"] / _ASKED / 1e3, unit="kB")
    with create_engine(postgres).connect() as connection:
        taken = connection.execute(text(_TAKEN)).scalar_one()
    yield Row(what="disk in Postgres, a passage", value=taken / corpus.size, unit="bytes")


def _counting() -> Counter[str]:
    """Return what counts statements and requests from now on."""
    import httpx

    counted: Counter[str] = Counter()
    event.listen(Engine, "before_cursor_execute", lambda *_: counted.update(["statements"]))
    send = httpx.Client.send

    def counting(self: httpx.Client, request: httpx.Request, **given: object) -> httpx.Response:
        kind = request.url.path.rpartition("/")[2]
        kind = kind if kind in {"query", "get"} else "other"
        answer = send(self, request, **given)  # type: ignore[arg-type]
        counted.update({kind: 1, f"bytes of {kind}": len(request.content) + answer.num_bytes_downloaded})
        return answer

    httpx.Client.send = counting  # type: ignore[method-assign]
    return counted


def copy_rows(corpus: Corpus, postgres: str) -> None:
    """Copy what collecting has written into a database with empty tables."""
    source, target = create_engine(f"sqlite:///{corpus.data}/catalogue.db"), create_engine(postgres)
    with source.connect() as reading, target.begin() as writing:
        for table in (tables.articles, tables.addresses, tables.passages):
            for rows in reading.execute(select(table)).mappings().partitions(_ROWS):
                writing.execute(insert(table), [dict(row) for row in rows])
    source.dispose()
    target.dispose()


def _by_month(postgres: str) -> None:
    """Make a month the period of each passage."""
    target = create_engine(postgres)
    with target.begin() as writing:
        writing.execute(text(_MONTHS))
    target.dispose()


def put_indexes(corpus: Corpus, opened: Engines) -> None:
    """Put the vectors and the words of all passages that were copied."""
    ids, rows = corpus.vectors()
    place = {key: number for number, key in enumerate(ids)}
    for batch in opened.catalogue.all_passages(_ROWS):
        numbers = [place[each.passage.id] for each in batch]
        opened.vectors.put([each.passage.id for each in batch], rows[numbers], [each.period for each in batch])
        opened.lexical.apply(batch, (), 0)


def main() -> None:
    """Measure on a collection of the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m bench.traffic", description=__doc__)
    parser.add_argument("postgres")
    parser.add_argument("chroma")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=CHECKOUT / ".bench", help="where collections are kept")
    given = parser.parse_args()
    options = Options(folder=given.folder, sizes=(given.size,), seed=1, pages=0, rounds=1)
    os.environ[MODELS] = str(options.models)
    options.fast_embedder()
    for row in measure(options.corpus(given.size), given.postgres, given.chroma):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
