"""Boilerplate: what feeds, forums, newsletters and buttons put around the words of an article (pure).

The counters of a forum ("Score: 12 Comments: 3"), a submitter's name, "The post ... appeared first on ...",
"Read more", tags, handles and marks of lists say nothing of what happened. Code that compares, stores
or quotes texts leaves them out by the rules of this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]

_LONGEST = 300
"""Characters of a form: in longer lines only what stands at their ends is looked at."""

_MOST_CUTS = 12  # on one end of a line: bounds the work on lines that are made of nothing else

_FLAGS = re.IGNORECASE | re.VERBOSE

_COUNTED = (
    r"(?:activity|score|points?|karma|(?:\#\s?)?comments?|upvotes?|downvotes?|votes?|likes?|hearts|claps|views|plays"
    r"|replies|reposts?|retweets?|quotes|shares?|bookmarks|stars|forks|reactions|subscribers|followers)"
)
_COUNT = r"\d[\d.,\u202f]*+(?:\s?[km]\b)?+"
_PICTURE = r"[\u2600-\u27bf\u2b05-\u2b55\ufe0f\U0001f000-\U0001faff]"
_AGO = r"(?:(?:posted|published|updated|edited)\s)?\d{1,3}\s?(?:h|d|m|min|hours?|days?|minutes?|weeks?|months?)\sago"
_HANDLE = r"(?:@[\w.]{1,40}(?:@[\w.-]{1,60})?|/?[ur]/[\w-]{2,40})"
_HANDLES = rf"{_HANDLE}(?:[\s,]+{_HANDLE})*"
_ADDRESS = (
    r"(?:https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]+\.[\w.-]{2,80}|(?:[\w-]+\.)+[a-z]{2,12}/\S*|pic\.twitter\.com/\S+)"
)
_ARROW = r"[\u2190-\u21ff\u00bb\u203a\u25b6\u25ba\u27a1\u2794-\u27be]"
_MARK = r"[\u2022\u2023\u25aa\u25cf\u25e6\u2043\u25a0\u25ab\u25b8\u2219]"
_ENDED = r"(?<=[.!?\u2026])[\"'\u2019\u201d)\]]*\s+"  # what stands before the end of a line is a whole sentence

# A label that a form has before each of its values, so that whatever follows it is a value.
_LABEL = rf"""(?:article\surl|comments\surl|discussion\surl|story\surl|original\surl|source\surl|{_COUNTED}
    |submitted\sby|posted\sby|discussion|permalink|read(?:ing)?\stime|filed\sunder|categor(?:y|ies)|flair|subreddit
    |(?:media|press)\s(?:contacts?|enquiries|inquiries)|contacts?)"""
_WEAK_LABEL = r"(?:url|link|by|author|source|via|date|posted|published|tags?|topics?|domain|image|photo|credits?)"
_VALUE = rf"(?:{_ADDRESS}|{_HANDLE}|{_COUNT}(?![\w.]))"
_SHORT_VALUE = r"[^\s:.!?]{1,40}(?:\s[^\s:.!?]{1,40}){0,3}"
_FIELD = rf"(?:{_LABEL}|{_WEAK_LABEL})\s?:\s*"
_FIELDS = rf"{_FIELD}(?:{_VALUE}|{_SHORT_VALUE})(?:[\s,;|\u00b7\u2022]+{_FIELD}(?:{_VALUE}|{_SHORT_VALUE}))+"

_CALL = r"""(?:
      (?:(?:click|tap)\shere\sto\s)?(?:read|see|view|show|learn|find\sout|load|discover|watch|listen|hear)
        \s(?:more|on|next|all|now|(?:the\s|this\s)?(?:rest|full|whole|entire|complete|original)\b[^.!?\n]{0,60})
        (?:\s(?:here|on\s\S{2,40}|about\s[^.!?\n]{2,60}|at\s\S{2,40}))?
    | (?:continue|keep|start)\s(?:reading|on)(?:\s(?:here|on|at|the)\b[^.!?\n]{0,60})?
    | (?:view|open|read|see)\s(?:this\s(?:e?-?mail|newsletter|post|issue|page|message)\s|it\s|online\s)?
        (?:in|on|online|with)?\s?(?:your\s|the\s|a\s)?(?:web\s)?(?:browser|online|app|website)
    | (?:view|open)\son\s\S{2,40} | (?:click|tap)\shere(?:\sto\s[^.!?\n]{2,60})?
    | (?:sign|log)\s(?:up|in|out)(?:\s(?:now|here|free|for\sfree|today))?
    | subscribe(?:\s(?:now|here|today|free|for\sfree))?
    | unsubscribe(?:\s[^.!?\n]{0,40})? | forwarded\sthis\s(?:e-?mail|newsletter)\?[^\n]{0,60}
    | manage\s(?:your\s)?(?:preferences|subscriptions?) | update\syour\s(?:preferences|profile) | get\sthe\sapp
    | (?:view|show|hide|post|leave\sa|add\sa|write\sa)\s(?:all\s)?(?:\d+\s)?comments? | jump\sto\s(?:comments?|content)
    | (?:listen\sto|print|save|share|bookmark|gift|copy)\s(?:this\s)?(?:article|story|post|episode|link|page)
    | skip\sto\s(?:main\s)?content | back\sto\s(?:top|home) | table\sof\scontents | in\sthis\s(?:issue|newsletter)
    | having\strouble\s[^.!?\n]{0,40}\?(?:\s(?:view|open|read)\s[^.!?\n]{0,30})? | for\simmediate\srelease
    | (?:subscribe|sign\sup)\s(?:to|for)\s(?:our|the|my|this)\s[^.!?\n]{2,40} | trending | breaking | loading
      | permalink | full\s(?:story|article)
    )"""
_BUTTON = r"""(?:reply|like[ds]?|share[ds]?|report|save[ds]?|follow(?:ing|ers)?|repost|retweet|tweet|pin(?:\sit)?
      |quote|bookmark|comments?
    |upvote|downvote|vote|hide|embed|print|e?-?mail|copy(?:\slink)?|award|edit|flag|subscribe|views?|replies|permalink
    |more|download|cite|facebook|twitter|linkedin|reddit|whatsapp|telegram|bluesky|threads)"""
_BUTTONS = rf"""{_BUTTON}(?:\s?\(?{_COUNT}\)?)?+(?:[\s|/\u00b7\u2022,]+(?:{_COUNT}\s)?{_BUTTON}(?:\s?\(?{_COUNT}\)?)?+)+
    |{_BUTTON}\s?\({_COUNT}\)"""
_COUNTERS = rf"{_COUNT}\s{_COUNTED}(?:[\s|/\u00b7\u2022,]+{_COUNT}\s{_COUNTED})*"
_READING_TIME = (
    r"(?:(?:estimated\s)?(?:reading|read|listening)\stime:?\s)?\(?\d{1,3}(?:\s?-\s?\d{1,3})?[\s-]?min(?:ute)?s?\.?"
    r"[\s-](?:read|listen|watch)\b\)?|(?:estimated\s)?(?:reading|read)\stime:?\s\d{1,3}\s?min(?:ute)?s?"
)
# WordPress's own words below every entry; "The post first appeared on ..." is a sentence of a report.
_FIRST_ON = (
    r"the\s(?:post|article|entry)\s(?-i:(?=[^a-z\s])).{1,300}?\s(?:first\sappeared|appeared\sfirst)\son\s[^.!?]{1,80}"
    r"(?:\.[a-z]{2,6})?"
)
_SUBMITTED = rf"(?:submitted|posted)\sby\s{_HANDLE}(?:\s(?:to|in|on)\s{_HANDLE})?"
_BYLINE = (
    rf"(?:submitted|posted)\sby\s[^.!?]{{2,40}}\son\s[^.!?]{{3,30}}|by\s[^.!?]{{2,40}}[\s|\u00b7\u2022]+{_READING_TIME}"
)
_BRACKETED = (
    r"[\[(](?:links?|comments?|sources?|via|thread|paper|pdf|video|photo|image|(?:read\s)?more|url|archive|sponsored"
    r"|via\s@?[\w.]{1,40})[\])]"
)
_CUT_OFF = r"[\[(](?:\.\.\.|\u2026)[\])]"
_THANKS = rf"(?:h/t|hat\stip(?:\sto)?|via|ht|cc):?\s{_HANDLE}(?:(?:,|\sand|,\sand)?\s{_HANDLE})*"
_TAG = r"\#\w+"
_TAGS = rf"{_TAG}(?:[\s,]+{_TAG})*"
_PLACE = r"\(?\d{1,2}\s?/\s?(?:\d{1,2}|n|x)\)?|page\s\d{1,3}\sof\s\d{1,3}|\(\d{1,2}\sof\s\d{1,2}\)"
_SPONSOR = (
    r"(?:sponsored|presented|powered|brought\sto\syou|supported)\s(?:content\s)?by:?\s[^.!?:]{2,60}"
    r"|(?:together|in\spartnership)\swith\s[^.!?:]{2,40}|(?:a\s)?(?:message|word)\sfrom\sour\ssponsors?:?|advertisement"
)
_CREDIT = (
    r"(?:photo|image|picture|illustration|graphic|screenshot|video|featured\simage|cover\simage)s?"
    r"(?:\s(?:credit|source|courtesy))?s?\s?(?::|\bby\b|\bcourtesy\sof\b)\s?[^.!?\n]{1,100}"
)
_CONTACT = rf"(?:(?:media|press)\s)?(?:contacts?|enquiries|inquiries)\s?:\s*.{{0,160}}?{_ADDRESS}"

_WHOLE = re.compile(
    rf"""[\W_]*(?:{_CALL}|{_BUTTONS}|{_COUNTERS}|{_READING_TIME}|{_FIRST_ON}|{_SUBMITTED}(?:\s*{_BRACKETED})*
    |(?:{_BRACKETED}\s*)+|{_CUT_OFF}|{_AGO}|{_THANKS}|{_TAG}(?:[\s,]+{_TAG})+|{_PLACE}|{_CONTACT}|{_ADDRESS}|{_FIELDS}
    |{_HANDLES}|{_LABEL}\s?:\s*(?:{_VALUE}|{_SHORT_VALUE})?|{_WEAK_LABEL}\s?:\s*{_VALUE})[\W_]*
    |[\W_]*(?:{_SPONSOR}|{_CREDIT}|{_BYLINE}|{_WEAK_LABEL}\s?:\s*{_SHORT_VALUE})\s*""",
    _FLAGS,
)
# At the end of a line, whatever stands before it ...
_SURE_TAIL = re.compile(
    rf"""(?:(?<=\s)(?:{_FIRST_ON}|{_SUBMITTED}(?:\s*{_BRACKETED})*|{_FIELDS}|h/t:?\s{_HANDLE}|pic\.twitter\.com/\S+
    |(?:{_CALL})\s*(?:{_ARROW}|>{{1,3}})+)|(?<=\s)(?:\[(?:link|comments)\]\s*)+)[\s.]*$""",
    _FLAGS,
)
# ... and only where a sentence has ended before it.
_TAIL = re.compile(
    rf"""{_ENDED}(?P<form>(?:{_CUT_OFF}|(?:{_BRACKETED}\s*)+|\[\d{{1,3}}\]|{_AGO}|{_PICTURE}+
      |thanks\sfor\sreading\b[^\n]{{0,160}}|{_CALL}|{_BUTTONS}|{_COUNTERS}|{_THANKS}|{_TAGS}|{_PLACE}
      |{_READING_TIME}|{_CONTACT}
    |{_ADDRESS}|(?:{_LABEL}|{_WEAK_LABEL})\s?:\s*{_VALUE}|{_HANDLES}
    )[\s.:{_ARROW[1:-1]}>]*|(?:{_CREDIT}|{_WEAK_LABEL}\s?:\s*{_SHORT_VALUE})\s*)$""",
    _FLAGS,
)
_OPENS = r"(?=[\"'\u2018\u201c(\[]?[A-Z\u00c0-\u00de\d$\u20ac\u00a3]|[a-z]{1,2}[A-Z])"
# "The Harbour AI News and Insights: Looms are dear.", with which each issue of a letter begins.
_MASTHEAD = (
    r"(?:[A-Z][\w&'\u2019-]*\s){2,5}(?:News|Newsletter|Digest|Briefing|Round-?up|Weekly|Daily|Insights)"
    r"(?:\s(?:and|&)\s(?:News|Insights|Views|Updates|Analysis|Opinion|Reviews))?"
)
_HEADED = re.compile(rf"{_MASTHEAD}:\s")
_HEAD = re.compile(
    rf"""\s*(?:(?:{_MARK}|{_ARROW})+\s* | [-*\u2013\u2014]\s+{_OPENS} | (?i:RT\s)?(?:{_HANDLE})\s?:\s
    | [^\W\d_][\w.'\u2019-]*(?:\s[\w.'\u2019-]+){{0,3}}\s\((?:{_HANDLE})\)\s?:\s
    | \(?\d{{1,2}}/(?:\d{{1,2}}|n)?\)?[\s:.]+{_OPENS} | (?i:{_READING_TIME})[\s|\u00b7\u2013-]*{_OPENS}
    | {_PICTURE}+\s*{_OPENS} | (?:{_HANDLE}\s+){{2,}}{_OPENS} | (?i:tl;?dr)\s?:\s*{_OPENS}
      | (?i:{_BRACKETED})\s+{_OPENS} | {_MASTHEAD}:\s+{_OPENS}
    | (?i:\({_COUNT}\s{_COUNTED}(?:,\s{_COUNT}\s{_COUNTED})*\))\s+{_OPENS} | \[[A-Z]\]\s{_OPENS})""",
    re.VERBOSE,
)
_COUNTER = re.compile(
    rf"""\s?[(\[]\s?(?:{_COUNTED}\s?:\s?{_COUNT}(?:[\s,;|\u00b7]+{_COUNTED}\s?:\s?{_COUNT})*)\s?[)\]]\s?:?
    |\s?[(\[]\s?{_COUNT}\s{_COUNTED}(?:[\s,;|\u00b7]+{_COUNT}\s{_COUNTED})*\s?[)\]](?:\s?:|\s*$)""",
    _FLAGS,
)
_IN_BRACKETS = re.compile(
    rf"""\s?[(\[](?:{_HANDLE})[)\]](?!\() | (?<=[.!?])\s(?:{_BRACKETED})(?=\s)
      | (?<!\])\s?[(<\[]https?://[^\s()<>\[\]]{{4,2000}}[)>\]](?!\()""",
    _FLAGS,
)
_LISTED = re.compile(rf"\s{_MARK}\s+")
_DASHED = re.compile(r"\s*[-*\u2013]\s")
_NEXT_DASHED = re.compile(r"(?<=[.!?;])\s[-*\u2013]\s+(?=[A-Z\"\u201c\d])")
_WORD = re.compile(r"\w")
# What every rule needs one of: most lines have none, and are looked through no further. One pattern for all of it took
# three quarters of the time that a line took: an alternation in any case is tried anew at each letter.
_FORM_SIGN = re.compile(rf"[@\#\[>|]|{_MARK}|{_ARROW}|{_PICTURE}")
_RUN = re.compile(r"\w+")
_FORM_WORDS = frozenset(
    _RUN.findall(
        """ago tldr thanks read reading view submitted appeared published comment comments via source link reply
        replies share sponsored presented powered brought supported together partnership photo image credit contact
        contacts enquiries inquiries subscribe unsubscribe click tap sign log continue keep see learn more listen
        save print email page point points score vote votes upvote upvotes like likes follower followers flair filed
        discussion posted activity min watch open online browser app"""
    )
)
_SHAPE_SIGN = re.compile(r"[/(:;\u2026]|\A\s*[-*\u2013\u2014]")
_SHAPE = re.compile(
    r"""\A\s*[-*\u2013\u2014]\s|\b[ur]/\w|\btl;dr|\d\s?/|\(\s?(?:\w+\s?:\s?)?\d|https?:|\w\.\w{2,}/
    |\u2026\W{0,9}$|\bh/t\b|\bby:\b""",
    _FLAGS,
)


class _Cut(NamedTuple):
    """A span to remove from a line; with `split_paragraphs`, the texts before and after it are two paragraphs."""

    start: int
    end: int
    parts: bool


def is_boilerplate(line: str) -> bool:
    """Tell whether a line or paragraph is nothing but boilerplate."""
    return len(line) <= _LONGEST and bool(_WHOLE.fullmatch(line.strip()))


def split_paragraphs(line: str) -> list[list[Span]]:
    """Return the (start, end) of the text in a line, in order, in one list for each paragraph that it makes.

    Most lines make one of one span; one that is nothing but form makes none. Where a handle or address in brackets is
    left out within a sentence the paragraph has two spans, which are to be read as one.
    """
    if is_boilerplate(line):
        return []
    if not _is_suspect(line) or not _WORD.search(line):
        return [[(0, len(line))]] if line.strip() else []
    found: list[list[Span]] = [[]]
    at = 0
    for cut in [*_cuts(line), _Cut(len(line), len(line), parts=True)]:
        if at < cut.start:
            found[-1].append((at, cut.start))
        if cut.parts and found[-1]:
            found.append([])
        at = max(at, cut.end)
    said = ((spans, join_spans(line, spans)) for spans in found)
    return [_trimmed(line, spans) for spans, text in said if _WORD.search(text) and not is_boilerplate(text)]


def _is_suspect(line: str) -> bool:
    """Tell whether a line has anything that a form is known by."""
    if _FORM_SIGN.search(line) or (_SHAPE_SIGN.search(line) and _SHAPE.search(line)) or _HEADED.match(line):
        return True
    return not _FORM_WORDS.isdisjoint(_RUN.findall(line.lower()))


def join_spans(line: str, spans: list[Span]) -> str:
    """Return the text that the spans of one paragraph make."""
    return "".join(line[start:end] for start, end in spans).strip()


def remove_boilerplate(text: str) -> str:
    """Return a text, line by line, without boilerplate; "" if nothing is left."""
    lines = (join_spans(line, spans) for line in text.split("\n") for spans in split_paragraphs(line) or [[]])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cuts(line: str) -> list[_Cut]:
    """Return the spans to remove from a line, in order, none within another."""
    first = _first(line)
    last = _last(line, first)
    found = [_Cut(0, first, parts=True)] if first else []
    found += sorted(cut for cut in _inner(line, first, last) if cut.start >= first)
    return [*found, _Cut(last, len(line), parts=True)] if last < len(line) else found


def _first(line: str) -> int:
    """Return where the text of a line begins."""
    at = 0
    for _ in range(_MOST_CUTS):
        found = _HEAD.match(line, at) or _COUNTER.match(line, at)
        if found is None or found.end() == at:
            break
        at = found.end()
    return at


def _last(line: str, first: int) -> int:
    """Return where the text of a line ends; of a long line only its end is looked at."""
    end = len(line)
    for _ in range(_MOST_CUTS):
        window = max(first, end - _LONGEST)
        found = _SURE_TAIL.search(line, window, end) or _TAIL.search(line, window, end)
        if found is None:
            break
        end = found.start("form") if "form" in found.groupdict() else found.start()
        end = len(line[:end].rstrip())
    return end


def _inner(line: str, first: int, last: int) -> Iterator[_Cut]:
    """Yield the spans to remove between two places of a line."""
    for rule, apart in ((_COUNTER, True), (_LISTED, True), (_IN_BRACKETS, False)):
        yield from (_Cut(*found.span(), parts=apart) for found in rule.finditer(line, first, last))
    if _DASHED.match(line):
        yield from (_Cut(*found.span(), parts=True) for found in _NEXT_DASHED.finditer(line, first, last))


def _trimmed(line: str, spans: list[Span]) -> list[Span]:
    """Return spans without white space at their ends, where something else is in each of those."""
    while not line[slice(*spans[0])].strip():
        spans = spans[1:]
    while not line[slice(*spans[-1])].strip():
        spans = spans[:-1]
    (start, _), (_, end) = spans[0], spans[-1]
    spans = [(start + len(line[start:]) - len(line[start:].lstrip()), spans[0][1]), *spans[1:]]
    return [*spans[:-1], (spans[-1][0], len(line[:end].rstrip()))]
