"""Whether an article is on a topic, by its words and its vector."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bot.subscriptions.aboutness import DUE
from bot.subscriptions.fields import known_fields, shares_of
from bot.subscriptions.profiles import (
    Background,
    ReadArticle,
    expand,
    field_features,
    profile_of,
    rarities_of,
    relevance,
)
from bot.subscriptions.topics import article_words, topic_of
from bot.understanding.query import topic_query
from tests.doubles.catalogue_records import article

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMMON, RARE = 0.1, 0.005  # shares of leads


@pytest.mark.parametrize(
    ("said", "share", "is_near", "expected"),
    [
        ("Agents and their security", COMMON, False, True),
        ("Agents that plan", COMMON, False, False),
        ("Agents that plan", COMMON, True, True),  # the other word's vector says it
        ("Agents that plan", RARE, False, True),
    ],
)
def test_two_common_words_tell_a_topic_together(said: str, share: float, is_near: bool, expected: bool) -> None:  # noqa: FBT001  a case
    """Of two common words an article says both, or is near to the other; a rare one is enough by itself."""
    agent, security = np.array([1, 0, 0, 0], dtype=np.float32), np.array([0, 1, 0, 0], dtype=np.float32)
    others = np.array([[0.1, 0.1, 0.98, 0.1], [0.0, 0.0, 0.1, 1.0]] * 250, dtype=np.float32)
    background = Background(openings=others, shares={"agent": share, "security": COMMON})
    topic = topic_of(topic_query("agents security", NOW), background.shares)
    profile = profile_of(
        topic, (agent + security).astype(np.float32), background, {"agent": agent, "security": security}
    )
    found = article(title=said, text=f"{said}. Much is said of agents.")
    opening = np.array([0.9, 0.4 if is_near else 0.0, 0.1, 0.0], dtype=np.float32)
    read = ReadArticle(article=found, words=article_words(found), opening=opening)
    assert (relevance(profile, read) >= DUE) is expected


@pytest.mark.parametrize(
    ("query", "title", "text", "expected"),
    [
        ("healthcare", "Hospital stops a program", "Nurses complained that it sent patients home too early.", True),
        (
            "healthcare",
            "Bank stops a program",
            "A nurse among its customers complained. " + "It was slow. " * 40,
            False,
        ),
        ("healthcare", "Bank stops a program", "It is slow.", False),
        (
            "healthcare",
            "Court hears bank's insurer",
            "A nurse, a lender, a broadcaster, a landlord and a farmer sued an airline before a jury, an auditor said.",
            False,
        ),
        (
            "healthcare",
            "Nurses strike back, Landlords sue banks, Airlines buy farms, Films lose voters",
            "It rains.",
            True,
        ),
        ("robots in schools", "Robot teaches pupils", "Two schools lend each class a robot with an arm.", True),
        ("robots in schools", "Robot picks apples", "The robot has an arm with a gripper for each tree.", False),
        ("robots and schools", "Robot picks apples", "The robot has an arm with a gripper for each tree.", True),
    ],
)
def test_what_tells_of_a_field_is_on_it(query: str, title: str, text: str, expected: bool) -> None:  # noqa: FBT001  a case
    """The field need not be named, but spoken of from the beginning; of two fields both, unless either is asked for."""
    fields, vector = known_fields(), np.array([1, 0], dtype=np.float32)
    leads = [fields.told("Bank stops a program", "A nurse complained.")] + [fields.told("It rains", "")] * 300
    told, phrases = shares_of(leads)
    background = Background(
        openings=np.array([[0, 1], [1, 0]], dtype=np.float32), shares=told, rarities=rarities_of(phrases)
    )
    profile = profile_of(topic_of(topic_query(query, NOW), told, fields), vector, background)
    found = article(title=title, text=text)
    read = ReadArticle(article=found, words=article_words(found, fields), opening=vector)
    assert (relevance(profile, read) >= DUE) is expected


def test_nothing_is_like_a_topic_by_being_compared_with_itself() -> None:
    """What an article adds to what those on a topic have in common is taken off before it is compared with that."""
    fields = known_fields()
    rows = np.eye(4, dtype=np.float32)
    background = Background(openings=rows, shares={})
    profile = profile_of(topic_of(topic_query("healthcare", NOW), {}, fields), rows[0], background)
    texts = [article(str(n), title="Nurses and doctors", text="A hospital hires.") for n in range(3)]
    like, also, odd = (
        ReadArticle(article=each, words=article_words(each, fields), opening=row)
        for each, row in zip(texts, rows[[0, 0, 3]], strict=True)
    )
    made = expand(profile, [like, also, odd], background)
    new = article("new", title="Nurses and doctors", text="A hospital hires.")
    unknown = ReadArticle(article=new, words=article_words(new, fields), opening=rows[3])
    compared = [field_features(made, made.fields[0], each).likeness for each in (like, odd, unknown)]
    assert compared[0] > compared[2] > compared[1]
