"""The subject of a clause, found before its verb or, where that is inverted, behind it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import spellings
from bot.language.lexicon.function_words import (
    AUX,
    BOTH,
    DETERMINERS,
    INVERTED,
    JOINING,
    PREPOSITIONS,
    RELATIVES,
    SAYING,
    SUBORDINATING,
    word_set,
)
from bot.verification.parsing.predicates import closes_apposition, may_stand_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.syntax import Clause, Span, Token

_NOBODY = (0, 0)
OF_ANOTHER = word_set(
    "accuse suspect blame sue fine prevent stop keep ban block discourage charge criticise criticize praise thank"
)
"""Verbs followed by a gerund whose subject is their object: to accuse somebody of copying."""
_TOLD_TO = word_set(
    """allow require force order ask urge tell let help enable hire name appoint oblige compel expect want"""
)
_ARTICLES = ("a", "an", "the", "its", "his", "her")
_ENDS_PHRASE = PREPOSITIONS | SUBORDINATING | RELATIVES
_SHORT = 3  # letters of a title or of initials


@dataclass(frozen=True, slots=True)
class _Site:
    """The surroundings in which the subject of a clause is looked for."""

    clause: Clause
    earlier: Clause | None
    tokens: Sequence[Token]
    start: int  # of the verb group, with the adverbs before it; never 0
    floor: int  # the place after the clause before

    @property
    def before(self) -> Token:
        """The word before the verb group."""
        return self.tokens[self.start - 1]

    @property
    def marks(self) -> str:
        """The marks before the verb group; a quotation mark alone is none: said that it "was" so."""
        marks = self.tokens[self.start].brk
        return "" if marks == '"' else marks

    @property
    def noun(self) -> Span:
        """The noun phrase before the verb group."""
        return _noun_before(self.tokens, self.start, self.floor)

    @property
    def opens_with_preposition(self) -> bool:
        """Whether the noun phrase reaches back to the clause before and begins with a preposition."""
        return self.noun[0] == self.floor and self.tokens[self.floor].low in PREPOSITIONS


def find_subject(clause: Clause, earlier: Clause | None, tokens: Sequence[Token]) -> Span:
    """Return the span of a clause's subject, (0, 0) where it cannot be told."""
    if clause.start == 0 or _is_inverted(clause, earlier, tokens):
        return _after_verb(clause, tokens)
    floor = earlier.last + 1 if earlier else 0
    start = _before_adverbs(clause.start, floor, tokens)
    if start == 0:
        return _NOBODY
    site = _Site(clause, earlier, tokens, start, floor)
    return next(span for rule in _RULES if (span := rule(site)) is not None)


def _is_inverted(clause: Clause, earlier: Clause | None, tokens: Sequence[Token]) -> bool:
    """Tell whether the subject stands behind its verb: "..., said Ada Lorne"."""
    marks = tokens[clause.start].brk
    if clause.base not in INVERTED or tokens[clause.verb].sort == "g" or not ('"' in marks or marks in (",", ":")):
        return False
    may_close = '"' not in marks and (earlier is None or _follows_relative(earlier, tokens))
    return not (may_close and closes_apposition(tokens, clause.start))


def _follows_relative(clause: Clause, tokens: Sequence[Token]) -> bool:
    return clause.start > 0 and tokens[clause.start - 1].low in RELATIVES


def _before_adverbs(start: int, floor: int, tokens: Sequence[Token]) -> int:
    while start > floor and not tokens[start].brk:
        before = tokens[start - 1]
        if not may_stand_between(before) or before.low in DETERMINERS:
            break
        start -= 1
    return start


def _of_infinitive(site: _Site) -> Span | None:
    """Return who is to do something: the one asked to do it, or the one who wants to."""
    if site.tokens[site.clause.start].low != "to" or site.earlier is None:
        return None
    asked = noun_phrase(site.tokens, site.earlier.last + 1, site.clause.start)
    told = site.earlier.base in _TOLD_TO and not site.earlier.passive
    return asked if told and asked[1] > asked[0] else site.earlier.subject


def _of_relative(site: _Site) -> Span | None:
    """Return the noun before "who" or "which"."""
    if site.before.low not in RELATIVES or site.marks:
        return None
    return _with_name(_noun_before(site.tokens, site.start - 1, site.floor), site.tokens)


def _of_joined(site: _Site) -> Span | None:
    """Return the subject of the clause that "and" joins this one to."""
    if site.before.low not in JOINING or site.marks or site.earlier is None:
        return None
    return _main(site.earlier, site.tokens).subject if site.before.brk else site.earlier.subject


def _of_gerund(site: _Site) -> Span | None:
    """Return the subject of a gerund: that of the clause before, or its object in "accused Acme of copying"."""
    clause, earlier = site.clause, site.earlier
    if site.tokens[clause.verb].sort != "g" or clause.own or earlier is None:
        return None
    of_object = earlier.base in OF_ANOTHER and site.before.low in ("of", "from", "for", "with") and not earlier.passive
    return noun_phrase(site.tokens, earlier.last + 1, site.start - 1) if of_object else earlier.subject


def _after_mark(site: _Site) -> Span | None:
    """Return the subject before an apposition; behind another mark there is none."""
    clause = site.clause
    participle = site.tokens[clause.verb].sort == "d" and not clause.own and clause.passive
    if site.marks == "," and not participle:
        return _over_apposition(site.tokens, site.start)
    return _NOBODY if site.marks and site.marks != "," else None


def _of_reduced_relative(site: _Site) -> Span | None:
    """Return the subject that a participle describes, and make that a passive: "a model trained in Oslo found"."""
    earlier = site.earlier
    if (
        earlier is None
        or earlier.own
        or site.tokens[earlier.verb].sort != "d"
        or earlier.subject[0] >= earlier.subject[1]
    ):
        return None
    if any(token.brk for token in site.tokens[earlier.verb + 1 : site.start + 1]) or not site.opens_with_preposition:
        return None
    earlier.passive, earlier.joined = True, None
    return earlier.subject


def _over_relative(site: _Site) -> Span | None:
    """Return the subject that a relative clause describes: "a post that spread on the net claimed"."""
    if site.earlier is None or not _follows_relative(site.earlier, site.tokens):
        return None
    nothing = site.noun[0] >= site.noun[1]
    return site.earlier.subject if nothing or site.opens_with_preposition else None


def _of_noun(site: _Site) -> Span:
    """Return the noun before the verb, less what "and" joins it to: "employs 60 people and Gannet employs"."""
    found, earlier = site.noun, site.earlier
    joined = [place for place in range(*found) if site.tokens[place].low in ("and", "but", "or")]
    if joined and earlier is not None and found[0] == site.floor and earlier.base not in SAYING:
        found = (joined[-1] + 1, found[1]) if site.clause.start > joined[-1] + 1 else found
    return _with_name(_last_name(found, site.tokens), site.tokens)


# In the order in which they are tried.
_RULES = (
    _of_infinitive,
    _of_relative,
    _of_joined,
    _of_gerund,
    _after_mark,
    _of_reduced_relative,
    _over_relative,
    _of_noun,
)


def noun_phrase(tokens: Sequence[Token], start: int, end: int, *, through: bool = False) -> Span:
    """Return the span from a place up to a preposition or a mark, or `through` "of" to the next one."""
    place = start
    while place < end:
        token = tokens[place]
        in_name = place > start and token.name and tokens[place - 1].name and token.brk in ("-", ".")
        if (token.brk and place > start and not in_name) or (
            token.low in _ENDS_PHRASE and not (through and token.low == "of")
        ):
            break
        place += 1
    return start, place


def _after_verb(clause: Clause, tokens: Sequence[Token]) -> Span:
    """Return the subject behind a verb of saying, with the apposition that explains it."""
    start = clause.last + 1
    if clause.base not in SAYING or start >= len(tokens) or tokens[start].brk:
        return _NOBODY
    start, end = noun_phrase(tokens, start, len(tokens), through=True)
    explained = end < len(tokens) and tokens[end].brk == "," and (tokens[end].name or tokens[end].low in DETERMINERS)
    return (start, noun_phrase(tokens, end, len(tokens), through=True)[1]) if explained else (start, end)


def _last_name(span: Span, tokens: Sequence[Token]) -> Span:
    """Return the name that ends a span which begins with a preposition: "In tests Sable beat ..."."""
    start, end = span
    if (
        start >= end
        or tokens[start].low not in PREPOSITIONS - {"of", "about", "over", "under", "up"}
        or not tokens[end - 1].name
    ):
        return span
    while tokens[end - 1].name and start < end - 1 and not tokens[end - 1].brk and tokens[end - 2].name:
        end -= 1
    return end - 1, span[1]


def _main(clause: Clause, tokens: Sequence[Token]) -> Clause:
    """Return the last clause, from this one back, that is not relative: the one that ", and" continues."""
    while clause.previous is not None:
        left = clause.subject[0] if clause.subject[1] > clause.subject[0] else clause.start
        opener = {tokens[place].low for place in (left - 1, clause.start - 1) if place >= 0}
        if not opener & (RELATIVES | {"that", "whom", "than"}) and clause.joined is None:
            break
        clause = clause.previous
    return clause


def _with_name(span: Span, tokens: Sequence[Token]) -> Span:
    """Return an apposition with the name that it explains: "Umbra, a bank that ..."."""
    start, end = span
    if start >= end or start == 0 or tokens[start].brk != "," or tokens[start].low not in _ARTICLES:
        return span
    if any(token.name and not spellings(token.low) for token in tokens[start:end]):
        return span
    while start > 0 and tokens[start - 1].name and tokens[start].brk in ("", ","):
        start -= 1
        if tokens[start].brk:
            break
    return start, end


def _over_apposition(tokens: Sequence[Token], start: int) -> Span:
    """Return the subject before an insertion between two commas, with the insertion."""
    place = start - 1
    while place > 0 and not tokens[place].brk:
        place -= 1
    if place <= 0 or tokens[place].brk != ",":
        return _NOBODY
    return _noun_before(tokens, place, 0)[0], start


def _noun_before(tokens: Sequence[Token], end: int, floor: int) -> Span:
    """Return the span that ends at a place and begins at a mark, a verb or a conjunction."""
    place = end
    while place > floor:
        token = tokens[place - 1]
        joint = token.low in SUBORDINATING | {"that"} | AUX
        begins_phrase = floor == 0 and place - 1 > floor and token.low in BOTH and not token.brk
        if (joint and not begins_phrase) or token.low == "but":
            break
        place -= 1
        if token.brk and not (place > floor and _is_within_name(token, tokens[place - 1])):
            break
    return place, end


def _is_within_name(token: Token, before: Token) -> bool:
    """Tell whether the mark between two words is part of a name: "Dr. Lorne", "Ida-Mae"."""
    within = token.brk in ("-", "&") or (token.brk == "." and len(before.low) <= _SHORT)
    return token.name and before.name and within
