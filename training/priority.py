"""Training: how little of the machine a run asks for."""

import os
from contextlib import suppress
from pathlib import Path


def give_way() -> None:
    """Lower the priority of this process and its workers: whatever else the machine has to do goes first.

    Linux shares its time between sessions first (sched(7), "autogroup"), within which alone `nice` counts. The session
    gives way as a whole if it is the run's own (`setsid python -m training ...`): a shell's other commands share its.
    """
    os.nice(19)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text("19", encoding="ascii")
