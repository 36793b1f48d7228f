"""Whose a sentence is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.evidence.attribution import Attribution
from bot.evidence.sentences import Evidence
from bot.language.name_mentions import NameMentions
from bot.language.words import stems
from bot.model import Hit, RetrievedHits
from indexer.model import Kind, Passage, PlacedPassage
from tests.doubles.catalogue_records import article

if TYPE_CHECKING:
    from bot.evidence.sentences import PassageSentence

ACME, GLOBEX = NameMentions(("Acme",)), NameMentions(("Globex",))


def sentences(text: str, **changes: Any) -> tuple[PassageSentence, ...]:
    """Return the sentences of an article."""
    told = article("a", text=text, **({"title": "Acme in brief"} | changes))
    passage = Passage(id="a", article_id=told.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=told, period="2026")
    hit = Hit(placed=placed, cosine=0.5, lexical=1.0, relevance=1.0, score=1.0, words=stems(text))
    return Evidence(retrieved=RetrievedHits(hits=(hit,), embedded=(), stories={}, newest=None)).sentences(hit)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"The boats are slow," said Ada Berg of the union.', "Ada Berg"),
        ('"The boats are slow," said Ada Berg. "They leak, and nobody needs any of them," she added.', "Ada Berg"),
        ('Ada Berg, of the union, said that the boats leak. "The boats are slow. Nobody needs them."', "Ada Berg"),
        ("Ada Berg sails alone. The boat leaked. She thinks that nobody needs it.", "Ada Berg"),
        ('The case is made by Ada Berg, a pilot. The boats leak, she says. "Nobody needs them."', "Ada Berg"),
        ("Ada Berg leads the union of pilots. Berg said that the boats are slow.", "Ada Berg"),
        ("The pilots met. Researchers at Globex say that the boats are slow.", "Researchers at Globex"),
        ("Managers will have to explain each of the moves in writing.", ""),
        ("“Scientists write the paper, and engineers answer the phone at night.”", ""),
    ],
)
def test_who_is_said_to_say_it(text: str, speaker: str) -> None:
    """In the sentence, or in one before it where it is only "she" who says it or nobody; a first word is no name."""
    assert Attribution(sentences(text)[-1], ACME).speaker == speaker


def test_the_name_of_a_speaker_is_found_in_any_text() -> None:
    """However long the words before it are."""
    text = f"{'A.' * 400_000}\n\nAda Berg sails alone. The boat leaked. Berg said that the boats are slow."
    assert Attribution(sentences(text)[-1], ACME).speaker == "Ada Berg"


def test_a_commentary_is_its_authors() -> None:
    """Or its publisher's, where no author is known."""
    assert Attribution(sentences("The boats are too slow for the harbour.")[0], ACME).holder == "Example News"


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Two engineers who sail for Globex doubted that the boats leak.", "Two engineers who sail for Globex"),
        ("A pilot at Acme told me that the boats leak.", "A pilot at Acme"),
        ("Critics see a hole in the hull.", "Critics"),
        ("The company said that the boats leak.", ""),
        ("Two people close to the harbour said that the boats leak.", ""),
        ("The boats leak, critics say.", ""),
    ],
)
def test_a_voice_may_have_no_name(text: str, voice: str) -> None:
    """Whoever a sentence begins with has a view; a source of news has none."""
    whose = Attribution(sentences(text)[0], ACME)
    assert whose.voice == voice
    assert whose.is_by_another is bool(voice)
    assert not Attribution(sentences("An Acme engineer doubted that the boats leak.")[0], ACME).is_by_another


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ('"We are sorry," Chief Executive Ada Berg said on Tuesday.', True),
        ('"We are sorry," said Ada Berg, the chief product officer.', True),
        ('"They are sorry," the union\'s president, Ada Berg, said.', False),
        ('"They are sorry," said Ada Berg of the fund Larkspur Row, an investor.', False),
    ],
)
def test_an_office_tells_who_speaks_for_a_subject(text: str, own: bool) -> None:  # noqa: FBT001  of the table
    """One that is said to be nobody else's, in a report on the subject."""
    said = sentences(text)[0]
    assert Attribution(said, ACME).is_by_another is not own
    assert Attribution(said, GLOBEX).is_by_another


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("I would wait. - Ada Berg", "Ada Berg"),
        ("I would wait.\n\nPosted by Ada Berg", "Ada Berg"),
        ("I would wait.\n\nAda Berg advises ports, and writes here on Sundays.", "Ada Berg"),
        ("I would wait. Ada Berg, a sailor of boats.", "Ada Berg"),
        ("I would wait, as Ada Berg does.", ""),
        ("I would wait.\n\nAda Berg said that the boats leak.", ""),
    ],
)
def test_a_commentary_is_of_whoever_signs_it(end: str, author: str) -> None:
    """Its byline counts first; what reports end with signs nothing."""
    text = f"The boats are slow. {end}"
    assert Attribution(sentences(text, kind=Kind.OPINION)[0], ACME).author == author
    assert Attribution(sentences(text, kind=Kind.REPORTED)[0], ACME).author == ""
    assert Attribution(sentences(text, kind=Kind.OPINION, authors=("Jo Lind",))[0], ACME).author == "Jo Lind"
    assert not any(Attribution(each, ACME).is_signature for each in sentences(text))
