"""Whether a statement asserts what a sentence asserts: denials, guesses, directions and roles (pure)."""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from bot.checking.sameness import OPENERS, concept, contrary, written
from bot.wording import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.checking.reading import Grounds, Sentence, Word

_NOT = re.compile(
    r"\b(?:not(?!\s(?:only|just|least|merely|to\smention)\b)|\w+n't|never|nor|neither|none|nobody|without|cannot|unable"
    r"|no(?!\s(?:more|less|fewer|later|sooner|doubt)\b|\.)|den(?:y|ies|ied|ying)|refus(?:e[sd]?|ing)|declin(?:e[sd]?|ing)\sto"
    r"|fail(?:s|ed|ing)?\sto|yet\sto|rul(?:e[sd]?|ing)\sout|stopp?(?:s|ed)?\sshort\sof|lacks?|reject(?:s|ed|ing)?"
    r"|dismiss(?:es|ed|ing)?|far\sfrom|instead\sof|rather\sthan|scrapp?(?:s|ed)?|cancel(?:s|led|ed)?)\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:may(?<!May)|might|could|likely|unlikely|possibl[ey]|perhaps|maybe|probably|presumably|reportedly|allegedly"
    r"|apparently|supposedly|potential(?:ly)?|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|explor(?:es?|ed|ing)"
    r"|rumou?red|unconfirmed|alleg(?:es?|ed|ing)|accus(?:es?|ed|ing)|suspect(?:s|ed)?|seem(?:s|ed)?|appear(?:s|ed)?\sto"
    r"|suggest(?:s|ed)?|believ(?:es?|ed)|propos(?:es?|ed|ing)|in\s(?:early\s)?talks|if|whether|would|should|can|urg(?:es?|ed|ing)"
    r"|estimat(?:es?|ed))\b"
)
_PLANNED = (
    r"plan(?:s|ned|ning)?|aim(?:s|ed|ing)?|intend(?:s|ed)?|hop(?:es?|ed|ing)|expect(?:s|ed|ing)?|seek(?:s|ing)?"
    r"|promis(?:es?|ed)|target(?:s|ed|ing)?"
)
_MEANT = re.compile(rf"\b(?:{_PLANNED})\b")
_AHEAD = re.compile(rf"\b(?:{_PLANNED}|schedul(?:es?|ed)|will|is\sto|are\sto|to\sbe|due)\b")
_CLAUSE = re.compile(r"[;:\u2014\"]|\bbut\b")
_NO_VERB = re.compile(r"[,;:\"]|'s?\b|\b(?:a|an|the|of|from|in|on|at|for|with|by|to|that|who|which|and|or)\b")
_BY = re.compile(r"\W+by\b")
_REACH = 4  # words of content that a denial reaches
_NEAR = 3  # the same of a guess
_PAIR = 2


def assertions(statement: Sentence, sentence: Sentence) -> Iterator[str]:
    """Yield where a statement says otherwise than a sentence that it is most like."""
    yield from (f"{' '.join(scope)} is denied there" for scope in denials_lost(statement, sentence))
    yield from _guesses_hardened(statement, sentence)
    yield from _turned(statement, sentence)
    yield from _roles(statement, sentence)


def invented_denials(statement: Sentence, grounds: Grounds) -> Iterator[str]:
    """Yield the denials of a statement that nothing in what it cites denies."""
    denied = [frozenset(scope) for each in grounds.sentences for scope in scopes(each, _NOT, _REACH)]
    for scope in scopes(statement, _NOT, _REACH):
        if scope and not any(_denied(scope, known) for known in denied):
            yield f"nothing there denies {' '.join(scope)}"


def _denied(scope: Sequence[str], known: frozenset[str]) -> bool:
    """Tell whether a denial is about the same: half of its words, and of two the first."""
    least = (len(scope) + 1) // 2
    return len(known.intersection(scope)) >= least and (len(scope) > _PAIR or scope[0] in known or known < set(scope))


def scopes(sentence: Sentence, marker: re.Pattern[str], reach: int) -> list[list[str]]:
    """Return for each marker the words of content that follow it within its clause."""
    found = []
    for match in marker.finditer(sentence.text):
        stop = _CLAUSE.search(sentence.text, match.end())
        end = stop.start() if stop else len(sentence.text)
        inside = [word.concept for word in sentence.words if match.end() <= word.start < end and word.concept]
        found.append(inside[:reach])
    return found


def _reaches(scope: Sequence[str], concepts: frozenset[str]) -> bool:
    """Tell whether a statement speaks of what a marker is about: two words in three, or the first and half of all."""
    met = len(concepts.intersection(scope))
    return bool(scope) and (3 * met >= 2 * len(scope) or (scope[0] in concepts and 2 * met >= len(scope)))


def denials_lost(statement: Sentence, sentence: Sentence) -> Iterator[list[str]]:
    """Yield, as words of content, what a sentence denies and a statement says without denying it."""
    mine = [frozenset(scope) for scope in scopes(statement, _NOT, _REACH)]
    for scope in scopes(sentence, _NOT, _REACH):
        lost = _reaches(scope, statement.concepts) and not any(_kept(scope, denied) for denied in mine)
        if lost and not _elsewhere(scope[0], sentence):
            yield scope


def _kept(scope: Sequence[str], denied: frozenset[str]) -> bool:
    """Tell whether a denial of the statement is the one of the passage; one of "them" may be."""
    return not denied or scope[0] in denied or 2 * len(denied.intersection(scope)) >= len(scope)


def _elsewhere(what: str, sentence: Sentence) -> bool:
    """Tell whether a sentence says a word more than once: then one of them may well not be denied."""
    return sum(word.concept == what for word in sentence.words) > 1


def _guesses_hardened(statement: Sentence, sentence: Sentence) -> Iterator[str]:
    unsure = bool(_MAYBE.search(statement.text)) or statement.hedged
    ahead = unsure or bool(_AHEAD.search(statement.text))
    for marker, kept in ((_MAYBE, unsure), (_MEANT, ahead)):
        for scope in () if kept else scopes(sentence, marker, _NEAR):
            if _reaches(scope, statement.concepts):
                yield f"{' '.join(scope)} is not certain there"


def _turned(statement: Sentence, sentence: Sentence) -> Iterator[str]:
    """Yield words whose opposite stands in the sentence, and they do not, or are somebody else's."""
    mine, theirs = _directions(statement), _directions(sentence)
    for word, who in mine.items():
        against = contrary(word) & theirs.keys() - mine.keys()
        crossed = bool(who) and not who & theirs.get(word, who) and any(who & theirs[other] for other in against)
        if against and (word not in theirs or crossed):
            yield f"{word} stands against {' '.join(sorted(against))}"


def _directions(sentence: Sentence) -> dict[str, frozenset[str]]:
    """Return the concepts of a sentence, "after" and the like included, each with the name that stands before it."""
    found: dict[str, frozenset[str]] = {}
    for word in sentence.words:
        what = word.concept or concept(stem(word.key)) if word.key else ""
        if what and not word.name:
            found[what] = found.get(what, frozenset()) | _name_before(sentence, word.start)
    return found


def _roles(statement: Sentence, sentence: Sentence) -> Iterator[str]:
    """Yield who is said to have done to whom what it was the other way round, or what somebody else did."""
    theirs = list(_deeds(sentence))
    there = {word.key for word in sentence.words}
    for who, deed, whom in _deeds(statement):
        doers = [one for one, what, _ in theirs if what == deed and one]
        if not doers or not who or any(one & who for one in doers):
            continue
        if any(one & whom for one in doers):
            yield f"there it is {' '.join(sorted(whom))} that did it to {' '.join(sorted(who))}: {deed}"
        elif not who & there and not any(written(key) for key in who) and not _short(who, statement):
            yield f"there it is not {' '.join(sorted(who))} that did it: {deed}"


def _short(who: frozenset[str], statement: Sentence) -> bool:
    """Tell whether a name is one of initials, which may be written out elsewhere."""
    return any(word.text.isupper() for word in statement.words if word.key in who)


def _deeds(sentence: Sentence) -> Iterator[tuple[frozenset[str], str, frozenset[str]]]:
    """Yield (who, deed, whom) for each word that may be a verb of a name, turned round where it is passive."""
    for word in sentence.words if any(map(_is_name, sentence.words)) else ():
        left, right = _name_before(sentence, word.start), _name_behind(sentence, word.end)
        if word.concept and not word.name and left and _may_be_deed(sentence, word):
            passive = _BY.match(sentence.text, word.end)
            yield (right, word.concept, left) if passive else (left, word.concept, right)


def _may_be_deed(sentence: Sentence, word: Word) -> bool:
    """Tell whether a word may be the verb of the name before it: no other word of content stands between."""
    name = [other for other in sentence.words if other.end <= word.start and _is_name(other)][-1]
    between = [other for other in sentence.words if name.end <= other.start < word.start]
    if any(other.concept for other in between) or sentence.text[name.end - 2 : name.end] == "'s":
        return False
    return not _NO_VERB.search(sentence.text, name.end, word.start)


def _name_before(sentence: Sentence, position: int) -> frozenset[str]:
    """Return the words of the last name that ends before a position."""
    return _run([word for word in sentence.words if word.end <= position][::-1])


def _name_behind(sentence: Sentence, position: int) -> frozenset[str]:
    return _run([word for word in sentence.words if word.start >= position])


def _run(words: Sequence[Word]) -> frozenset[str]:
    """Return the first words that are names and follow each other."""
    named = dropwhile(lambda word: not _is_name(word), words)
    return frozenset(word.key for word in takewhile(_is_name, named))


def _is_name(word: Word) -> bool:
    return word.name and bool(word.concept) and not (word.opening and word.key in OPENERS)
