"""What stands after the version of a product's name: variants, a name of its own, a size, a stamp (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.language.product_parser.head import MAX_WORDS
from indexer.language.product_parser.name import normalized
from indexer.language.product_parser.tokens import GAPS, HYPHENS, JOINING_GAPS
from indexer.language.product_parser.words import CODENAMES, KNOWN, MAKERS, NO_CODENAME, NO_HEAD, PLAIN_TIERS, TIERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.language.product_parser.name import PartialName
    from indexer.language.product_parser.tokens import TokenRun

_LEVELLED = re.compile(r"(?:.*ed|level|based|class|style|like|era|only|ish|compatible|ready|native|sized|series)$")
_TITLE_CASE = 0.7  # set by hand: share of a line's words with a capital from which on one tells nothing
_FEW_WORDS = 3  # too few to take a share of
_SHORT_WORD = 3  # letters; a shorter word is no codename


def read_suffixes(run: TokenRun, partial: PartialName) -> None:
    """Read whatever belongs to a name after its version."""
    while partial.next < len(run.tokens) and _suffix(run, partial):
        pass


def _suffix(run: TokenRun, partial: PartialName) -> bool:
    """Read the next part of a name; tell whether there is one."""
    place, gap = partial.next, run.gap(partial.next - 1)
    token = run.tokens[place]
    if token.text == "(":
        return _bracketed(run, partial, place + 1)
    if gap == "" and token.text == ":" and run.is_size(place + 1):  # "llama3.1:8b"
        place, gap = place + 1, "-"
        token = run.tokens[place]
    if gap == "" and token.text == "+" and partial.version:
        partial.variants.add("plus")
        return _take(run, partial, 1)
    if gap not in GAPS or gap == "":
        return False
    if token.kind == "number":
        return _further_number(run, partial, place, gap)
    return token.kind == "letters" and _further_word(run, partial, place, gap)


def _take(run: TokenRun, partial: PartialName, number: int) -> bool:
    """Move on by a number of tokens, which belong to the name."""
    partial.next += number
    partial.end = run.tokens[partial.next - 1].end
    return True


def _bracketed(run: TokenRun, partial: PartialName, place: int) -> bool:
    """Read what stands in brackets, if all of it belongs to a name: "(new)", "(20241022)"."""
    inside: list[str] = []
    while place < len(run.tokens) and run.tokens[place].text != ")" and len(inside) <= MAX_WORDS:
        inside.append(run.tokens[place].low)
        place += 1
    if not inside or place >= len(run.tokens) or run.tokens[place].text != ")":
        return False
    if all(word in TIERS for word in inside):
        partial.variants.update(inside)
    elif inside in (["new"], ["old"], ["updated"]) or _is_stamp(inside):
        partial.stamp = "".join(inside)
    else:
        return False
    return _take(run, partial, place + 1 - partial.next)


def _further_number(run: TokenRun, partial: PartialName, place: int, gap: str) -> bool:
    """Read a further number: a size, a stamp, or the second part of "3-5"."""
    token = run.tokens[place]
    if run.is_size(place):
        partial.size = _joined(partial.size, token.text + run.tokens[place + 1].low)
        return _take(run, partial, place + 2 - partial.next)
    if gap not in HYPHENS or run.letters(place):
        return False
    if stamp := _stamp(run, place):
        partial.stamp = "".join(stamp)
        return _take(run, partial, len(stamp))
    first = len(partial.version) == 1 and partial.gap in HYPHENS and place and run.tokens[place - 1].kind == "number"
    if first and len(token.text) == 1:
        partial.version = f"{partial.version}.{token.text}"
        return _take(run, partial, 1)
    return False


def _stamp(run: TokenRun, place: int) -> list[str]:
    """Return the date that begins at a place, "2024-08-06", "05-06" or "0528", in its parts; nothing for none."""
    parts = [run.tokens[place].text]
    while run.is_number(place + len(parts), "-"):
        parts.append(run.tokens[place + len(parts)].text)
    return parts if _is_stamp(parts) else parts[:1] if _is_stamp(parts[:1]) else []


def _further_word(run: TokenRun, partial: PartialName, place: int, gap: str) -> bool:
    """Read a variant or, after the version, the name of its own that a model has."""
    token, close = run.tokens[place], gap in JOINING_GAPS
    if token.low in TIERS and (close or token.has_capital or token.low in PLAIN_TIERS):
        partial.variants.add(token.low)
        return _take(run, partial, 1)
    if close and len(token.text) == 1 and run.is_number(place + 1, "") and run.is_size(place + 1):  # "A22B"
        partial.size = _joined(partial.size, token.low + run.tokens[place + 1].text + run.tokens[place + 2].low)
        return _take(run, partial, 3)
    if close and token.low == "v" and run.is_number(place + 1, "") and not partial.version:
        partial.version = normalized(run.tokens[place + 1].text)
        return _take(run, partial, 2)
    if _is_codename(run, partial, place, gap):
        if not partial.codename:
            partial.brand, partial.core = (*partial.brand, *partial.core), ()
        partial.core = (*partial.core, token.low)
        partial.codename, partial.joined = True, partial.joined or close
        return _take(run, partial, 1)
    return False


def _is_codename(run: TokenRun, partial: PartialName, place: int, gap: str) -> bool:
    """Tell whether a word after a version is part of the name."""
    token = run.tokens[place]
    close = gap in HYPHENS
    if (
        token.low in NO_CODENAME
        or len(token.text) < _SHORT_WORD
        or (not close and (token.low in NO_HEAD or token.low in MAKERS))
    ):
        return False
    if not (partial.version or partial.size) or (run.has_number(place + 1, "") and not _stamp(run, place + 1)):
        return False  # another name begins here
    if token.low in KNOWN:
        return token.low in CODENAMES and not partial.codename
    if close:
        small = run.text[run.tokens[partial.first].start : token.end].islower()
        return (token.has_capital or small) and not _LEVELLED.match(token.low)
    return token.has_capital and not partial.codename and not _in_title_case(run, place)


def _in_title_case(run: TokenRun, place: int) -> bool:
    """Tell whether the words around a place have capitals anyway, so that one tells nothing."""
    token = run.tokens[place]
    start = run.text.rfind("\n", 0, token.start) + 1
    end = run.text.find("\n", token.end)
    around = run.text[max(start, token.start - 150) : token.end + 150 if end < 0 else min(end, token.end + 150)]
    words = re.findall(r"\b[^\W\d_]{4,}\b", around)[1:]  # the first has a capital anyway
    return len(words) > _FEW_WORDS and sum(not word[0].islower() for word in words) > _TITLE_CASE * len(words)


def _is_stamp(parts: Sequence[str]) -> bool:
    """Tell whether numbers are the date of a snapshot: "2024-08-06", "05-06", "0528", "20241022"."""
    lengths = [len(each) for each in parts if each.isdecimal()]
    return lengths in ([4, 2, 2], [4, 2], [2, 2], [2, 4], [2, 2, 4], [4], [6], [8]) and len(lengths) == len(parts)


def _joined(size: str, more: str) -> str:
    return f"{size}-{more}" if size else more
