"""Strategies for what a watch or a digest may have to post."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.model import Citation, Claim, StatementKind
from bot.model.chat import Filters
from bot.subscriptions.previews import Preview
from bot.subscriptions.records import BatchPost, DigestPost, Post, StoryItem, StoryPost, Turn, TurnKind, TurnPost
from tests.doubles.slack_payloads import LONG, TIMES, articles
from tests.doubles.subscriptions import digest, story_of, watch

NONCE = "f" * 24
KEY = "0123456789ab"


@st.composite
def items(draw: st.DrawFn) -> StoryItem:
    """Draw any story as it is told."""
    told = draw(st.lists(articles(), min_size=1, max_size=3))
    cited = st.sampled_from(told).map(lambda each: (Citation(article=each, passage=""),))
    claims = st.builds(Claim, text=LONG, kind=st.sampled_from(StatementKind), citations=cited)
    story = story_of(told, origins=draw(st.integers(1, 9)))
    statements = tuple(draw(st.lists(claims, max_size=2)))
    return StoryItem(story=story, lead=draw(st.sampled_from(told)), statements=statements, sources=tuple(told))


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """Draw any post."""
    filters = Filters(sources=(draw(LONG),), tags=(draw(LONG),))
    watched = watch(KEY, query=draw(LONG), filters=filters)
    counted: dict[str, Any] = {"late": draw(st.booleans())}
    kind = draw(st.sampled_from((StoryPost, BatchPost, DigestPost, TurnPost)))
    if kind is TurnPost:
        turn = Turn(
            id="t", kind=draw(st.sampled_from(TurnKind)), article=draw(articles()), was=draw(LONG), now=draw(LONG)
        )
        return TurnPost(watch=watched, turn=turn)
    if kind is StoryPost:
        return StoryPost(watch=watched, item=draw(items()), left_out=draw(st.integers(0, 99)), **counted)
    few = tuple(draw(st.lists(items(), max_size=2))) * draw(st.integers(1, 3))
    if kind is DigestPost:
        since, until = sorted((draw(TIMES), draw(TIMES)))
        made = digest(KEY, tags=(draw(LONG),))
        return DigestPost(digest=made, items=few, more=draw(st.integers(0, 99)), since=since, until=until, **counted)
    return BatchPost(watch=watched, items=few, more=draw(st.integers(0, 99)), **counted)


@st.composite
def previews(draw: st.DrawFn) -> Preview:
    """Draw any preview."""
    told = tuple(draw(st.lists(articles(), max_size=3))) * draw(st.sampled_from((1, 20)))
    said = {each.id: (draw(LONG),) for each in told}
    return Preview(articles=told, said=said, more=draw(st.booleans()))
