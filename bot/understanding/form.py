"""The form of answer that a question wants: a fact, or an overview, a comparison, opinions, a list (pure).

A question is taken for a fact unless its own words say otherwise: an open answer to a question of fact is dearer than
the reverse. So each rule reads how a question is built, and what it asks for must be left open: "What did Acme release
in July?" names nothing that was released, "What did Acme say about the price?" does.
"""

from __future__ import annotations

import re

from bot.language.time_expressions import without_times
from bot.language.words import names, words
from bot.model import Form
from bot.understanding.cited_outlets import cited_outlets
from bot.understanding.question_text import spelled_out, without_address
from indexer.passages import sentences

MAX_WORDS = 30
"""Words of a question that can want an open answer: longer ones tell what they know, and ask for the one thing left."""

_BARE = 5  # words of a message that is a subject and nothing else

_EVENT = (
    r"(?:lawsuits?|suits?|court (?:case|fight)|legal (?:case|fight|battle)|trial|saga|dispute|row|mess"
    r"|controvers(?:y|ies)|scandal|affair"
    r"|drama|fight|battle|feud|incident|breach|leaks?|outages?|crash|hacks?|attacks?|takeover|merger|acquisition"
    r"|deal|bid"
    r"|talks|probe|inquiry|investigation|launch|rollout|debacle|fiasco|crisis|strike|ban|recall|layoffs|job cuts|split"
    r"|spat|standoff|showdown|story|situation|thing|shake-?up|reorgani[sz]ation|restructuring|IPO|rebrand)"
)
_NEWS = r"(?:news|headlines|updates?|developments|stories|events|happenings|goings-on)"
_OF = r"(?:about|on|of|to|towards?|regarding|concerning|over|around|with)"
_TIME = (
    r"(?:today|yesterday|lately|recently|now|right now|so far|these days|this|last|past|in|on|over|during|since|yet)"
)
_END = r"(?=\W*$)"
_BE = r"(?:is|are|was|were|['\u2019]s|['\u2019]re|has been|have been|['\u2019]ve been)"
_DID = r"(?:did|does|do|has|have|had|['\u2019]s|['\u2019]ve|is|are|was|were|['\u2019]re)"

# --- overview -------------------------------------------------------------------------------------------------------
_ASKS_TO_SUM_UP = (
    r"\bsum(?:mari[sz](?:e|ing)|mary\b|s? (?:it |this |that |everything |things )?up)"
    r"|\b(?:re-?cap|overview|run-?down|round-?up|low-?down|digest|debrief|tl;?dr|timeline|chronology)\b(?!['\u2019])"
    r"|\b(?:catch|bring|get|fill|keep|brief) (?:me|us) (?:up\b|in\b|on\b|to speed|about\b)|\bup to speed\b"
    r"|\bcatch-?up on\b"
    rf"|\b(?:give|send|show|tell|get|read) (?:me|us) (?:\w+ )?(?:the |all |some |any )?(?:\w+ )?(?:{_NEWS}"
    rf"|highlights|latest|scoop){_END}"
    rf"|\b(?:give|send|show|tell|get|read) (?:me|us) (?:\w+ )?(?:the |all |some |any )?(?:\w+ )?(?:{_NEWS}"
    rf"|highlights|latest|scoop) (?:{_OF}|from|in|at|for)\b"
    r"|\btell (?:me|us) (?:more |all |everything |something )?about\b(?! (?:the )?(?:price|cost|licen[cs]e|size)\b)"
    r"|\bwhat (?:do|should) (?:we|you|i) (?:all )?know (?:so far )?(?:about|of|on)\b"
    r"|\bwhat['\u2019]?s known (?:so far )?about\b"
    r"|\b(?:walk|talk|take) (?:me|us) through\b|\bthe (?:whole |full )?(?:story|background|backstory"
    r"|history) (?:of|on|to|behind)\b(?! (?:the |its |their )?(?:name|word|logo|title|term)\b)"
    rf"|^explain (?:the|this|that|what['\u2019]s) (?:\S+ ){{0,6}}?{_EVENT}\b|\bkey (?:events|points|developments"
    r"|moments|takeaways)\b"
    r"|\b(?:updates?|briefing|brief) (?:me |us )?on\b|\bkeep(?:ing)? track of\b"
    r"|\bwhat(?:['\u2019]ve| have| did| do)? (?:i|we) miss(?:ed)?\b|\bwhere (?:are|do) we (?:stand )?(?:with|on|in"
    r"|at)\b|\bhow did (?:we|it|they|things) get\b"
    r"|\beverything (?:on|about|around|from)\b|\bbackground (?:on|to|of)\b|\bstory so far\b|\bstate of play\b"
    r"|\banything (?:that )?(?:i|we) (?:should|need to|ought to) know\b"
)
_WHAT_HAPPENED = (
    r"\bwhat(?:ever)?(?: else| all)?(?:['\u2019]?s|['\u2019]?ve)?(?: is| has| have| was)?(?: been| just| recently"
    r"| actually| even| also)* ?(?:happen(?:ed|ing)|going (?:on|down)|went (?:on|down)|gone on)\b"
    r"(?!\s+(?:to|with) (?:the|its|their|his|her|a|an|any|all|your|my)? ?(?:\S+ ){1,2}(?:of|for)\b)(?!.*\b(?:if"
    r"|when|whenever|once|(?:after|before)\s\w|as soon as|because)\b)"
    r"|\bwhat(?:['\u2019]?s| is| was| has been) new\b(?! (?:version|model|price|name|limit|date|deadline))"
    r"|\bwhat(?:['\u2019]?s| is| was) up (?:with|at|in|over)\b"
    r"|\bwhat(?:['\u2019]?s| has| have| had| is| are| was| were)\b.{2,60}?\b(?:been )?(?:up to"
    rf"|doing)(?: nowadays| these days| now| lately)?(?:{_END}|\s+(?:with|about|on|in|around|over|at)\b)"
    rf"|\bwhat (?:has|have|had|is|are|was|were)\b.{{2,60}}?\b(?:up to|been doing)\s+{_TIME}\b"
    rf"|\b(?:what|where) (?:do|does|did) things (?:stand|lie)\b|\bhow (?:are|did|do|have) things\b"
)
_LATEST = (
    rf"\b(?:the )?(?:very )?latest(?: {_NEWS})?(?:\s+(?:on|with|from|in|at|about|around|regarding"
    rf"|over)\b(?!\s+\S+\s+(?:price|version)\b)|{_END})"
    rf"|\b(?:any|some|more|latest|recent|big|biggest|top|important|main|major|good|bad|interesting) (?:\w+ )?{_NEWS}\b"
    rf"|\b{_NEWS} (?:on|about|from|of|in|at|for|around|this|last|today|yesterday|since|regarding|with)\b"
    rf"|(?:\b|^){_NEWS}{_END}"
    rf"|\bwhat {_BE} (?:all )?(?:the )?(?:\w+ ){{0,2}}{_NEWS}\b"
    r"(?=\W*$|\s(?:on|in|of|at|last|this|from|about|today|since)\b)"
    rf"|\b(?:what|which) {_NEWS} (?:{_BE}|on|about|from|in|at)\b"
    r"|\b(?:any|some)thing (?:new|interesting|important|big|else|happen\w*|going on)?\s*(?:on|about|from|at|with"
    r"|in|regarding|this|last|today|since|happen\w*)\b"
    rf"|\b(?:any|some)thing new{_END}|\bheadlines\b|\btop stories\b"
)
# What somebody did, with nothing said of what it was.
_MADE = (
    r"(?:announce|release|launch|ship|publish|unveil|introduce|present|show(?: off)?|reveal|open(?:-| )?source"
    r"|bring out|put out|roll out|get up to|do"
    r"|come (?:out|up) with|debut|drop|post|report)"
)
_MADE_DONE = (
    r"(?:announced|released|launched|shipped|published|unveiled|introduced|presented|shown(?: off)?|revealed"
    r"|open(?:-| )?sourced"
    r"|brought out|put out|rolled out|done|come (?:out|up) with|debuted|dropped|posted|reported)"
)
_DOER = r"(?:(?!(?:to|that|some|was|were|is|are|would|suggests?|asks?|decides?)\b)\S+\s){1,5}?"
_OPEN_END = (
    r"(?:\s+(?:new|else|all|exactly|lately|recently|so far|today|yesterday))*(?:\W*$|\s+(?:in|at|on|over|during"
    r"|this|last|since|between|these|from|until|within|around|by)\b)"
)
_DEEDS = (
    rf"\bwhat(?: else| all| new| things?)?\s+did\s+(?!(?:i|you|we)\b){_DOER}(?:\w+ly )?{_MADE}\b{_OPEN_END}"
    r"|\bwhat(?: else| all| new| things?)?(?:\s+(?:has|have|had)|['\u2019]s"
    rf"|['\u2019]ve)\s+{_DOER}(?:\w+ly )?{_MADE_DONE}\b{_OPEN_END}"
    rf"|\bwhat (?:was|were|has been|have been|got|is being) {_MADE_DONE}\b{_OPEN_END}|\bwhat(?: has)? (?:came"
    r"|come) out\b"
    r"|\beverything (?:that )?\S+ (?:has )?(?:did|done|announced|released|launched|shipped)\b"
)
_COURSE = (
    r"\bhow(?:['\u2019]?s| did| has| have| is| was)\b.{2,80}?\b(?:develop(?:ed|ing)?|unfold(?:ed|ing)?|evolv(?:e"
    r"|ed|ing)|play(?:ed|ing)? out|progress(?:ed|ing)?"
    r"|com(?:e|ing) along|fall(?:en|ing)? apart|collapsed?|gone so far|com(?:e|ing) together|go(?:ne)? down"
    r"|get (?:there|here|to this)|come to this|shap(?:e|ing) up)\b"
    r"|\bhow(?:['\u2019]s| is| are| was) (?:the |that |this )?(?:\S+ ){1,6}?(?:going|doing|getting on"
    r"|getting along|faring)\b(?! to\b)"
    r"|\bwhere (?:do|does|are|is)\b.{2,60}?\bstand(?:ing)?\b(?! (?:on|in the|for|at))|\b(?:what(?:['\u2019]?s"
    rf"| is) the )?(?:current )?(?:status|state of play)\b (?:of|on|with|in) (?:the )?(?:\S+ ){{0,6}}?{_EVENT}\b"
    rf"|\bwhat {_BE} (?:all )?(?:the|that|this|those|these) (?:whole |big |recent )?(?:\S+ ){{0,8}}?(?:{_EVENT}"
    rf"|fuss)\b.*?\b(?:all )?about{_END}"
    r"|\bwhat(?:['\u2019]?s| is| was) (?:the )?(?:deal|story|situation|matter|score|fuss|drama|hold-?up) (?:with"
    r"|about|around|over|at)\b"
    rf"|\bhow (?:did|has)\b.{{2,60}}?\b{_EVENT}\b.{{0,30}}?\b(?:start and|begin and|come about)\b"
)
_OVERVIEW = re.compile(f"{_ASKS_TO_SUM_UP}|{_WHAT_HAPPENED}|{_LATEST}|{_DEEDS}|{_COURSE}", re.IGNORECASE)
# The newest of a kind is one thing: "the latest version of Acme", "the latest model from Acme".
_NEWEST_THING = re.compile(
    rf"\b(?:latest|newest|most recent)\s+(?!{_NEWS}\b)(?!on\b|with\b|from\b|in\b|at\b|about\b|around\b|regarding\b"
    r"|over\b)\w",
    re.IGNORECASE,
)

# --- comparison -----------------------------------------------------------------------------------------------------
_COMPARES = re.compile(
    r"\bcompar(?:e|ing)\b(?!d)(?! (?:that|it|this)\b.*\bto last\b)|\b(?:a|the|any|some) comparison\b"
    r"|\b(?:differences?|distinction) between\b"
    r"|\bhow (?:does|do|did|is|are)\b.*\b(?:compare|differ|differs|different|stack up|measure up|fare against"
    r"|hold up against)\b"
    r"|\bhow (?:does|do)\b.*\b(?:compete|perform) against\b|\bwhat(?:['\u2019]s| is) (?:the )?(?:different"
    r"|difference)\b.*\b(?:from|between)\b"
    r"|\bcontrast(?:ing)?\b|\bwhat (?:sets|makes|distinguishes)\b.*\b(?:apart|different|from)\b|\b(?:should|would"
    r"|shall) (?:i|we|you) (?:go with|use|pick|choose|buy|take|get|prefer)\b.*\bor\b"
    r"|\b(?:put|stack|pit|set|line)(?:ting|ting)? .* (?:next to|beside|alongside|up against|against"
    r"|side by side)\b|\bside by side\b|\b(?:pros and cons|strengths and weaknesses) of\b.*\b(?:and|vs\.?|versus"
    r"|or|against)\b"
    r"|\bwhich (?:one )?(?:of (?:the two|them|these|those|both))\b|\bwhich (?:one )?is (?:the )?better\b.*\bor\b"
    r"|\bbetter[:,]? .*\bor\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"^(?:so |and |ok |well )*(?P<one>[^,;:?]{1,60}?)\s+(?:vs\.?|versus|against|compared (?:to|with)"
    r"|in comparison (?:to|with))\s+(?P<other>[^?]{1,200})",
    re.IGNORECASE,
)
_LAWSUIT = re.compile(r"\b(?:lawsuit|court|case|trial|ruling|verdict|judge|suit|settlement|v\.)(?!\w)", re.IGNORECASE)
_EITHER = re.compile(
    r"^(?P<one>[\w.\-' ]{2,40}?) or (?P<other>[\w.\-' ]{2,40}?)(?: (?:for|if|when)\b.*|\W*)$", re.IGNORECASE
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|does|did|do|has|have|had|can|could|will"
    r"|would|should)\b",
    re.IGNORECASE,
)
# One thing asked of one event: "how does its power draw compare with that of the last one" names what is compared.
_ONE_ASPECT = re.compile(
    r"\bhow (?:does|do|did) (?:the )?\S+['\u2019]s? (?!and\b)\w+|\bthat of\b|\bhow much\b|\bhow many\b", re.IGNORECASE
)

# --- opinions -------------------------------------------------------------------------------------------------------
_GROUP = (
    r"(?:people|users?|customers|critics?|analysts|experts|devs|developers|programmers|engineers|researchers"
    r"|scientists|academics|reviewers|commentators"
    r"|observers|pundits|columnists|investors|artists|authors|writers|musicians|creators|publishers|teachers"
    r"|lawyers|everyone|everybody|anyone"
    r"|somebody|others?|folks|the (?:\w+ )?(?:community|press|industry|internet|public|market|media|crowd|field"
    r"|reviews?|papers|critics|world|competition)|(?:the )?reviewers|insiders|safety people|activists|campaigners"
    r"|privacy advocates|rivals|competitors|they all)"
)
_SAY = r"(?:think(?:ing)?|say(?:ing)?|feel(?:ing)?|make(?= of)|making(?= of)|reckon|believe|writ(?:e|ing))"
_OPINIONS = re.compile(
    r"\bwhat(?:['\u2019]?s| do| does| did| are| is| have| has| were) (?:most |some |other |many "
    rf"|the )?(?:\S+ ){{0,3}}?{_GROUP}(?: \S+){{0,3}}? (?:been )?{_SAY}\b"
    rf"(?:\s+{_OF}\b|{_END}|\s+{_TIME}\b)"
    r"|\bhow (?:do|does|did|are|is|have|has|were) (?:most |some |other |many "
    rf"|the )?(?:\S+ ){{0,2}}?{_GROUP}(?: \S+){{0,2}}? (?:been )?(?:feel(?:ing)?|react(?:ed|ing)?|respond(?:ed"
    r"|ing)?|tak(?:e|en|ing)|received?|rat(?:e|ed|ing)|see|view|like|find)\b"
    r"|\bhow (?:was|were|is|are|has|have)\b.{2,80}?\b(?:been )?(?:well |badly )?(?:received|perceived|viewed"
    r"|reviewed|seen by|going over|going down)\b"
    r"|\b(?:reactions?|backlash|pushback|criticisms?|critiques?|complaints?|praise|objections?|opposition) (?:to"
    r"|of|about|on|for|against|over|from|around|towards?)\b(?!.*\bhow many\b)|(?<!in )\bresponses? to\b"
    r"|\b(?:opinions?|views?|takes?|thoughts|verdict|consensus|sentiment|mood|feelings?|feedback|commentary"
    r"|arguments?) (?:on|of|about|around|towards?|regarding|for and against)\b"
    r"|\bwhat(?: has| have|['\u2019]s)? (?:the )?(?:reactions?|response|reception|feedback) been\b|^reviews? (?:of"
    rf"|on|for)\b|\baccording to (?:\w+ )?{_GROUP}\b"
    r"|^(?:has|have|is|was|were|are)\b.{2,60}?\b(?:criticised|criticized|praised|slammed|panned|lauded|hated"
    r"|loved)\b|^who(?:['\u2019]?s| is| are) (?:against|opposed to|in favou?r of|for)\b"
    rf"|\bwell[- ]received\b|\b(?:vibes?|buzz|chatter|word on the street) (?:on|about|around|of|over)\b"
    rf"|\b(?:is|are|was|were) (?:most |the |all )?{_GROUP} (?:really |generally |mostly |still |all )?(?:happy"
    r"|unhappy|excited|angry|upset|worried|disappointed|satisfied|impressed|mad|sceptical|skeptical|enthusiastic"
    r"|divided|split|positive|negative|concerned|pleased|annoyed|frustrated)\b"
    r"|\b(?:the )?(?:pros and cons|upsides? and downsides?|case for and against|for and against"
    r"|strengths and weaknesses)\b"
    r"|\bis\b.{2,50}?\b(?:any good(?! at\b| for\b)|worth (?:it|the (?:money|hype|price|upgrade)|\S+ (?:bucks"
    r"|dollars|euros|pounds)|using|buying|paying for|switching to)|overhyped|overrated|underrated|a good idea"
    r"|as good as (?:they|people|everyone|everybody) (?:say|says|claim|claims|think|thinks)|well liked)\b"
    r"|\bare\b.{2,50}?\b(?:any good(?! at\b| for\b)|worth (?:it|the (?:money|hype|price)|using|buying)|overhyped"
    r"|overrated|underrated|a good idea)\b"
    rf"|\bhow good (?:is|are)\b[^?]{{2,40}}{_END}|\b(?:do|does|did) (?:people|users|developers|devs|critics"
    r"|customers|anyone|anybody|reviewers) (?:really )?(?:like|love|hate|dislike|trust|prefer|want|care|agree)\b"
    r"|\bwho (?:likes|dislikes|hates|criticises|criticizes|defends|is (?:for|against)|is in favou?r of|opposes"
    r"|supports)\b.*\b(?:and why|or)\b"
    r"|\b(?:what|how) (?:is|was|are|were) (?:the )?(?:\w+ )?(?:reception|reactions?|criticisms?|backlash|response"
    r"|verdict|sentiment|mood|feedback|reviews|complaints)\b",
    re.IGNORECASE,
)
_SPOKEN_BY_ONE = re.compile(
    r"\b(?:is|was|were|are) (?:(?!the\b)\S+\s){0,3}?\S+['\u2019]s? (?:response|reaction|view|opinion|verdict|take"
    r"|argument|feeling|stance)s?\b",
    re.IGNORECASE,
)

# --- list -----------------------------------------------------------------------------------------------------------
_MANY_ACTORS = (
    r"(?:companies|firms|start-?ups|labs|vendors|providers|makers|chipmakers|publishers|newspapers|outlets|banks"
    r"|investors|countries|governments"
    r"|cities|regulators|universities|organi[sz]ations|businesses|people|executives|researchers|founders"
    r"|co-?founders|groups|agencies|authors|players"
    r"|rivals|competitors|customers|partners|courts)"
)
_MANY_THINGS = (
    r"(?:models|products|services|tools|chips|apps|agents|assistants|papers|studies|acquisitions|takeovers|mergers"
    r"|lawsuits"
    r"|suits|court cases|lay-?offs|job cuts|outages|incidents|breaches|(?:funding )?rounds|fundraises|ipos|listings"
    r"|partnerships|investigations|probes|laws|bills|fines|rulings|announcements|departures|hires|attacks"
    r"|vulnerabilities"
    r"|benchmarks|datasets|data ?cent(?:er|re)s|robots|conferences|hearings|filings|elections|protests|strikes"
    r"|departures)"
)
# Those that are verbs as often: "which town features a museum".
_VERBS_TOO = (
    r"(?:deals|features|states|releases|launches|leaks|bans|cases)(?=\W*$|\s+(?:are|were|is|was|did|do|does|have"
    r"|has|had|will"
    r"|in|from|of|against|this|last|since|came|got|can|could|between|among|by|over|so)\b)"
)
_MANY = rf"(?:(?:{_MANY_ACTORS}|{_MANY_THINGS})\b(?!\s+(?:the|an?|his|her|its|their)\b)|{_VERBS_TOO})"
_ADJECTIVES = (
    r"(?:(?!(?:two|three|four|five|six|seven|eight|nine|ten|both|of|is|are|was|were|did|does|do|has|have|had|can"
    r"|could|will|would"
    r"|should|may|might|must|the|his|her|its|their|to|in|on|at|with|for|by|company|model|makes?|allows?|lets?"
    r"|helps?)\b)[\w.-]+\s){0,3}?"
)

_LISTS = re.compile(
    r"^(?:and |so |ok |please |now )*(?:please )?(?:can you |could you )?list\b(?! price)|\b(?:a|the|full"
    rf"|complete) list of\b|\bname (?:all|some|every|a few|as many|(?:the )?{_ADJECTIVES}{_MANY})\b"
    r"|\b(?:give|show|tell|send|find) (?:me|us) (?:\w+ )?(?:all|every|some|a few"
    rf"|examples of)(?: of)? (?:the )?{_ADJECTIVES}{_MANY}\b"
    rf"|(?<!in )(?<!at )(?<!on )(?<!by )(?<!to )\b(?:what|which) {_ADJECTIVES}{_MANY}\b(?! of\b)"
    rf"|\bwhat {_BE} (?:all )?(?:the |some )?(?:biggest |largest |latest |newest |recent |main |most \w+ |top "
    rf"|best |major |important |other |new |open |pending )+{_ADJECTIVES}{_MANY}\b"
    rf"|\bwhat (?:are|were) (?:all )?the {_ADJECTIVES}{_MANY_THINGS} (?:against|by|from|in|this|last|since|over"
    r"|of the)\b"
    r"|\b(?:all|any|every|other|more|recent|new|biggest|largest|top"
    rf"|major) (?:of )?(?:the )?{_ADJECTIVES}{_MANY_THINGS} (?:in|against|by|from|this|last|since|over|involving"
    r"|around|so far)\b(?!.*\b(?:how|why|when|where)\b)"
    rf"|^(?:all|every|any|some) (?:of )?(?:the )?{_ADJECTIVES}{_MANY} (?:who|that|which)\b"
    rf"|^{_ADJECTIVES}{_MANY_THINGS} (?:(?:released|launched|announced|published|signed|filed|open-?sourced"
    r"|reported|made|closed|shipped|by|from|against|in|this|last|since|of) )+"
    rf"|^(?:is|are|were|have|has) there (?:any|been any|other|some) (?:other )?{_ADJECTIVES}{_MANY}\b"
    rf"|\bwho(?:['\u2019]?s| is| are| has been| sued| is being)?(?: else)?\b.{{0,30}}?\bwhom\b|\bwho (?:all|else)\b",
    re.IGNORECASE,
)
# Somebody who did what is not named: "who raised money", "who has cut jobs in July". With a name in it, or a "the", it
# is one event that is known already, and its doer is a fact.
_DONE_BY_MANY = (
    r"(?:raised|raising|cut|cutting|laid off|laying off|hired|hiring|fired|firing|sued|suing|released|releasing"
    r"|launched|launching|shipped|shipping|bought|buying"
    r"|acquired|acquiring|open(?:-| )?sourced|banned|banning|fined|left|leaving|quit|quitting|joined|joining"
    r"|invested|investing|gone public|going public|merged|merging"
    r"|leaked|hacked|breached|settled|settling|signed|signing|building|built|making|made|training|selling|using"
    r"|working|offering|competing|backing|blocked|blocking|moved|moving|published|switched)"
)
_WHO = re.compile(
    r"^(?:and |so )?who(?:['\u2019]?s| is| are| has| have|['\u2019]?ve)?(?: all| also| been| being| just| recently"
    rf"| already)* {_DONE_BY_MANY}\b(?P<rest>.*)",
    re.IGNORECASE,
)
_STILL_DOING = re.compile(
    r"^(?:and |so )?who(?:['\u2019]?s| is| are| has| have|['\u2019]?ve)(?: all| also| been| just| recently"
    r"| already)* (?:being \w+|suing|sued|left|leaving|using|banned|banning|blocked|competing)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b[a-z-]{3,}(?<![su])s\b|\b(?:money|funding|capital|cash|staff|people|hardware|public|whom)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:the|this|that|his|her|its|their|him|her|them|it|an?)\b|['\u2019]s\b", re.IGNORECASE)
# One event, named as one: whoever led "Acme's round" is a fact of it.
_ONE_EVENT = re.compile(
    r"(?:\b(?:the|this|that|its|their)|['\u2019]s?)\s+(?:[\w$.-]+\s){0,4}?(?:deal|round|take-?over|merger"
    r"|acquisition|launch|trial|suit|lawsuit|outage"
    r"|incident|breach|leak|ruling|agreement|contract|order|ipo|project|venture|bid|auction|summit|conference"
    r"|study|paper|report|letter|petition|fund"
    r"|consortium|alliance|test|benchmark|investment|loan|bill|law|act|board|team|chip|model|app|card|plan"
    r"|programme|program|service)\b(?!s)",
    re.IGNORECASE,
)
# What may stand before the words that ask: nothing of weight, or a clause of its own that tells why it is asked.
_LIGHT = (
    r"(?:what|how|is|are|was|were|do|does|did|has|have|can|could|you|we|i|me|us|someone|anyone|somebody|anybody"
    r"|there|the|an?|any|some|all|my"
    r"|give|get|show|tell|send|make|want|need|like|would|love|got|please|pls|explain|know|see|read|hear|hearing"
    r"|find|out|for|to|so|and|but|also|then|ok|just"
    r"|quick|short|brief|full|good|big|main|latest|recent|new|whole|quickly|briefly|about|of|with|on|in|today|now"
    r"|idea|clue|curious|wondering|heard|seen|missed"
    r"|s|re|ve|m|d|let|help|anything|everything|again|still|really|actually|exactly|most|top|biggest|important"
    r"|interesting|more|other|others|general|overall|common|prevailing|key|all)"
)
_LEADS_UP = re.compile(
    r"(?:(?!(?:who|whom|when|where|why|which|how|after|before|while|if|unless|despite|although|because|since|during|along|in|on|at|by|with"
    r"|according)\b)[^?]*[,;:.!?\u2013\u2014-]\s)?"
    rf"\W*(?:{_LIGHT}\b\W*)*",
    re.IGNORECASE,
)
# "What happened to the customers?" asks for one thing, "What happened to Acme?" for all there is.
_OF_A_PART = re.compile(
    rf"\bhappen(?:ed|ing)?\s+to\s+(?!(?:the |this |that |its )?(?:\S+ ){{0,3}}?{_EVENT}\b)(?:(?:the|its|their|his"
    r"|her|all|most|my|our|those|these)\b|\S+['\u2019]s\b)",
    re.IGNORECASE,
)
_JUST = re.compile(r"\bjust (?:tell|give|show) me\b(?=.*\w)", re.IGNORECASE)
# One thing is left open, and the rest leads up to it: "..., is it 128k or 256k?", "according to the filing".
_CLOSED = re.compile(
    r"[,;:?-]\s*(?:so\s)?(?:is|are|was|were|does|did|do|has)\s(?:it|they|that|he|she)\b.*\bor\b"
    rf"|\baccording to\b(?! (?:\w+ )?{_GROUP})",
    re.IGNORECASE,
)
_REASON_OR_SIZE = re.compile(
    r"^\W*(?:and |but |so )?(?:why|how (?:many|much|long|old|far|often|big|large|tall|fast|soon|come)|when)\b",
    re.IGNORECASE,
)
_ASKS_OTHERWISE = re.compile(r"\b(?:price|cost|costs?|who|when|where|why|how (?:many|much|long))\b", re.IGNORECASE)
_CONTENT_BEHIND = re.compile(rf"\b(?:{_NEWS}|{_EVENT}|update|latest|overview|timeline|summary|recap)\b", re.IGNORECASE)


def form_of(text: str) -> Form:
    """Return the form of answer that a question wants, which stands alone."""
    asked = _request(without_address(spelled_out(text)))
    if not asked or len(words(asked)) > MAX_WORDS or cited_outlets(asked):
        return Form.FACT
    if _REASON_OR_SIZE.match(asked) or _CLOSED.search(asked):
        return Form.FACT
    for form, wants in _TESTS:
        if wants(asked):
            return form
    return Form.FACT


def _request(text: str) -> str:
    """Return the part of a text that asks: what "just tell me" wants, or the first sentence of a long story."""
    asked = _JUST.split(text)[-1]
    if len(words(asked)) <= MAX_WORDS:
        return asked
    start, end = sentences(asked)[0]
    return asked[start:end]


def _asks(rule: re.Pattern[str], text: str) -> bool:
    """Tell whether it is what a text asks for, and not a clause of something else: "who said what happened?"."""
    return any(_LEADS_UP.fullmatch(text[: match.start()]) for match in rule.finditer(text))


def _wants_comparison(text: str) -> bool:
    versus = _VERSUS.match(text)
    if versus and not _QUESTION_WORD.search(versus["one"]):
        return not _LAWSUIT.search(text)
    either = _EITHER.match(text)
    if either and not _QUESTION_WORD.search(text):
        return bool(names(either["other"]))
    return _asks(_COMPARES, text) and not _ONE_ASPECT.search(text)


def _wants_opinions(text: str) -> bool:
    return _asks(_OPINIONS, text) and not _SPOKEN_BY_ONE.search(text)


def _wants_list(text: str) -> bool:
    if _STILL_DOING.match(text):
        return True
    if who := _WHO.match(text):
        rest = without_times(who["rest"])
        known = names(f"x {rest}") or _DEFINITE.search(rest)
        return not known and (bool(_SEVERAL.search(rest)) or (rest != who["rest"] and not words(rest)))
    return _asks(_LISTS, text) and not _ONE_EVENT.search(text)


def _wants_overview(text: str) -> bool:
    if _asks(_OVERVIEW, text):
        return not _NEWEST_THING.search(text) and not _OF_A_PART.search(text)
    return is_bare_subject(text)


def is_bare_subject(text: str) -> bool:
    """Tell whether a message is a name, maybe with a word for news or an event, and nothing else: "Anthropic?"."""
    if not may_be_subject(text):
        return False
    rest = without_news_words(text)
    named = {word for name in names(f"x {rest}") for word in words(name)}
    return bool(named) and all(word in named for word in words(rest))


def may_be_subject(text: str) -> bool:
    """Tell whether a message is so short that it may be a subject and nothing else: "acme robotics last 2 weeks"."""
    return 1 <= len(words(without_times(text))) <= _BARE and not _QUESTION_WORD.search(text)


def without_news_words(text: str) -> str:
    """Return a text without its times, and words for news and events in general."""
    return _CONTENT_BEHIND.sub(" ", without_times(text))


_TESTS = (
    (Form.COMPARISON, _wants_comparison),
    (Form.OPINIONS, _wants_opinions),
    (Form.LIST, _wants_list),
    (Form.OVERVIEW, _wants_overview),
)
