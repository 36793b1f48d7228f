"""What stands before the version of a product's name: brand, core and variants (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.language.product_parser.name import PartialName
from indexer.language.product_parser.tokens import GAPS, HYPHENS, JOINING_GAPS
from indexer.language.product_parser.words import KNOWN, MAKERS, NO_HEAD, TIERS

if TYPE_CHECKING:
    from indexer.language.product_parser.tokens import NameToken, TokenRun

MAX_WORDS = 3  # of a brand
_HEADLINE_VERB = 6  # letters of a headline's verb, at least
_VERSION_MARKS = frozenset({"v", "ver", "version", "versions"})
_KINDS = frozenset({"version", "variant", "edition", "model", "sibling"})


def read_head(run: TokenRun, place: int) -> PartialName | None:
    """Return the words that stand before a number or a variant; None if they are no name."""
    number = place - 1
    gap = run.gap(number)
    if number < 0 or gap not in GAPS or run.tokens[number].kind != "letters":
        return None
    if run.tokens[number].low in _VERSION_MARKS:
        number -= 1
        if number < 0 or run.gap(number) not in GAPS or run.tokens[number].kind != "letters":
            return None
        gap = gap or run.gap(number)
    head = run.tokens[number]
    apart = len(head.text) == 1 and gap == " " and run.gap(number - 1) not in JOINING_GAPS  # no "DALL-E 3"
    if (head.low in NO_HEAD and gap != "") or apart:
        return None
    words = [number]
    while number and len(words) <= MAX_WORDS and _continues(run, number - 1, head):
        number -= 1
        words.insert(0, number)
    return _classified(run, words[_leading_verbs(run, words) :], gap)


def _leading_verbs(run: TokenRun, words: list[int]) -> int:
    """Return how many of the first words are a headline's: "Introducing Corvid 3", "Acme Shrinks Corvid 3"."""
    said = [run.tokens[number].low for number in words[:-1]]
    for place, word in enumerate(said):
        if len(word) >= _HEADLINE_VERB and word not in KNOWN:
            begun = place == 0 and word.endswith("ing")
            if begun or (word.endswith("s") and place > 0 and said[place - 1] in MAKERS):
                return place + 1
    return 0


def _continues(run: TokenRun, number: int, head: NameToken) -> bool:
    """Tell whether a token belongs to the name that the next one belongs to."""
    token, gap = run.tokens[number], run.gap(number)
    if token.kind != "letters" or gap not in GAPS or not gap or token.low in NO_HEAD:
        return False
    if gap in HYPHENS or token.low in KNOWN:
        return True
    return token.has_capital and (head.has_capital or head.low in KNOWN) and len(token.text) > 1


def _classified(run: TokenRun, words: list[int], gap: str) -> PartialName | None:
    """Return the words before a number as what they are: brand, core and variants."""
    said = [run.tokens[number].low for number in words]
    plain = [word for word in said if word not in TIERS] or [word for word in said[-1:] if word in KNOWN]
    if not plain:
        return None
    kept = [word for word in plain if word not in MAKERS] or plain[-1:]
    variants = {word for word in said if word in TIERS and word not in plain}
    small = not any(run.tokens[number].has_capital for number in words) and KNOWN.isdisjoint(said)
    return PartialName(
        brand=tuple(kept[:-1]),
        core=(kept[-1],),
        variants=variants,
        first=words[0],
        gap=gap,
        lower=small and gap == " ",
        given=frozenset(variants),
    )


def variant_before(run: TokenRun, first: int) -> list[str]:
    """Return the variant that stands before a name: "the mini version of Corvid 3"."""
    before = [token.low for token in run.tokens[max(0, first - 4) : first] if token.low not in ("the", "its")]
    told = len(before) > 2 and before[-1] == "of" and before[-2] in _KINDS and before[-3] in TIERS
    return before[-3:-2] if told else []
