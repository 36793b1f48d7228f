"""Browsers and their forms: which one is signed in, and that a form was sent from a page of this server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.server.pages.sessions import AGE, Sessions, is_cookie, new_cookie
from bot.server.problems import HttpProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from bot.server.access import Caller

SESSION, VISIT = "byline_session", "byline_visit"
"""Cookies: of who is signed in; and of any browser, so that forms can be told from forged ones."""

_FORM = "application/x-www-form-urlencoded"
_OWN = ("same-origin", "none")  # what Sec-Fetch-Site says of a form of a page of this server


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser, as a request shows it."""

    cookie: str  # what its forms are bound to: that of its session, else that of the visit
    is_new: bool  # it has neither
    caller: Caller | None  # who is signed in


class Visits:
    """Knows browsers by their cookies."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def of(self, request: web.Request) -> Visit:
        """Return the browser that sent a request."""
        session, visit = (request.cookies.get(name, "") for name in (SESSION, VISIT))
        if caller := self._sessions.caller(session):
            return Visit(cookie=session, is_new=False, caller=caller)
        known = is_cookie(visit)
        return Visit(cookie=visit if known else new_cookie(), is_new=not known, caller=None)

    def form_token(self, visit: Visit) -> str:
        """Return what each form carries that is given to a browser."""
        return self._sessions.form_token(visit.cookie)

    async def form(self, request: web.Request, *, signs_in: bool = False) -> Mapping[str, str]:
        """Return the fields of a form. Raises `HttpProblem` for one that was not given to the browser that sends it.

        Of who is signed in only forms of the session are taken; one that `signs_in` may have been given before.
        """
        if request.content_type != _FORM:
            raise HttpProblem(415, f"a form is sent as {_FORM}")
        if not _is_from_here(request):
            raise HttpProblem(403, "this form was sent from another site")
        fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        cookies = [self.of(request).cookie, *([request.cookies.get(VISIT, "")] if signs_in else [])]
        if not any(self._sessions.is_form_token(cookie, fields.get("form", "")) for cookie in cookies):
            raise HttpProblem(
                403, "this form has expired, or cookies are refused: open its page again, and send it anew"
            )
        return fields

    def sign_in(self, request: web.Request, response: web.Response, caller: Caller) -> None:
        """Begin a session. Whatever session the browser had before ends."""
        self._sessions.close(request.cookies.get(SESSION, ""))
        cookie = self._sessions.open(caller)
        _set(response, SESSION, cookie, request, strict=True)

    def sign_out(self, request: web.Request, response: web.Response) -> None:
        """End the session."""
        self._sessions.close(request.cookies.get(SESSION, ""))
        response.del_cookie(SESSION, path="/")

    def keep(self, request: web.Request, response: web.Response, visit: Visit) -> None:
        """Have a new browser known again."""
        if visit.is_new:
            _set(response, VISIT, visit.cookie, request, strict=False)


def _set(response: web.Response, name: str, value: str, request: web.Request, *, strict: bool) -> None:
    """Set a cookie. A lax one comes also with a link from elsewhere, so that it is not replaced then."""
    response.set_cookie(
        name,
        value,
        path="/",
        max_age=int(AGE),
        httponly=True,
        samesite="Strict" if strict else "Lax",
        secure=_is_encrypted(request),
    )


def _is_encrypted(request: web.Request) -> bool:
    """Tell whether the browser speaks TLS, to a proxy before this server: it says so itself where it sends a form."""
    return request.secure or request.headers.get("Origin", "").startswith("https://")


def _is_from_here(request: web.Request) -> bool:
    """Tell whether a form comes from a page of this server, as far as the browser says."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc.lower() != request.headers.get("Host", "").lower():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in _OWN
