"""The signals that end a program."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# An event loop lets no other exceptions through than these.
_ENDINGS: dict[int, type[BaseException]] = {signal.SIGTERM: SystemExit, signal.SIGINT: KeyboardInterrupt}


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a program: SIGTERM, and SIGINT unless it was started to ignore that.

    A shell starts programs in the background that way: Ctrl-C is then meant for another one.
    """
    deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return (signal.SIGTERM,) if deaf else (signal.SIGTERM, signal.SIGINT)


def stop_event() -> threading.Event:
    """Return an event that is set by the signals that end a program: a loop then finishes its item and ends."""
    event = threading.Event()
    for number in ending_signals():
        signal.signal(number, lambda *_: event.set())
    return event


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the block; more of them do not interrupt how it ends."""
    ended = False

    def end(number: int, _frame: FrameType | None) -> None:
        nonlocal ended
        if not ended:
            ended = True
            raise _ENDINGS[number]

    handlers = {number: signal.signal(number, end) for number in ending_signals()}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
