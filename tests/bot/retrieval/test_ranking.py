"""Ranking: what both indexes say of candidates, the question and age -> the order of hits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from bot.language.words import terms
from bot.model import Hit, Period, Query
from bot.retrieval.ranking import Candidate, rank
from bot.retrieval.term_coverage import vocabulary
from indexer.model import Article, Kind, Passage, PlacedPassage

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def candidate(
    name: str,
    text: str,
    *cosines: float,
    bm25: float = 0.0,
    age: timedelta = timedelta(),
    title: str = "",
    authors: tuple[str, ...] = (),
    kind: Kind = Kind.REPORTED,
) -> Candidate:
    """Return a passage of an article of its own, as the indexes found it."""
    article = Article(
        id=name,
        url=f"https://{name}.example/1",
        title=title,
        text=text,
        publisher=name,
        authors=authors,
        published=NOW - age,
        first_seen=NOW,
        kind=kind,
    )
    passage = Passage(id=name, article_id=name, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Candidate(placed=placed, cosines=cosines or (0.5,), bm25=bm25, words=vocabulary(placed))


def query(text: str, **more: object) -> Query:
    """Return a question understood."""
    return Query(**({"text": text, "terms": terms(text)} | more))  # type: ignore[arg-type]  # a test's shorthand


def order(hits: list[Hit]) -> list[str]:
    """Return the articles of hits in order."""
    return [hit.article.id for hit in hits]


def test_saying_more_of_the_question_counts_more_than_repeating_one_word() -> None:
    """Of two passages that are as like the question, the one that says more of its words comes first."""
    asked = query("Who fined Acme over chip exports?")
    rare = candidate("rare", "Acme was fined over its exports of chips.")
    often = candidate("often", "Acme Acme Acme said Acme.", bm25=0.9)
    assert order(rank(asked, [often, rare], NOW)) == ["rare", "often"]


def test_a_word_that_every_candidate_says_tells_nothing_apart() -> None:
    """A question's words weigh more, the fewer candidates say them."""
    asked = query("Acme turbine")
    told = rank(asked, [candidate("one", "Acme."), candidate("two", "A turbine."), candidate("three", "Acme.")], NOW)
    assert order(told)[0] == "two"


def test_who_wrote_an_article_is_part_of_what_it_says() -> None:
    """A question that names an author finds what she wrote, though no sentence names her."""
    asked = query("What does Ines Okafor make of the merger?")
    hers = candidate("hers", "The merger is a mistake.", authors=("Ines Okafor",))
    other = candidate("other", "The merger was announced.")
    assert order(rank(asked, [other, hers], NOW)) == ["hers", "other"]


def test_of_two_as_good_the_newer_comes_first() -> None:
    """Age takes away a part of the score, and never all of it."""
    asked = query("the merger")
    old = candidate("old", "The merger.", 0.9, age=timedelta(days=400))
    new = candidate("new", "The merger.", 0.9)
    astray = candidate("astray", "Weather.", 0.1)
    assert order(rank(asked, [astray, old, new], NOW)) == ["new", "old", "astray"]


def test_the_day_that_is_meant_counts() -> None:
    """What was published on a day that the question may mean is preferred."""
    day = (NOW - timedelta(days=30)).date()
    asked = query("the merger", periods=(Period(first=day, last=day, firm=False),))
    then = candidate("then", "The merger.", age=timedelta(days=30))
    assert order(rank(asked, [candidate("now", "The merger."), then], NOW)) == ["then", "now"]


def test_the_day_that_is_meant_is_the_askers() -> None:
    """In the evening in UTC the next day has begun further east."""
    day = (NOW - timedelta(days=30)).date()
    asked = query("the merger", periods=(Period(first=day, last=day),), zone=timezone(timedelta(hours=13)))
    before = candidate("before", "The merger.", age=timedelta(days=31))
    after = candidate("after", "The merger.", age=timedelta(days=30))
    assert order(rank(asked, [after, before], NOW)) == ["before", "after"]


def test_named_publishers_are_preferred() -> None:
    """What a publisher wrote that the question names comes before the same of another."""
    asked = query("the merger", publishers=("wire",))
    told = rank(asked, [candidate("blog", "The merger.", 0.6), candidate("wire", "The merger.", 0.5)], NOW)
    assert order(told) == ["wire", "blog"]


def test_each_fact_that_is_asked_for_has_its_turn() -> None:
    """Of a question on two facts the best passage on each comes before the second on either; no score rises again."""
    clauses = ("Acme raised its prices in spring", "Globex closed a factory in autumn")
    asked = query(" while ".join(clauses), clauses=clauses)
    first = "Acme raised its prices in spring."
    told = rank(
        asked,
        [
            candidate("acme", first, 0.5, 0.80, 0.1),
            candidate("acme2", first, 0.5, 0.78, 0.1),
            candidate("globex", "Globex closed a factory in autumn.", 0.5, 0.1, 0.70),
        ],
        NOW,
    )
    assert order(told) == ["acme", "globex", "acme2"]
    scores = [hit.score for hit in told]
    assert scores == sorted(scores, reverse=True)


def test_nothing_found_is_nothing_to_order() -> None:
    """Without candidates there are no hits, whatever is asked."""
    assert not rank(query("one thing and another", clauses=("one", "two")), [], NOW)
