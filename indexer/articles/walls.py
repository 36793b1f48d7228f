"""Pages that stand before an article: bot checks, consent pages, paywalls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.articles.cleaning import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.articles.blocks import Paragraph

_BOT_CHECK = (
    r"enable (?:javascript|cookies)|turn on javascript|requires? javascript"
    r"|(?:javascript|cookies) (?:is|are|must be|seems? to be) (?:disabled|required|enabled)"
    r"|verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)"
    r"|checking (?:if the site connection is secure|your browser)|just a moment|are you a (?:ro)?bot|not a (?:ro)?bot"
    r"|unusual (?:traffic|activity) (?:from|on|detected)|complete the (?:security check|captcha)|security verification"
    r"|review the security of your connection|attention required|^access denied|you have been blocked|ray id"
    r"|disable your ad ?blocker|ad ?blocker (?:detected|enabled)|performing security|press (?:and|&) hold"
)
_CONSENT = (
    r"we value your privacy|before you continue|accept (?:all|cookies)|reject all"
    r"|we (?:and our (?:\d+ )?partners )?use cookies|(?:give|withdraw) (?:your )?consent"
    r"|(?:manage|change) (?:your )?(?:cookie|privacy|consent|preferences|settings)|personali[sz]ed (?:ads|content)"
    r"|consent to (?:the|our) (?:use|processing)|cookie (?:policy|settings|preferences)|use of cookies"
    r"|our partners (?:store|process|use)"
)
_PAYWALL = (
    r"(?:subscribe|register|sign (?:in|up)|log ?in|join)(?: now| today| here)? (?:to|and) (?:continue|finish|unlock)"
    r"|(?:subscribe|register|sign (?:in|up)|log ?in)(?: now| today| here)? (?:to|and) (?:keep )?read"
    r"|to (?:continue|keep) reading|(?:only )?(?:for|available to|reserved for) (?:paying )?(?:subscribers|members)"
    r"|already (?:a|have an?) (?:subscri\w+|member|account)|create (?:a free|an) account"
    r"|free articles? (?:left|remaining)|(?:reached|used) your (?:monthly )?(?:limit|free)|subscriber[- ]only"
    r"|start your (?:free )?(?:trial|subscription)|unlock (?:this|the full) (?:article|story)"
    r"|remaining \d+ ?% of this|continue reading with|subscribe for \S+ (?:a|per)"
)
PAYWALL = "a paywall"

_WALLS = (
    ("a bot check", re.compile(_BOT_CHECK, re.IGNORECASE)),
    ("a consent page", re.compile(_CONSENT, re.IGNORECASE)),
    (PAYWALL, re.compile(_PAYWALL, re.IGNORECASE)),
)
_STRAIGHT = str.maketrans("\u2018\u2019", "''")
_SAYING_LIMIT = 400
"""Characters of a paragraph that can be a notice; longer ones report on such things."""

_NOTICE_LIMIT = 200
_SHORT = 1_200
"""Characters below which a page counts as behind a paywall if its publisher says that it is not free."""

_EDGE = 3


def before(paragraphs: Sequence[Paragraph], title: str, *, closed: bool, enough: int) -> str:
    """Return what stands between the reader and the article, in words, or "" if the article is there.

    It goes by the share of the text: an article that ends with an invitation to subscribe is one. `enough` is how
    many characters an article needs; `closed`, whether the publisher says that it is not free.
    """
    signs = [(paragraph, _kind(paragraph.text)) for paragraph in paragraphs]
    notices = [paragraph for paragraph, kind in signs if kind]
    rest = length(paragraphs) - length(notices)
    names = [kind for _, kind in signs if kind]
    if titled := _kind(title) if rest < _SHORT and len(title) < _NOTICE_LIMIT else "":
        names.insert(0, titled)
    if names and (rest < enough or rest < length(notices)):
        return names[0]
    return PAYWALL if closed and rest < _SHORT else ""


def without_notices(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the short notices at the start and end that invite to subscribe and the like."""
    last = len(paragraphs) - _EDGE
    return tuple(
        paragraph
        for number, paragraph in enumerate(paragraphs)
        if 0 < number < last or len(paragraph.text) > _NOTICE_LIMIT or not _kind(paragraph.text)
    )


def _kind(text: str) -> str:
    if len(text) > _SAYING_LIMIT:
        return ""
    straight = text.translate(_STRAIGHT)
    return next((name for name, pattern in _WALLS if pattern.search(straight)), "")
