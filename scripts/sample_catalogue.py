"""A small catalogue of this version, for the tests of later ones: `python -m scripts.sample_catalogue FOLDER`.

Run it from a checkout of a release, before the tables change. It collects the sample newsroom, has an article
corrected, and lets members ask, vote and share. FOLDER gets two files named after the version: the catalogue, packed by
gzip, and what it holds, as this version reads it.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config.loader import load
from bot.conversation.audience import Viewer
from bot.demo import NOW, DemoNewsroom
from bot.model.chat import Asked, Place, asked_id
from bot.wiring.opening import engines
from indexer.collecting.archive import export
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.conversation.service import QuestionService
    from bot.ports import Journal
    from indexer.ports import Catalogue

ANSWERED = ("How much money did Calderwick raise, and who led the round?", "Who leads Tessaline?")
PRIVATE = "Who sued Brightkelp?"
OPEN = "What happened to Kiteforge in Frankfurt?"
ASKER, OTHER = "U0ASKER01", "U0OTHER02"

_CONFIG = '\n[answers]\nretention = "30d"\n\n[limits]\nper_user = "100/min"\n'


class _NewsroomClock:
    """A clock that stands at the newsroom's time."""

    def now(self) -> datetime:
        """Return it."""
        return NOW


def main(folder: Path) -> None:
    """Make both files."""
    name = version("byline")
    with tempfile.TemporaryDirectory(prefix="byline-sample-") as made:
        config = Path(made) / "config.toml"
        with DemoNewsroom() as room:
            config.write_text(room.config_text(Path(made) / "data") + _CONFIG, encoding="utf-8")
            settings = load(config)
            with engines(settings, purpose="sample", progress=_silent, clock=_NewsroomClock()) as opened:
                with opened.collector() as collector:
                    collector.collect(settings.indexer.feeds, poll_all=True, progress=_silent)
                    room.publish_correction()
                    collector.collect(settings.indexer.feeds, poll_all=True, progress=_silent)
                _converse(opened.question_service())
                held = holdings(opened.catalogue, opened.journal)
        packed = Path(made) / "packed.db"
        with closing(sqlite3.connect(Path(made) / "data" / "catalogue.db")) as database:
            database.execute("VACUUM INTO ?", [str(packed)])
        (folder / f"{name}.db.gz").write_bytes(gzip.compress(packed.read_bytes(), mtime=0))
    text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def holdings(catalogue: Catalogue, journal: Journal) -> dict[str, Any]:
    """Return what a catalogue holds, as JSON has it."""
    kept = [journal.kept(asked.id) for asked in _all_asked()]
    return {
        "counts": dict(catalogue.counts()),
        "articles": list(export(catalogue, Selection())),
        "feeds": [_jsonable(asdict(state)) for _, state in sorted(catalogue.feed_states().items())],
        "links": [[link.key, link.article_id, link.checks, link.entry.title] for link in catalogue.all_links()],
        "publishers": catalogue.publishers(),
        "questions": [
            [
                each.asked.text,
                each.asked.user,
                each.state.value,
                each.message,
                [said.text for said in each.answer.statements] if each.answer else [],
                [source.article.url for source in each.answer.sources] if each.answer else [],
            ]
            for each in kept
            if each
        ],
        "feedback": dict(journal.feedback()),
        "unfinished": [each.asked.text for each in journal.unfinished("slack")],
    }


def _converse(service: QuestionService) -> None:
    """Ask and answer, vote, share, and leave one question open."""
    for number, asked in enumerate(_all_asked()):
        service.accept(asked)
        if asked.text != OPEN:
            service.intend(asked, service.answer(asked))
            service.posted(asked, f"17{number}.000")
    first, *_, private, _ = _all_asked()
    service.kept_answers.rate(
        first.id, Viewer(user=OTHER, place=first.place), -1, "The round was led by somebody else."
    )
    service.kept_answers.rate(first.id, Viewer(user=ASKER, place=first.place), 1)
    service.shares.posted(service.shares.intend(private.id), "180.000")


def _all_asked() -> list[Asked]:
    texts = (*ANSWERED, PRIVATE, OPEN)
    return [_asked(text, minute, private=text == PRIVATE) for minute, text in enumerate(texts)]


def _asked(text: str, minute: int, *, private: bool) -> Asked:
    message = f"16{minute}.000"
    place = Place(platform="slack", team="T1", channel="C1", thread="" if private else message)
    return Asked(
        id=asked_id("slack", "T1", "C1", message),
        place=place,
        user=ASKER,
        text=text,
        received=NOW + timedelta(minutes=minute),
        private=private,
    )


def _jsonable(record: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def _only(arguments: Iterable[str]) -> Path:
    (folder,) = arguments
    return Path(folder)


if __name__ == "__main__":
    main(_only(sys.argv[1:]))
