"""Gzip data, unpacked in small steps: a bomb is noticed by the first bytes over a limit (pure).

Servers send it as an encoding, and as a file of its own in the place of a feed or of a sitemap.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 1 << 16
"""Bytes unpacked at a time."""

_MAGIC = b"\x1f\x8b"


class DamagedBody(Exception):
    """A packed body is damaged or ends too early; the message says which."""


class Gunzip:
    """RFC 1952: one member or several; whatever else follows is ignored, as gunzip does."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._between = b""  # the first byte of what follows a member
        self._over = False  # nothing but the members' leftovers comes any more

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpack what has come, in pieces of bounded size; raise `DamagedBody`."""
        data = self._between + data
        self._between = b""
        while data and not self._over:
            if self._member.eof:
                if len(data) < len(_MAGIC):
                    self._between = data
                    return
                self._over = not is_gzip(data)
                self._member = self._member if self._over else zlib.decompressobj(zlib.MAX_WBITS | 16)
            else:
                yield from inflate(self._member, data)
                data = self._member.unused_data

    def finish(self) -> None:
        """Raise `DamagedBody` unless the end was reached."""
        if not self._member.eof:
            raise DamagedBody("the gzip data ends too early")


def is_gzip(data: bytes) -> bool:
    """Tell whether bytes begin as a gzip file does."""
    return data.startswith(_MAGIC)


def unpack(body: bytes, limit: int) -> tuple[bytes, str]:
    """Return what a gzip file holds, up to one byte over a limit, and in words what is wrong with the rest.

    "" where nothing is wrong, or the limit was reached before.
    """
    file, unpacked = Gunzip(), bytearray()
    try:
        for piece in file.feed(body):
            unpacked += piece
            if len(unpacked) > limit:
                return bytes(unpacked[: limit + 1]), ""
        file.finish()
    except DamagedBody as error:
        return bytes(unpacked), str(error)
    return bytes(unpacked), ""


def inflate(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Unpack more of a stream, in pieces of bounded size, up to its end; raise `DamagedBody`."""
    try:
        while True:
            piece = member.decompress(data, STEP)
            yield piece
            data = member.unconsumed_tail
            if member.eof or (not data and len(piece) < STEP):
                return
    except zlib.error as error:
        raise DamagedBody("the packed data is damaged") from error
