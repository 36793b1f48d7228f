"""Questions before indexing."""

from __future__ import annotations

import threading

from indexer.indexing.precedence import QuestionPrecedence


def test_indexing_goes_on_where_nobody_asks() -> None:
    """Without a question nothing waits, and whoever asks whether to stop is told what there is to tell."""
    precedence = QuestionPrecedence()
    precedence.wait()
    with precedence.question():
        pass
    precedence.wait()
    assert precedence.wait_before(lambda: True)() is True
    assert precedence.wait_before(lambda: False)() is False


def test_indexing_waits_for_every_question() -> None:
    """Indexing goes on when the last of several questions is answered."""
    precedence = QuestionPrecedence(patience=60)
    said: list[str] = []
    began = threading.Event()

    def index() -> None:
        began.set()
        precedence.wait()
        said.append("indexed")

    with precedence.question():
        with precedence.question():
            thread = threading.Thread(target=index)
            thread.start()
            assert began.wait(120)
            said.append("one answered")
        said.append("all answered")
    thread.join(120)
    assert said == ["one answered", "all answered", "indexed"]


def test_indexing_does_not_wait_for_ever() -> None:
    """Where questions never end, a portion of indexing goes on all the same."""
    precedence = QuestionPrecedence(patience=0.01)
    with precedence.question():
        precedence.wait()
        assert precedence.wait_before(lambda: True)() is True
