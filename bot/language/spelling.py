"""The spellings of one English word: "centre" and "center", "organise" and "organize" (pure)."""

from __future__ import annotations

import re

_ENDINGS = (  # what stands before, the British way, the American way, what stands behind
    ("(?<=pract)", "is", "ic", "(?=e|ing)"),
    ("(?<=[^aeiou])", "is", "iz", "(?=(?:e|es|ed|ing|er|ers|ations?|ational)$)"),
    ("(?<=al)", "ys", "yz", "(?=(?:e|es|ed|ing|er|ers)$)"),
    ("(?<=[a-z]{3})", "our", "or", "(?=(?:s|ed|ing|ites?|able|ably|ful|al|ally|hood|ers?)?$)"),
    ("(?:(?<=cent)|(?<=theat)|(?<=fib)|(?<=met)|(?<=lit))", "re", "er", "(?=s?$)"),
    ("(?:(?<=^lic)|(?<=^def)|(?<=^off))", "enc", "ens", "(?=e|ing)"),
    ("(?<=^program)", "me", "", "(?=s?$)"),
)
_BRITISH = tuple((re.compile(f"{before}{way}{behind}"), other) for before, way, other, behind in _ENDINGS)
_AMERICAN = tuple((re.compile(f"{before}{way}{behind}"), other) for before, other, way, behind in _ENDINGS)
_NO_IZE = re.compile(
    r"(?:adv|advert|appr|ar|chast|circumc|compr|comprom|conc|dem|desp|dev|enterpr|exc|exerc|expert|franch|improv|inc"
    r"|merchand|parad|pr|prec|prem|prom|r|repr|rev|superv|surm|surpr|telev|treat|v|\w*w)is\w+"
)
"""Words that no one spells with "-ize"."""


def one_spelling(word: str) -> str:
    """Return a word in lower case as it is spelled in America: British and American texts meet in it."""
    if _NO_IZE.fullmatch(word):
        return word
    return _replaced(word, _BRITISH)


def other_spellings(word: str) -> tuple[str, ...]:
    """Return how else a word may be spelled; what is no word stands in no text and does no harm."""
    low = word.casefold()
    ways = (one_spelling(low), _replaced(low, _AMERICAN))
    return tuple(dict.fromkeys(way for way in ways if way != low))


def _replaced(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for rule, other in rules:
        word = rule.sub(other, word)
    return word
