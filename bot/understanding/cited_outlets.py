"""Whose article a question speaks of: "the Bloomberg report", "an article by CNET" (pure)."""

from __future__ import annotations

import re

from bot.language.words import is_broad_name, terms

_NAME = r"[A-Z][\w&'\u2019]*(?:\.[a-z]{2,4}\b)?(?:[. -](?:(?:of|and|the) )?[A-Z][\w&]*(?:\.[a-z]{2,4}\b)?){0,4}"
_QUOTE = r"['\"\u2018\u2019\u201c\u201d]?"
_WRITTEN = r"(?:articles?|reports?|pieces?|coverage|reportage)"
_OUTLETS = tuple(
    re.compile(rule)
    for rule in (
        rf"\b[Tt]he (?:[a-z]+ )?{_QUOTE}(?P<name>{_NAME}){_QUOTE} {_WRITTEN}\b",
        rf"\b[Aa]n? (?:[a-z]+ )?{_QUOTE}(?P<name>{_NAME}){_QUOTE} {_WRITTEN}\b",
        rf"\b{_WRITTEN} (?:\w+ )?(?:by|from|in) (?:both )?(?:[Tt]he )?{_QUOTE}(?P<name>{_NAME})",
        rf"\b(?:reported|published|covered) (?:by|in) (?:both )?(?:[Tt]he )?{_QUOTE}(?P<name>{_NAME})",
    )
)


def cited_outlets(text: str) -> tuple[frozenset[str], ...]:
    """Return the outlets whose articles a question speaks of, each as the terms of its name.

    "Published in February" and "covered in Japan" name none.
    """
    named = (match["name"] for rule in _OUTLETS for match in rule.finditer(text))
    found = (terms(name) for names in named for name in names.split(" and "))
    return tuple(dict.fromkeys(frozenset(name) for name in found if not all(map(is_broad_name, name))))
