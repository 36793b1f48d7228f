"""A report of an event and a denial of it: which of them denies the other."""

from __future__ import annotations

from datetime import date

from bot.verification.denials import denies
from bot.verification.parsing.annotation import annotate
from bot.verification.sentence_pairs import SentencePair

DAY = date(2026, 11, 24)


def test_denial_is_known_from_what_it_denies() -> None:
    """Of a report and its denial the second denies the first, not the other way round."""
    report = annotate("Orbwell plans to sell its chip business.", DAY)
    denial = annotate("Orbwell denied that it planned to sell its chip business.", DAY)
    both = SentencePair(one=denial, other=report)
    assert (denies(both), denies(both.turned)) == (True, False)
