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
FORUM = Place(platform="discord", team="1", channel="f1")
URL = "https://a.example/feed"


@pytest.fixture
def scopes() -> Scopes:
    """Return scopes of which the config has that of one channel."""
    tags = FeedTags(lambda: [Feed(url=URL, tags=("policy",)), Feed(url="https://b.example/feed", tags=("chips",))])
    return Scopes(lambda: {("slack", "C1"): CONFIGURED}, FakeJournal(), tags)


@pytest.fixture
def configured() -> dict[tuple[str, str], Scope]:
    """Return a config with the scope of one channel, whose threads have ids of their own."""
    return {("discord", FORUM.channel): CONFIGURED}


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


def test_a_thread_has_its_channels_scope(configured: dict[tuple[str, str], Scope]) -> None:
    """Once the channel of a thread with an id of its own is learnt, that one's scope holds, as it is set or configured.

    What was set or configured for the thread itself comes first.
    """
    scopes, thread = Scopes(lambda: configured, FakeJournal()), replace(FORUM, channel="t1", thread="t1")
    assert scopes.of(thread) == Scope()
    scopes.threads.learn(thread, FORUM.channel)
    assert scopes.of(thread) == scopes.of(FORUM) == CONFIGURED
    scopes.change(FORUM, Scope(language="de"), "U1", is_admin=False)
    assert scopes.of(thread) == Scope(language="de")
    assert scopes.of(replace(thread, team="2")) == scopes.of(replace(thread, channel="t2")) == Scope()
    configured["discord", "t1"] = Scope(quiet="22:00-07:00")
    assert scopes.of(thread) == Scope(quiet="22:00-07:00")
    scopes.change(thread, Scope(language="fr"), "U1", is_admin=False)
    assert scopes.of(thread) == Scope(language="fr")
    assert scopes.of(FORUM) == Scope(language="de")


def test_a_thread_opens_no_way_around_a_scope(configured: dict[tuple[str, str], Scope]) -> None:
    """Who may not change what was set for a channel cannot set another scope in one of its threads."""
    scopes, thread = Scopes(lambda: configured, FakeJournal()), replace(FORUM, channel="t1")
    scopes.threads.learn(thread, FORUM.channel)
    scopes.change(FORUM, Scope(language="de"), "U1", is_admin=True)
    with pytest.raises(UsageError, match="only the one who set this"):
        scopes.change(thread, Scope(), "U2", is_admin=False)
    scopes.change(thread, Scope(language="en"), "U3", is_admin=True)
    assert scopes.may_change(thread, "U3", is_admin=False)
    assert not scopes.may_change(thread, "U1", is_admin=False)
