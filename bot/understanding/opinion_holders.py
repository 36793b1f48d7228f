"""Who is asked about where opinions are wanted: "what do analysts make of it"."""

from __future__ import annotations

import re

from bot.language.words import names, stems

HOLDERS = (
    r"(?:people|everyone|everybody|folks|others|critics|experts|analysts|investors|commentators|observers|reviewers|users"
    r"|customers|developers|devs|engineers|researchers|academics|scientists|lawyers|journalists|columnists|lawmakers"
    r"|politicians|regulators|rivals|artists|authors|writers|musicians|teachers|students|parents|doctors|nurses|patients"
    r"|workers|employees|staff|unions|the (?:press|public|community|industry|market))"
)
"""Who may hold an opinion, as a regular expression."""

_GROUP = re.compile(rf"\b(?:{HOLDERS}|[a-z]{{3,}}(?:ers|ors|ists|ians|men|women))\b", re.IGNORECASE)
_HOLDING = re.compile(
    r"(?P<before>[^,;:?]*(?:, [\w ]+)*)"
    r"\b(?:think|thinks|thought|thinking|feel|make|say|says|said|saying|see|argue|judge|react)\b"
    r"|\b(?:views?|opinions?|voices|praise|complaints?|criticism|worries|reactions?|according to)"
    r" (?:of|from|by|among|to) (?P<behind>[^?]{1,60})",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:do|does|did|has|have|had|is|are|was|were|what)\b", re.IGNORECASE)
_ANYBODY = stems(
    "people everyone everybody folks others commentators observers columnists critics experts the press public"
)
_IN_FULL = {"devs": "developers"}


def holders_asked(text: str) -> frozenset[str]:
    """Return the stems of whose opinion is asked for: "nurses", "Lorne"; none where anybody's is."""
    found = _HOLDING.search(text)
    if found is None:
        return frozenset()
    who = _AUXILIARY.split(found["before"] or found["behind"] or "")[-1]
    groups = " ".join(_IN_FULL.get(each.casefold(), each) for each in _GROUP.findall(who))
    named = " ".join(names(who)) if found["before"] else ""
    return (stems(groups) | stems(named)) - _ANYBODY
