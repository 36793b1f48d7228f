"""The contract of the catalogue: articles, their versions, addresses and passages."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import StoreError
from indexer.model import Article, PlacedPassage, Quality, Selection
from indexer.model.feeds import FeedState
from indexer.passages import split_article
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import NOW, article, current, full_article, link, passages, replayed, save

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue
    from indexer.ports import Catalogue
    from tests.contracts.conftest import Opener

DAY = timedelta(days=1)


def test_it_is_a_catalogue(catalogue: SqlCatalogue) -> None:
    """The SQL catalogue has every method of the port."""
    port: Catalogue = catalogue
    assert port.counts() == {"articles": 0, "passages": 0, "versions": 0}


def test_article_comes_back_whole(catalogue: SqlCatalogue) -> None:
    """An article comes back as it was saved, every field of it."""
    save(catalogue, full_article())
    assert full_article() == catalogue.article(full_article().id)


def test_unknown_article(catalogue: SqlCatalogue) -> None:
    """An article that was never saved is None, and has no versions and no passages."""
    assert catalogue.article("nothing") is None
    assert catalogue.versions("nothing") == 0
    assert catalogue.passages_of("nothing") == []
    assert catalogue.find(["https://example.com/nothing", "http://[", ""]) is None


def test_times_are_utc(catalogue: SqlCatalogue) -> None:
    """A time comes back in UTC with its microseconds, whatever zone it was given in, and from before 1970 too."""
    old = datetime(1914, 8, 1, 12, 0, 0, 1, tzinfo=UTC)
    save(catalogue, article(published=old, first_seen=NOW.astimezone()))
    found = catalogue.article(article().id)
    assert found is not None
    assert (old, NOW, UTC) == (found.published, found.first_seen, found.first_seen.tzinfo)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.com/news/full",
        "http://example.com/news/full/?utm_source=x#part",
        "https://feeds.example.com/full",
    ],
)
def test_find_by_any_address(catalogue: SqlCatalogue, address: str) -> None:
    """An article is found under its URL, under each alias, and under whatever is the same address to the reader."""
    save(catalogue, replace(full_article(), issue=None))
    assert full_article().id == catalogue.find(["https://elsewhere.example/", address])


def test_a_headline_comes_out_as_it_went_in(catalogue: SqlCatalogue) -> None:
    """The one passage of an article without text is its title, whichever way it is read."""
    headline = article(text="", title="Corvid opens an office", quality=Quality.HEADLINE)
    (passage,) = split_article(headline, lambda texts: [len(each.split()) for each in texts])
    catalogue.save(headline, [passage])
    assert [each.passage for each in catalogue.passages_of(headline.id)] == [passage]
    assert [each.passage for each in catalogue.passages([passage.id])] == [passage]
    assert [each.passage for batch in catalogue.all_passages(10) for each in batch] == [passage]


def test_a_text_takes_the_place_of_a_headline(catalogue: SqlCatalogue) -> None:
    """When the text comes the title's passage goes, and the indexes are told both."""
    headline = article(text="", title="Corvid opens an office", quality=Quality.HEADLINE)
    (passage,) = split_article(headline, lambda texts: [len(each.split()) for each in texts])
    catalogue.save(headline, [passage])
    save(catalogue, article())
    assert {each.passage.id for each in catalogue.passages_of(headline.id)} == set(replayed(catalogue))
    assert passage.id not in replayed(catalogue)


def test_own_address_beats_alias(catalogue: SqlCatalogue) -> None:
    """An address leads to the article that stands there, not to one that has it for an alias."""
    borrower = article("borrower", aliases=(article("owner").url,))
    for order in itertools.permutations([borrower, article("owner")]):
        save(catalogue, *order)
        assert article("owner").id == catalogue.find([article("owner").url])


def test_new_text_is_a_version(catalogue: SqlCatalogue) -> None:
    """A changed text counts as a version, keeps the first sight, and unites the addresses."""
    corrected = article(
        text="First of one. Second was wrong.",
        first_seen=NOW + 5 * DAY,
        updated=NOW + 5 * DAY,
        aliases=("https://b.example/one",),
        version=77,
    )
    save(catalogue, article(aliases=("https://a.example/one",)), corrected)
    aliases = ("https://a.example/one", "https://b.example/one")
    expected = replace(corrected, version=2, first_seen=article().first_seen, aliases=aliases)
    assert expected == catalogue.article(article().id)
    assert catalogue.versions(article().id) == 2
    assert catalogue.counts() == {"articles": 1, "passages": 2, "versions": 2}


def test_former_address_becomes_alias(catalogue: SqlCatalogue) -> None:
    """An article that is shown under a new URL is still found under the one before."""
    moved = replace(article(), url="https://www.example.com/archive/one")
    save(catalogue, article(), moved)
    found = catalogue.article(article().id)
    assert found is not None
    assert (moved.url, (article().url,)) == (found.url, found.aliases)
    assert [article().id] * 2 == [catalogue.find([moved.url]), catalogue.find([article().url])]


def test_every_text_stays(catalogue: SqlCatalogue) -> None:
    """Each text that was replaced is kept, under its number and with the time it was collected."""
    texts = ["A first.", "A second.", "A first."]
    for number, text in enumerate(texts):
        save(catalogue, article(text=text, updated=NOW + number * DAY if number else None))
    kept = catalogue.earlier_versions([article().id, "unknown"])
    assert {key: [(each.number, each.text, each.collected) for each in found] for key, found in kept.items()} == {
        article().id: [(1, "A first.", article().first_seen), (2, "A second.", NOW + DAY)]
    }
    assert catalogue.versions(article().id) == 3


def test_time_of_change_stays(catalogue: SqlCatalogue) -> None:
    """The time of the last change stays, when an article is saved without one."""
    save(catalogue, article(updated=NOW), article(tags=("new",)))
    found = catalogue.article(article().id)
    assert found is not None
    assert (found.updated, found.tags, found.version) == (NOW, ("new",), 1)


def test_passages_in_the_order_asked(catalogue: SqlCatalogue) -> None:
    """Passages come with their article in the order of the ids, the unknown left out, a repeated one repeated."""
    one, two = article("one"), article("two")
    save(catalogue, one, two)
    wanted = [passages(two)[2], passages(one)[0], passages(two)[2]]
    ids = [wanted[0].id, "unknown", wanted[1].id, wanted[2].id]
    expected = [PlacedPassage(passage=p, article=one if p is wanted[1] else two, period="2026") for p in wanted]
    assert expected == catalogue.passages(ids)
    assert catalogue.passages([]) == []


def test_more_ids_than_one_statement_binds(catalogue: SqlCatalogue) -> None:
    """Any number of ids can be asked for at once."""
    save(catalogue, article())
    known = passages(article())
    ids = [f"unknown {number}" for number in range(40_000)] + [passage.id for passage in known]
    assert known == [placed.passage for placed in catalogue.passages(ids)]


def test_passages_of_an_article(catalogue: SqlCatalogue) -> None:
    """An article's passages come in its order."""
    save(catalogue, article("one"), article("two"))
    assert passages(article("two")) == [placed.passage for placed in catalogue.passages_of(article("two").id)]


def test_repeated_passage_counts_once(catalogue: SqlCatalogue) -> None:
    """A passage that is given twice is kept once, where it first stands."""
    once = passages(article())
    catalogue.save(article(), [*once, replace(once[0], ordinal=3)])
    assert once == [placed.passage for placed in catalogue.passages_of(article().id)]


def test_all_passages_in_batches(catalogue: SqlCatalogue) -> None:
    """Every current passage is met once, in batches of the size asked for, while others are being saved."""
    save(catalogue, *(article(str(number)) for number in range(5)))
    batches = catalogue.all_passages(4)
    first = next(batches)
    save(catalogue, article("0", title="Changed meanwhile"))
    rest = list(batches)
    assert [len(batch) for batch in [first, *rest]] == [4, 4, 4, 3]
    met = [placed.passage.id for batch in [first, *rest] for placed in batch]
    assert {p.id for number in range(5) for p in passages(article(str(number)))} == set(met)


def test_sparse_months_share_a_year(catalogue: SqlCatalogue) -> None:
    """A new passage goes to its year's collection, by publication and for an undated article by first sight."""
    undated = article("undated", published=None, first_seen=datetime(2024, 2, 29, 23, tzinfo=UTC))
    save(catalogue, article(), undated)
    assert {"2026", "2024"} == set(current(catalogue).values())


def test_dense_month_gets_its_own(opened: Opener) -> None:
    """From the threshold on a month's new passages have a collection of their own, and the old ones stay."""
    march = [article(f"m{number}", published=datetime(2026, 3, 31, 23, 59, tzinfo=UTC)) for number in range(4)]
    april = article("april", published=datetime(2026, 4, 1, tzinfo=UTC))
    catalogue = opened(month_threshold=6)
    save(catalogue, *march[:3], april, march[3])
    periods = [catalogue.passages_of(each.id)[0].period for each in [*march, april]]
    assert periods == ["2026", "2026", "2026-03", "2026-03", "2026"]
    corrected = replace(march[0], text=march[0].text + " Fourth of it.")
    save(catalogue, corrected)
    after = [placed.period for placed in catalogue.passages_of(corrected.id)]
    assert after == ["2026", "2026", "2026", "2026-03"]
    assert current(catalogue) == replayed(catalogue)


def test_redated_passages_count_for_their_new_month(opened: Opener) -> None:
    """A month becomes dense also by articles whose publication turned out to lie in it."""
    april = [article(f"a{number}", published=datetime(2026, 4, 1, tzinfo=UTC)) for number in range(2)]
    march = [article(f"m{number}", published=datetime(2026, 3, 1, tzinfo=UTC)) for number in range(3)]
    catalogue = opened(month_threshold=6)
    save(catalogue, march[0], *april)
    save(catalogue, *(replace(each, published=march[0].published) for each in april))
    save(catalogue, march[1])
    assert catalogue.passages_of(march[1].id)[0].period == "2026-03"


def test_together_is_one_transaction(opened: Opener) -> None:
    """What a thread does together it sees itself at once, and others when the block ends, all of it."""
    catalogue, other = opened(), opened(read_only=True)
    with catalogue.transaction():
        save(catalogue, article("one"))
        with catalogue.transaction():
            save(catalogue, article("two"))
        assert catalogue.counts()["articles"] == 2
        assert catalogue.find([article("one").url]) == article("one").id
        assert other.counts()["articles"] == 0
    assert other.counts()["articles"] == 2
    assert current(catalogue) == replayed(catalogue)


def test_together_is_undone_by_an_error(catalogue: SqlCatalogue) -> None:
    """An error undoes all that was done together with what failed, and nothing that was done before or after."""
    save(catalogue, article("one"))
    nameless = article("nameless", title=None)
    with pytest.raises(StoreError), catalogue.transaction():
        save(catalogue, article("two"), nameless)
    save(catalogue, article("three"))
    assert [catalogue.versions(article(name).id) for name in ("one", "two", "three")] == [1, 0, 1]
    assert current(catalogue) == replayed(catalogue)


def test_publishers_by_articles(catalogue: SqlCatalogue) -> None:
    """Publishers come most articles first, each once in its most frequent spelling, the nameless left out."""
    names = ["Wired", "wired", "Wired", "The Verge", "The Verge", "", "", "", "", "Ars"]
    save(catalogue, *(article(str(number), publisher=name) for number, name in enumerate(names)))
    assert catalogue.publishers() == ["Wired", "The Verge", "Ars"]


def test_publishers_keep_up(catalogue: SqlCatalogue) -> None:
    """What changes an article's publisher, or brings another, is seen by the next who asks."""
    save(catalogue, article("one", publisher="Wired"))
    assert catalogue.publishers() == ["Wired"]
    save(catalogue, article("one", publisher="Ars"))
    assert catalogue.publishers() == ["Ars"]
    catalogue.save(article("two", publisher="The Verge"), ())
    assert catalogue.publishers() == ["Ars", "The Verge"]


def test_leads_of_the_newest_articles(catalogue: SqlCatalogue) -> None:
    """How the newest articles begin is read once, and again when an article has changed."""
    long = article("one", title="One", text="word " * 1_000, published=NOW)
    save(catalogue, long, article("two", title="Two", text="Two.", published=NOW - timedelta(days=1)))
    found = catalogue.leads(5)
    assert [(lead.title, lead.text, lead.when) for lead in found] == [
        ("One", long.text[:400], NOW),
        ("Two", "Two.", NOW - timedelta(days=1)),
    ]
    assert catalogue.leads(5) is found
    assert [lead.title for lead in catalogue.leads(1)] == ["One"]
    save(catalogue, article("three", title="Three", published=NOW + timedelta(days=1)))
    assert [lead.title for lead in catalogue.leads(2)] == ["Three", "One"]


def test_counts_by_feed(catalogue: SqlCatalogue) -> None:
    """A feed's articles are counted by quality, each once, though two of its links lead there."""
    partial = article("two", quality=Quality.PARTIAL)
    for key, each in [("k1", article()), ("k2", article()), ("k3", partial)]:
        catalogue.save(each, passages(each), link(key, article_id=each.id))
    catalogue.record_link(link("k4", feed_url="https://other.example/feed"))
    assert catalogue.counts_by_feed() == {"https://example.com/feed": {"full": 1, "partial": 1}}


def test_an_article_counts_for_every_feed_that_names_it(catalogue: SqlCatalogue) -> None:
    """A link that another feed named first belongs to both, in what is counted, recent and usual; until it is gone."""
    first, second = "https://example.com/feed", "https://other.example/feed"
    catalogue.save(article(), passages(article()), link("k1", article_id=article().id))
    for _ in range(2):
        catalogue.record_poll(FeedState(url=second), [], ["k1"])
    assert catalogue.counts_by_feed() == {first: {"full": 1}, second: {"full": 1}}
    assert catalogue.recent(second, 9) == catalogue.recent(first, 9) == [(Quality.FULL, "")]
    assert catalogue.rhythm(second, NOW + DAY, DAY) == catalogue.rhythm(first, NOW + DAY, DAY)
    assert catalogue.rhythm(second, NOW + DAY, DAY).entries == 1
    assert catalogue.newest_by_feed(NOW + DAY) == {second: catalogue.rhythm(second, NOW + DAY, DAY).newest}
    assert catalogue.newest_by_feed(NOW - 1_000 * DAY) == {}
    catalogue.remove([article().id])
    assert catalogue.counts_by_feed() == {second: {}}


def test_unstorable_characters(catalogue: SqlCatalogue) -> None:
    """A NUL or half a surrogate pair is replaced wherever it stands, and does not make a version at each save."""
    bad = "a\x00b\ud800c"
    dirty = article(
        "dirty", text=f"First {bad}. Second.", title=bad, publisher=bad, authors=(bad,), tags=(bad,), aliases=(bad,)
    )
    save(catalogue, dirty, dirty)
    found = catalogue.article(dirty.id)
    clean = "a\ufffdb\ufffdc"
    assert found is not None
    assert (clean, (clean,), (clean,), 1) == (found.title, found.authors, found.tags, found.version)
    assert [f"First {clean}", "Second."] == [placed.passage.text for placed in catalogue.passages_of(dirty.id)]
    assert [found] == list(catalogue.articles(Selection(sources=(bad,))))
    assert catalogue.find([f"http://{bad}/", bad]) == dirty.id
    assert catalogue.article(bad) is None
    assert catalogue.passages([bad]) == []


_names = st.text(max_size=6)
_articles = st.builds(
    lambda name, title, text, publisher, when: article(
        str(name),
        title=title,
        text=text or "x",
        publisher=publisher,
        published=when,
        aliases=(f"https://a.example/{name}",),
    ),
    name=st.integers(0, 3),
    title=_names,
    text=st.text(alphabet="ab. \x00\ud800é", max_size=20),
    publisher=_names,
    when=st.none() | st.datetimes(timezones=st.just(UTC)),
)
_quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _state(catalogue: SqlCatalogue) -> tuple[object, ...]:
    placed = [each for batch in catalogue.all_passages(50) for each in batch]
    return (list(catalogue.articles(Selection())), placed, catalogue.counts(), catalogue.publishers())


@_quick
@given(articles=st.lists(_articles, unique_by=lambda each: each.id, max_size=4), order=st.permutations(range(4)))
def test_saving_twice_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article], order: list[int]
) -> None:
    """Different articles leave the same rows in whatever order they come, and saved again they change nothing."""
    shuffled = [articles[place] for place in order if place < len(articles)]
    folder = tmp_path_factory.mktemp("catalogue")
    with (
        closing(open_catalogue(folder / "one.db")) as one,
        closing(open_catalogue(folder / "two.db")) as two,
    ):
        save(one, *articles)
        save(two, *shuffled)
        told = two.last_change()
        save(two, *articles)
        assert _state(one) == _state(two)
        assert told == two.last_change()


@_quick
@given(articles=st.lists(_articles, max_size=8))
def test_outbox_tells_all(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> None:
    """Whatever is saved over whatever, an index that follows the outbox holds just the current passages."""
    folder = tmp_path_factory.mktemp("catalogue")
    with closing(open_catalogue(folder / "c.db", month_threshold=2)) as catalogue:
        save(catalogue, *articles)
        assert current(catalogue) == replayed(catalogue)
