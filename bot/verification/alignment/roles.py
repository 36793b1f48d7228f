"""Whether the same agent did the same to the same patient (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.verification.alignment.attachment import attachments
from bot.verification.alignment.candidates import GIVING, TAKING, amounts_in, are_converse, complement_of, depends_on
from bot.verification.alignment.coreference import (
    Runs,
    SentenceContext,
    format_names,
    heads_of,
    is_relative,
    is_same_bearer,
    may_be_same,
    may_mean,
)
from bot.verification.lexicon.function_words import BACK, PREPOSITIONS, SAYING
from bot.verification.parsing.syntax import Certainty, Clause, Parse, Span, Token

if TYPE_CHECKING:
    from collections.abc import Iterator


def _roles_of(clause: Clause) -> tuple[Span, Span]:
    """Return the spans of agent and patient."""
    if clause.passive:
        return clause.agent, clause.subject
    return clause.subject, clause.object


def _for_whom(who: Runs, clause: Clause, mine: Parse, one: Parse) -> bool:
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


def _told_of_another(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
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
        yield f"there it is not {format_names(who)}"
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
        yield f"there it is not {format_names(who)}"
    for name in who:
        if here and not name & here and name <= elsewhere and not _relation(other, name, one):
            yield f"{format_names((name,))} stands beside something else there"


def _nominal_roles(clause: Clause, mine: Parse, one: Parse) -> Iterator[str]:
    """Yield an agent where a noun there tells of an action by or against somebody else: "a suit against"."""
    doer, done = _roles_of(clause)
    who, whom = heads_of(doer, mine), heads_of(done, mine)
    for noun, joint, name in attachments((0, len(one.tokens)), one):
        if not clause.senses & noun.senses:
            continue
        wrong = (who, whom) if joint in ("against", "into") else (whom, who) if joint == "by" else ((), ())
        if any(is_same_bearer(each, name) for each in wrong[0]) and not any(
            is_same_bearer(each, name) for each in wrong[1]
        ):
            yield f"there {noun.low} is {joint} {' '.join(sorted(name))}"


def _relation(other: Clause, name: frozenset[str], one: Parse) -> bool:
    """Tell whether a clause hangs together with another one that tells of somebody."""
    return any(
        (depends_on(each, other) or depends_on(other, each) or each.subject == other.subject)
        and name & (one.names((each.first, each.last)) | one.names(each.subject))
        for each in one.clauses
        if each is not other
    )


_HIRING = frozenset({"hire", "recruit", "appoint", "name", "poach", "employ", "elect", "promote", "nominate"})
_TAKING_UP = frozenset({"join", "become", "succeed", "replace", "start", "take"})


def _hired_otherwise(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
    """Yield a person hired where another one takes up the post, and an employer that is not named."""
    new = clause.subject if clause.base in _TAKING_UP else _roles_of(clause)[1]
    theirs = other.subject if other.base in _TAKING_UP else _roles_of(other)[1]
    who = heads_of(new, mine)
    if who and not may_mean(who, theirs, there):
        yield f"there it is not {format_names(who)} that is hired"
    employer = heads_of(_roles_of(clause)[0], mine) if clause.base in _HIRING else ()
    behind = there.parsed.names((other.verb, other.last)) | there.leads
    if any(not name <= behind for name in employer):
        yield f"there it is not {format_names(employer)} that hires"


_AMONG = frozenset({"including", "like", "alongside"})


def _one_of_many(who: Runs, clause: Clause, mine: Parse, one: Parse) -> Iterator[str]:
    """Yield a name that is there only one of several agents: "from investors including Acme"."""
    for token, after in zip(one.tokens, one.tokens[1:], strict=False):
        if token.low in _AMONG and amounts_in(clause, mine) and any(after.low in name for name in who):
            yield f"{after.low} is one of several there"


def check_roles(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
    """Yield agents and patients of a clause that have other roles there."""
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
        yield f"there it is not {format_names(who)} that did it: {shown}"
    theirs = heads_of(their_done, there.parsed)
    if (
        who
        and theirs
        and not heads_of(their_doer, there.parsed)
        and all(any(is_same_bearer(name, each) for each in theirs) for name in who)
    ):
        yield f"there it was done to {format_names(who)}: {shown}"
    crossed = any(name <= mine.names((clause.first, clause.last)) for name in theirs)
    if (
        whom
        and theirs
        and not may_be_same(whom, theirs)
        and (crossed or not all(name <= there.parsed.names((other.first, other.last)) for name in whom))
    ):
        yield f"there it is not {format_names(whom)} to whom it was done: {shown}"
    if clause.passive and not who and whom and not may_mean(whom, their_done, there):
        yield f"there it is not {format_names(whom)}: {shown}"


def _seen_alike(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> bool:
    """Tell whether both verbs have the same subject; the seller is not the buyer."""
    lost = "lose" in (clause.base, other.base) and are_converse(clause, other)
    return not lost and not _hands_over(clause, mine, other, there.parsed)


def _seen_from(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> tuple[Span, Span]:
    """Return the spans of agent and patient in a clause of a passage, seen from the statement's verb."""
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


def _hands_over(clause: Clause, mine: Parse, other: Clause, one: Parse) -> bool:
    """Tell whether one clause names the giver and the other the taker."""
    for giver, text, taker, other_text in ((clause, mine, other, one), (other, one, clause, mine)):
        if giver.base in GIVING and taker.base in TAKING and (giver.base != taker.base):
            return (giver.base, taker.base) in (("sell", "buy"), ("lend", "borrow"), ("give", "receive"))
        if giver.base == taker.base in GIVING & TAKING:
            to = _behind_preposition(giver, text, "to")
            source = _behind_preposition(taker, other_text, "from")
            if to[1] > to[0] and source[1] > source[0]:
                return True
    return False


def _behind_preposition(clause: Clause, one: Parse, *prepositions: str) -> Span:
    """Return the span behind a preposition of a clause."""
    stop = next((each.start for each in one.clauses if each.start > clause.verb), len(one.tokens))
    start = next((place + 1 for place in range(clause.verb, stop) if one.tokens[place].low in prepositions), 0)
    end = start
    while (
        start and end < stop and not (end > start and one.tokens[end].brk) and one.tokens[end].low not in PREPOSITIONS
    ):
        end += 1
    return start, end


def check_subject(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[str]:
    """Yield a subject that is, word by word, the subject of another clause there and not of this one."""
    words = plain_words(clause.subject, mine)
    if not words or not _has_comparable_subject(clause, mine, other):
        return
    if (spared := _spared_thing(clause, mine, other, there.parsed)) is not None:
        yield f"{spared.low} is not affected there"
        return
    one = there.parsed
    own = _subject_seen_from(clause, other)
    here = _count_met(words, own, one)
    if own[0] >= own[1] or here == len(words) or any(token.low in BACK for token in one.tokens[slice(*own)]):
        return
    rivals = (_count_met(words, span, text) for text, span in _other_subjects(clause, mine, other, there))
    if len(words) in rivals:
        yield f"there it is {one.text(own)}, not {mine.text(clause.subject)}"


def _has_comparable_subject(clause: Clause, mine: Parse, other: Clause) -> bool:
    """Tell whether a clause has a subject without a name, and does what the other one does."""
    if clause.light or is_relative(clause, mine) or heads_of(clause.subject, mine):
        return False
    if mine.tokens[clause.subject[0]].low in BACK | PREPOSITIONS:
        return False
    return bool(clause.senses & other.senses) or are_converse(clause, other)


def _spared_thing(clause: Clause, mine: Parse, other: Clause, one: Parse) -> Token | None:
    """Return the thing that is said to be affected, and is there the subject of a denial, None for none."""
    if clause.level == Certainty.FALSE:
        return None
    region = one.tokens[other.first : other.last]
    denied = [each for each in one.clauses if each is not other and each.level == Certainty.FALSE]
    spared = [token for each in denied for token in one.tokens[slice(*each.subject)]]
    for token in mine.tokens[clause.verb + 1 : clause.last]:
        told = not token.word.concept or token.name or any(token.senses & each.senses for each in region)
        if not told and any(token.senses & each.senses for each in spared):
            return token
    return None


def _subject_seen_from(clause: Clause, other: Clause) -> Span:
    """Return the span of another clause that stands for a clause's subject, if one of the two is passive."""
    if clause.passive != other.passive and other.agent == (0, 0):
        return other.object
    return other.agent if other.passive and not clause.passive else other.subject


def _count_met(words: list[Token], span: Span, one: Parse) -> int:
    return sum(any(token.senses & each.senses for each in one.tokens[slice(*span)]) for token in words)


def _other_subjects(clause: Clause, mine: Parse, other: Clause, there: SentenceContext) -> Iterator[tuple[Parse, Span]]:
    """Yield the subjects of other clauses, those of the sentences around if no name and no "no" stands before."""
    alone = not mine.names(clause.subject) and mine.tokens[clause.subject[0]].low not in ("no", "nobody", "none")
    around = filter(None, (there.previous, there.following)) if alone else ()
    for text in (there.parsed, *around):
        for rival in text.clauses:
            if rival is not other and rival.subject != other.subject:
                yield text, rival.subject


def plain_words(span: Span, one: Parse) -> list[Token]:
    """Return the words of content in a span up to a preposition that are no names."""
    end = next((place for place in range(span[0] + 1, span[1]) if one.tokens[place].low in PREPOSITIONS), span[1])
    return [token for token in one.tokens[span[0] : end] if token.word.concept and not token.name]
