"""Function words and classes of verbs (pure)."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


BE = word_set("""be am is are was were been being 's 're isn't aren't wasn't weren't""")
HAS = word_set("have has had having haven't hasn't hadn't")
DOES = word_set("do does did don't doesn't didn't")
MODALS = word_set("may might could couldn't will would should shall won't wouldn't shouldn't can can't cannot must")
AUX = BE | HAS | DOES | MODALS
_DENIALS = word_set("not never neither nor n't cannot hardly")
DETERMINERS = word_set(
    """a an the its his her their our my your this that these those every each no any some another whose such what
    both"""
)
PREPOSITIONS = word_set(
    """of in on at for with by from to into onto over under about against between among through during across than
    as via per within without behind beyond near off out up down after before since until till toward towards
    upon like despite amid alongside above below around following according including outside inside besides
    except beside"""
)
PRONOUNS = word_set("he she it they we i you who which")
BACK = word_set("""it its he his him she her they their them we our us himself itself themselves""")
RELATIVES = word_set("who which that")
SUBORDINATING = word_set(
    """because while whereas although though if unless when once whether since until after before as where how why
    what"""
)
BOTH = word_set("before after since until as")  # these join a noun too: "a hearing before Judge Lorne"
JOINING = word_set("and or but nor")
_ADVERBS = word_set(
    """itself himself herself themselves also already now still then soon again even only just since ever always
    often so far recently currently once previously formerly last largely mostly almost nearly fully yet first
    later too both all each together about"""
)
PHRASES = {
    ("lay", "off"): "layoff",
    ("let", "go"): "layoff",
    ("step", "down"): "resign",
    ("stand", "down"): "resign",
    ("take", "over"): "takeover",
    ("set", "up"): "establish",
    ("turn", "down"): "reject",
    ("call", "off"): "cancel",
    ("carry", "out"): "conduct",
    ("roll", "out"): "launch",
    ("shut", "down"): "close",
    ("switch", "off"): "deactivate",
    ("turn", "off"): "deactivate",
    ("close", "down"): "close",
    ("point", "out"): "say",
    ("put", "off"): "delay",
    ("hand", "over"): "transfer",
    ("rule", "out"): "exclude",
    ("pay", "for"): "pay",
    ("look", "into"): "investigate",
    ("come", "out"): "launch",
    ("lag", "behind"): "trail",
    ("remain", "behind"): "trail",
    ("stay", "behind"): "trail",
    ("fall", "behind"): "trail",
    ("run", "out"): "exhaust",
    ("account", "for"): "represent",
    ("give", "up"): "abandon",
    ("go", "up"): "rise",
    ("go", "down"): "fall",
    ("come", "down"): "fall",
    ("be", "behind"): "trail",
    ("be", "ahead"): "beat",
    ("come", "ahead"): "beat",
    ("stay", "ahead"): "beat",
    ("remain", "ahead"): "beat",
    ("turn", "on"): "activate",
    ("fall", "on"): "affect",
    ("put", "at"): "peg",
    ("look", "for"): "seek",
    ("mix", "up"): "confuse",
    ("part", "with"): "sell",
    ("back", "out"): "withdraw",
    ("pull", "out"): "withdraw",
    ("drop", "out"): "withdraw",
    ("cut", "off"): "deactivate",
    ("spin", "off"): "divest",
    ("make", "up"): "constitute",
    ("sign", "up"): "subscribe",
    ("break", "into"): "hack",
    ("strip", "out"): "exclude",
    ("leave", "out"): "exclude",
    ("move", "out"): "leave",
    ("hold", "back"): "delay",
    ("push", "back"): "delay",
    ("win", "over"): "beat",
    ("take", "court"): "sue",
    ("take", "place"): "happen",
    ("take", "part"): "participate",
    ("say", "sorry"): "apologise",
    ("fall", "through"): "collapse",
    ("hold", "off"): "delay",
    ("go", "through"): "happen",
    ("go", "ahead"): "happen",
    ("go", "under"): "collapse",
    ("phase", "out"): "retire",
    ("get", "rid"): "remove",
    ("bring", "forward"): "hasten",
    ("sell", "off"): "sell",
    ("buy", "up"): "buy",
    ("team", "up"): "cooperate",
    ("make", "public"): "publish",
}
"""A verb with the particle that makes another one of it."""
SAYING = word_set(
    """say tell state write add note comment remark announce report declare claim argue contend caution warn
    estimate describe call explain confirm acknowledge admit predict forecast reckon suggest stress reiterate
    clarify testify post cite allege deny insist disclose reveal complain mention think believe expect put
    maintain rule decide find show indicate peg"""
)
SKIPPED = _DENIALS | _ADVERBS
INVERTED = word_set("""say write add warn note argue announce explain predict comment complain reply""")
OPENERS = word_set(
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
    writers yesterday yet you"""
)
"""Words that statements begin with: with a capital there, they are still no names."""
