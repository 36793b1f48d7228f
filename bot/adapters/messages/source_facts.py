"""The facts by which a reader judges a source: publisher, date, kind, story, where it was seen, corrections (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import cut, day
from indexer.web import communities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    import indexer.model
    from bot.adapters.messages.formatting import Dated
    from bot.model import Source
    from indexer.model import Article

    Story = tuple[int, int]  # outlets that report one event, and the independent origins among them

_COMMUNITIES = 3  # in which a source was seen, that are named
_CORRECTION = 300  # characters of a publisher's note on a correction


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
