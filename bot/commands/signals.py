"""The signals that end a program."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ENDING: dict[int, type[BaseException]] = {signal.SIGTERM: typer.Exit, signal.SIGINT: KeyboardInterrupt}
_AGAIN = 0.2  # seconds between two repetitions of a signal


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a program: SIGTERM, and SIGINT unless it was started to ignore that.

    So it is where a shell starts a program in the background: a Ctrl-C there is meant for another one.
    """
    deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return (signal.SIGTERM,) if deaf else (signal.SIGTERM, signal.SIGINT)


def stop_event() -> threading.Event:
    """Return an event that the signals which end a program set: the item in hand is finished, then the loop ends."""
    event = threading.Event()
    for number in ending_signals():
        signal.signal(number, lambda *_: event.set())
    return event


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the block, also while it waits for input; what ends it need not end it twice.

    A signal that comes just before readline begins to wait for a key does not wake it. So each one is noted in a
    pipe, and repeated from there until it is heeded.
    """
    heeded = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        if not heeded.is_set():
            heeded.set()
            raise _ENDING[number]

    noted, noting = socket.socketpair()
    noting.settimeout(0)  # as a wakeup descriptor must be
    repeater = threading.Thread(target=_repeat, args=(noted, heeded, threading.get_ident()), name="signals")
    handlers = {number: signal.signal(number, end) for number in ending_signals()}
    descriptor = signal.set_wakeup_fd(noting.fileno())
    repeater.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        heeded.set()
        noting.close()
        repeater.join()
        noted.close()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _repeat(noted: socket.socket, heeded: threading.Event, thread: int) -> None:
    """Send a thread the signal that was noted, again and again until it is heeded."""
    while numbers := noted.recv(64):
        for number in _ENDING.keys() & set(numbers):
            while not heeded.wait(_AGAIN):
                signal.pthread_kill(thread, number)
