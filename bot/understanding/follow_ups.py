"""A follow-up and the conversation before it -> a question that can stand alone (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.time_expressions import find_times, without_times
from bot.language.words import is_broad_name, names, stem, terms
from bot.model import Form
from bot.understanding.form import form_of
from bot.understanding.question_text import spelled_out, without_address
from indexer.language.product_names import product_names, with_variant
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.model import Exchange
    from bot.understanding.subjects import SubjectIndex

_BEGINS = re.compile(r"^\W*(?:and|what about|how about|also|but|or|then|same for)\b[\s,]*", re.IGNORECASE)
_NAME = re.compile(r"(?:the )?[A-Z0-9]\S*(?: (?:of |the |de )?[A-Z0-9]\S*){0,4}")
_OWNER = re.compile(r"['\u2019]s?$")
_SOMEBODY = re.compile(r"\b(he|she|they|him|her|them|his|their|the (company|firm|startup|lab))\b", re.IGNORECASE)
_SOMETHING = re.compile(r"\b(it|its|that|this|those|there)\b", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|they|them|this|that|he|she)\b(?!\s+(?:week|month|year|quarter|summer|spring|autumn|winter)\b)",
    re.IGNORECASE,
)
_THEM = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:of (?:the two|them|these|those|both)|both|either|neither|the (?:two|other|former|latter))\b")
_LEADS = re.compile(r"^(?:that\s)?(?:of|for|with|about|on|to)\s", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|its)\s|\s(?:version|variant|model|one)$", re.IGNORECASE)
_BEFORE_A_TIME = re.compile(r"\b(?:in|on|during|over|since|for|from|at|by|of|within)\s+(?:the\s+)?$", re.IGNORECASE)
_FEW = 2  # content words: a name and perhaps a verb
_SHORT = 4  # words of a name that is asked for in place of another
_QUOTED = 22  # words of a statement that a question on it repeats

_MORE = re.compile(
    r"^\W*(?:(?:and|ok|okay|please|show|give|tell|send|any|some|me|us|can you|is there|are there|what|the|see)\s+)*"
    r"(?:more|others?|rest|next(?: ones?)?|continue|go on|keep going|(?:what |anything |something )?else"
    r"|remaining(?: ones)?)"
    r"(?:\s+(?:of (?:them|these|those|that|it)|stories|news|items|ones|results|please|details|happened|on (?:this"
    r"|that|it)"
    r"|about (?:this|that|it)))*\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:who|whom|whose|what|when|where|which|how|did|does|is|are|was|were|has|have|will|can)\b",
    re.IGNORECASE,
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905  as they count
_NTH = rf"(?:the\s+)?(?:(?P<ordinal>{'|'.join(_ORDINALS)}|last)|(?P<number>\d{{1,2}})(?:st|nd|rd|th))"
_KIND = r"(?:one|story|item|point|bullet|statement|thing|entry|headline|of (?:them|these|those))"
_TELL = (
    r"(?:(?:and|ok|please|what|how|about|tell|give|me|us|more|on|expand|elaborate|details?|explain|say|go|deeper"
    r"|into|is"
    r"|was|can|you|happened|with|to|in|s)\W+)"
)
_ONE_OF_THEM = re.compile(
    rf"^\W*{_TELL}*{_NTH}(?:\s+(?:{_KIND}|news))?\W*$"
    rf"|^\W*{_TELL}*(?:number|no\.?|item|point|story|#)\s*(?P<counted>\d{{1,2}})\W*$",
    re.IGNORECASE,
)
_THE_ONE_ON = re.compile(
    rf"^\W*{_TELL}+(?:the|that)\s+(?P<which>\S+(?:\s\S+){{0,3}}?)\s+(?:one|story|item|news|thing|point)\W*$",
    re.IGNORECASE,
)
_AMONG_THEM = re.compile(rf"\b(?=the\b){_NTH}\s+{_KIND}(?!\s+(?:of|to|in|on)\b)", re.IGNORECASE)
_WHY = re.compile(
    r"^\W*(?:and |but |so |ok )*(?:why|how come)(?: (?:is|was|did|does|do|has|are|were) (?:that|this|it|so|they|he"
    r"|she))?(?: happen\w*| so)?\W*$",
    re.IGNORECASE,
)


class WholeQuestion(NamedTuple):
    """A question that stands alone."""

    text: str
    told: tuple[str, ...] = ()  # what earlier answers said to it, if it asks for more
    asks: str = ""  # the part of it that asks, if the rest only says of what; "": all of it


def complete(
    text: str, conversation: Sequence[Exchange], subjects: Callable[[], SubjectIndex] | None = None
) -> WholeQuestion:
    """Return a question, completed by the conversation before it to stand alone.

    "And Google?" after "How much did Meta spend?" asks how much Google spent. "Why did he leave?" is about somebody
    that was named before; "the second one" is a statement of the answer before, and "more" asks the question again,
    for what was not told yet. Anything else that refers back is searched for together with the question before it.
    """
    before = WholeQuestion("")
    said: tuple[str, ...] = ()
    for turn in conversation:
        if question := " ".join(turn.question.split()):
            before = _after(before, said, question, subjects) if without_address(question) else before
            said = statements_of(turn.answer)
    return _after(before, said, text, subjects)


def statements_of(answer: str) -> tuple[str, ...]:
    """Return the statements of an answer as a conversation keeps it."""
    lines = answer.splitlines() if "\n" in answer.strip() else [answer[start:end] for start, end in sentences(answer)]
    return tuple(line.strip() for line in lines if line.strip())


def refers_back(text: str) -> bool:
    """Tell whether a text points to something that was named before: "it", "the company"."""
    return bool(_SOMEBODY.search(text) or _SOMETHING.search(text))


def needs_more_context(text: str) -> bool:
    """Tell whether a text says nothing at all without what was said before: "more", "the second one", "why?"."""
    return any(rule.search(text) for rule in (_MORE, _ONE_OF_THEM, _WHY))


def _after(
    before: WholeQuestion, said: tuple[str, ...], text: str, subjects: Callable[[], SubjectIndex] | None
) -> WholeQuestion:
    """Return the meaning of a text after a question and the statements of its answer."""
    if not before.text:
        return WholeQuestion(text)
    text = spelled_out(text)
    if _MORE.search(text):
        return WholeQuestion(before.text, (*before.told, *said))
    if one := _one_of_them(text, said):
        return WholeQuestion(f"Tell me more about this: {one}")
    if _WHY.search(text) and said and form_of(before.text) is not Form.FACT:
        return WholeQuestion(f"Why? {_quoted(said[0])}")
    joined = _on_one_of_them(text, said, subjects) or _on_what_was_told(before.text, said, text, subjects)
    joined = joined or _joined(before.text, text, subjects)
    return WholeQuestion(joined, asks=text if joined.endswith(text) and _ASKS.search(text) else "")


def _joined(before: str, text: str, subjects: Callable[[], SubjectIndex] | None) -> str:
    """Return a question of what one before and a text say together."""
    if exchanged := (
        _with_other_product(text, before)
        or _with_other_name(text, before)
        or _with_other_time(text, before)
        or (subjects and _with_other_subject(text, before, subjects))
    ):
        return exchanged
    if subjects and (on_it := _with_what_it_is(text, before, subjects)):
        return on_it
    named = names_in(before)
    if _BOTH.search(text) and not names_in(text):
        named = named or ([mention.subject.name for mention in subjects().mentions(before)] if subjects else [])
        return f"{text} {', '.join(named)}".strip()
    if named and _SOMEBODY.search(text) and not names_in(text):
        return f"{text} {' '.join(named)}"
    begins = _BEGINS.match(text)
    if begins or len(terms(text)) <= _FEW or refers_back(text):
        # Without its "and", which would part them into two questions that are both asked.
        return f"{before} {text[begins.end() if begins else 0 :]}"
    return text


def _one_of_them(text: str, said: tuple[str, ...]) -> str:
    """Return the statement that "tell me more about the second" means; "" for none."""
    if match := _ONE_OF_THEM.search(text):
        number = int(match["counted"]) if match["counted"] else _number(match)
        return _quoted(said[number - 1]) if said and 0 <= number <= len(said) else ""  # 0: the last
    match = _THE_ONE_ON.search(text)
    wanted = set(terms(match["which"])) if match else set()
    fitting = [each for each in said if wanted and wanted <= set(terms(each))]
    return _quoted(fitting[0]) if fitting else ""


def _on_one_of_them(text: str, said: tuple[str, ...], subjects: Callable[[], SubjectIndex] | None) -> str:
    """Return "is the second one free?" with what the second statement is on; "" for others."""
    match = _AMONG_THEM.search(text)
    number = _number(match) if match else 0
    if match is None or subjects is None or not said or not 0 <= number <= len(said):
        return ""
    named = subjects().mentions(said[number - 1])
    return f"{text[: match.start()]}{named[0].subject.name}{text[match.end() :]}" if named else ""


def _on_what_was_told(
    before: str, said: tuple[str, ...], text: str, subjects: Callable[[], SubjectIndex] | None
) -> str:
    """Return an open question with what "it" is, where only the answer before named it; "" for others.

    "What is this about a bank paying twice?" is told of Acme, and then "how did that end?" is on Acme.
    """
    if subjects is None or not said:
        return ""
    index = subjects()
    if any(not is_broad_name(stem(each.subject.name)) for each in index.mentions(before)):
        return ""
    told = [each.subject.name for each in index.mentions(said[0]) if not is_broad_name(stem(each.subject.name))]
    return _with_it(text, told[0]) if told else ""


def _number(match: re.Match[str]) -> int:
    """Return which statement an ordinal counts, from 1; 0 is the last."""
    if match["number"]:
        return int(match["number"])
    ordinal = match["ordinal"].casefold()
    return 0 if ordinal == "last" else _ORDINALS.index(ordinal) + 1


def _quoted(statement: str) -> str:
    """Return as much of a statement as a question can repeat."""
    return " ".join(statement.rstrip(" .").split()[:_QUOTED])


def _with_other_time(text: str, before: str) -> str:
    """Return the question before at the time that "and last month?" puts in the place of its own; "" for others."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    times = find_times(before)
    if not times or not find_times(other) or terms(without_times(other)):
        return ""
    head = _BEFORE_A_TIME.sub("", before[: times[0].start])
    return f"{head}{other}{before[times[-1].end :]}" if len(times) == 1 else f"{head}{other}?"


def _with_other_subject(text: str, before: str, subjects: Callable[[], SubjectIndex]) -> str:
    """Return the question before with what "and google?" puts in the place of its only subject; "" for others."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    if not begins or not 1 <= len(other.split()) <= _SHORT:
        return ""
    index = subjects()
    new, own = index.mentions(other), index.mentions(before)
    if len(new) != 1 or len(own) != 1 or (new[0].start, new[0].end) != (0, len(other)):
        return ""
    return f"{before[: own[0].start]}{other}{before[own[0].end :]}"


def _with_what_it_is(text: str, before: str, subjects: Callable[[], SubjectIndex]) -> str:
    """Return an open question with what "it" was before: "how does it compare with Acme"; "" for questions of fact.

    Those are searched for with all words of the question before.
    """
    own = subjects().mentions(before) if _IT.search(text) else []
    meant = own[-1 if _THEM.search(text) else 0 :]  # "Corvid at Acme": "they" are Acme
    return _with_it(text, meant[0].subject.name) if meant else ""


def _with_it(text: str, name: str) -> str:
    """Return an open question with a name for its "it"; "" for a question of fact, or without one."""
    match = _IT.search(text)
    if match is None or form_of(f"{text[: match.start()]}Acme{text[match.end() :]}") is Form.FACT:
        return ""
    return f"{text[: match.start()]}{name}{text[match.end() :]}"


def _with_other_name(text: str, before: str) -> str:
    """Return the question before with the name that "and Google?" puts in the place of its only one; "" for others."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    known = names_in(before)
    if len(known) != 1 or not _NAME.fullmatch(other) or find_times(other):
        return ""
    own, new = (_OWNER.sub("", name) for name in (known[0], other))
    return re.sub(rf"\b{re.escape(own)}\b", lambda _: new, before)


def _with_other_product(text: str, before: str) -> str:
    """Return the question before with what "and the mini?" or "and Opus 5?" puts in the place of its only product."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    named = product_names(before)
    if len(named) != 1 or not named[0].version:
        return ""
    other = _LEADS.sub("", other)
    new = with_variant(named[0], _ARTICLE.sub("", other))
    if not new and _NAME.fullmatch(other) and all(name in named[0].text for name in names_in(before)):
        new = other
    return f"{before[: named[0].start]}{new}{before[named[0].end :]}" if new else ""


def names_in(question: str) -> list[str]:
    """Return the names in a question, each once; a first word alone may owe its capital to its place."""
    return list(dict.fromkeys(name for name in names(question) if " " in name or not question.startswith(name)))
