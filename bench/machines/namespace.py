"""A machine of its own as far as the network goes: a namespace of Linux, joined by a virtual cable that can be pulled.

Within the namespace loopback leads over the cable: every server of this computer that listens on loopback is reached at
the same address as outside, and none once the cable is pulled. Only root may make it; it needs `ip` of iproute2.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NETWORK = "10.231.7"  # of the cable: the computer is .1, the namespace .2


class Namespace:
    """Has the form of `bench.machines.wire.Wire`; what is cut is everything, and not the way to Postgres alone."""

    def __init__(self, port: int) -> None:
        """Take the port at which Postgres is reached, here as there."""
        self.port = port
        self._name = f"byline-{os.getpid()}"
        self._near, self._far = f"bl{os.getpid()}a", f"bl{os.getpid()}b"
        self.prefix = ("ip", "netns", "exec", self._name)

    @contextmanager
    def laid(self) -> Iterator[Namespace]:
        """Have it until the block ends. Raises `CalledProcessError` or `OSError` where it cannot be made."""
        try:
            self._lay()
            yield self
        finally:
            for command in (("ip", "netns", "del", self._name), ("ip", "link", "del", self._near)):
                with suppress(OSError):  # the cable ends with the namespace
                    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)

    def cut(self) -> None:
        """Pull the cable: what is sent from now on until `mend` is lost, in both directions, and nobody is told."""
        self._do("ip", "link", "set", self._near, "down")

    def mend(self) -> None:
        """Put it in again."""
        self._do("ip", "link", "set", self._near, "up")

    def _lay(self) -> None:
        self._do("ip", "netns", "add", self._name)
        self._do("ip", "link", "add", self._near, "type", "veth", "peer", "name", self._far)
        self._do("ip", "link", "set", self._far, "netns", self._name)
        self._do("ip", "addr", "add", f"{_NETWORK}.1/24", "dev", self._near)
        self._set("route_localnet", self._near, 1)
        self._set("arp_announce", self._near, 2)  # or it would ask for the other end in the name of loopback
        self._do("ip", "link", "set", self._near, "up")
        self._do(*self.prefix, "ip", "addr", "add", f"{_NETWORK}.2/24", "dev", self._far)
        self._do(*self.prefix, "ip", "link", "set", "lo", "up")
        self._do(*self.prefix, "ip", "link", "set", self._far, "up")
        for name in ("route_localnet", "accept_local"):  # answers come from an address that is its own loopback's
            self._set(name, self._far, 1, *self.prefix)
        self._do(*self.prefix, "sysctl", "-qw", "net.ipv4.ip_nonlocal_bind=1")  # its own servers listen on loopback
        for local in ("127.0.0.0/8", "127.0.0.1"):
            self._do(*self.prefix, "ip", "route", "del", "local", local, "dev", "lo", "table", "local")
        self._do(*self.prefix, "ip", "route", "add", "127.0.0.0/8", "via", f"{_NETWORK}.1", "dev", self._far)

    def _set(self, name: str, device: str, value: int, *prefix: str) -> None:
        self._do(*prefix, "sysctl", "-qw", f"net.ipv4.conf.{device}.{name}={value}")

    def _do(self, *command: str) -> None:
        subprocess.run(command, check=True)
