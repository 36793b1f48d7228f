"""The spellings of one English word: "centre" and "center", "organise" and "organize" (pure)."""

from __future__ import annotations

import re

_BRITISH = (
    (re.compile(r"practis(?=e|ing)"), "practic"),
    (re.compile(r"(?<=[^aeiou])is(?=(?:e|es|ed|ing|er|ers|ations?|ational)$)"), "iz"),
    (re.compile(r"(?<=al)ys(?=(?:e|es|ed|ing|er|ers)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|ites?|able|ably|ful|al|ally|hood|ers?)?$)"), "or"),
    (re.compile(r"(?:(?<=cent)|(?<=theat)|(?<=fib)|(?<=met)|(?<=lit))re(?=s?$)"), "er"),
    (re.compile(r"(?:(?<=^lic)|(?<=^def)|(?<=^off))enc(?=e|ing)"), "ens"),
    (re.compile(r"(?<=^program)me(?=s?$)"), ""),
)
_AMERICAN = (
    (re.compile(r"(?<=[^aeiou])iz(?=(?:e|es|ed|ing|er|ers|ations?|ational)$)"), "is"),
    (re.compile(r"(?<=al)yz(?=(?:e|es|ed|ing|er|ers)$)"), "ys"),
    (re.compile(r"(?<=[a-z]{3})or(?=(?:s|ed|ing|ites?|able|ably|ful|al|ally|hood)?$)"), "our"),
    (re.compile(r"(?:(?<=cent)|(?<=theat)|(?<=fib)|(?<=met)|(?<=lit))er(?=s?$)"), "re"),
    (re.compile(r"(?:(?<=^lic)|(?<=^def)|(?<=^off))ens(?=e|ing)"), "enc"),
    (re.compile(r"(?<=^program)(?=s?$)"), "me"),
)
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
