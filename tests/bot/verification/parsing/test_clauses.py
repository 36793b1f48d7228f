"""Whose verb each verb of a sentence is, by which the speaker of a sentence is found."""

from __future__ import annotations

import pytest

from bot.verification.parsing.annotation import annotate
from bot.verification.parsing.clauses import parse


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
