"""The fitted numbers of the check of statements and of the search for contradictions (pure).

No program fits them; `python -m bench.fitting.statements` shows what `DOUBT` costs. `tests/bot/verification` says how
many of the statements in `tests/data/checking` must pass, and how many must not. Windows of characters or words in
which a pattern is looked for stand beside their patterns.
"""

from __future__ import annotations

from typing import NamedTuple

DOUBT = 0.27
"""Probability, by the reader, that a model's sentence is borne out, below which it falls whatever the rules say."""


class SupportThresholds(NamedTuple):
    """The numbers by which a passage supports a statement."""

    overlap: float  # share of a statement's words of content that its nearest sentences must say
    overlap_alone: float  # the same for a statement without a name or an amount
    overlap_words: int  # words of content that a statement must share with its nearest sentences
    synonym: float  # weight of a word that stands there as a synonym, beside 1 for the word itself
    rival_margin: float  # difference of scores up to which another clause may be meant as well
    same_verb: float  # what the same verb adds to a clause's score
    shared_words: float  # weight of the share of words in the clause itself
    shared_words_light: float  # the same for a clause whose verb says little
    denial_overlap: float  # share of a denial's words that a denial in other words must hold
    cause_overlap: float  # share of the words on either side of a cause that a sentence must hold
    source_words: int  # words shared with a sentence that a statement may be taken from
    quotation: int  # words from which on a quotation must be one in the passage too
    title_case: float  # share of words with a capital from which on capitals tell no names


SUPPORT = SupportThresholds(
    overlap=0.4,
    overlap_alone=0.6,
    overlap_words=2,
    synonym=0.7,
    rival_margin=0.2,
    same_verb=0.2,
    shared_words=0.1,
    shared_words_light=1.0,
    denial_overlap=0.5,
    cause_overlap=0.5,
    source_words=2,
    quotation=4,
    title_case=0.8,
)


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
