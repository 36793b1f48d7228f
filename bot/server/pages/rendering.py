"""Templates made into pages. Everything that is put into them is escaped, and links lead only to http(s) addresses."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.adapters.messages.formatting import day, label_of, minute, one_line
from bot.server.pages.page_room import TITLE, bounded, is_linkable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from bot.server.access import Caller

ASSETS = {"style.css": "text/css", "page.js": "text/javascript", "mark.svg": "image/svg+xml"}
"""Files that pages refer to, with their types."""

_VERSION = 10  # hexadecimal digits
_LEAD = re.compile(r"\s*correct(?:ion|ed)s?\b\s*[:.\u2014\u2013-]?\s*", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages refer to, under an address that changes with it."""

    body: bytes
    kind: str
    version: str

    @property
    def etag(self) -> str:
        """What tells it from other versions."""
        return f'"{self.version}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What every page shows beside its own content."""

    path: str
    form_token: str
    caller: Caller | None = None  # who is signed in
    is_admin: bool = False


class Renderer:
    """Makes pages of templates, with times in one zone."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        self.assets = _assets()
        self._templates = Environment(
            loader=PackageLoader(__package__ or "bot.server.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals["asset"] = self._address
        self._templates.filters |= {
            "day": lambda when: day(when, zone),
            "minute": lambda when: minute(when, zone),
            "short_minute": lambda when: f"{day(when, zone)}, {when.astimezone(zone):%H:%M}",
            "iso": lambda when: when.astimezone(UTC).isoformat(timespec="minutes"),
            "line": one_line,
            "line_with_blanks": lambda text: _SPACE.sub(" ", one_line(f"|{text}|")[1:-1]),
            "label": lambda title, url: label_of(url, bounded(title, TITLE)),
            "bounded": bounded,
            "counted": counted,
            "grouped": lambda number: f"{number:,}",
            "without_lead": _without_lead,
            "urlencode": quote_plus,
        }
        self._templates.filters["is_linkable"] = is_linkable

    def page(self, template: str, context: PageContext, values: Mapping[str, Any]) -> str:
        """Return a page, or a part of one."""
        field = Markup('<input type="hidden" name="form" value="{}">').format(context.form_token)
        return self._templates.get_template(template).render({"page": context, "token": lambda: field, **values})

    def _address(self, name: str) -> str:
        return f"/static/{name}?v={self.assets[name].version}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 report", "2 reports"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def _without_lead(text: str) -> str:
    """Return a note on a correction without the word that it begins with: the page says that itself."""
    noted = _LEAD.sub("", text, count=1)
    return noted[:1].upper() + noted[1:]


def _assets() -> dict[str, Asset]:
    folder = resources.files(__package__ or "bot.server.pages").joinpath("static")
    bodies = {name: folder.joinpath(name).read_bytes() for name in ASSETS}
    return {
        name: Asset(body=body, kind=ASSETS[name], version=hashlib.sha256(body).hexdigest()[:_VERSION])
        for name, body in bodies.items()
    }
