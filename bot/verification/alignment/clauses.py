"""A statement's clauses laid beside those of the passages that tell of the same (pure).

Each clause of a statement must be borne out by one clause of a passage, as a whole: with the same doer and the same
thing done to, not surer than there, from the same speaker, with its amounts and days. What a passage only says of
somebody or something else bears nothing out, however many of the words are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.verification.alignment.attachment import (
    check_attachments,
    check_names_nearby,
    check_object,
    check_opposites,
    check_owners,
    check_prepositions,
    check_universals,
)
from bot.verification.alignment.attribution import check_speaker
from bot.verification.alignment.candidates import (
    EXACT,
    amounts_in,
    are_converse,
    are_kin,
    content_words,
    has_amount,
    is_elliptic,
    match_strength,
)
from bot.verification.alignment.certainty import certainty_of, check_certainty, is_denial, is_negative
from bot.verification.alignment.coreference import (
    SentenceContext,
    heads_of,
    known_names,
    may_mean,
    sentences_in_context,
)
from bot.verification.alignment.discourse_relations import (
    check_causes,
    check_comparisons,
    check_extents,
    check_order,
    check_quantifiers,
)
from bot.verification.alignment.figures import check_clause_figures
from bot.verification.alignment.nearest_sentences import check_overlap, nearest_sentences
from bot.verification.alignment.roles import check_roles, check_subject
from bot.verification.calibration import SUPPORT
from bot.verification.lexicon.function_words import PLANNING, POSSIBLY, SAYING, SETTLED
from bot.verification.lexicon.synonyms import is_listed
from bot.verification.parsing.clauses import parse
from bot.verification.parsing.speakers import speakers
from bot.verification.parsing.syntax import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.annotation import Premises, Sentence
    from bot.verification.parsing.syntax import Clause, Parse, Token


def check_clauses(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield what no clause of the passages bears out."""
    named = known_names(grounds)
    mine = parse(statement, named)
    there = sentences_in_context(grounds, named)
    sentences = [each.parsed for each in there]
    yield from check_causes(mine, sentences)
    near = nearest_sentences(mine, sentences)
    yield from check_extents(mine, near)
    yield from check_comparisons(mine, sentences)
    yield from check_order(mine, sentences)
    yield from check_overlap(mine, near, sentences)
    for place, clause in enumerate(mine.clauses):
        if _frame(clause, place, mine) and not (clause.base in SETTLED and _planned(clause, there)):
            continue
        if _asked(clause, mine):
            continue
        yield from _against(clause, place, mine, there, certainty_of(clause, mine))


_ASKING = frozenset({"how", "what", "when", "why", "where", "whether", "who", "which"})


def _asked(clause: Clause, mine: Parse) -> bool:
    """Tell whether a clause is the object of a refusal to say: "declined to say how much it will cost"."""
    before = clause.previous
    if before is None or before.base not in SAYING or before.level != Certainty.FALSE:
        return False
    return any(token.low in _ASKING for token in mine.tokens[before.verb : clause.start])


def _planned(clause: Clause, there: Sequence[SentenceContext]) -> bool:
    """Tell whether a passage has a verb of a plan's kind: then it must be as sure of it."""
    return any(clause.base == each.base for place in there for each in place.parsed.clauses)


_SHOWING = frozenset({"show", "reveal", "indicate", "suggest", "find"})
_SAID_UNTRUE = frozenset({"false", "untrue", "wrong", "incorrect", "baseless", "unfounded"})


def _frame(clause: Clause, place: int, mine: Parse) -> bool:
    """Tell whether a clause only says who says another one, or how sure it is."""
    own = speakers(mine)
    governs = any(other.governor is clause for other in mine.clauses)
    if (
        clause.base == "be"
        and clause.object[0] < len(mine.tokens)
        and mine.tokens[clause.object[0]].low in _SAID_UNTRUE
    ):
        return True
    if governs and clause.base in _SHOWING:
        return True
    if clause.base in SAYING:
        speaks = any(said is not None and said.span == clause.subject for said in (*own[:place], *own[place + 1 :]))
        return governs or speaks
    return governs and clause.base in PLANNING | POSSIBLY | {
        "decline",
        "refuse",
        "be",
        "begin",
        "start",
        "continue",
        "fail",
        "come",
        "go",
        "have",
        "manage",
        "spend",
        "get",
        "help",
        "opt",
    }


def _against(clause: Clause, place: int, mine: Parse, there: Sequence[SentenceContext], soft: Certainty) -> list[str]:
    """Return what speaks against a clause in the best of those that may bear it out."""
    rivals = list(_rivals(clause, place, mine, there))
    alike = list(_denied_alike(clause, place, mine, there))
    if alike:
        rivals = [each for each in rivals if each[-1] in alike]
    if not rivals:
        return [] if alike else list(_without_kin(clause, mine, there))
    if _contested(clause, place, mine, there):
        return [f"{mine.tokens[clause.verb].low} is disputed there"]
    if max(strength for strength, *_ in rivals) == EXACT:  # then a clause with only a noun of that kind is not meant
        rivals = [each for each in rivals if each[0]]
    best = max(score for _, score, *_ in rivals)
    found: list[str] | None = None
    claimed = speakers(mine)[place] is not None
    for _, score, other, other_place, each in sorted(rivals, key=lambda rival: -rival[1]):
        if score < best - SUPPORT.rival_margin or found == []:
            break
        why = [
            objection
            for objection in check_certainty(clause, mine, other, each.parsed, soft, claimed=claimed)
            if not (alike and clause.base != other.base and objection.endswith("denied there"))
        ]
        why += _conflicts(clause, place, mine, other, other_place, each, soft)
        found = why if found is None or len(why) < len(found) else found
    return found or []


_Rival = tuple[int, float, "Clause", int, "SentenceContext"]


def _rivals(clause: Clause, place: int, mine: Parse, there: Sequence[SentenceContext]) -> Iterator[_Rival]:
    """Yield the clauses that may tell of the same: (fit of the verbs, share of it, clause, its place, where)."""
    words = content_words(clause, mine)
    names = mine.names((clause.first, clause.last))
    for each in there:
        one = each.parsed
        met = sum(1 for token in words if token.senses & one.senses)
        named = sum(1 for name in names if any(token.low == name for token in one.tokens))
        amounts = sum(has_amount(amount, one) for amount in amounts_in(clause, mine))
        share = (2 * met + named + 2 * amounts) / max(
            1, 2 * len(words) + len(names) + 2 * len(amounts_in(clause, mine))
        )
        for other_place, other in enumerate(one.clauses):
            if are_kin(clause, mine, other, one) or is_elliptic(clause, place, mine, other, each):
                near = sum(
                    1 for token in words if any(token.senses & t.senses for t in one.tokens[other.first : other.last])
                )
                same = SUPPORT.same_verb * (clause.base == other.base or not are_kin(clause, mine, other, one))
                weight = SUPPORT.shared_words_light if clause.light else SUPPORT.shared_words
                score = share + same + weight * near / max(1, len(words))
                yield match_strength(clause, other, one), score, other, other_place, each


def _denied_alike(
    clause: Clause, place: int, mine: Parse, there: Sequence[SentenceContext]
) -> Iterator[SentenceContext]:
    """Yield the sentences that deny in other words what a clause denies: "has yet to sue" is "has not sued"."""
    if not is_denial(clause, mine):
        return
    words = [token for token in content_words(clause, mine) if not is_negative(token)]
    amounts = amounts_in(clause, mine)
    for each in there:
        one = each.parsed
        if not any(is_negative(token) for token in one.tokens) or not all(has_amount(a, one) for a in amounts):
            continue
        near = one.senses | (each.previous.senses if each.previous else frozenset())
        met = sum(1 for token in words if token.senses & near)
        own = any(token.senses & one.senses for token in words) or not words
        if (
            own
            and met >= SUPPORT.denial_overlap * len(words)
            and not list(check_names_nearby(clause, place, mine, each))
        ):
            who, said = speakers(mine)[place], speakers(one)
            doer = heads_of(clause.subject, mine)
            deniers = [other for other in one.clauses if is_denial(other, one)] or one.clauses
            if doer and not any(may_mean(doer, other.subject, each) for other in deniers):
                continue
            if not _denied_thing(words, one):
                continue
            if who is None or any(not list(check_speaker(place, mine, at, each)) for at in range(len(said))):
                yield each


def _contested(clause: Clause, place: int, mine: Parse, there: Sequence[SentenceContext]) -> bool:
    """Tell whether a clause that nobody is said to say is there one's word against another's."""
    if speakers(mine)[place] is not None or certainty_of(clause, mine) <= Certainty.POSSIBLE or clause.light:
        return False
    who = heads_of(clause.subject, mine)
    claimed = denied = so = False
    for each in there:
        said = speakers(each.parsed)
        for at, other in enumerate(each.parsed.clauses):
            if other.base != clause.base or not may_mean(who, other.subject, each):
                continue
            claimed = claimed or (said[at] is not None and other.level > Certainty.FALSE)
            so = so or (said[at] is None and other.level > Certainty.FALSE)
            denied = denied or other.level == Certainty.FALSE or _denied_next(each)
    return claimed and denied and not so


def _denied_next(there: SentenceContext) -> bool:
    """Tell whether the next sentence disputes this one: "Acme denies this"."""
    after = there.following.clauses if there.following else ()
    return any(each.base in ("deny", "dispute", "reject", "refute", "contradict") for each in after[:1])


def _denied_thing(words: Sequence[Token], one: Parse) -> bool:
    """Tell whether what "no" stands before is told of, where nothing else denies: "chips but no software"."""
    said = [place for place, token in enumerate(one.tokens) if is_negative(token)]
    if any(one.tokens[place].low not in ("no", "without") for place in said):
        return True
    things = [token for place in said for token in one.tokens[place + 1 : place + 4]]
    return not words or any(token.senses & thing.senses for token in words for thing in things)


def _without_kin(clause: Clause, mine: Parse, there: Sequence[SentenceContext]) -> Iterator[str]:
    if clause.base in _TELLING and any(_says(clause, mine, place) for place in there):
        return
    if not clause.light and (is_listed(clause.base) or not _all_but_verb(clause, mine, there)):
        yield f"nothing there says that somebody did {mine.tokens[clause.verb].low}"


_TELLING = frozenset({"put", "peg", "estimate", "call", "describe", "say", "state", "write", "add", "argue", "claim"})


def _says(clause: Clause, mine: Parse, there: SentenceContext) -> bool:
    """Tell whether a sentence has it from whom a clause names: "according to Ada" for "Ada puts it at"."""
    who = heads_of(clause.subject, mine)
    told = any(said and may_mean(who, said.span, there, whole=True) for said in speakers(there.parsed))
    return bool(who) and told and all(has_amount(amount, there.parsed) for amount in amounts_in(clause, mine))


def _all_but_verb(clause: Clause, mine: Parse, there: Sequence[SentenceContext]) -> bool:
    """Tell whether a sentence says all of a clause but its verb, which is on no list and may be another word."""
    tokens = [
        token
        for token in mine.tokens[clause.first : clause.last]
        if token.word.concept and token is not mine.tokens[clause.verb]
    ]
    return len(tokens) > 1 and any(all(token.senses & each.parsed.senses for token in tokens) for each in there)


def _conflicts(
    clause: Clause,
    place: int,
    mine: Parse,
    other: Clause,
    other_place: int,
    there: SentenceContext,
    soft: Certainty,
) -> Iterator[str]:
    one = there.parsed
    yield from check_roles(clause, mine, other, there)
    yield from check_speaker(place, mine, other_place, there)
    yield from check_names_nearby(clause, place, mine, there)
    yield from check_clause_figures(clause, place, mine, other, there, soft)
    yield from check_quantifiers(clause, mine, other, one)
    yield from check_subject(clause, mine, other, there)
    yield from check_opposites(clause, mine, other, there)
    if not are_converse(clause, other):
        yield from check_attachments(clause, mine, there)
    yield from check_prepositions(clause, mine, other, there)
    yield from check_universals(clause, mine, other, one)
    yield from check_object(clause, mine, other, one)
    yield from check_owners(clause, mine, one)
