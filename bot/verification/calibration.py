"""The fitted number of the check of a model's sentences, and those of the search for contradictions (pure).

The first one holds for one reader, `bot.model.fitted_models.READER`. Windows of characters or words in which a pattern
is looked for stand beside their patterns.
"""

from __future__ import annotations

from typing import NamedTuple

BORNE_OUT = 0.88
"""Probability, by the reader, that a sentence is borne out, from which on it is posted. Chosen by the totals of a set
that was not read; `python -m bench.fitting.statements` says what it costs."""

QUOTATION_WORDS = 4
"""Words from which on a quotation must be one in the passage too; not fitted."""
SOURCE_WORDS = 2
"""Words shared with a sentence that a statement may be taken from; not fitted."""


class ContradictionThresholds(NamedTuple):
    """The numbers by which two sentences on one thing contradict each other; shares are of words without names."""

    shared_words: int  # with names
    on_one_thing: float  # share of the shorter sentence's words
    on_one_thing_nameless: int  # words that two sentences share which share no name
    other_name: float  # share of the shorter sentence's words from which another name in its place is another one
    same_in_other_order: float  # share of the longer sentence's words from which two say the same
    denial_reach: int  # words of content that a denial reaches
    denied_words: int  # of these, the words that the other sentence must hold
    amount_same_verb: float  # share of words where two amounts have one verb, one name and count one thing
    amount_other_verb: float  # the same where they have no verb in common
    amount_words: int  # words that two sentences share where amounts have no verb in common
    rounded: float  # relative difference up to which the rounder amount may stand for the other
    approximate: float  # the same where one is said to be approximate


# Set by hand, by reading what the rules made of the pairs in `tests/data/checking`: a false alarm is worse than a miss.
CONTRADICTION = ContradictionThresholds(
    shared_words=2,
    on_one_thing=0.6,
    on_one_thing_nameless=4,
    other_name=0.75,
    same_in_other_order=0.8,
    denial_reach=6,
    denied_words=3,
    amount_same_verb=0.3,
    amount_other_verb=0.8,
    amount_words=2,
    rounded=0.1,
    approximate=0.15,
)
