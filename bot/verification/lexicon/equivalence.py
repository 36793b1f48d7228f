"""Which words say the same in news, which the opposite, and how one name is written in different ways (pure)."""

from __future__ import annotations

from bot.language.words import stem

_SYNONYMS = (
    "cut lay layoff fire eliminate reduce slash axe shed dismiss redundancy trim",
    "buy acquire acquisition purchase takeover bought",
    "raise fund funding financing secure",
    "launch release introduce unveil debut ship rollout",
    "sue lawsuit suit sued litigation complaint",
    "ban prohibit bar block forbid outlaw forbidden barred",
    "worker employee staff workforce job people position role post headcount personnel staffer",
    "company firm startup start-up business maker group corporation",
    "deal agreement contract accord pact",
    "hire recruit appoint name named",
    "leave left depart departure quit resign resignation step exit",
    "share stock",
    "price cost costs pricing",
    "delay postpone postponed push pushed slip slipped later",
    "law legislation bill act statute rule rules regulation regulator regulate",
    "judge court tribunal",
    "pass approve approval vote adopt passed clear cleared",
    "outage failure disruption downtime",
    "chief boss head ceo leader",
    "train training trained",
    "show find found demonstrate reveal shown",
    "rise rose risen increase grow grew growth gain climb jump surge soar climbed",
    "fall fell fallen drop decline decrease sink sank slump plunge tumble slid",
    "begin begun start started open opened commence",
    "end finish stop halt close closed shut cease wind ended",
    "earn earnings profit income",
    "revenue sales turnover",
    "save saving savings",
    "build built construct construction",
    "centre center",
    "worth valuation value valued",
    "investor backer venture",
    "artificial ai",
    "film movie",
    "music song track songwriter",
    "fine penalty penalise penalize",
    "chip processor semiconductor gpu accelerator card",
    "car vehicle automobile",
    "country nation state",
    "city town",
    "plan intend plans intention",
    "meeting talks negotiation discussion talk negotiate discuss",
    "denied deny denial",
    "last previous former",
    "test trial pilot tested",
    "mistake error wrong",
    "use using used",
    "big large huge",
    "quick fast speed rapid quickly",
    "study research paper",
    "hospital clinic",
    "patient patients",
    "half halve",
    "sell sold sale",
    "take took taken",
    "give gave given",
    "make made",
    "come came",
    "go went gone",
    "write wrote written",
    "win won victory",
    "lose lost loss",
    "pay paid payment",
    "hold held",
    "keep kept",
    "send sent",
    "spend spent spending",
    "meet met",
    "know knew known",
    "see saw seen",
    "think thought",
    "bring brought",
    "drive drove driven",
    "speak spoke spoken",
    "break broke broken",
    "choose chose chosen choice",
    "teach taught",
    "lead led",
    "run ran",
    "become became",
    "seek sought",
    "draw drew drawn",
    "steal stole stolen",
    "die died death",
    "agree agreed",
)
_CONCEPTS = {stem(word): stem(group.split()[0]) for group in _SYNONYMS for word in group.split()}

_OPPOSITES = (
    (
        "rise increase higher more up expand double faster gain",
        "fall decrease lower less fewer down shrink slower lose",
    ),
    ("win won victory", "lose lost loss defeat"),
    (
        "accept approve agree agreed allow allowed permit support supported",
        "reject refuse block ban oppose opposed veto",
    ),
    ("buy", "sell sold sale"),
    ("hire", "cut"),
    ("begin", "end"),
    ("succeed success", "fail failed outage"),
    ("join joined", "leave"),
    ("profit", "losing deficit loss"),
    ("before", "after"),
    ("best most top largest biggest highest", "worst least bottom smallest lowest"),
    ("first earliest", "last latest"),
    ("guilty convict convicted", "innocent acquit acquitted"),
    ("confirm confirmed", "denied"),
    ("cheap cheaper", "expensive dearer"),
)


def concept(term: str) -> str:
    """Return what stands for a term and its synonyms."""
    return _CONCEPTS.get(term, term)


def _contraries() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _OPPOSITES:
        one, other = (frozenset(concept(stem(word)) for word in side.split()) for side in pair)
        for mine, theirs in ((one, other), (other, one)):
            found |= {word: found.get(word, frozenset()) | theirs for word in mine}
    return found


_CONTRARY = _contraries()


def contrary(known: str) -> frozenset[str]:
    """Return the concepts that say the opposite of one."""
    return _CONTRARY.get(known, frozenset())


_ALIASES = (
    "us america american americans usa|united states",
    "uk britain british|united kingdom",
    "eu|european union",
    "uae|united arab emirates",
    "un|united nations",
    "ceo|chief executive",
    "cfo|chief financial officer",
    "cto|chief technology officer",
    "cfo|finance chief",
    "cfo|finance director",
    "cto|technology chief",
    "ai|artificial intelligence",
    "china chinese",
    "france french",
    "germany german",
    "japan japanese",
    "italy italian",
    "spain spanish",
    "india indian",
    "russia russian",
    "korea korean",
    "taiwan taiwanese",
    "israel israeli",
    "canada canadian",
    "netherlands dutch",
    "sweden swedish",
    "norway norwegian",
    "finland finnish",
    "denmark danish",
    "europe european",
    "australia australian",
    "ireland irish",
    "switzerland swiss",
    "brazil brazilian",
    "mexico mexican",
    "poland polish",
    "turkey turkish",
    "ukraine ukrainian",
    "estonia estonian",
    "latvia latvian",
    "lithuania lithuanian",
    "austria austrian",
    "belgium belgian",
    "portugal portuguese",
    "greece greek",
    "hungary hungarian",
    "romania romanian",
    "czechia czech",
    "scotland scottish",
    "wales welsh",
    "iceland icelandic",
    "egypt egyptian",
    "kenya kenyan",
    "nigeria nigerian",
    "argentina argentine argentinian",
    "chile chilean",
    "indonesia indonesian",
    "vietnam vietnamese",
    "thailand thai",
    "malaysia malaysian",
    "singapore singaporean",
    "philippines philippine filipino",
    "pakistan pakistani",
    "iran iranian",
    "california californian",
    "texas texan",
    "asia asian",
    "africa african",
)


def _ways() -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for line in _ALIASES:
        single, _, phrase = line.partition("|")
        ways = tuple(frozenset(way.split()) for way in (*single.split(), phrase) if way)
        found |= {word: found.get(word, ()) + ways for way in ways for word in way}
    return found


_WRITTEN = _ways()


def written(key: str) -> tuple[frozenset[str], ...]:
    """Return other ways to write a name: words that must all be there."""
    return _WRITTEN.get(key, ())


OPENERS = frozenset(
    """a after all although amid among an analysts another any around as at because before both but by citing company
    critics customers despite developers doctors during each early employees everyone everybody someone anyone
    everything engineers even every executives experts few following for former founders four five from half he
    hospitals however if in instead investigators investors it its judges jurors last later lawmakers lawyers
    layoffs less like many meanwhile members more most musicians nearly neither new no nobody none nor not nothing
    now of officials on once one only or other our over part patients people police politicians prosecutors
    publishers regulators reporters research researchers responding revenue rivals sales scientists senators
    several shareholders shares she similarly since six so some songwriters sources speaking staff still stock
    students such talks teachers ten that the their then there these they this those three through to today two
    under unions until up users voters we what when whether which while who why with within without workers
    writers yesterday yet you""".split()  # noqa: SIM905  not 90 lines
)
"""Words that statements begin with, and that are then no names."""
