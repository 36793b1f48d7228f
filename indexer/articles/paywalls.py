"""Pages that stand before an article or in place of it: bot checks, consent pages, paywalls, errors."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from indexer.articles.clutter import text_length
from indexer.articles.thresholds import EXTRACTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.articles.blocks import Paragraph

_BOT_CHECK = (
    r"enable (?:javascript|js|cookies)\b|turn on javascript|requires? javascript"
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
    r"|our partners (?:store|process|use)|we care about your privacy|your privacy choices"
    r"|(?:ads?|advertising) and content measurement|access information on (?:a|your) device"
    r"|continue with(?:out)? (?:ads|advertising|accepting)"
    r"|use (?:tracking technologies|cookies and (?:data|similar))|advertising and tracking|without tracking"
    # German, French, Spanish, Italian, Dutch, Portuguese: as the pages of these countries put it
    r"|mit werbung (?:weiterlesen|und tracking)|verwenden (?:wir )?cookies|cookies (?:akzeptieren|zustimmen)"
    r"|alle akzeptieren|ohne (?:werbung und )?tracking|datenschutzeinstellungen|zustimmung (?:ist )?jederzeit"
    r"|respect de votre vie priv|utilis(?:ons|ent) des cookies|tout (?:accepter|refuser)|continuer sans accepter"
    r"|retirer votre consentement|nos (?:\d+ )?partenaires (?:et nous|stock|trait|utilis)|nos partenaires effectu"
    r"|utilizamos cookies|aceptar (?:todas|todo|y continuar)|rechazar tod[ao]|nuestros (?:\d+ )?socios"
    r"|utilizziamo (?:i )?cookie|accetta (?:tutti|e continua)|rifiuta tutt[io]|nostri (?:\d+ )?partner"
    r"|gebruiken (?:wij )?cookies|alles accepteren|(?:usamos|utilizamos) cookies|aceitar (?:todos|e continuar)"
)
_REGION = (
    r"from a country belonging to the european economic area|unavailable (?:due to|for) legal reasons"
    r"|(?:not available|unavailable|blocked) in your (?:country|region|location|area)"
)
_ERROR = (
    r"^(?:error )?404\b|page (?:was |is |could )?not (?:be )?found|page you (?:are|were) looking for"
    r"|(?:page|article|story) (?:is no longer available|no longer exists|has been (?:moved|deleted|removed))"
)
_PAYWALL = (
    r"(?:subscribe|register|sign (?:in|up)|log ?in|join)(?: now| today| here)? (?:to|and) (?:continue|finish|unlock)"
    r"|(?:subscribe|register|sign (?:in|up)|log ?in)(?: now| today| here)? (?:to|and) (?:keep )?read"
    r"|to (?:continue|keep) reading|(?:only )?(?:for|available to|reserved for) (?:paying )?(?:subscribers|members)"
    r"|already (?:a|have an?) (?:subscri\w+|member|account)|create (?:a free|an) account"
    r"|free articles? (?:left|remaining)|(?:reached|used) your (?:monthly )?(?:limit|free)|subscriber[- ]only"
    r"|start your (?:free )?(?:trial|subscription)|unlock (?:this|the full) (?:article|story)"
    r"|remaining \d+ ?% of this|continue reading with|subscribe for \S+ (?:a|per)|keep reading (?:with|for)"
    r"|(?:try|get|enjoy) (?:\w+ )?unlimited (?:digital )?access|cancel (?:at )?any ?time|complete digital access"
    r"|(?:choose|pick) (?:a|your) plan|range of subscriptions|digital access for"
)
# Says explicitly that this very article goes on.
_FIRM = (
    r"^(?:please )?(?:subscribe|register|sign (?:in|up)|log ?in|join)\b[^.!?]{0,30}? (?:to|and) (?:continue"
    r"|finish|unlock|keep reading|read (?:on|this|the (?:full|rest|whole)))\b"
    r"|^to (?:continue|keep|finish) reading\b|^(?:continue|keep) reading (?:with|for|by) "
    r"|^want to (?:read more|keep reading)\b"
    r"|^create (?:a free|an) account to (?:read|continue|keep)"
    r"|^th(?:is|e rest of this) (?:article|story|post|content|page) is (?:\w+ )?(?:for|available|reserved|exclusive)\b"
    r".{0,40}\b(?:subscribers|members)\b|^(?:for )?(?:paying |paid )?(?:subscribers|members)[- ]only\b"
    r"|^you(?:'ve| have) (?:reached|used)\b.{0,40}(?:\blimit\b|\bfree\b)|^unlock (?:this|the (?:full|rest|whole))\b"
    r"|^the remaining \d+ ?% of this"
)
PAYWALL = "a paywall"

# Of texts in lower case: without regard to case, every choice is tried in full at every letter, four times as long.
_WALLS = (
    ("a bot check", re.compile(_BOT_CHECK)),
    ("a consent page", re.compile(_CONSENT)),
    ("a regional block", re.compile(_REGION)),
    ("an error page", re.compile(_ERROR)),
    (PAYWALL, re.compile(_PAYWALL)),
)
_ENDS_HERE = re.compile(_FIRM, re.IGNORECASE)
_STRAIGHT = str.maketrans("\u2018\u2019", "''")


def find_wall(paragraphs: Sequence[Paragraph], title: str, *, closed: bool) -> str:
    """Return what stands between the reader and the article, in words, or "" if the article is there.

    It goes by the share of the text: an article that ends with an invitation to subscribe is one, unless the
    invitation says that the article goes on. `closed`: the publisher says that it is not free.
    """
    signs = [(paragraph, _kind(paragraph.text)) for paragraph in paragraphs]
    notices = [paragraph for paragraph, kind in signs if kind]
    rest = text_length(paragraphs) - text_length(notices)
    names = [kind for _, kind in signs if kind]
    if titled := _kind(title) if rest < EXTRACTION.paywalled and len(title) < EXTRACTION.short_notice else "":
        names.insert(0, titled)
    if names and (rest < EXTRACTION.article or rest < text_length(notices)):
        return names[0]
    return (
        PAYWALL
        if is_cut_off(paragraphs[-EXTRACTION.last_paragraphs :]) or (closed and rest < EXTRACTION.paywalled)
        else ""
    )


def is_cut_off(paragraphs: Iterable[Paragraph]) -> bool:
    """Tell whether one of the paragraphs is a notice that the article goes on for subscribers."""
    return any(_says_more(paragraph.text) for paragraph in paragraphs)


def open_part(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return what stands before a paywall: the text up to the notice that there is more, without other notices."""
    own = takewhile(lambda paragraph: not _says_more(paragraph.text), paragraphs)
    return tuple(each for each in own if len(each.text) > EXTRACTION.short_notice or not _kind(each.text))


def remove_notices(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the short notices at the start and end that invite to subscribe and the like."""
    last = len(paragraphs) - EXTRACTION.edge_paragraphs
    return tuple(
        paragraph
        for number, paragraph in enumerate(paragraphs)
        if 0 < number < last or len(paragraph.text) > EXTRACTION.short_notice or not _kind(paragraph.text)
    )


def _says_more(text: str) -> bool:
    return len(text) <= EXTRACTION.short_notice and bool(_ENDS_HERE.search(text.translate(_STRAIGHT)))


def _kind(text: str) -> str:
    """Return which wall a paragraph is a notice of, or ""."""
    straight = text[: EXTRACTION.notice_start].translate(_STRAIGHT).lower()
    least = 1 if len(text) <= EXTRACTION.notice else EXTRACTION.long_notice_signs
    found = ((name, {said.group() for said in pattern.finditer(straight)}) for name, pattern in _WALLS)
    return next((name for name, said in found if len(said) >= least), "")
