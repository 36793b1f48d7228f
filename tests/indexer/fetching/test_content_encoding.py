"""Content encodings and bombs."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest

from indexer.fetching.content_encoding import OversizedBody, decode
from indexer.web.gunzip import DamagedBody

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXT = b"Aurora Labs says its model is open. " * 5000
_BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
_PACKED: list[tuple[str, bytes]] = [
    ("", _TEXT),
    ("identity", _TEXT),
    ("UTF-8", _TEXT),
    ("gzip", gzip.compress(_TEXT)),
    ("X-GZIP", gzip.compress(_TEXT)),
    ("gzip", gzip.compress(_TEXT[:7]) + gzip.compress(_TEXT[7:])),
    ("gzip", gzip.compress(_TEXT) + b"\0\0 left over"),
    ("deflate", zlib.compress(_TEXT)),
    ("deflate", _BARE.compress(_TEXT) + _BARE.flush()),
    ("br", brotli.compress(_TEXT)),
    ("gzip, br", brotli.compress(gzip.compress(_TEXT))),
]


@pytest.mark.parametrize("step", [1, 7, 65536])
@pytest.mark.parametrize(("encoding", "packed"), _PACKED, ids=range(len(_PACKED)))
def test_unpacks(encoding: str, packed: bytes, step: int) -> None:
    """A body comes out whole whatever it is packed with and however the network cuts it."""
    pieces = (packed[at : at + step] for at in range(0, len(packed), step))
    assert b"".join(decode(pieces, encoding, len(_TEXT))) == _TEXT


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
@pytest.mark.parametrize("missing", [1, 20])
def test_truncation_is_noticed(encoding: str, pack: Callable[[bytes], bytes], missing: int) -> None:
    """A packed body that ends too early is broken, though everything before it could be read."""
    with pytest.raises(DamagedBody, match="too early"):
        list(decode(iter([pack(_TEXT)[:-missing]]), encoding, 10**6))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_damage_is_noticed(encoding: str) -> None:
    """A body that is not packed as its header says is broken."""
    with pytest.raises(DamagedBody, match=r"damaged|too early"):
        list(decode(iter([b"<html>" + _TEXT]), encoding, 10**6))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_empty_is_empty(encoding: str) -> None:
    """A body without a byte is empty, whatever its header says."""
    assert list(decode(iter([]), encoding, 10)) == []


@pytest.mark.parametrize(("encoding", "packed"), _PACKED[:-1], ids=range(len(_PACKED) - 1))
def test_limit_is_exact(encoding: str, packed: bytes) -> None:
    """One byte over the limit is too many, and what was within it has come out by then."""
    got: list[bytes] = []
    with pytest.raises(OversizedBody):
        got.extend(decode(iter([packed]), encoding, len(_TEXT) - 1))
    assert b"".join(got) == _TEXT[:-1]


@pytest.mark.parametrize("encoding", ["gzip", "br", "br, br"])
def test_bomb_costs_no_memory(encoding: str) -> None:
    """A bomb of 300 MB, packed once or twice over, is stopped at a limit of 1 MB without being unpacked."""
    zeros = bytes(3 * 10**8)
    bomb = gzip.compress(zeros, 1) if encoding == "gzip" else brotli.compress(zeros, quality=1)
    bomb = brotli.compress(bomb) if "," in encoding else bomb
    del zeros
    tracemalloc.start()
    with pytest.raises(OversizedBody):
        list(decode(iter([bomb]), encoding, 10**6))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10**7


def test_packed_size_counts() -> None:
    """What comes over the wire is bounded too, even if it unpacks to nothing."""
    members = gzip.compress(b"") * 1000
    with pytest.raises(OversizedBody):
        list(decode(iter([members]), "gzip", 1000))


@pytest.mark.parametrize("encoding", ["zstd", "gzip, compress", "gzip, gzip, gzip"])
def test_unasked_encodings(encoding: str) -> None:
    """An encoding that was not asked for, or one too many, is refused rather than passed on as text."""
    with pytest.raises(DamagedBody, match="packed"):
        list(decode(iter([b"x"]), encoding, 10))
