"""What a sentence is to the kind of events that is asked for."""

from __future__ import annotations

from bot.evidence.sentences import Evidence
from bot.evidence.told_event import ToldEvent
from bot.language.event_kinds import kind_asked
from bot.language.words import stems
from bot.model import Hit, RetrievedHits
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import article

ROUND_UP = (
    "**Outages.** Kiln was slow for an hour.\n**Hires.** Ada Berg joins Acme.\n**Money.** Hooli has cash to spend."
)


def events(question: str, text: str, title: str = "The week", *, is_own: bool = False) -> list[ToldEvent]:
    """Return what each sentence of an article is to the events that a question asks for."""
    report = article("a", text=text, title=title)
    passage = Passage(id="a", article_id=report.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=report, period="2026")
    hit = Hit(placed=placed, cosine=0.5, lexical=1.0, relevance=1.0, score=1.0, words=stems(text))
    read = Evidence(retrieved=RetrievedHits(hits=(hit,), embedded=())).sentences(hit)
    kind = kind_asked(question)
    assert kind
    return [ToldEvent(kind, each, is_own=is_own) for each in read]


def test_a_sentence_tells_an_event_by_its_verb_or_its_title() -> None:
    """The title tells it of the first sentence, which says some of its words."""
    first, second = events("who was sued?", "Acme sued Hooli in May. The sea was calm.")
    assert (first.is_told, second.is_told) == (True, False)
    first, second = events("who was sued?", "A suit of Acme on Hooli is on. The sea was calm.", "Acme sued Hooli")
    assert (first.place, first.is_titled, first.is_told, second.is_told) == (None, True, True, False)


def test_an_item_under_the_kinds_name_tells_one() -> None:
    """And the others of its round-up do not."""
    found = {each.sentence.text: each.is_told for each in events("which outages were there?", ROUND_UP)}
    assert [text for text, is_told in found.items() if is_told] == ["Kiln was slow for an hour."]


def test_a_makers_title_that_is_but_a_name_tells_a_release() -> None:
    """Of what it names; of whoever else posts it, or of another event, it tells nothing."""
    text = "Your sails. Your wind. Under way."
    first, *_ = events("what has Acme released?", text, "Falcon Sails", is_own=True)
    assert (first.is_named, first.is_titled, first.is_told) == (True, True, True)
    first, *_ = events("what has Acme released?", text, "Falcon Sails")
    assert (first.is_named, first.is_told) == (False, False)
    first, *_ = events("whom has Acme sued?", text, "Falcon Sails", is_own=True)
    assert (first.is_named, first.is_told) == (False, False)
