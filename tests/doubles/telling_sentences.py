"""Sentences that tell a story of one report on Acme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evidence.sentences import Evidence
from bot.evidence.story_sentences import SentencesSought, telling_sentences
from bot.language.name_mentions import NameMentions
from bot.language.words import stems
from bot.model import FoundStory, Hit, RetrievedHits
from bot.retrieval.topic_coverage import TopicWords
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import article

if TYPE_CHECKING:
    from bot.evidence.story_sentences import TellingSentence


def told(text: str, *before: str, has_views: bool = False, has_items: bool = False) -> list[TellingSentence]:
    """Return the sentences of a report that tell of Acme, in its order; `before` are those that were told."""
    report = article("a", text=text, title="Acme in brief")
    passage = Passage(id="a", article_id=report.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=report, period="2026")
    hit = Hit(placed=placed, cosine=0.5, lexical=1.0, relevance=1.0, score=1.0, words=stems(text))
    story = FoundStory(id="s", hits=(hit,), prominence=1.0, weight=1.0)
    read = [Evidence(retrieved=RetrievedHits(hits=(hit,), embedded=())).whole(hit)]
    sought = SentencesSought(
        names=NameMentions(("Acme",)),
        topic=TopicWords(""),
        told=frozenset(before),
        has_views=has_views,
        has_items=has_items,
    )
    return sorted(telling_sentences(story, read, sought), key=lambda each: each.sentence.place)
