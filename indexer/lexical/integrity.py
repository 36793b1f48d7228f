"""The integrity of Tantivy's files.

Every file ends in a footer with the checksum of what stands before it. Tantivy looks at it only when told to, and its
Python side has no way to tell it: a byte that turned over would come out as a wrong answer, or as a panic.
"""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = frozenset((".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm", ".del"))
_TAIL = struct.Struct("<II")  # the footer's length, and a number that marks it
_MARK = 1337
_CHUNK = 1 << 20
_ATTEMPTS = 3  # at files while another process may be removing one


def find_fault(folder: Path) -> str:
    """Describe a fault in a directory's files; "" if they are sound or there is no index.

    Takes about a second for a gigabyte. Raises `OSError` if they cannot be read.
    """
    meta = folder / "meta.json"
    if not meta.exists():
        return ""
    try:
        ids = {segment["segment_id"].replace("-", "") for segment in json.loads(meta.read_bytes())["segments"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return "meta.json is no list of segments"
    return next(filter(None, (_file_fault(path) for path in sorted(folder.iterdir()) if _is_part(path, ids))), "")


def count_passages(folder: Path) -> int | None:
    """Return the number of passages in a directory, None if it holds no index that can be read.

    The engine is not opened: this works while another process writes, and on a read-only disk.
    """
    for _ in range(_ATTEMPTS):
        try:
            segments = json.loads((folder / "meta.json").read_bytes())["segments"]
            held = sum(each["max_doc"] - (each.get("deletes") or {}).get("num_deleted_docs", 0) for each in segments)
            if not find_fault(folder):
                return max(0, int(held) - 1)  # one document is the cursor
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return None


def _is_part(path: Path, ids: set[str]) -> bool:
    """Tell whether a file belongs to a segment of the last commit; others are remains that Tantivy clears away."""
    return path.suffix in _SUFFIXES and path.name.split(".")[0] in ids


def _file_fault(path: Path) -> str:
    size = path.stat().st_size
    if size < _TAIL.size:
        return f"{path.name} is cut off"
    with path.open("rb") as stream:
        stream.seek(-_TAIL.size, 2)
        length, mark = _TAIL.unpack(stream.read())
        body = size - _TAIL.size - length
        if mark != _MARK or body < 0:
            return f"{path.name} is cut off or was overwritten"
        stream.seek(body)
        expected = _checksum_in(stream.read(length))
        if expected is None:  # another version's footer: Tantivy itself says what it makes of it
            return ""
        stream.seek(0)
        found = 0
        while body:
            chunk = stream.read(min(body, _CHUNK))
            found = zlib.crc32(chunk, found)
            body -= len(chunk)
    return "" if found == expected else f"{path.name} was changed: its checksum is wrong"


def _checksum_in(footer: bytes) -> int | None:
    try:
        return int(json.loads(footer)["crc"])
    except (ValueError, KeyError, TypeError):
        return None
