"""Words that every adapter uses, and how texts are cut to the limits of a platform (pure)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.composition.disagreements import stated_at
from bot.model import Form, RefusalReason
from indexer.passages import sentences
from indexer.web import communities, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    import indexer.model
    from bot.model import Answer, Clarification, Question, ResultPage, Source
    from indexer.model import Article, Selection

    Dated = Callable[[datetime, tzinfo], str]
    Marking = Callable[[Iterable[int]], str]
    Measure = Callable[[str], int]
    Story = tuple[int, int]  # outlets that report one event, and the independent origins among them

_UNANSWERED = "the collected articles do not answer this."
_REFUSED = {
    RefusalReason.NOTHING_RETRIEVED: "no article that was searched has to do with this.",
    RefusalReason.NO_QUOTABLE_SENTENCE: "no sentence of the collected articles can be quoted as an answer to this.",
    RefusalReason.NOT_SUPPORTED: "what would answer this did not pass the check against its sources.",
}
"""What is said for a reason, where it is not `_UNANSWERED`."""

ALSO_NEAR = "Also near"
"""Stands above the nearest articles but the first."""

MOST_CHOICES = 4
"""Questions that may be meant, from which an asker can choose."""

_CHOICE = 200  # characters of one

_PRODUCT = 80  # characters of a product's name

_PART = 120  # characters of a part of a question
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_COMMUNITIES = 3  # in which a source was seen, that are named
_CORRECTION = 300  # characters of a publisher's note on a correction

_WRITTEN = re.compile(r"(?:https?|ftp)://\S*", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
_DOTS = str.maketrans("\u3002\uff61\u2024", "...")  # browsers or readers take them for full stops

_WORD_END = re.compile(r"(?<=\S)(?=\s)")


def one_line(text: str) -> str:
    """Return a text on one line, without invisible characters."""
    return " ".join(plaintext.scrub(text).split())


def is_address(url: str) -> bool:
    """Return whether a text is an address to link to: http(s), without user-info and characters that end a link.

    It may hold parentheses and brackets: a platform whose links they would end has to encode them.
    """
    if not _ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc


def label_of(url: str, label: str) -> tuple[str, str]:
    """Return a link's label on one line, and the site to show behind it, "" for none.

    A label that holds the address of another site would lie about where the link leads. So written addresses are left
    out, and where they, or bare ones such as "reuters.com", are of another site, the link's own site is shown.
    """
    line = one_line(label)
    plain = unicodedata.normalize("NFKC", line).translate(_DOTS)
    own = urls.site(url)
    sites = {urls.site(urls.clean(written)) for written in _WRITTEN.findall(plain)}
    sites |= {urls.domain(urls.host(urls.clean(f"https://{name}"))) for name in _BARE.findall(plain)}
    return _WRITTEN.sub("…", line), own if sites - {own, ""} else ""


def length(text: str) -> int:
    """Return a text's characters as JavaScript counts them (UTF-16): never fewer than a platform counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int, measure: Measure = length) -> str:
    """Return a text whose measure is at most `limit`: cut after a sentence, else a word, and marked with an ellipsis.

    `measure` must not shrink as a text grows, and must be at least its number of characters.
    """
    if measure(text) <= limit:
        return text
    head = text[: limit + 1]
    for ends, mark in ((_sentence_ends, " …"), (_word_ends, "…"), (_any, "…")):
        if end := _last_fitting(head, ends(head), limit, measure, mark):
            return head[:end].rstrip() + mark
    return ""


def pack(lines: Iterable[str], limit: int) -> list[str]:
    """Return lines in as few blocks of whole lines as it takes, each at most `limit` long; no line may be longer."""
    blocks: list[str] = []
    for line in lines:
        if blocks and length(blocks[-1]) + 1 + length(line) <= limit:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return blocks


def _last_fitting(text: str, ends: Sequence[int], limit: int, measure: Measure, mark: str = "") -> int:
    """Return the last of the ends (ascending) up to which a text with a mark measures at most `limit`; 0: none."""
    place = bisect_right(ends, limit, key=lambda end: measure(text[:end].rstrip() + mark))
    return ends[place - 1] if place else 0


def _sentence_ends(head: str) -> list[int]:
    """Return where sentences end, less the last, which may only seem to end where the text was taken from a longer."""
    return [end for _, end in sentences(head) if end < len(head)]


def _word_ends(head: str) -> list[int]:
    return [match.start() for match in _WORD_END.finditer(head)]


def _any(head: str) -> range:
    return range(len(head))


def day(when: datetime, zone: tzinfo) -> str:
    """Return a date as people write it, in the reader's zone."""
    local = when.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def short_day(day: date, question: Question) -> str:
    """Return a day as people write it, with the year unless it is that of the question."""
    year = "" if day.year == question.now.astimezone(question.zone).year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def minute(when: datetime, zone: tzinfo) -> str:
    """Return a time as people write it, in the reader's zone, which it names."""
    local = when.astimezone(zone)
    return f"{day(local, zone)} {local:%H:%M %Z}"


def facts(
    article: Article,
    zone: tzinfo,
    story: Story | None = None,
    *,
    day: Dated = day,
    shown: Callable[[str], str] = str,
) -> list[str]:
    """Return the facts to judge an article by: publisher, date, kind, quality, story, issue, origin.

    `day` writes dates and `shown` writes names, both in the markup of a platform.
    """
    published = article.published
    dated = day(published, zone) if published else f"undated, first seen {day(article.first_seen, zone)}"
    said = [shown(article.publisher), dated] if article.publisher else [dated]
    if article.updated:
        said.append(f"updated {day(article.updated, zone)}")
    said.append(article.kind.value if article.kind.value != "unknown" else "kind not known")
    if article.gone:
        said.append("no longer online")
    if article.quality.value != "full":
        said.append("headline only" if article.quality.value == "headline" else "feed text only")
    if story and story[0] > 1:
        said.append(f"{story[0]} outlets, {_counted(story[1], 'origin')}")
    if article.issue:
        said.append(f"in {shown(article.issue.title)}")
    return said + [f"after {shown(origin.name)}" for origin in article.origins[:1]]


def story_counts(stories: Mapping[str, indexer.model.Story]) -> dict[str, Story]:
    """Return the outlets and origins of stories, by article id."""
    return {key: (story.outlets, story.origins) for key, story in stories.items()}


def seen_on(source: Source) -> list[tuple[str, str]]:
    """Return the communities in which a source was seen, each with the address of the first post; few of them."""
    named = {communities.name_of(url): url for url in reversed(source.discussions)}
    return sorted(named.items())[:_COMMUNITIES]


def correction(article: Article) -> str:
    """Return the publisher's own words on a correction, shortened; "" if there was none."""
    return cut(article.correction, _CORRECTION)


def numbered(citations: Iterable[int]) -> str:
    """Return the citation mark behind a statement."""
    return f" [{', '.join(map(str, citations))}]"


def nothing_found(
    answer: Answer, *, day: Dated = day, shown: Callable[[str], str] = one_line, mark: Marking = numbered
) -> str:
    """Return what was looked for, and why nothing is answered, by the reason of the refusal.

    Where only another product is told of, that one is named with the date of its article, which has the number 1.
    `day` writes dates, `shown` writes names and `mark` writes numbers, all in the markup of a platform.
    """
    refusal = answer.refusal
    if refusal is None or refusal.instead is None:
        asked = cut(one_line(answer.question.text), _PART)
        on = f" on \u201c{shown(asked)}\u201d" if asked else ""
        if _is_open(answer):
            return _nothing_told(answer, on, day, shown)
        return f"Nothing found{on}: {_REFUSED.get(refusal.reason, _UNANSWERED) if refusal else _UNANSWERED}"
    instead = refusal.instead
    product, nearest = (shown(cut(one_line(name), _PRODUCT)) for name in (instead.product, instead.nearest))
    said = f"Nothing on {product}. Newest of its kind here: {nearest}"
    if instead.article is None:
        return f"{said}."
    dated = f", {day(instead.article.published, answer.question.zone)}" if instead.article.published else ""
    return f"{said}{dated}{mark([1])}"


def _is_open(answer: Answer) -> bool:
    return answer.form not in (Form.FACT, Form.CLARIFY)


def _nothing_told(answer: Answer, on: str, day: Dated, shown: Callable[[str], str]) -> str:
    """Return that nothing on a subject was published in the time asked for; without a subject, on the question."""
    subjects = " or ".join(shown(cut(one_line(name), _PRODUCT)) for name in answer.missing)
    times = _times(answer.searched, answer.question.zone, day)
    return f"Nothing{f' on {subjects}' if subjects else on}{f' {times}' if times else ''}."


def nearest_lead(answer: Answer) -> str:
    """Return what stands before the nearest article: of an earlier time than was asked for, its day."""
    since, question = answer.searched.since, answer.question
    first = next(iter(answer.alternatives), None)
    if first is None or since is None or first.when >= since or not _is_open(answer):
        return "Nearest: "
    return f"Last: {short_day(first.when.astimezone(question.zone).date(), question)}: "


def asking_back(wanted: Clarification) -> str:
    """Return the question that is asked back, above the choices."""
    missing = cut(one_line(wanted.missing), _PART)
    what = f"What is \u201c{missing}\u201d?" if missing else "What is this about?"
    return f"{what} You may mean:" if wanted.choices else f"{what} Please ask again and name it."


def choices(wanted: Clarification) -> list[str]:
    """Return the questions that may be meant, each on one clean line."""
    shown = (cut(one_line(each), _CHOICE) for each in wanted.choices[:MOST_CHOICES])
    return [each or "?" for each in shown]


def untold(answer: Answer, shown: int) -> str:
    """Return how much more there is than was told, "" for nothing; `shown` counts the entries of a list."""
    if answer.form is Form.LIST:
        return f"{shown + answer.untold} found in the collected articles, {shown} shown."
    if not answer.untold:
        return ""
    return f"{answer.untold} more {'story' if answer.untold == 1 else 'stories'} on this."


def missing(answer: Answer, *, shown: Callable[[str], str] = one_line) -> str:
    """Return the parts of a question that nothing was found on, "" if something was on all."""
    parts = ", ".join(f"\u201c{shown(cut(one_line(part), _PART))}\u201d" for part in answer.missing)
    return f"Nothing was found on {parts}." if parts else ""


def disagreements(
    answer: Answer, shown: Container[int] | None = None, *, day: Dated = day, mark: Marking = numbered
) -> list[str]:
    """Return a line for each pair of statements whose sources disagree, with numbers and dates, the later one first.

    Pairs of which a source is not among the `shown` numbers are left out.
    """
    sources = {source.number: source for source in answer.sources}
    zone = answer.question.zone
    lines = []
    for pair in answer.disagreements:
        cited = [sources.get(number) for place in pair for number in answer.statements[place].citations[:1]]
        known = [source for source in cited if source and (shown is None or source.number in shown)]
        if len(known) == len(pair):
            sides = [f"{mark([each.number]).strip()} ({day(stated_at(each.article), zone)})" for each in known]
            lines.append(f"Sources disagree: {' and '.join(sides)}.")
    return list(dict.fromkeys(lines))


def as_of(answer: Answer, *, minute: Dated = minute, day: Dated = day, shown: Callable[[str], str] = one_line) -> str:
    """Return the note below an answer: its time, the dates searched, and the parts without an answer.

    Of an open question that found nothing, and of a comparison, the answer itself says some of that.
    """
    zone, is_refused = answer.question.zone, _is_open(answer) and not answer.found
    said = [f"As of {minute(answer.question.now, zone)}."]
    if (times := _times(answer.searched, zone, day)) and not is_refused:
        said.append(f"Searched what was published {times}.")
    if not is_refused and answer.form is not Form.COMPARISON and (parts := missing(answer, shown=shown)):
        said.append(parts)
    if answer.newest:
        said.append(f"Newest article searched: {day(answer.newest, zone)}.")
    return " ".join(said)


def _times(selection: Selection, zone: tzinfo, day: Dated) -> str:
    """Return the dates that a search was restricted to, "" for none; a bound at midnight ends the day before."""
    since = day(selection.since, zone) if selection.since else ""
    until = day(selection.until - timedelta(microseconds=1), zone) if selection.until else ""
    if since and until:
        return f"on {since}" if since == until else f"from {since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else ""


def place_of(page: ResultPage, offset: int, shown: int) -> str:
    """Return the places of the articles on a page: "6-10 of 23", "6-10 of 100+" if there may be more."""
    places = f"{offset + 1}-{offset + shown}" if shown > 1 else f"{offset + 1}"
    return f"{places} of {page.total}{'+' * page.more}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
