"""Who is asked about where opinions are wanted: "what do analysts make of it"."""

from __future__ import annotations

import re

from bot.language.words import names, stems

HOLDERS = (
    r"(?:people|everyone|everybody|folks|others|critics|experts|analysts|investors|commentators|observers|reviewers|users"
    r"|customers|developers|devs|engineers|researchers|academics|scientists|lawyers|journalists|columnists|lawmakers"
    r"|politicians|regulators|rivals|artists|authors|writers|musicians|teachers|students|parents|doctors|nurses|patients"
    r"|workers|employees|staff|unions|villagers|residents|locals|neighbou?rs|citizens|voters|taxpayers|consumers|shoppers"
    r"|fans|players|gamers|readers|viewers|listeners|farmers|fishermen|campaigners|activists|advocates|economists|historians"
    r"|publishers|advertisers|shareholders|founders|executives|bosses|officials|senators|mayors|opponents|supporters"
    r"|backers|sceptics|skeptics|insiders|veterans|owners|sellers|buyers|drivers|travellers|travelers"
    r"|the (?:press|public|community|industry|market))"
)
"""Who may hold an opinion, as a regular expression."""

_GROUP = re.compile(rf"\b(?:{HOLDERS}|[a-z]{{3,}}(?:ers|ors|ists|ians|men|women))\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:?]")
_HOLDS = re.compile(
    r"\b(?:think|thinks|thought|thinking|feel|make|say|says|said|saying|see|argue|judge|react)\b", re.IGNORECASE
)
_HELD_BY = re.compile(
    r"\b(?:views?|opinions?|voices|praise|complaints?|criticism|worries|reactions?|according to)"
    r" (?:of|from|by|among|to) ([^?]{1,60})",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:do|does|did|has|have|had|is|are|was|were|what)\b", re.IGNORECASE)
_ANYBODY = stems(
    "people everyone everybody folks others commentators observers columnists critics experts the press public"
)
_IN_FULL = {"devs": "developers"}


def holders_asked(text: str) -> frozenset[str]:
    """Return the stems of whose opinion is asked for: "nurses", "Lorne"; none where anybody's is."""
    clause = next((each for each in _CLAUSE.split(text) if _HOLDS.search(each)), "")
    verbs = list(_HOLDS.finditer(clause))
    held_by = None if verbs else _HELD_BY.search(text)
    said = clause[: verbs[-1].start()] if verbs else held_by[1] if held_by else ""
    who = "" if said.rstrip().endswith(",") else _AUXILIARY.split(said)[-1]  # "is it any use, say teachers"
    groups = " ".join(_IN_FULL.get(each.casefold(), each) for each in _GROUP.findall(who))
    named = " ".join(names(who)) if verbs else ""
    return (stems(groups) | stems(named)) - _ANYBODY
