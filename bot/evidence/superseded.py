"""Of sentences that fill one slot at different times, the one that says what holds now (pure).

A price, an office or a licence is told when it changes, and each of the reports stays in the collection. Where a
question asks for what holds now, the newest sentence leads that gives another value for what the best one tells: of the
same subject, and of the same sort. A rumour, a plan or a forecast displaces nothing that is confirmed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.evidence.answer_fit import fit
from bot.evidence.calibration import SLOT_LEAST, SlotFeatures, slot_score
from bot.language.dates import last_day
from bot.language.words import is_hedged, stems, terms
from bot.model import Seek
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.evidence.sentence_scores import ScoredSentence
    from bot.language.amounts import Amount
    from bot.model import Query

_FOLLOW_UP = timedelta(days=14)  # within which reports follow on one event
_LEAD = 300  # characters of an article that say what it is on
_SIZES = 12  # times one value that another one of the same thing may be
_FIGURES = frozenset({Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE, Seek.MEASURE})
_FIGURE = re.compile(r"(?:[a-z]+ )?(?:[A-Z]{1,3})?[$\u20ac\u00a3\u00a5]?\d")  # "about $5 billion"; no "Apache 2.0"
_INITIALS = re.compile(r"\b[A-Z]{2,4}\b")
_ENDED = (
    r"no longer|settle[ds]?|call(?:ed|s) off|walk(?:ed|s) away|abandon\w*|withdr[ae]w\w*|terminat\w+|scrap(?:ped|s)"
    r"|dismiss(?:ed|es)|complete[ds]?|close[ds]|end(?:ed|s)|lapsed|revoked?|lifted|approved|cleared|blocked|dropped"
    r"|reversed|resum\w+|restor\w+|cancel\w+|over"
)
_ENDS = re.compile(rf"\b(?:{_ENDED})\b", re.IGNORECASE)
_CHANGES = re.compile(
    rf"\b(?:{_ENDED}|now|from now on|instead|later|new|moved?|moves|swap\w*|switch\w*|shift\w*|replac\w+"
    r"|succe(?:ss|ed)\w*|t(?:ook|akes?|aking|aken) (?:over|charge)|follows|step(?:s|ped)? (?:down|in|up)|resign\w*"
    r"|depart\w*|has left|leaves|appoint\w*|becom\w+|became|promot\w+|postpon\w+|push(?:ed|es) back|delay\w*"
    r"|extend\w*|rais(?:ed|es)|increas\w+|lifts|cuts?|lower\w*|reduc\w+|drops|halv\w+|doubl\w+|tripl\w+|widen\w*|tighten\w*"
    r"|(?:up|down) (?:from|to)|ris(?:es?|en|ing)|rose|f(?:e|a)ll(?:s|en)?|shr[aiu]nk\w*|gr[eo]wn?|overt[ao]\w+"
    r"|(?:less|more) than)\b",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"\b(?:(?:is|are) (?:said|thought|believed|tipped) to|in talks|talks? (?:to|with|about|over|of|on|between)"
    r"|word (?:is|on)|rumou?r\w*|leak\w*|whisper\w*|speculat\w*|reckons?|guess\w*|allegedly)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned|ning)? to|planned|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|mull\w*|explor(?:es|ing)|discuss\w*"
    r"|seek(?:s|ing)?|look(?:s|ing) to|aim(?:s|ed|ing)?|hop(?:es?|ed|ing)|want(?:s|ed)?|propos\w+|target(?:s|ed)"
    r"|forecasts?|predict\w*|project(?:s|ed|ion)|expect\w*|would|should|ought|intend\w*|ey(?:es|ed|eing)|going to|bets?"
    r"|believes?|thinks?|argues?|fears?|if|next (?:year|summer|spring|autumn|winter|month|quarter))\b",
    re.IGNORECASE,
)
_ASKS_FOR_PLANS = re.compile(
    r"\b(?:will|due|planned|planning|expect\w*|going to|upcoming|schedul\w+|next)\b", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:will|from|next|starting)\b")
# Before a value: it is that of an earlier time.
_BEFORE = re.compile(
    r"\b(?:had|used to|previous(?:ly)?|former(?:ly)?|originally|initially|at launch|until (?:now|then|recently)"
    r"|outgoing|predecessors?|ex-\w+|compared with)\b"
    r"|\b(?:from|instead of|rather than|replac(?:es|ed|ing)|succe(?:eds|eded|eding)|than)\s(?:(?!to\b)\w+\s){0,2}$",
    re.IGNORECASE,
)
# Before an amount: something changed by it, or it was spent once. It is no state.
_CHANGED_BY = re.compile(
    r"\b(?:by|dismiss(?:ed|es|ing)?|la(?:id|ys?|ying) off|let go(?: of)?|cut(?:s|ting)?|shed(?:s|ding)?|axe[ds]?|fired"
    r"|hir(?:ed|es|ing)|recruit(?:ed|s|ing)?|add(?:ed|s|ing)?|rais(?:ed|es|ing)|invest(?:ed|s|ing)?|lost|los(?:es|ing)"
    r"|gain(?:ed|s|ing)?|spen[dt]s?|paid|pays)\s(?:(?!to\b|at\b)[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:\u2014]\s|\s\u2013\s|\s(?:and|but|while|after|which|who)\s")


def put_newest_first(query: Query, ranked: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return sentences, given best first, so that what holds now leads; the older ones of its slot are marked.

    Nothing else of an article that is out of date is told. All stay as they are where the question does not ask for
    what holds now, or nothing newer fills the slot.
    """
    if query.present is None or not ranked:
        return list(ranked)
    best = ranked[0]
    settled, leading = _newest_of(best, [best], ranked, query)
    if leading is None:
        return list(ranked)
    # What grew much since is no other value of the first figure, but of the one after that.
    settled, last = _newest_of(leading, settled, ranked, query)
    leading = last or leading
    older = [each for each in settled if _told_of(each, query) < _told_of(leading, query)]
    outdated = {each.sentence.article.id for each in older}
    marked = (replace(each, superseded=each in older) for each in ranked if each is not leading)
    rest = (each for each in marked if each.superseded or each.sentence.article.id not in outdated)
    return [replace(leading, score=best.score), *rest]


def _newest_of(
    best: ScoredSentence, slot: Sequence[ScoredSentence], ranked: Sequence[ScoredSentence], query: Query
) -> tuple[list[ScoredSentence], ScoredSentence | None]:
    """Return what is settled of a slot with those that fill it beside the best one, and the newest, None for none."""
    others = (each for each in ranked if each not in slot and _fills_slot(each, best, query))
    settled = [each for each in (*slot, *others) if not is_unsettled(each, query)]
    newer = [each for each in settled if best not in settled or _told_of(each, query) > _told_of(best, query)]
    return settled, max(newer, key=lambda each: (_told_of(each, query), each.score), default=None)


def is_unsettled(scored: ScoredSentence, query: Query) -> bool:
    """Tell whether a sentence is a rumour, a plan or a forecast, or tells what was before."""
    sentence, (clause, before) = scored.sentence, _clause(scored)
    if _RUMOURED.search(sentence.text) or _BEFORE.search(before):
        return True
    if query.seek is Seek.DATE or _ASKS_FOR_PLANS.search(query.text):
        return is_hedged(sentence.text) and "expected" not in sentence.text
    return is_hedged(sentence.text) or bool(_PLANNED.search(clause)) or _is_ahead(clause, scored, query)


def _fills_slot(scored: ScoredSentence, best: ScoredSentence, query: Query) -> bool:
    found = slot_features(scored, best, query)
    return found is not None and slot_score(found) >= SLOT_LEAST


def slot_features(scored: ScoredSentence, best: ScoredSentence, query: Query) -> SlotFeatures | None:
    """Return what tells whether a sentence gives another value for what the best one tells; None if it cannot."""
    mine, theirs = scored.sentence, best.sentence
    apart = abs(mine.article.when - theirs.article.when) > _FOLLOW_UP
    is_report = mine.article.kind is not Kind.OPINION and mine.is_quotable and not mine.is_heading
    if not apart or not is_report or not scored.by_term:
        return None
    names = _subject(query) & (theirs.hit.words | theirs.terms)
    changes = bool(_CHANGES.search(mine.text))
    near = mine.terms | (mine.before.terms if mine.before else frozenset()) | stems(mine.article.title)
    about = near | stems(mine.article.text[:_LEAD]) if changes or names & near else near
    if not names or not names <= about or not _says_otherwise(scored, best, query):
        return None
    asked = [term for term in query.terms if term not in query.names] or query.terms
    reading, known = scored.reading, stems(best.answer)
    return SlotFeatures(
        said=sum(scored.by_term.get(term, 0.0) for term in asked) / len(asked),
        named=len(names & near) / len(names),
        answers=min(max(reading.answerable, -4.0), 4.0) if reading else 0.0,
        share=reading.share if reading else float(query.seek is Seek.WHETHER),
        mentions=float(bool(known) and known <= mine.hit.words),
        changes=float(changes),
    )


def _subject(query: Query) -> frozenset[str]:
    """Return the names of a question without initials, "API" or "CEO", if it has others."""
    return query.names - stems(" ".join(_INITIALS.findall(query.text))) or query.names


def _says_otherwise(scored: ScoredSentence, best: ScoredSentence, query: Query) -> bool:
    """Tell whether a sentence holds another value, of the sort that the best one gives."""
    mine, theirs = scored.sentence, best.sentence
    if query.seek is Seek.WHETHER:
        return fit(mine, query) > 0 or bool(_ENDS.search(mine.text))
    if query.seek is Seek.DATE:
        return any(each not in theirs.text for each in mine.dates)
    answers = _FIGURE.match(best.answer) is not None
    if query.seek in _FIGURES or (query.seek is Seek.ANYTHING and answers):
        start, end = best.reading.span if best.reading and answers else (0, len(theirs.text))
        known = [each for each in theirs.amounts if each.start < end and each.end > start]
        states = (each for each in mine.amounts if not _is_change_by(mine.text[: each.start], query))
        return any(_is_another(each, known) for each in states)
    old = theirs.terms | frozenset(query.terms)
    if query.seek is Seek.PERSON:
        return any(" " in name and old.isdisjoint(terms(name)) for name in mine.names)
    return not stems(scored.answer) <= old


def _is_change_by(before: str, query: Query) -> bool:
    """Tell whether what stands before an amount makes it one that something changed by; not if that is asked for."""
    found = _CHANGED_BY.search(before)
    return found is not None and stems(found.group()).isdisjoint(query.terms)


def _is_another(amount: Amount, known: Sequence[Amount]) -> bool:
    """Tell whether an amount may be another value of the same thing."""
    alike = [each for each in known if each.unit == amount.unit and each.low]
    near = [each for each in alike if 1 / _SIZES <= float(amount.low / each.low) <= _SIZES]
    return bool(near) and not any(each.same_size(amount) for each in near)


def _told_of(scored: ScoredSentence, query: Query) -> date:
    """Return the day of which a sentence tells: that of its article, or one long before it that it dates itself."""
    told = scored.sentence
    recalls = query.seek is not Seek.DATE and told.is_background
    return (told.last_day if recalls else None) or told.article.when.date()


def _is_ahead(clause: str, scored: ScoredSentence, query: Query) -> bool:
    """Tell whether a clause dates what it says to a day that is still to come."""
    last = last_day(clause, scored.sentence.article.when.date()) if _AHEAD.search(clause) else None
    return last is not None and query.present is not None and last > query.present


def _clause(scored: ScoredSentence) -> tuple[str, str]:
    """Return the clause in which the words that answer stand, and what it says before them; all of what is not read."""
    text = scored.text
    if scored.reading is None or not scored.answer:
        return text, ""
    start, end = scored.reading.span
    breaks = list(_BREAK.finditer(text))
    first = max((each.end() for each in breaks if each.end() <= start), default=0)
    last = min((each.start() for each in breaks if each.start() >= end), default=len(text))
    return text[first:last], text[first:start]
