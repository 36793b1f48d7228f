"""Currencies by the signs, codes and words that texts write them with (pure)."""

from __future__ import annotations

from bot.language.patterns import any_of

_CODES = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "RMB", "CHF", "CAD", "AUD", "INR", "KRW", "SEK", "NOK", "DKK", "HKD", "SGD"),
    *("TWD", "NZD", "BRL", "PLN", "ILS", "RUB", "SAR", "AED", "ZAR", "MXN", "TRY", "IDR", "MYR", "THB", "VND"),
    *("RM", "KSh", "TSh", "USh", "kr", "Fr"),
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
    "r": "ZAR",
    "rm": "MYR",
    "kr": "kr",
    "fr": "CHF",
    "ksh": "shilling",
    "tsh": "shilling",
    "ush": "shilling",
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
    "rand": "ZAR",
    "shilling": "shilling",
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
    rf"|\b(?-i:{any_of(_CODES)}|Rs\.?(?=\s?\d)|R(?=\s?\d[\d.,]*\s?[bm](?:n|illion)))\s?)"  # "try 50 prompts", "the R1"
)
"""A pattern of signs and codes before a number; to be used without regard to case, as the others."""

_WORDS_TOO = ("rand", "won")
_WON = (  # "all three won awards", "in 2025 won a prize"
    r"(?:(?<=illion[\s-])|(?<=thousand[\s-])|(?<=[bt]n\s)|(?<=orean\s)|(?<=,\d{3}\s)|(?<=\d{4}\s))"
    r"(?<!\b(?:19|20)\d\d\s)won"
)
COIN, ADJECTIVE = rf"{any_of(coin for coin in _COINS if coin not in _WORDS_TOO)}|(?-i:rand)|{_WON}", any_of(_ADJECTIVES)
"""Patterns of the words behind a number: "Swiss", "franc"."""

MONEY = (
    rf"(?:{SIGN}\s?\d|\b\d[\d.,]*\s?(?:[bm]n?\s?)?[$\u20ac\u00a3\u00a5]"
    rf"|\b\d[\d.,]*[\s-](?:\w+illion[\s-])?(?:(?:{ADJECTIVE})\s)?(?:{COIN})s?\b)"
)
"""A pattern of a sum with its currency, for a first look."""


def of_sign(sign: str) -> str:
    """Return the currency of what `SIGN` matches, in lower case: "$" for "us$", "EUR" for "€"."""
    return _SIGNS.get(sign, sign if sign.endswith("$") else sign.upper())


def of_coin(coin: str, adjective: str = "") -> str:
    """Return the currency of a coin with the word before it, in lower case: "c$" for Canadian dollars."""
    return _ADJECTIVES.get(adjective) or _COINS[coin]
