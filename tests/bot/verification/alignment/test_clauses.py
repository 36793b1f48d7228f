"""A statement's clauses against those of what it cites: who did what, how sure it is, who said it, of which amount."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.model import Source, Statement, StatementKind
from bot.verification.parsing.annotation import annotate
from bot.verification.parsing.clauses import parse
from bot.verification.parsing.syntax import Certainty
from bot.verification.support import is_borne_out, objections
from tests.doubles.catalogue_records import article

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).parents[3] / "data" / "checking"
TUESDAY = date(2026, 3, 10)


def source(text: str, title: str = "", publisher: str = "", number: int = 1, day: date = TUESDAY) -> Source:
    """Return a source with a passage."""
    published = datetime.combine(day, time(12), UTC)
    told = article(f"a{number}", title=title, text=text, published=published, publisher=publisher or "Gannet Wire")
    return Source(number=number, article=told, passage=text)


@lru_cache
def cases(file: str) -> list[dict[str, Any]]:
    """Return the statements of a file with what they cite."""
    return [json.loads(line) for line in (DATA / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]


def passes(case: dict[str, Any]) -> bool:
    """Tell whether a statement of a file passes."""
    cited = [
        source(each["text"], each["title"], each["publisher"], number, date.fromisoformat(each["published"]))
        for number, each in enumerate(case["passages"], start=1)
    ]
    numbers = tuple(each.number for each in cited)
    return is_borne_out(Statement(text=case["statement"], kind=StatementKind.REPORTED, citations=numbers), cited)


@pytest.mark.parametrize(("file", "most_wrong", "most_honest"), [("news", 2, 4), ("more_news", 8, 16)])
def test_statements_on_news_are_told_apart(file: str, most_wrong: int, most_honest: int) -> None:
    """Of the statements that were looked at no more wrong ones pass, and no more honest ones fall, than did."""
    passed = [case["id"] for case in cases(file) if not case["supported"] and passes(case)]
    dropped = [case["id"] for case in cases(file) if case["supported"] and not passes(case)]
    assert len(passed) <= most_wrong, passed
    assert len(dropped) <= most_honest, dropped


def test_the_sets_are_large_enough() -> None:
    """Both files together hold five hundred statements, of which half are wrong."""
    found = [case["supported"] for file in ("news", "more_news") for case in cases(file)]
    assert len(found) > 500
    assert 0.4 < sum(found) / len(found) < 0.6


CLAIMS = [
    # who did it, to whom
    ("Pelk sued Ardent in Oslo.", "Ardent was sued by Pelk in Oslo.", "Pelk was sued by Ardent in Oslo."),
    ("Pelk bought the robot maker Ardent from Tull.", "Tull sold Ardent to Pelk.", "Pelk sold Ardent to Tull."),
    ("Ardent lost a case against Pelk.", "Pelk won a case against Ardent.", "Ardent won a case against Pelk."),
    ("Pelk replaced Ada Moor with Ivo Senn.", "Ivo Senn replaced Ada Moor.", "Ada Moor replaced Ivo Senn."),
    (
        "Pelk has named Ada Moor chief executive.",
        "Pelk has appointed Ada Moor CEO.",
        "Ada Moor named Pelk's chief executive.",
    ),
    (
        "Pelk Labs makes chips; Pelk Robotics filed for bankruptcy.",
        "Pelk Robotics is bankrupt.",
        "Pelk Labs filed for bankruptcy.",
    ),
    ("Pelk's chief, Ada Moor, who opposed the sale, left.", "Ada Moor opposed the sale.", "Ivo Senn opposed the sale."),
    # what was done
    ("Ada Moor owns 20 percent of Pelk.", "Ada Moor holds 20% of Pelk.", "Ada Moor has sold 20 percent of Pelk."),
    ("Ada Moor remains head of Pelk.", "Ada Moor stays head of Pelk.", "Ada Moor has resigned as head of Pelk."),
    # how sure it is
    ("Pelk agreed to buy Ardent.", "Pelk has agreed to acquire Ardent.", "Pelk has bought Ardent."),
    (
        "Pelk is expected to close its Oslo plant.",
        "Pelk is expected to shut its plant in Oslo.",
        "Pelk will close its Oslo plant.",
    ),
    ("Pelk is in talks to raise $50 million.", "Pelk is negotiating to raise $50m.", "Pelk has raised $50 million."),
    (
        "The deal is subject to approval by the regulator.",
        "The deal needs the approval of the regulator.",
        "The regulator has approved the deal.",
    ),
    (
        "Moor does not know whether the talks with Tull failed.",
        "Moor does not know if the talks with Tull failed.",
        "The talks with Tull failed.",
    ),
    (
        "A post wrongly claimed that Pelk had fired Ada Moor.",
        "A post falsely claimed that Pelk had fired Ada Moor.",
        "Pelk had fired Ada Moor.",
    ),
    (
        "Rumours that Pelk is about to close are false.",
        "Rumours that Pelk is about to close are untrue.",
        "Pelk is about to close.",
    ),
    (
        "The arm will not be sold, Moor said, rejecting reports.",
        "Moor said the arm will not be sold.",
        "The arm is being sold.",
    ),
    (
        "Testers have not yet confirmed the figures.",
        "Testers have yet to confirm the figures.",
        "Testers have confirmed the figures.",
    ),
    ("Pelk has no plans for advertising.", "Pelk does not plan advertising.", "Pelk plans advertising."),
    (
        "Exports to Chile are exempt from the rule.",
        "The rule exempts exports to Chile.",
        "The rule also applies to exports to Chile.",
    ),
    # who said it
    ("Moor said costs rose. Senn said sales fell.", "Senn said sales fell.", "Moor said sales fell."),
    (
        "Pelk said the law affects 5 percent of sales, while analyst Ivo Senn of Tull estimated 12 percent.",
        "Ivo Senn estimated that the law affects 12 percent of sales.",
        "Pelk said the law affects 12 percent of sales.",
    ),
    (
        "Pelk is in talks with Tull, people close to it said. A spokesman for Pelk declined to comment.",
        "Pelk is in talks with Tull, people close to it said.",
        "A spokesman for Pelk said it is in talks with Tull.",
    ),
    # of which amount
    ("Pelk will cut 140 of its 900 jobs.", "Pelk will cut 140 of 900 jobs.", "Pelk will cut its jobs to 140."),
    (
        "Sales rose to 2.6 billion euros from 2.1 billion.",
        "Sales grew from 2.1 billion euros to €2.6bn.",
        "Sales rose to 2.1 billion euros.",
    ),
    (
        "Sales were 4.2 billion dollars, compared with 3.6 billion a year earlier.",
        "Sales were $4.2 billion, up from $3.6 billion.",
        "Sales fell to $3.6 billion.",
    ),
    ("Only 3 of 40 tasks were solved.", "3 of 40 tasks were solved.", "37 of 40 tasks were solved."),
    (
        "The rule affects less than 5 percent of sales.",
        "The rule affects under 5% of sales.",
        "The rule affects more than 5 percent of sales.",
    ),
    (
        "Users can send 60 requests per hour.",
        "Users can send 60 requests an hour.",
        "Users can send 60 requests per minute.",
    ),
    ("The plant yields 600 megawatts.", "The plant yields 600 MW.", "The plant yields 600 gigawatts."),
    (
        "Use will rise from 150 tons this year to 450 tons by 2029.",
        "Use will rise to 450 tons by 2029.",
        "Use will rise to 450 tons this year.",
    ),
    ("Pelk employs 340 people, 210 of them engineers.", "Pelk has 340 employees.", "Pelk has 210 employees."),
    (
        "A new line will cost 240 million dollars, of which Pelk promised to pay half.",
        "A new line will cost $240 million.",
        "Pelk promised to pay 240 million dollars for a new line.",
    ),
    (
        "Pelk pays 1.1 billion Swiss francs for Tull.",
        "Pelk pays CHF 1.1 billion for Tull.",
        "Pelk pays $1.1 billion for Tull.",
    ),
    # of which version
    (
        "Corvid 3 scored 61.4 percent, up from 52.9 percent for Corvid 2.",
        "Corvid 3 scored 61.4%.",
        "Corvid 2 scored 61.4 percent.",
    ),
    # when, and in which order
    (
        "Pelk made a loss in the first quarter, as it reported in May.",
        "Pelk made a loss in the first quarter.",
        "Pelk made a loss for May.",
    ),
    (
        "Pelk was worth $2 billion in June and raised money at $6 billion in May.",
        "In June Pelk was worth $2 billion.",
        "In June Pelk was worth $6 billion.",
    ),
    (
        "Pelk moved to Oslo before it hired Moor.",
        "Pelk moved to Oslo before it hired Moor.",
        "Pelk moved to Oslo after it hired Moor.",
    ),
    # cause, extent, comparison
    (
        "Pelk cut jobs. It had doubled its staff in 2025.",
        "Pelk cut jobs.",
        "Pelk cut jobs because it had doubled its staff in 2025.",
    ),
    (
        "Customers on the free plan can send files.",
        "Customers on the free plan can send files.",
        "All customers can send files.",
    ),
    ("Some of the questions have leaked.", "Some of the questions have leaked.", "The questions have leaked."),
    (
        "Moor is the first woman in Norway with a licence.",
        "Moor is the first woman in Norway with a licence.",
        "Moor is the first woman in the world with a licence.",
    ),
    ("Corvid 3 trails Meridian 5.", "Corvid 3 lags behind Meridian 5.", "Corvid 3 came out ahead of Meridian 5."),
    ("Grove 4 is slower than Grove 3.", "Grove 3 is faster than Grove 4.", "Grove 4 is faster than Grove 3."),
    # honest ones only differ in how they are put
    (
        "The Oslo-based startup Pelk makes robots.",
        "Pelk, which is based in Oslo, makes robots.",
        "Pelk, which is based in Bergen, makes robots.",
    ),
    ("Ada Moor did not give a reason.", "Ada Moor gave no reason.", "Ada Moor gave a reason."),
    # the same said in other words, and what is denied, doubted or only partly so
    (
        "Pelk has not filed a lawsuit against Ardent.",
        "Pelk has yet to sue Ardent.",
        "Pelk has sued Ardent.",
    ),
    (
        "Pelk makes robots. Pelk declined to comment.",
        "Pelk would not comment.",
        "Pelk commented on it.",
    ),
    (
        "The law does not apply to firms with fewer than 50 employees.",
        "Firms with fewer than 50 employees are exempt from the law.",
        "The law applies to firms with fewer than 50 employees.",
    ),
    (
        "Pelk no longer sells Corvid 2.",
        "Corvid 2 can no longer be bought from Pelk.",
        "Pelk sells Corvid 2.",
    ),
    (
        "The two events were unrelated, Senn said.",
        "Senn said there was no link between the two events.",
        "The two events were related, Senn said.",
    ),
    (
        "An amendment to exempt small firms was rejected.",
        "An amendment that would have exempted small firms was not accepted.",
        "The amendment exempts small firms.",
    ),
    (
        "Pelk did not disclose the cost of the plan.",
        "Pelk declined to say how much the plan will cost.",
        "Pelk disclosed the cost of the plan.",
    ),
    (
        "Reports that Pelk will close its Oslo office are untrue, the company said.",
        "Pelk will not close its Oslo office, the company said.",
        "Pelk will close its Oslo office.",
    ),
    (
        "Pelk dismissed as speculation a report that it is in talks with Tull.",
        "Pelk dismissed a report that it is in talks with Tull.",
        "Pelk is in talks with Tull.",
    ),
    (
        "A video that seems to show a Pelk robot attacking a worker is a fake, the police said.",
        "The police said that a video is a fake.",
        "A Pelk robot attacked a worker.",
    ),
    (
        "The Oslo Times reported that Pelk had fired 40 people; Pelk said it had fired nobody.",
        "The Oslo Times reported that Pelk had fired 40 people.",
        "Pelk fired 40 people.",
    ),
    (
        "Critics say the rule is too strict. The ministry defends it.",
        "The rule is too strict, critics say.",
        "The ministry says the rule is too strict.",
    ),
    (
        "Ada Moor called the law necessary. Ivo Senn spoke of a mistake.",
        "Ada Moor said the law was necessary.",
        "Ada Moor called the law a mistake.",
    ),
    (
        "Pelk will close two of its five plants in Norway.",
        "Pelk will close two of its five plants.",
        "Pelk will close its plants in Norway.",
    ),
    (
        "Pelk sells chips but no software.",
        "Pelk does not sell software.",
        "Pelk sells software.",
    ),
    (
        "Pelk has raised $85 million from investors including Tull.",
        "Pelk raised $85 million from investors.",
        "Tull has invested $85 million in Pelk.",
    ),
    (
        "Two-thirds of Pelk's revenue came from five customers.",
        "Five customers accounted for about 67 percent of Pelk's revenue.",
        "Six customers accounted for about 67 percent of Pelk's revenue.",
    ),
    (
        "Pelk posted revenue of $2 billion, up 38 percent from a year earlier.",
        "Pelk's revenue was $2 billion, an increase of 38 percent.",
        "Pelk's revenue fell 38 percent.",
    ),
    (
        "Ada Moor will become chief scientist at Pelk.",
        "Pelk is recruiting Ada Moor as chief scientist.",
        "Pelk is recruiting Ivo Senn as chief scientist.",
    ),
    (
        "Ada Moor, Pelk's founder, apologised to customers.",
        "Pelk founder Ada Moor said sorry to customers.",
        "Pelk founder Ivo Senn said sorry to customers.",
    ),
    (
        "Its tool ranked women lower than men.",
        "The tool ranked women lower than men.",
        "The tool ranked men lower than women.",
    ),
]


@pytest.mark.parametrize(("passage", "honest", "wrong"), CLAIMS)
def test_a_clause_is_borne_out_as_a_whole(passage: str, honest: str, wrong: str) -> None:
    """What says the same in other words passes; what takes another doer, degree, speaker, amount or time does not."""
    assert objections(honest, [source(passage)]) == []
    assert objections(wrong, [source(passage)]) != []


def test_what_is_stitched_of_two_sources_is_found_out() -> None:
    """Two articles bear out what each of them says, and not what one says of somebody in the other."""
    cited = [
        source("Ferro cut its price to 9 euros on Monday. It has 3 million users.", "Ferro cuts its price", number=1),
        source(
            "Nimbu raised its price to 19 euros on Friday. It has 5 million users.", "Nimbu raises its price", number=2
        ),
    ]
    assert objections("Ferro cut its price to 9 euros, and Nimbu raised its price to 19 euros.", cited) == []
    assert objections("Nimbu cut its price to 9 euros.", cited) != []
    assert objections("Ferro has 5 million users.", cited) != []


def test_we_is_who_publishes() -> None:
    """In a company's own words "we" is the company, and nobody else."""
    cited = [source("We cut the price of Ember 2 to $1.20 today.", "New prices", publisher="Fennel")]
    assert objections("Fennel lowered the price of Ember 2 to $1.20.", cited) == []
    assert objections("Tull lowered the price of Ember 2 to $1.20.", cited) != []


def levels(text: str) -> list[tuple[str, Certainty]]:
    """Return the verbs of a sentence with how sure it is of them."""
    return [(clause.base, clause.level) for clause in parse(annotate(text, None)).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pelk has bought Ardent.", [("buy", Certainty.SO)]),
        ("Pelk plans to buy Ardent.", [("plan", Certainty.SO), ("buy", Certainty.MEANT)]),
        ("Pelk promised to buy Ardent.", [("promise", Certainty.SO), ("buy", Certainty.AHEAD)]),
        ("Pelk may buy Ardent.", [("buy", Certainty.POSSIBLE)]),
        ("Pelk has yet to buy Ardent.", [("buy", Certainty.FALSE)]),
        ("Pelk stopped buying chips.", [("stop", Certainty.SO), ("buy", Certainty.FALSE)]),
        ("Moor had not shown that Pelk copied it.", [("show", Certainty.FALSE), ("copy", Certainty.POSSIBLE)]),
    ],
)
def test_how_sure_a_sentence_is(text: str, expected: Sequence[tuple[str, Certainty]]) -> None:
    """Denials, guesses, plans and promises are told from what is so."""
    assert levels(text) == expected


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Ortiz, formerly head of Calder, leads Mirabel.", {"lead": "Ortiz formerly head of Calder"}),
        ("Tern employs 60 people and Gannet employs 70.", {"employ": "Gannet"}),
        ("A model trained in Utrecht found nine tumours.", {"find": "A model", "train": "A model"}),
        ("Pelk asked Tull to leave.", {"ask": "Pelk", "leave": "Tull"}),
        ("“It works,” said the founder, Ada Moor.", {"work": "It", "say": "the founder Ada Moor"}),
    ],
)
def test_whose_verb_it_is(text: str, subjects: dict[str, str]) -> None:
    """A subject is found over appositions, relative clauses, infinitives and in front of a quotation's speaker."""
    one = parse(annotate(text, None))
    found = {clause.base: one.text(clause.subject) for clause in one.clauses}
    assert {verb: found.get(verb) for verb in subjects} == subjects
