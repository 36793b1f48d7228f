"""Measurements against the size of the collection, as a drawing: both axes in powers of ten."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.report import Row

_ROW = re.compile(r"(?P<what>[^,]+), (?P<size>[\d,]+) passages(?P<how>.*), p95")
_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 210, 20, 50
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f", "#bcbd22")


class _Point(NamedTuple):
    size: int
    milliseconds: float


def drawing(rows: Iterable[Row]) -> str:
    """Return an SVG of the rows that say what nineteen of twenty questions take at most; "" if there are none."""
    lines: dict[str, list[_Point]] = {}
    for row in rows:
        if row.unit == "ms" and (match := _ROW.fullmatch(row.what)):
            size = int(match["size"].replace(",", ""))
            lines.setdefault(match["what"] + match["how"], []).append(_Point(size, row.value))
    if not lines:
        return ""
    points = [point for line in lines.values() for point in line]
    sizes = _powers(point.size for point in points)
    times = _powers(point.milliseconds for point in points)
    parts = [*_axes(sizes, times)]
    for number, (name, line) in enumerate(lines.items()):
        parts += _line(name, [_place(point, sizes, times) for point in sorted(line)], number)
    return "\n".join([_HEAD, *parts, "</svg>", ""])


_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    f'\n<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>'
)


def _powers(values: Iterable[float]) -> range:
    """Return the exponents of the powers of ten that hold all values between the first and the last."""
    exponents = [math.log10(value) for value in values]
    first = math.floor(min(exponents))
    return range(first, max(math.ceil(max(exponents)), first + 1) + 1)


def _place(point: _Point, sizes: range, times: range) -> tuple[float, float]:
    return _x(math.log10(point.size), sizes), _y(math.log10(point.milliseconds), times)


def _x(exponent: float, sizes: range) -> float:
    return _LEFT + (exponent - sizes[0]) / (sizes[-1] - sizes[0]) * (_WIDTH - _LEFT - _RIGHT)


def _y(exponent: float, times: range) -> float:
    return _HEIGHT - _BOTTOM - (exponent - times[0]) / (times[-1] - times[0]) * (_HEIGHT - _TOP - _BOTTOM)


def _axes(sizes: range, times: range) -> Iterable[str]:
    """Yield a line for each power of ten, with its number, and what the axes show."""
    for exponent in sizes:
        x = _x(exponent, sizes)
        yield f'<path d="M{x:.0f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x:.0f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{10**exponent:,}</text>'
    for exponent in times:
        y = _y(exponent, times)
        yield f'<path d="M{_LEFT} {y:.0f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**exponent:g} ms</text>'
    middle = (_LEFT + _WIDTH - _RIGHT) // 2
    yield f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">passages; 95 of 100 questions take less</text>'


def _line(name: str, places: Sequence[tuple[float, float]], number: int) -> list[str]:
    """Return a line through places, with its name in the key beside the drawing."""
    colour = _COLOURS[number % len(_COLOURS)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    key, x = _TOP + 12 + 18 * number, _WIDTH - _RIGHT + 12
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
        f'<rect x="{x}" y="{key - 9}" width="10" height="10" fill="{colour}"/>',
        f'<text x="{x + 16}" y="{key}">{name}</text>',
    ]
