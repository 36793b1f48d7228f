"""A page of search results as a message, with buttons to turn it and to share it (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.slack.answers import article_line
from bot.adapters.slack.blocks import (
    NEXT,
    PREVIOUS,
    ROOM,
    SECTION,
    SHARE_PAGE,
    Message,
    actions,
    button,
    context,
    fallback,
    section,
)
from bot.adapters.slack.escaping import mrkdwn_cut
from bot.adapters.slack.searches import MAX_OFFSET, PAGE
from bot.adapters.text import length, minute, place_of, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from bot.adapters.slack.blocks import Block
    from bot.adapters.slack.searches import Search
    from bot.adapters.text import Story
    from bot.model import Result, ResultPage

_SNIPPET = 600
_FILTER = 100
_QUERY = 400
_BLOCK = 80  # characters of a section beside its text
_BUTTON = 150  # characters of a button beside its value


def page_message(
    page: ResultPage, search: Search, *, stories: Mapping[str, Story] | None = None, shared_by: str | None = None
) -> Message:
    """Return the message for a page of search results.

    `page` holds the articles from `search.offset` on. `shared_by` (a name, or "" where it is not known) makes the
    page one for a channel: it has no buttons, and says who shared it.
    """
    if stories is None:
        stories = told({result.article.id: result.story for result in page.results if result.story})
    zone = page.question.zone
    heading = _heading(search, zone)
    room = ROOM - length(heading) - 3 * (length(search.value()) + _BUTTON)
    shown = _fitting([_result(result, zone, stories) for result in page.results], room)
    note = _place(search, page, len(shown))
    if shared_by is not None:
        note += f" Shared{' by ' * bool(shared_by)}{mrkdwn_cut(shared_by, _FILTER)}."
    return Message(
        text=fallback([heading, *shown] if shown else [heading, "No articles found."]),
        blocks=(
            section(heading),
            *map(section, shown or ["No articles found."]),
            context(note),
            *actions(*(_buttons(search, len(shown), page.total) if shared_by is None else ())),
        ),
    )


def _heading(search: Search, zone: tzinfo) -> str:
    """Return what was searched for, with the filters in words."""
    what = "*Latest articles*" if search.latest else "*Articles*"
    about = f" on “{mrkdwn_cut(search.text, _QUERY)}”" if search.text else ""
    chosen = search.selection
    filters = [f"since {minute(chosen.since, zone)}"] if chosen.since else []
    filters += [f"before {minute(chosen.until, zone)}"] if chosen.until else []
    filters += [f"from {' or '.join(mrkdwn_cut(name, _FILTER) for name in chosen.sources)}"] if chosen.sources else []
    filters += [f"kind {' or '.join(kind.value for kind in chosen.kinds)}"] if chosen.kinds else []
    return what + about + "".join(f", {text}" for text in filters)


def _result(result: Result, zone: tzinfo, stories: Mapping[str, Story]) -> str:
    """Return a result as one section's text: the article in a line, and its snippet."""
    line = article_line(result.article, zone, stories.get(result.article.id))
    snippet = mrkdwn_cut(result.snippet, min(_SNIPPET, SECTION - length(line) - 1))
    return f"{line}\n{snippet}" if snippet else line


def _fitting(texts: Iterable[str], room: int) -> list[str]:
    """Return the first results that fit; what is left begins the next page."""
    kept: list[str] = []
    for text in texts:
        room -= length(text) + _BLOCK
        if room < 0:
            break
        kept.append(text)
    return kept


def _place(search: Search, page: ResultPage, shown: int) -> str:
    """Return which articles these are of how many, and as of when."""
    counted = f"{place_of(page, search.offset, shown)}. " if shown else ""
    return f"{counted}As of {minute(search.now, page.question.zone)}."


def _buttons(search: Search, shown: int, total: int) -> list[Block]:
    """Return the buttons that lead back, on and to the channel, as far as there is something."""
    following = search.offset + shown
    turns = [(PREVIOUS, "Previous", search.page(search.offset - PAGE))] if search.offset else []
    if shown:
        turns += [(NEXT, "Next", search.page(following))] if following < min(total, MAX_OFFSET) else []
        turns.append((SHARE_PAGE, "Share to channel", search))
    return [button(action, text, target.value()) for action, text, target in turns]
