"""How the adapters are, as another process learns it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.operations.doctor import Severity, of_adapters
from bot.operations.health import AdapterHealth, AdapterState, adapter_of, adapter_text, shared_adapter

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        (adapter_text(AdapterState.SERVING, NOW), "serving", ""),
        (
            adapter_text(AdapterState.FAILED, NOW - timedelta(days=3), "the token:\n  it is refused"),
            "failed",
            "the token: it is refused",
        ),
        (adapter_text(AdapterState.SERVING, NOW - timedelta(minutes=5)), "not running", ""),
        (adapter_text(AdapterState.STOPPED, NOW - timedelta(days=3)), "stopped", ""),
        (f"{NOW.isoformat()} pausing: for a while", "not running", "for a while"),
        ("", "not running", ""),
    ],
)
def test_an_adapter_is_as_it_last_said(text: str, state: str, reason: str) -> None:
    """What an adapter last said holds, unless it claims to be alive and has said nothing for minutes."""
    found = adapter_of("discord", text, NOW)
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("living", "said", "state"),
    [
        (("a", "b"), {"a": AdapterState.SERVING, "b": AdapterState.FAILED}, "serving"),
        (("b",), {"a": AdapterState.SERVING, "b": AdapterState.CONNECTING}, "connecting"),
        ((), {"a": AdapterState.SERVING, "b": AdapterState.CONNECTING}, "not running"),
        ((), {"a": AdapterState.FAILED}, "failed"),
        (("a",), {"": AdapterState.SERVING}, "serving"),
        (("a",), {}, "not running"),
    ],
)
def test_an_adapter_of_several_processes_runs_while_one_of_them_lives(
    living: tuple[str, ...], said: dict[str, AdapterState], state: str
) -> None:
    """What a process claims ends with its lease; where one serves, another's failure does not hide it."""
    notes = {f"adapter slack {process}".strip(): adapter_text(each, NOW) for process, each in said.items()}
    assert shared_adapter("slack", notes, living, NOW + timedelta(seconds=16)).state == state


def test_doctor_tells_which_adapter_has_failed() -> None:
    """An adapter that has failed is a problem with its reason, one that tries to connect a warning."""
    found = [
        AdapterHealth(name="slack", state=AdapterState.FAILED, reason="the token is refused", seen=NOW),
        AdapterHealth(name="discord", state=AdapterState.CONNECTING, reason="", seen=NOW),
        AdapterHealth(name="discord", state=AdapterState.SERVING, reason="", seen=NOW),
    ]
    told = list(of_adapters(found))
    assert [each.level for each in told] == [Severity.PROBLEM, Severity.WARNING, Severity.OK]
    assert told[0].says == "Slack: failed: the token is refused"
