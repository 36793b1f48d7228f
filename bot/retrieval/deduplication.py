"""Each story once: which of the articles that were found stand for the others (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.model import Hit
    from indexer.model import Article, Story


class DistinctHits(NamedTuple):
    """Hits of which no two articles have the same text."""

    hits: list[Hit]
    stories: Mapping[str, Story]  # by article id
    copies: Mapping[str, tuple[str, ...]]  # addresses of the articles that an article stands for, by its id


def deduplicate(
    hits: Sequence[Hit],
    stories: Mapping[str, Story],
    *,
    as_asked: bool,
    every_report: bool = False,
    names: Collection[str] = (),
) -> DistinctHits:
    """Return the hits with one article for each text, and further reports of a story behind its first report.

    The article that a text comes from stands for its copies, if it was found as well, is not gone where a copy is
    there, and says all of the `names` that are asked for and that the copy which was found best says: a copy may
    differ in a few words. With `as_asked` the question names its publishers: the copy that was found best stands for
    the others, and nothing is moved, since each publisher's report is asked for; with `every_report` nothing is moved
    either. A commentary or a company's own post adds something to a report, and is not moved.
    """
    found = {hit.article.id: hit.article for hit in hits}
    said: dict[str, frozenset[str]] = {}  # names, by article
    for hit in hits if names else ():
        said[hit.article.id] = said.get(hit.article.id, frozenset()) | hit.words.intersection(names)
    same: dict[str, list[Article]] = {}  # the articles of a text, by the id of its first one
    told: dict[tuple[str, Kind], str] = {}  # the text that tells a story
    for article in found.values():
        if story := stories.get(article.id):
            same.setdefault(story.first, []).append(article)
            told.setdefault((story.id, _kind_of_report(article)), story.first)
    texts = {first: _standing(each, said, "" if as_asked else first) for first, each in same.items()}
    copies: dict[str, tuple[str, ...]] = {}
    for article in found.values():
        if (story := stories.get(article.id)) and texts[story.first] != article.id:
            copies[texts[story.first]] = (*copies.get(texts[story.first], ()), article.url)
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        story = stories.get(hit.article.id)
        if story is None or texts[story.first] == hit.article.id:
            moves = story is not None and not as_asked and not every_report
            again = story is not None and moves and told[story.id, _kind_of_report(hit.article)] != story.first
            (later if again else first).append(hit)
    return DistinctHits(first + later, stories, copies)


def of_same_stories(shown: Sequence[Hit], others: Sequence[Hit], stories: Mapping[str, Story]) -> list[Hit]:
    """Return those of the other hits that tell one of the stories that are shown."""
    known = {stories[hit.article.id].id for hit in shown if hit.article.id in stories}
    return [hit for hit in others if hit.article.id in stories and stories[hit.article.id].id in known]


def _standing(copies: Sequence[Article], said: Mapping[str, frozenset[str]], origin: str) -> str:
    """Return the id of the article that stands for those with one text, which come best first."""
    asked = said.get(copies[0].id, frozenset())

    def claim(article: Article) -> tuple[bool, bool, bool]:
        return said.get(article.id, frozenset()) >= asked, article.gone is None, article.id == origin

    return max(copies, key=claim).id


def _kind_of_report(article: Article) -> Kind:
    """Return an article's kind; an unknown one counts as a report."""
    return Kind.REPORTED if article.kind is Kind.UNKNOWN else article.kind
