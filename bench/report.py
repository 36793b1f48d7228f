"""What was measured, as a table for people, with the machine that it was measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    what: str
    value: float
    unit: str
    baseline: float | None = None  # in the same unit
    against: str = ""  # what the baseline is


def machine() -> str:
    """Return in a line what the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{_processor()}, {cores} cores, load {load:.1f} at the start; "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


def line(row: Row) -> str:
    """Return a row as a line of the table."""
    shown = f"{row.what:<58} {_number(row.value):>9} {row.unit:<10}"
    if row.baseline is None:
        return shown.rstrip()
    return f"{shown} {_number(row.baseline):>9} {row.against}"


def heading(group: str) -> str:
    """Return the line above a group's rows."""
    return f"\n{group:<58} {'value':>9} {'unit':<10} {'baseline':>9}"


def table(group: str, rows: Iterable[Row]) -> str:
    """Return a group of rows under its heading."""
    return "\n".join([heading(group), *map(line, rows)])


def _number(value: float) -> str:
    if value >= 100:  # noqa: PLR2004  three digits are what such figures are worth
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"  # noqa: PLR2004  same


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        fields = (text.partition(":") for text in described.read_text(encoding="utf-8").splitlines())
        for name, _, value in fields:
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
