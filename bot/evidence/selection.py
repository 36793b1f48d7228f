"""Excerpts -> the sentences that answer best, with those that they lean on (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.evidence.answer_fit import completes, fit, is_another_figure
from bot.evidence.calibration import SELECTION
from bot.evidence.reasons import put_reasons_first
from bot.evidence.repetition import are_of_two, words_shared
from bot.evidence.superseded import put_newest_first
from bot.language.headlines import introduced, introduced_names
from bot.language.words import stems
from bot.model import Seek
from bot.retrieval.ranking import most_relevant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentence_scores import Excerpt, ScoredSentence
    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Query

_SAME = 0.7  # set by hand: share of words in common from which two sentences say the same
_PLAIN_SIGHT = frozenset(  # of these it is plain whether a sentence holds one
    {Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE, Seek.DATE, Seek.PLACE, Seek.WHETHER}
)
_FIGURES = frozenset({Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE})
_BY_NAME = frozenset({Seek.PERSON, Seek.PLACE})
_NAMED = frozenset({Seek.PERSON, Seek.PLACE, Seek.NAME})
_BY_BEING_THERE = frozenset({Seek.WHETHER, Seek.DATE})  # "Introducing Vinter 2" says that it is there, and since when
_ALL, _A_NAME = 0.9, 5  # of a sentence's characters; words of a name, at most
_MONEY = re.compile(r"[$\u20ac\u00a3\u00a5]\s?\d|\d\w?\s?[$\u20ac\u00a3\u00a5]")  # headlines write it in any order


def select(query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], limit: int) -> list[ScoredSentence]:
    """Return at most `limit` sentences, best first, or of the newest article first if the latest is asked for.

    A sentence that cannot stand alone comes right after those that it leans on.
    """
    if query.latest:
        return _newest(evidence, excerpts, limit)
    chosen = _best(query, evidence, excerpts, limit)
    return [] if _names_nobody(query, chosen) else chosen


def _names_nobody(query: Query, chosen: Sequence[ScoredSentence]) -> bool:
    """Tell whether somebody, a name or a place is asked for, and the best sentences were read and name none.

    Where all of a sentence is what answers, nobody and no place in it is; "which figure" may ask for as much.
    """
    if query.seek not in _NAMED or not chosen:
        return False
    best = (chosen[0], max(chosen, key=lambda each: each.score))
    return not any(each.reading is None or _answers(each, may_be_all=query.seek is Seek.NAME) for each in best)


def _answers(scored: ScoredSentence, *, may_be_all: bool) -> bool:
    is_all = len(scored.answer) > _ALL * len(scored.text) and len(scored.answer.split()) > _A_NAME
    return bool(scored.answer) and (may_be_all or not is_all)


def _best(query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], limit: int) -> list[ScoredSentence]:
    """Return the best sentences with what they lean on, best first, without saying anything twice.

    A short answer is the better one: each further sentence must come nearer to the best one, and if that holds what
    is asked for, so must the others.
    """
    able = (s for found in excerpts for s in found if s.score > 0 and 0 < len(_whole(s, found)) <= limit)
    ranked = _telling(sorted(able, key=lambda s: (-s.score, s.rank, s.place)), query)
    ranked = put_newest_first(query, put_reasons_first(query, evidence, ranked, excerpts))
    chosen: list[ScoredSentence] = []
    for scored in ranked:
        if scored.sentence.is_heading and any(_of_one_article(each, scored) for each in chosen):
            continue  # its article has said it better
        is_good = _is_worthy(scored, ranked[0], len(chosen)) and _is_to_the_point(scored, ranked[0], query)
        if is_good or _completes(scored, chosen, query):
            chosen = _add(chosen, [scored], excerpts, limit)
    return chosen


def _of_one_article(one: ScoredSentence, other: ScoredSentence) -> bool:
    return one.sentence.article.id == other.sentence.article.id


def _telling(ranked: Sequence[ScoredSentence], query: Query) -> list[ScoredSentence]:
    """Return the sentences that hold what is asked for, where that is plain to see.

    None, if they do not come near to the best one, which does not: it is told of, and not how much.
    """
    telling = [each for each in ranked if not _lacks_the_sought(each.sentence, query)]
    return telling if telling and (telling[0] is ranked[0] or _is_worthy(telling[0], ranked[0], 1)) else []


def _lacks_the_sought(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether a sentence plainly lacks what is sought: a figure, or in a title a person or a place.

    Dates are not checked: every statement is shown with one. Who "the agency" is may stand before a sentence. A title
    that only introduces what is asked about says nothing of it.
    """
    thing = introduced(sentence.text) if sentence.is_title and query.seek not in _BY_BEING_THERE else ""
    asked = frozenset(query.terms)
    if (thing and any(stems(each) <= asked for each in introduced_names(thing))) or is_another_figure(sentence, query):
        return True
    is_nobody = query.seek in _BY_NAME and sentence.is_title
    if not (query.seek in _FIGURES or is_nobody) or fit(sentence, query):
        return False
    return not (query.seek is Seek.MONEY and _MONEY.search(sentence.text))


def _newest(evidence: Evidence, excerpts: Sequence[Excerpt], limit: int) -> list[ScoredSentence]:
    """Return the best sentence of each article, the newest article first: what a question for the latest wants."""
    on_it = {hit.article.id for hit in most_relevant(evidence.hits)}
    able = (s for found in excerpts for s in found if s.score > 0 and s.sentence.article.id in on_it)
    best: dict[str, ScoredSentence] = {}
    for scored in sorted(able, key=lambda s: (-s.score, s.place)):
        best.setdefault(scored.sentence.article.id, scored)
    top = max((scored.score for scored in best.values()), default=0.0)
    good = [scored for scored in best.values() if scored.score >= SELECTION.latest * top]
    ordered = sorted(good, key=lambda s: s.sentence.article.when, reverse=True)
    return _add([], ordered, excerpts, limit)


def _is_worthy(scored: ScoredSentence, best: ScoredSentence, said: int) -> bool:
    """Tell whether a sentence is near enough to the best one to follow `said` others."""
    below = SELECTION.below(said)
    if not _of_one_article(scored, best):
        below = min(below, SELECTION.elsewhere)
    return scored.score >= best.score - below


def _completes(scored: ScoredSentence, chosen: Sequence[ScoredSentence], query: Query) -> bool:
    """Tell whether a sentence of the best one's article is needed beside those chosen for a yes or a no."""
    told = frozenset[str]().union(*(each.sentence.terms for each in chosen))
    return bool(chosen) and _of_one_article(scored, chosen[0]) and completes(scored.sentence, told, query)


def _is_to_the_point(scored: ScoredSentence, best: ScoredSentence, query: Query) -> bool:
    """Tell whether a sentence holds a number or the like, if that is asked for and the best one does."""
    return query.seek not in _PLAIN_SIGHT or fit(scored.sentence, query) > 0 or not fit(best.sentence, query)


def _add(
    chosen: Sequence[ScoredSentence], ranked: Sequence[ScoredSentence], excerpts: Sequence[Excerpt], limit: int
) -> list[ScoredSentence]:
    """Return the chosen sentences with as many of the ranked ones, best first, as fit and say something else."""
    grown = list(chosen)
    for scored in ranked:
        group = _with_event(scored, excerpts[scored.excerpt], limit - len(grown))
        places = {(each.excerpt, each.place) for each in grown}
        fresh = [each for each in group if (each.excerpt, each.place) not in places]
        if fresh and len(grown) + len(fresh) <= limit and not any(_say_the_same(scored, other) for other in grown):
            grown += fresh
    return grown


def _with_event(scored: ScoredSentence, excerpt: Excerpt, room: int) -> list[ScoredSentence]:
    """Return a sentence with those that it leans on, and with the event that it gives the reason of, if there is room.

    Behind it, unless it leans on it.
    """
    group = _whole(scored, excerpt)
    event = excerpt[scored.place - scored.behind_event] if scored.behind_event else scored
    if event.sentence.is_heading or not event.sentence.is_quotable or any(each.place == event.place for each in group):
        return group
    grown = [*group, *_whole(event, excerpt)]
    return grown if len(grown) <= room else group


def _whole(scored: ScoredSentence, excerpt: Excerpt) -> list[ScoredSentence]:
    """Return a sentence with those before it that it leans on; nothing, if they are not there."""
    group = [scored]
    for before in reversed(excerpt[: scored.place]):
        if not group[0].sentence.leans:
            break
        if before.sentence.is_quotable and not before.sentence.is_heading:  # else a heading, or a caption
            group.insert(0, before)
    return [] if group[0].sentence.leans else group


def _say_the_same(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Tell whether two sentences say the same: copies of a story, or a lead that is repeated."""
    if one.superseded:
        return False  # in the same words, with another value
    mine, theirs = one.sentence, other.sentence
    return words_shared(mine.terms, theirs.terms) >= _SAME and not are_of_two(mine.text, theirs.text)
