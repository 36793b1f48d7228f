"""Whether the same one did the same to the same one (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.verification.alignment.attachment import attachments
from bot.verification.alignment.candidates import GIVING, TAKING, amounts_in, are_converse, complement_of, hangs_on
from bot.verification.alignment.coreference import (
    Place,
    Runs,
    heads_of,
    is_relative,
    may_mean,
    same_bearer,
    same_ones,
    shown_names,
)
from bot.verification.lexicon.function_words import BACK, PREPOSITIONS, SAYING
from bot.verification.parsing.syntax import Clause, Level, Parsed, Token

if TYPE_CHECKING:
    from collections.abc import Iterator


def _roles_of(clause: Clause) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return who does it and to whom, as spans."""
    if clause.passive:
        return clause.agent, clause.subject
    return clause.subject, clause.object


def _for_whom(who: Runs, clause: Clause, mine: Parsed, one: Parsed) -> bool:
    """Tell whether an amount of a clause is said there to be somebody's: "up from 52.9 percent for Corvid 2"."""
    for amount in amounts_in(clause, mine):
        for each in one.sentence.amounts:
            behind = [token for token in one.tokens if token.word.start >= each.end][:6]
            joint = next((place for place, token in enumerate(behind[:3]) if token.low == "for"), None)
            if amount.same(each) and joint is not None:
                named = frozenset(token.low for token in behind[joint + 1 : joint + 4] if token.name)
                if all(name <= named for name in who):
                    return True
    return False


_COPULAR = frozenset({"be", "remain", "stay", "become", "seem", "appear"})


def _told_of_another(clause: Clause, mine: Parsed, other: Clause, there: Place) -> Iterator[str]:
    """Yield a subject that the sentence names in another clause only than in the one that tells of it."""
    who = heads_of(clause.subject, mine)
    one = there.parsed
    carried = other.light and not other.passive and other.base not in _COPULAR  # "went on sale"
    if (
        carried
        and who
        and heads_of(other.subject, one)
        and not clause.light
        and not clause.passive
        and not may_mean(who, other.subject, there)
    ):
        yield f"there it is not {shown_names(who)}"
    here = one.names((other.first, other.last)) | one.names(other.subject)
    elsewhere = frozenset(token.low for token in one.tokens if token.name) - here
    yield from _nominal_roles(clause, mine, one)
    if (
        clause.light
        and who
        and clause.base != other.base
        and not other.passive
        and other.base not in SAYING
        and (said := heads_of(other.subject, one))
        and not may_mean(who, other.subject, there)
        and not any(token.low in BACK for token in one.tokens[other.verb : other.last])
        and not all(name <= one.names((other.verb, other.last)) for name in who)
        and said
        and any(
            token.senses & each.senses
            for token in complement_of(clause, mine)
            for each in one.tokens[other.verb : other.last]
        )
    ):
        yield f"there it is not {shown_names(who)}"
    for name in who:
        if here and not name & here and name <= elsewhere and not _relation(other, name, one):
            yield f"{shown_names((name,))} stands beside something else there"


def _nominal_roles(clause: Clause, mine: Parsed, one: Parsed) -> Iterator[str]:
    """Yield who is said to have done what a noun there says was done against or by somebody else: "a suit against"."""
    doer, done = _roles_of(clause)
    who, whom = heads_of(doer, mine), heads_of(done, mine)
    for noun, joint, name in attachments((0, len(one.tokens)), one):
        if not clause.senses & noun.senses:
            continue
        wrong = (who, whom) if joint in ("against", "into") else (whom, who) if joint == "by" else ((), ())
        if any(same_bearer(each, name) for each in wrong[0]) and not any(same_bearer(each, name) for each in wrong[1]):
            yield f"there {noun.low} is {joint} {' '.join(sorted(name))}"


def _relation(other: Clause, name: frozenset[str], one: Parsed) -> bool:
    """Tell whether a clause hangs together with another one that tells of somebody."""
    return any(
        (hangs_on(each, other) or hangs_on(other, each) or each.subject == other.subject)
        and name & (one.names((each.first, each.last)) | one.names(each.subject))
        for each in one.clauses
        if each is not other
    )


_HIRING = frozenset({"hire", "recruit", "appoint", "name", "poach", "employ", "elect", "promote", "nominate"})
_TAKING_UP = frozenset({"join", "become", "succeed", "replace", "start", "take"})


def _hired_otherwise(clause: Clause, mine: Parsed, other: Clause, there: Place) -> Iterator[str]:
    """Yield who is said to have been hired where another one takes up the post, or by somebody not told of."""
    new = clause.subject if clause.base in _TAKING_UP else _roles_of(clause)[1]
    theirs = other.subject if other.base in _TAKING_UP else _roles_of(other)[1]
    who = heads_of(new, mine)
    if who and not may_mean(who, theirs, there):
        yield f"there it is not {shown_names(who)} that is hired"
    employer = heads_of(_roles_of(clause)[0], mine) if clause.base in _HIRING else ()
    behind = there.parsed.names((other.verb, other.last)) | there.leads
    if any(not name <= behind for name in employer):
        yield f"there it is not {shown_names(employer)} that hires"


_AMONG = frozenset({"including", "like", "alongside"})


def _one_of_many(who: Runs, clause: Clause, mine: Parsed, one: Parsed) -> Iterator[str]:
    """Yield who is named there only as one of those who did it: "from investors including Acme"."""
    for token, after in zip(one.tokens, one.tokens[1:], strict=False):
        if token.low in _AMONG and amounts_in(clause, mine) and any(after.low in name for name in who):
            yield f"{after.low} is one of several there"


def other_roles(clause: Clause, mine: Parsed, other: Clause, there: Place) -> Iterator[str]:
    """Yield who is said to have done what somebody else did, or to whom it was not done."""
    copular = clause.base in _COPULAR and other.base in _COPULAR
    if not clause.senses & other.senses and not are_converse(clause, other) and not copular:
        yield from _told_of_another(clause, mine, other, there)
        yield from _one_of_many(heads_of(clause.subject, mine), clause, mine, there.parsed)
        return
    if {clause.base, other.base} & _HIRING and {clause.base, other.base} & _TAKING_UP:
        yield from _hired_otherwise(clause, mine, other, there)
        return
    doer, done = _roles_of(clause)
    their_doer, their_done = _seen_from(clause, mine, other, there)
    if not _seen_alike(clause, mine, other, there) and their_doer[0] == their_doer[1]:
        yield "nobody is named there with whom that was done"
    who, whom = heads_of(doer, mine), heads_of(done, mine)
    yield from _one_of_many(who, clause, mine, there.parsed)
    shown = mine.tokens[clause.verb].low
    if who and not may_mean(who, their_doer, there) and not _for_whom(who, clause, mine, there.parsed):
        yield f"there it is not {shown_names(who)} that did it: {shown}"
    theirs = heads_of(their_done, there.parsed)
    if (
        who
        and theirs
        and not heads_of(their_doer, there.parsed)
        and all(any(same_bearer(name, each) for each in theirs) for name in who)
    ):
        yield f"there it was done to {shown_names(who)}: {shown}"
    crossed = any(name <= mine.names((clause.first, clause.last)) for name in theirs)
    if (
        whom
        and theirs
        and not same_ones(whom, theirs)
        and (crossed or not all(name <= there.parsed.names((other.first, other.last)) for name in whom))
    ):
        yield f"there it is not {shown_names(whom)} to whom it was done: {shown}"
    if clause.passive and not who and whom and not may_mean(whom, their_done, there):
        yield f"there it is not {shown_names(whom)}: {shown}"


def _seen_alike(clause: Clause, mine: Parsed, other: Clause, there: Place) -> bool:
    """Tell whether both verbs have the same one for their subject; who sells is not who buys."""
    lost = "lose" in (clause.base, other.base) and are_converse(clause, other)
    return not lost and not _hands_over(clause, mine, other, there.parsed)


_Span = tuple[int, int]


def _seen_from(clause: Clause, mine: Parsed, other: Clause, there: Place) -> tuple[_Span, _Span]:
    """Return who did it and to whom in a clause of a passage, seen from the statement's verb."""
    doer, done = _roles_of(other)
    if _hands_over(clause, mine, other, there.parsed):
        taken = other.base in TAKING
        partner = _behind_preposition(other, there.parsed, "from" if taken else "to")
        return (partner if taken or partner[1] > partner[0] else other.object), (0, 0)
    if "lose" in (clause.base, other.base) and are_converse(clause, other):
        partner = _behind_preposition(other, there.parsed, "against", "to", "over")
        return (other.object if other.base == "beat" else partner), other.subject
    if are_converse(clause, other):
        return done, doer
    if other.base in ("replace", "swap", "substitute") and not other.passive:
        successor, who = _behind_preposition(other, there.parsed, "with", "by"), heads_of(_roles_of(clause)[0], mine)
        if successor[1] > successor[0] and who and may_mean(who, successor, there):
            return successor, done
    return doer, done


def _hands_over(clause: Clause, mine: Parsed, other: Clause, one: Parsed) -> bool:
    """Tell whether one clause says who gives what the other says who takes."""
    for giver, text, taker, other_text in ((clause, mine, other, one), (other, one, clause, mine)):
        if giver.base in GIVING and taker.base in TAKING and (giver.base != taker.base):
            return (giver.base, taker.base) in (("sell", "buy"), ("lend", "borrow"), ("give", "receive"))
        if giver.base == taker.base in GIVING & TAKING:
            to = _behind_preposition(giver, text, "to")
            source = _behind_preposition(taker, other_text, "from")
            if to[1] > to[0] and source[1] > source[0]:
                return True
    return False


def _behind_preposition(clause: Clause, one: Parsed, *prepositions: str) -> tuple[int, int]:
    """Return what stands behind a preposition of a clause."""
    stop = next((each.start for each in one.clauses if each.start > clause.verb), len(one.tokens))
    start = next((place + 1 for place in range(clause.verb, stop) if one.tokens[place].low in prepositions), 0)
    end = start
    while (
        start and end < stop and not (end > start and one.tokens[end].brk) and one.tokens[end].low not in PREPOSITIONS
    ):
        end += 1
    return start, end


def subject_elsewhere(clause: Clause, mine: Parsed, other: Clause, there: Place) -> Iterator[str]:  # noqa: C901  one case after the other
    """Yield a subject that is, word by word, the subject of another clause there and not of this one."""
    words = plain_words(clause.subject, mine)
    if (
        clause.light
        or not words
        or heads_of(clause.subject, mine)
        or mine.tokens[clause.subject[0]].low in BACK | PREPOSITIONS
    ):
        return
    if is_relative(clause, mine) or (other.base in SAYING and not clause.senses & other.senses):
        return
    one = there.parsed
    if not clause.senses & other.senses and not are_converse(clause, other):
        return
    for token in mine.tokens[clause.verb + 1 : clause.last]:
        if (
            token.word.concept
            and not token.name
            and clause.level != Level.FALSE
            and not any(token.senses & each.senses for each in one.tokens[other.first : other.last])
        ):
            denied = (each for each in one.clauses if each is not other and each.level == Level.FALSE)
            if any(token.senses & each.senses for rival in denied for each in one.tokens[slice(*rival.subject)]):
                yield f"{token.low} is not affected there"
                return
    own = (
        (other.agent if other.passive and not clause.passive else other.subject)
        if clause.passive == other.passive or other.agent != (0, 0)
        else other.object
    )
    here = sum(any(token.senses & each.senses for each in one.tokens[slice(*own)]) for token in words)
    if own[0] >= own[1] or here == len(words) or any(token.low in BACK for token in one.tokens[slice(*own)]):
        return
    alone = not mine.names(clause.subject) and mine.tokens[clause.subject[0]].low not in ("no", "nobody", "none")
    around = [each for each in (one, there.previous, there.following) if each is one or (alone and each is not None)]
    for text, rival in ((each, rival) for each in around for rival in each.clauses):
        if rival is other or rival.subject == other.subject:
            continue
        met = sum(any(token.senses & each.senses for each in text.tokens[slice(*rival.subject)]) for token in words)
        if met == len(words) and met > here:
            yield f"there it is {one.text(own)}, not {mine.text(clause.subject)}"
            return


def plain_words(span: tuple[int, int], one: Parsed) -> list[Token]:
    """Return the words of content in a span up to a preposition that are no names."""
    end = next((place for place in range(span[0] + 1, span[1]) if one.tokens[place].low in PREPOSITIONS), span[1])
    return [token for token in one.tokens[span[0] : end] if token.word.concept and not token.name]
