"""Addresses: the form that is shown, and what makes two of them one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.web import urls

_HOSTS = (
    "example.org WWW.Example.org m.example.org amp.news.example b\u00fccher.example 127.0.0.1 [::1] localhost m.co"
    " xn--bcher-kva.example user:pw@example.org example.org. www.com"
)
HOSTS = st.sampled_from(_HOSTS.split())
SEGMENTS = st.text(alphabet="aZ0-._~%/ \u00e9?#&=+;:@!$'()*,<>\"|[]{}\\^`", max_size=12) | st.sampled_from(
    ["amp", "index.html", "story.amp.html", "a//b", "..", ".", "%2F", "%zz", "%E9", "default.aspx"]
)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["id", "utm_source", "ref", "q", "", "a b", "\u00e9", "amp", "x[]", "cid", "UTM_Medium"]),
        st.none() | st.text(alphabet="a1 %+&=\u00e9/?#'", max_size=6),
    ),
    max_size=4,
)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Make an address, tidy or not."""
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080", ":"]))
    path = "/".join(["", *draw(st.lists(SEGMENTS, max_size=3))])
    query = "&".join(name if value is None else f"{name}={value}" for name, value in draw(PAIRS))
    fragment = draw(st.sampled_from(["", "#top", "#a?b"]))
    return f"{scheme}://{draw(HOSTS)}{port}{path}{'?' if query else ''}{query}{fragment}"


@given(addresses() | st.text(max_size=60))
def test_cleaning_twice_changes_nothing(url: str) -> None:
    """A clean address is its own clean form."""
    once = urls.clean(url)
    assert once == urls.clean(once)


@given(addresses())
def test_an_address_and_its_clean_form_are_one(url: str) -> None:
    """Cleaning never changes which article is meant."""
    if urls.clean(url):
        assert urls.identity(url) == urls.identity(urls.clean(url))


@given(addresses() | st.text(max_size=60))
def test_a_clean_address_is_safe_to_show(url: str) -> None:
    """A clean address is ASCII, without blanks, user names, fragments or what ends a link in chat markup; or none."""
    clean = urls.clean(url)
    assert clean.isascii()
    assert not set(clean) & set(' <>"|`\\#\n\t')
    assert not clean or (urlsplit(clean).scheme in ("http", "https") and "@" not in urlsplit(clean).netloc)


@given(addresses() | st.text(max_size=60), addresses() | st.text(max_size=60))
def test_no_address_is_too_odd(url: str, other: str) -> None:
    """Whatever is taken for an address, nothing raises, and sites compare alike both ways."""
    urls.to_absolute(url, other)
    assert len(urls.article_id(url)) == 20
    assert urls.is_same_site(url, other) == urls.is_same_site(other, url)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/a#b", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=1", "https://example.org/a?id=7"),
        ("https://example.org/a?cid=3&keyword=x", "https://example.org/a?cid=3&keyword=x"),
        ("https://example.org/a?flag&b=", "https://example.org/a?flag&b"),
        ("https://example.org/s?title=caf%E9&q=caf%C3%A9", "https://example.org/s?title=caf%E9&q=caf%C3%A9"),
        ("https://example.org/s?a%26b&c%3Dd&100%25&e%2Bf", "https://example.org/s?a%26b&c%3Dd&100%25&e%2Bf"),
        ("https://example.org/s?/news/7&a+b", "https://example.org/s?/news/7&a%20b"),
        (
            "https://example.org/s?u=http://a.example/b c&t=10:30;1",
            "https://example.org/s?u=http%3A%2F%2Fa.example%2Fbc&t=10%3A30%3B1",
        ),
        ("https://example.org/a b|c>d", "https://example.org/ab%7Cc%3Ed"),
        ("https://b\u00fccher.example/\u00e9", "https://xn--bcher-kva.example/%C3%A9"),
        ("https://p\u0430ypal.example/", "https://xn--pypal-4ve.example/"),  # a Cyrillic letter
        ("javascript:alert(1)", ""),
        ("mailto:a@example.org", ""),
        ("/relative", ""),
        ("http://", ""),
        ("http://example.org:port/", ""),
        ("https://example.org/" + "x" * urls.MAX_LENGTH, ""),
    ],
)
def test_cleans(url: str, clean: str) -> None:
    """An address is shown without tracking, port, user and fragment, its host in ASCII; what is none is refused."""
    assert clean == urls.clean(url)


@pytest.mark.parametrize(
    "same",
    [
        "http://example.org/story",
        "https://www.example.org/story/",
        "https://m.example.org/story?utm_medium=rss",
        "https://amp.example.org/story",
        "https://example.org/story/amp",
        "https://example.org//story/#comments",
        "https://example.org/story/index.html",
    ],
)
def test_one_article_under_many_addresses(same: str) -> None:
    """Scheme, "www.", AMP, slashes, index pages and tracking do not make another article."""
    assert urls.article_id("https://example.org/story") == urls.article_id(same)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/stories",
        "https://example.org/story?id=2",
        "https://example.org/Story",
        "https://example.com/story",
        "https://example.org:8443/story",
    ],
)
def test_articles_that_differ_keep_apart(other: str) -> None:
    """Another path, parameter, case, host or port is another article."""
    assert urls.identity("https://example.org/story") != urls.identity(other)


def test_the_order_of_parameters_does_not_matter() -> None:
    """Parameters in another order mean the same article."""
    assert urls.identity("https://example.org/?a=1&b=2") == urls.identity("https://example.org/?b=2&a=1")


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.news.bbc.co.uk/a", "news.bbc.co.uk", "bbc.co.uk"),
        ("https://m.example.org:8443/", "example.org", "example.org"),
        ("https://www.news.intranet/", "news.intranet", "news.intranet"),
        ("http://127.0.0.1:8070/p/a", "127.0.0.1", "127.0.0.1:8070"),
        ("http://localhost:1/", "localhost", "localhost:1"),
        ("nothing", "", ""),
        ("http://[broken", "", ""),
    ],
)
def test_host_and_site(url: str, host: str, site: str) -> None:
    """A host is named without "www."; a site is the domain that was registered, else host and port."""
    assert (host, site) == (urls.host(url), urls.site(url))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.bbc.co.uk/a", "https://news.bbc.co.uk/b", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("", "", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:  # noqa: FBT001  a table of cases
    """Two addresses are of one site if one registration covers both; none is of no site."""
    assert same == urls.is_same_site(one, other)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("b", "https://example.org/a/b"),
        ("/b", "https://example.org/b"),
        ("//other.example/b", "https://other.example/b"),
        (" https://other.example/ ", "https://other.example/"),
        ("mailto:a@example.org", ""),
        ("javascript:alert(1)", ""),
        ("http://[broken", ""),
        ("x" * urls.MAX_LENGTH, ""),
    ],
)
def test_makes_links_absolute(href: str, address: str) -> None:
    """A link is joined with the address of its page; what is no http(s) address is dropped."""
    assert address == urls.to_absolute("https://example.org/a/", href)
