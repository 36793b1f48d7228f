"""What has changed from one version of an article's text to the next, word by word (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain, islice, starmap, zip_longest
from typing import TYPE_CHECKING

from bot.server.pages.page_room import html_bytes
from indexer.web.plaintext import split_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PARAGRAPHS = 400  # of a text that are compared: the time of a match grows with more than their number
_EFFORT = 20_000  # see `_effort`; two paragraphs of 800 words of English take 8,000
_ALIKE = 0.4  # set by hand: share of words in common from which on one paragraph is another version of the other
_SHOWN = 40  # changed paragraphs
_LONGEST = 700  # characters of words that are new or gone
_AROUND = 140  # characters of what is kept, on each side of a change
_MARKS = 16  # bytes of HTML around a piece
_PIECE = re.compile(r"\s*\S+")


class Change(StrEnum):
    """What has become of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of a paragraph that have the same fate."""

    text: str  # with the blanks before it
    change: Change = Change.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedParagraph:
    """A paragraph that is new, gone, or has other words than before."""

    pieces: tuple[Piece, ...]

    @property
    def room(self) -> int:
        """Bytes of HTML that it takes."""
        return sum(html_bytes(piece.text) + _MARKS for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanges:
    """The differences between two texts."""

    paragraphs: tuple[ChangedParagraph, ...] = ()
    unchanged: int = 0  # paragraphs
    more: int = 0  # changed paragraphs beyond those that are told

    @property
    def room(self) -> int:
        """Bytes of HTML that it takes."""
        return sum(paragraph.room for paragraph in self.paragraphs)


def text_changes(before: str, after: str, room: int = 20_000) -> TextChanges:
    """Return what stands in one text and not in the other, in at most `room` bytes of HTML.

    Paragraphs are parted by blank lines. Of those that have changed, what is far from every change is left out.
    """
    old, new = (split_paragraphs(text)[:_PARAGRAPHS] for text in (before, after))
    opcodes = SequenceMatcher(None, old, new).get_opcodes()
    replaced = [(old[start:end], new[at:to]) for kind, start, end, at, to in opcodes if kind != "equal"]
    every = chain.from_iterable(starmap(_replaced, replaced))
    shown = tuple(_fitting(map(_shortened, islice(every, _SHOWN)), room))
    unchanged = sum(end - start for kind, start, end, _, _ in opcodes if kind == "equal")
    most = sum(max(len(some), len(others)) for some, others in replaced)  # a paragraph beside another counts once
    return TextChanges(paragraphs=shown, unchanged=unchanged, more=max(0, most - len(shown)))


def _fitting(paragraphs: Iterable[ChangedParagraph], room: int) -> Iterator[ChangedParagraph]:
    for paragraph in paragraphs:
        room -= paragraph.room
        if room < 0:
            return
        yield paragraph


def _shortened(paragraph: ChangedParagraph) -> ChangedParagraph:
    last = len(paragraph.pieces) - 1
    pieces = (_piece(piece, is_first=at == 0, is_last=at == last) for at, piece in enumerate(paragraph.pieces))
    return ChangedParagraph(pieces=tuple(pieces))


def _piece(piece: Piece, *, is_first: bool, is_last: bool) -> Piece:
    """Return a piece without what is far from every change; words that are new or gone are cut off."""
    text = piece.text
    if piece.change is not Change.KEPT:
        return replace(
            piece, text=text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}\N{HORIZONTAL ELLIPSIS}"
        )
    if len(text) <= 2 * _AROUND:
        return piece
    head = "" if is_first else text[:_AROUND].rpartition(" ")[0]
    tail = "" if is_last else text[-_AROUND:].partition(" ")[2]
    return replace(piece, text=f"{head} \N{HORIZONTAL ELLIPSIS} {tail}")


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[ChangedParagraph]:
    """Yield paragraphs that stand in the place of others, each beside the one that it was."""
    for was, now in zip_longest(old, new, fillvalue=""):
        pieces = _pieces(was, now) if was and now else ()
        if pieces:
            yield ChangedParagraph(pieces=pieces)
            continue
        if was:
            yield ChangedParagraph(pieces=(Piece(text=was, change=Change.REMOVED),))
        if now:
            yield ChangedParagraph(pieces=(Piece(text=now, change=Change.ADDED),))


def _effort(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many pairs of places hold the same word: the time of a match grows with their number."""
    others = Counter(after)
    return sum(number * others[word] for word, number in Counter(before).items())


def _pieces(was: str, now: str) -> tuple[Piece, ...]:
    """Return two versions of a paragraph as one; empty if they are two paragraphs."""
    old, new = _PIECE.findall(was), _PIECE.findall(now)
    before, after = ([word.strip() for word in some] for some in (old, new))
    if _effort(before, after) > _EFFORT:
        return ()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return ()
    pieces: list[Piece] = []
    for kind, start, end, at, to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(text="".join(new[at:to])))
            continue
        removed, added = "".join(old[start:end]), "".join(new[at:to])
        pieces += [Piece(text=removed, change=Change.REMOVED)] if removed else []
        pieces += [Piece(text=added, change=Change.ADDED)] if added else []
    return tuple(pieces)
