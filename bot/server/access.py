"""Who asks, and what they may: tokens with scopes, the Host header, and how fast tokens can be guessed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import structlog
from aiohttp import web

from bot.conversation.rate_limits import PerUser
from bot.model.chat import Rate
from bot.server.problems import HttpProblem
from indexer.errors import ConfigError
from indexer.web.redaction import add_secrets

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_SHORTEST = 20  # characters of a token: even at a thousand guesses a second nobody finds it
_TRIES = Rate(count=10, per=timedelta(minutes=1))  # wrong tokens of an address, after which it waits longer
_WAIT, _LONG_WAIT = 1.0, 10.0  # seconds until a wrong token is answered
_MOST_WAITING = 32  # wrong tokens that wait: each holds one of the server's connections, which others need, too


class AccessScope(StrEnum):
    """What a caller may do; an admin may read, too."""

    READ = "read"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request."""

    name: str  # of the token; "local" for one without
    scope: AccessScope

    def may(self, scope: AccessScope) -> bool:
        """Tell whether the caller may do what needs a scope."""
        return scope in (AccessScope.READ, self.scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A secret that the operator gave to a program or a person; only its digest is kept."""

    name: str
    scope: AccessScope
    digest: bytes


CALLER: web.RequestKey[Caller] = web.RequestKey("caller", Caller)
"""Where a request holds its caller; None stands for nobody, on a route that is open to everybody."""

LOCAL = Caller(name="local", scope=AccessScope.READ)
"""Whoever reaches an address of this computer without a token, where none is demanded."""


def caller_name(request: web.Request) -> str:
    """Return the name of a request's caller."""
    caller: Caller = request.get(CALLER, LOCAL)
    return caller.name


class Guard(Protocol):
    """Decides who may come in."""

    async def admit(self, request: web.Request) -> Caller | None:
        """Return the caller, None for nobody that is known. Raises `HttpProblem` for a request that is not admitted."""


class OpenGuard:
    """Admits everybody to what is open to everybody: health and metrics."""

    async def admit(self, request: web.Request) -> Caller | None:  # noqa: ARG002  the protocol's
        """Return nobody."""
        return None


class Access:
    """The guard of an address to listen on."""

    def __init__(
        self,
        tokens: Sequence[AccessToken],
        hosts: Collection[str],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Take the tokens, without which everybody may read, and names of this server beside those of this computer."""
        self.tokens = tuple(tokens)
        self.identify: list[Callable[[web.Request], Caller | None]] = []  # other ways to know a caller: a session
        self._hosts = {"localhost", *(host.lower() for host in hosts)}
        self._failures = PerUser(_TRIES)
        self._sleep = sleep
        self._waiting = 0

    async def admit(self, request: web.Request) -> Caller | None:
        """Return whose token a request carries, else who is known otherwise. Raises as `Guard` says."""
        self._check_host(request)
        if given := _bearer(request):
            return await self.caller_of(given, request.remote or "")
        found = (caller for identify in self.identify if (caller := identify(request)))
        return next(found, None if self.tokens else LOCAL)

    async def caller_of(self, secret: str, address: str) -> Caller:
        """Return whose token this is. Raises `HttpProblem` if it is nobody's, after a wait that makes guessing slow.

        Where many wait already it is raised at once, with the status 429.
        """
        digest = digest_of(secret)
        found = [each for each in self.tokens if hmac.compare_digest(each.digest, digest)]
        if found:
            return Caller(name=found[0].name, scope=found[0].scope)
        is_few = self._failures.take(address, datetime.now(UTC))
        if is_few:  # of many the log need not tell
            structlog.get_logger("byline.server").warning("a wrong token", address=address)
        if self._waiting >= _MOST_WAITING:
            detail = "this token is not known, and many others were not of late: wait before you try another"
            raise HttpProblem(429, detail, {"Retry-After": f"{_LONG_WAIT:.0f}"})
        self._waiting += 1
        try:
            await self._sleep(_WAIT if is_few else _LONG_WAIT)
        finally:
            self._waiting -= 1
        raise unauthorized("this token is not known: see tokens_env in the section [server] of the config")

    def _check_host(self, request: web.Request) -> None:
        """Refuse a name that is not this server's: a page elsewhere whose name leads here could read all."""
        host = request.headers.get("Host", "")
        name = host_name(host)
        if not (name in self._hosts or _is_ip_address(name)):
            raise HttpProblem(
                421,
                f"the Host {host[:100]!r} is not served here: name it in hosts, in the section [server] of the config",
            )


def unauthorized(detail: str) -> HttpProblem:
    """Return the refusal of a request that lacks a token."""
    return HttpProblem(401, detail, {"WWW-Authenticate": 'Bearer realm="byline"'})


def require(caller: Caller | None, scope: AccessScope) -> Caller:
    """Return the caller. Raises `HttpProblem` if it is nobody, or may not do what needs the scope."""
    if caller is None:
        raise unauthorized("a token is needed: send it as Authorization: Bearer TOKEN")
    if not caller.may(scope):
        detail = f"this needs a token with the scope {scope}"
        raise unauthorized(detail) if caller is LOCAL else HttpProblem(403, detail)
    return caller


def read_tokens(text: str, variable: str) -> tuple[AccessToken, ...]:
    """Return the tokens of "name:scope:token,…". Raises `ConfigError` with every problem, none of which shows one."""
    tokens: list[AccessToken] = []
    problems: list[str] = []
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    for number, entry in enumerate(entries, start=1):
        name, _, rest = entry.partition(":")
        scope, _, secret = rest.partition(":")
        add_secrets([secret])
        if wrong := _wrong(name, scope, secret, {token.name for token in tokens}):
            problems.append(f"the environment variable {variable}, entry {number}: {wrong}")
        else:
            tokens.append(AccessToken(name=name, scope=AccessScope(scope), digest=digest_of(secret)))
    if problems:
        raise ConfigError(problems)
    return tuple(tokens)


def _wrong(name: str, scope: str, secret: str, known: Collection[str]) -> str:
    """Return what is wrong with an entry, "" for nothing."""
    if not _NAME.fullmatch(name) or scope not in tuple(AccessScope):
        return "must be name:scope:token, the name of letters, digits, - _ and ., the scope read or admin"
    if len(secret) < _SHORTEST or not secret.isascii() or not secret.isprintable() or " " in secret:
        return (
            f"the token must have at least {_SHORTEST} characters, printable ASCII without spaces and commas: "
            'make one with python -c "import secrets; print(secrets.token_urlsafe())"'
        )
    return f"the name {name} was given before" if name in known else ""


def digest_of(secret: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).digest()


def host_name(host: str) -> str:
    """Return the name in a Host header, in lower case, without port and brackets."""
    name = host.rpartition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")


def _bearer(request: web.Request) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _is_ip_address(name: str) -> bool:
    """Tell whether a host is an address: it names this server, whatever a name server says."""
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False
