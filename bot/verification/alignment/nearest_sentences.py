"""The sentences of a passage that a statement is most like, and whether they say most of its words (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.verification.alignment.candidates import CONVERSE, SUPPORTING
from bot.verification.alignment.discourse_relations import compared_scales, is_on_scale
from bot.verification.calibration import SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.syntax import Parse, Token

_SAYS_LITTLE = frozenset(
    {
        "longer",
        "far",
        "access",
        "based",
        "headquartered",
        "located",
        "compared",
        "model",
        "company",
        "firm",
        "startup",
        "respectively",
        "around",
        "roughly",
        "approximately",
        "nearly",
    }
)


def nearest_sentences(mine: Parse, there: Sequence[Parse]) -> list[Parse]:
    """Return the two sentences that share most words with a statement, the second those that the first lacks."""
    left = [token for token in mine.tokens if token.word.concept]
    found: list[Parse] = []
    for _ in range(2):
        best = max(there, key=lambda one: sum(_weigh(token, one) for token in left), default=None)
        if best is not None:
            found.append(best)
            left = [token for token in left if not _weigh(token, best)]
    return found


def _weigh(token: Token, one: Parse) -> int:
    return (1 if token.name else 2) if token.senses & one.senses else 0


def check_overlap(mine: Parse, near: Sequence[Parse], there: Sequence[Parse]) -> Iterator[str]:
    """Yield that too few of a statement's words are those of the sentences that it is most like."""
    words = [
        token
        for token in mine.tokens
        if token.word.concept and not token.name and token.base not in SUPPORTING and token.low not in _SAYS_LITTLE
    ]
    scales = frozenset().union(*(compared_scales(each) for each in there))
    met = [
        token
        for token in words
        if is_on_scale(token.low, scales) or any(token.senses & each.senses or _trades(token, each) for each in near)
    ]
    names = [token for token in mine.tokens if token.name]  # whether they are there was looked at before
    share = SUPPORT.overlap if names or mine.sentence.amounts else SUPPORT.overlap_alone
    tight = [token for token in met if any(tight_senses(token) & each.senses for each in near)]
    if (
        len(tight) + SUPPORT.synonym * (len(met) - len(tight)) < share * len(words)
        or len(met) < min(1, len(words))
        or len(met) + len(names) < max(1, min(SUPPORT.overlap_words, len(words) + len(names)))
    ):
        strange = " ".join(token.low for token in words if token not in met)
        yield f"too little of it is there: not {strange}"


def tight_senses(token: Token) -> frozenset[int | str]:
    """Return the senses that a word shares with its own forms and closest synonyms only."""
    return frozenset(sense for sense in token.senses if isinstance(sense, str))


def _trades(token: Token, one: Parse) -> bool:
    """Tell whether a sentence says a thing from the other side: "sold" where a statement has "bought"."""
    others = {other for pair in CONVERSE if token.base in pair for other in pair}
    return any(each.base in others for each in one.tokens)
