"""The last look before a request leaves."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.ports.send_permission import asking_permission, permission_trace
from indexer.errors import LeaseLost


def test_what_is_refused_at_the_last_moment_is_not_sent() -> None:
    """No byte of it leaves, though the connection stands already; a request outside of the block is sent."""
    came: list[bytes] = []

    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await reader.read(4))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    def refuse() -> None:
        raise LeaseLost("another process sends by now")

    async def post(url: str, session: aiohttp.ClientSession) -> int:
        async with session.post(url, json={"text": "news"}) as answer:
            return answer.status

    async def sent() -> int:
        server = await asyncio.start_server(heard, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server, aiohttp.ClientSession(trace_configs=[permission_trace()]) as session:
            with asking_permission(refuse), pytest.raises(LeaseLost):
                await post(url, session)
            with asking_permission(lambda: None):
                return await post(url, session)

    assert asyncio.run(sent()) == 200
    assert [each for each in came if each] == [b"POST"]
