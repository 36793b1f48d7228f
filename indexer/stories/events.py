"""What kind of event a text tells of, by the words that news has for it (pure).

Reports on one event hardly share a word where one says "takes to court" and the other "files a complaint". A word that
stands for several kinds of events, such as "leaves", is in no list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.stories.terms import Term

_KINDS = {
    "court": """sue sued sues suing suit suits lawsuit lawsuits court courts judge judges jury jurors trial ruling
        verdict complaint plaintiff plaintiffs infringement infringe infringed copyright litigation appeal settle
        settles settlement prosecutors guilty dismissal tosses defendant convicted sentenced testify testifies""",
    "funding": """raises raised raise funding fundraising round valuation valued investors worth unicorn backers
        financing stake series""",
    "purchase": """acquire acquires acquired acquisition buy buys bought purchase takeover merger merge acquihire suitor
        sell sells sold sale""",
    "jobs": """layoff layoffs lay laid job jobs roles posts positions workforce redundancies redundant dismiss dismissed
        fired headcount severance sheds shed cut cuts cutting""",
    "results": """earnings revenue profit profits quarter quarterly forecast forecasts outlook results estimates
        guidance beats shares stock""",
    "outage": """outage outages down disruption disrupted errors error incident restored elevated unavailable offline
        dark resolved degraded blackout""",
    "people": """ceo cto cfo coo chief head hire hires hired appoint appoints appointed depart departs departure exit
        exits resign resigns resigned resignation quit quits successor poaches joins steps leaving""",
    "politics": """bill law laws regulator regulators senate parliament vote votes voted lawmakers meps ban bans banned
        blocks watchdog legislation inquiry probe probes antitrust act rules commission governor minister ministers
        committee""",
    "security": """breach vulnerability flaw flaws hack hacked hackers leak leaked exposed exposes exploit attack
        attackers patched bug ransomware phishing hijacked""",
    "site": "center centers centre centres campus gigawatt gigawatts gw megawatts mw power grid turbines",
    "release": """launch launches launched release releases released introduce introduces introducing introduced unveil
        unveils unveiled debut debuts available ships rolls rolling rollout arrives brings here out weights""",
    "listing": "ipo listing float prospectus confidentially",
    "price": "price prices pricing cheaper cheap cost costs discount dearer",
    "deal": "deal partner partners partnership agreement contract contracts pact capacity",
    "advertising": "ads ad advertising advertisements advertisers sponsored",
    "talks": "talks negotiating discussing considering considered discussions held weighs denies denied",
    "chips": """chip chips gpu gpus processor processors accelerator silicon memory hbm wafer foundry semiconductor tpu
        tpus nanometre nanometer""",
    "robots": "robot robots robotics humanoid humanoids robotaxi robotaxis driverless",
    "pictures": "video videos film clips footage images picture pictures photo photos",
    "speech": "voice voices speech transcribe transcribes audio dictation music song songs",
    "programming": "coding code coder programming programmers codex editor",
    "schools": "school schools pupils students teachers tutor district classroom",
    "health": "hospital hospitals doctors patients medical drug health clinical",
    "safety": "safety safeguards evaluations alignment risks",
}
ACTS = frozenset(_KINDS) - {
    *("talks", "chips", "robots", "pictures", "speech", "programming", "schools", "health", "safety", "advertising"),
}
"""Those of them that somebody does; the others say in which field."""

DEFINITE = ACTS - {"release", "price"}
"""Those of which every report on the event tells."""

_OF_WORDS = {
    word: frozenset(kind for kind, others in _KINDS.items() if word in others.split())
    for each in _KINDS.values()
    for word in each.split()
}


def events(found: Iterable[Term]) -> frozenset[str]:
    """Return the kinds of events that words tell of."""
    return frozenset().union(*(_OF_WORDS.get(word.text.casefold(), ()) for word in found))
