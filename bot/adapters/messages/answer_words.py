"""What every adapter says of an answer beside its statements: why there is none, what is missing, as of when (pure)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import cut, day, minute, numbered, one_line, short_day
from bot.model import OPINIONS_MISSING, REASON_MISSING, Form, RefusalReason, Seek
from bot.understanding.answer_type import answer_type

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from datetime import tzinfo

    from bot.adapters.messages.formatting import Dated
    from bot.model import Answer, Clarification
    from indexer.model import Selection

    Marking = Callable[[Iterable[int]], str]

_UNANSWERED = "the collected articles do not answer this."
_UNSURE = "nothing in the collected articles surely answers this."
_UNREASONED = "the collected articles do not say why."
_REFUSED = {
    RefusalReason.NOTHING_RETRIEVED: "no article that was searched has to do with this.",
    RefusalReason.ALL_TOLD: "all that was found is told above.",
    RefusalReason.NO_QUOTABLE_SENTENCE: "no sentence of the collected articles can be quoted as an answer to this.",
    RefusalReason.NOT_SUPPORTED: "what would answer this did not pass the check against its sources.",
}
"""What is said for a reason, where it is neither `_UNANSWERED` nor, above what may answer it, `_UNSURE`."""

_TOLD_INSTEAD = {
    REASON_MISSING: "No sentence was found that plainly says why: this is what is told of it.",
    OPINIONS_MISSING: "No opinions on this were found: this is what is told of it.",
}
"""What is said of an answer by what it is missing, where it tells what is reported in place of that."""

ALSO_NEAR = "Also near"
"""Stands above the nearest articles but the first."""

MOST_CHOICES = 4
"""Questions that may be meant, from which an asker can choose."""

_CHOICE = 200  # characters of one
_PRODUCT = 80  # characters of a product's name
_QUOTE = 400  # characters of what the nearest article says
_PART = 120  # characters of a part of a question


def nothing_found(
    answer: Answer, *, day: Dated = day, shown: Callable[[str], str] = one_line, mark: Marking = numbered
) -> str:
    """Return what was looked for, and why nothing is answered, by the reason of the refusal.

    Where only another product is told of, that one is named with the date of its article, which has the number 1.
    `day` writes dates, `shown` writes names and `mark` writes numbers, all in the markup of a platform.
    """
    refusal = answer.refusal
    if refusal is None or refusal.instead is None:
        asked = cut(one_line(answer.question.text), _PART)
        on = f" on \u201c{shown(asked)}\u201d" if asked else ""
        if _is_open(answer) and not (refusal and refusal.reason is RefusalReason.ALL_TOLD):
            return _nothing_told(answer, on, day, shown)
        return f"Nothing found{on}: {_why_not(answer, shown)}"
    instead = refusal.instead
    product, nearest = (shown(cut(one_line(name), _PRODUCT)) for name in (instead.product, instead.nearest))
    dated = f", {day(instead.article.published, answer.question.zone)}" if instead.article.published else ""
    return f"Nothing on {product}. Newest of its kind here: {nearest}{dated}{mark([1])}"


def _why_not(answer: Answer, shown: Callable[[str], str]) -> str:
    reason = answer.refusal.reason if answer.refusal else RefusalReason.UNLIKELY
    if answer.refusal and answer.refusal.unmentioned:
        names = " or ".join(
            f"\u201c{shown(cut(one_line(name), _PRODUCT))}\u201d" for name in answer.refusal.unmentioned
        )
        return f"no article that was searched mentions {names}."
    asks_why = reason is RefusalReason.NO_QUOTABLE_SENTENCE and answer_type(answer.question.text) is Seek.REASON
    return _UNREASONED if asks_why else _REFUSED.get(reason, _UNSURE if answer.nearest_quote else _UNANSWERED)


def _is_open(answer: Answer) -> bool:
    return answer.form not in (Form.FACT, Form.CLARIFY)


def _nothing_told(answer: Answer, on: str, day: Dated, shown: Callable[[str], str]) -> str:
    """Return that nothing on a subject was published in the time asked for; without a subject, on the question."""
    subjects = " or ".join(shown(cut(one_line(name), _PRODUCT)) for name in answer.missing)
    times = _times(answer.searched, answer.question.zone, day)
    return f"Nothing{f' on {subjects}' if subjects else on}{f' {times}' if times else ''}."


def nearest_lead(answer: Answer) -> str:
    """Return what stands before the nearest article: of an earlier time than was asked for, its day."""
    since, question = answer.searched.since, answer.question
    first = next(iter(answer.alternatives), None)
    if first is None or since is None or first.when >= since or not _is_open(answer):
        return "Nearest: "
    return f"Last: {short_day(first.when.astimezone(question.zone).date(), question)}: "


def nearest_quote(answer: Answer, *, shown: Callable[[str], str] = one_line) -> str:
    """Return what stands below the nearest article: the sentence in it that comes nearest, "" for none."""
    quote = cut(one_line(answer.nearest_quote), _QUOTE)
    return f"It says: \u201c{shown(quote)}\u201d" if quote else ""


def asking_back(wanted: Clarification) -> str:
    """Return the question that is asked back, above the choices."""
    missing = cut(one_line(wanted.missing), _PART)
    what = f"What is \u201c{missing}\u201d?" if missing else "What is this about?"
    return f"{what} You may mean:" if wanted.choices else f"{what} Please ask again and name it."


def choices(wanted: Clarification) -> list[str]:
    """Return the questions that may be meant, each on one clean line."""
    shown = (cut(one_line(each), _CHOICE) for each in wanted.choices[:MOST_CHOICES])
    return [each or "?" for each in shown]


def untold(answer: Answer, shown: int) -> str:
    """Return how much more there is than was told, "" for nothing; `shown` counts the entries of a list."""
    if answer.form is Form.LIST:
        return f"{shown + answer.untold} found in the collected articles, {shown} shown."
    if not answer.untold:
        return ""
    return f"{answer.untold} more {'story' if answer.untold == 1 else 'stories'} on this."


def missing(answer: Answer, *, shown: Callable[[str], str] = one_line) -> str:
    """Return the parts of a question that nothing was found on, "" if something was on all.

    Where what is reported stands in for a reason or for opinions, it says so; the sides of a comparison have any name.
    """
    instead = {} if answer.form is Form.COMPARISON else _TOLD_INSTEAD
    said = [instead[part] for part in answer.missing if part in instead]
    parts = [f"\u201c{shown(cut(one_line(part), _PART))}\u201d" for part in answer.missing if part not in instead]
    return " ".join((*([f"Nothing was found on {', '.join(parts)}."] if parts else ()), *said))


def disagreements(
    answer: Answer, shown: Container[int] | None = None, *, day: Dated = day, mark: Marking = numbered
) -> list[str]:
    """Return a line for each pair of statements whose sources disagree, with numbers and dates, the later one first.

    Pairs of which a source is not among the `shown` numbers are left out.
    """
    sources = {source.number: source for source in answer.sources}
    zone = answer.question.zone
    lines = []
    for pair in answer.disagreements:
        cited = [sources.get(number) for place in pair for number in answer.statements[place].citations[:1]]
        known = [source for source in cited if source and (shown is None or source.number in shown)]
        if len(known) == len(pair):
            sides = [f"{mark([each.number]).strip()} ({day(each.article.stated, zone)})" for each in known]
            lines.append(f"Sources disagree: {' and '.join(sides)}.")
    return list(dict.fromkeys(lines))


def as_of(answer: Answer, *, minute: Dated = minute, day: Dated = day, shown: Callable[[str], str] = one_line) -> str:
    """Return the note below an answer: its time, the dates searched, and the parts without an answer.

    Of an open question that found nothing, and of a comparison, the answer itself says some of that.
    """
    zone, is_refused = answer.question.zone, _is_open(answer) and not answer.found
    said = [f"As of {minute(answer.question.now, zone)}."]
    if (times := _times(answer.searched, zone, day)) and not is_refused:
        said.append(f"Searched what was published {times}.")
    if not is_refused and answer.form is not Form.COMPARISON and (parts := missing(answer, shown=shown)):
        said.append(parts)
    if answer.newest:
        said.append(f"Newest article searched: {day(answer.newest, zone)}.")
    return " ".join(said)


def _times(selection: Selection, zone: tzinfo, day: Dated) -> str:
    """Return the dates that a search was restricted to, "" for none; a bound at midnight ends the day before."""
    since = day(selection.since, zone) if selection.since else ""
    until = day(selection.until - timedelta(microseconds=1), zone) if selection.until else ""
    if since and until:
        return f"on {since}" if since == until else f"from {since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else ""
