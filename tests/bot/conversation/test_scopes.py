"""The scopes of channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.scopes import Scopes
from bot.model.chat import Place, Scope
from bot.model.tags import FeedTags
from indexer.errors import UsageError
from indexer.model import Kind, Selection
from indexer.model.feeds import Feed
from tests.doubles.fakes import FakeJournal

PLACE = Place(platform="slack", team="T1", channel="C1", thread="1.0")
CONFIGURED = Scope(tags=("policy",), kinds=(Kind.REPORTED, Kind.RESEARCH), language="en")
URL = "https://a.example/feed"


@pytest.fixture
def scopes() -> Scopes:
    """Return scopes of which the config has that of one channel."""
    tags = FeedTags(lambda: [Feed(url=URL, tags=("policy",)), Feed(url="https://b.example/feed", tags=("chips",))])
    return Scopes(lambda: {("slack", "C1"): CONFIGURED}, FakeJournal(), tags)


def test_a_filter_narrows_a_scope_further(scopes: Scopes) -> None:
    """What an asker states and what the channel draws on hold together."""
    asked = Selection(kinds=(Kind.RESEARCH, Kind.OPINION), tags=("chips",))
    expected = Selection(kinds=(Kind.RESEARCH,), language="en", tags=("chips",), feeds=((URL,),))
    assert scopes.within(PLACE, asked) == expected
    assert scopes.within(replace(PLACE, channel="C2"), asked) == asked


@pytest.mark.parametrize("asked", [Selection(kinds=(Kind.OPINION,)), Selection(language="de")])
def test_a_filter_outside_a_scope_is_told(scopes: Scopes, asked: Selection) -> None:
    """What can admit nothing is refused in words, which name a command as every platform has it."""
    with pytest.raises(UsageError, match=r"this channel draws on [a-z ]+ only; the command scope says more"):
        scopes.within(PLACE, asked)


def test_a_scope_that_was_set_holds_in_its_workspace(scopes: Scopes) -> None:
    """It replaces the config's in that channel, threads included, and nowhere else, until it is taken back."""
    chosen = Scope(tags=("chips",), quiet="22:00-07:00", zone="Europe/Berlin", kinds=(Kind.OPINION,))
    scopes.change(PLACE, chosen, "U1", is_admin=False)
    assert scopes.of(replace(PLACE, thread="")) == chosen
    assert scopes.of(replace(PLACE, team="T2")) == CONFIGURED
    with pytest.raises(UsageError, match="no feed has the tag"):
        scopes.change(PLACE, replace(chosen, tags=("gossip",)), "U1", is_admin=False)
    assert scopes.of(PLACE) == chosen
    scopes.change(PLACE, None, "U1", is_admin=False)
    assert scopes.of(PLACE) == CONFIGURED


def test_a_scope_is_its_makers_and_the_admins(scopes: Scopes) -> None:
    """Another member cannot change it, an admin's change leaves it its maker's, and taken back it is nobody's."""
    first, second = Scope(language="en"), Scope(language="de")
    scopes.change(PLACE, first, "U1", is_admin=False)
    with pytest.raises(UsageError, match="only the one who set this"):
        scopes.change(PLACE, second, "U2", is_admin=False)
    scopes.change(PLACE, second, "U3", is_admin=True)
    assert scopes.may_change(PLACE, "U1", is_admin=False)
    assert not scopes.may_change(PLACE, "U3", is_admin=False)
    scopes.change(PLACE, None, "U1", is_admin=False)
    assert scopes.may_change(PLACE, "U2", is_admin=False)


def test_a_tag_that_no_feed_has_any_more_admits_nothing() -> None:
    """A scope whose tags are gone does not widen to everything."""
    bare = Scopes(lambda: {("slack", "C1"): CONFIGURED}, FakeJournal(), FeedTags())
    assert bare.within(PLACE, Selection()).feeds == ((),)
