"""What comes nearest to an answer where nothing answers: one sentence, quoted and never posed as the answer (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.composition.statements import compose, verify
from bot.evidence.selection import select
from bot.language.words import stems
from bot.model import RefusalReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.answerability import Judgement
    from bot.evidence.sentence_scores import Excerpt
    from bot.evidence.sentences import Evidence
    from bot.model import Claim, Query

_NEAR = 0.6
"""Share of the probability that an answer needs from which on a sentence is worth quoting, set by hand: of what is less
likely hardly a sentence is on what was asked."""


def nearest_told(
    query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], judged: Judgement, least: float
) -> Claim | None:
    """Return the sentence that would have led an answer which is only a little too unlikely; None if there is none.

    It says every name that the question does, or its article's title or publisher says it. `least` is the probability
    that an answer needs.
    """
    is_unlikely = judged.refusal is not None and judged.refusal.reason is RefusalReason.UNLIKELY
    if not is_unlikely or judged.probability < _NEAR * least:
        return None
    claims = verify(compose(select(query, evidence, excerpts, 1)))
    return next((each for each in claims if _is_on(query, each)), None)


def _is_on(query: Query, claim: Claim) -> bool:
    article = claim.citations[0].article
    return claim.text != article.title and query.names <= stems(f"{article.publisher} {article.title} {claim.text}")
