"""Watches and digests on every chat platform: the same previews, posts, edits, turns and words."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.messages import notices
from bot.subscriptions.records import SendingState, SubscriptionState
from indexer.model import Kind
from tests.contracts.chat_drivers import DiscordTalk, SlackTalk
from tests.doubles.catalogue_records import article
from tests.doubles.chat_stage import chat_stage
from tests.doubles.chat_subscriptions import SubscriptionStage
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.contracts.chat_drivers import Talk

PLATFORMS = (SlackTalk, DiscordTalk)
HEADLINE = "The mill of Amberly sells its looms"


class Room:
    """A channel of a platform, and what happens in the world."""

    def __init__(self, talk: Talk, world: SubscriptionStage) -> None:
        self.talk = talk
        self.world = world

    def watch(self) -> Any:
        """Have ann watch for looms; return what the channel is told of it."""
        preview = self.talk.command("watch", "looms")
        return self.talk.posted_by(lambda: self.talk.press(preview, "Start"))

    def sent(self, happens: Callable[[], Any]) -> Any:
        """Let something happen; return what is then posted."""

        def act() -> None:
            happens()
            self.talk.restart()

        return self.talk.posted_by(act)

    def posts(self) -> int:
        """Count the posts of the headline."""
        return sum(lines[0] == HEADLINE for lines in self.talk.posted())

    def settled(self, state: SendingState = SendingState.SENT) -> None:
        """Wait until the last sending is kept as sent."""
        wait_until(lambda: state in [each.state for each in self.sendings()], what=f"a sending that is {state}")

    def sendings(self) -> list[Any]:
        """Return all sendings, the oldest first."""
        now = self.world.stage.clock.now()
        return [
            each for watch in self.world.store.watches() for each in self.world.store.sent(watch.id, now - timedelta(9))
        ]


@pytest.fixture(params=PLATFORMS, ids=["slack", "discord"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    """Yield a channel with a newsroom of its own."""
    with ExitStack() as stack:
        stage = stack.enter_context(chat_stage(tmp_path))
        world = SubscriptionStage(stage=stage)
        stage.subscriptions = world.chat()
        yield Room(request.param(stage, stack), world)


def test_a_watch_is_shown_narrowed_and_started(room: Room) -> None:
    """A watch is previewed for its asker alone, narrowed by what was found, and stored when it is started."""
    room.world.happens("one", kind=Kind.REPORTED)
    room.world.happens("two", kind=Kind.OPINION)
    room.world.happens("three", kind=Kind.REPORTED)
    talk = room.talk
    preview = talk.command("watch", "looms")
    lines = talk.read(preview)
    assert lines[0] == "Watch for “looms”: about 2 a week."
    assert lines[1] == "In the last 14 days it would have sent 3:"
    assert lines[2].startswith("• one (Example News, 25 Nov 2026, reported")
    assert lines[2].endswith(": looms")  # by what it is on the watch
    value = talk.value(preview, "Start")
    narrower = talk.press(preview, "Narrower")
    assert talk.read(narrower)[1] == "• kind reported: about 1 a week"
    reported = talk.press(narrower, "First")
    assert talk.read(reported)[0] == "Watch for “looms”, kind reported: about 1 a week."
    assert notices.NOT_YOURS in talk.forge("watch_start", value, user="bob", place="c1")
    assert not room.world.store.watches()
    started = talk.posted_by(lambda: talk.press(reported, "Start"))
    assert talk.read(started)[0].startswith("From now on I post here what is new on “looms”, kind reported. Begun by ")
    (watch,) = room.world.store.watches()
    assert watch.filters.kinds == ("reported",)
    assert "one" not in [line for post in talk.posted() for line in post]


def test_a_story_is_posted_edited_and_corrected_once(room: Room) -> None:
    """A story is posted once; more outlets edit the post, and a correction goes below it with both wordings."""
    room.watch()
    stories: list[Any] = []
    post = room.sent(lambda: stories.append(room.world.happens("one", title=HEADLINE)))
    lines = room.talk.read(post)
    assert lines[0] == HEADLINE
    assert lines[1] == f"• {HEADLINE} (Example News)"
    assert lines[-2].startswith("Example News, 25 Nov 2026 12:")
    assert lines[-1] == "Watched for: “looms”"
    room.settled()
    now = room.world.stage.clock.now()
    others = [
        article(f"{n}", publisher=f"Outlet {n}", published=now, first_seen=now, tags=("looms",)) for n in range(2)
    ]
    room.world.grows(stories[0], *others, origins=1)
    room.talk.restart()
    edited = wait_until(
        lambda: next((found for found in room.talk.messages() if "3 outlets, 1 origin" in str(found)), None),
        what="an edit",
    )
    assert edited["id" if "id" in edited else "ts"] == post["id" if "id" in post else "ts"]
    assert "Also in Outlet 0, Outlet 1" in room.talk.read(edited)
    assert room.talk.value(edited, "Stop")
    note = room.sent(lambda: room.world.turns(stories[0], "The mill keeps its looms"))
    below = note.get("thread_ts") or note["message_reference"]["message_id"]
    assert below == post.get("ts", post.get("id"))
    said = room.talk.read(note)
    assert said[0] == "Correction: a source of the post above has changed."
    assert said[2].strip() == f"It said: “{HEADLINE}”"
    assert said[3].strip() == "Now: “The mill keeps its looms”"
    before = len(room.talk.messages())
    room.world.passes(timedelta(minutes=30))
    room.talk.restart()
    assert len(room.talk.messages()) == before


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_crash_between_intent_and_post_neither_doubles_nor_loses(room: Room, drop: str) -> None:
    """What may stand is looked for after a start: it is posted if it does not, and known if it does."""
    room.watch()
    room.talk.fail_next_post(drop=drop)
    room.world.happens("one", title=HEADLINE)
    room.talk.restart()
    room.settled(SendingState.INTENDED)
    wait_until(lambda: room.sendings()[-1].not_before, what="a failure")
    assert room.posts() == (drop == "after")
    calls = room.talk.post_calls()
    room.world.passes(timedelta(minutes=2))
    room.talk.restart()
    room.settled()
    assert room.posts() == 1
    assert room.talk.post_calls() - calls == (drop == "before")


def test_too_many_calls_and_a_channel_that_is_gone_cost_no_post(room: Room) -> None:
    """A post waits as long as the platform says; where the bot was removed its watch ends, and can begin again."""
    room.watch()
    room.talk.fail_next_post(retry_after=500)
    room.world.happens("one", title=HEADLINE)
    room.talk.restart()
    wait_until(lambda: room.sendings()[-1].not_before, what="a pause")
    (sending,) = room.sendings()
    assert sending.state is SendingState.PLANNED
    assert sending.not_before == room.world.stage.clock.now() + timedelta(seconds=500)
    room.talk.remove_bot()
    room.world.passes(timedelta(minutes=10))
    room.talk.restart()
    wait_until(lambda: room.world.store.watches()[0].state is SubscriptionState.GONE, what="the end of the watch")
    assert not room.posts()


def test_only_its_maker_changes_a_watch(room: Room) -> None:
    """Others are told so privately; the maker narrows, silences and stops it, and is told how."""
    room.watch()
    post = room.sent(lambda: room.world.happens("one", title=HEADLINE))
    room.settled()
    talk = room.talk
    stop = talk.value(post, "Stop")
    assert talk.forge("watch_stop", stop, user="bob", place="c1") == [
        "Only the one who made it, or an admin, can change it."
    ]
    elsewhere = "There is no such watch or digest here any more."
    assert talk.forge("watch_stop", stop, user="ann", place="elsewhere") == [elsewhere]
    assert talk.forge("watch_stop", "x" * 30, user="ann", place="c1") == [elsewhere]
    assert talk.read(talk.told(post, "Not this")) == [
        "Narrowed: stories whose headline says “Amberly” are left out of the watch for “looms”."
    ]
    silent = talk.read(talk.told(post, "Snooze"))
    assert silent == ["Silent until 2 Dec 2026 12:02 UTC: “looms”. What comes meanwhile is not told later."]
    listed = talk.command("watches")
    lines = talk.read(listed)
    assert lines[0] == "What comes to this channel: 1"
    assert "last sent 25 Nov 2026 12:02 UTC, silent until 2 Dec 2026 12:02 UTC" in lines[1]
    assert talk.read(talk.told(listed, "Stop 1")) == ["Stopped: “looms”."]
    assert room.world.store.watches()[0].state is SubscriptionState.STOPPED


def test_a_digest_comes_at_its_time_and_now(room: Room) -> None:
    """A digest tells at most seven stories in a line each and counts the rest, at its time and on request."""
    talk, world = room.talk, room.world
    assert talk.read(talk.command("digest", "weekdays 25:30"))[0].endswith("there is no such time as 25:30.")
    assert talk.read(talk.command("digest", "daily 08:30 tags:lomos"))[0].endswith("there are looms, chips, policy.")
    made = talk.posted_by(lambda: talk.command("digest", "daily 14:00 tags:looms"))
    assert talk.read(made)[0].startswith("From now on comes here a digest, daily 14:00 (UTC); tags looms. Begun by ")
    for number in range(9):
        world.happens(f"story {number}")
    now = talk.read(talk.command("digest", "now"))
    assert now[0] == "Digest since 12:00"
    assert len([line for line in now if line.startswith("• ")]) == 7
    assert "2 more stories left out." in now
    post = talk.read(room.sent(lambda: world.passes(timedelta(hours=2))))
    assert [line for line in post if line.startswith("• ")] == [line for line in now if line.startswith("• ")]
    wait_until(lambda: world.store.digests()[0].last_sent, what="that it is kept as sent")
    empty = talk.read(room.sent(lambda: world.passes(timedelta(days=1))))
    assert empty[0] == "Nothing new since Wednesday."


def test_what_a_channel_draws_on_is_set_by_one_and_shown_to_all(room: Room) -> None:
    """A scope is shown, changed in parts by who has set it, and shown in the help."""
    talk = room.talk
    everything = "This channel draws on everything that is collected."
    assert talk.read(talk.command("scope")) == [everything]
    draws = "This channel draws on tags looms; language en"
    assert talk.read(talk.command("scope", "tags:looms language:en")) == [f"{draws}."]
    kept = room.world.stage.catalogue.journal.notes.notes_beginning("scope ").values()
    assert any('"zone": ""' in each for each in kept)  # who changes it names none
    more = talk.command("scope", "kind:reported quiet:22:00-07:00 zone:Europe/Berlin")
    scope = "This channel draws on tags looms; kind reported; language en. Quiet hours: 22:00 to 07:00 (Europe/Berlin)."
    assert talk.read(more) == [scope]
    assert talk.read(talk.command("help"))[-1] == scope
    assert talk.read(talk.command("digest", "daily 23:00"))[0].startswith(
        "The digest would come in this channel's quiet"
    )
    assert talk.read(talk.command("scope", "tags:loms"))[0].endswith("there are looms, chips, policy.")
    service = room.world.stage.question_service()
    (maker,) = room.world.stage.catalogue.journal.notes.notes_beginning("scope set by")
    service.notes.note(maker, "somebody")
    refused = "Only the one who set this channel's scope, or an admin, can change it."
    assert talk.read(talk.command("scope", "language:de")) == [refused]
    assert talk.read(talk.command("scope")) == [scope]


def test_wrong_use_is_told_and_nothing_stored(room: Room) -> None:
    """What is as wide as everything, one of a channel too many, or there already is told in words."""
    talk = room.talk
    (wide,) = talk.read(talk.command("watch", "everything"))
    assert wide.startswith("That is as wide as everything, about 140 a week: add a word, or a filter")
    assert talk.read(talk.command("watch", "looms tags:lomos"))[0].endswith("there are looms, chips, policy.")
    assert talk.read(talk.command("watch", "looms since:7d"))[0].startswith("I did not understand that: since: is no")
    room.watch()
    room.world.passes(timedelta(minutes=1))
    assert talk.read(talk.command("watch", "looms")) == ["This channel has that watch already."]
    preview = talk.command("watch", "mills")
    talk.remove_bot()
    (refused,) = talk.read(talk.told(preview, "Start"))
    assert refused.startswith("I could not post here, so nothing is stored: I ")
    assert len(room.world.store.watches()) == 1


def test_an_admin_sees_and_stops_what_comes_to_all_channels(room: Room) -> None:
    """Admins see what comes to the other channels of their workspace or server, and change what others have made."""
    room.watch()
    talk, world = room.talk, room.world
    (watch,) = world.store.watches()
    elsewhere = replace(watch.place, channel=talk.channel_id("c2"))
    world.store.add(replace(watch, id="w2", place=elsewhere, maker="somebody"))
    world.store.add(replace(watch, id="w3", place=replace(elsewhere, team="T9")))
    assert talk.read(talk.command("watches"))[0] == "What comes to this channel: 1"
    talk.admins = ("ann",)
    talk.restart()
    listed = talk.command("watches")
    lines = talk.read(listed)
    assert lines[0] == "What comes to this channel: 1; to others: 1"
    assert lines[2].startswith(f"2) “looms” in <#{elsewhere.channel}>, by a member, last sent never")
    assert talk.read(talk.told(listed, "Stop 2")) == ["Stopped: “looms”."]
    assert [each.state for each in world.store.watches()].count(SubscriptionState.STOPPED) == 1
