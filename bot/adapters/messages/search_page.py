"""A page of search results as a message, with buttons for the next page and for sharing it (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.messages import labels
from bot.adapters.messages.answer import article_line, shared_note
from bot.adapters.messages.formatting import length, place_of
from bot.adapters.messages.message import NEXT, PREVIOUS, SHARE_PAGE, Button, Message, MessagePart, fit
from bot.adapters.messages.search_state import MAX_OFFSET, PAGE
from bot.adapters.messages.source_facts import story_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.adapters.messages.search_state import Search
    from bot.adapters.messages.source_facts import Story
    from bot.model import Result, ResultPage

    Value = Callable[[Search], str]

_LINE = 2_900  # characters of a result, its snippet included
_FILTER = 100
_QUERY = 400
_EACH = 80  # characters that a result takes beside its own


def format_search_page(
    page: ResultPage,
    search: Search,
    markup: Markup,
    *,
    value: Value,
    shared_by: str | None = None,
) -> Message:
    """Return the message for a page of search results.

    `page` holds the articles from `search.offset` on, `value` returns a search as the value of a button. With
    `shared_by` (a name, "" if it is not known) the page is for a channel: without buttons, with a note who shared it.
    """
    stories = story_counts({result.article.id: result.story for result in page.results if result.story})
    zone = page.question.zone
    heading = MessagePart(lines=(_heading(search, zone, markup),), spaced=True)
    widest = _buttons(search.page(1), 1, MAX_OFFSET, value)  # every button that a page may have
    room = markup.room(Message(parts=(heading,), notes=(_note(search, page, PAGE, markup),), buttons=widest))
    room -= 2 * _FILTER + length(heading.lines[0])
    shown = fit((_result(each, zone, markup, stories) for each in page.results), room, _EACH)
    note = _note(search, page, len(shown), markup)
    if shared_by is not None:
        note += f" {shared_note(shared_by, markup)}"
    message = Message(
        parts=(heading, MessagePart(lines=tuple(shown or ["No articles found."]), spaced=True)), notes=(note,)
    )
    if shared_by is not None:
        return message
    return replace(message, buttons=_buttons(search, len(shown), page.total, value))


def _heading(search: Search, zone: tzinfo, markup: Markup) -> str:
    """Return the topic of a search, with its filters in words."""
    what = markup.strong("Latest articles" if search.latest else "Articles")
    about = f" on “{markup.cut(search.text, _QUERY)}”" if search.text else ""
    chosen = search.selection
    filters = [f"since {markup.minute(chosen.since, zone)}"] if chosen.since else []
    filters += [f"before {markup.minute(chosen.until, zone)}"] if chosen.until else []
    filters += [f"from {' or '.join(markup.cut(name, _FILTER) for name in chosen.sources)}"] if chosen.sources else []
    filters += [f"kind {' or '.join(kind.value for kind in chosen.kinds)}"] if chosen.kinds else []
    filters += [f"tagged {' or '.join(markup.cut(tag, _FILTER) for tag in chosen.tags)}"] if chosen.tags else []
    filters += [f"language {markup.cut(chosen.language, _FILTER)}"] if chosen.language else []
    return what + about + "".join(f", {text}" for text in filters)


def _result(result: Result, zone: tzinfo, markup: Markup, stories: Mapping[str, Story]) -> str:
    """Return a result: the article in a line, and its snippet."""
    line = article_line(result.article, zone, markup, stories.get(result.article.id))
    snippet = markup.cut(result.snippet, min(markup.snippet, max(0, _LINE - length(line))))
    return f"{line}\n{snippet}" if snippet else line


def _note(search: Search, page: ResultPage, shown: int, markup: Markup) -> str:
    """Return the places of the shown articles, their total, and the time of the search."""
    counted = f"{place_of(page, search.offset, shown)}. " if shown else ""
    return f"{counted}As of {markup.minute(search.now, page.question.zone)}."


def _buttons(search: Search, shown: int, total: int, value: Value) -> tuple[Button, ...]:
    """Return the buttons for the page before, the next one and sharing, as far as there are articles."""
    following = search.offset + shown
    turns = [(PREVIOUS, labels.PREVIOUS_PAGE, search.page(search.offset - PAGE))] if search.offset else []
    if shown:
        turns += [(NEXT, labels.NEXT_PAGE, search.page(following))] if following < min(total, MAX_OFFSET) else []
        turns.append((SHARE_PAGE, labels.SHARE, search))
    return tuple(Button(action=action, text=text, value=value(target)) for action, text, target in turns)
