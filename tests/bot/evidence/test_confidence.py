"""Confidence: how likely it is that what was found answers a question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from bot.evidence.confidence import confidence, count_origins
from bot.model import Hit, Question
from bot.retrieval.term_coverage import term_weights, vocabulary
from bot.understanding.query import understand
from indexer.model import Article, Passage, PlacedPassage, Story
from tests.doubles.evidence_records import evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Query

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GREW = "Acme grew by 3 percent in the first quarter of 2026."


def hit(name: str, text: str, *, title: str = "Acme's figures", relevance: float = 0.8) -> Hit:
    """Return a hit on an article of one passage."""
    article = Article(id=name, url=f"https://{name}.example/1", title=title, text=text, publisher=name, first_seen=NOW)
    passage = Passage(id=name, article_id=name, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    words = vocabulary(placed)
    return Hit(placed=placed, cosine=0.6, lexical=0.6, relevance=relevance, score=relevance, words=words)


def asked(text: str, zone: tzinfo = UTC) -> Query:
    """Return a question understood."""
    return understand(Question(text=text, now=NOW, zone=zone))


def judged(text: str, hits: Sequence[Hit], stories: dict[str, Story] | None = None, zone: tzinfo = UTC) -> float:
    """Return the confidence that hits answer a question."""
    query = asked(text, zone)
    weights = term_weights(query, [each.words for each in hits])
    return confidence(query, evidence(query, hits, stories=stories, weights=weights))


def told(origins: int, **firsts: str) -> dict[str, Story]:
    """Return for each article the one story, with the article that its text comes from."""
    number = len(firsts)
    return {
        name: Story(id="event", articles=number, outlets=number, origins=origins, first=first)
        for name, first in firsts.items()
    }


def test_independent_origins_raise_it_and_copies_do_not() -> None:
    """Two reports of two origins are surer than one; two copies of one agency's report are as sure as one."""
    question = "How much did Acme grow in the first quarter of 2026?"
    one, two = hit("ledger", GREW), hit("times", f"Acme says so. {GREW}")
    copies = judged(question, [one, two], told(1, ledger="wire", times="wire"))
    both = judged(question, [one, two], told(2, ledger="ledger", times="times"))
    assert copies == judged(question, [one, two])
    assert both > copies


def test_rewrites_of_one_report_are_one_origin() -> None:
    """Reports in other words that lead back to one origin count as one, and so does what is beside the point."""
    stories = told(1, ledger="ledger", times="times")
    assert count_origins([hit("ledger", GREW), hit("times", GREW)], stories) == 1
    stories = told(2, ledger="ledger", times="times")
    assert count_origins([hit("ledger", GREW), hit("times", GREW)], stories) == 2
    assert count_origins([hit("ledger", GREW), hit("times", "Weather.", relevance=0.1)], stories) == 1
    assert count_origins([hit("ledger", GREW)], {}) == 1


def test_another_quarter_is_another_event() -> None:
    """A question on the second quarter is less likely answered by what happened in the first."""
    first, second = ("How much did Acme grow in the " + quarter for quarter in ("first quarter?", "second quarter?"))
    assert judged(second, [hit("ledger", GREW)]) < judged(first, [hit("ledger", GREW)]) - 0.2
    assert judged("How much did Acme grow in the 1st quarter?", [hit("ledger", GREW)]) > 0.5


def test_another_round_is_another_event() -> None:
    """A question on a Series C is less likely answered by what is told of the Series D."""
    found = [hit("ledger", "Acme has raised 20 million dollars in a Series D led by Tern.")]
    asked = "Who led Acme's Series "
    assert judged(f"{asked}C?", found) < judged(f"{asked}D?", found) - 0.2


def test_who_was_first_asks_for_no_first_one_of_its_kind() -> None:
    """That something happened first is no quarter, round or version that an answer must name."""
    found = [hit("ledger", "Acme grew by 3 percent, as reported by the Harbour Post.")]
    assert judged("Who first reported that Acme grew?", found) > judged("Who led the first round of Acme?", found) + 0.2


def test_the_day_of_publication_need_not_be_named() -> None:
    """A question on a day or month is not put off by what was published then and does not say so."""
    fined = hit("ledger", "Acme paid a fine of 3 million dollars.")
    for when in ("on 24 November", "in November 2026"):
        dated = judged(f"How much did Acme pay as a fine {when}?", [fined])
        assert dated > judged("How much did Acme pay as a fine in March 2025?", [fined]) + 0.2


def test_the_day_of_publication_is_the_askers() -> None:
    """What was published on a Tuesday in UTC may tell of Monday, unless it was Wednesday for the asker."""
    fined = [hit("ledger", "Acme paid a fine of 3 million dollars.")]
    question = "How much did Acme pay as a fine on Monday?"
    assert judged(question, fined, zone=timezone(timedelta(hours=13))) < judged(question, fined) - 0.1


def test_a_month_vouches_for_no_quarter() -> None:
    """An article of the month that is asked about need not name it, and still has to name the quarter."""
    found = [hit("ledger", GREW)]
    asked = "How much did Acme grow in the {} quarter by its report of November 2026?"
    assert judged(asked.format("second"), found) < judged(asked.format("first"), found) - 0.1


def test_a_time_that_restricts_the_search_costs_nothing() -> None:
    """What was searched is of that time: no sentence need say so."""
    fined = hit("ledger", "Acme paid a fine of 3 million dollars.")
    plain = judged("How much did Acme pay as a fine?", [fined])
    assert judged("How much did Acme pay as a fine this autumn?", [fined]) == plain


def test_a_word_that_nothing_holds_weighs_as_others_do() -> None:
    """Only a name or a number that nothing holds is what is missing; of another word people have many."""
    held, unheld = term_weights(asked("How did Acme grow abroad?"), [frozenset({"acm", "grow"})] * 9), "abroad"
    assert held[unheld] == (held["acm"] + held["grow"]) / 2
    assert (
        term_weights(asked("How did Acme and Globex grow?"), [frozenset({"acm", "grow"})] * 9)["globex"] > held["grow"]
    )


def test_a_name_that_stands_elsewhere_is_no_answer() -> None:
    """A name that the likeliest sentence does not stand near makes an answer less likely than one that it names."""
    far = hit("ledger", f"{GREW} Analysts were pleased. The shares rose. In other news Globex paid a fine.", title="Q1")
    near = hit("ledger", "Globex grew by 3 percent in the first quarter of 2026.", title="Q1")
    question = "How much did the company Globex grow in the first quarter of 2026?"
    assert judged(question, [far]) < judged(question, [near])


def test_an_article_that_was_not_collected_is_no_answer() -> None:
    """A question on one outlet's report is less likely answered by another's, unless that names it."""
    asked = "By how much did Acme grow in the Bloomberg report?"
    own, other = hit("Bloomberg", GREW), hit("ledger", GREW)
    naming = hit("copy", f"{GREW} Bloomberg reported it.")
    assert judged(asked, [other]) < judged(asked, [naming]) - 0.2
    assert judged(asked, [other]) < judged(asked, [own]) - 0.2


def test_nothing_answers_what_nothing_was_found_on() -> None:
    """Without hits the confidence is nothing."""
    assert judged("Who leads Acme?", []) == 0.0
