"""Sending again and again, beside everything else."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from bot.adapters.atom.atom_feeds import FeedFolder
from bot.adapters.atom.destination import AtomDestination
from bot.adapters.atom.feed_file import read_entries
from bot.model.chat import Place
from bot.ports import Meter
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.records import Sending, SendingKind, nonce_of
from bot.subscriptions.sender import Sender
from bot.subscriptions.sending_loop import SendingLoop
from indexer.errors import StoreError
from tests.doubles.fakes import FakeClock
from tests.doubles.subscriptions import NOW, FakeStories, FakeSubscriptionStore, FakeTeller, news, watch

if TYPE_CHECKING:
    from pathlib import Path

CHIPS = Place(platform="atom", team="", channel="chips")


class Store(FakeSubscriptionStore):
    """Cannot be read once, and tells when something was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.is_sent = threading.Event()
        self.failed = False

    def open_sendings(self, platform: str = "") -> list[Sending]:
        """Fail the first time."""
        if not self.failed:
            self.failed = True
            raise StoreError("the disk is away")
        return super().open_sendings(platform)

    def update(self, sending: Sending) -> None:
        """Keep it."""
        super().update(sending)
        if sending.message:
            self.is_sent.set()


def test_what_is_planned_is_sent_once_and_a_failed_round_is_repeated(tmp_path: Path) -> None:
    """Until the block ends; what was sent stays so, also when it goes on after a restart."""
    told, store, clock = news(), Store(), FakeClock(NOW)
    store.add(watch(place=CHIPS))
    planned = Sending(
        id="s1",
        subscription="w1",
        kind=SendingKind.STORY,
        place=CHIPS,
        planned=NOW - timedelta(minutes=1),
        nonce=nonce_of("s1"),
        stories=(told.id,),
        articles=(told.id,),
    )
    store.plan([planned])
    sender = Sender(
        destination=AtomDestination(feeds := FeedFolder(tmp_path), zone=UTC, clock=clock),
        store=store,
        posts=PostMaker(stories=FakeStories(told), teller=FakeTeller()),
        quiet=lambda _place: None,
        clock=clock,
        meter=Meter(),
        run_io=asyncio.to_thread,
    )
    with capture_logs() as logs:
        for _ in range(2):
            with SendingLoop([sender], tuple, pause=0.01).in_background():
                assert store.is_sent.wait(60)
    assert [entry.title for entry in read_entries("chips", feeds.read("chips"))] == ["About one"]
    assert [log["reason"] for log in logs if log["log_level"] == "warning"] == ["the disk is away"]
