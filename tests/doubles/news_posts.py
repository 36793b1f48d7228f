"""Posts of each kind, of invented stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.subscriptions.records import BatchPost, DigestPost, StoryPost, Turn, TurnKind, TurnPost
from tests.doubles.catalogue_records import article
from tests.doubles.subscriptions import NOW, FakeTeller, digest, news, watch

if TYPE_CHECKING:
    from bot.subscriptions.records import StoryItem

HOSTILE = '<script>alert("1")</script> & <img src=x>\r\nBcc: all@evil.example\x00\u202e see https://evil.example/x'


def item(name: str = "one", **changes: Any) -> StoryItem:
    """Return a story, told by its title."""
    told = FakeTeller().tell(news(name, **changes), 2)
    assert told
    return told


def story_post(name: str = "one", **changes: Any) -> StoryPost:
    """Return the post of one story."""
    return StoryPost(watch=watch(query="export controls"), item=item(name, **changes))


def batch_post() -> BatchPost:
    """Return a post of two stories, of which there are three."""
    return BatchPost(watch=watch(), items=(item("one"), item("two")), more=1, left_out=3, late=True)


def digest_post(*names: str) -> DigestPost:
    """Return a digest of a day."""
    items = tuple(map(item, names))
    return DigestPost(digest=digest(), items=items, more=0, since=NOW - timedelta(days=1), until=NOW)


def turn_post() -> TurnPost:
    """Return a correction."""
    corrected = replace(article("one"), updated=NOW)
    turn = Turn(
        id="t1", kind=TurnKind.CORRECTION, article=corrected, was="It cost $4 billion.", now="It cost $5 billion."
    )
    return TurnPost(watch=watch(), turn=turn)
