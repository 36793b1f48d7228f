"""A statement against the passages that it cites (pure): nothing is posted that does not pass.

A sentence of a passage passes as it stands. In other words, a statement passes if its numbers, names, days and
quotations stand in the passages, and if each of its clauses agrees with a clause there: the same actors and objects,
the same amounts and days, the same speaker, and no more certainty (see `bot.verification.alignment`). Other words alone
are no objection: something has to contradict the statement, or nothing there may come near to its verb. It is a check
by rules about sentences of news, not a proof.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from bot.language.datelines import clean_sentences
from bot.verification.alignment.clauses import check_clauses
from bot.verification.calibration import DOUBT
from bot.verification.figures import check_figures
from bot.verification.names import check_names, check_quotations
from bot.verification.parsing.annotation import annotate, annotate_premises, normalize
from bot.verification.products import check_products
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Source, Statement, Support
    from bot.verification.parsing.annotation import Premises, Sentence
    from indexer.model import Article


class Cited(Protocol):
    """An article with the words that it is cited for: a source, or what becomes one."""

    @property
    def article(self) -> Article:
        """The article."""

    @property
    def passage(self) -> str:
        """The words that it is cited for: one passage or several, parted by blank lines."""


def is_borne_out(statement: Statement, sources: Sequence[Source]) -> bool:
    """Tell whether a statement cites sources, and they support it."""
    cited = [source for source in sources if source.number in statement.citations]
    return len(cited) == len(statement.citations) and is_supported(statement.text, cited)


def is_supported(text: str, cited: Sequence[Cited], said: Support | None = None) -> bool:
    """Tell whether the articles that are cited for a text support it; without any it is not supported.

    `said` is what a reader says of it beside their passages. What rules object to falls, and what it doubts does.
    """
    if not cited or any(_stands_in(text, each) for each in cited):
        return bool(cited)
    return not (said and said.supported < DOUBT) and not objections(text, cited)


def _stands_in(text: str, cited: Cited) -> bool:
    """Tell whether a text is a whole sentence of a passage, or the title; a part may be denied by the rest of it."""
    verbatim = normalize(text)
    return verbatim == normalize(cited.article.title) or verbatim in _plain_sentences(cited.passage)


@lru_cache(maxsize=256)
def _plain_sentences(passage: str) -> frozenset[str]:
    """Return the sentences of a passage, with and without a dateline; not those that are put together of parts.

    Remembered, since several statements cite one passage.
    """
    whole = normalize(passage)
    spans = sentences(passage) or [(0, len(passage))]
    said = (" ".join(passage[start:end].split()) for start, end in spans)
    return frozenset(each for each in map(normalize, (*clean_sentences(passage), *said)) if each in whole)


def objections(text: str, cited: Sequence[Cited]) -> list[str]:
    """Return in words the parts of a text that its sources do not support, even if it stands there verbatim."""
    passages = [(each.passage, each.article.title, each.article.when.date()) for each in cited]
    known = annotate_premises(passages, [each.article.publisher for each in cited])
    days = dict.fromkeys(each.article.when.date() for each in cited)
    return min((_objections(annotate(text, day), known) for day in days), key=len)


def is_guess(text: str, cited: Sequence[Cited]) -> bool:
    """Tell whether the sentence that a statement is most like is a guess, or passes one on ("sources say")."""
    known = annotate_premises([(each.passage, "", each.article.when.date()) for each in cited])
    statement = annotate(text, cited[0].article.when.date())
    best = max((_likeness(statement, each) for each in known.sentences), default=0)
    return all(each.hedged for each in known.sentences if _likeness(statement, each) == best)


def _objections(statement: Sentence, known: Premises) -> list[str]:
    return [
        *check_figures(statement, known),
        *check_names(statement, known),
        *check_products(statement, known),
        *check_quotations(statement, known),
        *check_clauses(statement, known),
    ]


def _likeness(one: Sentence, other: Sentence) -> int:
    """Count the words of content that two sentences share; a name, which many sentences hold, counts half."""
    named = {word.concept for word in one.words if word.name}
    return sum(1 if concept in named else 2 for concept in one.concepts & other.concepts)
