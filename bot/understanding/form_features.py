"""What a message shows of the form of answer that it wants: its words, masked, and how it is built (pure)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from bot.language.product_versions import asked_products
from bot.language.time_expressions import find_times
from bot.understanding.comparisons import compared_sides
from bot.understanding.pointers import pointer_in
from bot.understanding.question_text import spelled_out, without_address
from indexer.language.known_subjects import shipped_subjects
from indexer.language.product_parser.words import KNOWN, MAKERS

if TYPE_CHECKING:
    from collections.abc import Container

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&+/-][^\W_]+)*|[?/,;:]|\u2026|\.\.+")
_PLURAL_NOUN = r"(?:(?!(?:is|was|has|does)\b)[a-z-]+[^isu\W]s|[a-z-]*(?:classes|men|women)|people|children)\b"
_VERB_OF_SEVERAL = (
    r"(?:are|were|have|do|did|does|can|could|will|would|should|has|is|\w+ed|got|made|won|took|went|left|built|back|run"
    r"|use|work|support)"
)
_PLURAL = re.compile(
    rf"\bwhich (?:{_PLURAL_NOUN}(?! (?:is|was|has)\b)|(?:(?!of\b)\S+ ){{1,3}}?{_PLURAL_NOUN}(?= {_VERB_OF_SEVERAL}\b))"
    rf"|\bwhat (?:(?!(?:is|was|are|were|does|do|did|else|of)\b)\S+ ){{0,2}}?{_PLURAL_NOUN}(?= {_VERB_OF_SEVERAL}\b)",
    re.IGNORECASE,
)
"""Of several the noun behind "which" or "what" is in the plural, and no verb of one: "which lab makes"."""

_COUNTED = re.compile(r"\b(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b", re.IGNORECASE)
_BEFORE_IS = frozenset(("what", "who", "how", "where", "when", "it", "that", "there", "he", "she"))
_NAME, _TIME, _NUMBER = "~N", "~T", "~#"
_ENDS = ("ing", "ed", "est", "er", "s", "ly", "ion")
_STEM = 2  # letters, and more, before such an end
_LONGEST = 3  # tokens that are looked at together
_FIRST = 5  # tokens of which it counts where they stand
_SHORT, _LONG, _STRIDE = 7, 31, 4  # words: what is longer is counted in strides


class FormFeatures(NamedTuple):
    """What a message shows."""

    marks: frozenset[str]  # one to three tokens after each other, and how it is built
    words: tuple[str, ...]  # in small letters, without names, numbers and times


def tokens(text: str) -> list[str]:
    """Return the words and marks of a message in small letters, its names, times and numbers masked."""
    asked = without_address(spelled_out(text))
    masks = [(time.start, time.end, _TIME) for time in find_times(asked)]
    masks += [
        (product.start, product.end, _NAME)
        for product in asked_products(asked)
        if all(product.end <= start or product.start >= end for start, end, _ in masks)
    ]
    found: list[str] = []
    position = 0
    for start, end, mask in (*sorted(masks), (len(asked), len(asked), "")):
        for match in _TOKEN.finditer(asked, position, start):
            found += _token(match.group(), is_first=match.start() <= 1)
        found += [mask] * bool(mask)
        position = end
    return [token for place, token in enumerate(found) if token != _NAME or found[place - 1 : place] != [_NAME]]


def form_features(text: str, vocabulary: Container[str]) -> FormFeatures:
    """Return what a message shows; of a word that is not in the vocabulary only its ending counts."""
    own = tokens(text)
    known = [token if token[0] == "~" or token in vocabulary else _shape(token) for token in own]
    marks = _runs(["^", *known, "$"]) | _built(text, known)
    return FormFeatures(frozenset(marks), tuple(token for token in own if token[0].isalpha()))


def asks_for_several(text: str) -> bool:
    """Tell whether a message asks which of many, in the plural and without saying how many."""
    return bool(_PLURAL.search(text)) and not _COUNTED.search(text)


def _token(word: str, *, is_first: bool) -> tuple[str, ...]:
    """Return a word as it counts, without its "'s"."""
    low = word.lower().replace("\u2019", "'")
    base, owned = (low[:-2], ("'s",)) if low.endswith("'s") else (low, ())
    if owned and base in _BEFORE_IS:
        owned = ("is",)
    if base == "ai":  # what the news is on, and no name
        return (base, *owned)
    if base[:1].isdigit():
        return (_NUMBER, *owned)
    is_written = (word[0].isupper() and not is_first) or any(char.isupper() or char.isdigit() for char in word[1:])
    return (_NAME if is_written or base in _known_names() else base, *owned)


@cache
def _known_names() -> frozenset[str]:
    """Return the names of one word that are known in small letters, too."""
    names = (name.casefold() for each in shipped_subjects() for name in (each.name, *each.also))
    return KNOWN | MAKERS | {name for name in names if " " not in name}


def _shape(token: str) -> str:
    ends = (end for end in _ENDS if token.endswith(end) and len(token) > len(end) + _STEM)
    return f"~{next(ends, 'x')}"


def _runs(given: list[str]) -> set[str]:
    """Return all runs of one to three tokens; the message's ends alone are none."""
    return {
        " ".join(given[start : start + length])
        for length in range(1, _LONGEST + 1)
        for start in range(length == 1, len(given) - length + 1 - (length == 1))
    }


def _built(text: str, given: list[str]) -> set[str]:
    """Return how a message is built."""
    length = sum(token[0] == "~" or token[0].isalnum() for token in given)
    strange = sum(token[0] == "~" and token not in (_NAME, _TIME, _NUMBER) for token in given)
    if length > _SHORT:
        length = _SHORT + (min(length, _LONG) - _SHORT) // _STRIDE
    told = {f"@{min(place, 3)} {token}" for place, token in enumerate(given[:_FIRST])}
    told |= {f"length={length}", f"names={min(given.count(_NAME), 4)}", f"strange={min(strange, 3)}"}
    shown = {
        "=bare": all(token[0] == "~" for token in given),
        "=sides": bool(compared_sides(text)),
        "=pointer": pointer_in(text) is not None,
        "=plural": asks_for_several(text),
    }
    return told | {name for name, holds in shown.items() if holds}
