"""What comes for a watch or a digest as a document of its own: HTML, and the same as plain text (pure)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from typing_extensions import override

from bot.adapters.messages.formatting import cut, day, one_line
from bot.adapters.messages.markup import Markup
from bot.adapters.messages.story_post import format_post
from bot.subscriptions.records import DigestPost, StoryPost, TurnPost

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.adapters.messages.message import Message
    from bot.subscriptions.records import Post, Subscription

_TITLE = 200
_QUERY = 80
_SCHEME = re.compile(":(?=//)")  # readers of mail make links of written addresses
_ROOM = 200_000  # characters: more than seven stories can take


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A post, to be read by itself."""

    title: str  # one clean line of plain text
    link: str  # to the article that it is on, or begins with; "" for none
    html: str  # the content of a body: paragraphs without scripts, styles and pictures
    text: str


class _Whole(Markup):
    """What mail and HTML have in common: room for everything, and no channels or members to name."""

    statement = 1_500
    title = 500
    snippet = 600
    max_url = 2_048
    bold = "\n"  # stands in no line: see `strong`
    parentheses = ("(", ")")
    alone = "a mail"

    @override
    def characters(self, line: str) -> list[str]:
        return list(_SCHEME.sub("\N{MODIFIER LETTER COLON}", line))

    @override
    def may_be_bold(self, before: str, after: str) -> bool:
        return True

    @override
    def channel(self, channel: str) -> str:
        return self.text(channel)

    @override
    def member(self, user: str) -> str:
        return self.text(user)

    @override
    def room(self, message: Message) -> int:
        return _ROOM


class _Html(_Whole):
    @override
    def characters(self, line: str) -> list[str]:
        return [html.escape(character) for character in super().characters(line)]

    @override
    def target(self, url: str) -> str:
        return html.escape(url)

    @override
    def linked(self, target: str, label: str) -> str:
        return f'<a href="{target}">{label}</a>'

    @override
    def strong(self, markup: str) -> str:
        return f"<strong>{markup}</strong>"

    @override
    def code(self, text: str) -> str:
        return f"<code>{html.escape(text)}</code>"


class _Plain(_Whole):
    @override
    def target(self, url: str) -> str:
        return url

    @override
    def linked(self, target: str, label: str) -> str:
        return f"{label} <{target}>"

    @override
    def strong(self, markup: str) -> str:
        return markup


_HTML = _Html()
PLAIN = _Plain()
"""Plain text as markup."""


def document_of(post: Post, zone: tzinfo) -> Document:
    """Return the document for a post. Times are in the zone, those of a digest in its own."""
    if isinstance(post, DigestPost):
        zone = ZoneInfo(post.digest.schedule.zone)
    lead = _lead(post)
    return Document(
        title=cut(one_line(_title(post, zone)), _TITLE),
        link=lead if _HTML.is_linkable(lead) else "",
        html=_in_html(format_post(post, "", zone, _HTML)),
        text=_in_plain(format_post(post, "", zone, PLAIN)),
    )


def subscription_of(post: Post) -> Subscription:
    """Return the watch or the digest that a post is for."""
    return post.digest if isinstance(post, DigestPost) else post.watch


def _title(post: Post, zone: tzinfo) -> str:
    """Return what stands above a post, as it is: hostile in parts."""
    if isinstance(post, TurnPost):
        return f"{post.turn.kind.capitalize()}: {post.turn.article.title}"
    if isinstance(post, StoryPost):
        return post.item.lead.title or post.watch.query
    if isinstance(post, DigestPost):
        first = post.items[0].lead.title if post.items else "nothing new"
        return f"Digest, {day(post.until, zone)}: {first}"
    number = len(post.items) + post.more
    return f"{number} stories on {cut(post.watch.query, _QUERY)}"


def _lead(post: Post) -> str:
    if isinstance(post, TurnPost):
        return post.turn.article.url
    items = (post.item,) if isinstance(post, StoryPost) else post.items
    return items[0].lead.url if items else ""


def _in_html(message: Message) -> str:
    lines = [f"<p>{line.strip()}</p>" for part in message.parts for line in part.all_lines]
    return "\n".join([*lines, *(f"<p><small>{note}</small></p>" for note in message.notes)])


def _in_plain(message: Message) -> str:
    parts = ["\n\n".join(part.all_lines) for part in message.parts]
    return "\n\n".join([*parts, "\n".join(message.notes)]).strip()
