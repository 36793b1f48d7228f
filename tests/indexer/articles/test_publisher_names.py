"""Publishers' names and the sites that they belong to."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from indexer.articles import FeedFacts, extract, from_entry
from indexer.articles.known_outlets import AGENCIES, COMPANIES, OUTLETS
from indexer.articles.publisher_names import find_misnamed, fits_site, is_borrowed, name_key
from indexer.collecting.publisher_renames import rename_publishers
from indexer.model import Article, Page, Selection
from indexer.model.feeds import Entry, Feed
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, passages, save
from tests.doubles.newsroom import Newsroom, html, item

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AGENCY, COPYCAT = "https://www.reuters.com/a", "https://example.org/a"


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("The New York Times", "nytimes.com"),
        ("Los Angeles Times", "latimes.com"),
        ("New York Post", "nypost.com"),
        ("BBC News", "bbc.co.uk"),
        ("Associated Press", "apnews.com"),
        ("MIT Technology Review", "technologyreview.com"),
        ("The Wall Street Journal", "wsj.com"),
        ("Süddeutsche Zeitung", "sueddeutsche.de"),
        ("El País", "elpais.com"),
        ("Artificial Intelligence News", "artificialintelligence-news.com"),
        ("Deutsche Welle", "dw.com"),
        ("Simon Willison's Weblog", "simonwillison.net"),
        ("The Guardian", "theguardian.com"),
        ("Google", "blog.google"),
        ("Bücherei", "xn--bcherei-n2a.example"),
    ],
)
def test_a_name_fits_a_domain_made_of_its_words(name: str, site: str) -> None:
    """Words may stand there whole, begun or by their initials, and be left out, if a telling one is whole."""
    assert fits_site(name, site)


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("The Batch", "deeplearning.ai"),
        ("Reuters", "example.net"),
        ("Reuters", "xn--reuters-.example"),
        ("Wired", "hotwired.net"),
        ("Financial Times", "times.example"),
        ("Loom News", "news.example"),
        ("", "looms.example"),
        ("Looms", ""),
        ("a a a a a a a a a a a a a a a", "a" * 63 + ".example"),
    ],
)
def test_a_name_fits_no_other_domain(name: str, site: str) -> None:
    """A word that many names have, a part of a word or a host below the domain make no fit."""
    assert not fits_site(name, site)


@pytest.mark.parametrize(
    "name", ["Reuters", "REUTERS", "Reuters News Agency", "The Reuters", "R\u0435uters", "reuters.com"]
)
def test_a_known_name_is_known_however_it_is_written(name: str) -> None:
    """Case, articles, added words and letters that look the same do not make it another name."""
    assert is_borrowed(name, "example.net")
    assert not is_borrowed(name, "reuters.com")


def test_what_begins_with_an_agency_is_the_agencys() -> None:
    """A longer name is no way around it; but many names begin with the word that an outlet has for a name."""
    assert is_borrowed("Reuters Technology", "example.net")
    assert not is_borrowed("Wired Looms", "example.net")
    assert not is_borrowed("Reuters", "localhost:80")
    assert not is_borrowed("Reuters", "10.0.0.7:80")


def test_another_sites_address_is_no_name() -> None:
    """A name in the form of a domain is that domain's, since a filter by it would find the article."""
    assert is_borrowed("loomgazette.org", "example.net")
    assert is_borrowed("https://www.LoomGazette.org/a", "example.net")
    assert not is_borrowed("LoomGazette.org", "loomgazette.org")
    assert not is_borrowed("Node.js", "example.net")
    own, borrowing = ("Loom Gazette", "gazette.example"), ("loomgazette.org", "example.net")
    assert find_misnamed([own, borrowing], []) == [borrowing]


def test_the_known_names_are_their_holders() -> None:
    """Each name of the list is found by itself, save those that several have, and stands there once."""
    names = AGENCIES | OUTLETS | COMPANIES
    free = ["the block", "the decoder", "the sunday times", "the times"]
    assert [name for name in names if not is_borrowed(name, "example.net")] == free
    assert [name for name, sites in names.items() for site in sites.split() if is_borrowed(name, site)] == []
    assert [name for name in COMPANIES if name_key(name) != name] == []
    assert len(names) == len(AGENCIES) + len(OUTLETS) + len(COMPANIES)


@pytest.mark.parametrize("name", ["Newsweek", "Slate", "Platformer", "Caixin", "Rest of World", "Fox Business"])
def test_an_outlet_that_news_is_ascribed_to_is_no_other(name: str) -> None:
    """What an article may name as its source no other site can call itself."""
    assert is_borrowed(name, "example.net")


def test_names_belong_to_those_whom_they_fit() -> None:
    """A name that fits one site is no other's, unless the operator calls it so; one that fits none is anybody's."""
    fitting, borrowing = ("Loom Gazette", "loomgazette.example"), ("LOOM Gazette", "tide.example")
    assert find_misnamed([fitting, borrowing], []) == [borrowing]
    assert find_misnamed([borrowing], []) == []
    assert find_misnamed([fitting, borrowing], [("Loom Gazette", "tide.example")]) == []
    batch = [("The Batch", "deeplearning.ai"), ("The Batch", "tide.example")]
    assert find_misnamed(batch, []) == []
    assert find_misnamed(batch, [("The Batch", "deeplearning.ai")]) == batch[1:]
    assert find_misnamed(batch, [("The Batch", "rss.example")]) == []


def test_a_site_is_not_renamed_twice() -> None:
    """What is shown by its site stays so, even if that begins with a known name; so does what an aggregator shows."""
    assert find_misnamed([("reuters-looms.example", "reuters-looms.example"), ("Reuters", "google.com")], []) == []
    assert find_misnamed([("Reuters", "looms.example"), ("Reuters", "127.0.0.1:80")], []) == [
        ("Reuters", "looms.example")
    ]


def _named(url: str, *, site_name: str = "", source: str = "", feed: str = "", feed_url: str = "") -> Article:
    head = f'<meta property="og:site_name" content="{site_name}">'.encode()
    body = html("tide").replace(b"<head>", b"<head>" + head)
    page = Page(url=url, final_url=url, status=200, content_type="text/html", charset="utf-8", body=body, fetched=NOW)
    entry = Entry(key="", link=url, source=source)
    return extract(page, entry, feed=FeedFacts(name=feed, url=feed_url), now=NOW)


@pytest.mark.parametrize(
    ("expected", "url", "named"),
    [
        ("Reuters", AGENCY, {"site_name": "Reuters"}),
        ("example.org", COPYCAT, {"site_name": "Reuters"}),
        ("example.org", COPYCAT, {"source": "Reuters"}),
        ("example.org", "https://reuters.example.org/a", {"site_name": "Reuters"}),
        ("example.org", "https://reuters.example.org/a", {}),
        ("Loom Gazette", COPYCAT, {"source": "Reuters", "site_name": "Loom Gazette"}),
        ("My looms", COPYCAT, {"site_name": "Reuters", "feed": "My looms", "feed_url": "https://example.org/f"}),
        ("example.org", COPYCAT, {"feed": "Reuters", "feed_url": "https://news.google.com/rss?q=x"}),
        ("Reuters", COPYCAT, {"feed": "Reuters", "feed_url": "https://feeds.example.org/f"}),
        ("The Batch", "https://www.deeplearning.ai/x", {"site_name": "The Batch"}),
    ],
)
def test_a_borrowed_name_is_not_shown(expected: str, url: str, named: dict[str, str]) -> None:
    """Neither a page nor an entry's source nor a host can borrow a known name; the operator can give it to a feed."""
    assert expected == _named(url, **named).publisher


def test_googles_own_feed_names_the_publishers() -> None:
    """An article behind a link that hides its address goes by the publisher's name only if Google's feed says so."""
    link = "https://news.google.com/rss/articles/CBMiabcdefgh?oc=5"
    entry = Entry(key="", link=link, title="A loom", source="Reuters")
    google, other = (
        from_entry(entry, FeedFacts(url=url), url=link, now=NOW, reason="it could not be opened").publisher
        for url in ("https://news.google.com/rss/search?q=looms", "https://looms.example/feed")
    )
    assert (google, other) == ("Reuters", "news.google.com")


def test_a_borrowed_name_hides_no_origin() -> None:
    """A page that uses its source's name still names its source."""
    text = "Looms are sold, as reported by Reuters."
    body = html("tide").replace(b"</article>", f"<p>{text}</p></article>".encode())
    body = body.replace(b"<head>", b'<head><meta property="og:site_name" content="Reuters">')
    page = Page(url=COPYCAT, final_url=COPYCAT, status=200, content_type="text/html", body=body, fetched=NOW)
    article = extract(page, Entry(key=""), now=NOW)
    assert [origin.name for origin in article.origins] == ["Reuters"]


def test_what_is_kept_is_named_anew(tmp_path: Path) -> None:
    """Articles of an earlier collection lose a borrowed name, in filters and in the index, once somebody has it."""
    own = article("own", url="https://loomgazette.example/a", publisher="Loom Gazette")
    theirs = article("theirs", url="https://tide.example/a", publisher="Loom Gazette")
    agency = article("agency", url="https://looms.example/b", publisher="Reuters")
    with closing(open_catalogue(tmp_path / "c.db")) as catalogue:
        for each in (theirs, agency):
            save(catalogue, each)
        seen = catalogue.last_change()
        assert rename_publishers(catalogue, [Feed(url="https://tide.example/feed", name="Tide")]) == 1
        assert rename_publishers(catalogue, []) == 0
        assert {change.passage_id for change in catalogue.changes(seen, 100)} == {each.id for each in passages(agency)}
        save(catalogue, own)
        assert rename_publishers(catalogue, []) == 1
        assert set(catalogue.publishers()) == {"looms.example", "Loom Gazette", "tide.example"}
        for name, ids in (("loom gazette", [own.id]), ("Reuters", []), ("tide.example", [theirs.id])):
            assert [each.id for each in catalogue.articles(Selection(sources=(name,)))] == ids


def test_each_pass_looks_at_names(tmp_path: Path) -> None:
    """A pass renames what an earlier one has kept before it is told to the indexes."""
    with Newsroom(tmp_path) as room:
        room.feed("/f", item(room.page("/a", "loom"), "A"))
        save(room.catalogue, article("kept", url="https://looms.example/b", publisher="Reuters"))
        room.collect()
        assert sorted(each.publisher for each in room.articles) == ["127.0.0.1", "looms.example"]
