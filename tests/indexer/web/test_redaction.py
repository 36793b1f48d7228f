"""Secrets never show."""

from __future__ import annotations

import pytest

from indexer.web.redaction import add_secrets, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example/feed?token=s3cr3t&lang=en", "https://a.example/feed?token=***&lang=en"),
        (
            "https://a.example/feed?lang=en&api_key=s3cr3t: HTTP 403",
            "https://a.example/feed?lang=en&api_key=***: HTTP 403",
        ),
        ("at https://a.example/?access_token=a%20b#top", "at https://a.example/?access_token=***#top"),
        ("https://user:pa55@a.example/feed", "https://***@a.example/feed"),
        ('{"url": "https://a.example/?KEY=abc", "n": 1}', '{"url": "https://a.example/?KEY=***", "n": 1}'),
        ("https://a.example/feed?topic=tokens&page=2", "https://a.example/feed?topic=tokens&page=2"),
        ("https://a.example/feed?keyword=ai&monkey=1", "https://a.example/feed?keyword=ai&monkey=1"),
        ("mail someone@a.example about key=value", "mail someone@a.example about key=value"),
    ],
)
def test_addresses_are_shown_without_what_lets_somebody_in(text: str, shown: str) -> None:
    """Passwords and the values of secret parameters are masked; everything else of an address stays."""
    assert redact(text) == shown
    assert redact(shown) == shown


def test_known_secrets_are_masked_wherever_they_stand() -> None:
    """A value that was named as a secret is masked in any text, as it is and as it stands in an address."""
    add_secrets(["xoxb-0123/ab+cd", "short"])
    assert redact("bad token xoxb-0123/ab+cd!") == "bad token ***!"
    assert redact("GET /?a=xoxb-0123%2Fab%2Bcd") == "GET /?a=***"
    assert redact("a short word") == "a short word"
