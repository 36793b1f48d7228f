"""What changed between two texts of an article: its words, or only what stands around them (pure).

Pages say when they were last touched, how many comments there are and what else there is to read, and each of that
changes from one look to the next. A version is made of none of it.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from indexer.language.calendar import MONTH_OR_SHORT, WEEKDAY
from indexer.web import boilerplate

_UNIT = r"(?:second|sec|minute|min|hour|hr|day|week|month|year)s?"
_MONTH = rf"{MONTH_OR_SHORT}[a-z]*\.?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?\(?[a-z]{2,5}\)?)?"
_DAY = (
    rf"(?:{WEEKDAY},?\s)?(?:\d{{1,2}}\.?\s{_MONTH}|{_MONTH}\s\d{{1,2}}),?(?:\s\d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}(?:t[\d:.]+z?)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
)
_AGO = rf"(?:an?|\d+|one|a\sfew)\s?{_UNIT}\sago|just\snow|yesterday|today"
# Said anywhere, these tell when the page was looked at.
_MOMENT = re.compile(rf"\b(?:(?:an?|\d+|a\sfew)\s?{_UNIT}\sago|just\snow)\b", re.IGNORECASE)
# Whole paragraphs that stand around a text.
_STAMP = re.compile(
    rf"""\W*(?:
      (?:(?:first\ |originally\ )?(?:published|posted|updated|modified|created|last\ (?:updated|modified|changed|edited)
        |updat(?:e|ed)\ (?:on|at))\b[\s:,|•·\u2013—-]*)?
      (?:on\ |at\ )?(?:{_DAY}|{_AGO})(?:[\s,|•·\u2013—-]*(?:at\ )?(?:{_CLOCK}))?
    | (?:last\ )?(?:updated|modified)\b[\s:]*(?:{_CLOCK})
    | {_CLOCK}
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNTS = re.compile(
    r"\W*(?:(?:view |show |read |all |leave a |post a |add a |no )*(?:[\d.,]+[km]?\+? )?"
    r"(?:comments?|replies|reactions?|likes?|shares?|views?|claps?|reads?|votes?|upvotes?|followers?)"
    r"(?:\W+[\d.,]+[km]?)?|[\d.,]+[km]? (?:people|readers) (?:are )?(?:reading|watching)\b.{0,30}"
    r"|\d+[- ]min(?:ute)?s?(?: read)?|reading time:?.{0,20})\W*",
    re.IGNORECASE,
)
_LEADS_ELSEWHERE = re.compile(
    r"\W*(?:related|read (?:more|next|also|this next)|more (?:on|from|stories|news)|most (?:read|popular|viewed)"
    r"|see also|also (?:read|on|in)|trending|recommended|up next|you (?:may|might) (?:also )?like"
    r"|don['\u2019]t miss|editors?['\u2019]? picks?|latest(?: news| stories)?|watch|listen)\b.{0,300}",
    re.IGNORECASE,
)
_SAID = re.compile(r"[.!?…][\"'\u201d\u2019)\]]*$")
_WORD = re.compile(r"[\w%$€£]+(?:[.,]\d+)*")
_AROUND = 160
"""Characters of a paragraph that can stand around a text; longer ones are the text."""

_ALIKE = 0.6
"""Share of words in common from which on one line replaces another; set by hand."""

_COMPARED = 20  # lines without an end that are compared with each other, no more
_LINE = 400  # characters of one of them
_LEAST = 5  # words of a sentence


def is_material(known: str, fresh: str) -> bool:
    """Tell whether two texts of an article (paragraphs parted by blank lines) differ in what they say."""
    before, after = _lines(known), _lines(fresh)
    lost, gained = _difference(before, after), _difference(after, before)
    if any(_is_said(line) for line in (*lost, *gained)):
        return True
    # What has no end is a heading, a row or an item, or it is a link to somewhere else. Where one takes the place of
    # another that is much like it, it was corrected; boxes of links change as a whole.
    lost, gained = ([line for line in some if len(line) <= _LINE][:_COMPARED] for some in (lost, gained))
    return any(_is_alike(one, other) for one in lost for other in gained)


def word_keys(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, by which sentences are compared."""
    return tuple(word.casefold() for word in _WORD.findall(text.replace("\u2019", "'")))


def _lines(text: str) -> dict[tuple[str, ...], str]:
    """Return the paragraphs that are text, by their words, each once."""
    said = (
        boilerplate.join_spans(part, spans)
        for part in text.split("\n\n")
        for spans in boilerplate.split_paragraphs(part)
    )
    paragraphs = (_MOMENT.sub("", " ".join(part.split())) for part in said)
    return {
        word_keys(paragraph): paragraph
        for paragraph in paragraphs
        if word_keys(paragraph) and not _is_around(paragraph)
    }


def _difference(lines: dict[tuple[str, ...], str], others: dict[tuple[str, ...], str]) -> list[str]:
    return [line for key, line in lines.items() if key not in others]


def _is_around(paragraph: str) -> bool:
    if len(paragraph) > _AROUND:
        return False
    patterns = (_STAMP, _COUNTS) if _is_said(paragraph) else (_STAMP, _COUNTS, _LEADS_ELSEWHERE)
    return any(pattern.fullmatch(paragraph) for pattern in patterns)


def _is_said(line: str) -> bool:
    return bool(_SAID.search(line)) and len(word_keys(line)) >= _LEAST


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, word_keys(one), word_keys(other), autojunk=False).ratio() >= _ALIKE
