"""Ports of this computer: one that is free, and one on which a server has begun to listen."""

from __future__ import annotations

import socket
import time

_PATIENCE = 60.0  # seconds until a server must answer


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def await_port(port: int) -> None:
    """Wait until somebody listens on a port. Raises `TimeoutError`."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
