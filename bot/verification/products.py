"""Products that a statement names: each must stand in the sources, in that version, and be their subject (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.product_versions import sought_products
from bot.verification.calibration import SOURCE_WORDS
from indexer.language.product_names import EVIDENCE, ProductRelation, relation_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.language.product_versions import SoughtProducts
    from bot.verification.parsing.annotation import Sentence
    from bot.verification.premises import Premises


def check_products(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield the products that are not there in that version, and those that the cited sentence is not about."""
    named = statement.products
    strange = [
        name
        for name in named
        if not any(relation_to_text([name], each.text, each.products) in EVIDENCE for each in grounds.sentences)
    ]
    yield from (f"{name.text} is not there" for name in strange)
    if named and not strange and _is_of_another(statement, grounds, sought_products(named)):
        yield f"what is said of {named[0].text} is said there of another"


def _is_of_another(statement: Sentence, grounds: Premises, sought: SoughtProducts) -> bool:
    """Tell whether all sentences that a statement may be taken from are about other versions of its products."""
    sources = _sources(statement, grounds)
    found: list[bool] = []
    before = False
    for each in grounds.sentences:
        verdicts = sought.verdicts(each.text)
        if any(verdicts):
            before = ProductRelation.OTHER in verdicts
        if any(each is source for source in sources):
            found.append(before)
    return bool(found) and all(found)


def _sources(statement: Sentence, grounds: Premises) -> list[Sentence]:
    """Return the sentences that hold an amount of a statement, or those that share most of its words."""
    carriers = [
        each for each in grounds.sentences if any(a.same(other) for a in statement.amounts for other in each.amounts)
    ]
    if carriers:
        return carriers
    shared = {id(each): len(statement.concepts & each.concepts) for each in grounds.sentences}
    most = max(shared.values(), default=0)
    return [each for each in grounds.sentences if most >= SOURCE_WORDS and shared[id(each)] == most]
