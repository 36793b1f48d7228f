"""The certainty of each clause of a sentence: denied, possible, planned, or so (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.verification.lexicon.function_words import (
    AHEAD,
    AUX,
    BE,
    DENIALS,
    DOUBTED,
    DOUBTFUL,
    DOUBTING,
    FAILING,
    JOINING,
    MAYBE,
    PLANNING,
    POSSIBLY,
    SAYING,
    SETTLED,
    word_set,
)
from bot.verification.parsing.syntax import Certainty, Clause, Token, without_denial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.annotation import Sentence

_UNTRUE = re.compile(
    r"\b(?:wrongly|falsely|mistakenly|incorrectly|erroneously|baselessly)\b(?P<ahead>)"
    r"|\b(?:no\struth\s(?:in|to)|den(?:y|ies|ied|ying)|(?:reject|dismiss|refut|debunk)\w*\s(?:as\s\w+\s)?(?:\w+\s){0,2}(?:reports?|claims?"
    r"|rumou?rs|suggestions?|allegations?|accusations?|charges?)|(?:not\strue|untrue|false|wrong|incorrect|a\smyth|a\shoax)\sthat)\b(?P<that>)"
    r"|\bthat\b(?=[^,;.]*\b(?:is|are|was|were)\s(?:also\s|simply\s|entirely\s|completely\s)?"
    r"(?:false|untrue|not\strue|baseless|unfounded|wrong|incorrect|fabricated|made\sup|an?\s(?:hoax|fake|lie))\b)(?P<until>)",
    re.IGNORECASE,
)


def level_of(clause: Clause, tokens: Sequence[Token]) -> Certainty:
    """Return the certainty of a clause, by its verb group and by the clause that it depends on."""
    group = [tokens[place].low for place in range(clause.start, clause.verb)]
    around = [tokens[place] for place in range(max(clause.first, clause.start - 2), clause.verb)]
    lows = {token.low for token in around}
    level = Certainty.SO
    if {*group} & AHEAD:
        level = Certainty.AHEAD
    elif _is_to(group):
        level, clause.loose = Certainty.AHEAD, True
    if {*group} & MAYBE or _doubted(clause, tokens):
        level = Certainty.POSSIBLE
    if tokens[clause.verb].sort == "g" and BE & {*group} and not {"was", "were", "been"} & {*group}:
        level = min(level, Certainty.AHEAD)  # "is selling": it has not been done yet
    if lows & DOUBTING:
        level = Certainty.POSSIBLE
    if (
        clause.previous is not None
        and clause.previous.base in _ENDING
        and tokens[clause.verb].sort == "g"
        and clause.joined
    ):
        level = Certainty.FALSE  # "stopped using"
    governor = clause.governor
    if governor is not None:
        level = min(level, _governed(clause, governor, tokens))
    if _negated(clause, tokens) != _says_un(clause, tokens) or ("yet" in group and "to" in group):
        level = Certainty.SO if level == Certainty.FALSE else Certainty.FALSE
    return level


def _says_un(clause: Clause, tokens: Sequence[Token]) -> bool:
    """Tell whether the complement begins with "un-": "remains unavailable" is "is not available"."""
    said = tokens[clause.verb : min(clause.verb + 3, clause.object[1])] if clause.base in _COPULAR else ()
    return any(without_denial(token.low) for token in (*said, tokens[clause.verb]) if not token.name)


_COPULAR = word_set("be remain stay become keep")
_ENDING = word_set("stop cease quit halt avoid discontinue")


def _is_to(group: Sequence[str]) -> bool:
    return len(group) > 1 and group[0] in BE and "to" in group


def _doubted(clause: Clause, tokens: Sequence[Token]) -> bool:
    left = clause.subject[0] if clause.subject[1] > clause.subject[0] else clause.start
    return left > 0 and tokens[left - 1].low in DOUBTED


def _governed(clause: Clause, governor: Clause, tokens: Sequence[Token]) -> Certainty:
    """Return the certainty of a clause by the one that it depends on."""
    if tokens[clause.start].low == "to":
        if tokens[clause.start - 1].low in DOUBTED:
            return Certainty.POSSIBLE
        own = Certainty.SO
        near = [tokens[place].low for place in range(max(governor.verb + 1, clause.start - 3), clause.start)]
        talks = any(low in ("talks", "negotiations", "discussions", "rumours", "option", "offer") for low in near)
        wanted = governor.base in PLANNING - SETTLED
        if governor.base in FAILING or "yet" in near:
            own = Certainty.FALSE
        elif governor.base in POSSIBLY or talks or {"likely", "possible"} & {*near} or "unlikely" in near:
            own = Certainty.POSSIBLE
        elif governor.base == "be" and any(
            token.low in ("only", "latest", "last") or _ordinal(token.low)
            for token in tokens[governor.verb : clause.start]
        ):
            own = Certainty.SO  # "the fourth to leave"
        elif governor.base in (
            "manage",
            "begin",
            "start",
            "continue",
            "come",
            "use",
            "help",
            "force",
            "allow",
            "lead",
            "get",
        ):
            own = Certainty.SO
        else:
            own = Certainty.MEANT if wanted else Certainty.AHEAD
            clause.loose = governor.base == "be"
            clause.purpose = governor.base not in PLANNING and governor.base != "be"
        return min(own, governor.level)
    if tokens[clause.start - 1].low in JOINING and not clause.own:
        return governor.level
    said = governor.base in SAYING | DOUBTFUL
    if governor.base in DOUBTFUL:
        return Certainty.POSSIBLE
    if governor.base in ("deny", "doubt") and said:
        return Certainty.FALSE
    return Certainty.POSSIBLE if governor.level == Certainty.FALSE else Certainty.SO  # "had not shown that"


def _ordinal(low: str) -> bool:
    return low in word_set("first second third fourth fifth sixth seventh eighth ninth tenth") or low[:1].isdigit()


def _negated(clause: Clause, tokens: Sequence[Token]) -> bool:
    group = range(clause.start, clause.verb)
    for place in (*group, clause.verb, clause.start - 1):
        low = tokens[place].low if 0 <= place < len(tokens) else ""
        only = place + 1 < len(tokens) and tokens[place + 1].low in ("only", "just", "least", "merely")
        if (low in DENIALS or low.endswith("n't")) and not only:
            return True
    if tokens[clause.verb].low in AUX and any(
        token.low in DENIALS and (after is None or after.low != "only")
        for token, after in zip(
            tokens[clause.verb + 1 : clause.verb + 3], [*tokens[clause.verb + 2 : clause.verb + 4], None], strict=False
        )
    ):
        return True
    if clause.start > 1 and tokens[clause.start - 1].low == "still" and tokens[clause.start - 2].low == "not":
        return True  # "no longer sells", as `tokens` reads it
    if clause.verb and tokens[clause.verb - 1].low in ("longer", "without"):
        return True
    inherited = clause.previous is not None and clause.subject == clause.previous.subject
    first = tokens[clause.subject[0]].low if clause.subject[1] > clause.subject[0] and not inherited else ""
    if first in ("no", "neither", "none", "nobody", "nothing"):
        return True
    return (
        clause.verb + 1 < len(tokens)
        and tokens[clause.verb + 1].low in ("no", "nothing", "nobody", "neither")
        and not (
            clause.verb + 2 < len(tokens)
            and tokens[clause.verb + 2].low in ("more", "less", "fewer", "doubt", "longer", "later", "only", "just")
        )
    )


_INVENTED = re.compile(
    r"\b(?:false|fakes?|hoax(?:es)?|fabricat\w+|forge[dr]\w*|nonsense|baseless|unfounded|untrue|fiction|made[\s-]up|misinformation"
    r"|disinformation|no\struth|not\strue|speculation|a\slie)\b",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"\b(?:reports?|reported|reporting|claim\w*|rumou?r\w*|posts?|posted|videos?|letters?|images?|photos?|pictures?|messages?"
    r"|screenshots?|stor(?:y|ies)|allegations?|accusations?|suggestions?|recordings?|memo|statement)\b",
    re.IGNORECASE,
)


def turn_invented(clauses: Sequence[Clause], tokens: Sequence[Token], sentence: Sentence) -> None:
    """Deny the clauses that a sentence reports as invented: "a video that shows ... is a fake"."""
    invented, passed_on = _INVENTED.search(sentence.text), _PASSED_ON.search(sentence.text)
    if not invented or not passed_on:
        return
    for clause in clauses:
        start = tokens[clause.verb].word.start
        says = clause.base in SAYING | _JUDGING or clause.base in ("share", "circulate", "spread")
        holds = clause.base in ("be", "remain") and re.match(
            r"\W*(?:\w+\s){0,2}" + _INVENTED.pattern, sentence.text[tokens[clause.verb].word.end :], re.IGNORECASE
        )
        if start > passed_on.start() and not says and not holds and ";" not in sentence.text[invented.end() : start]:
            clause.level = Certainty.FALSE


_JUDGING = word_set("dismiss reject call describe refute debunk brand label deny speak")


def turn_rejected(clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Take the purpose of a noun as planned, and as denied where that is rejected: "an amendment to exempt ..."."""
    for clause, after in zip(clauses, [*clauses[1:], None], strict=False):
        if clause.base == "be" and any(token.low in _COMING for token in tokens[slice(*clause.object)]):
            clause.level = min(clause.level, Certainty.AHEAD)  # "is due to begin"
        before = tokens[clause.start - 1].low if clause.start else ""
        meant = tokens[clause.start].low == "to" and clause.governor is None and before in _PROPOSALS
        would = tokens[clause.start].low == "would" and before in ("that", "which")
        if not (meant or would):
            continue
        clause.level = min(clause.level, Certainty.MEANT)
        dropped = after is not None and (after.base in FAILING | _DROPPING) != (after.level == Certainty.FALSE)
        if after is not None and after.passive and dropped:
            clause.level = Certainty.FALSE


_PROPOSALS = word_set(
    """amendment plan plans proposal proposals bill motion attempt bid offer request decision effort move measure push
    deal agreement petition demand call suit appeal option right"""
)
_COMING = word_set("due set likely expected scheduled slated poised supposed ready planned")
_DROPPING = word_set("defeat drop scrap withdraw abandon cancel veto dismiss")


def turn_untrue(clauses: Sequence[Clause], tokens: Sequence[Token], sentence: Sentence) -> None:
    """Deny the clauses that a sentence says to be untrue."""
    for match in _UNTRUE.finditer(sentence.text):
        end = len(sentence.text)
        for clause in clauses:
            start = tokens[clause.verb].word.start
            until = match.lastgroup == "until"
            if not match.end() <= start < end:
                continue
            if (
                until
                and tokens[clause.verb].low in BE
                and re.match(
                    r"\W*(?:also\s|simply\s)?(?:false|untrue|baseless|unfounded|wrong|incorrect)",
                    sentence.text[tokens[clause.verb].word.end :],
                )
            ):
                break
            if match.lastgroup == "ahead" and clause.base in SAYING | DOUBTFUL | {"report"}:
                continue
            between = tokens[clause.start - 1].low if clause.start else ""
            if (
                match.lastgroup == "that"
                and clause.base in SAYING
                and (between in JOINING or tokens[clause.verb].sort == "g")
            ):
                break  # "denied the claims and said that it had paid"
            clause.level = Certainty.FALSE
