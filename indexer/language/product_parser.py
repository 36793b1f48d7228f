"""Text -> the names of products in it, by their form (pure).

A name is a head with what stands before it, a token like a version, and what belongs to it behind that: variants, a
name of its own, a size, a stamp. Around each number, and around each variant, that may be part of a name a stretch of
the text is cut into letters, numbers and signs, and read from there to both sides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from indexer.language.product_words import (
    CODENAMES,
    COUNTED,
    KNOWN,
    MAKERS,
    NAMING,
    NO_CODENAME,
    NO_CODES,
    NO_HEAD,
    PLAIN_TIERS,
    SOFT,
    TIERS,
    UNITS,
    VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HYPHENS = "\u00b7\u2010\u2011\u2012-"
_GAPS = frozenset({"", " ", "\u00a0", "_", *HYPHENS})
_CLOSE = frozenset(HYPHENS + "_")  # gaps that join
_ATOM = re.compile(
    r"(?P<letters>[^\W\d_]+)|(?P<number>\d+(?:\.\d+)*)"
    rf"|(?P<other>[^\s\w{HYPHENS}]|(?<!\w)[{HYPHENS}]|[{HYPHENS}](?!\w))"
)
_ANCHOR = re.compile(rf"(?<=[^\W\d_])[ \u00a0_{HYPHENS}]?\d|(?<=\w)[ \u00a0{HYPHENS}](?i:{'|'.join(sorted(NAMING))})\b")
_BEFORE, _AFTER = 60, 60  # characters around an anchor in which its name stands
_STRETCH = 150  # characters that are cut at once: whoever looks for one name needs no more of a long text
_LONGEST = 3  # words of a brand
_VERB = 6  # letters of a headline's verb, at least
_YEARS = range(1990, 2050)
_DIGITS = 4  # of a version: "RTX 5090"
_NO_VERSION = re.compile(r"[,/]\d|:\d\d(?!\w)|\s?%|\.[^\W\d_]")  # part of a sum, a day, a time, a share, an address
_NUMERONYM = re.compile(r"[a-z]\d+[a-z]+\b")  # "a16z", "k8s"
_ALLOWED_CODES = {"b": 2, "h": 2, "t": 3}  # "B200", "H100": letters that are none with fewer digits, or as many
_LEVELLED = re.compile(r"(?:.*ed|level|based|class|style|like|era|only|ish|compatible|ready|native|sized|series)$")
_CURRENCIES = "$\u20ac\u00a3\u00a5"
_VERSION_MARKS = frozenset({"v", "ver", "version", "versions"})
_KINDS = frozenset({"version", "variant", "edition", "model", "sibling"})
_JOINING = frozenset({",", "and", "or", "&", "/", "its", "vs", "versus", "to"})
_TITLE_CASE = 0.7  # share of a line's words with a capital from which on one tells nothing
_FEW = 3  # words of which no share can be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductName:
    """A product as a text names it; all parts but `text` in lower case."""

    brand: tuple[str, ...] = ()  # words before the core: ("claude",) of "Claude Opus 4.7"; makers are left out
    core: tuple[str, ...] = ()  # what tells the line: ("opus",); of "Llama 4 Maverick" ("maverick",)
    version: str = ""  # "4.7", "4o", "100" of "H100"; "" for none
    variants: frozenset[str] = frozenset()  # {"mini", "high"} of "o4-mini-high"
    size: str = ""  # "27b", "8x7b", "397b-a17b"
    stamp: str = ""  # "20240806", "0528", "new"
    codename: bool = False  # the core stands behind the version, on its own: "Llama 4 Maverick", "V3.2-Speciale"
    joined: bool = False  # and is joined to it by a hyphen
    text: str  # as written; of a name in a list what stands there, put together: "Claude Opus 4.6"
    start: int
    end: int

    @property
    def words(self) -> frozenset[str]:
        """The words of brand and core."""
        return frozenset((*self.brand, *self.core))

    @property
    def order(self) -> tuple[tuple[int, ...], str, str]:
        """What versions are sorted by, and then snapshots: a later one is greater."""
        return tuple(map(int, re.findall(r"\d+", self.version))), self.version, self.stamp


def parsed(text: str, about: frozenset[str] = frozenset()) -> Iterator[ProductName]:
    """Yield the names of products with a version, or with a variant that makes a name, in order.

    With words to be `about`, only what stands near one of these is read. Nothing is read before it is asked for.
    """
    end = 0
    for first, last, anchors in _stretches(text, _near(text, about) if about else [(0, len(text))]):
        reader = _Reader(text, atoms(text, max(first, end), last))
        for anchor in anchors:
            if anchor >= end:
                for name in reader.at(anchor):
                    end = max(end, name.end)
                    yield name


def atoms(text: str, first: int = 0, last: int | None = None) -> list[Atom]:
    """Return the letters, numbers and signs of a stretch of a text."""
    matches = _ATOM.finditer(text, first, len(text) if last is None else last)
    return [Atom(m.lastgroup or "", word := m.group(), word.casefold(), *m.span()) for m in matches]


class Atom(NamedTuple):
    """A run of letters, a number, or a sign."""

    kind: str  # "letters", "number" or "other"
    text: str
    low: str  # in lower case
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether there is a capital in it."""
        return self.text != self.low


def _near(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a text is near one of some words in lower case: first and last character of each place."""
    low = text.casefold() if text.isascii() else text.lower()
    places: list[int] = []
    for word in words:
        if len(word) < _FEW:
            places += [found.start() for found in _short(word).finditer(low)]
            continue
        place = low.find(word)
        while place >= 0:
            places.append(place)
            place = low.find(word, place + len(word))
    merged: list[tuple[int, int]] = []
    for place in sorted(places):
        begins = place - _BEFORE
        if merged and begins <= merged[-1][1]:
            begins = merged.pop()[0]
        merged.append((max(0, begins), place + _AFTER))
    return merged


@lru_cache(maxsize=256)
def _short(word: str) -> re.Pattern[str]:
    """Return the pattern of a letter or two with a number behind: "H100"."""
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?=[ {HYPHENS}]?\d)")


def _stretches(text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield where names may stand: first and last character, and the anchors between them."""
    first = last = -1
    anchors: list[int] = []
    for match in (found for begins, ends in places for found in _ANCHOR.finditer(text, begins, ends)):
        begins = max(0, match.start() - _BEFORE)
        if anchors and (begins > last or match.start() - first > _STRETCH):
            yield first, last, anchors
            anchors = []
        if not anchors:
            first = _word_start(text, begins, match.start())
        anchors.append(match.start())
        last = match.end() + _AFTER
    if anchors:
        yield first, last, anchors


def _word_start(text: str, place: int, anchor: int) -> int:
    """Return the first place from which on no word is cut."""
    while 0 < place < anchor and text[place - 1].isalnum():
        place += 1
    return place


@dataclass(slots=True)
class _Draft:
    """A name while it is read."""

    brand: tuple[str, ...]
    core: tuple[str, ...]
    variants: set[str]
    first: int  # index of its first atom
    gap: str  # between the head and its number
    lower: bool  # written without any capital, and not known: only what follows can make a name of it
    version: str = ""
    size: str = ""
    stamp: str = ""
    codename: bool = False
    joined: bool = False
    end: int = 0
    given: frozenset[str] = field(default_factory=frozenset)  # variants that stand before the number

    def name(self, text: str, start: int, end: int | None = None) -> ProductName:
        """Return it as it was read; `text` is what it is shown as."""
        return ProductName(
            brand=self.brand,
            core=self.core,
            version=self.version,
            variants=frozenset(self.variants),
            size=self.size,
            stamp=self.stamp,
            codename=self.codename,
            joined=self.joined,
            text=text,
            start=start,
            end=self.end if end is None else end,
        )

    @property
    def of_a_maker(self) -> bool:
        """Whether nothing but a company stands before the number."""
        return not self.brand and self.core[0] in MAKERS


class _Reader:
    """Reads the names in a stretch of a text."""

    def __init__(self, text: str, found: Sequence[Atom]) -> None:
        self._text = text
        self._atoms = found
        self._last = 0  # index of the atom behind what was read

    def at(self, anchor: int) -> list[ProductName]:
        """Return the name at an anchor with those of the list that it is part of."""
        place = next((number for number, atom in enumerate(self._atoms) if atom.start >= anchor), None)
        if place is None:
            return []
        draft = self._versioned(place) if self._atoms[place].kind == "number" else self._unversioned(place)
        if draft is None:
            return []
        draft.variants.update(self._variant_of(draft.first))
        start = self._atoms[draft.first].start
        name = draft.name(self._text[start : draft.end], start)
        return [*self._before(draft, name), name, *self._listed(draft, name)]

    def _versioned(self, place: int) -> _Draft | None:
        """Return the name whose version, or size, is the number at a place."""
        draft = self._left(place)
        if draft is None or not self._may_be_version(place, draft) or not self._number(place, draft):
            return None
        if draft.of_a_maker and (not draft.version or self._is_count(draft)):
            return None
        self._suffixes(draft)
        return None if draft.lower and draft.variants == draft.given else draft

    def _unversioned(self, place: int) -> _Draft | None:
        """Return the name that ends in the variant at a place: "SWE-bench Pro"."""
        tier, draft = self._atoms[place], self._left(place)
        if draft is None or draft.lower or draft.of_a_maker or self._numbered(place + 1):
            return None  # "Gemini Flash 3" is read at its number
        if not tier.capital and not (self._atoms[place - 1].low in KNOWN or draft.gap in _CLOSE):
            return None
        self._last, draft.end = place, tier.start
        self._suffixes(draft)
        return draft if draft.end > tier.start else None

    # What stands before the number

    def _left(self, place: int) -> _Draft | None:
        """Return the words that stand before a number or a variant; None if they are no name."""
        number = place - 1
        gap = self._gap(number)
        if number < 0 or gap not in _GAPS or self._atoms[number].kind != "letters":
            return None
        if self._atoms[number].low in _VERSION_MARKS:
            number -= 1
            if number < 0 or self._gap(number) not in _GAPS or self._atoms[number].kind != "letters":
                return None
            gap = gap or self._gap(number)
        head = self._atoms[number]
        apart = len(head.text) == 1 and gap == " " and self._gap(number - 1) not in _CLOSE  # no "DALL-E 3"
        if (head.low in NO_HEAD and gap != "") or apart:
            return None
        words = [number]
        while number and len(words) <= _LONGEST and self._continues(number - 1, head):
            number -= 1
            words.insert(0, number)
        return self._sorted(words[self._verbs(words) :], gap)

    def _verbs(self, words: list[int]) -> int:
        """Return how many of the first words are a headline's: "Introducing Corvid 3", "Acme Shrinks Corvid 3"."""
        said = [self._atoms[number].low for number in words[:-1]]
        for place, word in enumerate(said):
            if len(word) >= _VERB and word not in KNOWN:
                begun = place == 0 and word.endswith("ing")
                if begun or (word.endswith("s") and place > 0 and said[place - 1] in MAKERS):
                    return place + 1
        return 0

    def _continues(self, number: int, head: Atom) -> bool:
        """Tell whether an atom belongs to the name that the next one belongs to."""
        atom, gap = self._atoms[number], self._gap(number)
        if atom.kind != "letters" or gap not in _GAPS or not gap or atom.low in NO_HEAD:
            return False
        if gap in HYPHENS or atom.low in KNOWN:
            return True
        return atom.capital and (head.capital or head.low in KNOWN) and len(atom.text) > 1

    def _sorted(self, words: list[int], gap: str) -> _Draft | None:
        """Return the words before a number as what they are: brand, core and variants."""
        said = [self._atoms[number].low for number in words]
        plain = [word for word in said if word not in TIERS] or [word for word in said[-1:] if word in KNOWN]
        if not plain:
            return None
        kept = [word for word in plain if word not in MAKERS] or plain[-1:]
        variants = {word for word in said if word in TIERS and word not in plain}
        small = not any(self._atoms[number].capital for number in words) and KNOWN.isdisjoint(said)
        return _Draft(
            brand=tuple(kept[:-1]),
            core=(kept[-1],),
            variants=variants,
            first=words[0],
            gap=gap,
            lower=small and gap == " ",
            given=frozenset(variants),
        )

    def _variant_of(self, first: int) -> list[str]:
        """Return the variant that is told before a name: "the mini version of Corvid 3"."""
        before = [atom.low for atom in self._atoms[max(0, first - 4) : first] if atom.low not in ("the", "its")]
        told = len(before) > 2 and before[-1] == "of" and before[-2] in _KINDS and before[-3] in TIERS  # noqa: PLR2004
        return before[-3:-2] if told else []

    # The number

    def _may_be_version(self, place: int, draft: _Draft) -> bool:
        """Tell whether a number can belong to the name before it: no year, share, sum, time or count."""
        atom, behind = self._atoms[place], self._behind(place)
        if self._is_measured(place) or atom.text.count(".") >= _DIGITS:
            return False
        whole = atom.text.partition(".")[0]
        if len(whole) > _DIGITS or (atom.text.isdecimal() and int(atom.text) in _YEARS):
            return False
        if draft.gap == "":
            return self._may_be_code(place, draft, whole)
        if draft.gap in _CLOSE:
            return True
        return behind is None or behind.low not in UNITS or self._gap(place) not in (" ", *HYPHENS)

    def _may_be_code(self, place: int, draft: _Draft, digits: str) -> bool:
        """Tell whether letters with a number joined to them are a name: "R1" and "H100", not "Q3" nor "k8s"."""
        letters = draft.core[0]
        if len(letters) == 1 and _NUMERONYM.match(self._text, self._atoms[place - 1].start):
            return False
        return letters not in NO_CODES or len(digits) > _ALLOWED_CODES.get(letters, _DIGITS)

    def _is_measured(self, place: int) -> bool:
        """Tell whether a number is part of a sum, a day, a time or a share."""
        end = self._atoms[place].end
        return bool(_NO_VERSION.match(self._text, end, end + 4))

    def _is_count(self, draft: _Draft) -> bool:
        """Tell whether a number behind a company's name counts something: "OpenAI 4 models"."""
        behind = self._behind(self._last - 1)
        return draft.gap == " " and ("." not in draft.version or (behind is not None and behind.low in COUNTED))

    def _number(self, place: int, draft: _Draft) -> bool:
        """Read the number at a place as a version or a size; tell whether it is one."""
        atom, letters = self._atoms[place], self._letters(place)
        draft.version, draft.end, self._last = normal(atom.text), atom.end, place + 1
        if not letters:
            return True
        low = letters.casefold()
        draft.end, self._last = self._atoms[place + 1].end, place + 2
        if low == "x" and self._is_number(place + 2, "") and self._is_size(place + 2):
            draft.version, draft.size = "", f"{atom.text}x{self._atoms[place + 2].text}{self._atoms[place + 3].low}"
            draft.end, self._last = self._atoms[place + 3].end, place + 4
            return True
        if low == "b" or (low in ("m", "t") and draft.gap != ""):
            draft.version, draft.size = "", atom.text + low
            return True
        if letters == "s":  # plural
            return True
        draft.version += low
        code = draft.gap == "" and letters.isupper() and len(letters) <= 2  # noqa: PLR2004  "MI300X"
        return code or (len(letters) == 1 and low not in "xdghkmtb")

    # What stands behind it

    def _suffixes(self, draft: _Draft) -> None:
        """Read whatever belongs to a name behind its version."""
        while self._last < len(self._atoms) and self._suffix(draft):
            pass

    def _suffix(self, draft: _Draft) -> bool:
        """Read the next part of a name; tell whether there is one."""
        place, gap = self._last, self._gap(self._last - 1)
        atom = self._atoms[place]
        if atom.text == "(":
            return self._bracketed(draft, place + 1)
        if gap == "" and atom.text == ":" and self._is_size(place + 1):  # "llama3.1:8b"
            place, gap = place + 1, "-"
            atom = self._atoms[place]
        if gap == "" and atom.text == "+" and draft.version:
            draft.variants.add("plus")
            return self._took(draft, 1)
        if gap not in _GAPS or gap == "":
            return False
        if atom.kind == "number":
            return self._further_number(draft, place, gap)
        return atom.kind == "letters" and self._further_word(draft, place, gap)

    def _took(self, draft: _Draft, number: int) -> bool:
        """Move on by a number of atoms, which belong to the name."""
        self._last += number
        draft.end = self._atoms[self._last - 1].end
        return True

    def _bracketed(self, draft: _Draft, place: int) -> bool:
        """Read what stands in brackets, if all of it belongs to a name: "(new)", "(20241022)"."""
        inside: list[str] = []
        while place < len(self._atoms) and self._atoms[place].text != ")" and len(inside) <= _LONGEST:
            inside.append(self._atoms[place].low)
            place += 1
        if not inside or place >= len(self._atoms) or self._atoms[place].text != ")":
            return False
        if all(word in TIERS for word in inside):
            draft.variants.update(inside)
        elif inside in (["new"], ["old"], ["updated"]) or _is_stamp(inside):
            draft.stamp = "".join(inside)
        else:
            return False
        return self._took(draft, place + 1 - self._last)

    def _further_number(self, draft: _Draft, place: int, gap: str) -> bool:
        """Read a further number: a size, a stamp, or the second part of "3-5"."""
        atom = self._atoms[place]
        if self._is_size(place):
            draft.size = _and(draft.size, atom.text + self._atoms[place + 1].low)
            return self._took(draft, place + 2 - self._last)
        if gap not in HYPHENS or self._letters(place):
            return False
        if stamp := self._stamp(place):
            draft.stamp = "".join(stamp)
            return self._took(draft, len(stamp))
        first = len(draft.version) == 1 and draft.gap in HYPHENS and place and self._atoms[place - 1].kind == "number"
        if first and len(atom.text) == 1:
            draft.version = f"{draft.version}.{atom.text}"
            return self._took(draft, 1)
        return False

    def _stamp(self, place: int) -> list[str]:
        """Return the date that begins at a place, "2024-08-06", "05-06" or "0528", in its parts; nothing for none."""
        run = [self._atoms[place].text]
        while self._is_number(place + len(run), "-"):
            run.append(self._atoms[place + len(run)].text)
        return run if _is_stamp(run) else run[:1] if _is_stamp(run[:1]) else []

    def _further_word(self, draft: _Draft, place: int, gap: str) -> bool:
        """Read a variant or, behind the version, the name of its own that a model has."""
        atom, close = self._atoms[place], gap in _CLOSE
        if atom.low in TIERS and (close or atom.capital or atom.low in PLAIN_TIERS):
            draft.variants.add(atom.low)
            return self._took(draft, 1)
        if close and len(atom.text) == 1 and self._is_number(place + 1, "") and self._is_size(place + 1):  # "A22B"
            draft.size = _and(draft.size, atom.low + self._atoms[place + 1].text + self._atoms[place + 2].low)
            return self._took(draft, 3)
        if close and atom.low == "v" and self._is_number(place + 1, "") and not draft.version:
            draft.version = normal(self._atoms[place + 1].text)
            return self._took(draft, 2)
        if self._is_codename(draft, place, gap):
            if not draft.codename:
                draft.brand, draft.core = (*draft.brand, *draft.core), ()
            draft.core = (*draft.core, atom.low)
            draft.codename, draft.joined = True, draft.joined or close
            return self._took(draft, 1)
        return False

    def _is_codename(self, draft: _Draft, place: int, gap: str) -> bool:
        """Tell whether a word behind a version is part of the name."""
        atom = self._atoms[place]
        close = gap in HYPHENS
        if (
            atom.low in NO_CODENAME
            or len(atom.text) < _FEW
            or (not close and (atom.low in NO_HEAD or atom.low in MAKERS))
        ):
            return False
        if not (draft.version or draft.size) or (self._numbered(place + 1, "") and not self._stamp(place + 1)):
            return False  # another name begins here
        if atom.low in KNOWN:
            return atom.low in CODENAMES and not draft.codename
        if close:
            small = self._text[self._atoms[draft.first].start : atom.end].islower()
            return (atom.capital or small) and not _LEVELLED.match(atom.low)
        return atom.capital and not draft.codename and not self._in_title_case(place)

    def _in_title_case(self, place: int) -> bool:
        """Tell whether the words around a place have capitals anyway, so that one tells nothing."""
        atom = self._atoms[place]
        start = self._text.rfind("\n", 0, atom.start) + 1
        end = self._text.find("\n", atom.end)
        around = self._text[max(start, atom.start - 150) : atom.end + 150 if end < 0 else min(end, atom.end + 150)]
        words = re.findall(r"\b[^\W\d_]{4,}\b", around)[1:]  # the first has a capital anyway
        return len(words) > _FEW and sum(not word[0].islower() for word in words) > _TITLE_CASE * len(words)

    # Lists

    def _before(self, draft: _Draft, name: ProductName) -> list[ProductName]:
        """Return the name that shares its version with this one: "both Opus and Sonnet 4.6"."""
        place = draft.first
        if place < 2 or not draft.version or self._atoms[place - 1].low not in ("and", "or", "&"):  # noqa: PLR2004
            return []
        other, earlier = self._atoms[place - 2], self._atoms[place - 3] if place > 2 else None  # noqa: PLR2004
        brand = earlier is not None and earlier.low in KNOWN
        told = earlier is not None and (brand or earlier.low in ("both", "either", "neither"))
        if earlier is None or not told or not other.capital or other.low in NO_HEAD or other.low in MAKERS:
            return []
        shared = _Draft((earlier.low,) if brand else draft.brand, (other.low,), set(), place, "", lower=False)
        shared.version = draft.version
        start = earlier.start if brand else other.start
        shown = f"{self._text[start : other.end]} {self._text[name.start : name.end].split()[-1]}"
        return [shared.name(shown, start, other.end)]

    def _listed(self, draft: _Draft, name: ProductName) -> Iterator[ProductName]:
        """Yield the names that are given by what differs: "GPT-5.4, 5.5 and mini", "Llama 4 Scout and Maverick"."""
        while (place := self._behind_and(self._last)) is not None:
            further = self._further(draft, name, place)
            if further is None:
                return
            yield further

    def _behind_and(self, place: int) -> int | None:
        """Return the place behind a conjunction, or None."""
        start = place
        while place < len(self._atoms) and self._atoms[place].low in _JOINING:
            place += 1
        return place if start < place < len(self._atoms) else None

    def _further(self, draft: _Draft, name: ProductName, place: int) -> ProductName | None:
        """Return the name of a list that begins at a place, as far as it is told there."""
        atom = self._atoms[place]
        if atom.kind == "number":
            return self._other_number(draft, name, place)
        if self._numbered(place + 1):
            return None  # a name of its own
        begun = stem(name)
        if atom.low in TIERS - SOFT and (atom.capital or atom.low in PLAIN_TIERS) and name.version:
            self._last, draft.variants, draft.stamp = place + 1, {atom.low}, ""
            return draft.name(f"{begun} {atom.text}", atom.start, atom.end)
        joins = draft.codename and not draft.joined and atom.capital
        if joins and not (atom.low in NO_HEAD or atom.low in MAKERS or atom.low in NO_CODENAME):
            self._last, draft.core = place + 1, (atom.low,)
            return draft.name(f"{begun} {atom.text}", atom.start, atom.end)
        return None

    def _other_number(self, draft: _Draft, name: ProductName, place: int) -> ProductName | None:
        """Return the name with the version, or the size, that a list gives at a place."""
        atom, behind = self._atoms[place], self._behind(place)
        if self._text[atom.start - 1] in _CURRENCIES:
            return None
        if name.size and self._is_size(place):
            self._last = place + 2
            draft.size = atom.text + self._atoms[place + 1].low
            return draft.name(f"{stem(name)} {draft.size}", atom.start, self._atoms[place + 1].end)
        if not name.version or self._letters(place) or self._is_measured(place):
            return None
        if behind is not None and behind.low in UNITS:
            return None
        whole = "." not in atom.text
        if whole and (len(atom.text) > len(name.version) or not _closes(behind)):
            return None
        shown = name.text.replace(name.version, atom.text, 1) if name.version in name.text else atom.text
        self._last, draft.version, draft.end = place + 1, normal(atom.text), atom.end
        draft.size = draft.stamp = ""
        draft.variants = set(draft.given)
        self._suffixes(draft)
        return draft.name(shown, atom.start)

    # Looking around

    def _gap(self, number: int) -> str:
        """Return what stands between an atom and the next one; at the end a line break, which joins nothing."""
        if not 0 <= number < len(self._atoms) - 1:
            return "\n"
        return self._text[self._atoms[number].end : self._atoms[number + 1].start]

    def _behind(self, number: int) -> Atom | None:
        return self._atoms[number + 1] if number + 1 < len(self._atoms) else None

    def _is_number(self, place: int, gap: str) -> bool:
        return place < len(self._atoms) and self._atoms[place].kind == "number" and self._gap(place - 1) == gap

    def _numbered(self, place: int, *more: str) -> bool:
        """Tell whether a number follows as a version does."""
        return any(self._is_number(place, gap) for gap in (" ", "-", *more))

    def _is_size(self, place: int) -> bool:
        """Tell whether a number has the unit of a model's size, "27B"."""
        number = place < len(self._atoms) and self._atoms[place].kind == "number"
        return number and self._letters(place).casefold() in ("b", "m", "t")

    def _letters(self, place: int) -> str:
        """Return the letters that are joined to a number."""
        behind = self._behind(place)
        return behind.text if behind and behind.kind == "letters" and behind.start == self._atoms[place].end else ""


def bare(text: str, lines: frozenset[str], found: Sequence[ProductName]) -> Iterator[ProductName]:
    """Yield the names without a version: a word that begins names of products, and a word with a capital behind it."""
    every = atoms(text)
    for number, (atom, behind) in enumerate(pairwise(every)):
        further = every[number + 2] if number + 2 < len(every) else None
        if (
            atom.low in lines
            and text[atom.end : behind.start] in (" ", "-")
            and (behind.capital or behind.low in KNOWN)
            and behind.kind == "letters"
            and not (behind.low in NO_CODENAME or behind.low in NO_HEAD or behind.low in MAKERS)
            and not (further is not None and further.kind == "number")
            and not any(name.start < behind.end and atom.start < name.end for name in found)
        ):
            shown = text[atom.start : behind.end]
            yield ProductName(brand=(atom.low,), core=(behind.low,), text=shown, start=atom.start, end=behind.end)


def normal(version: str) -> str:
    """Return a version as it is compared: "2.0" is "2"."""
    while version.endswith(".0"):
        version = version[:-2]
    return version


def _is_stamp(parts: Sequence[str]) -> bool:
    """Tell whether numbers are the date of a snapshot: "2024-08-06", "05-06", "0528", "20241022"."""
    lengths = [len(each) for each in parts if each.isdecimal()]
    return lengths in ([4, 2, 2], [4, 2], [2, 2], [2, 4], [2, 2, 4], [4], [6], [8]) and len(lengths) == len(parts)


def _and(size: str, more: str) -> str:
    return f"{size}-{more}" if size else more


def stem(name: ProductName) -> str:
    """Return a name as written up to its version."""
    end = name.text.casefold().find(name.version) if name.version else -1
    return name.text if end < 0 else name.text[: end + len(name.version)]


def _closes(behind: Atom | None) -> bool:
    """Tell whether what stands behind a whole number in a list leaves it a version: no noun that it may count."""
    return behind is None or behind.kind == "other" or behind.low in VERBS
