"""Addresses that only wrap another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.web import urls
from indexer.web.url_unwrapping import is_redirector, unwrap

HIDDEN = "CBMiWkFVX3lxTE5GQUtFVE9LRU5USEFUT05MWUdPT0dMRVJFU09MVkVT"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.com/a?utm_source=x", "https://example.com/a"),
        ("https://www.google.com/amp/s/www.example.com/2026/mill/amp/", "https://www.example.com/2026/mill/amp/"),
        ("https://www.google.co.uk/amp/example.com/mill", "http://example.com/mill"),
        ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/mill.amp.html?id=3",
         "https://www.example.com/mill.amp.html?id=3"),
        ("https://cdn.ampproject.org/v/s/www.example.com/mill", "https://www.example.com/mill"),
        ("https://www.google.com/url?rct=j&sa=t&url=https://example.com/mill%3Fa%3D1&ct=ga", "https://example.com/mill?a=1"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fmill&source=gmail", "https://example.com/mill"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fmill%3Ffbclid%3D1&h=AT", "https://example.com/mill"),
        ("https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.com%2fmill&c=1", "https://example.com/mill"),
        ("https://out.reddit.com/t3_1?url=https%3A%2F%2Fexample.com%2Fmill&token=A", "https://example.com/mill"),
        ("https://r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RE=1/RO=10/RU=https%3a%2f%2fexample.com%2fmill/RK=2/RS=x-",
         "https://example.com/mill"),
        ("https://www.google.com/url?url=https://www.google.com/amp/s/example.com/mill", "https://example.com/mill"),
        ("https://news.google.com/rss/articles/CBMiF2h0dHBzOi8vZXhhbXBsZS5jb20vYS9i0gEA?oc=5", "https://example.com/a/b"),
        (f"https://news.google.com/read/{HIDDEN}?hl=en-GB&gl=GB", f"https://news.google.com/rss/articles/{HIDDEN}"),
        (f"https://news.google.com/rss/articles/{HIDDEN}?oc=5", f"https://news.google.com/rss/articles/{HIDDEN}"),
    ],
)  # fmt: skip
def test_the_address_within_is_found(url: str, target: str) -> None:
    """AMP caches and viewers, redirectors that carry their target, and both forms of Google News are seen through."""
    assert unwrap(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/l.php?u=https://other.example/",
        "https://example.com/login?url=https://other.example/",
        "https://www.google.com/search?q=https://other.example/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/amp/s/nothing",
        "https://google.com.evil.example/url?q=https://other.example/",
        "https://cdn.ampproject.org.evil.example/c/s/other.example/mill",
        "https://www.facebook.com/groups?u=https://other.example/",
        "https://t.co/Ab3dE",
    ],
)
def test_any_other_address_stays(url: str) -> None:
    """A parameter that holds an address makes no redirector; a shortener does not say where it leads."""
    assert unwrap(url) == urls.clean(url)


def test_nothing_is_unwrapped_for_ever() -> None:
    """A wrapping within a wrapping within a wrapping ends somewhere."""
    url = "https://example.com/"
    for _ in range(9):
        url = "https://www.google.com/url?q=" + url
    assert urls.host(unwrap(url)) == "google.com"


@pytest.mark.parametrize(
    ("url", "blind"),
    [
        ("https://t.co/a", True),
        ("https://news.google.com/x", True),
        ("https://reut.rs/3x", True),
        ("https://www.reuters.com/x", False),
    ],
)
def test_redirectors_name_nobody(url: str, blind: bool) -> None:  # noqa: FBT001  a table
    """The host of a shortener or redirector is nobody's name."""
    assert is_redirector(url) is blind


@given(st.text(max_size=200) | st.text("/:?#[]@.=&%srcdnamp", max_size=60).map("https://www.google.com/amp/".__add__))
def test_any_text_gives_a_clean_address_or_nothing(text: str) -> None:
    """Whatever is unwrapped is a clean address, or empty."""
    assert unwrap(text) == urls.clean(unwrap(text))
