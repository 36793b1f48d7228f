"""Storing: what becomes of an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from indexer.collecting.store_article import decide, store
from indexer.model import MOST_ALIASES, Article, Outcome, Quality
from tests.doubles.catalogue_records import link
from tests.doubles.fakes import FakeEmbedder

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KNOWN = Article(
    id="a", url="https://example.org/a", title="Acme raises 40 million", text="Acme raised 40 million dollars. " * 9,
    publisher="Post", first_seen=NOW, published=NOW - timedelta(hours=2),
)  # fmt: skip


def seen_again(**changes: object) -> Article:
    """Return the known article as a later fetch finds it."""
    return replace(KNOWN, **({"first_seen": LATER} | changes))  # type: ignore[arg-type]  # a test's shorthand


def test_unknown_article_is_new() -> None:
    """What was never seen is kept as it is."""
    assert decide(None, KNOWN, new_address=True) == (Outcome.NEW, KNOWN)


def test_nothing_at_all_is_rejected() -> None:
    """An article without title and text is no article."""
    assert decide(None, replace(KNOWN, title="", text=""), new_address=True)[0] == Outcome.REJECTED


def test_same_text_changes_nothing() -> None:
    """Finding the same text again leaves the known article as it is."""
    assert decide(KNOWN, seen_again(), new_address=False) == (Outcome.UNCHANGED, KNOWN)


def test_changed_text_is_an_update_with_its_time() -> None:
    """A changed text takes the place of the known one, which keeps id, address and first sight."""
    fresh = seen_again(text=KNOWN.text.replace("40", "41"), published=LATER)
    outcome, kept = decide(KNOWN, fresh, new_address=False)
    assert outcome == Outcome.UPDATED
    assert (KNOWN.id, KNOWN.url, NOW, KNOWN.published) == (kept.id, kept.url, kept.first_seen, kept.published)
    assert (fresh.text, LATER) == (kept.text, kept.updated)


def test_second_address_is_a_duplicate() -> None:
    """A new address of a known article adds itself to the aliases and changes nothing else."""
    other = seen_again(url="https://example.org/b", text="something shorter")
    outcome, kept = decide(KNOWN, other, new_address=True)
    assert (Outcome.DUPLICATE, replace(KNOWN, aliases=("https://example.org/b",))) == (outcome, kept)


def test_better_text_replaces_a_headline_and_is_no_correction() -> None:
    """The whole text takes the place of a mere headline, without the mark of an update."""
    headline = replace(KNOWN, text="Acme raises.", quality=Quality.HEADLINE)
    outcome, kept = decide(headline, seen_again(), new_address=True)
    assert (Outcome.UPDATED, KNOWN.text, None) == (outcome, kept.text, kept.updated)


@given(st.sampled_from(list(Quality)), st.sampled_from(list(Quality)), st.text(max_size=400), st.booleans())
def test_worse_never_replaces_better(was: Quality, now: Quality, text: str, new_address: bool) -> None:  # noqa: FBT001  drawn
    """Whatever a later fetch finds, the quality of what is kept does not fall."""
    known = replace(KNOWN, quality=was)
    _, kept = decide(known, seen_again(quality=now, text=text), new_address=new_address)
    assert kept.quality.rank >= known.quality.rank
    assert kept.text == known.text or now.rank > was.rank or len(kept.text) >= 0.3 * len(known.text)


def test_emptied_page_is_rejected() -> None:
    """A page that lost most of its text is an error page, not a correction."""
    assert decide(KNOWN, seen_again(text="Sorry."), new_address=False)[0] == Outcome.REJECTED


# --- with a catalogue


class ShortSighted(FakeEmbedder):
    """Reads no more than a dozen words."""

    max_tokens = 12


def test_no_passage_is_longer_than_the_model_reads(catalogue: SqlCatalogue) -> None:
    """Passages fit the model, however little it reads, and together they are the whole text."""
    sentences = (f"Acme number {number} raised forty million dollars" for number in range(30))
    article = replace(KNOWN, text=". ".join(sentences) + " and " + "more, and " * 20 + "that was all.")
    embedder = ShortSighted()
    assert store(catalogue, embedder, article) == Outcome.NEW
    texts = [placed.passage.text for placed in catalogue.passages_of(article.id)]
    assert max(embedder.count_tokens(texts)) <= 12
    assert "".join(article.text.split()) == "".join("".join(texts).split())


def test_a_model_that_reads_much_gets_no_longer_passages(catalogue: SqlCatalogue) -> None:
    """A passage has at most 200 tokens, also where the model reads more."""
    article = replace(KNOWN, text="Acme raised forty million dollars. " * 200)
    store(catalogue, FakeEmbedder(), article)
    counts = FakeEmbedder().count_tokens([placed.passage.text for placed in catalogue.passages_of(article.id)])
    assert 100 < max(counts) <= 200


def test_an_article_is_found_under_every_address(catalogue: SqlCatalogue) -> None:
    """What leads to a known article under another id or alias is that article: a duplicate if it is a new address."""
    store(catalogue, FakeEmbedder(), KNOWN, link(KNOWN.url))
    other = replace(KNOWN, id="b", url="https://example.org/b", aliases=(KNOWN.url,))
    assert store(catalogue, FakeEmbedder(), other, link(other.url)) == Outcome.DUPLICATE
    assert {each.key: each.article_id for each in catalogue.all_links()} == {KNOWN.url: "a", other.url: "a"}
    kept = catalogue.article("a")
    assert kept is not None
    assert (kept.url, kept.aliases) == (KNOWN.url, (other.url,))
    assert catalogue.counts()["articles"] == 1


def test_an_article_keeps_its_first_addresses(catalogue: SqlCatalogue) -> None:
    """However many links lead to an article, it is known by a limited number of addresses: those that came first."""
    addresses = [f"https://example.org/a?link={number}" for number in range(60)]
    store(catalogue, FakeEmbedder(), KNOWN, link(KNOWN.url))
    for address in addresses:
        assert store(catalogue, FakeEmbedder(), seen_again(aliases=(address,)), link(address)) == Outcome.DUPLICATE
    kept = catalogue.article("a")
    assert kept is not None
    assert list(kept.aliases) == addresses[:MOST_ALIASES]
    assert decide(kept, seen_again(aliases=("https://example.org/z",)), new_address=True) == (Outcome.DUPLICATE, kept)
    better = replace(kept, url="https://example.org/b", text=f"{KNOWN.text} That is all.")
    catalogue.save(better, [])
    moved = catalogue.article("a")
    assert moved is not None
    assert list(moved.aliases) == [KNOWN.url, *addresses[: MOST_ALIASES - 1]]


def test_the_link_is_kept_whatever_becomes_of_the_article(catalogue: SqlCatalogue) -> None:
    """Of an article that is unchanged or rejected the link is kept all the same, and nothing else is written."""
    store(catalogue, FakeEmbedder(), KNOWN, link(KNOWN.url))
    before = catalogue.last_change()
    known_link = replace(link(KNOWN.url), article_id="a", checks=1)
    assert store(catalogue, FakeEmbedder(), seen_again(), known_link) == Outcome.UNCHANGED
    assert (
        store(catalogue, FakeEmbedder(), seen_again(text="Sorry."), replace(known_link, checks=2)) == Outcome.REJECTED
    )
    assert [each.checks for each in catalogue.all_links()] == [2]
    assert (catalogue.article("a"), catalogue.last_change()) == (KNOWN, before)


def test_nothing_is_kept_of_nothing(catalogue: SqlCatalogue) -> None:
    """Of a page without title and text only the link is kept, so that it is not asked for again at once."""
    assert store(catalogue, FakeEmbedder(), replace(KNOWN, title="", text=""), link(KNOWN.url)) == Outcome.REJECTED
    assert catalogue.counts()["articles"] == 0
    assert [(each.key, each.article_id) for each in catalogue.all_links()] == [(KNOWN.url, "")]
