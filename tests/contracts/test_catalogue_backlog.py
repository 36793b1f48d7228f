"""The contract of the catalogue: what stood in feeds when they were first read, and what was imported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.model import Issue
from indexer.model.feeds import FeedState
from tests.doubles.catalogue_records import NOW, article, link, passages, save

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue
    from indexer.model import Article
    from indexer.model.feeds import Link

OLD, ADDED = FeedState(url="https://old.example/feed"), FeedState(url="https://added.example/feed")
ONE = article("one", backlog=True)


def standing(key: str = "k", feed: FeedState = ADDED, of: Article = ONE) -> Link:
    """Return a link that stood in a feed when that was first read, and leads to an article."""
    return link(key, feed_url=feed.url, article_id=of.id, backlog=True)


def is_backlog(catalogue: SqlCatalogue, of: Article = ONE) -> bool:
    """Tell whether an article is backlog."""
    found = catalogue.article(of.id)
    assert found is not None
    return found.backlog


def test_backlog_stays_what_it_is(catalogue: SqlCatalogue) -> None:
    """No later poll of the same feed, check of its page, or corrected text makes news of what stood in the feed."""
    catalogue.record_poll(ADDED, [replace(standing(), article_id="")], backlog_of=["k"])
    catalogue.save(ONE, passages(ONE), standing())
    catalogue.record_poll(ADDED, [replace(standing(), due=NOW, backlog=False)])
    catalogue.record_link(replace(standing(), checks=2, backlog=False))
    catalogue.save(replace(ONE, text="Corrected.", updated=NOW, backlog=False), [], replace(standing(), checks=3))
    assert is_backlog(catalogue)
    assert catalogue.links(["k"])["k"].backlog
    assert catalogue.feed_states()[ADDED.url] == ADDED


def test_what_another_feed_reports_is_news(catalogue: SqlCatalogue) -> None:
    """A link of the backlog that a feed names later on is news with its article and items, and stays news."""
    issue = article("issue", backlog=True, issue=Issue(id=article("issue").id, title=""))
    item = article("item", backlog=True, issue=Issue(id=issue.id, title="", place=1))
    catalogue.record_poll(ADDED, [standing()], backlog_of=["k"])
    save(catalogue, ONE, issue, item)
    catalogue.record_link(standing("i", of=issue))
    catalogue.record_poll(OLD, [], ["k", "i"])
    assert [is_backlog(catalogue, each) for each in (ONE, issue, item)] == [False, False, False]
    third = FeedState(url="https://third.example/feed")
    catalogue.record_poll(third, [], ["k"], backlog_of=["k"])
    catalogue.save(ONE, passages(ONE), standing())
    assert not is_backlog(catalogue)
    assert not catalogue.links(["k"])["k"].backlog


def test_what_stood_in_two_feeds_is_backlog(catalogue: SqlCatalogue) -> None:
    """A link that a second feed had, too, when it was first read stays backlog, however often either names it."""
    catalogue.save(ONE, passages(ONE), standing())
    catalogue.record_poll(OLD, [], ["k"], backlog_of=["k"])
    catalogue.record_poll(OLD, [], ["k"])
    catalogue.record_poll(OLD, [standing(feed=OLD)])  # its config entry stands before the other one's now
    catalogue.record_poll(ADDED, [], ["k"])
    assert is_backlog(catalogue)


def test_what_a_feed_had_already_stays_news(catalogue: SqlCatalogue) -> None:
    """What was reported before a feed is added that has it, too, is news, also where its page is fetched only then."""
    catalogue.record_poll(OLD, [link("k", feed_url=OLD.url)])
    catalogue.record_poll(ADDED, [replace(standing(), article_id="")], backlog_of=["k"])
    catalogue.save(ONE, passages(ONE), standing())
    assert not is_backlog(catalogue)


def test_link_that_became_news_meanwhile(catalogue: SqlCatalogue) -> None:
    """A page that one collector fetches is news if another one has learnt so meanwhile."""
    fetched = replace(standing(), article_id="")
    catalogue.record_poll(ADDED, [fetched], backlog_of=["k"])
    catalogue.record_poll(OLD, [], ["k"])
    catalogue.save(ONE, passages(ONE), replace(fetched, article_id=ONE.id))
    assert not is_backlog(catalogue)


def test_other_address_of_the_same_feed_is_no_news(catalogue: SqlCatalogue) -> None:
    """Where a feed names an article of its backlog by another address, it has not become news; another feed's tells."""
    catalogue.save(ONE, passages(ONE), standing())
    catalogue.save(ONE, passages(ONE), replace(standing("again"), backlog=False))
    assert is_backlog(catalogue)
    catalogue.save(ONE, passages(ONE), replace(standing("elsewhere", OLD), backlog=False))
    assert not is_backlog(catalogue)


def test_imported_article_is_news_once_a_feed_reports_it(catalogue: SqlCatalogue) -> None:
    """What no feed has named is backlog as it was said, until one does that did not have it at first."""
    save(catalogue, ONE)
    catalogue.save(ONE, passages(ONE), standing())
    assert is_backlog(catalogue)
    catalogue.save(ONE, passages(ONE), replace(standing("new", OLD), backlog=False))
    assert not is_backlog(catalogue)


def test_claimed_feed_is_still_to_be_read(catalogue: SqlCatalogue) -> None:
    """To claim a feed that was never polled makes no feed of it that was read; one that was read stays so."""
    catalogue.record_poll(OLD, [])
    catalogue.take_leases(["one"], "one", 3600.0)
    catalogue.claim_feeds([OLD.url, ADDED.url], "one")
    assert {url: state.unread for url, state in catalogue.feed_states().items()} == {OLD.url: False, ADDED.url: True}
