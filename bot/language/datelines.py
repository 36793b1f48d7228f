"""Sentences of a passage without the datelines of agencies' reports: "BERLIN, Nov 24 (Reuters) - " (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from indexer.language.calendar import MONTH_OR_SHORT
from indexer.passages import each_sentence
from indexer.web import boilerplate

if TYPE_CHECKING:
    from collections.abc import Iterator

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0106\u010c\u0130\u0141\u0150\u015a\u015e\u0160\u0170\u017b\u017d"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'\u2019-]+(?:[ /][{_UPPER}][{_UPPER}.'\u2019-]*){{0,4}}"
_PLAIN_PLACE = r"[^\W\d_][\w.'\u2019-]*(?:[ /][^\W\d_][\w.'\u2019-]*){0,4}"
_REGION = rf",\s?[{_UPPER}][\w.]*(?:\s[{_UPPER}][\w.]*){{0,2}}"
_DAY = rf"(?:\w{{3,9}}day,?\s)?(?:{MONTH_OR_SHORT}\.?\s\d{{1,2}}|\d{{1,2}}\s{MONTH_OR_SHORT}\.?)(?:,?\s\d{{4}})?"
_AGENCY = (
    r"(?:Thomson )?Reuters(?: \w+)?|AP|Associated Press|AFP|UPI|CNN(?: Business)?|CNBC|dpa|DPA|Bloomberg|BLOOMBERG"
    r"|Xinhua|Kyodo(?: News)?|Yonhap|ANI|PTI|IANS|ANSA|EFE|TASS|Interfax|Axios|Dow Jones|MarketWatch|Nikkei"
    r"|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE|GlobeNewswire|PR ?[Nn]ewswire|PRNewswire|ACCESS Newswire"
)
_BY = rf"\s?(?:--)?(?:\((?P<agency>[{_UPPER}d][\w.&'\u2019 -]{{1,39}})\)|/(?P<wire>PR ?[Nn]ewswire|CNW)/)"
_DASH = r"(?:\s?(?:--|[\u2012-\u2015])\s?|(?<=\))(?:\s?-|:)\s|\s-\s)"
# In the order in which they are tried. Those with a `weak` place need a known name of a place or agency too.
_DATELINES = tuple(
    re.compile(pattern + r"(?=\S)")
    for pattern in (
        rf"(?P<place>{_CAPITALS})(?P<region>{_REGION})?,?\s(?i:{_DAY})(?:{_BY})?{_DASH}",
        rf"(?P<place>{_CAPITALS})(?P<region>{_REGION})?{_DASH}(?i:{_DAY}){_DASH}",
        rf"(?i:{_DAY}){_DASH}(?P<place>{_CAPITALS})(?P<region>{_REGION})?{_DASH}",
        rf"(?P<weak>(?:(?:{_PLAIN_PLACE})(?:{_REGION})?,?\s?)?)(?:(?i:{_DAY})\s?)?{_BY}{_DASH}",
        rf"(?P<weak>{_CAPITALS})(?P<region>{_REGION})?{_DASH}",
    )
)
_MARKED = re.compile(  # an item of a list
    rf"(?:\(?\d{{1,2}}[.)]|[\u00b7\u2022\u2023\u25aa\u25cf\u25e6])\s+(?=[\"'\u201c\u2018$\u20ac\u00a3]?[{_UPPER}\d])"
)
_DASHED = re.compile(_DASH)  # behind each of them: most sentences have none so early
_LONGEST_DATELINE = 120
_SHORTEST_PLACE = 4  # letters: what is shorter and in capitals is a company's or an office's initials
# The beginning of a sentence; "xAI" and "iPhone" are names.
_BEGINS = re.compile(rf"[\"'\u201c\u2018$\u20ac\u00a3\u00a5(]*(?:[{_UPPER}\d]|[a-z]{{1,2}}[A-Z])")


def _listed(names: str) -> frozenset[str]:
    return frozenset(re.split(r",\s+", names))


_CITIES = _listed(
    """abu dhabi, accra, amsterdam, ankara, ann arbor, arlington, athens, atlanta, auckland, austin, baltimore,
    bangalore, bangkok, barcelona, beijing, beirut, bellevue, bengaluru, berkeley, berlin, bogota, boston, brasilia,
    brussels, bucharest, budapest, buenos aires, burlingame, cairo, cambridge, canberra, cape town, caracas,
    charlotte, chicago, cincinnati, cleveland, cologne, copenhagen, cupertino, dallas, davos, delhi, denver, detroit,
    dhaka, doha, dubai, dublin, edinburgh, frankfurt, fremont, geneva, guangzhou, hangzhou, hanoi, helsinki,
    ho chi minh city, hong kong, houston, hsinchu, hyderabad, indianapolis, islamabad, istanbul, jakarta, jerusalem,
    johannesburg, kuala lumpur, kyiv, lagos, las vegas, lima, lisbon, london, los angeles, luxembourg, madrid,
    manila, melbourne, memphis, menlo park, mexico city, miami, milan, milwaukee, minneapolis, montreal, moscow,
    mountain view, mumbai, munich, nairobi, nashville, new delhi, new orleans, new york, oakland, oslo, ottawa,
    oxford, palo alto, paris, philadelphia, phoenix, pittsburgh, portland, prague, redmond, redwood city, reykjavik,
    riga, rio de janeiro, riyadh, rome, s\u00e3o paulo, sacramento, salt lake city, san antonio, san diego,
    san francisco, san jose, san mateo, santa clara, santiago, sao paulo, seattle, seoul, shanghai, shenzhen,
    singapore, sofia, st. louis, stockholm, strasbourg, sunnyvale, sydney, taipei, tallinn, tehran, tel aviv,
    the hague, tokyo, toronto, turin, vancouver, vatican city, vienna, vilnius, warsaw, washington, wellington,
    z\u00fcrich, zagreb, zurich"""
)
_ABBREVIATED = 4  # letters of a region that is abbreviated: "Miss" and "Ore" are words, too
_IN_FULL = frozenset({"iowa", "ohio", "utah"})
_PARTS_OF_THE_WORLD = frozenset(
    {"us", "u.s", "u.s.", "usa", "uk", "u.k.", "britain", "eu", "europe", "asia", "africa", "south america", "america"}
)
_REGIONS = _listed(
    """ala, alaska, alberta, argentina, ariz, ark, australia, austria, belgium, brazil, british columbia, calif,
    california, canada, chile, china, colo, colombia, colorado, conn, czech republic, d.c, dc, del, denmark, egypt,
    england, estonia, finland, fla, florida, france, ga, georgia, germany, greece, hawaii, hungary, idaho, ill,
    illinois, ind, india, indonesia, iowa, ireland, israel, italy, japan, kan, kenya, ky, la, latvia, lithuania,
    maine, malaysia, mass, massachusetts, md, mexico, mich, michigan, minn, miss, mo, mont, n.c, n.d, n.h, n.j, n.m,
    n.y, neb, netherlands, nev, nevada, new jersey, new york, new zealand, nigeria, norway, ohio, okla, ontario, ore,
    oregon, pa, pakistan, pennsylvania, philippines, poland, portugal, qatar, quebec, r.i, romania, s.c, s.d,
    saudi arabia, scotland, singapore, south africa, south korea, spain, sweden, switzerland, taiwan, tenn,
    tennessee, texas, thailand, turkey, uae, ukraine, united arab emirates, united kingdom, utah, va, vietnam,
    virginia, vt, w.va, wales, wash, washington, wis, wyo"""
)


def is_place(text: str) -> bool:
    """Tell whether a text is the name of a place that datelines give, or of a part of the world, in any letters."""
    name = text.casefold().removeprefix("the ")
    is_region = name in _REGIONS and (len(name) > _ABBREVIATED or name in _IN_FULL)
    return is_region or name in _CITIES or name in _PARTS_OF_THE_WORLD


@lru_cache(maxsize=1_024)
def clean_sentences(text: str) -> tuple[str, ...]:
    """Return a text's sentences, each on one line and without dateline and page furniture.

    Page furniture: counters, handles, marks of lists, "Read more".
    Remembered, since an answer is looked for, chosen and compared with others in the same passages.
    """
    return tuple(_cleaned(text))


@lru_cache(maxsize=1_024)
def opening_sentences(text: str, count: int) -> tuple[str, ...]:
    """Return the first `count` of the `clean_sentences` of a text, of which no more is looked at than that takes."""
    return tuple(islice(_cleaned(text), count))


def _cleaned(text: str) -> Iterator[str]:
    lines = (_unmarked(" ".join(text[start:end].split())) for start, end in each_sentence(text))
    found = (boilerplate.join_spans(line, spans) for line in lines for spans in boilerplate.split_paragraphs(line))
    return (without_dateline(each, opens=not place) for place, each in enumerate(found))


def _unmarked(sentence: str) -> str:
    """Return an item of a list without its number or its bullet."""
    found = _MARKED.match(sentence)
    return sentence[found.end() :] if found else sentence


def without_dateline(sentence: str, *, opens: bool = False) -> str:
    """Return a sentence without the place, date and agency that a report begins with: "PARIS (AFP) \u2013 ".

    In doubt nothing is cut: a dateline is known by its date and its capitals, by a known agency, or by a known place;
    of a sentence that opens a text by its capitals alone, if what is behind them is no insertion.
    """
    for pattern in _DATELINES if _DASHED.search(sentence, 0, _LONGEST_DATELINE) else ():
        found = pattern.match(sentence, 0, _LONGEST_DATELINE)
        if found and _BEGINS.match(sentence, found.end()) and (_is_dateline(found) or (opens and _is_place(found))):
            return sentence[found.end() :]
    return sentence


def _is_dateline(found: re.Match[str]) -> bool:
    """Tell whether what looks like a dateline is one; capitals with a date always are."""
    parts = found.groupdict()
    if parts.get("weak") is None:
        return True
    if parts.get("wire") or re.fullmatch(_AGENCY, parts.get("agency") or ""):
        return True
    place, _, region = parts["weak"].strip(" ,").partition(",")
    region = parts.get("region") or region
    in_capitals = place == place.upper()
    return in_capitals and (place.casefold() in _CITIES or region.strip(" ,.").casefold() in _REGIONS)


def _is_place(found: re.Match[str]) -> bool:
    """Tell whether capitals before a dash look like where a report is from: "MONS \u2014 "."""
    place = found.groupdict().get("weak") or ""
    is_inserted = bool(
        _DASHED.search(found.string, found.end())
    )  # "IBM \u2014 Big Blue to its friends \u2014 cut jobs"
    return place == place.upper() and sum(map(str.isalpha, place)) >= _SHORTEST_PLACE and not is_inserted
