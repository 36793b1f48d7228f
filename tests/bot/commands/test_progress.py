"""What is told of progress where there is no terminal."""

from __future__ import annotations

from bot.commands.progress import SECONDS, ProgressLines
from indexer.ports import ASKABLE


def test_a_line_now_and_then() -> None:
    """What takes long is told every few seconds: what is left, how fast it goes, and whether one can ask."""
    said: list[str] = []
    now = [100.0]
    show = ProgressLines(say=said.append, seconds=lambda: now[0])
    show("pages", 0, 800)
    now[0] += SECONDS / 2
    show("pages", 10, 800)
    now[0] += SECONDS / 2
    show("pages", 20, 800)
    show(ASKABLE, 8, 800)
    now[0] += SECONDS
    show("pages", 40, 800)
    show("embedding", 5, 10)
    assert said == [
        "pages: 20 of 800, 2.0 a second, about 6 min left",
        "pages: 40 of 800, 2.0 a second, about 6 min left, you can ask now",
    ]


def test_what_is_done_soon_is_silent() -> None:
    """A task that ends within seconds, or begins late, needs no words; nothing is told of one that is done."""
    said: list[str] = []
    now = [0.0]
    show = ProgressLines(say=said.append, seconds=lambda: now[0])
    for done in (1, 2):
        show("feeds", done, 2)
    now[0] += 3 * SECONDS
    show("feeds", 2, 2)
    show("pages", 1, 3)
    assert said == ["pages: 1 of 3"]
