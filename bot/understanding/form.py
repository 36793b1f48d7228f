"""The form of answer that a message wants: a fact, or an overview, a comparison, opinions, a list (pure).

A linear model weighs what a message shows (`form_features`); `python -m bench.fitting.forms` fits it. A message is
taken for a fact unless the model says clearly otherwise: an open answer to a question of fact is dearer than the
reverse. Only what is exact is a rule: see `told_form`.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from bot.language.offices import OFFICE
from bot.language.time_expressions import find_times, without_times
from bot.language.words import terms, words
from bot.model import Form, RefusalReason, Seek
from bot.understanding.cited_outlets import cited_outlets
from bot.understanding.form_features import form_features
from bot.understanding.question_text import spelled_out, without_address
from bot.understanding.told_form import OPINIONS_ASKED, is_bare_subject, told_form
from indexer.passages import sentences

if TYPE_CHECKING:
    from bot.model import Query

MAX_WORDS = 30
"""Words of a question that are read at once: of a longer one its first sentence asks."""

WEIGHTS = "form_weights.json.gz"
"""The file beside this module with what `bench.fitting.forms` has learned."""

FORMS = tuple(Form)
"""The forms in the order of their scores."""

MARGIN = 0.5
"""By how much anything else has to be likelier than a fact, as a difference of logits: so that by
`python -m bench.fitting.forms` at most 3 in 100 questions of fact are taken for something else."""

YES_OR_NO_MARGIN = 2.0
"""The same for what begins as a question of yes or no: it is one of fact unless it is plainly for an opinion. Set by
hand."""

OPEN_GAP = 1.0
"""Within which of a fact's logit another form's must lie, to stand in for a fact that nothing tells. Set by
hand."""

_CLEAR = 5.0
"""By how much a word's weight for opinions has to be above those for other forms, to speak of nothing else. Set by
hand."""

_OF_SEVERAL = (Form.LIST, Form.OPINIONS)
_ONE_OR_SEVERAL = (Seek.PERSON, Seek.NAME, Seek.PLACE)  # "who" and "which" may be for several
_JUST = re.compile(r"\bjust (?:tell|give|show) me\b(?=.*\w)", re.IGNORECASE)
_YES_OR_NO = re.compile(r"^\W*(?:(?:so|and|but|ok) )?(?:is|are|was|were|did|does|has|have|had|will)\b", re.IGNORECASE)
_WHO_LEADS = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?who (?:leads|runs|heads|chairs|owns)\b(?!.*\b(?:most|each|all|labs? that|and)\b)",
    re.IGNORECASE,
)
"""One person is asked for, whatever names in the plural there are: "Acme Robotics Labs"."""

_WHICH_ONE = re.compile(
    r"^\W*(?:(?:so|and|ok|hey) )?(?:which|what) (?:(?!(?:kinds?|sorts?|types?|of)\b)[a-z-]+ ){0,2}?(?:company|firm|lab"
    r"|startup|start-up|bank|agency|outlet|newspaper|paper|magazine|university|school|institute|airline|club|team|vendor|supplier"
    r"|maker|insurer|retailer|charity|ministry|regulator|court|person|man|woman|country|city)"
    r" (?:is|was|has|does|did|(?!has\b)[a-z]{2,}s|[a-z]+ed)\b",
    re.IGNORECASE,
)
"""A noun in the singular, of a sort of which each has a name, with a verb."""

_PREPOSITION = re.compile(r"\b(?:on|of|about|to|over|for|from|against|towards?|after|since)\b", re.IGNORECASE)
_WHAT_IS = re.compile(
    r"^\W*(?:(?:so|and|ok|hey)\b\W*)?(?:what|who)(?:['\u2019]?s| is| are| was| were)\s(?:the\s)?", re.IGNORECASE
)
_OFFICE = re.compile(rf"\b{OFFICE}\b", re.IGNORECASE)  # who is "Acme's CEO" asks for no other news of Acme
_CLAUSE_ENDS = re.compile(r"[,;:?!]\s")


class FormModel(NamedTuple):
    """Weights for each of `FORMS`: of marks, of words, and what is added."""

    marks: dict[str, list[float]]
    words: dict[str, list[float]]
    bias: list[float]
    vocabulary: frozenset[str]  # words that count as they stand, and not by their ending

    def scores(self, text: str) -> tuple[float, ...]:
        """Return the logits of a message's forms, each up to the same constant."""
        found = form_features(text, self.vocabulary)
        marks = [self.marks[mark] for mark in found.marks if mark in self.marks]
        own = [self.words[word] for word in found.words if word in self.words]
        mark, word = 1 / math.sqrt(len(found.marks)), 1 / math.sqrt(len(own) or 1)
        return tuple(
            self.bias[form] + mark * math.fsum(row[form] for row in marks) + word * math.fsum(row[form] for row in own)
            for form in range(len(FORMS))
        )


def form_of(text: str, *, may_be_unclear: bool = False) -> Form:
    """Return the form of answer that a message wants; `Form.CLARIFY` only for one that `may_be_unclear`."""
    asked = request_of(text)
    if not words(without_times(asked)) or cited_outlets(asked) or _WHO_LEADS.match(asked):
        return Form.FACT
    if told := told_form(asked):
        return told
    margin = YES_OR_NO_MARGIN if _YES_OR_NO.match(asked) else MARGIN
    form = learned_form(form_model().scores(asked), margin, may_be_unclear=may_be_unclear)
    return Form.FACT if form in (Form.LIST, Form.OVERVIEW) and _is_for_one(asked) else form


def open_form(query: Query, refused: RefusalReason = RefusalReason.UNLIKELY) -> Form | None:
    """Return the form in which a question of fact may be told of that was refused for a reason.

    None if it asks for a figure, or what an outlet says. What something is, is told by what is told of it, also where
    no sentence says it; why something happened, by what happened.
    """
    asked = request_of(query.text)
    if (
        query.form is not Form.FACT
        or query.publishers
        or query.outlets
        or _WHO_LEADS.match(asked)
        or _is_for_one(asked)
    ):
        return None
    is_told = refused in (RefusalReason.UNLIKELY, RefusalReason.NO_QUOTABLE_SENTENCE)
    is_bare = asks_what_it_is(asked) and not (query.seek is Seek.PERSON and _OFFICE.search(asked))
    if is_told and (query.seek is Seek.REASON or is_bare):
        return Form.OVERVIEW
    if refused is not RefusalReason.UNLIKELY:
        return None
    form = next_form(query.text)
    if query.seek is Seek.ANYTHING:
        return form and (next_form(query.text, gap=0) or Form.OVERVIEW)  # which holds most of what another one would
    return form if query.seek in _ONE_OR_SEVERAL and form in _OF_SEVERAL else None


def _is_for_one(asked: str) -> bool:
    """Tell whether a message asks for one of a sort: "which news agency supplies". In some time it may be any."""
    return bool(_WHICH_ONE.match(asked)) and not find_times(asked)


def asks_what_it_is(asked: str) -> bool:
    """Tell whether a message asks what or who bears a name, and nothing else: "what is the Acme Institute?"."""
    match = _WHAT_IS.match(asked)
    return match is not None and is_bare_subject(asked[match.end() :])


def next_form(text: str, gap: float = OPEN_GAP) -> Form | None:
    """Return what else a message may want that was taken for one for a fact, if its logit is within a gap of a fact's.

    None if it asks yes or no, or is plain.
    """
    asked = request_of(text)
    if _YES_OR_NO.match(asked) or not terms(without_times(asked)):
        return None
    scores = dict(zip(FORMS, form_model().scores(asked), strict=True))
    least = scores.pop(Form.FACT) - gap
    del scores[Form.CLARIFY]
    likeliest = max(scores, key=scores.__getitem__)
    return likeliest if scores[likeliest] > least else None


def learned_form(scores: tuple[float, ...], margin: float = MARGIN, *, may_be_unclear: bool) -> Form:
    """Return the form of the highest score, where a fact's is raised by a margin, and asking back is not behind it."""
    raised = dict(zip(FORMS, scores, strict=True))
    raised[Form.FACT] += margin
    raised[Form.CLARIFY] += margin - MARGIN
    if not may_be_unclear:
        del raised[Form.CLARIFY]
    return max(raised, key=raised.__getitem__)


@cache
def form_model() -> FormModel:
    """Return what was learned, as `bench.fitting.forms` writes it."""
    packed = resources.files(__package__).joinpath(WEIGHTS).read_bytes()
    stored = json.loads(gzip.decompress(packed))
    unit = stored["unit"]
    marks, own = (
        {
            key: [number * unit for number in row]
            for key, row in zip(stored[part].split("\n"), stored[f"{part}_weights"], strict=True)
        }
        for part in ("marks", "words")
    )
    return FormModel(marks, own, stored["bias"], frozenset(stored["vocabulary"].split()))


def request_of(text: str) -> str:
    """Return the part of a message that asks: what "just tell me" wants, or the first sentence of a long story."""
    asked = _JUST.split(without_address(spelled_out(text)))[-1]
    if len(words(asked)) <= MAX_WORDS:
        return asked
    start, end = sentences(asked)[0]
    return asked[start:end]


def behind_opinions(text: str) -> str:
    """Return what opinions are asked of: what stands behind "what do critics make of", else the whole text.

    It stands behind the first preposition, too, where a word of the same clause speaks of opinions: "comments on".
    """
    if asked := OPINIONS_ASKED.search(text):
        rest = text[asked.end() :]
    else:
        before, *behind = _PREPOSITION.split(text, maxsplit=1)
        rest = "".join(behind) if any(map(_is_for_opinions, words(_CLAUSE_ENDS.split(before)[-1]))) else ""
    return rest if terms(without_times(rest)) else text  # "on that over the last year" stands for what was said before


def _is_for_opinions(word: str) -> bool:
    """Tell whether a word says by itself that opinions are asked for: "commentators"."""
    scores = dict(zip(FORMS, form_model().words.get(word.casefold(), (0.0,) * len(FORMS)), strict=True))
    return scores.pop(Form.OPINIONS) - max(scores.values()) >= _CLEAR
