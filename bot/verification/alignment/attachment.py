"""Whether names, objects and words of extent belong to the same thing in a clause as in the other one (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.words import stem
from bot.verification.alignment.candidates import are_converse, complement_of
from bot.verification.alignment.coreference import SentenceContext, is_named_in, is_same_bearer
from bot.verification.lexicon.equivalence import concept, opposites, spellings
from bot.verification.lexicon.function_words import BACK, PREPOSITIONS
from bot.verification.names import ROLES
from bot.verification.parsing.speakers import speakers
from bot.verification.parsing.syntax import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.syntax import Clause, Parse, Token


def check_attachments(clause: Clause, mine: Parse, there: SentenceContext) -> Iterator[str]:
    """Yield a name that stands behind a noun and a preposition where the sentence has another: "head of product at"."""
    one = there.parsed
    theirs = list(attachments((0, len(one.tokens)), one))
    for noun, preposition, name in attachments((clause.first, clause.last), mine):
        same = [other for known, joint, other in theirs if joint == preposition and known.senses & noun.senses]
        if same and not any(
            is_same_bearer(name, other) or any(way <= other for each in name for way in spellings(each))
            for other in same
        ):
            yield f"{noun.low} {preposition} {' '.join(sorted(name))} is not there"


def check_prepositions(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
    """Yield a noun behind a preposition where the clause there has another, and the sentence does not say it."""
    one = there.parsed
    theirs = {token.low for token in one.tokens[other.verb : other.last]} & _PLACING
    region = frozenset().union(*(token.senses for token in one.tokens[other.first : other.last]))
    alike = bool(clause.senses & other.senses) and not clause.light
    for preposition, what in _placed((clause.verb, clause.last), mine):
        if _points_behind(preposition, one) or what[-1].low in _AREAS:
            continue
        if preposition in theirs and not any(token.senses & (region if alike else one.senses) for token in what):
            yield f"{preposition} {' '.join(token.low for token in what)} is not there"


def _placed(span: tuple[int, int], one: Parse) -> Iterator[tuple[str, list[Token]]]:
    for place in range(span[0], span[1] - 1):
        if one.tokens[place].low not in _PLACING or one.tokens[place - 1].low == "according":
            continue
        what: list[Token] = []
        for token in one.tokens[place + 1 : span[1]]:
            if token.brk or token.low in PREPOSITIONS or (not token.word.key and not what) or token.name:
                break
            if token.word.concept:
                what.append(token)
        if what:
            yield one.tokens[place].low, what


_AREAS = frozenset({"state", "country", "city", "region", "town", "area", "company"})  # "in the state" may be a name's
_PLACING = frozenset({"in", "on", "at", "from", "against", "with"})


def check_object(clause: Clause, mine: Parse, other: Clause, one: Parse) -> Iterator[str]:
    """Yield the object of a verb if the sentence holds nothing like it."""
    what = [token for token in complement_of(clause, mine) if token.low not in _ANYTHING]
    theirs = one.tokens[slice(*other.object)] if not other.passive else one.tokens[slice(*other.subject)]
    if clause.light or not what or any(token.low in BACK for token in theirs):
        return
    calls = clause.base in _CALLING and other.base in _CALLING
    if calls and what and not any(what[-1].senses & token.senses for token in one.tokens[other.first : other.last]):
        yield f"{what[-1].low} is what it is not called there"
    region = {token.low for token in one.tokens[other.verb : other.last]}
    alike = clause.base == other.base and clause.passive == other.passive and what[0].low in region
    if alike and _turned_objects(what, clause, mine, theirs):
        yield f"{what[0].low} is the other way round there"
    if len(theirs) and not any(token.senses & one.senses for token in what):
        yield f"{' '.join(token.low for token in what)} is not there"


def _turned_objects(what: list[Token], clause: Clause, mine: Parse, theirs: Sequence[Token]) -> bool:
    """Tell whether two things have changed places: "ranked men lower than women"."""
    first = next((token for token in theirs if token.word.concept and not token.name), None)
    behind = [token.low for token in mine.tokens[clause.verb : clause.last]]
    return (
        first is not None
        and first.low != what[0].low
        and first.low in behind
        and behind.index(first.low) > behind.index(what[0].low)
        and what[0].low not in [token.low for token in theirs]
    )


_CALLING = frozenset({"call", "describe", "label", "term", "dub", "brand"})
_ANYTHING = frozenset({"anyone", "anybody", "anything", "someone", "somebody", "something", "nothing", "day", "time"})
_UNIVERSAL = frozenset({"all", "every", "each", "both", "entire", "whole", "only"})


def check_universals(clause: Clause, mine: Parse, other: Clause, one: Parse) -> Iterator[str]:
    """Yield "all" or "only" where it stands in another clause there."""
    region = [token.low for token in one.tokens[other.first : other.last]]
    region += [token.low for token in one.tokens[slice(*other.subject)]]
    whole = {token.low for token in one.tokens}
    for token in mine.tokens[clause.first : clause.last]:
        if token.low in _UNIVERSAL and token.low in whole and token.low not in region:
            yield f"{token.low} is said of something else there"


def check_owners(clause: Clause, mine: Parse, one: Parse) -> Iterator[str]:
    """Yield possessions that have another owner there: "whose answers", "Ada's answers"."""
    theirs = list(_owned((0, len(one.tokens)), one))
    for name, noun in _owned((clause.first, clause.last), mine):
        owners = [other for other, what in theirs if stem(what.low) == stem(noun.low)]
        if owners and not any(is_same_bearer(name, other) for other in owners):
            yield f"{noun.low} there is not that of {' '.join(sorted(name))}"


def _owned(span: tuple[int, int], one: Parse) -> Iterator[tuple[frozenset[str], Token]]:
    for place in range(span[0], min(span[1], len(one.tokens)) - 1):
        token = one.tokens[place]
        owner = token.name and token.is_possessive
        if not owner and token.low != "whose":
            continue
        end = place + 1 if owner else place
        start = end
        while start > 0 and one.tokens[start - 1].name and (start == end or not one.tokens[start].brk):
            start -= 1
        noun = next((each for each in one.tokens[place + 1 : place + 4] if each.word.concept and not each.name), None)
        if noun is not None and end > start:
            yield frozenset(each.low for each in one.tokens[start:end]), noun


def attachments(span: tuple[int, int], one: Parse) -> Iterator[tuple[Token, str, frozenset[str]]]:
    """Yield (noun, preposition, name) where a name stands behind a noun: "head of product at Acme"."""
    for place in range(span[0] + 1, span[1] - 1):
        token, before = one.tokens[place], one.tokens[place - 1]
        if (
            token.low not in PREPOSITIONS
            or (token.low == "by" and bool(before.base))
            or token.brk
            or before.name
            or not (before.word.concept or before.base)
        ):
            continue
        start = place + 1
        while start < span[1] and not one.tokens[start].name and start - place < _APART and not one.tokens[start].brk:
            if one.tokens[start].low in PREPOSITIONS:
                break
            start += 1
        end = start
        while (
            end < span[1]
            and (end == start or not one.tokens[end].brk)
            and one.tokens[end].low not in PREPOSITIONS
            and end - start < _APART
        ):
            end += 1
        while end > start and not one.tokens[end - 1].name:
            end -= 1
        if end > start and one.tokens[end - 1].low not in ROLES:
            yield before, token.low, frozenset(each.low for each in one.tokens[start:end] if each.name)


_APART = 4  # words from a preposition to the name behind it


def check_opposites(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
    """Yield words of a clause whose opposite stands in the other one, and they do not."""
    if are_converse(clause, other):
        return
    theirs = {_concept(token) for token in there.parsed.tokens[other.first : other.last]} - {""}
    for token in mine.tokens[clause.first : clause.last]:
        word = _concept(token)
        for own, opposite in (_DEGREES, _DEGREES[::-1]):
            said = {each.low for each in there.parsed.tokens}
            if token.low in own and clause.level != Certainty.FALSE and not said & set(own) and said & set(opposite):
                yield f"{token.low} is the opposite there"
        if word and not token.name and word not in theirs and (against := opposites(word) & theirs):
            yield f"{token.low} stands against {' '.join(sorted(against))}"


_DEGREES = (
    ("more", "higher", "faster", "better", "larger", "above"),
    ("less", "fewer", "lower", "slower", "worse", "smaller", "below"),
)


def _concept(token: Token) -> str:
    if token.low in ("up", "down", "more", "less", "fewer", "before", "after", "most", "first", "last", "all"):
        return concept(stem(token.low))
    return concept(stem(token.base or token.low)) if token.word.concept or token.base else ""


def check_names_nearby(clause: Clause, place: int, mine: Parse, there: SentenceContext) -> Iterator[str]:
    """Yield the names of a clause that the sentence does not tell of, nor points back to."""
    one = there.parsed
    known = {part for token in one.tokens for part in (token.low, *token.low.split("-"))}
    points = any(token.low in BACK or token.low == "the" for token in one.tokens) or any(
        not one.names(each.subject) for each in one.clauses
    )
    own = set(range(*clause.subject))
    speaker = speakers(mine)[place]
    said = range(*speaker.span) if speaker else range(0)
    for at in (each for each in range(clause.first, clause.last) if each not in said or each in own):
        token = mine.tokens[at]
        if not token.name or token.low in ROLES or not token.word.concept:
            continue
        beside = {mine.tokens[near].low for near in (at - 1, at + 1) if 0 <= near < len(mine.tokens)}
        beside &= known | there.title_names | (there.leads if points else frozenset())
        if any({token.low, other} in there.pairs for other in beside):
            continue
        if token.low in known or f"{token.low}s" in known or token.low.removesuffix("s") in known:
            continue
        if "-" in token.low and set(token.low.split("-")) & there.keys:
            continue
        if _told_beside(token.low, clause, mine, there):
            continue
        if any(way <= known for way in spellings(token.low)) or all(
            part in known
            for part, shown in zip(token.low.split("-"), token.word.text.split("-"), strict=False)
            if shown != part
        ):
            continue
        if token.word.text.isupper() or token.low in (
            there.title_names
            | (there.leads if points else frozenset())
            | (there.before if points and at not in own else frozenset())
            if at in own or not (joint := _joint(at, mine)) or _points_behind(joint, one)
            else frozenset()
        ):
            continue
        if token.word.opening and (token.senses & one.senses):
            continue
        yield f"{token.word.text} has nothing to do with it there"


def _told_beside(name: str, clause: Clause, mine: Parse, there: SentenceContext) -> bool:
    """Tell whether the next sentence gives the name, or another one says that it is where somebody comes from."""
    given = there.following is not None and is_named_in(frozenset({name}), there.following)
    return given or (bool(spellings(name)) and _is_of(name, clause, mine, there))


def _is_of(nation: str, clause: Clause, mine: Parse, there: SentenceContext) -> bool:
    """Tell whether another sentence says where who is told of comes from: "Acme, a Norwegian company"."""
    who = mine.names(clause.subject) - {nation}
    ways = ({nation}, *spellings(nation))
    return any(way <= there.keys for way in ways) and bool(who) and who <= there.keys


def _points_behind(preposition: str, one: Parse) -> bool:
    """Tell whether a preposition in a sentence stands before what points back."""
    return any(
        token.low == preposition and after.low in BACK | {"the"}
        for token, after in zip(one.tokens, one.tokens[1:], strict=False)
    )


def _joint(place: int, mine: Parse) -> str:
    """Return the preposition before a name that says from whom or to whom something is, "" for none."""
    before = place - 1
    while before > 0 and (mine.tokens[before].name or mine.tokens[before].low in ("the", "a", "an")):
        before -= 1
    low = mine.tokens[before].low
    return low if low in ("from", "by", "with", "against") else ""
