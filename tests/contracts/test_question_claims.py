"""What a journal must do that several processes keep, on each database: every question is one process's to see to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.journal import CatalogueJournal
from bot.conversation.note_names import TURNS_OF_USER
from bot.conversation.rate_limits import PerUserOfAll
from bot.model.chat import DeliveryState, Rate
from indexer.errors import TakenOver
from tests.contracts.test_journal import DAY, NOW, answer_to, asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contracts.conftest import Opener

    Process = Callable[..., CatalogueJournal]

ALIVE, DEAD = timedelta(hours=1), timedelta(seconds=-1)
STEPS = ("accepted", "intended", "sent")


@pytest.fixture
def process(opened: Opener) -> Process:
    """Return what makes the journal of a process, which holds its questions or is never heard of again."""

    def made(name: str, lease: timedelta = ALIVE) -> CatalogueJournal:
        return CatalogueJournal(opened().journal, retention=timedelta(), process=name, lease=lease)

    return made


def test_what_reaches_two_processes_is_for_one(process: Process) -> None:
    """Of two that are told of a question one accepts it, and the other does not find it left over."""
    one, two = process("one"), process("two")
    with ThreadPoolExecutor(4) as threads:
        accepted = list(threads.map(lambda each: each.accept(asked()), [one, two] * 2))
    assert accepted.count(True) == 1
    assert one.unfinished("slack") == two.unfinished("slack") == []
    mine, other = (one, two) if any(accepted[::2]) else (two, one)
    with pytest.raises(TakenOver):
        other.intend(asked(), answer_to(asked()))
    other.failed(asked().id, "too late", NOW)
    assert mine.intend(asked(), answer_to(asked()))
    mine.posted(asked().id, "2.0", NOW)
    assert {each.kept(asked().id).state for each in (one, two)} == {DeliveryState.POSTED}  # type: ignore[union-attr]


@pytest.mark.parametrize("step", STEPS)
def test_what_a_process_leaves_behind_is_taken_over_once(process: Process, step: str) -> None:
    """Wherever a process ends, one of the others goes on from there, and it says nothing more should it wake up."""
    gone, others = process("gone", DEAD), [process(name) for name in ("one", "two")]
    gone.accept(asked())
    if step != "accepted":
        gone.intend(asked(zone="Asia/Tokyo"), answer_to(asked()))
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda each: (each, each.unfinished("slack")), others * 2))
    ((heir, (delivery,)),) = [each for each in found if each[1]]
    expected = DeliveryState.ACCEPTED if step == "accepted" else DeliveryState.INTENDED
    assert (delivery.state, delivery.asked.text) == (expected, asked().text)
    with pytest.raises(TakenOver):
        gone.intend(asked(), None, "the disk is full")
    gone.failed(asked().id, "woke up", NOW)
    nonce = heir.intend(asked(), answer_to(asked()))
    assert delivery.nonce in ("", nonce)
    if step == "sent":  # it stood there after all, as the one that is gone knows by now
        gone.posted(asked().id, "2.0", NOW)
        with pytest.raises(TakenOver):
            heir.intend(asked(), answer_to(asked()))
    heir.posted(asked().id, "2.0", NOW)
    kept = heir.kept(asked().id)
    assert kept is not None
    assert (kept.state, kept.answer) == (DeliveryState.POSTED, answer_to(asked(text="")))
    assert [each for journal in (gone, *others) for each in journal.unfinished("slack")] == []


def test_a_claim_is_renewed_and_given_back(process: Process) -> None:
    """A process keeps what it renews, hears of what was taken over, and what it gives back is free at once."""
    one, two, slow = process("one"), process("two"), process("slow", DEAD)
    for journal, message in ((one, "1.0"), (slow, "2.0"), (slow, "3.0")):
        journal.accept(asked(message))
    alive = process("slow")
    ids = {message: asked(message).id for message in ("1.0", "2.0", "3.0")}
    assert alive.renew([ids["2.0"]]) == {ids["2.0"]}
    assert [each.asked.id for each in two.unfinished("slack")] == [ids["3.0"]]
    assert alive.renew(list(ids.values())) == {ids["2.0"]}
    one.release("discord")
    assert two.unfinished("slack") == []
    one.release("slack")
    assert [each.asked.id for each in two.unfinished("slack")] == [ids["1.0"]]


def test_one_process_finds_what_another_has_claimed(process: Process, opened: Opener) -> None:
    """Where but one process answers at a time, whatever is unfinished is for it at once: no other can be alive."""
    process("before").accept(asked())
    alone = CatalogueJournal(opened().journal, retention=timedelta())
    assert [each.asked for each in alone.unfinished("slack")] == [asked()]
    assert alone.intend(asked(), answer_to(asked()))


def test_a_button_asks_once_in_all_processes(process: Process) -> None:
    """Of presses that reach several processes one asks; after a failure the next one may, after an answer none."""
    journals = [process("one"), process("two")]

    def press(message: str) -> bool:
        return journals[int(float(message)) % 2].accept_pressed(asked(message), "pressed more 0.0", NOW + DAY)

    with ThreadPoolExecutor(6) as threads:
        pressed = list(threads.map(press, [f"{n}.0" for n in range(6)]))
    assert pressed.count(True) == 1
    first = f"{pressed.index(True)}.0"
    mine = journals[pressed.index(True) % 2]
    assert [asked(f"{n}.0").id for n in range(6) if mine.kept(asked(f"{n}.0").id)] == [asked(first).id]
    mine.failed(asked(first).id, "the channel is gone", NOW)
    assert [press("7.0"), press("8.0")] == [True, False]
    journals[1].intend(asked("7.0"), answer_to(asked("7.0")))
    journals[1].posted(asked("7.0").id, "9.0", NOW)
    assert not press("10.0")


def test_a_users_limit_holds_over_all_processes(process: Process) -> None:
    """However many processes a user's questions reach, so many are allowed as one would allow, and then again."""
    journals = [process("one"), process("two")]
    limits = [PerUserOfAll(journal, Rate(count=3, per=timedelta(minutes=1))) for journal in journals]
    user = "slack/T1/U1"
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda each: not each.wait(user, NOW), limits * 4))
    assert taken.count(True) == 3
    assert not limits[1].wait("slack/T1/U2", NOW)
    assert [not limit.wait(user, NOW + timedelta(seconds=61)) for limit in limits] == [True, True]
    journals[0].forget_user("U1")
    assert [not limit.wait(user, NOW + timedelta(seconds=61)) for limit in limits] == [True, True]
    journals[0].forget(NOW + DAY)
    assert [journals[0].noted(f"{TURNS_OF_USER}slack/T1/{each}") for each in ("U1", "U2")] == ["", ""]
