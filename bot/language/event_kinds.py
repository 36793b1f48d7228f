"""The kinds of events that news tells of, by the verb with its object in one clause (pure).

They are those of a business desk, after the event types of the Automatic Content Extraction programme (Linguistic Data
Consortium 2005, "ACE English Annotation Guidelines for Events"): who raised money, sued, let people go, and so on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WITHIN = r"(?:(?![.;:](?:\s|$)|,\s(?:who|which|where|but|while|though)\b).){0,80}?"
"""What stands between a verb and its object: no more than the rest of their clause."""

_MONEY = r"(?:(?:[$\u20ac\u00a3\u00a5]|US\$|C\$|A\$)\s?\d|\b\d[\d.,]*\s?(?:million|billion|bn|m|crore)\b)"
_STAFF = r"\b(?:jobs?|posts|positions|roles|staff|workforce|workers|employees|people|headcount|engineers)\b"
_FACILITY = r"\b(?:data[ -]cent(?:re|er)s?|factor(?:y|ies)|plants?|campus(?:es)?|offices?|fabs?|labs?)\b"
_RELEASES = (
    r"\b(?:(?:releas|launch|publish|unveil|introduc|open-sourc|debut|shipp|present)(?:es|ed|ing)|ships (?!,)"
    r"|we (?:\w+ )?(?:release|launch|publish|ship|unveil|introduce|present|open)"
    r"|(?:roll|bring|put)(?:s|ed|ing)? out|rolled out|brought out|came out|comes? out|(?:goes|went|is|are) on sale"
    r"|(?:begun|began|starts?|started) (?:to sell|selling)|replaces|happy to present"
    r"|(?:is|are|now|becomes?|became) (?:\w+ ){0,2}(?:available|live|out|here)\b|reached the api)\b"
)
_PUBLIC = r"(?:publish|releas|open|post|upload|download|made available|available|on Hugging Face|public\b|free\b|under)"
# What is told as no fact: denied, only meant, or somebody's guess.
_NOT_SO = re.compile(
    r"\b(?:not|never|no longer|nor|denie[sd]|denying|talks|may|might|could|would|plans?|planned|wants?|hopes?"
    r"|considers?"
    r"|considering|refus\w+|rul(?:ed|es) out|decided|if|unless|on request)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(r"\bhad\s(?:\w+\s)?$", re.IGNORECASE)  # what had been by then is another, earlier event
_NEAR = 45  # characters before a verb in which such a word is said of it


@dataclass(frozen=True)
class EventKind:
    """A kind of event. It has no slots, so that its patterns are compiled once, when they are needed."""

    asked: str  # pattern of the words by which a question asks for it
    told: str  # pattern of a verb and its object in one clause
    probes: tuple[str, ...]  # words that stand together in passages that tell of it
    of_a_thing: bool = False  # what it is told of is what was made, and not who did it

    def is_asked(self, question: str) -> bool:
        """Tell whether a question asks for events of this kind."""
        return bool(_compiled(self.asked).search(question))

    def place(self, text: str) -> tuple[int, int] | None:
        """Return from where to where a sentence tells such an event as a fact, None if it does not."""
        for found in _compiled(self.told).finditer(text):
            before = max(0, found.start() - _NEAR)
            if not (_NOT_SO.search(text, before, found.end()) or _BEFORE_THAT.search(text, before, found.start())):
                return found.span()
        return None

    def without(self, topic: str) -> str:
        """Return a topic less the words that ask for it."""
        return " ".join(_compiled(self.asked).sub(" ", topic).split())


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


RELEASE = EventKind(
    r"\b(?:ship(?:s|ped|ping)?|releas(?:e[sd]?|ing)|launch(?:es|ed|ing)?|publish(?:es|ed)?|unveil(?:s|ed)?|c[ao]me out"
    r"|introduced?|roll(?:ed)? out|br(?:ing|ought) out|put out)\b",
    _RELEASES,
    ("releases", "launches", "publishes", "unveils", "introduces", "presents", "available"),
    of_a_thing=True,
)
_OPENED = EventKind(
    r"\bopen[- ]?(?:weights?|sourced?|models?)\b",
    rf"\b(?:weights|checkpoints)\b{_WITHIN}{_PUBLIC}"
    rf"|\b(?:publish\w*|releas\w*|open(?:s|ed)|post(?:s|ed)|upload\w*|puts?)\b{_WITHIN}\b(?:weights|checkpoints"
    rf"|open[- ]source|(?:under|with)"
    r" (?:the |an? )?(?:\w+ )?(?:apache|mit|open|licen[cs]e))\b|\bopen(?:-| )sourc(?:es|ed|ing)\b",
    (
        "weights public",
        "weights Hugging Face",
        "weights licence",
        "weights license",
        "weights Apache",
        "weights open",
        "weights published",
        "weights released",
    ),
    of_a_thing=True,
)

INCIDENT = EventKind(
    r"\b(?:outages?|leak(?:s|ed)?|breach(?:es|ed)?|downtime|hack(?:s|ed)?|(?:went|been|was|were) (?:down|offline)"
    r"|incidents?|crash(?:es|ed)?|mess|debacle|fiasco|disaster|trouble)\b",
    r"\b(?:an?|another|second|longest|hour|widespread|major|global"
    r"|security)\s(?!memory)(?:[\w-]+\s){0,2}(?:outage|leak|breach)\b"
    rf"|\b(?:leaked|breached)\b|\boff[ -]?line\b|\bunreachable\b"
    rf"|\b(?:was|were|went) down (?:for|on|at|in|after|until|during|because)\b|\bknocked out\b|\bcrashed\b"
    rf"|\bhacked\b|\bwent wrong\b|\bincident on\b"
    rf"|\b(?:expos(?:es|ed)|mailed out|made off|stole|spill(?:s|ed))\b{_WITHIN}\b(?:data|recordings|keys|tokens|records"
    rf"|conversations|chats|answers|credentials|secrets|files)\b"
    rf"|\b(?:data|recordings|keys|tokens|records|answers)\b{_WITHIN}\b(?:exposed|leaked|stolen|left open)\b"
    rf"|\bincident report\b|\bpost-?mortem\b",
    (
        "outage",
        "offline",
        "off line",
        "unreachable",
        "leaked",
        "leak",
        "breach",
        "exposed",
        "went wrong",
        "incident report",
    ),
)

EVENT_KINDS = (
    _OPENED,
    EventKind(
        r"\b(?:rais(?:e[sd]?|ing)|got|secured?|closed?|land(?:ed)?)\b.{0,30}\b(?:money|funding|capital|cash"
        r"|rounds?|funds"
        r"|million|billion)\b|\bfunding\b|\bfundrais\w+|\brounds?\b",
        rf"\b(?:rais(?:es|ed|ing)|secur(?:es|ed)|clos(?:es|ed)|land(?:s|ed)|gets|got|takes in|taken in|bags)\b"
        r"(?!.{0,40}\b(?:offer|bid|prices?|forecast|outlook|guidance|stake|target|estimates?|budget|spending"
        r"|dividend)\b)"
        rf"{_WITHIN}(?:{_MONEY}|\b(?:seed|series [a-k]|funding) |\bhalf a billion\b)",
        (
            "raised million",
            "raises million",
            "raised billion",
            "raises billion",
            "funding round",
            "seed round",
            "series led",
        ),
    ),
    EventKind(
        r"\b(?:su(?:e[sd]?|ing)|(?:law)?suits?|court cases?|(?:taken?|taking|took) .{0,30}to court|legal action)\b",
        rf"\b(?:sue[sd]?|suing)\b|\b(?:files?|filed|brought|brings)\b{_WITHIN}\b(?:(?:law)?suit|complaint|case|claim)\b"
        rf"|\bt(?:akes?|ook|aken)\b{_WITHIN}\bto court\b",
        ("sued", "sues", "suing", "lawsuit filed", "suit filed", "takes court"),
    ),
    EventKind(
        r"\b(?:cut(?:s|ting)?|lay(?:ing)? off|laid off|fir(?:ed|ing)|shed(?:ding)?"
        r"|let(?:ting)? go)\b.{0,20}\b(?:jobs?|staff"
        r"|people|workers|employees)\b|\blay-?offs?\b|\bjob (?:cuts|losses)\b|\blaid off\b|\bfired people\b",
        rf"\b(?:cut(?:s|ting)?|lay(?:s|ing)? off|laid off|let(?:s|ting)? go|dismiss(?:es|ed|ing)?|shed(?:s"
        rf"|ding)?|axe[sd]?"
        rf"|eliminat(?:es?|ed|ing)|trim(?:s|med)?|charge)\b{_WITHIN}{_STAFF}|\blaid off \d|\blets?\b{_WITHIN}\bgo\b"
        rf"|{_STAFF}{_WITHIN}\b(?:dismissed|laid off|cut|redundant|eliminated|let go|(?:will|to|are|have) (?:go"
        rf"|gone))\b",
        (
            "lays off",
            "laid off",
            "layoffs",
            "cut jobs",
            "cuts jobs",
            "cuts staff",
            "let go",
            "lets go",
            "dismissed employees",
            "posts jobs",
            "redundant",
        ),
    ),
    INCIDENT,
    EventKind(
        r"\b(?:b(?:uy|uys|uying|ought)|acqui(?:r\w+|sitions?)|take-?overs?|mergers?|merg(?:ed|ing))\b",
        rf"\b(?:buys|bought|buying|acquir(?:es|ed|ing)|tak(?:es|ing) over|took over|merg(?:es|ed|ing) with"
        rf"|swallow(?:s|ed))\b|\bagree[sd]?\b{_WITHIN}\b(?:to buy|to acquire|to pay)\b|\b(?:will|is to) (?:buy"
        rf"|acquire)\b",
        ("acquires", "acquired", "acquisition", "buys", "bought", "buying", "takeover", "merger"),
    ),
    EventKind(
        r"\b(?:left|leav(?:e|es|ing)|quit(?:ting)?|depart(?:ed|ures?)|resign\w*|join(?:s|ed|ing)?|hir(?:e[sd]?|ing)"
        r"|appoint\w*|step(?:ped|ping)? down|poach\w*)\b",
        r"\b(?:has left|have left|had left|is leaving|are leaving|leaves|quits?|departs?|departed|resign(?:s"
        r"|ed)?|joins|joined|joining"
        r"|hires|hired|appoint(?:s|ed)|named?\b.{0,40}\b(?:chief|head|president)|step(?:s|ped|ping) down"
        r"|poach(?:es|ed))\b",
        (
            "leaves",
            "left",
            "quits",
            "resigns",
            "joins",
            "joined",
            "hires",
            "hired",
            "appointed",
            "appoints",
            "steps down",
        ),
    ),
    EventKind(
        r"\b(?:fin(?:ed?|es|ing)|penalt(?:y|ies)|settle(?:d|ments?|s)?|paid to end)\b",
        rf"\b(?:fin(?:es|ed)|settle[sd]?|settlement)\b|\bordered\b{_WITHIN}\bto pay\b|\bagreed to pay\b",
        ("fined", "fines", "fine", "settles", "settled", "settlement", "ordered to pay"),
    ),
    EventKind(
        r"\b(?:ipos?|go(?:es|ing)? public|gone public|list(?:ed|ings?) (?:on|shares)|listings?|float(?:ed|ing)?)\b",
        rf"\b(?:files?|filed|filing|plans?|priced)\b{_WITHIN}\b(?:ipo|listings?|prospectus|public offering"
        rf"|to go public)\b"
        r"|\b(?:went|goes|going) public\b|\b(?:shares|stock)\b.{0,40}\b(?:debut|began trading)\b",
        ("ipo", "prospectus", "listing", "goes public", "went public"),
    ),
    EventKind(
        r"\b(?:ban(?:s|ned|ning)?|block(?:s|ed|ing)?|prohibit\w*|forb\w+|outlaw\w*|restrict\w*)\b",
        r"\b(?:ban(?:s|ned|ning)|block(?:s|ed|ing)|prohibit(?:s|ed)|forb(?:ids|ade|idden)|outlaw(?:s|ed)"
        r"|restrict(?:s|ed))\b",
        ("bans", "banned", "ban", "blocks", "blocked", "prohibits", "forbids", "restricts"),
    ),
    EventKind(
        r"\b(?:rais(?:e[sd]?|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)?|chang(?:e[sd]?|ing)|increas\w+|hik\w+|new)\b.{0,25}"
        r"\b(?:prices?|pricing|fees|rates)\b|\bprice (?:changes|cuts|rises|increases|hikes)\b",
        rf"\b(?:rais(?:es|ed|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)|increas(?:es|ed|ing)|doubl(?:es|ed|ing)"
        rf"|trim(?:s|med)"
        rf"|halv(?:es|ed|ing)|drop(?:s|ped))\b{_WITHIN}\b(?:prices?|pricing|fees?|rates?|costs?)\b"
        rf"|\bprices?\b{_WITHIN}\b(?:rises?|rose|falls?|fell|drops?|dropped|climbs?|goes up|went up|doubles?)\b"
        rf"|\b(?:will|now) costs?\b{_WITHIN}\b(?:from|instead of|against|up from|down from)\b",
        ("raises price", "raised price", "cuts price", "cut price", "lowers price", "price increase", "prices"),
    ),
    EventKind(
        r"\b(?:shut(?:s|ting)? down|shut-?downs?|clos(?:e[sd]?|ing)|deprecat\w+|retir(?:e[sd]?|ing)|switch\w* off"
        r"|discontinu\w+|bankrupt\w*|insolven\w+|wind\w* (?:up|down))\b",
        r"\b(?:shut(?:s|ting)? down|shuts|clos(?:es|ed|ing) (?:its|the)|deprecat(?:es|ed)|retir(?:es|ed)"
        r"|switch(?:es|ed)? off"
        r"|discontinu(?:es|ed)|administration|bankruptcy|insolvency|insolvent|stops selling)\b",
        (
            "shuts down",
            "shutting down",
            "shutdown",
            "deprecated",
            "retired",
            "discontinued",
            "administration",
            "insolvency",
        ),
    ),
    EventKind(
        r"\b(?:build(?:s|ing)?|built|open(?:s|ed|ing)?)\b.{0,30}\b(?:data ?cent\w+|factor\w+|plants?|offices?"
        r"|campus\w*)\b"
        r"|\bdata ?cent(?:re|er)s?\b",
        rf"\b(?:build(?:s|ing)?|built|open(?:s|ed|ing)?|construct\w*|break(?:s|ing) ground)\b{_WITHIN}{_FACILITY}",
        ("build data", "opens office", "open office", "data centre", "data center", "factory"),
    ),
    EventKind(
        r"\b(?:partner(?:s|ed|ing|ships?)?|team(?:ed|ing)? up|deals?|sign(?:ed|ing)?|agreements?|contracts?)\b",
        rf"\b(?:partner(?:s|ed|ing)? with|team(?:s|ed|ing)? up|partnership with)\b"
        rf"|\b(?:sign(?:s|ed)?|strikes?|struck|reach(?:es|ed)?|won|wins|extend(?:s|ed)?|clinch\w*)\b{_WITHIN}"
        r"\b(?:deal|agreement|contract|pact|partnership|memorandum)\b",
        ("partnership", "partners with", "signs deal", "signed deal", "agreement signed", "contract"),
    ),
    EventKind(
        r"\b(?:investigat\w+|probe[sd]?|inquir(?:y|ies)|regulators?)\b",
        rf"\b(?:open(?:s|ed)?|launch(?:es|ed)?|begun|began|start(?:s|ed)?|widen(?:s|ed)?)\b{_WITHIN}"
        r"\b(?:investigation|inquiry|probe|proceedings)\b|\binvestigat(?:es|ing)\b|\b(?:sends?"
        r"|sent)\b.{0,60}\binquiry\b",
        ("investigation", "inquiry", "probe", "investigating"),
    ),
    RELEASE,
)
"""Every kind, what is more special first."""


def kind_asked(question: str) -> EventKind | None:
    """Return the kind of events that a question asks for, None if it is none of these."""
    return next((kind for kind in EVENT_KINDS if kind.is_asked(question)), None)
