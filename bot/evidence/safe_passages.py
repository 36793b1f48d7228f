"""Evidence -> the passages that a language model is given (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.prompt_injection import addresses_a_machine, may_steer_a_model

if TYPE_CHECKING:
    from bot.evidence.sentences import Evidence
    from bot.model import Hit
    from indexer.model import PlacedPassage

_SHOWN = 8  # passages


def safe_passages(evidence: Evidence) -> list[PlacedPassage]:
    """Return the best passages on what is asked for, without any that speaks to models.

    Nothing of an article comes in which a passage certainly speaks to models: the rest may go on with it. Of other
    articles a passage is left out that only may.
    """
    hostile = {hit.article.id for hit in evidence.hits if _speaks_to_models(hit, evidence)}
    hits = (hit for hit in evidence.hits if hit.article.id not in hostile and not hit.other_product)
    safe = (hit.placed for hit in hits)
    return [each for each in safe if not may_steer_a_model(f"{each.article.title}\n{each.passage.text}")][:_SHOWN]


def _speaks_to_models(hit: Hit, evidence: Evidence) -> bool:
    return any(map(addresses_a_machine, (hit.article.title, *(each.text for each in evidence.sentences(hit)))))
