"""A follow-up and the conversation before it -> a question that can stand alone (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.time_expressions import find_times
from bot.language.words import terms
from bot.model import Form, Seek, ToldStatement
from bot.understanding.answer_type import answer_type
from bot.understanding.circumstances import without_circumstances
from bot.understanding.exchanges import exchanged
from bot.understanding.form import form_of
from bot.understanding.names import name_key, names_in, plain_name, without_genitive
from bot.understanding.pointers import pointer_in_talk
from bot.understanding.question_text import (
    BEFORE_QUESTION_WORD,
    QUESTION_WORD,
    continued,
    plain_text,
    spelled_out,
    without_address,
)
from bot.understanding.statement_pointers import asks_for_more, asks_why, pointed_at, statement_pointer_in
from bot.understanding.subjects import known_subjects
from indexer.language.product_names import product_names, with_variant
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.model import Exchange
    from bot.understanding.subjects import SubjectIndex

_BEGINS = re.compile(r"^\W*(?:and|what about|how about|also|but|or|then|same for)\b[\s,]*", re.IGNORECASE)
_THEM = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:of (?:the two|them|these|those|both)|both|either|neither|the (?:two|other|former|latter))\b", re.IGNORECASE
)
_FEW = 2  # content words: a name and perhaps a verb
_QUOTED = 22  # words of a statement that a question on it repeats
_MOST_HEARD = 4  # articles of a conversation in which an answer is looked for beside others
_MOST_NAMES = 3  # of what a conversation is on that a question is completed with
_ASIDE = "Tell me more about this: "

_ASKS = re.compile(rf"^\W*{QUESTION_WORD}", re.IGNORECASE)
_IS_QUESTION = re.compile(rf"^\W*{BEFORE_QUESTION_WORD}{QUESTION_WORD}", re.IGNORECASE)
_NAMED_FIRST = re.compile(rf"(?P<name>[^,:]{{2,40}})[,:]\s+(?P<rest>{QUESTION_WORD}.+)", re.IGNORECASE)
_ANEW = re.compile(
    r"\b(?:something else|(?:another|a different|a new|unrelated) (?:question|topic|thing)|change of (?:topic|subject))"
    r"\b[\s:,;.!\u2013\u2014-]*",
    re.IGNORECASE,
)
_WHY_DID = re.compile(r"^\W*(?:(?:and|but|so|ok) )?(?:why|how come)\b", re.IGNORECASE)
_VERSION = re.compile(r"\s[vV]\d.*$")  # that stands apart from the name: "Acme V4.1 Lite"
_EMPTY = frozenset(terms("happened else mean really"))  # words that say nothing of what is asked
_NO_NOUN = r"(?:to|in|on|at|for|from|with|by|over|about)\b"
_HIS = re.compile(rf"\b(?:his|her)(?=\s+(?!{_NO_NOUN})[a-z])", re.IGNORECASE)
_HE = re.compile(rf"\b(?:he|she|him|her(?!\s+(?!{_NO_NOUN})[a-z]))\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their)(?=\s+[a-z])", re.IGNORECASE)
_PERSON = re.compile(r"[A-Z][\w.\u2019'-]*(?: (?:de|van|von|al|bin|der|la))?(?: [A-Z][\w.\u2019'-]*){1,3}")


class WholeQuestion(NamedTuple):
    """A question that stands alone."""

    text: str
    told: tuple[ToldStatement, ...] = ()  # what earlier answers said to it, if it asks for more
    asks: str = ""  # the part of it that asks, if the rest only says of what; "": all of it
    before: str = ""  # the question whose time and kind of answer hold on, where it says none of its own
    form: Form | None = None  # of answer that it wants, if the conversation says so
    within: tuple[str, ...] = ()  # ids of the articles that it is answered from
    heard: tuple[str, ...] = ()  # ids of the articles that what it follows up was answered from


class _Talk(NamedTuple):
    """Where a conversation stands: what is on, and not how it was said."""

    asked: WholeQuestion  # that "and Google?" and "more" ask again
    said: tuple[ToldStatement, ...] = ()  # in the last answer
    told: tuple[ToldStatement, ...] = ()  # in all answers to what is asked
    person: str = ""  # who was last the answer, or named in it
    on: tuple[str, ...] = ()  # names of what it is on


def complete(
    text: str, conversation: Sequence[Exchange], subjects: Callable[[], SubjectIndex] = known_subjects
) -> WholeQuestion:
    """Return a question, completed by the conversation before it to stand alone; both are read as `plain_text` reads.

    "And Google?" after "How much did Meta spend?" asks how much Google spent, "why did he leave?" is about somebody
    that was named before, and "who led it?" gets the name of what is talked about. "The second one" is a story of the
    answer before, and "more" asks the question again, for what was not told yet.
    """
    if not conversation:
        return WholeQuestion(text)
    talk, index = _Talk(WholeQuestion("")), subjects()
    for turn in conversation:
        if question := without_circumstances(plain_text(turn.question)):
            said = turn.told or statements_of(turn.answer)
            if not without_address(question):
                talk = talk._replace(said=said)
                continue
            talk = _went_on(talk, _after(talk, question, index), question, said, index)
    return _after(talk, text, index)


def statements_of(answer: str) -> tuple[ToldStatement, ...]:
    """Return the statements of an answer of which only the text is known."""
    lines = answer.splitlines() if "\n" in answer.strip() else [answer[start:end] for start, end in sentences(answer)]
    return tuple(ToldStatement(text=line.strip()) for line in lines if line.strip())


def _went_on(
    talk: _Talk, whole: WholeQuestion, question: str, said: tuple[ToldStatement, ...], index: SubjectIndex
) -> _Talk:
    """Return where a conversation stands once a question was answered."""
    is_again = bool(whole.told)
    is_aside = bool(talk.asked.text) and bool(whole.within or whole.text.startswith(_ASIDE))
    named = () if is_again else _subjects_in(whole.asks or whole.text, said if not talk.on else (), index)
    carried = talk.on if is_again or is_aside or whole.heard or not named else ()
    return _Talk(
        asked=talk.asked if is_aside or is_again else whole,
        said=said,
        told=(*talk.told, *said) if is_again or is_aside else said,
        person=_person_in(question, said, index) or talk.person,
        on=tuple(dict.fromkeys((*named, *carried)))[:_MOST_NAMES],
    )


def _after(talk: _Talk, text: str, index: SubjectIndex) -> WholeQuestion:
    """Return the meaning of a text at a point of a conversation, no longer than a question is read."""
    whole = _meaning(talk, text, index)
    return whole._replace(text=plain_text(whole.text))


def _meaning(talk: _Talk, text: str, index: SubjectIndex) -> WholeQuestion:
    """Return the same at any length."""
    if not talk.asked.text:
        return WholeQuestion(text)
    text = spelled_out(text)
    if anew := _ANEW.search(text):
        return WholeQuestion(text[anew.end() :] or text)
    if asks_for_more(text):
        return _more(talk)
    return _on_a_statement(talk, text, index) or _exchanged(talk, text, index) or _with_subject(talk, text, index)


def _on_a_statement(talk: _Talk, text: str, index: SubjectIndex) -> WholeQuestion | None:
    """Return the question on a statement of the last answer: "the second one", "why?" after an overview."""
    if one := pointed_at(text, talk.said):
        form = Form.OVERVIEW if one.articles else None
        return WholeQuestion(f"{_ASIDE}{_quoted(one)}", form=form, within=one.articles)
    if asks_why(text) and talk.said and (talk.asked.form or form_of(talk.asked.text)) is not Form.FACT:
        first = talk.said[0]
        form = Form.FACT if first.articles else None
        return WholeQuestion(f"Why? {_quoted(first)}", form=form, within=first.articles)
    return _on_one_of_them(text, talk.said, index)


def _more(talk: _Talk) -> WholeQuestion:
    """Return the question again for what was not told of it; of a fact it is the rest of the articles that told it."""
    before = talk.asked
    cited = tuple(dict.fromkeys(key for each in talk.told for key in each.articles))
    if cited and (before.form or form_of(before.text)) is Form.FACT:
        return WholeQuestion(before.text, told=talk.told, form=Form.OVERVIEW, within=cited)
    return before._replace(told=talk.told)


def _exchanged(talk: _Talk, text: str, index: SubjectIndex) -> WholeQuestion | None:
    """Return the question before with what "and Google?" puts in the place of its name, product or time.

    Or an open question with what "it" is; None for others.
    """
    before = talk.asked.text
    whole = (
        exchanged(text, before, index)
        or _on_what_was_told(before, talk.said, text, index)
        or _with_what_it_is(text, before, index)
    )
    return WholeQuestion(whole, asks=text if whole.endswith(text) and _ASKS.search(text) else "") if whole else None


def _with_subject(talk: _Talk, text: str, index: SubjectIndex) -> WholeQuestion:
    """Return a question of fact with what it is on put in, if it does not say so itself.

    Only a text that asks for nothing by itself ("and when?", "Initech?") is joined with the question before: else that
    one would be searched for, and answered, again.
    """
    before = talk.asked.text
    told = (key for each in talk.said for key in each.articles)
    cited = tuple(dict.fromkeys((*told, *talk.asked.heard)))[:_MOST_HEARD]
    begins = _BEGINS.match(text)
    rest = text[begins.end() if begins else 0 :]
    if (first := _NAMED_FIRST.match(rest)) and names_in(f"- {first['name']}"):
        whole = _on_named(first["name"], first["rest"], before)
        return WholeQuestion(whole, asks=first["rest"], before=before, heard=cited)
    named = _subjects_in(text, (), index)
    if _BOTH.search(text) and not names_in(text):
        names = names_in(before) or _subjects_in(before, (), index)
        return WholeQuestion(f"{text} {', '.join(names)}".strip(), before=before, heard=cited)
    follows = begins or len(terms(text)) <= _FEW or pointer_in_talk(text) is not None
    if not follows:
        return WholeQuestion(text)
    if talk.on and not named and _ITS.match(rest):  # "and their prices?" asks for those, and for nothing else again
        return WholeQuestion(_ITS.sub(f"{talk.on[0]}'s", rest, count=1), asks=rest, before=before, heard=cited)
    if not _IS_QUESTION.match(rest) or not set(terms(rest)) - _EMPTY:
        return WholeQuestion(
            continued(before, rest), asks=text if _ASKS.search(text) else "", before=before, heard=cited
        )
    if talk.person and (_HE.search(rest) or _HIS.search(rest)):
        whole = _HIS.sub(f"{talk.person}'s", _HE.sub(talk.person, rest))
    elif not talk.on or (named and len(terms(rest)) > _FEW):
        whole = rest
    elif not named and _ITS.search(rest):
        whole = _ITS.sub(f"{talk.on[0]}'s", rest, count=1)
    else:
        whole = " ".join((rest, *(name for name in talk.on if name not in named)))
    return WholeQuestion(whole, asks=rest, before=before, heard=cited)


def _on_named(name: str, text: str, before: str) -> str:
    """Return a question on what is named before it: "V4.5, when is it due?" after one on Acme V4.1 is on Acme V4.5."""
    own = product_names(before)
    whole = (with_variant(own[0], name) if len(own) == 1 and own[0].version else "") or name
    if len(own) == 1 and (version := _VERSION.search(own[0].text)) and _VERSION.match(f" {name}"):
        whole = f"{own[0].text[: version.start()]} {name}"
    return _with_name(text, whole) or f"{text} {whole}"


def _subjects_in(text: str, said: Sequence[ToldStatement], index: SubjectIndex) -> tuple[str, ...]:
    """Return the names of what a question is on, as it writes them; if it names nothing, those of its answer's lead."""
    for each in (text, *(one.text for one in said[:1])):
        found = [one.subject.name for one in index.exact_mentions(each)]
        if found := found or [without_genitive(name) for name in names_in(each) if not find_times(name)]:
            return tuple(dict.fromkeys(found))[:_MOST_NAMES]
    return ()


def _person_in(question: str, said: Sequence[ToldStatement], index: SubjectIndex) -> str:
    """Return who is the answer, or is named: what "he" means next; "" for nobody.

    The answer to "who" is taken for a person, and so is a full name in the question. A name in a statement counts only
    if it is known as a person's.
    """
    answers = [each.words for each in said] if answer_type(question) is Seek.PERSON else []
    for text, is_sure in (*((each, True) for each in (*answers, question)), *((each.text, False) for each in said)):
        for name in names_in(f"- {text}"):
            plain = without_genitive(name)
            sort = index.sort_of(name_key(plain))
            looks_so = is_sure and bool(_PERSON.fullmatch(plain)) and not sort and not product_names(plain)
            if sort == "person" or looks_so:
                return plain
    return plain_name(question)


def _on_one_of_them(text: str, said: tuple[ToldStatement, ...], index: SubjectIndex) -> WholeQuestion | None:
    """Return "is the second one free?" with what the second statement is on; None for others."""
    pointer = statement_pointer_in(text, said)
    if pointer is None:
        return None
    one = pointer.statement
    named = (one.subject,) if one.subject else _subjects_in(one.text, (), index)
    if not named:
        return None
    whole = f"{text[: pointer.start]}{named[0]}{text[pointer.end :]}"
    if one.articles and _WHY_DID.search(text):
        return WholeQuestion(whole, form=Form.FACT, within=one.articles)
    return WholeQuestion(whole, heard=one.articles)


def _on_what_was_told(before: str, said: tuple[ToldStatement, ...], text: str, index: SubjectIndex) -> str:
    """Return an open question with what "it" is, where only the answer before named it; "" for others.

    "What is this about a bank paying twice?" is told of Acme, and then "how did that end?" is on Acme.
    """
    if not said or index.exact_mentions(before):
        return ""
    told = index.exact_mentions(said[0].text)
    return _with_it(text, told[0].subject.name) if told else ""


def _quoted(statement: ToldStatement) -> str:
    """Return as much of a statement as a question can repeat."""
    return " ".join(statement.text.rstrip(" .").split()[:_QUOTED])


def _with_what_it_is(text: str, before: str, index: SubjectIndex) -> str:
    """Return an open question with what "it" was before: "how does it compare with Acme"; "" for questions of fact."""
    own = index.mentions(before) if pointer_in_talk(text) else []
    meant = own[-1 if _THEM.search(text) else 0 :]  # "Corvid at Acme": "they" are Acme
    return _with_it(text, meant[0].subject.name) if meant else ""


def _with_it(text: str, name: str) -> str:
    """Return an open question with a name for its "it"; "" for a question of fact, or without one."""
    asked = _with_name(text, "Acme")
    return _with_name(text, name) if asked and form_of(asked) is not Form.FACT else ""


def _with_name(text: str, name: str) -> str:
    """Return a question with a name for its "it" or "the company"; "" without one."""
    found = pointer_in_talk(text)
    if found is None or found[0].own or found[0].pair:
        return ""
    return f"{text[: found[1].start()]}{name}{text[found[1].end() :]}"
