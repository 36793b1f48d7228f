"""The publisher's URL in Google News links of the old form."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.web import urls
from indexer.web.google_news import decode

ARTICLE = "https://www.example.com/2023/05/12/chips-get-cheaper"
AMP = "https://www.example.com/amp/2023/05/12/chips-get-cheaper"


def varint(number: int) -> bytes:
    """Return a protocol buffer's variable-length number."""
    head = []
    while number >= 0x80:
        head.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*head, number])


def link(target: bytes, amp: bytes | None = None, path: str = "/rss/articles/", padding: bool = False) -> str:  # noqa: FBT001, FBT002  a table
    """Return the Google News link that carries a URL, built as the format is described."""
    payload = b"\x08\x13\x22" + varint(len(target)) + target
    payload += b"" if amp is None else b"\xd2\x01" + varint(len(amp)) + amp
    text = base64.urlsafe_b64encode(payload).decode()
    return f"https://news.google.com{path}{text if padding else text.rstrip('=')}?oc=5"


@pytest.mark.parametrize("path", ["/rss/articles/", "/articles/", "/read/", "/rss/read/", "/__i/rss/rd/articles/"])
@pytest.mark.parametrize("amp", [None, b"", AMP.encode()])
@pytest.mark.parametrize("padding", [True, False])
def test_the_publishers_url_is_read_from_the_link(path: str, amp: bytes | None, padding: bool) -> None:  # noqa: FBT001  a table
    """Every old spelling of a link gives the URL of the article, not that of its AMP page."""
    assert decode(link(ARTICLE.encode(), amp, path, padding)) == ARTICLE


def test_a_link_as_a_feed_carries_it() -> None:
    """A link that was written out by hand, byte by byte, is understood."""
    assert decode("https://news.google.com/rss/articles/CBMiF2h0dHBzOi8vZXhhbXBsZS5jb20vYS9i0gEA?oc=5") == (
        "https://example.com/a/b"
    )


def test_long_urls_take_a_length_of_two_bytes() -> None:
    """From 128 bytes on the length is written in two."""
    target = "https://example.com/" + "a" * 500
    assert decode(link(target.encode())) == target


def test_the_result_is_cleaned_like_any_other_address() -> None:
    """Tracking parameters and fragments of the carried URL are dropped."""
    assert decode(link(b"https://EXAMPLE.com/a?utm_source=google#top")) == "https://example.com/a"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "https://[",
        ARTICLE,
        "https://news.google.com/",
        "https://news.google.com/rss/articles/",
        "https://news.google.com/rss/articles/CBMi",
        "https://news.google.com/rss/articles/AAAAAAAAA",
        "https://news.google.com/rss/articles/" + "A" * 8_193,
        "https://news.google.com/rss/search?q=ai",
        link(ARTICLE.encode()).replace("news.google.com", "news.google.com.example.net"),
        link(ARTICLE.encode()).replace("/rss/articles/", "/topics/"),
        link(b"AU_yqLNotAnAddressButATokenThatOnlyGoogleResolves"),
        link(b"javascript:alert(1)//https://example.com/"),
        link(b"ftp://example.com/a"),
        link(b"https://"),
        link(b"https://exam\xffple.com/"),
        link(b"https://example.com/" + b"a" * 3_000),
    ],
)
def test_everything_else_gives_nothing(url: str) -> None:
    """Other hosts and paths, the opaque form, broken payloads and other schemes are not decoded."""
    assert decode(url) == ""


def test_a_payload_that_is_cut_short_gives_nothing() -> None:
    """Half a URL is not taken for a whole one."""
    payload = b"\x08\x13\x22" + varint(200) + ARTICLE.encode()
    assert decode("https://news.google.com/articles/" + base64.urlsafe_b64encode(payload).decode()) == ""


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\x08\x13\x22", b"\x08\x13\x22\x20https://", b"\x08\x13\x22\xff\xff"]),
)
@example(b"", b"\x08\x13\x22")
@example(b"\xff", b"\x08\x13\x22")
def test_any_payload_gives_a_clean_address_or_nothing(rest: bytes, start: bytes) -> None:
    """Whatever a link carries, the result is empty or an address that is already clean."""
    result = decode("https://news.google.com/rss/articles/" + base64.urlsafe_b64encode(start + rest).decode())
    assert result == urls.clean(result)


@given(st.text(max_size=300) | st.text("/:?#[]@.=newsgoogletopicartlhps", max_size=80))
def test_any_text_gives_a_clean_address_or_nothing(text: str) -> None:
    """No link makes it fail."""
    assert decode(text) == urls.clean(decode(text))
    assert decode(f"https://news.google.com/read/{text}") == ""
