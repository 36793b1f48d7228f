"""Forms of the verbs of news and their base forms (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.language.lexicon.word_lists import load_lists, read_groups

_ONE_SOUND = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]$")


class VerbForms(NamedTuple):
    """The forms of a verb beside its base form."""

    third: str  # "writes"
    gerunds: tuple[str, ...]  # "writing"; two where spellings differ, as of the past
    pasts: tuple[str, ...]  # "wrote"
    participles: tuple[str, ...]  # "written"; none that is the same as the past


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    return load_lists("verb_forms")


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, ...]]:
    return {base: tuple(pasts) for base, *pasts in read_groups(_lists()["irregular"])}


@lru_cache(maxsize=1)
def _stressed() -> frozenset[str]:
    return frozenset(_lists()["stressed"].split())


def _doubled(base: str) -> str:
    """Return a base form as it stands before "-ed" and "-ing"."""
    double = _ONE_SOUND.fullmatch(base.replace("qu", "q")) or base in _stressed()
    return base + base[-1] if double else base


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _third(base: str) -> str:
    if _ends_in_y(base):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if _ends_in_y(base) else _doubled(base) + "ed"


def conjugate(base: str) -> VerbForms:
    """Return the forms of a verb by its base form, also of one that no list holds."""
    if base in _irregular():
        past, *participles = _irregular()[base]
        return VerbForms(_third(base), (_gerund(base),), (past,), tuple(participles))
    doubled = (f"{base}ling", f"{base}led") if base.endswith("el") else ()  # "cancelled", "labelling"
    return VerbForms(_third(base), (_gerund(base), *doubled[:1]), (_past(base), *doubled[1:]), ())


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for base in (*_irregular(), *_lists()["regular"].split()):
        forms = conjugate(base)
        sorts = {"b": (base,), "s": (forms.third,), "g": forms.gerunds, "d": forms.pasts + forms.participles}
        for form, sort in ((form, sort) for sort, several in sorts.items() for form in several):
            known, before = found.get(form, (base, ""))
            if known == base or base in _irregular():
                found[form] = known, before + sort
    return found


def verb_form(word: str) -> tuple[str, str]:
    """Return the base form of a word that may be a verb, and the forms that it may be, ("", "") if it is none.

    These are "b" for the base form, "s" for the third person, "g" for "-ing" and "d" for the past and its participle.
    """
    return _forms().get(word, ("", ""))
