"""What a server sees of a running `byline run`, through discord.py."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.application import main
from bot.demo import DemoNewsroom
from bot.operations.log_reference import reference_of
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord.limits import EPHEMERAL
from tests.doubles.discord.world import ALL, BOT, DEFER, HISTORY, VIEW
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.double import wait_until
from tests.integration.discord_stand import DiscordStand, discord_stand, shown
from tests.integration.installation import ANSWERED, SAYS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.doubles.discord import Interaction
    from tests.integration.warm import Warm

NOTHING = "Nothing found"


@pytest.fixture(scope="module")
def running(
    room: DemoNewsroom, collected: Path, warm: Warm, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DiscordStand]:
    """Yield an installation that serves: one for all tests that do not end it."""
    with DiscordDouble() as discord:
        channels = [discord.channel(name).id for name in (*(f"c{number}" for number in range(1, 31)), "t1")]
        discord.world.guild("Elsewhere", installed=False)
        more = f"channels = {channels}\nadmins = [{discord.world.person('admin')}]"
        folder = tmp_path_factory.mktemp("running")
        with discord_stand(folder, discord, room, warm, collected, more) as made:
            made.log_json()
            made.start()
            yield made
            assert made.end() == 0, made.said()
            assert "Traceback" not in made.said()
            assert discord.world.token not in made.said()
            assert [(each.route, each.answer) for each in discord.world.calls if each.status == 400] == []
            assert discord.world.pings == []
            assert discord.world.unguarded == []
            assert discord.world.previews == []


@pytest.fixture
def discord(running: DiscordStand) -> Iterator[DiscordDouble]:
    """Yield the server that the running installation serves; what is still to go wrong after a test never does."""
    yield running.discord
    running.discord.world.faults.clear()


def replies(discord: DiscordDouble, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the bot has said in reply to a message."""
    place = discord.world.channels[int(asked["channel_id"])]
    said = [each for each in list(place.messages) if int(each["author"]["id"]) == BOT]
    return [each for each in said if (each.get("message_reference") or {}).get("message_id") == asked["id"]]


def answer_to(discord: DiscordDouble, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the first reply to a message, once it stands."""
    return dict(wait_until(lambda: replies(discord, asked), what="an answer")[0])


def told(used: Interaction, count: int = 1) -> dict[str, Any]:
    """Return the latest of so many messages that an interaction has brought, once they are there."""
    return dict(wait_until(lambda: used.messages[-1] if len(used.messages) >= count else None, what="an answer"))


def acknowledged(used: Interaction) -> Interaction:
    """Return an interaction once it is answered."""
    wait_until(lambda: used.answered, what="an acknowledgement")
    return used


def said_somewhere(discord: DiscordDouble, text: str, *channels: str) -> None:
    """Wait until the bot has said something in one of several channels."""

    def said() -> bool:
        return any(text in shown(each) for channel in channels for each in discord.world.from_bot(channel))

    wait_until(said, what=f"{text} in {channels}")


def alone(discord: DiscordDouble, person: str, count: int = 1) -> list[dict[str, Any]]:
    """Return what the bot has written to one person, once there is so much."""
    return list(
        wait_until(
            lambda: said if len(said := discord.world.from_bot(f"@{person}")) >= count else None,
            what=f"{count} messages to {person}",
        )
    )


def test_a_mention_is_answered_in_reply_with_sources(discord: DiscordDouble) -> None:
    """The answer replies to the mention, each statement with a number, each number with a linked source."""
    asked = discord.mentions("ada", "c1", ANSWERED)
    answer = answer_to(discord, asked)
    text = shown(answer)
    assert SAYS in text
    numbers = set(re.findall(r"\[(\d)\]", text.replace("\\", "")))
    assert numbers
    assert len(re.findall(r"\]\(<?http://127\.0\.0\.1:\d+/", text)) >= len(numbers)
    assert re.search(r"<t:\d+(:\w)?>", text)
    assert "As of" in text
    assert discord.channel("c1").id in discord.world.typed


def test_a_bare_mention_gets_help(discord: DiscordDouble) -> None:
    """Somebody who mentions the bot and asks nothing is told how to use it."""
    asked = discord.mentions("bare", "c2", "")
    assert "/search" in shown(answer_to(discord, asked))


def test_a_conversation_with_the_bot_alone_needs_no_mention(discord: DiscordDouble) -> None:
    """What is written to the bot alone is answered."""
    first = discord.writes_to_app("bea", ANSWERED)
    assert SAYS in shown(answer_to(discord, first))


def test_a_reply_follows_up(discord: DiscordDouble) -> None:
    """A reply to an answer is understood from what came before."""
    first = answer_to(discord, discord.mentions("cyd", "c3", "How many jobs is Tessaline cutting?"))
    more = discord.says("cyd", "c3", "And how much does it save?", first)
    assert "$54 million" in shown(answer_to(discord, more))


def test_a_mention_in_a_thread_is_answered_there(discord: DiscordDouble) -> None:
    """The answer stands in the thread in which the bot was mentioned, also in one of a channel that is allowed."""
    discord.thread("aside", "c4")
    asked = discord.mentions("dan", "aside", ANSWERED)
    assert SAYS in shown(answer_to(discord, asked))
    assert discord.world.from_bot("c4") == []


def test_talk_among_people_is_left_alone(discord: DiscordDouble) -> None:
    """Messages without a mention, and those of bots, are not answered."""
    first = discord.says("eve", "c5", "What do you all think?")
    discord.says("eve", "c5", "Me, I like it.", first)
    other = discord.writes("eve", "c5", f"<@{BOT}> {ANSWERED}")
    other["author"]["bot"] = True
    discord.tell_of(other)
    answer_to(discord, discord.mentions("eve", "c5", UNKNOWN))
    assert len(discord.world.from_bot("c5")) == 1


def test_what_is_told_twice_is_answered_once(discord: DiscordDouble) -> None:
    """The same message told again, at once and later, brings no second answer."""
    asked = discord.writes("fay", "c6", f"<@{BOT}> {UNKNOWN}")
    discord.tell_of(asked, asked)
    answer_to(discord, asked)
    discord.tell_of(asked)
    answer_to(discord, discord.mentions("fay", "c6", UNKNOWN))
    assert len(replies(discord, asked)) == 1


def test_a_channel_that_is_not_allowed_gets_no_answer(discord: DiscordDouble) -> None:
    """Where it is not set up to answer, the bot says so, and no more."""
    discord.channel("elsewhere")
    discord.mentions("gil", "elsewhere", ANSWERED)
    asked = discord.slash("gil", "elsewhere", "ask", question=ANSWERED)
    assert "not set up" in shown(told(asked))
    assert not [each for each in discord.world.from_bot("elsewhere") if SAYS in shown(each)]


def test_a_question_by_command_is_deferred_and_then_answered(discord: DiscordDouble) -> None:
    """`/ask` is deferred, and its user alone sees the answer, until they share it, once."""
    used = discord.slash("hal", "c7", "ask", question=ANSWERED)
    private = told(used)
    assert SAYS in shown(private)
    assert private["flags"] & EPHEMERAL
    assert used.kind == DEFER
    assert discord.world.from_bot("c7") == []
    for _ in range(2):
        acknowledged(discord.presses("hal", private, "Share", "c7"))
    wait_until(lambda: discord.world.from_bot("c7"))
    assert SAYS in shown(discord.world.from_bot("c7")[0])
    time.sleep(0.5)
    assert len(discord.world.from_bot("c7")) == 1


def test_a_search_is_paged_and_shared(discord: DiscordDouble) -> None:
    """`/search` shows a page to its user alone; buttons turn it, and share it to the channel once."""
    used = discord.slash("ida", "c8", "search", query="Tessaline")
    first = told(used)
    assert "Tessaline" in shown(first)
    assert "1-5 of" in shown(first)
    discord.presses("ida", first, "Next", "c8")
    wait_until(lambda: "-# 6" in shown(used.messages[0]), what="the second page")
    discord.presses("ida", used.messages[0], "Previous", "c8")
    wait_until(lambda: "1-5 of" in shown(used.messages[0]), what="the first page")
    for _ in range(2):
        discord.presses("ida", first, "Share", "c8")
    shared = wait_until(lambda: discord.world.from_bot("c8"))
    assert "1-5 of" in shown(shared[0])
    time.sleep(0.5)
    assert len(discord.world.from_bot("c8")) == 1


def offering(discord: DiscordDouble, person: str, option: str, begun: str) -> Interaction | None:
    """Return a completion of `/search` if it offers something: in haste, nothing is offered rather than late."""
    used = acknowledged(discord.completes(person, "c1", "search", option, query="jobs", **{option: begun}))
    return used if used.response["choices"] else None


def test_the_options_of_a_watch_complete(discord: DiscordDouble) -> None:
    """Sources and schedules are suggested; a list of tags goes on behind its last comma, and none matches here."""
    source = acknowledged(discord.completes("joe", "c1", "watch", "source", query="jobs", source="me"))
    assert all("me" in each["name"].casefold() for each in source.response["choices"])
    when = acknowledged(discord.completes("joe", "c1", "digest", "schedule", schedule="week"))
    assert [each["value"] for each in when.response["choices"]] == ["weekdays 08:30", "weekly mon 08:30"]
    tags = acknowledged(discord.completes("joe", "c1", "scope", "tags", tags="x, zzz"))
    assert tags.response["choices"] == []


def test_options_complete_what_is_written(discord: DiscordDouble) -> None:
    """Publishers and times are offered, at most 25, as they are written."""
    source = wait_until(lambda: offering(discord, "joe", "source", ""), what="publishers")
    since = discord.completes("joe", "c1", "search", "since", query="jobs", since="wee")
    wait_until(lambda: since.answered)
    assert 1 <= len(source.response["choices"]) <= 25
    assert any("week" in each["name"].lower() for each in since.response["choices"])
    chosen = source.response["choices"][0]["value"]
    assert told(discord.slash("joe", "c1", "search", query="the", source=chosen, kind="reported"))


def test_the_other_commands(discord: DiscordDouble) -> None:
    """`/latest` lists the newest, `/help` helps, and `/feeds` shows addresses to admins only."""
    assert shown(told(discord.slash("kim", "c1", "latest")))
    assert "Tessaline" in shown(told(discord.slash("kim", "c1", "latest", topic="Tessaline")))
    assert "/ask" in shown(told(discord.slash("kim", "c1", "help")))
    assert "127.0.0.1" not in shown(told(discord.slash("kim", "c1", "feeds")))
    assert "127.0.0.1" in shown(told(discord.slash("admin", "c1", "feeds")))


def test_commands_are_used_with_the_bot_alone_and_where_it_is_not(discord: DiscordDouble) -> None:
    """The commands work in a direct message, and in a server that only the user has brought the app to."""
    discord.world.person("lou")
    assert SAYS in shown(told(discord.slash("lou", "@lou", "ask", question=ANSWERED)))
    discord.channel("far", "Elsewhere")
    used = discord.slash("lou", "far", "ask", question=ANSWERED)
    assert SAYS in shown(told(used)) or "not set up" in shown(told(used))
    assert len(used.messages) == 1


def test_votes_and_comments_are_kept(running: DiscordStand, capsys: pytest.CaptureFixture[str]) -> None:
    """A vote counts at once, a comment in the form is kept with it, and `status` counts both."""
    discord = running.discord
    answer = answer_to(discord, discord.mentions("mia", "c9", ANSWERED))
    form = acknowledged(discord.presses("mia", answer, "👎"))
    sent = discord.submits("mia", form, "It forgot the year.")

    def counted() -> bool:
        assert main(["--config", str(running.config), "status", "--json"]) == 0
        return bool(json.loads(capsys.readouterr().out)["feedback"] == {"up": 0, "down": 1, "comments": 1})

    wait_until(counted)
    assert sent.answered


def test_more_sources_are_shown_to_whoever_asks(discord: DiscordDouble) -> None:
    """The button shows what was found and is not cited, to one member."""
    answer = answer_to(discord, discord.mentions("ned", "c10", ANSWERED))
    pressed = discord.presses("zoe", answer, "More")
    assert "not cited in the answer" in shown(told(pressed))
    assert told(pressed)["flags"] & EPHEMERAL


def test_an_answer_comes_where_typing_is_refused(discord: DiscordDouble) -> None:
    """That typing cannot be shown costs no answer."""
    discord.fail("typing", 3, status=403, code=50013)
    assert NOTHING in shown(answer_to(discord, discord.mentions("oli", "c11", UNKNOWN)))


@pytest.mark.parametrize(
    "fault",
    [{"drop": "after"}, {"drop": "before"}, {"status": 500}, {"status": 503}, {"retry_after": 1.0}],
    ids=lambda fault: "-".join(map(str, [*fault, *fault.values()])),
)
def test_a_lost_reply_does_not_post_twice(discord: DiscordDouble, fault: dict[str, Any]) -> None:
    """If posting fails on the way there or back, there is one answer in the end."""
    discord.world.person("pam")
    discord.fail("message.create", channel="@pam", **fault)
    asked = discord.writes_to_app("pam", UNKNOWN)
    answer_to(discord, asked)
    time.sleep(0.7)
    assert len(replies(discord, asked)) == 1


@pytest.mark.parametrize("permissions", [ALL & ~(1 << 11), VIEW | HISTORY], ids=["no-send", "only-view"])
def test_what_cannot_be_posted_is_told_alone(discord: DiscordDouble, permissions: int) -> None:
    """Where the bot may not write, the asker learns in a direct message what happened."""
    person = f"quinn{permissions % 97}"
    discord.allow("c12", permissions)
    discord.mentions(person, "c12", ANSWERED)
    assert shown(alone(discord, person)[0])
    assert discord.world.from_bot("c12") == []


def test_a_missing_permission_costs_form_only(discord: DiscordDouble) -> None:
    """Without the permission to embed links, or to read what was written, the answer comes all the same."""
    for channel, permission in (("c13", 1 << 14), ("c14", HISTORY)):
        discord.allow(channel, ALL & ~permission)
        discord.mentions("rex", channel, ANSWERED)
        said_somewhere(discord, SAYS, channel, "@rex")


def test_who_takes_no_messages_is_left_alone(discord: DiscordDouble) -> None:
    """Where neither the channel nor the asker can be written to, nothing is said, and nothing breaks."""
    discord.refuses_messages("sam")
    discord.allow("c15", VIEW)
    discord.mentions("sam", "c15", UNKNOWN)
    discord.writes_to_app("sam", UNKNOWN)
    answer_to(discord, discord.mentions("sam", "c16", UNKNOWN))
    assert discord.world.from_bot("@sam") + discord.world.from_bot("c15") == []


def test_a_deleted_question_breaks_nothing(discord: DiscordDouble) -> None:
    """If the question is gone when its answer comes, at most one message is posted, and the bot goes on."""
    asked = discord.writes("tom", "c17", f"<@{BOT}> {UNKNOWN}")
    discord.tell_of(asked)
    discord.deletes(asked)
    answer_to(discord, discord.mentions("tom", "c18", UNKNOWN))
    time.sleep(0.5)
    assert len(discord.world.from_bot("c17")) <= 1


def test_a_late_deferral_falls_back(discord: DiscordDouble) -> None:
    """If an interaction could not be answered in time, the answer comes to the channel or to its user alone."""
    discord.fail("callback", channel="c19", status=404, code=10062)
    discord.world.person("uma")
    used = discord.slash("uma", "c19", "ask", question=ANSWERED)
    said_somewhere(discord, SAYS, "c19", "@uma")
    assert used.messages == []


def test_an_expired_token_falls_back(discord: DiscordDouble) -> None:
    """If an interaction's token is no longer taken, the answer comes to the channel or to its user alone."""
    discord.fail("original.edit", channel="c20", times=5, status=401, code=50027)
    discord.fail("followup.create", channel="c20", times=5, status=401, code=50027)
    discord.slash("val", "c20", "ask", question=ANSWERED)
    said_somewhere(discord, SAYS, "c20", "@val")


def test_a_lost_edit_is_made_again(discord: DiscordDouble) -> None:
    """If the connection is lost while the answer to a command is written, it is written all the same, once."""
    discord.fail("original.edit", channel="c21", drop="after")
    discord.fail("followup.create", channel="c21", drop="after")
    used = discord.slash("wes", "c21", "ask", question=ANSWERED)
    assert SAYS in shown(told(used))
    time.sleep(0.7)
    assert len(used.messages) == 1


def test_what_is_missed_meanwhile_is_answered_once(discord: DiscordDouble) -> None:
    """After an abrupt loss the session is resumed, and what was asked meanwhile is answered."""
    before = len(discord.gateway.connected)
    discord.drop_connections()
    asked = discord.mentions("xia", "c22", UNKNOWN)
    answer_to(discord, asked)
    assert discord.gateway.connected[before].resumed
    discord.ask_to_reconnect()
    asked = discord.mentions("xia", "c22", UNKNOWN)
    answer_to(discord, asked)  # told by the old connection or by the new one
    wait_until(lambda: len(discord.gateway.connected) > before + 1, what="it resumes")
    time.sleep(0.3)
    assert len(discord.gateway.connected) == before + 2
    assert len(discord.world.from_bot("c22")) == 2


def test_a_question_can_be_followed_through_the_log(running: DiscordStand, discord: DiscordDouble) -> None:
    """From the message to the posted answer every line of the log names one reference, the question's own."""
    asked = discord.mentions("vera", "c29", ANSWERED)
    answer_to(discord, asked)
    lines = wait_until(lambda: running.told_of(asked["id"]), what="the end of the question in the log")
    assert [line["event"] for line in lines] == ["accepted", "answered", "posted"]
    assert {line["reference"] for line in lines} == {reference_of(lines[0]["asked"])}


def test_a_gateway_that_is_down_is_dialled_again(running: DiscordStand, discord: DiscordDouble) -> None:
    """While the gateway takes no connections the bot dials it again and again, says so once, and serves as before."""
    before, said = len(discord.gateway.connected), len(running.said())
    discord.gateway.deaf = True
    discord.drop_connections()
    wait_until(lambda: discord.gateway.turned_away, what="it dials")
    discord.gateway.deaf = False
    wait_until(lambda: len(discord.gateway.connected) > before, what="it connects anew")
    answer_to(discord, discord.mentions("zac", "c24", UNKNOWN))
    log = running.said()[said:]
    assert (log.count("the connection to Discord is lost"), log.count("connected to Discord again")) == (1, 1)


def test_an_invalid_session_is_begun_anew(discord: DiscordDouble) -> None:
    """When the session is invalid a new one is begun, and the commands are not told again."""
    before = len(discord.gateway.connected)
    discord.invalidate()
    wait_until(lambda: len(discord.gateway.connected) > before, what="it connects anew")
    answer_to(discord, discord.mentions("yan", "c23", UNKNOWN))
    assert len(discord.world.called("commands.put")) == 1


def test_hostile_words_act_on_nothing(discord: DiscordDouble) -> None:
    """Words that would ping, link or restyle, and far too many of them, are answered in peace: see `running`."""
    hostile = f"@everyone <@{discord.world.person('zed')}> **x** [y](https://evil.example) https://evil.example `z ||"
    answer_to(discord, discord.mentions("zed", "c25", f"{hostile} {'||' * 800}"))
    for query in (hostile * 8, "](" * 450, "\u202e@here " * 90):
        assert shown(told(discord.slash("zed", "c25", "search", query=query[:1_000])))
    asked = discord.slash("zed", "c26", "ask", question=f"{ANSWERED} {hostile}")
    acknowledged(discord.presses("zed", told(asked), "Share", "c26"))
    offered = discord.completes("zed", "c25", "search", "source", query="x", source="x" * 6_000)
    assert acknowledged(offered).response["choices"] == []


@pytest.fixture
def own(tmp_path: Path, room: DemoNewsroom, collected: Path, warm: Warm) -> Iterator[DiscordStand]:
    """Yield an installation of a test's own, before its first start."""
    with DiscordDouble() as discord:
        for number in range(1, 7):
            discord.channel(f"c{number}")
        with discord_stand(tmp_path / "own", discord, room, warm, collected) as made:
            yield made


def test_buttons_and_commands_outlive_a_restart(own: DiscordStand) -> None:
    """After a restart the buttons of before still work, and the commands, which are the same, are not told again."""
    own.start()
    used = own.discord.slash("ada", "c1", "search", query="Tessaline")
    page = told(used)
    answer = answer_to(own.discord, own.discord.mentions("ada", "c2", ANSWERED))
    assert own.end() == 0
    own.start()
    own.discord.presses("ada", page, "Next", "c1")
    wait_until(lambda: "-# 6" in shown(used.messages[0]), what="the second page")
    assert "not cited in the answer" in shown(told(own.discord.presses("ada", answer, "More")))
    assert len(own.discord.world.called("commands.put")) == 1


def test_a_crash_loses_no_answer_and_makes_none_twice(own: DiscordStand) -> None:
    """Killed before, while and after it posts, the next run posts what does not stand, and that only."""
    discord = own.discord
    own.start()
    discord.fail("message.create", channel="c1", times=9, delay=600.0)  # stored, and not yet posted
    discord.fail("message.create", channel="c2", drop="after")  # posted, and not known to be
    discord.fail("message.history", channel="c2", times=9, delay=600.0)
    discord.allow("c6", ALL & ~HISTORY)  # posted, not known to be, and not to be seen any more
    discord.fail("message.create", channel="c6", status=403, code=160002)
    discord.fail("message.create", channel="c6", drop="after")
    discord.fail("message.create", channel="c6", times=9, delay=600.0)
    asked = [discord.mentions("ada", f"c{number}", ANSWERED) for number in (1, 2)]
    discord.mentions("ada", "c6", ANSWERED)
    wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries WHERE state IN ('intended', 'failed')")) == 3)
    wait_until(lambda: replies(discord, asked[1]) and discord.world.from_bot("c6"))
    late = [discord.mentions("ada", f"c{number}", UNKNOWN) for number in (3, 4, 5)]  # accepted, and no more
    wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries")) == 6)
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    discord.world.faults.clear()
    discord.world.nonces.clear()
    own.start()
    for message in (*asked, *late):
        answer_to(discord, message)
    wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries WHERE state = 'posted'")) == 5)
    assert own.end() == 0
    assert [len(replies(discord, message)) for message in (*asked, *late)] == [1] * 5
    assert len(discord.world.from_bot("c6")) == 1


def test_a_command_outlives_a_crash(own: DiscordStand) -> None:
    """Killed after it has deferred, the next run answers the command's user, once, where it still can."""
    discord = own.discord
    own.start()
    discord.fail("original.edit", times=9, delay=600.0)
    discord.fail("followup.create", times=9, delay=600.0)
    used = discord.slash("bea", "c1", "ask", question=ANSWERED)
    wait_until(lambda: used.answered)
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    discord.world.faults.clear()
    own.start()
    answer_to(discord, discord.mentions("bea", "c2", UNKNOWN))
    time.sleep(0.5)
    said = [*used.messages, *discord.world.from_bot("@bea"), *discord.world.from_bot("c1")]
    assert len(said) <= 1
    assert own.end() == 0
    assert "Traceback" not in own.said()


def test_a_stop_waits_for_the_questions_in_hand(own: DiscordStand) -> None:
    """SIGTERM lets what was accepted be answered, and ends with 0."""
    own.start()
    answer_to(own.discord, own.discord.mentions("ada", "c2", UNKNOWN))  # from now on an answer takes no ten seconds
    own.discord.fail("message.create", delay=1.0)
    asked = own.discord.mentions("ada", "c1", UNKNOWN)
    wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries")) == 2)
    assert own.end() == 0
    assert len(replies(own.discord, asked)) == 1
    assert "Traceback" not in own.said()


def test_fifty_at_once_while_indexing(tmp_path: Path, room: DemoNewsroom, warm: Warm) -> None:
    """While it indexes, fifty commands at once are all deferred before many are answered, and each is answered once."""
    with DiscordDouble() as discord:
        for number in range(50):
            discord.channel(f"c{number}")
        with discord_stand(tmp_path / "busy", discord, room, warm, None) as made:
            made.start()
            used = [discord.slashes(f"p{number}", f"c{number}", "ask", question=UNKNOWN) for number in range(50)]
            discord.send(*used)
            wait_until(lambda: all(each.answered for each in used), what="fifty deferrals")
            assert sum(bool(each.messages) for each in used) < 25
            wait_until(lambda: all(each.messages for each in used), 300, what="fifty answers")
            assert made.end() == 0, made.said()
            assert {len(each.messages) for each in used} == {1}


def test_a_missing_token_is_named(
    own: DiscordStand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a token in the environment `run` ends with 2, and names the variable."""
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    assert main(["--config", str(own.config), "run"]) == 2
    assert "DISCORD_TOKEN" in capsys.readouterr().err


def test_a_token_that_discord_refuses_is_explained(own: DiscordStand) -> None:
    """With a token that Discord does not take `run` ends with 1, and says what to do."""
    own.discord.world.token = "another"
    assert own.run_to_end() == 1
    assert "DISCORD_TOKEN" in own.said()
    assert "Traceback" not in own.said()
    assert own.discord.gateway.connected == []


def test_a_token_that_is_reset_ends_the_service(own: DiscordStand) -> None:
    """When the token is reset while it serves, that is said, and collecting goes on until SIGTERM."""
    own.start()
    wait_until(lambda: "Discord: serving" in own.said())
    own.discord.world.token = "another"
    own.discord.close_connections(4004)
    wait_until(lambda: "Discord is served no longer" in own.said())
    assert own.end() == 0
    assert "Traceback" not in own.said()


def test_discord_may_be_down_at_the_start(own: DiscordStand) -> None:
    """If Discord cannot be reached when it starts, the bot says so and tries again."""
    own.discord.fail("me", status=503)
    own.discord.fail("gateway", drop="before")
    own.start()
    assert "Discord cannot be reached" in own.said()
    answer_to(own.discord, own.discord.mentions("ada", "c1", UNKNOWN))
    assert own.end() == 0
    assert "Traceback" not in own.said()


def test_limits_are_told_and_kept(own: DiscordStand) -> None:
    """Who asks too much, and who asks while too many wait, is told so; in another server nothing is said."""
    limits = "per_user = '2/hour'\nconcurrency = 1\nqueue = 1"
    text = own.config.read_text(encoding="utf-8").replace("per_user = '1000/min'", limits)
    own.config.write_text(f"{text}\nguilds = [{own.discord.world.guild().id}]\n", encoding="utf-8")
    own.discord.channel("foreign", "Foreign")
    own.start()
    come = threading.Event()
    own.discord.fail("message.create", times=2, hold=come)
    asked = [own.discord.mentions(f"p{number}", f"c{number}", UNKNOWN) for number in (1, 2, 3)]
    own.discord.mentions("p9", "foreign", UNKNOWN)
    wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries")) == 3)
    come.set()
    said = [shown(answer_to(own.discord, message)) for message in asked]  # whoever comes last is told
    (busy,) = [place for place, text in enumerate(said) if "I am busy" in text]
    assert [NOTHING in text for text in said] == [place != busy for place in range(3)]
    user = 1 if busy else 2
    second, third = (told(own.discord.slash(f"p{user}", f"c{user}", "ask", question=UNKNOWN)) for _ in range(2))
    assert [NOTHING in shown(each) for each in (second, third)] == [True, False]
    assert "more than 2 in one hour" in shown(third)
    assert len(replies(own.discord, asked[busy])) == 1
    assert own.discord.world.from_bot("foreign") == []


def test_one_platform_goes_on_without_the_other(own: DiscordStand, capsys: pytest.CaptureFixture[str]) -> None:
    """Slack and Discord are served by one process, and if one refuses its token the other is served all the same."""
    discord = own.discord
    with SlackDouble() as slack:
        own.config.write_text(own.config.read_text(encoding="utf-8") + slack.config_text(), encoding="utf-8")
        own.start()
        wait_until(lambda: slack.server.connected, what="Slack's connection")
        asked, mention = discord.mentions("ada", "c1", ANSWERED), slack.mentions("U1", "C1", ANSWERED)
        assert SAYS in shown(answer_to(discord, asked))
        wait_until(lambda: slack.workspace.thread("C1", mention["ts"])[1:], what="Slack's answer")
        assert own.end() == 0
        slack.workspace.token_error = "token_revoked"
        own.start()
        assert SAYS in shown(answer_to(discord, discord.mentions("ada", "c2", ANSWERED)))
        assert "install the app anew" in own.said()
        assert own.end() == 0
        slack.workspace.token_error, discord.world.token = "", "another"
        before = len(slack.server.connected)
        own.run()
        wait_until(lambda: len(slack.server.connected) > before, what="Slack's connection")
        mention = slack.mentions("U1", "C2", ANSWERED)
        wait_until(lambda: slack.workspace.thread("C2", mention["ts"])[1:], what="Slack's answer")
        main(["--config", str(own.config), "status"])
        assert "no valid token" in capsys.readouterr().out
        assert own.end() == 0
    assert "Traceback" not in own.said()


def test_doctor_shows_the_invitation_and_what_is_wrong(
    own: DiscordStand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`doctor` prints the link that invites the bot, and says if Discord does not take the token."""

    def findings() -> str:
        main(["--config", str(own.config), "doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return "\n".join(f"{each['level']} {each['says']}" for each in checks if each["check"] == "discord")

    monkeypatch.setenv("DISCORD_TOKEN", own.discord.world.token)
    said = findings()
    assert "ok" in said
    assert "/oauth2/authorize?" in said
    assert f"client_id={BOT}" in said
    own.discord.world.token = "another"
    assert "DISCORD_TOKEN" in findings()


def test_a_correction_is_told_once_below_each_answer(tmp_path: Path, warm: Warm) -> None:
    """To an answer whose cited sentence was corrected, public or shared, the bot replies once, also after a crash."""
    with (
        DemoNewsroom() as room,
        DiscordDouble() as discord,
        discord_stand(tmp_path / "own", discord, room, warm, None) as own,
    ):
        config = str(own.folder / "config.toml")
        assert main(["--config", config, "index"]) == 0
        own.start()
        answer = answer_to(discord, discord.mentions("p1", "c1", "How many jobs is Tessaline cutting?"))
        private = told(discord.slash("p2", "c2", "ask", question="How many jobs is Tessaline cutting?"))
        acknowledged(discord.presses("p2", private, "Share", "c2"))
        (shared,) = wait_until(lambda: discord.world.from_bot("c2"), what="it is shared")
        wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries WHERE NOT private")) == 2, what="that is stored")
        assert own.end() == 0
        room.publish_correction()
        assert main(["--config", config, "index"]) == 0
        closed = "SELECT 1 FROM deliveries WHERE note = 'closed'"
        for _ in range(2):
            own.start()
            wait_until(lambda: len(own.rows(closed)) == 2, what="the notes are stored")
            for channel, said_before in (("c1", answer), ("c2", shared)):
                _, note = discord.world.from_bot(channel)
                assert note["message_reference"]["message_id"] == said_before["id"]
                assert all(said in shown(note) for said in ("310 jobs", "210 jobs", "Correction:"))
            assert own.end() == 0
            assert len(own.rows(closed)) == 2
            own.change("UPDATE deliveries SET note = 'intended'")  # as a crash would leave it that came after the post
