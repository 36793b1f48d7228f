"""Sessions: how long they last, how many there are, and whose forms are whose."""

from __future__ import annotations

from bot.server.access import AccessScope, Caller
from bot.server.pages.sessions import Sessions, new_cookie

BOSS = Caller(name="boss", scope=AccessScope.ADMIN)


def test_a_session_ends_with_its_time() -> None:
    """However much it is used."""
    now = [0.0]
    sessions = Sessions(age=60, timer=lambda: now[0])
    cookie = sessions.open(BOSS)
    for now[0] in (0.0, 30.0, 59.0):
        assert sessions.caller(cookie) == BOSS
    now[0] = 60.0
    assert sessions.caller(cookie) is None


def test_the_oldest_of_too_many_sessions_ends() -> None:
    """So that nobody fills the memory."""
    sessions = Sessions(most=2)
    first, second, third = (sessions.open(BOSS) for _ in range(3))
    assert [sessions.caller(each) for each in (first, second, third)] == [None, BOSS, BOSS]


def test_a_form_belongs_to_one_browser_and_one_server() -> None:
    """The mark of another browser or another server is not taken, nor is one without a cookie."""
    sessions, cookie = Sessions(), new_cookie()
    mark = sessions.form_token(cookie)
    assert sessions.is_form_token(cookie, mark)
    assert not sessions.is_form_token(new_cookie(), mark)
    assert not Sessions().is_form_token(cookie, mark)
    for odd in ("", "é" * 50, "x" * 10_000):
        assert not sessions.is_form_token(odd, sessions.form_token(odd))
        assert not sessions.is_form_token(cookie, odd)
