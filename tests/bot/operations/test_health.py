"""What `status` says of the installation as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from bot.commands.status import status_lines
from bot.operations.health import status_of_nothing, status_record


def test_refusals_are_told_by_reason() -> None:
    """Answers that found nothing are counted by reason, where there are some; else neither output names them."""
    none = status_of_nothing(())
    some = replace(none, refusals={"unlikely": 3, "other_product": 1})
    assert status_record(some)["refusals"] == {"unlikely": 3, "other_product": 1}
    assert "refusals" not in status_record(none)
    expected = "nothing found, in answers of the last 7 days: 1 other_product, 3 unlikely"
    assert [line for line in status_lines(some, UTC) if line not in status_lines(none, UTC)] == [expected]
