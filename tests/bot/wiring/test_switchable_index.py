"""What stands for the index that serves, and whose turn it is to change what is collected."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from bot.operations.collecting_turns import CollectingTurns
from bot.wiring.switchable_index import SwitchableIndex

if TYPE_CHECKING:
    from indexer.collecting.collector import Collector

PATIENCE = 120.0  # seconds


class Slow:
    """An index that answers when it is told to."""

    cursor = 7

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = threading.Event()
        self.may = threading.Event()

    def search(self) -> str:
        """Return its name."""
        self.asked.set()
        assert self.may.wait(PATIENCE)
        return self.name


def test_an_index_is_replaced_once_nobody_asks_it() -> None:
    """A call that has begun ends with the index that it began with; those that come later go to the new one."""
    old, new = Slow("old"), Slow("new")
    new.may.set()
    standing = SwitchableIndex(old)
    assert standing.cursor == 7
    heard: list[str] = []
    asking = threading.Thread(target=lambda: heard.append(standing.search()))
    asking.start()
    assert old.asked.wait(PATIENCE)
    replaced: list[Slow] = []
    replacing = threading.Thread(target=lambda: replaced.append(standing.replace(new)))
    replacing.start()
    assert replaced == []
    old.may.set()
    for thread in (asking, replacing):
        thread.join(PATIENCE)
    assert (heard, replaced) == (["old"], [old])
    assert standing.search() == "new"


def test_turns_come_one_after_the_other() -> None:
    """Whoever comes second is told that they wait, and has the turn when the first one is done."""
    turns, waiting = CollectingTurns(), threading.Event()
    order: list[str] = []

    def second() -> None:
        with turns.turn(lambda: False, waiting.set) as mine:
            order.append(f"second: {mine}")

    with turns.turn(lambda: False) as mine:
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(PATIENCE)
        order.append(f"first: {mine}")
    thread.join(PATIENCE)
    assert order == ["first: True", "second: True"]


def test_a_turn_that_is_given_up_is_not_waited_for() -> None:
    """Who wants the turn no more goes without it, and leaves it with whoever has it."""
    turns = CollectingTurns()
    with turns.turn(lambda: False), turns.turn(lambda: True) as mine:
        assert mine is False
    with turns.turn(lambda: True) as mine:
        assert mine is True


def test_a_collector_is_lent_until_nobody_uses_it() -> None:
    """A collector is there for others while it lasts, and is not closed under them."""
    turns, lent = CollectingTurns(), cast("Collector", object())
    using, done = threading.Event(), threading.Event()

    def use() -> None:
        with turns.turn(lambda: False):
            using.set()
            assert done.wait(PATIENCE)
            assert turns.collector is lent

    thread = threading.Thread(target=use)
    with turns.lend(lent):
        thread.start()
        assert using.wait(PATIENCE)
        done.set()
    thread.join(PATIENCE)
    assert turns.collector is None
