"""The verbs of a sentence with their auxiliaries, recognised by their forms and their surroundings (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.lexicon.function_words import (
    AUX,
    BACK,
    BE,
    BOTH,
    DETERMINERS,
    DOES,
    HAS,
    INVERTED,
    JOINING,
    MODALS,
    PHRASES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SAYING,
    SKIPPED,
    SUBORDINATING,
    word_set,
)
from bot.verification.parsing.syntax import Clause, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def only_verb(tokens: Sequence[Token]) -> Iterator[Clause]:
    """Yield the clause of a sentence in which no verb is told for sure."""
    for place, token in enumerate(tokens):
        before = tokens[place - 1].low if place else ""
        if place and {"s", "d"} & {*token.sort} and before not in DETERMINERS | PREPOSITIONS and not token.name:
            yield _clause(tokens, place, place)
            return
    if tokens:
        yield Clause(verb=0, base="be")


def may_stand_between(token: Token) -> bool:
    """Tell whether a word may stand between an auxiliary and its verb."""
    return token.low in SKIPPED or (token.low.endswith("ly") and not token.name)


def verb_groups(tokens: Sequence[Token]) -> Iterator[Clause]:
    """Yield the verbs of a sentence with their groups, in order."""
    place = 0
    while place < len(tokens):
        head, verb = _group(tokens, place)
        if verb is None:
            place += 1
            continue
        found = _clause(tokens, head, verb)
        yield found
        place = max(place, found.last) + 1 if found.last > found.verb else verb + 1


def _group(tokens: Sequence[Token], place: int) -> tuple[int, int | None]:
    """Return (start, verb) of the verb group that begins at a place; (place, None): there is none."""
    token = tokens[place]
    following = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if token.low in ("compared", "according") and following in ("with", "to"):
        return place, None
    if token.low in ("being", "having") and place and tokens[place - 1].low in ("time", "human"):
        return place, None
    if token.low in AUX:
        return place, _after_auxiliary(tokens, place)
    if token.low == "to" and place + 1 < len(tokens):
        after = place + 1
        while after + 1 < len(tokens) and may_stand_between(tokens[after]):
            after += 1
        if tokens[after].low in AUX and not tokens[after].brk:
            return place, _after_auxiliary(tokens, after)
        plain = "b" in tokens[after].sort and not _adjective(tokens, after)
        return place, after if plain and not tokens[after].brk else None
    return place, place if token.base and _is_finite(tokens, place) else None


_ADJECTIVES = word_set("open free clear complete light own clean secure direct separate present lead close last")


def _adjective(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a possible verb is an adjective before its noun: "to open models"."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if tokens[place].low not in _ADJECTIVES or after is None or after.brk:
        return False
    return bool(after.word.concept) and after.low.endswith("s") and not after.name


def _after_auxiliary(tokens: Sequence[Token], place: int) -> int:
    """Return the verb of a group that begins with an auxiliary: the last auxiliary, or the verb that depends on it."""
    last = after = place
    limit = min(len(tokens), place + 7)
    while after + 1 < limit:
        nxt = tokens[after + 1]
        if nxt.brk and nxt.brk not in ('"', "'") and not (nxt.brk == "," and tokens[after].low.endswith("ly")):
            break
        if nxt.low in AUX:
            last = after = after + 1
        elif may_stand_between(nxt):
            after += 1
        elif (
            nxt.low == "to"
            and tokens[last].low in BE | HAS
            and after + 2 < limit
            and tokens[after + 2].low in ("be", "have")
        ):
            last = after = after + 2
        elif nxt.low == "to" and tokens[last].low in BE | HAS and after + 2 < limit and "b" in tokens[after + 2].sort:
            return after + 2  # "is to open"
        elif nxt.sort and _depends(tokens[last].low, nxt, tokens, after + 1):
            return after + 1
        else:
            break
    return last


def _depends(auxiliary: str, token: Token, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word is the verb of an auxiliary: "will cut", "has cut", "is cutting"."""
    if auxiliary in MODALS | DOES:
        return "b" in token.sort
    if auxiliary in HAS:
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        noun = after is not None and after.base and "d" in after.sort and not after.brk  # "has cut prices"
        return "d" in token.sort and not (noun and token.sort != "d")
    return "d" in token.sort or "g" in token.sort


def _before(tokens: Sequence[Token], place: int) -> tuple[Token | None, str]:
    """Return the word before a place that is no adverb, and the marks between."""
    marks = tokens[place].brk
    place -= 1
    while place >= 0 and not marks and may_stand_between(tokens[place]) and tokens[place].low not in DETERMINERS:
        marks = tokens[place].brk
        place -= 1
    return (tokens[place] if place >= 0 else None), marks


@dataclass(frozen=True, slots=True)
class _Site:
    """The surroundings of a word without an auxiliary that may be a verb."""

    tokens: Sequence[Token]
    place: int
    before: Token  # the word before that is no adverb
    marks: str  # between that word and this one
    after: Token | None

    @property
    def token(self) -> Token:
        """The word itself."""
        return self.tokens[self.place]


def _is_finite(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word without an auxiliary is a verb there, by its form and its surroundings."""
    before, marks = _before(tokens, place)
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if before is None:
        return _opens_sentence(tokens[place], after)
    site = _Site(tokens, place, before, marks, after)
    if _is_inverted(site):
        return True
    if _is_within_noun(site):
        return False
    return _rule_for(site.token.sort)(site)


def _rule_for(sort: str) -> Callable[[_Site], bool]:
    """Return the rule that tells a verb of a form from other words."""
    if sort == "g":
        return _is_gerund
    if "s" in sort:
        return _is_third_person
    return _is_past if "d" in sort and sort != "bd" else _is_bare


def _opens_sentence(token: Token, after: Token | None) -> bool:
    """Tell whether a sentence begins with a participle: "Citing the rules, ...", "Backed by Acme, ..."."""
    if after is None or not _may_open_object(after):
        return False
    return token.sort == "g" or ("d" in token.sort and after.low in ("by", "in"))


_OPENS_OBJECT = DETERMINERS | PREPOSITIONS | BACK
_OPENING = word_set("require ban allow force oblige seek accuse prohibit claim urge demand")
"""Verbs of bills and suits, as a gerund: "a bill requiring hospitals to"."""


def _may_open_object(token: Token) -> bool:
    return token.low in _OPENS_OBJECT or token.name or not token.word.key


def _is_inverted(site: _Site) -> bool:
    """Tell whether a verb of saying follows a quotation, or a comma: "..., said Ada Lorne"."""
    if site.token.base not in INVERTED or site.token.sort != "d":
        return False
    return '"' in site.marks or (site.marks == "," and site.after is not None)


def _is_within_noun(site: _Site) -> bool:
    """Tell whether a possessive, a determiner or a preposition makes a word part of a noun phrase."""
    low = site.before.low
    if site.marks:
        return False
    if site.place and site.tokens[site.place - 1].is_possessive:
        return True
    if low in DETERMINERS - {"that", "which"}:
        return True
    return site.token.sort != "g" and low in PREPOSITIONS and low not in BOTH


def _is_gerund(site: _Site) -> bool:
    """Tell whether a form in -ing begins a clause of its own, and is no noun."""
    low = site.before.low
    if site.after is not None and site.after.low == "of":
        return False
    requires = low not in DETERMINERS and site.before.word.concept and site.token.base in _OPENING
    if requires and site.after is not None:
        return True
    joins = low in PREPOSITIONS | JOINING | SUBORDINATING
    return site.marks == "," or joins or (bool(site.before.base) and low != "is")


def _is_third_person(site: _Site) -> bool:
    """Tell whether a form in -s is a verb and no plural."""
    before, after = site.before, site.after
    closes = closes_apposition(site.tokens, site.place)
    if (site.marks and not before.name and not closes) or before.low in SUBORDINATING - {"what", "how"}:
        return False
    says = site.token.base in _SAYS and not site.marks and after is not None and after.low == "that"
    if says or before.low in PRONOUNS | {"that"} | JOINING | {"company", "firm", "lab"}:
        return True
    if _is_after_object(site) or (after is not None and after.low == "of"):
        return False
    opens = after is None or after.low in DETERMINERS | PREPOSITIONS | PRONOUNS | {"that", "to"} or after.name
    amount = after is not None and not after.word.key
    plural = before.low.endswith("s") and not before.name and not _is_within_phrase(site.tokens, site.place)
    return (not plural or closes) and (opens or amount or before.name) and not before.low.endswith("ing")


def _is_after_object(site: _Site) -> bool:
    """Tell whether an amount or the object of another verb stands before a word."""
    if site.before.name:
        return False
    amount = not site.before.word.key and not site.before.word.concept
    return amount or _is_object(site.tokens, site.place)


def closes_apposition(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether the mark before a word closes an insertion between two commas."""
    if tokens[place].brk != ",":
        return False
    start = place - 1
    while start > 0 and not tokens[start].brk:
        start -= 1
    return start > 0 and tokens[start].brk == ","


def _segment(tokens: Sequence[Token], place: int) -> list[Token]:
    """Return the words before a word in its part of the sentence."""
    start = place
    while start > 0 and not tokens[start].brk and tokens[start - 1].low not in SUBORDINATING | RELATIVES:
        start -= 1
    return list(tokens[start:place])


def _is_object(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a noun phrase that ends here follows a verb that takes no clause: "put the cash reserves"."""
    before = _segment(tokens, place)
    if before and before[-1].base and any(each.low in MODALS or each.low == "to" for each in before):
        return True
    clausal = SAYING - {"put", "announce", "report", "describe", "call", "confirm", "deny", "admit", "acknowledge"}
    return any(each.sort in ("d", "s", "bd") and each.base not in clausal for each in _segment(tokens, place))


def _is_within_phrase(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a plural before a verb only belongs to its subject: "the price for tokens stays"."""
    before = _segment(tokens, place)
    return any(each.low in PREPOSITIONS for each in before) and not any(
        each.sort in ("d", "s", "bd") for each in before
    )


def _is_past(site: _Site) -> bool:
    """Tell whether a form in -ed is a verb and no adjective before its noun."""
    before, after = site.before, site.after
    if after is not None and after.low == "by":
        return True
    if site.marks and not before.name and before.low not in PRONOUNS and site.token.sort == "d":
        return after is not None and _may_open_object(after)
    counted = not before.word.key and not before.name  # "two tried friends"
    counted = counted and after is not None and bool(after.word.concept)
    adjective = (before.low in DETERMINERS | PREPOSITIONS or counted) and not site.marks
    return not adjective or before.low in ("that", "which")


_SPEAKERS = frozenset({"we", "they", "you", "i"})


def _is_bare(site: _Site) -> bool:
    """Tell whether a base form is a verb: after its subject in the plural, or in the past ("cut")."""
    last = site.tokens[site.place - 1].low if site.place else ""
    if last in ("still", "not") and not site.token.brk:
        return site.after is not None and "b" in site.token.sort  # "Acme and Zed no longer use"
    if site.before.low in _SPEAKERS | {"who", "which", "that"}:
        return not site.marks or site.before.low in _SPEAKERS
    if site.after is None:
        return False
    return _is_bare_past(site, site.after) if "d" in site.token.sort else _is_plural_present(site, site.after)


def _is_bare_past(site: _Site, after: Token) -> bool:
    before, marks = site.before, site.marks
    if marks and not closes_apposition(site.tokens, site.place):
        return False
    if not before.name and after.low in PREPOSITIONS and _is_object(site.tokens, site.place):
        return False
    if not marks and (before.name or before.low in PRONOUNS | {"and"}) and after.word.concept:
        return True
    subject = before.name or before.low in PRONOUNS or _is_plural(before) or bool(before.word.concept)
    return (_may_follow(after) and (marks == "," or subject)) or before.low in JOINING


def _is_plural_present(site: _Site, after: Token) -> bool:
    subject = not site.marks and _is_plural(site.before) and site.before.base != site.before.low
    return subject and (_may_follow(after) or bool(after.word.concept))


def _may_follow(token: Token) -> bool:
    if token.low == "of":
        return token.name or not token.word.key
    return _may_open_object(token) or token.low in ("that", "to")


def _is_plural(token: Token) -> bool:
    return token.low.endswith("s") and not token.name and not token.low.endswith("ss")


_SAYS = word_set("say tell argue add warn write think believe show explain suggest indicate reveal insist")
_FAR = frozenset({"court"})
_PUT = 14  # words: "put the share of sales that are affected at 12 percent"


def _clause(tokens: Sequence[Token], head: int, verb: int) -> Clause:
    token = tokens[verb]
    base = token.base or ("be" if token.low in BE else "have" if token.low in HAS else "do")
    last = verb
    for other in range(verb + 1, min(verb + (_PUT if base == "put" else 4), len(tokens))):
        if tokens[other].brk:
            break
        if joined := PHRASES.get((base, tokens[other].low)):
            base, last = joined, verb if base == "put" or tokens[other].low in _FAR else other
            break
    group = [tokens[place].low for place in range(head, verb)]
    auxiliaries = [low for low in group if low in AUX or low == "to"]
    be = bool(auxiliaries) and auxiliaries[-1] in BE
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    by = after is not None and after.low == "by" and not after.brk
    passive = ("d" in token.sort and be and "g" not in token.sort and token.low not in AUX) or (
        token.sort == "d"
        and not group
        and by
        and last + 2 < len(tokens)
        and bool(tokens[last + 2].word.key)
        and base not in ("rise", "fall", "grow")
    )
    return Clause(
        verb=verb,
        base=base,
        start=head,
        last=last,
        passive=passive,
        own=bool(group),
    )
