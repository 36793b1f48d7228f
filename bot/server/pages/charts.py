"""Small charts as the shapes that a template draws as SVG (pure). Lengths are in units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 640
"""Of every chart; the page scales it."""

_HEIGHT = 132  # of the columns
_FOOT = 22  # below them, for their labels
_HEAD = 18  # above them, for their values
_GAP = 0.42  # of a column's place that stays empty
_WIDEST = 56.0  # of a column
_LEAST = 1.5  # of what is not zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One time of a column chart: parts that stand one upon the other, from the bottom."""

    label: str
    value: str  # what stands above it, in words
    parts: tuple[tuple[str, float], ...]  # name of the class that colours it, and size


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A part of a column as it is drawn."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnColumn:
    """A column as it is drawn."""

    label: str
    value: str
    middle: float
    top: float  # where its value stands
    rectangles: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A column chart as it is drawn."""

    columns: tuple[DrawnColumn, ...]
    base: float  # where the columns stand
    foot: float  # where their labels stand
    width: int = WIDTH
    height: int = _HEAD + _HEIGHT + _FOOT


def column_chart(columns: Sequence[Column], most: float | None = None) -> Chart:
    """Return a chart of columns; `most` is the size that fills the height, without it the largest column is."""
    full = most or max((sum(size for _, size in each.parts) for each in columns), default=0.0) or 1.0
    base = _HEAD + _HEIGHT
    place = WIDTH / max(len(columns), 1)
    width = min(place * (1 - _GAP), _WIDEST)
    drawn = (_drawn(each, place * (at + 0.5), width, base, full) for at, each in enumerate(columns))
    return Chart(columns=tuple(drawn), base=base, foot=base + _FOOT - 4)


def _drawn(column: Column, middle: float, width: float, base: float, full: float) -> DrawnColumn:
    top, rectangles = base, []
    for kind, size in column.parts:
        if size > 0:
            height = max(_LEAST, min(size / full, 1.0) * _HEIGHT)
            top -= height
            rectangles.append(
                Rectangle(
                    kind=kind, x=_round(middle - width / 2), y=_round(top), width=_round(width), height=_round(height)
                )
            )
    return DrawnColumn(
        label=column.label,
        value=column.value,
        middle=_round(middle),
        top=_round(top - 6),
        rectangles=tuple(rectangles),
    )


def shares(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int, float]]:
    """Return names with their counts, the largest first, and how long a bar of each is: a share of the largest."""
    ranked = sorted(counts, key=lambda each: (-each[1], each[0]))
    most = max((count for _, count in ranked), default=0) or 1
    return [(name, count, _round(count / most * WIDTH)) for name, count in ranked]


def _round(length: float) -> float:
    return round(length, 1)
