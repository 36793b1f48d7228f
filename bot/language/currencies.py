"""Currencies by the signs, codes and words that texts write them with (pure)."""

from __future__ import annotations

from bot.language.patterns import any_of

_CODES = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "RMB", "CHF", "CAD", "AUD", "INR", "KRW", "SEK", "NOK", "DKK", "HKD", "SGD"),
    *("TWD", "NZD", "BRL", "PLN", "ILS", "RUB", "SAR", "AED", "ZAR", "MXN", "TRY", "IDR", "MYR", "THB", "VND"),
)
_SIGNS = {
    "us$": "$",
    "usd": "$",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "rs": "INR",
    "rs.": "INR",
    "ca$": "c$",
    "cad": "c$",
    "aud": "a$",
    "au$": "a$",
    "hkd": "hk$",
    "sgd": "s$",
    "twd": "nt$",
    "nzd": "nz$",
    "brl": "r$",
    "rmb": "CNY",
}
_COINS = {
    "dollar": "$",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "won": "KRW",
    "franc": "CHF",
    "krona": "SEK",
    "kronor": "SEK",
    "krone": "NOK",
    "kroner": "NOK",
    "zloty": "PLN",
    "shekel": "ILS",
    "ruble": "RUB",
    "rouble": "RUB",
    "riyal": "SAR",
    "dirham": "AED",
    "rupiah": "IDR",
    "ringgit": "MYR",
    "baht": "THB",
}
# The currency of a coin behind an adjective; those of "" do not change it: "Indian rupees".
_ADJECTIVES = {
    "canadian": "c$",
    "australian": "a$",
    "hong kong": "hk$",
    "singapore": "s$",
    "taiwan": "nt$",
    "new zealand": "nz$",
    "danish": "DKK",
    **dict.fromkeys(("american", "british", "chinese", "indian", "japanese", "korean", "south korean", "swiss"), ""),
    **dict.fromkeys(("emirati", "israeli", "norwegian", "polish", "russian", "saudi", "swedish"), ""),
}
ALL = frozenset((*_SIGNS.values(), *_COINS.values(), *_CODES, *filter(None, _ADJECTIVES.values()), "$"))
"""Every currency, as `of_sign` and `of_coin` name it."""


SIGN = (
    r"(?:(?:US|CA|AU|HK|NZ|NT|[ACRS])?\$|[\u20ac\u00a3\u00a5\u20b9\u20a9]"
    rf"|\b(?:{any_of(_CODES)}|Rs\.?(?=\s?\d))\s?)"
)
"""A pattern of signs and codes before a number; to be used without regard to case, as the other two."""

COIN, ADJECTIVE = any_of(_COINS), any_of(_ADJECTIVES)
"""Patterns of the words behind a number: "Swiss", "franc"."""


def of_sign(sign: str) -> str:
    """Return the currency of what `SIGN` matches, in lower case: "$" for "us$", "EUR" for "€"."""
    return _SIGNS.get(sign, sign if sign.endswith("$") else sign.upper())


def of_coin(coin: str, adjective: str = "") -> str:
    """Return the currency of a coin with the word before it, in lower case: "c$" for Canadian dollars."""
    return _ADJECTIVES.get(adjective) or _COINS[coin]
