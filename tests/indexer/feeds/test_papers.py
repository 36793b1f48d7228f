"""Entries of arXiv's feeds, in the forms of now and of the years before 2024, and those of films."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from indexer import feeds
from indexer.articles import FeedFacts, from_entry
from indexer.feeds.links import by_key, has_page
from indexer.model import Kind, Quality
from indexer.model.feeds import Feed
from tests.doubles.catalogue_records import NOW

if TYPE_CHECKING:
    from indexer.model.feeds import Entry

ABSTRACT = "We show that routing p &lt; 0.05 of the tokens is enough for a model to answer on four tasks. " * 3
ANNOUNCED = datetime(2026, 11, 23, 5, tzinfo=UTC)
NEW = (
    "<title>Sparse routing</title><link>https://arxiv.org/abs/2611.01234</link>"
    f"<description>arXiv:2611.01234v1 Announce Type: new \nAbstract: {ABSTRACT}</description>"
    '<guid isPermaLink="false">oai:arXiv.org:2611.01234v1</guid><category>cs.LG</category>'
    "<pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate><dc:creator>Mina Okafor, Per Lind, Bo</dc:creator>"
)
LATER = NEW.replace("01234v1", "01234v2").replace("Type: new", "Type: replace-cross")
EARLIER_FORM = (
    "<title>Sparse routing. (arXiv:2611.01234v1 [cs.LG])</title><link>http://arxiv.org/abs/2611.01234</link>"
    f"<description>&lt;p&gt;{ABSTRACT}&lt;/p&gt;</description><dc:creator>&lt;a href='http://arxiv.org/a/o_1'&gt;"
    "Mina Okafor&lt;/a&gt;, &lt;a href='http://arxiv.org/a/l_1'&gt;Per Lind&lt;/a&gt;, Bo</dc:creator>"
)
API = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/abs/2611.01234v3</id>"
    "<title>Sparse\n  routing</title><published>2026-11-23T05:00:00Z</published><updated>2026-11-24T05:00:00Z</updated>"
    f"<summary>{ABSTRACT}</summary><author><name>Mina Okafor</name></author><author><name>Per Lind</name></author>"
    "<author><name>Bo</name></author><link href='http://arxiv.org/abs/2611.01234v3' rel='alternate'/>"
    "<link title='pdf' href='http://arxiv.org/pdf/2611.01234v3' rel='related'/></entry></feed>"
)


def only(item: str) -> Entry:
    """Return the entry of a feed that has one."""
    channel = (
        f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item>{item}</item></channel></rss>'
    )
    (entry,) = feeds.parse((item if item.startswith("<feed") else channel).encode(), url="https://a.example/").entries
    return entry


@pytest.mark.parametrize("item", [NEW, LATER, EARLIER_FORM, API])
def test_a_paper_is_its_abstract(item: str) -> None:
    """Title, abstract and authors stand without what the feed adds; the page, which says no more, is not fetched."""
    entry = only(item)
    article = from_entry(entry, url=entry.link, feed=FeedFacts(name="arXiv"), now=NOW, reason="no page")
    assert (article.title, article.kind, article.quality) == ("Sparse routing", Kind.RESEARCH, Quality.PARTIAL)
    assert article.text == ABSTRACT.replace("&lt;", "<").strip()
    assert article.authors == ("Mina Okafor", "Per Lind", "Bo")
    assert not has_page(entry)


def test_versions_of_a_paper_are_one() -> None:
    """All forms and versions lead to one link; a later one is a change, and its date is none of publication."""
    found = [only(item) for item in (NEW, LATER, EARLIER_FORM, API)]
    assert list(by_key(Feed(url="https://a.example/"), found)) == ["arxiv.org/abs/2611.01234"]
    assert (found[0].published, found[0].updated) == (ANNOUNCED, None)
    assert (found[1].published, found[1].updated) == (None, ANNOUNCED)


def test_a_film_is_its_description() -> None:
    """A film's description is plain text, line by line, without its chapters; there is no page to fetch."""
    description = (
        "Tessaline cuts jobs, and I &lt;3 looms.\n\n00:00 Opening\n01:20 What is cut\n1:02:03 End\n\nRecorded in June."
    )
    film = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:yt="http://'
        'www.youtube.com/xml/schemas/2015"><entry><id>yt:video:x1</id><yt:videoId>x1</yt:videoId><title>Jobs</title>'
        '<link rel="alternate" href="https://www.youtube.com/watch?v=x1"/><author><name>Mina</name></author>'
        f"<media:group><media:title>Jobs</media:title><media:description>{description}</media:description>"
        '<media:community><media:statistics views="3"/></media:community></media:group></entry></feed>'
    )
    entry = only(film)
    article = from_entry(entry, url=entry.link, now=NOW, reason="no page")
    assert article.text == "Tessaline cuts jobs, and I <3 looms.\n\nRecorded in June."
    assert (article.authors, has_page(entry)) == (("Mina",), False)
