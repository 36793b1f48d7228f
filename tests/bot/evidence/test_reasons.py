"""Why something happened is answered by the reason of that, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.composition.statements import compose
from bot.evidence.reasons import told_without_reason
from bot.evidence.selection import select
from bot.language.words import stems, terms
from bot.model import Hit, Query, Seek
from indexer.model import Article, Passage, PlacedPassage
from tests.doubles.evidence_records import evidence, excerpts

NOW = datetime(2026, 11, 24, tzinfo=UTC)
QUESTION = "Why did Acme recall the Falcon arm?"
BARE = "Acme is to recall the Falcon arm, of which it sold 900 in Oslo."


def hit(text: str, name: str = "one", title: str = "News") -> Hit:
    """Return a hit on an article of one passage."""
    article = Article(
        id=name, url=f"https://example.org/{name}", title=title, text=text, publisher=name, first_seen=NOW
    )
    passage = Passage(id=f"{name}-0", article_id=name, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=0.8, lexical=0.8, relevance=0.8, score=0.8, words=stems(text))


def told(*texts: str, question: str = QUESTION) -> list[str]:
    """Return what is told of a question for a reason, from articles of these texts."""
    asked = Query(text=question, terms=terms(question), names=stems("Acme Falcon"), seek=Seek.REASON)
    hits = [hit(text, str(number)) for number, text in enumerate(texts)]
    found = evidence(asked, hits)
    return [claim.text for claim in compose(select(asked, found, excerpts(asked, found), 4))]


REASONS = [
    "Acme will recall the Falcon arm because its joint can burn whoever holds it.",
    "The recall of the Falcon arm by Acme came in response to three burned hands in Bergen.",
    "Acme had to recall the Falcon arm after a student in Oslo burned both hands on it.",
]


@pytest.mark.parametrize("reason", REASONS)
def test_sentence_that_gives_the_reason_leads(reason: str) -> None:
    """Though one that only tells the event says it more in the words of the question."""
    assert told(f"{BARE} Birds sing in Oslo.", f"{reason} Fish swim in Oslo.")[0] == reason


@pytest.mark.parametrize(
    "other",
    [
        "Acme closed its hall in Bergen because of a flood in the cellar.",
        "Acme raised its prices due to a weak krone and a strike of couriers.",
        "Acme would not say for what reason it had closed its hall in Bergen.",
    ],
)
def test_reason_of_another_event_is_none(other: str) -> None:
    """Nor is one told for the event that is asked about by standing near it in another article."""
    assert told(BARE, f"{other} Fish swim in Oslo.") == []


def test_event_without_a_reason_is_no_answer() -> None:
    """What is told of it is known all the same, for whoever is told that nobody says why."""
    asked = Query(text=QUESTION, terms=terms(QUESTION), names=stems("Acme Falcon"), seek=Seek.REASON)
    found = evidence(asked, [hit(f"Fish swim in the port of Oslo. {BARE}")])
    assert told(f"Fish swim in the port of Oslo. {BARE}") == []
    assert told_without_reason(asked, found, excerpts(asked, found)) == BARE


def test_that_nobody_gives_the_reason_is_none() -> None:
    """Whatever words for reasons it has."""
    assert told("Acme will recall the Falcon arm, and gave no reason for it in its notice.") == []


def test_reason_behind_the_event_is_told_with_it() -> None:
    """The reason first, if it can be understood alone; else what it leans on."""
    alone = "At fault is a joint that heats up, due to a cheap spring, said the inspectors."
    leaning = "It did so because of a joint that heats up to ninety degrees."
    assert told(f"{BARE} {alone}") == [alone, BARE]
    assert told(f"{BARE} {leaning}") == [BARE, leaning]


def test_what_stands_under_a_title_that_promises_the_reason_gives_it() -> None:
    """Without any word for one; a title that only asks promises nothing."""
    lead = "The joint of Acme's Falcon arm is hot and bends."
    asked = Query(text=QUESTION, terms=terms(QUESTION), names=stems("Acme Falcon"), seek=Seek.REASON)
    titled = {"Why we recall the Falcon arm": [lead], "Why did Acme recall the Falcon arm?": [], "News of Acme": []}
    for title, expected in titled.items():
        found = evidence(asked, [hit(f"{lead} Fish swim in Oslo.", title=title)])
        assert [each.text for each in select(asked, found, excerpts(asked, found), 4)][:1] == expected


def test_other_questions_take_what_tells_the_event() -> None:
    """Only a reason has to be given by words that give one."""
    asked = Query(text="Did Acme recall the Falcon arm?", terms=terms(QUESTION), seek=Seek.ANYTHING)
    found = evidence(asked, [hit(BARE)])
    assert [each.text for each in select(asked, found, excerpts(asked, found), 4)] == [BARE]


def test_articles_that_are_pointed_at_need_not_say_the_event_again() -> None:
    """Of "why?" after an overview any sentence of the story may give the reason."""
    question = "Why? Acme services were down in Europe"
    asked = Query(text=question, terms=terms(question), names=stems("Acme"), seek=Seek.REASON, within=("0",))
    cause = "Cause: a certificate between the gateway and the login service had expired."
    found = evidence(asked, [hit(f"Acme says that it lasted 97 minutes. {cause}", "0")])
    assert [each.text for each in select(asked, found, excerpts(asked, found), 4)] == [cause]
    assert told(f"Fish swim in the port of Oslo. Birds sing there. {cause}", question=question) == []
