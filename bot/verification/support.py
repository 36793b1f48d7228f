"""What is said against the articles that it cites: nothing is posted that does not pass (pure).

A quoted answer passes if it stands in its passages. A sentence that a language model wrote also passes in other words:
if the reader holds it for borne out, and if no figure, name, product or quotation in it stands nowhere in what it
cites, however sure the reader is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from bot.language.datelines import clean_sentences
from bot.language.words import is_hedged
from bot.verification.calibration import BORNE_OUT
from bot.verification.figures import check_figures
from bot.verification.names import check_names, check_quotations
from bot.verification.parsing.annotation import annotate, annotate_premises, normalize
from bot.verification.premise import nearest_sentences
from bot.verification.products import check_products
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.model import Source, Statement, Support
    from bot.verification.parsing.annotation import Premises
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
    """Tell whether a quoted statement cites sources, and stands in one of them."""
    cited = [source for source in sources if source.number in statement.citations]
    return len(cited) == len(statement.citations) and is_quoted(statement.text, cited)


def is_quoted(text: str, cited: Sequence[Cited]) -> bool:
    """Tell whether a text is a whole sentence of a passage, or a title; a part may be denied by the rest of it."""
    verbatim = normalize(text)
    return any(verbatim == normalize(each.article.title) or verbatim in _told(each.passage) for each in cited)


def is_supported(text: str, cited: Sequence[Cited], said: Support) -> bool:
    """Tell whether articles bear out a model's sentence that cites them; `said` is what the reader says of it."""
    if is_quoted(text, cited):
        return True
    return bool(cited) and said.supported >= BORNE_OUT and not objections(text, cited)


def objections(text: str, cited: Sequence[Cited]) -> list[str]:
    """Return in words what of a text stands nowhere in the articles that it cites."""
    known = annotate_premises(
        [(each.passage, each.article.title, each.article.when.date()) for each in cited],
        [each.article.publisher for each in cited],
    )
    days = dict.fromkeys(each.article.when.date() for each in cited)
    return min((list(_objections(text, day, known)) for day in days), key=len)


def is_guess(text: str, cited: Sequence[Cited]) -> bool:
    """Tell whether the sentence that a statement is likest to is a guess, or passes one on ("sources say")."""
    return all(map(is_hedged, nearest_sentences(text, [each.passage for each in cited])))


def _objections(text: str, day: date, known: Premises) -> Iterator[str]:
    statement = annotate(text, day)
    for check in (check_figures, check_names, check_products, check_quotations):
        yield from check(statement, known)


@lru_cache(maxsize=256)
def _told(passage: str) -> frozenset[str]:
    """Return the sentences of a passage, with and without a dateline; not those that are put together of parts.

    Remembered, since several statements cite one passage.
    """
    whole = normalize(passage)
    spans = sentences(passage) or [(0, len(passage))]
    said = (" ".join(passage[start:end].split()) for start, end in spans)
    return frozenset(each for each in map(normalize, (*clean_sentences(passage), *said)) if each in whole)
