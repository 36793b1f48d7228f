"""Whether a clause has the same speaker (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.verification.alignment.coreference import Runs, SentenceContext, heads_of, may_mean, names_in
from bot.verification.alignment.nearest_sentences import tight_senses
from bot.verification.alignment.roles import plain_words
from bot.verification.lexicon.function_words import BACK, STANCES
from bot.verification.lexicon.synonyms import senses
from bot.verification.parsing.speakers import speakers
from bot.verification.parsing.syntax import Certainty, Clause, Parse

if TYPE_CHECKING:
    from collections.abc import Iterator


def _said_by_others(
    span: tuple[int, int], mine: Parse, theirs: tuple[int, int], there: SentenceContext
) -> Iterator[str]:
    """Yield a speaker without a name who is told of there, and as somebody who says or does something else."""
    one = there.parsed
    words = plain_words(span, mine)
    said = [token.senses for token in one.tokens[slice(*theirs)]]
    if not words or theirs[0] >= theirs[1] or any(words[-1].senses & each for each in said):
        return
    if one.tokens[theirs[0]].low in BACK | {"the"} and not one.names(theirs):
        return
    tight = tight_senses(words[-1])
    around = tuple(filter(None, (there.previous, one, there.following)))
    if any(tight & token.senses for text in around for c in text.clauses for token in text.tokens[slice(*c.subject)]):
        yield f"there it is not {mine.text(span)} that says so"


def _tells(verb: str, one: Parse) -> bool:
    return any(senses(verb) & token.senses for token in one.tokens)


_STRONG = frozenset({"admit", "acknowledge", "concede", "confess", "confirm", "deny", "promise", "warn"})


def _named(span: tuple[int, int], mine: Parse) -> Runs:
    """Return the names of a speaker; whose chief executive it is says nothing if there is a word for who it is."""
    who = heads_of(span, mine) or names_in(span, mine, owners=False)
    return who if who or plain_words(span, mine) else names_in(span, mine)


def _may_say(who: Runs, clause: Clause, there: SentenceContext) -> bool:
    """Tell whether somebody may be the speaker of a clause without one: by a stance, or elsewhere in the sentence."""
    one = there.parsed
    stances = (each for each in one.clauses if each.base in STANCES and each.subject[1] > each.subject[0])
    if there.title or any(may_mean(who, each.subject, there) for each in stances):
        return True
    if any(each is not None and may_mean(who, each.span, there, whole=True) for each in speakers(one)):
        return True
    return may_mean(who, clause.subject, there) and clause.subject[1] > clause.subject[0]


def check_speaker(place: int, mine: Parse, other_place: int, there: SentenceContext) -> Iterator[str]:
    """Yield that somebody else says it there than the statement says."""
    speaker, theirs = speakers(mine)[place], speakers(there.parsed)[other_place]
    if speaker is None:
        return
    who = _named(speaker.span, mine)
    if not who:
        yield from _said_by_others(speaker.span, mine, theirs.span if theirs else (0, 0), there)
        return
    shown = mine.text(speaker.span)
    if all(name <= there.publisher for name in who) and (theirs is None or not there.parsed.names(theirs.span)):
        return
    if theirs is None:
        if speaker.verb in _STRONG - {"deny", "warn"} and not _tells(speaker.verb, there.parsed):
            yield f"there nobody {speaker.verb}s it"
        elif not _may_say(who, there.parsed.clauses[other_place], there):
            yield f"nobody says that there, so not {shown}"
    elif (
        speaker.verb in _STRONG
        and not senses(speaker.verb) & senses(theirs.verb)
        and not (
            _tells(speaker.verb, there.parsed)
            or (speaker.verb == "deny" and there.parsed.clauses[other_place].level == Certainty.FALSE)
        )
    ):
        yield f"there nobody {speaker.verb}s it"
    elif not may_mean(who, theirs.span, there, whole=True):
        yield f"there it is not {shown} that says so"


def has_same_speaker(place: int, mine: Parse, owner: Clause | None, there: SentenceContext) -> bool:
    """Tell whether a clause of a passage has the speaker that the statement names."""
    if owner is None:
        return True
    return not list(check_speaker(place, mine, there.parsed.clauses.index(owner), there))
