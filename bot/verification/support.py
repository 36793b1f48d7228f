"""What is said against the articles that it cites: nothing is posted that does not pass (pure).

A quoted answer passes if it stands in its passages. A sentence that a language model wrote also passes in other words:
if the reader holds it for borne out, and if no figure, name, product or quotation in it stands nowhere in what it
cites, however sure the reader is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.words import is_hedged, stems
from bot.verification.calibration import BORNE_OUT
from bot.verification.figures import check_figures
from bot.verification.names import check_names, check_quotations
from bot.verification.parsing.annotation import annotate, normalize
from bot.verification.premises import Premises, take_apart
from bot.verification.products import check_products

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Source, Statement, Support
    from bot.verification.premises import Cited


def is_borne_out(statement: Statement, sources: Sequence[Source]) -> bool:
    """Tell whether a quoted statement cites sources, and stands in one of them."""
    cited = [source for source in sources if source.number in statement.citations]
    return len(cited) == len(statement.citations) and is_quoted(statement.text, cited)


def is_quoted(text: str, cited: Sequence[Cited]) -> bool:
    """Tell whether a text is a whole sentence of a passage, or a title; a part may be denied by the rest of it."""
    verbatim = normalize(text)
    return any(
        verbatim == normalize(each.article.title) or verbatim in take_apart(each.passage).verbatim for each in cited
    )


def is_supported(text: str, cited: Sequence[Cited], said: Support) -> bool:
    """Tell whether articles bear out a model's sentence that cites them; `said` is what the reader says of it."""
    if is_quoted(text, cited):
        return True
    return bool(cited) and said.supported >= BORNE_OUT and not objections(text, cited)


def objections(text: str, cited: Sequence[Cited]) -> list[str]:
    """Return in words what of a text stands nowhere in the articles that it cites."""
    grounds = Premises(cited)
    checks = check_figures, check_names, check_products, check_quotations
    statements = (annotate(text, day) for day in dict.fromkeys(each.article.when.date() for each in cited))
    return min(([why for check in checks for why in check(statement, grounds)] for statement in statements), key=len)


def is_guess(text: str, cited: Sequence[Cited]) -> bool:
    """Tell whether the sentence that a statement is likest to is a guess, or passes one on ("sources say")."""
    said = stems(text)
    shared = {told: len(said & stems(told)) for each in cited for told, _ in take_apart(each.passage).told}
    most = max(shared.values(), default=0)
    return all(is_hedged(told) for told, count in shared.items() if count == most)
