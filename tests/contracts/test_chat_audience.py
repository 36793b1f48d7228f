"""Who may press what, on every chat platform: the journal decides, whatever a button says."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from bot.adapters.messages import notices
from tests.contracts.chat_drivers import DiscordTalk, SlackTalk
from tests.doubles.chat_stage import LOOMS, NEWS, SAYS, WHO, chat_stage
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contracts.chat_drivers import Talk

_STRANGERS = (("bob", "c1"), ("bob", "c2"), ("bob", "elsewhere"), ("bob", "alone"))
_PLACES = (("ann", "c2"), ("ann", "elsewhere"))
SHARE, MORE, UP, REST = "share_answer", "more_sources", "vote_up", "more_stories"


@pytest.fixture(params=[SlackTalk, DiscordTalk])
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """Return a member who has used the bot on a platform."""
    with ExitStack() as stack:
        stage = stack.enter_context(chat_stage(tmp_path))
        yield request.param(stage, stack)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_private_answer_is_its_askers_in_its_place(talk: Talk, *, restarted: bool) -> None:
    """Neither another member nor another channel, workspace or conversation gets, rates or shares a private answer."""
    asked = talk.value(talk.command("ask", WHO), SHARE)
    if restarted:
        talk.restart()
    for user, place in (*_STRANGERS, *_PLACES):
        for button in (SHARE, MORE, UP):
            assert talk.forge(button, asked, user=user, place=place) == [notices.GONE], (button, user, place)
    assert talk.forge(SHARE, asked, user="ann", place="alone") == [notices.GONE]
    assert talk.posted() == []
    assert dict(talk.stage.journal.feedback()) == {"up": 0, "down": 0, "comments": 0}


def test_what_was_said_alone_stays_there(talk: Talk) -> None:
    """The answer to a direct message is shown and shared to nobody else, and nowhere else."""
    talk.command("help")
    answer = talk.alone(WHO)
    asked = talk.value(answer, MORE)
    for user, place in (*_STRANGERS, *_PLACES):
        for button in (SHARE, MORE, UP):
            assert talk.forge(button, asked, user=user, place=place) == [notices.GONE], (button, user, place)
    assert talk.posted() == [talk.read(answer)]
    assert talk.read(talk.told(answer, "More sources", "alone"))[0] == "More on this, not cited in the answer"


def test_an_answer_in_a_channel_is_for_that_channel(talk: Talk) -> None:
    """Any member of a channel has more sources of an answer there, and nobody has them elsewhere, or posts it again."""
    talk.command("help")
    answer = talk.mention(WHO)
    asked = talk.value(answer, MORE)
    assert talk.forge(MORE, asked, user="bob", place="c1")[0] == "More on this, not cited in the answer"
    for button, place in ((MORE, "c2"), (UP, "elsewhere"), (SHARE, "c2"), (SHARE, "c1")):
        assert talk.forge(button, asked, user="bob", place=place) == [notices.GONE], (button, place)
    assert talk.posted() == [talk.read(answer)]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_shared_answer_is_for_its_channel(talk: Talk, *, restarted: bool) -> None:
    """What an asker has shared can be rated and looked into by everybody there, is not shared twice, nor elsewhere."""
    answer = talk.command("ask", WHO)
    asked = talk.value(answer, SHARE)
    shared = talk.shared(answer)
    assert talk.read(shared)[1].startswith(SAYS)
    wait_until(lambda: talk.stage.journal.last_shared(talk.platform), what="it is kept")
    if restarted:
        talk.restart()
    assert talk.value(shared, MORE) == asked
    assert talk.forge(MORE, asked, user="bob", place="c1")[0] == "More on this, not cited in the answer"
    assert talk.forge(MORE, asked, user="bob", place="c2") == [notices.GONE]
    assert talk.forge(SHARE, asked, user="ann", place="c1") == [notices.SHARED]
    talk.vote(shared, good=True, comment="Well said.")
    wait_until(lambda: talk.stage.journal.feedback()["comments"], what="the comment")
    assert len(talk.posted()) == 1


def test_what_a_button_asks_is_for_those_who_may_see_its_answer(talk: Talk) -> None:
    """Nobody else, and nobody elsewhere, has a private answer gone on with, or an answer without a rest."""
    asked = talk.value(talk.command("ask", NEWS), REST)
    for user, place in (("bob", "c1"), ("bob", "alone"), ("ann", "c2")):
        for button in (REST, "choose_1"):
            assert talk.forge(button, asked, user=user, place=place) == [notices.GONE], (button, user, place)
    assert talk.forge("choose_1", asked, user="ann", place="c1") == [notices.GONE]
    assert talk.posted() == []


@pytest.mark.parametrize("talk", [DiscordTalk], indirect=True)  # Slack's buttons hold all of a search: nothing is kept
@pytest.mark.parametrize("button", ["page_next", "share_page"])
def test_a_search_that_the_bot_keeps_is_its_members(talk: Talk, button: str) -> None:
    """What one member searched for is not found out by another who has the name of it, or posted elsewhere."""
    value = talk.value(talk.command("search", LOOMS), button)
    for user, place in (*_STRANGERS, *_PLACES):
        assert talk.forge(button, value, user=user, place=place) == [notices.GONE], (user, place)
    assert talk.posted() == []


def test_only_who_has_voted_comments(talk: Talk) -> None:
    """A window that was changed to name somebody else's answer keeps nothing, and says so to nobody else."""
    talk.command("help")
    asked = talk.value(talk.alone(WHO), MORE)
    own = talk.mention(WHO)
    told = talk.comment_on(own, asked, "I was here.")
    assert told == [notices.GONE]
    assert dict(talk.stage.journal.feedback())["comments"] == 0
