"""Content encodings, unpacked in small steps: a bomb is noticed by the first bytes over the limit (pure).

httpx's own decoders unpack all of a chunk at once, and 64 KiB of Brotli can hold gigabytes; nor do they
notice that a packed body ends too early.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

import brotli

from indexer.web.gunzip import STEP, DamagedBody, Gunzip, inflate

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPT_ENCODING = "gzip, deflate, br"

_MAX_LAYERS = 2  # of encodings upon each other; honest servers use one, and a confused one packs twice
# What servers write that means nothing was packed, "UTF-8" and the like, is passed over. These do mean
# something:
_UNASKED = {"zstd", "compress", "x-compress", "dcb", "dcz"}


class OversizedBody(Exception):
    """A body has passed the limit."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpack what has come, in pieces of bounded size; raise `DamagedBody`."""

    def finish(self) -> None:
        """Raise `DamagedBody` unless the end was reached."""


def decode(chunks: Iterator[bytes], encodings: str, limit: int) -> Iterator[bytes]:
    """Unpack a body; `encodings` is the Content-Encoding header. Raise `OversizedBody` or `DamagedBody`.

    The limit holds before, between and after the layers.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    if unasked := _UNASKED.intersection(names):
        raise DamagedBody(f"it is packed with {min(unasked)}, which was not asked for")
    layers = [name for name in names if name in _DECODERS]
    if len(layers) > _MAX_LAYERS:
        raise DamagedBody(f"it is packed {len(layers)} times over")
    pieces = _limit(chunks, limit)
    for name in reversed(layers):
        pieces = _limit(_decode_layer(pieces, _DECODERS[name]()), limit)
    return pieces


def _limit(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            yield piece[: len(piece) - (total - limit)]
            raise OversizedBody
        yield piece


def _decode_layer(pieces: Iterator[bytes], unpacker: _Decoder) -> Iterator[bytes]:
    came = False
    for piece in pieces:
        came = came or bool(piece)
        yield from unpacker.feed(piece)
    if came:  # an empty body is empty, whatever its header says
        unpacker.finish()


class _Deflate:
    """RFC 9110 means the zlib format (RFC 1950) by it, but some servers send bare deflate (RFC 1951)."""

    def __init__(self) -> None:
        self._head = b""
        self._member: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._member is None:
            self._head += data
            if len(self._head) < 2:  # noqa: PLR2004  the two bytes of the zlib header
                return
            wrapped = self._head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(self._head[:2]) % 31 == 0
            self._member = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            data = self._head
        if not self._member.eof:
            yield from inflate(self._member, data)

    def finish(self) -> None:
        if self._member is None or not self._member.eof:
            raise DamagedBody("the deflate data ends too early")


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while not self._stream.is_finished():
                piece = self._stream.process(data, output_buffer_limit=STEP)
                # `can_accept_more_data` says yes also while output is held back; no output means there is
                # none.
                if not piece and self._stream.can_accept_more_data():
                    return
                yield piece
                data = b""
        except brotli.error as error:
            raise DamagedBody("the Brotli data is damaged") from error

    def finish(self) -> None:
        if not self._stream.is_finished():
            raise DamagedBody("the Brotli data ends too early")


_DECODERS: dict[str, type[_Decoder]] = {"gzip": Gunzip, "x-gzip": Gunzip, "deflate": _Deflate, "br": _Brotli}
