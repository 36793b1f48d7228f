"""Pages as responses, with headers that let nothing in from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.server.access import AccessScope
from bot.server.pages.rendering import PageContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.server.access import Caller
    from bot.server.pages.rendering import Renderer
    from bot.server.pages.visits import Visit, Visits

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with less, a browser would not say where a form comes from
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",  # a page is for the one who sees it
}
"""The headers of every page."""


class PageMaker:
    """Makes pages for whoever sent a request."""

    def __init__(self, renderer: Renderer, visits: Visits) -> None:
        self.renderer = renderer
        self.visits = visits

    def page(
        self, request: web.Request, template: str, values: Mapping[str, Any] | None = None, status: int = 200
    ) -> web.Response:
        """Return a page."""
        visit = self.visits.of(request)
        text = self._text(request, visit, template, values or {})
        response = web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
        self.visits.keep(request, response, visit)
        return response

    def rehearse(self, template: str, values: Mapping[str, Any]) -> None:
        """Make a page for nobody: its template and what that needs are then in memory."""
        self.renderer.page(f"{template}.html.j2", PageContext(path="/", form_token="", is_admin=True), values)

    def part(self, request: web.Request, template: str, values: Mapping[str, Any]) -> str:
        """Return a part of a page, for a script that puts it there."""
        return self._text(request, self.visits.of(request), template, values)

    def _text(self, request: web.Request, visit: Visit, template: str, values: Mapping[str, Any]) -> str:
        context = PageContext(
            path=request.path,
            form_token=self.visits.form_token(visit),
            caller=visit.caller,
            is_admin=is_admin(visit.caller),
        )
        return self.renderer.page(f"{template}.html.j2", context, values)


def is_admin(caller: Caller | None) -> bool:
    """Tell whether somebody is signed in who may change things."""
    return caller is not None and caller.may(AccessScope.ADMIN)


def redirect(to: str) -> web.Response:
    """Return what leads a browser to another page of this server, also after a form."""
    return web.Response(status=303, headers={**HEADERS, "Location": to})
