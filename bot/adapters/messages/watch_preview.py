"""What a watch would have sent, before it is started, with the buttons to start, narrow or leave it (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.messages import labels
from bot.adapters.messages.answer import article_line
from bot.adapters.messages.formatting import cut, one_line
from bot.adapters.messages.message import CANCEL, NARROWER, PREVIEWS, START, Button, Message, MessagePart, fit
from bot.adapters.messages.subscription_words import named
from bot.subscriptions.previews import rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.subscriptions.narrower_watches import Narrowing
    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import Watch
    from indexer.model import Article

_SHOWN = 5  # stories
_WORD = 40  # characters of what tells that a story is on a watch
_BY_HAND = "Write it with another word, or with a filter: kind:reported, source:reuters, tags:chips, language:en."


def format_preview(watch: Watch, preview: Preview, key: str, zone: tzinfo, markup: Markup) -> Message:
    """Return the preview of a watch; `key` is the value of its buttons."""
    found = len(preview.articles)
    cancel = Button(action=CANCEL, text=labels.CANCEL, value=key)
    buttons = [Button(action=START, text=labels.START, value=key)]
    buttons += [Button(action=NARROWER, text=labels.NARROWER, value=key)] if found > 1 else []
    tail = Message(notes=("Nothing is stored before you press Start; only you see this.",), buttons=(*buttons, cancel))
    heading = f"{markup.strong('Watch')} for {named(watch, markup)}: {rate(preview)}."
    if not found:
        said = f"{heading} You can start it all the same: what comes from now on is posted here."
        return replace(tail, parts=(MessagePart(lines=(said,)),))
    told = [f"• {preview_line(preview, article, zone, markup)}" for article in preview.articles[:_SHOWN]]
    lead = f"In the last {preview.span.days} days it would have sent {found}:"
    lines = fit(told, markup.room(replace(tail, parts=(MessagePart(lines=(heading, lead)),))) * 3 // 4)
    more = [f"… and {found - len(lines)} more."] if found > len(lines) else []
    return replace(tail, parts=(MessagePart(lines=(heading, lead, *lines, *more)),))


def preview_line(preview: Preview, article: Article, zone: tzinfo, markup: Markup) -> str:
    """Return an article of a preview in one line, with the words by which it is on the watch."""
    said = ", ".join(markup.cut(each, _WORD) for each in preview.said.get(article.id, ()))
    return f"{article_line(article, zone, markup)}{f': {said}' if said else ''}"


def format_narrower(watch: Watch, ways: Sequence[tuple[Narrowing, str]], key: str, markup: Markup) -> Message:
    """Return the ways to narrow a watch, each with the value of its button; `key` leads back to the watch as it is."""
    told = [f"• {markup.cut(way.what, 200)}: {rate(way.preview)}" for way, _ in ways]
    heading = f"{markup.strong('Narrower')} than {named(watch, markup)}:"
    values = [(f"Only {way.what}", value) for way, value in ways] + [("As it was", key)]
    buttons = (
        Button(action=action, text=cut(one_line(text), labels.LABEL), value=value)
        for action, (text, value) in zip(PREVIEWS, values, strict=False)
    )
    cancel = Button(action=CANCEL, text=labels.CANCEL, value=key)
    lines = (heading, *told, markup.text(_BY_HAND))
    return Message(parts=(MessagePart(lines=lines),), buttons=(*buttons, cancel))
