"""Tags of feeds as filters."""

from __future__ import annotations

import pytest

from bot.model.tags import FeedTags
from indexer.errors import UsageError
from indexer.model import Selection
from indexer.model.feeds import Feed

FEEDS = [
    Feed(url="https://a.example/feed", tags=("Policy", "chips")),
    Feed(url="https://b.example/feed", tags=("policy",)),
    Feed(url="https://c.example/feed"),
]


def test_a_tag_admits_what_its_feeds_name() -> None:
    """Tags become the feeds that have one of them, in any case, beside what already restricts the selection."""
    tags = FeedTags(lambda: FEEDS)
    scoped = Selection(tags=("POLICY", "chips"), feeds=(("https://c.example/feed",),))
    both = ("https://a.example/feed", "https://b.example/feed")
    assert tags.resolve(scoped) == Selection(feeds=(("https://c.example/feed",), both))
    assert tags.names() == ["Policy", "chips"]


def test_an_unknown_tag_is_told_with_the_known_ones() -> None:
    """The nearest known tag comes first; without any it is said where they are written."""
    with pytest.raises(UsageError, match=r"^tag: no feed has the tag 'chip'; there are chips, Policy$"):
        FeedTags(lambda: FEEDS).resolve(Selection(tags=("chip",)))
    with pytest.raises(UsageError, match="none has any: write tags"):
        FeedTags().check(["chips"])
