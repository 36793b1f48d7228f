"""What "Not this" leaves out of a watch (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.name_mentions import NameMentions
from bot.language.words import names, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indexer.model import Article


def narrowing(query: str, article: Article, shares: Mapping[str, float]) -> str:
    """Return the words of an article's title that a watch is to leave out from now on, "" if there are none.

    It is the rarest name of the title beside those of the watch, else its rarest word; `shares` says how common a word
    is. To be told as "stories whose headline says ... are left out".
    """
    asked = frozenset(terms(query))
    named = [name for name in names(article.title) if not asked.intersection(terms(name)) and terms(name)]
    found = named or [word for word in article.title.split() if terms(word) and not asked.intersection(terms(word))]
    return min(found, key=lambda each: (_share(each, shares), each), default="").strip(
        " .,:;!?\"'\u201c\u201d\u2018\u2019()"
    )


def is_left_out(article: Article, narrowed: Sequence[str]) -> bool:
    """Tell whether a watch leaves an article out: its title says one of the words."""
    return bool(narrowed) and NameMentions(tuple(narrowed)).is_in(article.title)


def _share(text: str, shares: Mapping[str, float]) -> float:
    return min(shares.get(term, 0.0) for term in terms(text))
