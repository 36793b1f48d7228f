"""Who is at the other end of a Unix socket."""

from __future__ import annotations

import os
import socket
import struct
from typing import TYPE_CHECKING

from bot.server.access import AccessScope, Caller
from bot.server.problems import HttpProblem

if TYPE_CHECKING:
    from aiohttp import web

_PEER = struct.Struct("3i")  # pid, uid, gid
OWNER = Caller(name="command line", scope=AccessScope.ADMIN)
"""The user who runs it, at the command line."""


class PeerGuard:
    """Admits the processes of this user, who may do everything."""

    async def admit(self, request: web.Request) -> Caller:
        """Return the user. Raises `HttpProblem` for another one."""
        if not _is_own_user(request):
            raise HttpProblem(403, "it serves the user who runs it, and nobody else")
        return OWNER


def _is_own_user(request: web.Request) -> bool:
    """Tell whether a client is a process of this user, where the system can say; the socket's mode ensures it, too."""
    option = getattr(socket, "SO_PEERCRED", None)
    transport = request.transport
    if option is None or transport is None:
        return transport is not None
    peer: socket.socket = transport.get_extra_info("socket")
    _, user, _ = _PEER.unpack(peer.getsockopt(socket.SOL_SOCKET, option, _PEER.size))
    return bool(user == os.geteuid())
