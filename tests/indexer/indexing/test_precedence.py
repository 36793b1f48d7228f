"""Questions before indexing."""

from __future__ import annotations

import threading

from indexer.indexing.precedence import Courtesy


def test_indexing_goes_on_where_nobody_asks() -> None:
    """Without a question nothing waits, and whoever asks whether to stop is told what there is to tell."""
    courtesy = Courtesy()
    courtesy.give_way()
    with courtesy.question():
        pass
    courtesy.give_way()
    assert courtesy.between(lambda: True)() is True
    assert courtesy.between(lambda: False)() is False


def test_indexing_waits_for_every_question() -> None:
    """Indexing goes on when the last of several questions is answered."""
    courtesy = Courtesy(patience=60)
    said: list[str] = []
    began = threading.Event()

    def index() -> None:
        began.set()
        courtesy.give_way()
        said.append("indexed")

    with courtesy.question():
        with courtesy.question():
            thread = threading.Thread(target=index)
            thread.start()
            assert began.wait(120)
            said.append("one answered")
        said.append("all answered")
    thread.join(120)
    assert said == ["one answered", "all answered", "indexed"]


def test_indexing_does_not_wait_for_ever() -> None:
    """Where questions never end, a portion of indexing goes on all the same."""
    courtesy = Courtesy(patience=0.01)
    with courtesy.question():
        courtesy.give_way()
        assert courtesy.between(lambda: True)() is True
