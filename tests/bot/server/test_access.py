"""Tokens, hosts, and how fast a token can be guessed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.server.access import LOCAL, Access, AccessScope, Caller, host_name, read_tokens, require
from bot.server.problems import HttpProblem
from indexer.errors import ConfigError

READER, ADMIN = "r" * 20, "a:" * 10
TOKENS = read_tokens(f" desk:read:{READER}, root:admin:{ADMIN} ,", "BYLINE_TOKENS")


def admitted(access: Access, **headers: str) -> Caller | None:
    """Return whom a request with these headers comes from."""
    request = make_mocked_request("GET", "/", headers={"Host": "localhost", **headers})
    return asyncio.run(access.admit(request))


def refusal(access: Access, **headers: str) -> int:
    """Return the status that it is refused with."""
    with pytest.raises(HttpProblem) as raised:
        admitted(access, **headers)
    return raised.value.status


def test_a_token_says_who_comes_and_what_they_may() -> None:
    """A token may hold colons; whoever has none is nobody where tokens are, and may read where there are none."""
    access = Access(TOKENS, [])
    assert admitted(access, Authorization=f"Bearer {READER}") == Caller(name="desk", scope=AccessScope.READ)
    assert admitted(access, Authorization=f"bearer  {ADMIN} ") == Caller(name="root", scope=AccessScope.ADMIN)
    assert admitted(access) is None
    assert admitted(Access((), [])) == LOCAL


@pytest.mark.parametrize(
    ("caller", "scope", "status"),
    [
        (Caller(name="x", scope=AccessScope.READ), AccessScope.READ, 0),
        (Caller(name="x", scope=AccessScope.ADMIN), AccessScope.READ, 0),
        (Caller(name="x", scope=AccessScope.ADMIN), AccessScope.ADMIN, 0),
        (Caller(name="x", scope=AccessScope.READ), AccessScope.ADMIN, 403),
        (LOCAL, AccessScope.ADMIN, 401),
        (None, AccessScope.READ, 401),
    ],
)
def test_a_scope_is_needed(caller: Caller | None, scope: AccessScope, status: int) -> None:
    """An admin may read; nobody changes anything without a token, not even on this computer."""
    if not status:
        assert require(caller, scope) == caller
        return
    with pytest.raises(HttpProblem) as raised:
        require(caller, scope)
    assert raised.value.status == status


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8080",
        "news.example.org@evil.example",
        "",
    ],
)
def test_no_other_host_is_served(host: str) -> None:
    """A page whose name was made to lead here reaches nothing: its host is another."""
    assert refusal(Access((), ["news.example.org"]), Host=host) == 421


@pytest.mark.parametrize(
    "host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "192.0.2.7:80", "News.example.org.", "news.example.org:443"]
)
def test_this_server_is_served(host: str) -> None:
    """By an address, which no name server can turn elsewhere, and by the names that are its own."""
    assert admitted(Access((), ["news.example.org"]), Host=host) == LOCAL


def test_guessing_is_slow() -> None:
    """Each wrong token waits, after ten in a minute longer, and who has the right one never does."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    access = Access(TOKENS, [], sleep)
    assert [refusal(access, Authorization=f"Bearer {number}") for number in range(12)] == [401] * 12
    assert waited == [1.0] * 10 + [10.0] * 2
    assert admitted(access, Authorization=f"Bearer {READER}")
    assert len(waited) == 12


def test_guesses_do_not_hold_the_server() -> None:
    """No more than some wrong tokens wait, the others are refused at once; afterwards they wait again."""

    async def guess() -> list[int]:
        end = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await end.wait()

        access = Access(TOKENS, [], sleep)
        guesses = [asyncio.create_task(access.caller_of(f"{number}", "192.0.2.7")) for number in range(256)]
        refused, _ = await asyncio.wait(guesses, return_when=asyncio.FIRST_EXCEPTION)
        assert (await access.caller_of(READER, "192.0.2.7")).name == "desk"
        at_once = [problem.status for task in refused if isinstance(problem := task.exception(), HttpProblem)]
        assert at_once == [429] * (256 - 32)
        end.set()
        found = await asyncio.gather(*guesses, access.caller_of("again", "192.0.2.7"), return_exceptions=True)
        return [problem.status for problem in found if isinstance(problem, HttpProblem)]

    assert asyncio.run(guess()) == [401] * 32 + [429] * (256 - 32) + [401]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"desk:write:{READER}", "entry 1: must be name:scope:token"),
        (f"a b:read:{READER}", "entry 1: must be name:scope:token"),
        (READER, "entry 1: must be name:scope:token"),
        ("desk:read:short-secret", "entry 1: the token must have at least 20 characters"),
        (f"desk:read:{READER},desk:admin:{ADMIN}", "entry 2: the name desk was given before"),
    ],
)
def test_what_is_no_token_is_told_without_it(text: str, says: str) -> None:
    """A mistake in the variable is named by its entry, and no token is shown."""
    with pytest.raises(ConfigError, match=says) as raised:
        read_tokens(text, "BYLINE_TOKENS")
    assert "short-secret" not in str(raised.value)
    assert READER not in str(raised.value)


def test_a_token_is_not_kept() -> None:
    """What is kept of a token does not show it."""
    kept: Any = TOKENS[0]
    assert READER not in repr(kept)


def test_a_host_is_read_without_its_port() -> None:
    """Brackets, ports, capitals and the dot of the root are no part of a name."""
    assert [host_name(host) for host in ("[::1]:80", "[::1]", "A.B:80", "a.b.", ":80")] == [
        "::1",
        "::1",
        "a.b",
        "a.b",
        "",
    ]
