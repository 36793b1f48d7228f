"""What is told of a story: its articles, outlets and origins, and whose text stands for its copies (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from indexer.model import Quality, Story
from indexer.web import urls
from indexer.web.source_filter import outlet_key, source_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

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
    named = _named(members)
    origins = _origins(members, named)
    for same in texts.values():
        first = _first(same, named)
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


def _first(copies: Sequence[Member], named: Mapping[str, Member]) -> Member:
    """Return who stands for a text: the one that its copies name, else the earliest that has it whole."""
    sources = {named[copy.article.id].article.id for copy in copies if copy.article.id in named}
    return min(
        copies,
        key=lambda copy: (copy.article.id not in sources, copy.article.quality is not Quality.FULL, *_by_time(copy)),
    )


def _origins(members: Sequence[Member], named: Mapping[str, Member]) -> int:
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
        if origin := named.get(member.article.id):
            leader[find(member.text)] = find(origin.text)
        elif member.article.origins:
            outside = f"\0{source_key(member.article.origins[0].name)}"
            leader[find(member.text)] = find(outside)
    return len({find(member.text) for member in members})


def _named(members: Sequence[Member]) -> dict[str, Member]:
    """Return by article id the member that an article names as its origin: by address, else by its publisher.

    Of several with that address it is the first member, of a publisher's articles the earliest.
    """
    naming = [member for member in members if member.article.origins]
    if not naming:
        return {}
    by_address = _grouped(
        (urls.identity(address), each) for each in members for address in (each.article.url, *each.article.aliases)
    )
    by_publisher = _grouped((source_key(each.article.publisher), each) for each in sorted(members, key=_by_time))
    found: dict[str, Member] = {}
    for member in naming:
        candidates = (
            other
            for origin in member.article.origins
            for group in (by_address.get(urls.identity(origin.url)), by_publisher.get(source_key(origin.name)))
            for other in group or ()
            if other.article.id != member.article.id
        )
        if first := next(candidates, None):
            found[member.article.id] = first
    return found


def _grouped(keyed: Iterable[tuple[str, Member]]) -> dict[str, list[Member]]:
    """Return the members of each key; an empty one is none."""
    groups: dict[str, list[Member]] = {}
    for key, member in keyed:
        if key:
            groups.setdefault(key, []).append(member)
    return groups


def _by_time(member: Member) -> tuple[datetime, str]:
    return member.article.when, member.article.id
