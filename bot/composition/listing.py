"""A list: one entry for each name, with what is told of it (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.composition.overview import MOST_STORIES, Overview, likeness
from bot.language.words import is_broad_name, names, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.model import FoundStory, Query

_OWNER = re.compile(r"['\u2019]s?$")
_GOOD = 0.6  # of the best sentence's score that an entry needs
_SAME = 0.6  # likeness from which two sentences are one entry


def compose_list(query: Query, ranked: Sequence[TellingSentence]) -> Overview:
    """Return an entry for each name of which a sentence tells what is asked for, best first.

    `ranked` are sentences of all stories with how well they answer, best first. An entry's name is the first one in its
    sentence, or in its title, that the question does not say.
    """
    asked = stems(query.text)
    least = _GOOD * ranked[0].score if ranked else 0.0
    entries: dict[str, TellingSentence] = {}
    for each in ranked:
        name = entry_name(each, asked)
        if each.score < least or not name or name.casefold() in entries:
            continue
        if all(likeness(each, other) < _SAME and not _is_on(other, each, key) for key, other in entries.items()):
            entries[name.casefold()] = each
    told = list(entries.values())
    left = {each.story.id: each.story for each in told[MOST_STORIES:]}
    return Overview(tuple(sorted(told[:MOST_STORIES], key=lambda each: each.article.when)), _stories(left))


def _is_on(entry: TellingSentence, further: TellingSentence, name: str) -> bool:
    """Tell whether a further sentence is of an article that is on an entry already: its title says so."""
    return entry.article.id == further.article.id and name in entry.article.title.casefold()


def entry_name(told: TellingSentence, asked: frozenset[str]) -> str:
    """Return the name that an entry goes by, "" for none."""
    for name in names(told.sentence.text):
        own = stems(name)
        if own and not own <= asked and not all(map(is_broad_name, own)) and _is_name(name, told):
            return _OWNER.sub("", name)
    return ""


def _is_name(name: str, told: TellingSentence) -> bool:
    """Tell whether a word that begins a sentence is a name: it is written as one within another sentence, too."""
    if " " in name or not told.sentence.text.startswith(name):
        return True
    within = rf"[\w,;:\u2019'\")] {re.escape(_OWNER.sub('', name))}\b"
    return bool(re.search(within, f"{told.article.title}\n{told.article.text}"))


def _stories(found: dict[str, FoundStory]) -> tuple[FoundStory, ...]:
    return tuple(found.values())
