"""Filters: which entries of a feed are wanted."""

from __future__ import annotations

import time

import pytest

from indexer.feeds.filters import filter_entries
from indexer.model.feeds import Entry, Feed, FeedSource

URL = "https://example.org/feed"


def entry(title: str, summary: str = "", content: str = "") -> Entry:
    """Return an entry."""
    return Entry(key=title, title=title, summary=summary, content=content)


def kept(feed: Feed, *entries: Entry) -> list[str]:
    """Return the titles of the entries that a feed's filters let through."""
    return [each.title for each in filter_entries(feed, entries).entries]


@pytest.mark.parametrize(
    ("pattern", "title", "expected"),
    [
        ("OpenAI", "What openai said", True),
        ("OpenAI", "OpenAI\u2019s plan", True),
        ("AI", "He said so", False),
        ("AI", "AI-made", True),
        ("C++", "Why C++ stays", True),
        ("new model", "A NEW model", True),
        ("new model", "New models", False),
        ("straße", "Die STRASSE", False),
        ("(x", "f(x)", True),
        ("/GPT-\\d/", "gpt-5 is here", True),
        ("/GPT-\\d/", "GPT-x", False),
        ("/(?-i:AI)/", "ai", False),
        ("/^Sponsored/", "Not sponsored", False),
        ("/^(?!.*podcast)/", "A podcast", False),
        ("/^(?!.*podcast)/", "A paper", True),
        ("/a", "either/or", False),
    ],
)
def test_words_and_regular_expressions(pattern: str, title: str, expected: bool) -> None:  # noqa: FBT001  a table
    """Words are whole words in any case; between slashes stands a regular expression."""
    assert [title] * expected == kept(Feed(url=URL, include=(pattern,)), entry(title))
    assert [title] * (not expected) == kept(Feed(url=URL, exclude=(pattern,)), entry(title))


def test_exclude_outweighs_include() -> None:
    """With `include` an entry must match one of it; what matches `exclude` is out all the same."""
    feed = Feed(url=URL, include=("chips", "models"), exclude=("podcast",))
    entries = [entry("Chips"), entry("New models"), entry("Chips: the podcast"), entry("Weather")]
    assert kept(feed, *entries) == ["Chips", "New models"]
    assert filter_entries(feed, entries).filtered == 2


def test_summary_counts_as_plain_text() -> None:
    """The summary is compared without its markup, on a line of its own; a body counts where there is no summary."""
    feed = Feed(url=URL, include=("big chips", "/^Alpha\\n/"))
    assert kept(feed, entry("a", "<p>The <b>big</b> chips"), entry("b", '<img alt="big chips">'), entry("Alpha", "x"),
                entry("c", content="<p>big chips"), entry("d", "short", "<p>big chips"),
                entry("big", "chips")) == ["a", "Alpha", "c"]  # fmt: skip


def test_no_filter_lets_everything_through() -> None:
    """A feed without filters is left as it is."""
    assert kept(Feed(url=URL), entry("a"), entry("")) == ["a", ""]


@pytest.mark.parametrize("pattern", ["/(a+)+$/", "/(.*a){25}b/", "/(\\w+\\s?)+$/", "/(a?){400}a{400}$/"])
def test_hostile_pattern_is_bounded_in_time(pattern: str) -> None:
    """A pattern that would take for ever is left out for the rest of the poll, in words, and no entry is lost."""
    entries = [entry("a" * 299 + "!", summary="a" * 4000 + "!") for _ in range(50)]
    begun = time.process_time()
    included = filter_entries(Feed(url=URL, include=(pattern,)), entries, seconds=0.1)
    excluded = filter_entries(Feed(url=URL, exclude=(pattern,)), entries, seconds=0.1)
    assert time.process_time() - begun < 5
    assert (len(included.entries), len(excluded.entries)) == (50, 50)
    assert [f"the filter {pattern!r} took longer than 0.1 s and was left out: simplify it"] == list(included.problems)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/news/", "/news/a", True),
        ("/news/", "/newsletter", False),
        ("/news/", "/en/news/a", False),
        ("/News/", "/news/a", False),
        ("/*/news/", "/en/news/a", True),
        ("/*.html$", "/a/b.html", True),
        ("/*.html$", "/a/b.html?x=1", False),
        ("/a?id=", "/a?id=7", True),
        ("/(draft)/[x]/", "/(draft)/[x]/a", True),
        ("/", "/anything", True),
    ],
)
def test_paths_are_those_of_robots_txt(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001  a case
    """On a sitemap a filter is the beginning of a path, with "*" for anything and "$" for the end."""
    site = Feed(url=URL, source=FeedSource.SITEMAP, include=(pattern,))
    page = Entry(key=path, link=f"https://example.org{path}", title="/news/")
    assert bool(filter_entries(site, [page]).entries) is expected


def test_path_that_takes_for_ever_is_left_out() -> None:
    """A path of very many stars costs its time and no more."""
    site = Feed(url=URL, source=FeedSource.SITEMAP, exclude=("/" + "*a" * 200 + "$",))
    page = Entry(key="a", link=f"https://example.org/{'a' * 1_900}b")
    found = filter_entries(site, [page], seconds=0.05)
    assert len(found.entries) == 1
