"""The feeds of a site."""

from __future__ import annotations

import pytest

from indexer import feeds

SITE = "https://site.example/"
RSS = 'rel="alternate" type="application/rss+xml"'


def found(markup: str, url: str = SITE) -> list[str]:
    """Return the addresses found on a page."""
    return [candidate.url for candidate in feeds.discover(markup.encode(), url=url)]


def test_what_the_page_declares_comes_first() -> None:
    """Declared feeds come before links that look like feeds, and comments last."""
    markup = (
        f'<a href="/atom.xml">Atom</a><link {RSS} href="/comments/feed/" title="Site: Comments Feed">'
        f'<link {RSS} href="feed/" title="Site"><a href="https://elsewhere.example/rss">Not ours</a>'
        '<a href="https://feeds.feedburner.com/site/rss">By post</a><a href="/about">About</a><a href="/feedback">F</a>'
    )
    assert found(markup) == [
        "https://site.example/feed/",
        "https://site.example/atom.xml",
        "https://feeds.feedburner.com/site/rss",
        "https://site.example/comments/feed/",
    ]


def test_a_section_has_its_own_feed() -> None:
    """On a section's page the feed below it comes before the whole site's."""
    markup = f'<link {RSS} href="/feed/"><link {RSS} href="/category/ai/feed/">'
    assert found(markup, f"{SITE}category/ai/")[0] == "https://site.example/category/ai/feed/"
    assert found(markup)[0] == "https://site.example/feed/"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "   ",
        "\x00\xff<<<",
        '{"a": 1}',
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        f'<link {RSS} href="javascript:alert(1)"><link {RSS} href="http://[bad/"><link {RSS}><link {RSS} href="">',
        f'<link {RSS} href="file:///etc/passwd">',
    ],
)
def test_what_is_no_feed_is_left_out(markup: str) -> None:
    """Translations, interfaces, other schemes and rubbish are no feeds."""
    assert found(markup) == []


def test_base_and_entities_are_heeded() -> None:
    """Addresses are made absolute against the page's base, titles become one clean line."""
    markup = f'<base href="https://cdn.example/x/"><link {RSS} href="f?a=1&amp;b=2" title=" A &lt;b&gt;\n news ">'
    assert feeds.discover(markup.encode(), url=SITE) == (
        feeds.FeedCandidate("https://cdn.example/x/f?a=1&b=2", "A <b> news"),
    )


def test_their_number_is_bounded() -> None:
    """A page that names thousands of feeds gives the first few."""
    assert len(found("".join(f'<link {RSS} href="/{n}/feed">' for n in range(5_000)))) == 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.org", "https://example.org"),
        (" http://example.org/x ", "http://example.org/x"),
        ("feed://example.org/x", "http://example.org/x"),
        ("feed:https://example.org/x", "https://example.org/x"),
        ("example.org:8080/f", "https://example.org:8080/f"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_people_leave_the_scheme_out(text: str, expected: str) -> None:
    """What is typed becomes an address; "feed:" is none of the web's schemes."""
    assert feeds.to_address(text) == expected


def test_usual_places_are_below_the_page_and_at_the_top() -> None:
    """Where a page names nothing, feeds are looked for below it and at the top of its site."""
    urls = [candidate.url for candidate in feeds.usual_addresses("https://site.example/blog/?x=1")]
    assert urls[:3] == ["https://site.example/blog/feed", "https://site.example/feed", "https://site.example/rss"]
