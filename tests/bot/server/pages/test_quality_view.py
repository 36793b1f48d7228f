"""How answers turned out, as charts."""

from __future__ import annotations

from datetime import date

from bot.model import RefusalReason
from bot.model.chat import AnswerWeek
from bot.server.pages.quality_view import WEEKS, first_day, quality_view

TODAY = date(2026, 11, 26)  # a Thursday
WEEK = AnswerWeek(
    first=date(2026, 11, 23),
    answered=3,
    refused={RefusalReason.UNLIKELY: 4, RefusalReason.OTHER_PRODUCT: 1},
    up=2,
    down=1,
)


def test_every_week_has_its_place() -> None:
    """Weeks in which nothing was asked, too; what a column shows is told in words."""
    found = quality_view([WEEK], TODAY)
    columns = found.answered.chart.columns
    assert (first_day(TODAY), len(columns)) == (date(2026, 9, 7), WEEKS)
    assert [column.value for column in columns[-2:]] == ["", "38 %"]
    assert found.answered.told == "23 Nov: 38 % of 8"
    assert found.votes.told == "23 Nov: 2 up, 1 down"


def test_parts_of_a_column_stand_upon_each_other() -> None:
    """From the base line up, as high as their share of the largest column."""
    up, down = quality_view([WEEK], TODAY).votes.chart.columns[-1].rectangles
    assert (up.kind, down.kind) == ("up", "down")
    assert up.y + up.height == quality_view([], TODAY).votes.chart.base
    assert down.y + down.height == up.y
    assert round(up.height / down.height) == 2


def test_reasons_come_by_their_number() -> None:
    """The most frequent one fills the width."""
    assert [(bar.name, bar.count, bar.width) for bar in quality_view([WEEK], TODAY).reasons] == [
        ("No article is likely to answer it", 4, 640.0),
        ("Only another version of the product is told of", 1, 160.0),
    ]
