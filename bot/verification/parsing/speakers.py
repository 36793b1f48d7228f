"""The speakers of the clauses of a sentence (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.language.lexicon.function_words import SAYING

if TYPE_CHECKING:
    from bot.verification.parsing.syntax import Clause, Parse

_ACCORDING = re.compile(r"\baccording\sto\s|\bin\sthe\swords\sof\s|\bby\s(?=\S+'s?\s(?:own\s)?account)", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"[^\"]{2,120}?:\s\"")
_END = re.compile(r"[;\"]|(?<!\d)\.|\.(?!\d)|,?\s\b(?:while|whereas|but)\b")
_FRONT = 20  # characters: so near the beginning the sentence follows a name, and no apposition
_PUTS = frozenset({"put"})


class Speaker(NamedTuple):
    """The span of a speaker, and the verb of saying."""

    span: tuple[int, int]
    verb: str


@lru_cache(maxsize=4_096)
def speakers(parsed: Parse) -> tuple[Speaker | None, ...]:
    """Return the speaker of each clause of a sentence, None where the sentence itself says it."""
    found = [_governing(clause) or _of_object(clause, parsed) for clause in parsed.clauses]
    for place, clause in enumerate(parsed.clauses):
        if clause.base in SAYING and not _is_quoted_speaker(clause, parsed) and _is_behind(clause, parsed):
            _spread_back(found, parsed, place, Speaker(clause.subject, clause.base))
    _carry_on(found, parsed)
    _add_sources(found, parsed)
    if transcript := _TRANSCRIPT.match(parsed.sentence.text):
        speaker = Speaker(_words_until(parsed, transcript.end()), "say")
        found = [each or speaker for each in found]
    return tuple(found)


def _of_object(clause: Clause, parsed: Parse) -> Speaker | None:
    return Speaker(clause.subject, clause.base) if _says_a_thing(clause, parsed) else None


def _carry_on(found: list[Speaker | None], parsed: Parse) -> None:
    """Give a clause without a speaker that of the clause before, up to the end of their words."""
    for place, clause in enumerate(parsed.clauses[1:], start=1):
        before = parsed.clauses[place - 1]
        gap = parsed.sentence.text[parsed.tokens[before.verb].word.end : parsed.tokens[clause.verb].word.start]
        if found[place] is None and clause.base not in SAYING and not _END.search(gap.replace('"', "")):
            found[place] = found[place - 1]


def _add_sources(found: list[Speaker | None], parsed: Parse) -> None:
    """Give clauses without a speaker the one of "according to" in their part of the sentence."""
    for match in _ACCORDING.finditer(parsed.sentence.text):
        speaker = Speaker(_words_from(parsed, match.end()), "say")
        for place, clause in enumerate(parsed.clauses):
            start = parsed.tokens[clause.verb].word.start
            between = parsed.sentence.text[min(start, match.start()) : max(start, match.end())]
            if found[place] is None and not _END.search(between):
                found[place] = speaker


def _governing(clause: Clause) -> Speaker | None:
    governor = clause.governor
    while governor is not None:
        if governor.base in SAYING - _PUTS and governor.subject[1] > governor.subject[0] and not governor.passive:
            return Speaker(governor.subject, governor.base)
        governor = governor.governor
    return None


def _is_quoted_speaker(clause: Clause, parsed: Parse) -> bool:
    """Tell whether somebody who is quoted speaks of themselves: "than we thought" names no speaker."""
    quoted = parsed.sentence.text.count('"', 0, parsed.tokens[clause.verb].word.start) % 2 == 1
    return quoted and any(token.low in ("we", "i", "you") for token in parsed.tokens[slice(*clause.subject)])


def _says_a_thing(clause: Clause, parsed: Parse) -> bool:
    """Tell whether a verb of saying has a thing for its object: "estimated 12 percent", "put it at $5"."""
    if _is_quoted_speaker(clause, parsed):
        return False
    if clause.base == "put":
        return any(token.low == "at" for token in parsed.tokens[clause.verb : clause.last])
    quoted = '"' in "".join(token.brk for token in parsed.tokens[clause.verb + 1 : clause.last])
    if clause.base in ("report", "post", "find", "show", "indicate", "rule", "decide") and not quoted:
        return False
    return clause.base in SAYING and not clause.passive and (quoted or clause.object[1] > clause.object[0])


def _is_behind(clause: Clause, parsed: Parse) -> bool:
    """Tell whether a clause of saying follows the words said: "..., the company said"."""
    left = clause.first
    if clause.subject[1] > clause.subject[0] and clause.subject[0] < clause.verb:
        left = clause.subject[0]
    marks = parsed.tokens[left].brk if left < len(parsed.tokens) else ""
    return left > 0 and ("," in marks or '"' in marks) and clause.subject[1] > clause.subject[0]


def _spread_back(found: list[Speaker | None], parsed: Parse, place: int, speaker: Speaker) -> None:
    """Give the clauses before a clause of saying to its speaker, back to the end of another one's words."""
    for earlier in range(place - 1, -1, -1):
        clause, after = parsed.clauses[earlier], parsed.clauses[earlier + 1]
        gap = parsed.sentence.text[parsed.tokens[clause.verb].word.start : parsed.tokens[after.verb].word.start]
        if found[earlier] is not None or ";" in gap:
            break
        found[earlier] = speaker


def _words_from(parsed: Parse, position: int) -> tuple[int, int]:
    start = next(
        (place for place, token in enumerate(parsed.tokens) if token.word.start >= position), len(parsed.tokens)
    )
    end = start
    apposed = position < _FRONT  # "According to Ada, Zed ..."
    while end < len(parsed.tokens):
        brk = parsed.tokens[end].brk
        if end > start and brk and brk != "&":
            if brk != "," or apposed or not parsed.tokens[end].name:
                break
            apposed = True
        if any(end == clause.start for clause in parsed.clauses):
            break
        end += 1
    return start, end


def _words_until(parsed: Parse, position: int) -> tuple[int, int]:
    return 0, sum(token.word.end <= position for token in parsed.tokens)
