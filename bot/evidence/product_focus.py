"""The products that a question asks for: which sentences are about them, and what is told where none is (pure).

A sentence without a name is about the product of its context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.product_versions import of_one_line, sought_products
from bot.language.words import is_dangling
from bot.model import Instead
from indexer.language.product_names import EVIDENCE, ProductRelation, nearest, product_names, relation
from indexer.language.product_parser.words import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.language.product_versions import SoughtProducts, Verdict
    from bot.model import Hit
    from indexer.language.product_names import ProductName
    from indexer.model import Article


class ProductFocus:
    """Follows a stretch of an article, and tells whether each sentence is about the products asked for."""

    def __init__(
        self, sought: SoughtProducts, article: Article, hits: Sequence[Hit] = (), *, apart: bool = False
    ) -> None:
        """Take the article, and all `hits`: what none of them names may be no product at all.

        The products of several clauses stand `apart`, in several articles: none need name them all.
        """
        self._apart = apart
        self._sought = sought
        self._article = article
        self._hits = hits
        self._title = sought.verdicts(article.title)
        self._before: tuple[Verdict, ...] = (None,) * len(sought.lines)
        self._whole: tuple[Verdict, ...] | None = None

    def is_on_it(self, sentence: str) -> bool:
        """Tell whether the next sentence is about the products asked for, of each line."""
        own = self._sought.verdicts(sentence)
        leans = is_dangling(sentence)
        meant = [
            said or (before if leans else None) or title or before
            for said, before, title in zip(own, self._before, self._title, strict=True)
        ]
        self._before = tuple(said or before for said, before in zip(own, self._before, strict=True))
        if self._apart:
            return ProductRelation.OTHER not in meant
        return all(
            verdict is ProductRelation.SAME or (verdict is None and self._speaks_of(place))
            for place, verdict in enumerate(meant)
        )

    def _speaks_of(self, place: int) -> bool:
        """Tell whether the article names the product asked for; without a version it need not, but no other."""
        if self._whole is None:
            self._whole = self._sought.verdicts(self._article.text)
        if self._whole[place] is None:
            return not self._is_exact(self._sought.lines[place])
        return self._whole[place] is ProductRelation.SAME

    def _is_exact(self, line: tuple[ProductName, ...]) -> bool:
        """Tell whether a version is asked for, beyond doubt: by its form, or since others of its line are told of."""
        return any(map(_is_sure, line)) or (
            any(name.version for name in line) and bool(_told_of(sought_products(line), self._hits))
        )


def missing_product(names: Iterable[ProductName], hits: Sequence[Hit]) -> Instead | None:
    """Return the first product that nothing was found on, though something was on another of its line."""
    sought = sought_products(names)
    told = _told_of(sought, hits)
    verdicts = [sought.verdicts(text) for text in _texts(hits)]
    for place, line in enumerate(sought.lines):
        near = [each for each in told if any(of_one_line(name, each) for name in line)]
        if any(relation(name, each) in EVIDENCE for name in line for each in near):
            continue
        if any(found[place] is ProductRelation.SAME for found in verdicts):  # a name without a version, as it stands
            continue
        found = nearest(line[0], near)
        if found is not None:
            article = next(hit.article for hit in hits if found in _told_of(sought, [hit]))
            return Instead(product=line[0].text, nearest=found.text, article=article)
    return None


def _is_sure(name: ProductName) -> bool:
    """Tell whether a name is one of a version beyond doubt: "Magnificent 7" may be none."""
    if not name.version:
        return False
    joined = " " not in name.text
    capital = name.text != name.text.lower()
    return (
        ("." in name.version and capital)
        or joined
        or bool(name.variants or name.size or name.stamp or name.words & KNOWN)
    )


def _told_of(sought: SoughtProducts, hits: Iterable[Hit]) -> list[ProductName]:
    """Return the products of the lines that are asked for which hits and their titles name."""
    wanted = [name for line in sought.lines for name in line]
    named = (each for text in _texts(hits) for each in product_names(text, about=sought.words))
    return [each for each in named if any(relation(name, each) is not ProductRelation.UNRELATED for name in wanted)]


def _texts(hits: Iterable[Hit]) -> Iterable[str]:
    """Return the titles and passages of hits, each once."""
    return dict.fromkeys(text for hit in hits for text in (hit.article.title, hit.placed.passage.text))
