"""Who an answer is for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.audience import Viewer, may_see, may_share
from bot.model.chat import Asked, Place

SLACK = Place(platform="slack", team="T1", channel="C1")
DISCORD = Place(platform="discord", team="1", channel="2")


def asked(place: Place, *, private: bool) -> Asked:
    """Return a question of one member in a place."""
    return Asked(
        id="q", place=place, user="U1", text="Why?", received=datetime(2026, 11, 25, tzinfo=UTC), private=private
    )


def at(place: Place, user: str = "U1", *, alone: bool = False, **changes: Any) -> Viewer:
    """Return somebody in a place like this one."""
    parts: dict[str, Any] = {"platform": place.platform, "team": place.team, "channel": place.channel} | changes
    return Viewer(user=user, place=Place(**parts), alone=alone)


@pytest.mark.parametrize("place", [SLACK, DISCORD])
def test_an_answer_in_a_channel_is_for_whoever_is_there(place: Place) -> None:
    """Its asker or not, in a thread or not, whoever is in the channel sees it, and nobody who is elsewhere."""
    public = asked(place, private=False)
    assert may_see(at(place, "U2", thread="7.0"), public)
    for elsewhere in (at(place, channel="other"), at(place, team="other"), at(place, platform="other")):
        assert not may_see(elsewhere, public)
    assert not may_see(at(place, channel="D1", alone=True), public)
    assert not may_share(at(place), public)


@pytest.mark.parametrize("place", [SLACK, DISCORD])
def test_a_private_answer_is_for_its_asker(place: Place) -> None:
    """They see it where they asked, and share it there and nowhere else; nobody else does either."""
    private = asked(place, private=True)
    assert may_see(at(place), private)
    assert may_share(at(place), private)
    for viewer in (at(place, "U2"), at(place, channel="other"), at(place, team="other"), at(place, platform="other")):
        assert not may_see(viewer, private)
        assert not may_share(viewer, private)


@pytest.mark.parametrize(("place", "team"), [(SLACK, "T1"), (DISCORD, "")])
def test_alone_with_the_bot_they_see_what_is_theirs(place: Place, team: str) -> None:
    """In their own conversation an asker sees a private answer, in the same workspace, and can share it with nobody."""
    private = asked(place, private=True)
    own = at(place, team=team, channel="D1", alone=True)
    assert may_see(own, private)
    assert not may_share(own, private)
    assert not may_see(at(place, "U2", team=team, channel="D2", alone=True), private)
    assert not may_see(at(place, team="other", channel="D1", alone=True), private)
