"""The names of a collection, how often each is told of, and which of them belongs to which (pure).

What belongs to a company is learned from how news names it for the first time: "Acme's Corvid 3", "Acme chief executive
Ana Torres", "Corvid, made by Acme". Such a tie must be told by several articles, by hardly any for another owner, and
both names must stand together more often than chance has it: by Dunning's log-likelihood ratio ("Accurate Methods for
the Statistics of Surprise and Coincidence", 1993). A rival that is often named along with a company has no such tie.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import is_broad_name, stem
from bot.understanding.names import find_names, is_in_title_case, name_key, without_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from indexer.model import Lead

LEAST_TIES = 2
"""Articles that must tie a name to its owner."""

SIGNIFICANT = 10.83
"""Log-likelihood ratio from which two names stand together by more than chance: chi-square, p < .001."""

OWN_SHARE = 0.75
"""Part of a name's ties that its owner must have, set by hand: what several companies share belongs to none."""

TOGETHER = 0.3
"""Part of the articles on a name that name its owner, too; set by hand."""

EVERYDAY = 0.1
"""Articles with a word in small letters, as a share of those with the name, from which on it is a word as well; set by
hand: one in five hundred writes "claude"."""

_WORD = re.compile(r"\b[a-z]+\b")
_SENTENCE = re.compile(r"(?:^|[.!?:\n]\s*[\"\u201c\u2018']?|[\"\u201c]\s*)$")
_ROLE = (
    r"(?:CEO|CTO|CFO|COO|chief (?:executive|scientist|technology officer|financial officer|operating officer"
    r"|product officer)(?: officer)?"
    r"|(?:co-?)?founder(?: and (?:CEO|chief executive))?|president|chairman|chairwoman|spokes(?:man|woman|person)"
    r"|boss|head of \w+)"
)
# What may describe a product between its owner's name and its own.
_GAP = (
    r"(?:(?:(?:a|an|the|its|their)\s)?(?:(?:new(?:est)?|latest|own|upcoming|flagship|next|first|second|open(?:-\w+)?"
    r"|large|small(?:er)?|big|AI|image|video|voice|music|coding|reasoning|language|frontier|vision|speech|search|chat"
    r"|web|cloud|humanoid|autonomous|popular|older|free|paid|model|models|chatbot|assistant|app|tool|chip|chips|agent"
    r"|agents|browser|robot|service|platform|series|family|line|system|accelerator|processor)\s){0,4})"
)
# Behind a name: it only says of what the owner's orders are.
_TRADE = re.compile(
    r"['\u2019]s\b|\s(?:orders?|business|deals?|offers?|bids?|proposals?|supply|supplies|suppliers?|purchases?|talks"
    r"|stakes?|shares?|contracts?|investments?|lawsuits?|suits?|case|acquisition|takeover|merger|partnership"
    r"|customers?|users?|rivals?)\b"
)
_MAKES = r"(?:releas|launch|unveil|introduc|debut|ship|open-?sourc|roll|present|announc|updat|upgrad|pric)\w*(?:\sout)?"
# What stands between an owner (first) and what belongs to it, and the other way round.
_OWNER_FIRST = re.compile(
    rf"(?:['\u2019]s?\s{_GAP}|['\u2019]?s?\s{_ROLE},?\s|\s(?:has\s|had\s|will\s)?{_MAKES}\s{_GAP})", re.IGNORECASE
)
_OWNER_LAST = re.compile(
    rf"(?:,\s(?:the\s|its\s|a\s)?(?:{_GAP})?(?:made|built|developed|released|launched|owned|run)\sby\s"
    rf"|,\s(?:the\s)?{_ROLE}(?:\s(?:of|at))\s)",
    re.IGNORECASE,
)
_HAS_ROLE = re.compile(rf"\b{_ROLE}\b", re.IGNORECASE)
_SHORTEST = 2  # letters of a name
_NEAR = 48  # characters between two names that one clause ties


class Told(NamedTuple):
    """A name, and how the collection tells of it."""

    name: str  # as it is mostly written, a product without its version
    latest: str  # as it was last written: with its latest version
    times: tuple[datetime, ...]  # of the articles that tell of it, newest first

    @property
    def articles(self) -> int:
        """The number of articles that tell of it."""
        return len(self.times)


@dataclass(frozen=True)
class NameAssociations:
    """The names of a collection by their keys, see `names.name_key`; without slots, for `cached_property`."""

    told: Mapping[str, Told] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)  # of a name that belongs to another one, by keys
    people: frozenset[str] = frozenset()  # keys of the names that a role was told of
    employers: frozenset[str] = frozenset()  # keys of the names at which it was told
    outlets: frozenset[str] = frozenset()  # keys of the publishers' names
    everyday: frozenset[str] = frozenset()  # keys that stand in the articles in small letters, too, and not by mistake

    @cached_property
    def belongings(self) -> Mapping[str, tuple[str, ...]]:
        """The names that belong to each that something belongs to, by its key, most told of first."""
        found: defaultdict[str, list[Told]] = defaultdict(list)
        for key, owner in self.owners.items():
            if key in self.told:
                found[owner].append(self.told[key])
        by_number = {owner: sorted(own, key=lambda each: (-each.articles, each.name)) for owner, own in found.items()}
        return {owner: tuple(each.name for each in own) for owner, own in by_number.items()}


class _Mentions(NamedTuple):
    """The names in one article's title and first sentences."""

    names: Mapping[str, str]  # key of the line -> as first written, version and all
    begins: frozenset[str]  # keys of single words that only begin a sentence: a common word would have the capital, too
    titled: frozenset[str]  # keys of what stands only in a title in title case: any word would have the capital there
    ties: frozenset[tuple[str, str]]  # owner, owned
    roles: frozenset[tuple[str, str]]  # those of them that are a company and who speaks for it
    common: frozenset[str]  # words in lower case


def associations(leads: Sequence[Lead], publishers: Iterable[str] = ()) -> NameAssociations:
    """Return the names of articles, and which belong to which; `publishers` belong to nobody."""
    read = [_mentions(lead.title, lead.text) for lead in leads]
    common = Counter(word for each in read for word in each.common)
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    times: defaultdict[str, list[datetime]] = defaultdict(list)
    latest: dict[str, str] = {}
    for lead, each in sorted(zip(leads, read, strict=True), key=lambda pair: pair[0].when, reverse=True):
        for key, name in each.names.items():
            spelled[key][without_version(name) or name] += 1
            times[key].append(lead.when)
            if name != latest.setdefault(key, name) and latest[key] == without_version(latest[key]):
                latest[key] = name
    ordinary = frozenset(word for word, number in common.items() if number > EVERYDAY * len(times.get(word, ())))
    sure = {
        key
        for each in read
        for key in each.names.keys() - each.begins
        if key not in each.titled or ordinary.isdisjoint(key.split())
    }
    told = {
        key: Told(min(ways, key=lambda way: (-ways[way], way)), latest[key], tuple(times[key]))
        for key, ways in spelled.items()
        if key in sure and common[key] <= len(times[key])
    }
    outlets = frozenset(map(name_key, publishers))
    people = frozenset(key for each in read for _, key in each.roles if key in told and " " in key)
    employers = frozenset(key for each in read for key, _ in each.roles if key in told)
    everyday = frozenset(key for key, each in told.items() if common[key] > EVERYDAY * each.articles)
    return NameAssociations(told, _owners(read, told, outlets), people, employers, outlets, everyday)


def log_likelihood_ratio(both: int, one: int, other: int, total: int) -> float:
    """Return Dunning's ratio (G squared) of two names that stand in `one` and `other` articles, in `both` together."""
    table = ((both, one - both), (other - both, total - one - other + both))
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    cells = ((table[i][j], rows[i] * columns[j]) for i in (0, 1) for j in (0, 1))
    return 2 * sum(seen * math.log(seen * total / expected) for seen, expected in cells if seen > 0 and expected > 0)


def _owners(read: Sequence[_Mentions], told: Mapping[str, Told], outlets: frozenset[str]) -> dict[str, str]:
    """Return the owner of each name that has one."""
    ties = Counter(tie for each in read for tie in each.ties if tie[0] in told and tie[1] in told)
    by_owned: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (owner, owned), number in ties.items():
        by_owned[owned][owner] = number
    wanted = {owned: max(own, key=lambda key: (own[key], key)) for owned, own in by_owned.items()}
    together = Counter(
        owned for each in read for owned in wanted.keys() & each.names.keys() if wanted[owned] in each.names
    )
    found = {}
    for owned, owner in wanted.items():
        number, both = by_owned[owned][owner], together[owned]
        if (
            number >= LEAST_TIES
            and number >= OWN_SHARE * sum(by_owned[owned].values())
            and both >= TOGETHER * told[owned].articles
            and log_likelihood_ratio(both, told[owner].articles, told[owned].articles, len(read)) >= SIGNIFICANT
            and owned not in outlets
            and not is_broad_name(stem(owned))
            and not is_broad_name(stem(owner))
        ):
            found[owned] = owner
    return {owned: owner for owned, owner in found.items() if found.get(owner) != owned}


@lru_cache(maxsize=16_384)  # most of the articles are the same at the next reading
def _mentions(title: str, text: str) -> _Mentions:
    """Return the names in a title and the first sentences."""
    names: dict[str, str] = {}
    begins: set[str] = set()
    inside: set[str] = set()
    ties: set[tuple[str, str]] = set()
    roles: set[tuple[str, str]] = set()
    titled: set[str] = set()
    capitals_tell = not is_in_title_case(title)
    for part in (text, title):
        before, end = "", -_NEAR
        for name in find_names(part):
            if len(key := name.line) < _SHORTEST:
                continue
            names.setdefault(key, name.text)
            opens = _SENTENCE.search(part[max(0, name.start - 4) : name.start])
            (begins if opens else inside if part is text or capitals_tell else titled).add(key)
            gap = part[end : name.start] if name.start - end <= _NEAR else ""
            tie = _tie(before, gap, key) if gap and key != before and not _TRADE.match(part, name.end) else None
            if tie:
                ties.add(tie)
                if _HAS_ROLE.search(gap):
                    roles.add(tie)
            before, end = key, name.end
    words = frozenset(_WORD.findall(text))
    return _Mentions(
        names,
        frozenset(begins - inside - titled),
        frozenset(titled - inside),
        frozenset(ties),
        frozenset(roles),
        words,
    )


def _tie(one: str, between: str, other: str) -> tuple[str, str] | None:
    """Return owner and owned of two names by what stands between them; None if neither is the other's."""
    if _OWNER_FIRST.fullmatch(between):
        return one, other
    return (other, one) if _OWNER_LAST.fullmatch(between) else None
