"""Posts as HTML and as plain text."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from lxml import html

from bot.adapters.messages.documents import document_of
from tests.doubles.news_posts import HOSTILE, batch_post, digest_post, story_post, turn_post

if TYPE_CHECKING:
    from bot.subscriptions.records import Post

TITLES = [
    (story_post(), "About one"),
    (batch_post(), "3 stories on chips"),
    (digest_post("one", "two"), "Digest, 24 Nov 2026: About one"),
    (digest_post(), "Digest, 24 Nov 2026: nothing new"),
    (turn_post(), "Correction: About one"),
]


@pytest.mark.parametrize(("post", "title"), TITLES)
def test_a_document_says_the_same_in_both_forms(post: Post, title: str) -> None:
    """Every line of the text stands in the HTML, whose links lead where the text says."""
    document = document_of(post, UTC)
    assert document.title == title
    page = html.fragment_fromstring(document.html, create_parent="body")
    shown = " ".join(page.text_content().split())
    links = [link.get("href") for link in page.iter("a")]
    for line in filter(None, document.text.splitlines()):
        words = line.strip()
        for link in links:
            words = words.replace(f" <{link}>", "")
        assert words in shown
    assert all(f"<{link}>" in document.text for link in links)


def test_a_hostile_title_stays_a_text() -> None:
    """No tag, line or link comes out of it, and the only link is that of its article."""
    document = document_of(story_post(title=HOSTILE), UTC)
    page = html.fragment_fromstring(document.html, create_parent="body")
    assert {each.tag for each in page.iter()} == {"body", "p", "a", "small"}
    assert {link.get("href") for link in page.iter("a")} == {"https://www.example.com/news/one"}
    for text in (document.title, page.text_content(), document.text):
        assert not {"\r", "\x00", "\u202e"} & set(text)
    assert "https://evil.example" not in document.text + document.html
    assert "\n" not in document.title
