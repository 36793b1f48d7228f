"""Forms of the verbs of news and their base forms (pure)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.lexicon.word_lists import load_lists, read_groups

_ONE_SOUND = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]$")


def _doubled(base: str, stressed: frozenset[str]) -> str:
    """Return a base form as it stands before "-ed" and "-ing"."""
    double = (_ONE_SOUND.fullmatch(base.replace("qu", "q")) or base in stressed) and not base.endswith(("w", "x", "y"))
    return base + base[-1] if double else base


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _gerund(base: str, stressed: frozenset[str]) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return _doubled(base, stressed) + "ing"


def _past(base: str, stressed: frozenset[str]) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return _doubled(base, stressed) + "ed"


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, str]]:
    lists = load_lists("verb_forms")
    stressed = frozenset(lists["stressed"].split())
    found: dict[str, tuple[str, str]] = {}
    for base, *past in read_groups(lists["irregular"]):
        own = ((base, "b"), (_third(base), "s"), (_gerund(base, stressed), "g"), *((each, "d") for each in past))
        for form, sort in own:
            known, sorts = found.get(form, (base, ""))
            found[form] = known, sorts + sort
    for base in lists["regular"].split():
        own = ((base, "b"), (_third(base), "s"), (_gerund(base, stressed), "g"), (_past(base, stressed), "d"))
        for form, sort in own:
            found.setdefault(form, (base, sort))
        if base.endswith("el"):  # "cancelled", "labelling"
            found |= {f"{base}led": (base, "d"), f"{base}ling": (base, "g")}
    return found


def verb_form(word: str) -> tuple[str, str]:
    """Return the base form of a word that may be a verb, and the forms that it may be, ("", "") if it is none.

    These are "b" for the base form, "s" for the third person, "g" for "-ing" and "d" for the past and its participle.
    """
    return _forms().get(word, ("", ""))
