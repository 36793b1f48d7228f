"""The contract of the catalogue: what is forgotten by order is gone, and stays away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from indexer.catalogue import SqlCatalogue, tables
from indexer.model import Dependent, DependentKind, Membership, Redirect, Traces
from indexer.model.feeds import FeedState
from indexer.web import urls
from tests.doubles.catalogue_records import NOW, article, current, link, replayed, save

if TYPE_CHECKING:
    from indexer.ports.upkeep import ForgetStore
    from tests.contracts.conftest import Opener

KEY = "example.com/news/one"


@pytest.fixture
def catalogue(opened: Opener) -> SqlCatalogue:
    """Return a catalogue with three articles of two sources, one of them corrected."""
    made = opened()
    one = article(aliases=("https://links.example.org/1",))
    other = article("x", url="https://other.example.net/x", publisher="Other Paper")
    save(made, one, replace(one, text="Quite other words.", updated=NOW), article("two"), other)
    made.add_membership(Membership(article_id=one.id, when=one.when, decided=one.id, text=one.id, sketch="[]"))
    feed = FeedState(url="https://example.com/feed", title="Example feed")
    links = [link(KEY, article_id=one.id), link("example.com/news/unfetched"), link("other.example.net/y")]
    made.record_poll(feed, links)
    seen = [(KEY, "https://posts.example.net/1"), ("unknown", "https://posts.example.net/2")]
    made.record_poll(FeedState(url="https://other.example.net/feed", title="Other Paper"), [], [KEY], seen)
    made.request_redirect(Dependent(token="t", kind=DependentKind.LINK, key=KEY), "https://hidden.example/t", NOW)
    made.record_redirect(Redirect(token="t", link="https://hidden.example/t", url=one.url))
    return made


def held(catalogue: SqlCatalogue) -> str:
    """Return everything that stands in any of the tables but the one of fingerprints."""
    with catalogue._database.connect() as connection:
        return "\n".join(
            f"{name}: {row}"
            for name, table in tables.metadata.tables.items()
            if name != "forgotten"
            for row in connection.execute(select(table))
        )


@pytest.mark.parametrize(
    "url",
    ["https://example.com/news/one", "http://www.example.com/news/one/?utm_source=x", "https://links.example.org/1"],
)
def test_a_page_is_forgotten_by_any_of_its_addresses(catalogue: SqlCatalogue, url: str) -> None:
    """Article, versions, passages, links, what names it and where it is hidden go, and both indexes are told."""
    store: ForgetStore = catalogue
    traces = store.traces_at(url)
    expected = {"articles": 1, "versions": 2, "passages": 1, "links": 1, "feeds": 0}
    assert store.count_traces(traces) == store.erase(traces, NOW) == expected
    assert store.traces_at(url).is_empty
    assert "news/one" not in held(catalogue)
    assert "links.example.org" not in held(catalogue)
    assert "posts.example.net" not in held(catalogue)
    assert article().id not in held(catalogue)
    assert replayed(catalogue) == current(catalogue)
    assert catalogue.counts()["articles"] == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("example NEWS", {"articles": 2, "versions": 3, "passages": 4, "links": 1, "feeds": 0}),
        ("https://www.example.com", {"articles": 2, "versions": 3, "passages": 4, "links": 2, "feeds": 1}),
        ("example feed", {"articles": 0, "versions": 0, "passages": 0, "links": 1, "feeds": 1}),
        ("other paper", {"articles": 1, "versions": 1, "passages": 3, "links": 0, "feeds": 1}),
        ("nobody", {"articles": 0, "versions": 0, "passages": 0, "links": 0, "feeds": 0}),
        (" ", {"articles": 0, "versions": 0, "passages": 0, "links": 0, "feeds": 0}),
    ],
)
def test_a_source_is_forgotten_by_name_or_domain(
    catalogue: SqlCatalogue, source: str, expected: dict[str, int]
) -> None:
    """All that a publisher or a domain has there goes, with its feed's state and own unfetched links; others stay."""
    before = catalogue.counts()["articles"]
    traces = catalogue.traces_of(source)
    assert catalogue.erase(traces, NOW) == expected
    assert catalogue.counts()["articles"] == before - expected["articles"]
    assert catalogue.traces_of(source).is_empty
    assert replayed(catalogue) == current(catalogue)


def test_what_was_forgotten_does_not_come_back(catalogue: SqlCatalogue) -> None:
    """A forgotten link is not kept again, and its addresses are told to be forgotten; neighbours are not."""
    catalogue.erase(catalogue.traces_at(article().url), NOW)
    catalogue.record_poll(FeedState(url="https://www.example.com/feed"), [link(KEY), link("example.com/news/new")])
    assert list(catalogue.links([KEY, "example.com/news/new"])) == ["example.com/news/new"]
    catalogue.record_link(link(KEY))
    assert catalogue.links([KEY]) == {}
    names = [urls.identity(address) for address in ("http://example.com/news/one", "https://links.example.org/1")]
    assert [catalogue.is_forgotten([name]) for name in names] == [True, True]
    assert not catalogue.is_forgotten(["example.com/news/two", "example.com/news"])
    assert not catalogue.is_forgotten([])


def test_nothing_is_forgotten_twice(catalogue: SqlCatalogue) -> None:
    """Traces that are gone, as after a kill in between, are no error and count as nothing."""
    traces = catalogue.traces_of("example.com")
    catalogue.erase(Traces(articles=traces.articles[:1]), NOW)
    catalogue.erase(traces, NOW)
    assert catalogue.erase(replace(traces, feeds=()), NOW)["articles"] == 0
