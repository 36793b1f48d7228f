"""Names of products in a text: family, version, variant, size and date stamp (pure).

In news on technology the version is the name: GPT-5.4 Pro is neither GPT-5.5 nor GPT-5.4, whatever else is alike. A
name is read from its form, not from a list of products: words with capitals, a token like a version, and what follows
it. So "Corvid 3 Mini" is read on the day that it appears. `relation` is the one test of whether two names mean the
same thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Relation(StrEnum):
    """How a product that is told of stands to one that is asked for."""

    SAME = "same"
    ONE_OF = "one of"  # told more exactly: "Claude Opus 4.7" where "Claude Opus" is asked for
    WIDER = "wider"  # told less exactly, or not at all: it may be meant, and may not
    OTHER = "other"  # another version, variant, size or snapshot of the same line
    UNRELATED = "unrelated"  # of another line


EVIDENCE = frozenset({Relation.SAME, Relation.ONE_OF})
"""The relations in which what is told of a product holds for the one that is asked for."""


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
        return tuple(map(int, _DIGITS.findall(self.version))), self.version, self.stamp


_DIGITS = re.compile(r"\d+")

# Variants: each names another product than the name without it.
_FIRM = frozenset(
    """pro mini nano micro max ultra lite light plus turbo flash air fast large small medium tiny xl xxl se ti super
    codex coder code spark verified vision vl audio voice realtime image video embedding reranker thinking reasoning
    reasoner deep think research robotics omni live multimodal multilingual distill guard math base diamond enterprise
    high low xhigh minimal edge nx ui""".split()  # noqa: SIM905  not 60 lines
)
# Those that leave it the same product in another state.
_SOFT = frozenset("preview exp experimental latest beta alpha instruct chat it rc ga".split())  # noqa: SIM905
_TIERS = _FIRM | _SOFT
# Those that are read in lower case too, behind a space: they are no English words.
_PLAIN_TIERS = frozenset("pro mini nano turbo lite ultra codex flash instruct".split())  # noqa: SIM905
# Those that make a name of a word with a capital without any version: "SWE-bench Verified", "MacBook Air".
_NAMING = frozenset(
    "pro mini nano max ultra lite plus turbo flash air verified diamond multimodal multilingual codex".split()  # noqa: SIM905
)

# Lines whose names are written in lower case, too; with capitals any word will do.
_KNOWN = frozenset(
    """gpt chatgpt claude opus sonnet haiku gemini gemma llama maverick scout behemoth qwen qwq deepseek mistral mixtral
    magistral codestral devstral ministral pixtral grok phi kimi glm ernie hunyuan yi falcon nova olmo granite jamba
    command minimax nemotron dbrx starcoder sora veo imagen midjourney flux whisper dall-e codex copilot cursor
    pytorch tensorflow cuda rocm tpu rtx iphone pixel swe-bench bench arc agi mythos""".split()  # noqa: SIM905
)
_MAKERS = frozenset(
    """openai anthropic google meta microsoft nvidia amd intel apple amazon aws xai alibaba tencent baidu huawei ibm
    samsung azure databricks cohere bytedance moonshot zhipu zai deepmind instinct geforce hugging face""".split()  # noqa: SIM905
)
# Words with a capital that no version belongs to.
_NO_HEAD = frozenset(
    """a about above after all almost already also among an and another any are around as at before behind below between
    both but by can could did do does down during each every few first for from had has have he her his how i if in
    into is it its just last less many may more most nearly new next no not now of off on once one only or other our
    out over per roughly same she since so some still such than that the their them then there these they this those
    through to top under until up was we were what when where which while who why will with within without would you
    your yet
    january february march april june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat
    sun spring summer autumn fall winter
    chapter section article title part phase stage level day week month year quarter round tier series no number page
    room route area group grade class step rule item point question figure table volume issue season episode act bill
    proposition amendment line track unit lot gate flight exit highway interstate building floor block category type
    age aged era bucket zone district group fortune nasdaq ftse russell forbes nikkei dow dax sp covid catch apollo
    usd eur gbp jpy cny rmb chf cad aud inr krw q h fy am pm est pst utc gmt ad bc vol fig pt ch sec art nr
    raises adds plans gets hits cuts buys lays fires hires names launches opens ships sells invests tops sees wins
    loses releases unveils announces says expects acquires signs lands secures nears makes takes needs reveals shows
    joins beats spends pays offers faces sues drops builds tests introduces debuts raised added spent paid cut
    versions version v
    mid pre post sub non ex under re anti pro-""".split()  # noqa: SIM905
)
# Words with a capital that follow a version and are no codename.
_NO_CODENAME = frozenset(
    """api apis sdk llm llms ai ceo cto app apps model models series family gpu gpus chip chips system card team cli ide
    users bench vs and or the a an in on at for to of with by from is are was has will as it its tops beats launches
    costs gets takes wins now here today release launch review benchmark benchmarks price pricing pricetag context""".split()  # noqa: SIM905
)
# What makes the number before it a count, whatever stands before the number.
_UNITS = frozenset(
    """percent per pct million billion trillion thousand hundred bn mn tn m b k years months weeks days hours minutes seconds
    year month week day hour minute times dollars euros cents pounds points basis gigawatts megawatts gw mw kw gb tb mb
    petaflops teraflops tokens parameters other others more new people employees engineers workers startups companies
    countries jobs x fold st nd rd th million-dollar""".split()  # noqa: SIM905
)
# The same, where a company stands before the number: "OpenAI 4 models".
_COUNTED = frozenset("models users customers offices researchers executives data products chips deals".split())  # noqa: SIM905
_UNIT = re.compile(rf"[\s-](?:{'|'.join(sorted(_UNITS))})\b")
_NO_VERSION = re.compile(r"[,/]\d|:\d\d(?!\w)|\s?%")  # behind a number: part of a sum, a day, a time, a share
_NUMERONYM = re.compile(r"[a-z]\d+[a-z]+\b")  # "a16z", "k8s"
_NO_CODES = frozenset("q h g fy s w y b t f co mp utf sha md ipv web top ec".split())  # noqa: SIM905  "Q3", "G20"
_ALLOWED_CODES = {"b": 2, "h": 2, "t": 3}  # "B200", "H100": letters of the above with more digits than that
_LEVELLED = re.compile(r"(?:.*ed|level|based|class|style|like|era|only|ish|compatible|ready|native|sized|series)$")

_HYPHENS = "\u2010\u2011\u2012-"
_GAPS = frozenset({"", " ", "\u00a0", "_", *_HYPHENS})
_ATOM = re.compile(
    r"(?P<letters>[^\W\d_]+)|(?P<number>\d+(?:\.\d+)*)"
    rf"|(?P<other>[^\s\w{_HYPHENS}]|(?<!\w)[{_HYPHENS}]|[{_HYPHENS}](?!\w))"
)
_ANCHOR = re.compile(
    rf"(?<=[^\W\d_])[ \u00a0_{_HYPHENS}]?\d"
    rf"|(?<=\w)[ \u00a0{_HYPHENS}](?i:{'|'.join(sorted(_NAMING))})\b"
)
_BEFORE = 70  # characters before an anchor in which its name begins
_AFTER = 80  # and behind it in which it ends
_LONGEST = 3  # words of a brand
_YEARS = range(1990, 2050)


class _Atom(NamedTuple):
    """A run of letters, a number, or a sign."""

    kind: str  # "letters", "number" or "other"
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold()

    @property
    def capital(self) -> bool:
        return self.kind == "letters" and not self.text.islower()


class _Parts(NamedTuple):
    """The words on the left of a version, sorted."""

    brand: tuple[str, ...]
    core: tuple[str, ...]
    variants: frozenset[str]
    first: int  # index of the first atom
    gap: str  # between the head and the version, "" also for "V3.2" behind a name
    lower: bool  # written without any capital, and not known: only what follows can make a name of it


def product_names(text: str, lines: Iterable[str] = ()) -> tuple[ProductName, ...]:
    """Return the products that a text names, in order, each place once.

    `lines` are words in lower case that are known to begin names of products: behind these a word with a capital makes
    a name without any version, "Claude Opus".
    """
    found: list[ProductName] = []
    done = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < done:
            continue
        for name in _at(text, anchor.start(), anchor.end(), done):
            found.append(name)
            done = max(done, name.end)
    known = frozenset(lines)
    if known:
        found += _bare(text, known, found)
    return tuple(sorted(found, key=lambda name: name.start))


def _at(text: str, start: int, end: int, done: int) -> Iterator[ProductName]:
    """Yield the name at an anchor, and those of the list that it begins or ends."""
    first = max(0, done, start - _BEFORE)
    while first and first > done and text[first - 1].isalnum() and start > first:
        first += 1  # not in the middle of a word
    atoms = [
        _Atom(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _ATOM.finditer(text, first, min(len(text), end + _AFTER))
    ]
    place = next((number for number, atom in enumerate(atoms) if atom.end > start and atom.start >= start), None)
    if place is None:
        return
    reader = _Reader(text, atoms)
    name = reader.versioned(place) if atoms[place].kind == "number" else reader.unversioned(place)
    if name is None:
        return
    yield from reader.before(name)
    yield name
    yield from reader.listed(name)


class _Reader:
    """Reads the names in a stretch of a text."""

    def __init__(self, text: str, atoms: Sequence[_Atom]) -> None:
        self._text = text
        self._atoms = atoms
        self._last = 0  # index of the atom behind the name that was read

    def versioned(self, place: int) -> ProductName | None:
        """Return the name whose version, or size, is the number at a place."""
        parts = self._left(place)
        if parts is None or not self._may_be_version(place, parts):
            return None
        plain = ProductName(
            brand=parts.brand, core=parts.core, variants=parts.variants, text="", start=0, end=self._atoms[place].end
        )
        name = self._number(place, plain, parts.gap)
        if name is None or (name.size and not name.version and _all_makers(parts)):
            return None
        if name.version and self._is_count(parts, name):
            return None
        whole = self._suffixes(name, parts)
        if parts.lower and not whole.variants - parts.variants:
            return None
        return self._placed(whole, parts.first)

    def unversioned(self, place: int) -> ProductName | None:
        """Return the name that ends in the variant at a place: "SWE-bench Pro"."""
        tier = self._atoms[place]
        if self._is_number(place + 1, " ") or self._is_number(place + 1, "-"):
            return None  # "Gemini Flash 3" is read at its number
        parts = self._left(place)
        if parts is None or parts.lower or _all_makers(parts):
            return None
        head = self._atoms[place - 1]
        if not tier.capital and not (head.low in _KNOWN or parts.gap in _HYPHENS):
            return None
        if not tier.capital and parts.gap == " " and head.low not in _KNOWN:
            return None
        self._last = place
        name = ProductName(
            brand=parts.brand, core=parts.core, variants=parts.variants, text="", start=0, end=tier.start
        )
        return self._placed(self._suffixes(name, parts), parts.first)

    def before(self, name: ProductName) -> Iterator[ProductName]:
        """Yield the name that shares the version with this one: "both Opus and Sonnet 4.6"."""
        place = next((number for number, atom in enumerate(self._atoms) if atom.start >= name.start), 0)
        both = [atom.low for atom in self._atoms[max(0, place - 2) : place]]
        if len(both) < 2 or both[1] not in ("and", "or", "&"):  # noqa: PLR2004  a word and a conjunction
            return
        other = self._atoms[place - 2]
        earlier = self._atoms[place - 3] if place > 2 else None  # noqa: PLR2004  same
        brand = earlier is not None and earlier.low in _KNOWN
        told = earlier is not None and earlier.low in ("both", "either", "neither")
        if other.capital and other.low not in _NO_HEAD | _MAKERS and name.version and (brand or told):
            yield replace(
                name,
                brand=(earlier.low,) if brand and earlier else name.brand,
                core=(other.low,),
                text=f"{earlier.text} {other.text} {name.version}"
                if brand and earlier
                else f"{other.text} {name.version}",
                start=earlier.start if brand and earlier else other.start,
                end=name.start,
            )

    def listed(self, name: ProductName) -> Iterator[ProductName]:
        """Yield the names that are given by what differs: "GPT-5.4, 5.5 and mini", "Llama 4 Scout and Maverick"."""
        text = name.text
        while (place := self._behind_and(self._last)) is not None:
            further = self._further(name, place)
            if further is None:
                return
            yield further
            if further.text == text:
                return
            text = further.text

    def _behind_and(self, place: int) -> int | None:
        """Return the place behind a conjunction, or None."""
        start = place
        while place < len(self._atoms) and self._atoms[place].low in (",", "and", "or", "&", "/", "its"):
            place += 1
        return place if place > start and place < len(self._atoms) else None

    def _further(self, name: ProductName, place: int) -> ProductName | None:
        """Return the name of a list that begins at a place, as far as it is told there."""
        atom = self._atoms[place]
        behind = self._atoms[place + 1] if place + 1 < len(self._atoms) else None
        if atom.kind == "number":
            return self._other_version(name, place, behind)
        if atom.low in _TIERS - _SOFT and (atom.capital or atom.low in _PLAIN_TIERS) and name.version:
            if self._is_number(place + 1, " "):
                return None
            self._last = place + 1
            variants = frozenset({atom.low})
            return replace(
                name, variants=variants, stamp="", text=f"{_stem(name)} {atom.text}", start=atom.start, end=atom.end
            )
        joins = name.codename and not name.joined and atom.capital and atom.low not in _NO_HEAD | _MAKERS | _NO_CODENAME
        if not joins or self._is_number(place + 1, " ") or self._is_number(place + 1, "-"):
            return None
        self._last = place + 1
        shown = f"{name.text.rsplit(' ', 1)[0]} {atom.text}"
        return replace(name, core=(atom.low,), text=shown, start=atom.start, end=atom.end)

    def _other_version(self, name: ProductName, place: int, behind: _Atom | None) -> ProductName | None:
        atom = self._atoms[place]
        if self._text[atom.start - 1 : atom.start] in tuple("$\u20ac\u00a3\u00a5.,"):
            return None
        shown = self._text[name.start : name.end]
        sized = behind is not None and behind.start == atom.end and behind.low in ("b", "m", "t")
        if sized and behind and name.size:
            self._last = place + 2
            size = atom.text + behind.low
            return replace(name, size=size, text=f"{_stem(name)} {size}", start=atom.start, end=behind.end)
        if not name.version or not self._stands_alone(place, behind) or atom.text.count(".") > 2:  # noqa: PLR2004
            return None
        if "." not in atom.text and (len(atom.text) > len(_DIGITS.findall(name.version)[0]) or not _closes(behind)):
            return None
        version = _normal(atom.text)
        self._last = place + 1
        return replace(
            self._suffixes(replace(name, version=version, size="", stamp="", variants=frozenset()), None),
            text=shown.replace(name.version, version) if name.version in shown else version,
            start=atom.start,
            end=atom.end,
        )

    def _stands_alone(self, place: int, behind: _Atom | None) -> bool:
        """Tell whether a number carries no unit."""
        end = self._atoms[place].end
        if behind is None:
            return True
        if behind.start == end and (behind.kind == "letters" or behind.text == "%"):
            return False
        return behind.low not in _UNITS and not _NO_VERSION.match(self._text[end : end + 4])

    def _left(self, place: int) -> _Parts | None:
        """Return the words that stand before a number or a variant; None if they are no name."""
        atoms, number = self._atoms, place - 1
        if number < 0:
            return None
        gap = self._gap(number)
        if gap not in _GAPS or atoms[number].kind != "letters":
            return None
        if atoms[number].low in ("v", "ver", "version", "versions"):
            number -= 1
            if number < 0 or self._gap(number) not in _GAPS or atoms[number].kind != "letters":
                return None
        head = atoms[number]
        if (head.low in _NO_HEAD and gap != "") or not self._may_head(head, gap):
            return None
        words = [number]
        while number and len(words) <= _LONGEST and self._continues(number - 1, head):
            number -= 1
            words.append(number)
        return self._sorted(list(reversed(words)), gap)

    def _may_head(self, head: _Atom, gap: str) -> bool:
        if len(head.text) == 1 and gap == " ":
            return False
        return head.capital or head.low in _KNOWN or len(head.text) > 1 or gap == ""

    def _continues(self, number: int, head: _Atom) -> bool:
        """Tell whether an atom belongs to the name that the next one belongs to."""
        atom, gap = self._atoms[number], self._gap(number)
        if atom.kind != "letters" or gap not in _GAPS or not gap or atom.low in _NO_HEAD:
            return False
        if gap in _HYPHENS or atom.low in _KNOWN:
            return True
        return atom.capital and (head.capital or head.low in _KNOWN) and len(atom.text) > 1

    def _sorted(self, words: list[int], gap: str) -> _Parts | None:
        said = [self._atoms[number].low for number in words]
        variants = frozenset(word for word in said if word in _TIERS)
        plain = [word for word in said if word not in variants]
        if not plain and variants & _KNOWN:
            plain = [said[-1]]
            variants -= {said[-1]}
        if not plain:
            return None
        kept = [word for word in plain if word not in _MAKERS] or plain[-1:]
        lower = not any(self._atoms[number].capital for number in words) and not _KNOWN.intersection(said)
        return _Parts(tuple(kept[:-1]), (kept[-1],), variants, words[0], gap, lower and gap == " ")

    def _may_be_version(self, place: int, parts: _Parts) -> bool:
        """Tell whether a number can belong to the name before it: no year, share, sum, time or count."""
        number, behind = self._atoms[place].text, self._atoms[place + 1] if place + 1 < len(self._atoms) else None
        follows = self._text[self._atoms[place].end : self._atoms[place].end + 4]
        if _NO_VERSION.match(follows) or number.count(".") > 3:  # noqa: PLR2004  as in "1.2.3.4"
            return False
        whole = number.partition(".")[0]
        if len(whole) > 4 or (number.isdecimal() and int(number) in _YEARS):  # noqa: PLR2004  digits of "RTX 5090"
            return False
        if parts.gap == "":
            return self._may_be_code(place, parts, whole)
        if parts.gap in _HYPHENS or parts.gap == "_":
            return parts.core[0] not in _NO_HEAD
        return behind is None or behind.low not in _UNITS or self._gap(place) not in (" ", *_HYPHENS)

    def _may_be_code(self, place: int, parts: _Parts, digits: str) -> bool:
        """Tell whether letters with a number joined to them are a name: "R1" and "H100", not "Q3" nor "k8s"."""
        letters = parts.core[0]
        if _NUMERONYM.match(self._text, self._atoms[place - 1].start) and len(letters) == 1:
            return False
        if letters in _NO_CODES:
            return letters in _ALLOWED_CODES and len(digits) > _ALLOWED_CODES[letters]
        return True

    def _is_count(self, parts: _Parts, name: ProductName) -> bool:
        """Tell whether a number behind a company's name counts something: "OpenAI 4 models"."""
        if parts.gap != " " or not _all_makers(parts):
            return False
        behind = self._atoms[self._last] if self._last < len(self._atoms) else None
        return "." not in name.version or (behind is not None and behind.low in _COUNTED)

    def _number(self, place: int, name: ProductName, gap: str) -> ProductName | None:
        """Return a name with the number at a place as its version or size."""
        atom = self._atoms[place]
        self._last = place + 1
        letters = self._joined_letters(place)
        if not letters:
            return replace(name, version=_normal(atom.text), end=atom.end)
        end, low = self._atoms[place + 1].end, letters.casefold()
        self._last = place + 2
        if low == "x" and self._size_behind(place + 2):
            self._last = place + 4
            size = f"{atom.text}x{self._atoms[place + 2].text}{self._atoms[place + 3].low}"
            return replace(name, size=size, end=self._atoms[place + 3].end)
        if low == "b" or (low in ("m", "t") and gap != ""):
            return replace(name, size=atom.text + low, end=end)
        if letters == "s":  # plural
            return replace(name, version=_normal(atom.text), end=end)
        code = gap == "" and letters.isupper() and len(letters) <= 2  # noqa: PLR2004  "MI300X"
        suffix = len(letters) == 1 and low not in "xdghkmtb"
        return replace(name, version=_normal(atom.text) + low, end=end) if code or suffix else None

    def _size_behind(self, place: int) -> bool:
        return self._is_number(place, "") and self._is_size(place)

    def _is_size(self, place: int) -> bool:
        """Tell whether a number has the unit of a model's size, "27B"."""
        number = place < len(self._atoms) and self._atoms[place].kind == "number"
        return number and self._joined_letters(place).casefold() in ("b", "m", "t")

    def _joined_letters(self, place: int) -> str:
        """Return the letters that follow a number without a gap."""
        if place + 1 >= len(self._atoms) or self._gap(place) != "" or self._atoms[place + 1].kind != "letters":
            return ""
        return self._atoms[place + 1].text

    def _suffixes(self, name: ProductName, parts: _Parts | None) -> ProductName:
        """Return a name with whatever belongs to it behind its version."""
        while self._last < len(self._atoms):
            longer = self._suffix(name, parts)
            if longer is None:
                break
            name = longer
        return name

    def _suffix(self, name: ProductName, parts: _Parts | None) -> ProductName | None:
        """Return a name with the next part; None if what follows is none."""
        place, gap = self._last, self._gap(self._last - 1)
        atom = self._atoms[place]
        if atom.text == "(":
            return self._bracketed(name, place + 1)
        if gap not in _GAPS - {""} and not (gap == "" and atom.text == ":" and self._is_size(place + 1)):
            return self._plus(name, atom, place, gap)
        if atom.text == ":":
            self._last = place = place + 1
            atom = self._atoms[place]
        if atom.kind == "number":
            return self._further_number(name, place, gap, parts)
        if atom.kind == "letters":
            return self._further_word(name, place, gap, parts)
        return None

    def _plus(self, name: ProductName, atom: _Atom, place: int, gap: str) -> ProductName | None:
        if gap == "" and atom.text == "+" and name.version:
            self._last = place + 1
            return replace(name, variants=name.variants | {"plus"}, end=atom.end)
        return None

    def _bracketed(self, name: ProductName, place: int) -> ProductName | None:
        """Return a name with what stands in brackets, if all of it belongs to a name: "(new)", "(20241022)"."""
        close = next((n for n in range(place, min(place + 5, len(self._atoms))) if self._atoms[n].text == ")"), None)
        inside = [atom.low for atom in self._atoms[place:close]] if close else []
        if not close or not inside:
            return None
        end = self._atoms[close].end
        if all(word in _TIERS for word in inside):
            self._last = close + 1
            return replace(name, variants=name.variants | set(inside), end=end)
        if inside in (["new"], ["old"], ["updated"]) or (all(map(str.isdecimal, inside)) and len("".join(inside)) > 3):  # noqa: PLR2004
            self._last = close + 1
            return replace(name, stamp="".join(inside), end=end)
        return None

    def _further_number(self, name: ProductName, place: int, gap: str, parts: _Parts | None) -> ProductName | None:
        """Return a name with a further number: a size, a stamp, or the second part of "3-5"."""
        atom = self._atoms[place]
        if self._is_size(place):
            self._last = place + 2
            return replace(
                name, size=_joined(name.size, atom.text + self._atoms[place + 1].low), end=self._atoms[place + 1].end
            )
        if gap not in _HYPHENS or self._joined_letters(place):
            return None
        stamp = self._stamp(place)
        if stamp:
            self._last = place + stamp.count("-") + 1
            return replace(name, stamp=stamp.replace("-", ""), end=self._atoms[self._last - 1].end)
        written = parts is not None and parts.gap in _HYPHENS and "." not in name.version and len(name.version) == 1
        if written and len(atom.text) == 1 and not name.stamp:
            self._last = place + 1
            return replace(name, version=f"{name.version}.{atom.text}", end=atom.end)
        return None

    def _stamp(self, place: int) -> str:
        """Return the date that begins at a place, "2024-08-06", "05-06" or "0528"; "" for none."""
        run = [self._atoms[place].text]
        while len(run) < 3 and self._is_number(place + len(run), "-"):  # noqa: PLR2004  year, month, day
            run.append(self._atoms[place + len(run)].text)
        lengths = [len(each) for each in run]
        if lengths in ([4, 2, 2], [4, 2], [2, 2], [2, 4], [2, 2, 4]):
            return "-".join(run)
        return run[0] if lengths[0] in (4, 6, 8) else ""

    def _further_word(self, name: ProductName, place: int, gap: str, parts: _Parts | None) -> ProductName | None:
        """Return a name with a variant or, behind the version, with the name of its own that a model has."""
        atom, hyphen = self._atoms[place], gap in _HYPHENS or gap == "_"
        if atom.low in _TIERS and (hyphen or atom.capital or atom.low in _PLAIN_TIERS):
            self._last = place + 1
            return replace(name, variants=name.variants | {atom.low}, end=atom.end)
        if hyphen and self._size_behind(place + 1) and len(atom.text) == 1:  # "A22B"
            self._last = place + 3
            size = atom.low + self._atoms[place + 1].text + self._atoms[place + 2].low
            return replace(name, size=_joined(name.size, size), end=self._atoms[place + 2].end)
        if hyphen and atom.low == "v" and self._is_number(place + 1, "") and not name.version:
            self._last = place + 2
            return replace(name, version=_normal(self._atoms[place + 1].text), end=self._atoms[place + 1].end)
        if self._is_codename(atom, place, gap, name, parts):
            self._last = place + 1
            brand = name.brand if name.codename else (*name.brand, *name.core)
            core = (*name.core, atom.low) if name.codename else (atom.low,)
            return replace(name, brand=brand, core=core, codename=True, joined=name.joined or hyphen, end=atom.end)
        return None

    def _is_codename(self, atom: _Atom, place: int, gap: str, name: ProductName, parts: _Parts | None) -> bool:
        """Tell whether a word behind a version is part of the name."""
        if atom.low in _NO_HEAD | _NO_CODENAME | _MAKERS or len(atom.text) < 3 or parts is None:  # noqa: PLR2004
            return False
        if any(self._is_number(place + 1, each) for each in ("", " ", "-")) and not self._stamp(place + 1):
            return False  # another name begins here
        if atom.low in _KNOWN:
            return not name.codename
        if gap in _HYPHENS:
            written_small = self._text[self._atoms[parts.first].start : atom.end].islower()
            return (atom.capital or written_small) and not _LEVELLED.match(atom.low)
        return atom.capital and not name.codename and not self._in_title_case(place)

    def _in_title_case(self, place: int) -> bool:
        """Tell whether the words around a place have capitals anyway, so that one tells nothing."""
        start = self._text.rfind("\n", 0, self._atoms[place].start) + 1
        end = self._text.find("\n", self._atoms[place].end)
        line = self._text[max(start, self._atoms[place].start - 150) : self._atoms[place].end + 150 if end < 0 else end]
        words = [match.group() for match in re.finditer(r"\b[^\W\d_]{4,}\b", line)]
        capitals = sum(not word[0].islower() for word in words)
        return len(words) > 3 and capitals > 0.7 * len(words)  # noqa: PLR2004  fewer are a name and a verb

    def _gap(self, number: int) -> str:
        """Return what stands between an atom and the next one; a hyphen is a gap where words touch it."""
        atoms = self._atoms
        if number + 1 >= len(atoms):
            return "\n"
        return self._text[atoms[number].end : atoms[number + 1].start]

    def _is_number(self, place: int, gap: str) -> bool:
        return place < len(self._atoms) and self._atoms[place].kind == "number" and self._gap(place - 1) == gap

    def _placed(self, name: ProductName, first: int) -> ProductName:
        start = self._atoms[first].start
        return replace(name, start=start, text=self._text[start : name.end])


def _bare(text: str, lines: frozenset[str], found: Sequence[ProductName]) -> Iterator[ProductName]:
    """Yield the names without a version: a word that begins names of products, and a word with a capital behind it."""
    atoms = [_Atom(m.lastgroup or "", m.group(), m.start(), m.end()) for m in _ATOM.finditer(text)]
    for number, (atom, behind) in enumerate(pairwise(atoms)):
        apart = not any(name.start < behind.end and atom.start < name.end for name in found)
        further = atoms[number + 2] if number + 2 < len(atoms) else None
        numbered = further is not None and further.kind == "number"
        if (
            apart
            and not numbered
            and atom.low in lines
            and text[atom.end : behind.start] in (" ", "-")
            and (behind.capital or behind.low in _KNOWN)
            and behind.low not in _NO_CODENAME | _NO_HEAD | _MAKERS
        ):
            shown = text[atom.start : behind.end]
            yield ProductName(brand=(atom.low,), core=(behind.low,), text=shown, start=atom.start, end=behind.end)


def _all_makers(parts: _Parts) -> bool:
    return not parts.brand and parts.core[0] in _MAKERS


def _normal(version: str) -> str:
    """Return a version as it is compared: "2.0" is "2"."""
    return re.sub(r"(?:\.0)+$", "", version)


def _joined(size: str, more: str) -> str:
    return f"{size}-{more}" if size else more


def _stem(name: ProductName) -> str:
    """Return a name as written up to its version."""
    end = name.text.casefold().find(name.version) if name.version else -1
    return name.text if end < 0 else name.text[: end + len(name.version)]


def _closes(behind: _Atom | None) -> bool:
    """Tell whether what stands behind a whole number in a list leaves it a version: no noun that it may count."""
    return behind is None or behind.kind == "other" or behind.low in _VERBS


_VERBS = frozenset(
    """is are was were will would have has had both can could may and or differ cost costs came come do does did on in
    at by from with for to""".split()  # noqa: SIM905
)
_WEAK = frozenset("bench model family".split())  # noqa: SIM905  cores that say nothing without what stands before them


def relation(asked: ProductName, told: ProductName) -> Relation:
    """Return how a product that is told of stands to the one that is asked for.

    It does not matter how they are written: space or hyphen, capitals, which word is first, whether the maker or the
    brand is named. A part that is asked for and not told leaves it open; a variant tells another product.
    """
    found = _line(asked, told)
    if found in (Relation.UNRELATED, Relation.OTHER):
        return found
    all_of = {
        found,
        _part(asked.version, told.version),
        _part(asked.size, told.size),
        _part(asked.stamp, told.stamp),
        _variants(asked, told),
    }
    return next((each for each in (Relation.OTHER, Relation.WIDER, Relation.ONE_OF) if each in all_of), Relation.SAME)


def _line(asked: ProductName, told: ProductName) -> Relation:
    """Return how the lines of two names stand to each other, whatever their versions."""
    if asked.core == told.core or "".join((*asked.brand, *asked.core)) == "".join((*told.brand, *told.core)):
        return Relation.SAME if _one_brand(asked, told) else Relation.UNRELATED
    mine, theirs = frozenset(asked.core), frozenset(told.core)
    if theirs <= asked.words:
        return Relation.OTHER if asked.joined and told.version else Relation.WIDER
    if mine <= told.words:
        added = bool(mine & theirs) or told.joined or (told.codename and asked.variants)
        return Relation.OTHER if added else Relation.ONE_OF
    return Relation.OTHER if set(asked.brand) & set(told.brand) else Relation.UNRELATED


def _one_brand(asked: ProductName, told: ProductName) -> bool:
    """Tell whether the brands of two names with one core can be one: what stands before a weak core must meet."""
    weak = asked.core[-1] in _WEAK or len(asked.core[-1]) == 1
    met = set(asked.brand) & set(told.brand)
    if asked.core[-1] in _WEAK:
        return bool(met) or asked.brand == told.brand
    return bool(met) or not (weak and asked.brand and told.brand)


def _part(asked: str, told: str) -> Relation:
    if asked == told:
        return Relation.SAME
    if not asked:
        return Relation.ONE_OF
    return Relation.OTHER if told else Relation.WIDER


def _variants(asked: ProductName, told: ProductName) -> Relation:
    """Return how the variants stand to each other: "GPT-5.4" is another model than "GPT-5.4 Pro"."""
    mine, theirs = asked.variants - _SOFT, told.variants - _SOFT
    if mine == theirs:
        return _part(" ".join(sorted(asked.variants & _SOFT)), " ".join(sorted(told.variants & _SOFT)))
    if not mine and not asked.version:
        return Relation.ONE_OF
    if not theirs and not told.version:
        return Relation.WIDER
    return Relation.OTHER


def bearing(asked: Iterable[ProductName], text: str, told: Sequence[ProductName] | None = None) -> Relation:
    """Return how what a text names stands to what is asked for: `OTHER` if it stands for another of the line alone.

    A name may be told in pieces ("As of 2.9, PyTorch ...", "versions 4.5 and 4.6 of Claude Sonnet"). Of several that
    are asked for one will do, as long as the text stands for no other version of the rest. `told` are the text's names,
    if they are known already.
    """
    wanted = tuple(asked)
    named = product_names(text) if told is None else told
    met = {name: {each: relation(name, each) for each in named} for name in wanted}
    meant = {each for found in met.values() for each, how in found.items() if how is Relation.SAME}
    verdicts = {_borne(name, met[name], meant, text) for name in wanted}
    order = (Relation.OTHER, Relation.SAME, Relation.ONE_OF, Relation.WIDER)
    return next((each for each in order if each in verdicts), Relation.UNRELATED)


def _borne(asked: ProductName, met: Mapping[ProductName, Relation], meant: set[ProductName], text: str) -> Relation:
    """Return how a text stands to one of the names that are asked for."""
    found = set(met.values())
    best: Relation | None = next((each for each in (Relation.SAME, Relation.ONE_OF) if each in found), None)
    if best is None and _in_pieces(asked, met, text):
        best = Relation.SAME
    if best is None and any(how is Relation.OTHER and each not in meant for each, how in met.items()):
        best = Relation.OTHER
    return best or (Relation.WIDER if Relation.WIDER in found else Relation.UNRELATED)


def _in_pieces(asked: ProductName, met: Mapping[ProductName, Relation], text: str) -> bool:
    """Tell whether a text holds each part of a name, though not next to each other, and its version as a version."""
    if asked.stamp or (asked.variants and not asked.version):
        return False
    low = text.casefold()
    needed = {*(asked.words if asked.codename else asked.core), *asked.variants, *filter(None, [asked.size])}
    if not all(re.search(rf"(?<![^\W_]){re.escape(each)}(?![^\W_])", low) for each in needed):
        return False
    if not asked.version or any(how is Relation.WIDER and each.version == asked.version for each, how in met.items()):
        return True
    if "." not in asked.version:
        return False
    apart = re.compile(rf"(?<![\w.$\u20ac\u00a3{_HYPHENS}])v?{re.escape(asked.version)}(?![\w%]|\.\d|\s%)")
    return any(
        not any(each.start <= found.start() < each.end for each in met) and not _UNIT.match(low, found.end())
        for found in apart.finditer(low)
    )


def nearest(asked: ProductName, told: Iterable[ProductName]) -> ProductName | None:
    """Return the product that comes nearest to one of which nothing is told: of its line and variant, the newest."""
    near = [each for each in told if relation(asked, each) in (Relation.OTHER, Relation.WIDER)]
    return max(
        near,
        key=lambda each: (each.core == asked.core, each.variants == asked.variants, each.order, -each.start),
        default=None,
    )
