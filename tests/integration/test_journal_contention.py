"""Questions are accepted at once while the collector writes to the same database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.adapters.journal import CatalogueJournal
from indexer.catalogue import SqlCatalogue
from tests.contracts.test_journal import asked
from tests.doubles.catalogue_records import article, passages

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.model import Article

QUESTIONS = 50


def test_questions_are_accepted_while_the_collector_writes(tmp_path: Path) -> None:
    """Fifty questions that come at once while articles are saved wait for the one in hand, or for few more."""
    with closing(SqlCatalogue(f"sqlite:///{tmp_path}/catalogue.db")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=timedelta())
        start = threading.Barrier(QUESTIONS)
        stop = threading.Event()
        saved: list[Article] = []

        def collect() -> None:
            while not stop.is_set():
                text = " ".join(f"Sentence {number} of article {len(saved)}. " for number in range(100))
                long = article(f"a{len(saved)}", text=text)
                catalogue.save(long, passages(long))
                saved.append(long)

        def accept(number: int) -> int:
            start.wait()
            before = len(saved)
            assert journal.accept(asked(f"{number}.0"))
            return len(saved) - before

        collecting = threading.Thread(target=collect)
        with ThreadPoolExecutor(QUESTIONS) as threads:
            collecting.start()
            try:
                waited_for = sorted(threads.map(accept, range(QUESTIONS)))
            finally:
                stop.set()
                collecting.join()
        assert saved
        assert len(journal.unfinished("slack")) == QUESTIONS
        assert waited_for[QUESTIONS * 19 // 20] <= 3, waited_for
