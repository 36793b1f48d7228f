"""Restrictions on a process that reads hostile bytes: a parser that is taken over can open no connection.

Nor can it start a program or inspect another process; files are as open to it as to its user. Linux lets every process
give that up, without being root: seccomp refuses system calls, and a process under Landlock (Linux 5.13), even if only
for making devices and sockets, may not read the memory and the environment of processes outside. Elsewhere there is
nothing of the kind, and only the environment is empty.

https://docs.kernel.org/userspace-api/seccomp_filter.html, https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import errno
import os
import struct
import sys
from typing import NamedTuple

KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "TMPDIR", "TZ")
"""Variables that Python and the libraries it loads may need: no others are handed on, since one may be a token."""

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # prctl(2)
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same numbers on every processor
_DEVICES_AND_SOCKETS = 1 << 6 | 1 << 9 | 1 << 11  # rights to make them in a folder, as Landlock counts rights
_CAPABILITIES = 0x20080522  # the version of capset(2) that has 64 of them
_SEES_ALL = 1 << 19 | 1 << 21 | 1 << 38  # CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of the classic BPF
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_X32 = 0x40000000  # numbers of a second set of calls, which would go round the first


class _SystemCalls(NamedTuple):
    """A processor, and its numbers of the calls that are refused."""

    architecture: int
    numbers: tuple[int, ...]


# socket, connect, bind, listen, accept, accept4, io_uring_setup, execve, execveat, ptrace, process_vm_readv, -writev
_CALLS = {
    "x86_64": _SystemCalls(0xC000003E, (41, 42, 49, 50, 43, 288, 425, 59, 322, 101, 310, 311)),
    "aarch64": _SystemCalls(0xC00000B7, (198, 203, 200, 201, 202, 242, 425, 221, 281, 117, 270, 271)),
}


def child_environment() -> dict[str, str]:
    """Return the part of the environment that a child gets."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONUTF8": "1"}


def apply() -> None:
    """Restrict this process as far as the system can; call it before the first job, with one thread."""
    if sys.platform != "linux" or struct.calcsize("P") != struct.calcsize("Q"):
        return
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    header, sets = struct.pack("Ii", _CAPABILITIES, 0), ctypes.create_string_buffer(24)
    if library.capget(header, sets) == 0:  # root's capabilities override Landlock
        words = struct.unpack("6I", sets.raw)
        kept = [
            word & ~(bits & 0xFFFFFFFF)
            for word, bits in zip(words, 3 * [_SEES_ALL] + 3 * [_SEES_ALL >> 32], strict=True)
        ]
        library.capset(header, struct.pack("6I", *kept))
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return
    ruleset = library.syscall(_CREATE_RULESET, struct.pack("Q", _DEVICES_AND_SOCKETS), ctypes.c_size_t(8), 0)
    if ruleset >= 0:
        library.syscall(_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)
    if calls := _CALLS.get(os.uname().machine):
        program = ctypes.create_string_buffer(_program(calls))
        length = (len(program) - 1) // 8
        library.prctl(_SET_SECCOMP, _FILTER, struct.pack("HxxxxxxQ", length, ctypes.addressof(program)), 0, 0)


def find_gaps() -> tuple[str, ...]:
    """Describe what this process can still do; a job for a child, which tries it."""
    import socket

    found = []
    try:
        socket.socket().close()
        found.append("open connections")
    except OSError:
        pass
    try:
        with open(f"/proc/{os.getppid()}/environ", "rb"):  # noqa: PTH123  pathlib is not loaded yet
            found.append("read this program's environment, tokens included")
    except OSError:
        pass
    return tuple(found)


def _program(calls: _SystemCalls) -> bytes:
    """Return the filter of system calls: all are allowed, save those."""
    refused = len(calls.numbers)
    steps = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 0, refused + 3, calls.architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, refused + 1, 0, _X32),
        *((_EQUAL, refused - place, 0, number) for place, number in enumerate(calls.numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
