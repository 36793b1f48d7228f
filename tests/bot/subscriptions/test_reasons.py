"""By which words an article is on a watch."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bot.subscriptions.fields import known_fields
from bot.subscriptions.profiles import Background, ReadArticle, profile_of
from bot.subscriptions.reasons import reasons
from bot.subscriptions.topics import article_words, topic_of
from bot.understanding.query import topic_query
from tests.doubles.catalogue_records import article

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "title", "expected"),
    [
        ("healthcare", "Hospitals and nurses of Dunmore test a scribe", ("hospital", "nurse", "scribe")),
        ("Acmewright", "ACMEWRIGHT opens a mill", ("ACMEWRIGHT",)),
        ("paper mills", "The mill makes papers", ("mill", "papers")),
        ("outcome of bridges", "A bridge was finished; the result pleased", ("bridge", "result")),
        ("paper mills", "A bridge is painted", ()),
    ],
)
def test_reasons(query: str, title: str, expected: tuple[str, ...]) -> None:
    """Names are told as the article writes them, a field by its phrases, other words by those that say the same."""
    vector = np.array([1.0, 0.0], dtype=np.float32)
    background = Background(openings=np.array([vector] * 50), shares={})
    profile = profile_of(topic_of(topic_query(query, NOW), {}, known_fields()), vector, background)
    found = article(title=title, text="")
    assert reasons(profile, ReadArticle(article=found, words=article_words(found, known_fields()))) == expected
