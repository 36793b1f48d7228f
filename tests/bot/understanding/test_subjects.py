"""What a question is on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Form, Subject
from bot.understanding.subjects import SubjectIndex, SubjectKnowledge, subjects_of
from indexer.language.known_subjects import KnownSubject
from indexer.model import Lead

ACME = KnownSubject(name="Acme", also=("Acme AI",), products=("Corvid", "Pica Code"), people=("Ana Torres",))
HOOLI = KnownSubject(name="Hooli Labs", products=("Turbo",))
KNOWN = (ACME, HOOLI, KnownSubject(name="Figment AI"))
NOW = datetime(2026, 8, 1, tzinfo=UTC)


def named(text: str, form: Form = Form.OVERVIEW, index: SubjectIndex | None = None) -> list[str]:
    """Return the names of the subjects of a question."""
    return [subject.name for subject in subjects_of(text, form, index or SubjectIndex(KNOWN))]


def test_company_brings_its_products_and_people_and_not_the_reverse() -> None:
    """News on a company may name what stands for it; who asks for a product wants that alone."""
    index = SubjectIndex(KNOWN)
    (acme,) = subjects_of("What happened at Acme?", Form.OVERVIEW, index)
    assert acme == Subject(name="Acme", aliases=("Acme AI", "Corvid", "Pica Code", "Ana Torres"))
    assert subjects_of("What's new with Corvid?", Form.OVERVIEW, index) == (Subject(name="Corvid"),)


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("whats going on at acmes lab", Form.OVERVIEW, ["Acme"]),
        ("hoolilabs news", Form.OVERVIEW, ["Hooli Labs"]),
        ("What happened at Figment?", Form.OVERVIEW, ["Figment AI"]),
        ("Summarise Globex's Initech deal in July", Form.OVERVIEW, ["Globex", "Initech"]),
        ("whats the story with that Recall thing from Acme", Form.OVERVIEW, ["Recall"]),
        ("What went wrong with Acme's Heron 2?", Form.OVERVIEW, ["Heron 2"]),
        ("what's new on Acme's Hooli Labs stake", Form.OVERVIEW, ["Acme", "Hooli Labs"]),
        ("What happened to Globex's CRO, Lena Ortwin?", Form.OVERVIEW, ["Lena Ortwin"]),
        ("what came of Lena Ortwin, CFO of Globex", Form.OVERVIEW, ["Lena Ortwin"]),
        ("reactions to Globex's new chief executive Lena Ortwin", Form.OPINIONS, ["Lena Ortwin"]),
        ("What happened to Globex's CRO?", Form.OVERVIEW, ["Globex"]),
        ("what happened at Acme since chief Ana Torres left", Form.OVERVIEW, ["Acme", "Ana Torres"]),
        ("What happened between Lena Ortwin and Globex?", Form.OVERVIEW, ["Lena Ortwin", "Globex"]),
        ("any criticism of the Acme-Hooli deal?", Form.OPINIONS, ["Acme", "Hooli Labs"]),
        ("list the AI-related companies that cut jobs", Form.LIST, []),
        ("Heron 2 or Plinth 5.2 for reading contracts?", Form.COMPARISON, ["Heron 2", "Plinth 5.2"]),
        ("compare open models with closed models", Form.COMPARISON, ["open models", "closed models"]),
        ("Is Tidal Lamp better than Tidal Mirror?", Form.COMPARISON, ["Tidal Lamp", "Tidal Mirror"]),
        ("What did Acme release, and how does it compare with Plinth 2?", Form.COMPARISON, ["Acme", "Plinth 2"]),
        ("how does it compare with Plinth 2?", Form.COMPARISON, ["Plinth 2"]),
        ("Heron 4 Pro or Mini?", Form.COMPARISON, ["Heron 4 Pro", "Heron 4 Mini"]),
        ("Which is better, Heron 4 or Turbo?", Form.COMPARISON, ["Heron 4", "Turbo"]),
        ("compare heron-tidal with acme", Form.COMPARISON, ["heron-tidal", "Acme"]),
        ("which AI companies raised money in August?", Form.LIST, []),
        ("what happened in Germany this week?", Form.OVERVIEW, ["Germany"]),
        ("name a few European chip startups", Form.LIST, []),
        ("how did Acme release Heron 2 step by step?", Form.OVERVIEW, ["Heron 2"]),
        ("what did Acme say of Heron 2?", Form.OVERVIEW, ["Acme", "Heron 2"]),
        ("Who runs Acme?", Form.FACT, []),
    ],
)
def test_subjects_of_a_question(text: str, form: Form, expected: list[str]) -> None:
    """Names are found in any spelling; times, places beside names and common words are no subjects."""
    assert named(text, form) == expected


def test_a_name_is_told_of_in_short() -> None:
    """A company without its trade, if the collection tells of it so; a product without its maker."""
    leads = tuple(
        Lead(
            title="",
            text="On Monday Cantor 2 fell. At noon Quanterra rose, of much character.",
            when=NOW - timedelta(days=day),
        )
        for day in range(4)
    )
    index = SubjectKnowledge(KNOWN).index(leads)
    for text, aliases in (
        ("What happened at Quanterra Airways?", ("Quanterra",)),
        ("What happened with Lorne Cantor 2?", ("Cantor 2",)),
        ("What happened at Character AI?", ()),
    ):
        (subject,) = subjects_of(text, Form.OVERVIEW, index)
        assert subject.aliases == aliases


def test_words_behind_ai_are_no_name_for_a_headlines_capitals() -> None:
    """Headlines write "AI Agent Security"; who asks for "AI agent security" names nothing."""
    leads = tuple(
        Lead(title="", text="Last week AI Agent Security rose.", when=NOW - timedelta(days=day)) for day in range(4)
    )
    assert named("AI agent security", index=SubjectKnowledge(KNOWN).index(leads)) == []


def test_side_of_a_comparison_is_known_without_its_maker() -> None:
    """News tells of Globex Nova-4 as "Nova-4", too; what is left of "Initech 4" would be a number."""
    sides = subjects_of("Globex Nova-4 vs Initech 4", Form.COMPARISON, SubjectIndex(KNOWN))
    assert sides == (Subject(name="Globex Nova-4", aliases=("Nova-4",)), Subject(name="Initech 4"))


@pytest.mark.parametrize("text", ["Acme o3 vs Plinth 2", "the price of Acme's o3 vs Plinth 2"])
def test_side_of_a_comparison_is_a_makers_product_and_not_the_maker(text: str) -> None:
    """Where the product's name is known for one by itself, too."""
    sides = subjects_of(text, Form.COMPARISON, SubjectIndex(KNOWN))
    assert sides == (Subject(name="Acme o3", aliases=("o3",)), Subject(name="Plinth 2"))


def test_a_side_is_the_whole_of_a_name_that_is_told_of() -> None:
    """Even once: "acme tidal" is no news on Acme where something is called Acme Tidal, or acme-tidal."""
    leads = (Lead(title="", text="On Monday Acme Tidal rose, and so did Acme-Lunar.", when=NOW),)
    index = SubjectKnowledge(KNOWN).index(leads)
    assert named("compare acme tidal with acme-lunar", Form.COMPARISON, index) == ["Acme Tidal", "Acme-Lunar"]
    assert named("whats new on acme-lunar", index=index) == ["Acme-Lunar"]


def test_names_of_the_collection_are_known_in_small_letters() -> None:
    """What articles name again and again is a name for who writes none in capitals; it is learned once."""
    leads = tuple(Lead(title="", text="On Monday Tarnwick rose.", when=NOW - timedelta(days=day)) for day in range(4))
    knowledge = SubjectKnowledge(KNOWN)
    index = knowledge.index(leads)
    assert named("what was that mess with tarnwick about", index=index) == ["Tarnwick"]
    assert named("What do investors make of Tarnwick's AI overhaul?", Form.OPINIONS, index) == ["Tarnwick"]
    assert knowledge.index(leads) is index
    assert knowledge.index(leads[:1]) is not index


@pytest.mark.parametrize(("articles", "known"), [(20, True), (5, False)])
def test_a_name_that_is_once_in_small_letters_is_no_word(articles: int, *, known: bool) -> None:
    """One of many articles may write it so; where more do, it is a word as well."""
    leads = tuple(
        Lead(title="", text=f"On Monday {'tarnwick' if not day else 'Tarnwick'} rose.", when=NOW - timedelta(days=day))
        for day in range(articles + 1)
    )
    index = SubjectKnowledge(KNOWN).index(leads)
    assert named("what's new with tarnwick", index=index) == ["Tarnwick"] * known
