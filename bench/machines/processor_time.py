"""The processor time of a process with all that it has started, as Linux counts it."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

_IDLE, _KINDS = slice(3, 5), 8  # of the columns of /proc/stat: idle and iowait; all up to steal
_PARENT, _FIRST, _LAST = 1, 11, 15  # fields of /proc/PID/stat after the name: ppid; utime, stime, cutime, cstime


def seconds_of(pid: int) -> float:
    """Return the seconds that a process has taken, with all that it has started, also what has ended since."""
    ticks: dict[int, int] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            number = int(stat.parent.name)
            ticks[number] = sum(map(int, fields[_FIRST:_LAST]))
            children[int(fields[_PARENT])].append(number)
    found, waiting = 0, [pid]
    while waiting:
        found += ticks.get(each := waiting.pop(), 0)
        waiting += children[each]
    return found / os.sysconf("SC_CLK_TCK")


def seconds_of_all() -> float:
    """Return the seconds that all processors were busy since the computer was started, or taken by its host."""
    columns = [int(each) for each in Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)[1 : _KINDS + 1]]
    return (sum(columns) - sum(columns[_IDLE])) / os.sysconf("SC_CLK_TCK")
