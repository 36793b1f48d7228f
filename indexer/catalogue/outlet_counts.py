"""What is told of a story: its articles, outlets and origins, and whose text stands for its copies (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from indexer.model import Quality, Story
from indexer.web import urls
from indexer.web.source_filter import outlet_key, source_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.model import Article


class Member(NamedTuple):
    """An article of a story."""

    article: Article  # its text is not looked at
    story: str
    text: str  # id of the article that this text was first known by


def counted(members: Iterable[Member]) -> dict[str, Story]:
    """Return for each article its story; all articles of the stories must be among the members."""
    stories: dict[str, list[Member]] = {}
    for member in members:
        stories.setdefault(member.story, []).append(member)
    return {key: story for found in stories.values() for key, story in _told(found)}


def _told(members: Sequence[Member]) -> Iterator[tuple[str, Story]]:
    """Yield the articles of one story, each with what is told of it."""
    texts: dict[str, list[Member]] = {}
    for member in members:
        texts.setdefault(member.text, []).append(member)
    # An outlet that prints a text again, under another title or address, has one article on it.
    articles = {(member.text, outlet_key(member.article)) for member in members}
    outlets = {source_key(member.article.publisher) or urls.site(member.article.url) for member in members}
    origins = _origins(members)
    for same in texts.values():
        first = _first(same, members)
        for member in same:
            yield (
                member.article.id,
                Story(
                    id=member.story,
                    articles=len(articles),
                    outlets=len(outlets),
                    origins=origins,
                    first=first.article.id,
                ),
            )


def _first(copies: Sequence[Member], members: Sequence[Member]) -> Member:
    """Return who stands for a text: the one that its copies name, else the earliest that has it whole."""
    named = {member.article.id for copy in copies if (member := _named(copy, members))}
    return min(
        copies,
        key=lambda copy: (
            copy.article.id not in named,
            copy.article.quality is not Quality.FULL,
            copy.article.when,
            copy.article.id,
        ),
    )


def _origins(members: Sequence[Member]) -> int:
    """Return the number of independent sources: copies are one, and who names another's text counts with it.

    Those that name one source which is not among the articles are one as well.
    """
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while (up := leader.get(key, key)) != key:
            key = up
        return key

    for member in members:
        leader.setdefault(find(member.text), find(member.text))
        if origin := _named(member, members):
            leader[find(member.text)] = find(origin.text)
        elif member.article.origins:
            outside = f"\0{source_key(member.article.origins[0].name)}"
            leader[find(member.text)] = find(outside)
    return len({find(member.text) for member in members})


def _named(member: Member, members: Sequence[Member]) -> Member | None:
    """Return the article of the same story that an article names as its origin: by address, else by its publisher."""
    others = [other for other in members if other.article.id != member.article.id]
    for origin in member.article.origins:
        address, name = urls.identity(origin.url) if origin.url else "", source_key(origin.name)
        for other in others:
            if address and address in map(urls.identity, (other.article.url, *other.article.aliases)):
                return other
        for other in sorted(others, key=lambda each: (each.article.when, each.article.id)):
            if name and name == source_key(other.article.publisher):
                return other
    return None
