"""What the processor can do, and by that how a model is best computed on it.

Whole numbers of 8 bits are multiplied fastest where one instruction adds their products up in 32 bits: VNNI on x86.
An x86 processor without it adds two products of an unsigned and a signed number up in 16 bits first, which overflows
(cosine .98 to float32). onnxruntime multiplies two unsigned ones in 16 bits there: slower, and right. With VNNI it is
those that are slow. On ARM both are computed alike and without overflow, by a dot product, a matrix product or, on the
oldest, sums of two products in 16 bits, which weights of -127 to 127 do not fill (`platform.cpp` of its MLAS).
"""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Recipe = Literal["signed", "unsigned", "float32"]
"""How a copy of a model is computed: in whole numbers of 8 bits with signed or unsigned weights, or as it was made."""

WITHOUT: Final = "BYLINE_CPU_WITHOUT"
"""The environment variable that names features to ignore, such as "vnni bf16": each word hides the features whose
names contain it, and "int8" all whole numbers."""

_WHOLE_NUMBERS = "int8"  # among the abilities of every processor, so that it can be hidden like any other
_VNNI = frozenset({"avx512_vnni", "avx_vnni"})
_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})
# How the abilities begin that matter to a product.
_TOLD = ("amx", "asimd", "avx", "bf16", "fma", "i8mm", "smei8", "sve")
_X86 = frozenset({"x86_64", "amd64", "i386", "i686"})
_CPUINFO = Path("/proc/cpuinfo")
_LISTS = ("flags", "Features")  # as x86 and ARM call the line


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """A kind of processor by what it can do; two of the same abilities compute the same."""

    machine: str  # as the system calls it: "x86_64", "arm64", "aarch64"
    can: frozenset[str]  # its abilities, as Linux calls them

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The ways to compute a model, the best one first; each of the others is for when those before it will not do.

        An unknown x86 processor counts as one without VNNI, which is right everywhere.
        """
        if _WHOLE_NUMBERS not in self.can:
            return ("float32",)
        return ("unsigned", "float32") if self._overflows else ("signed", "unsigned", "float32")

    @property
    def why(self) -> str:
        """Why the first of its recipes is the first."""
        if _WHOLE_NUMBERS not in self.can:
            return f"{WITHOUT} leaves whole numbers out"
        if self._overflows:
            return "no VNNI was found, without which sums with signed weights overflow"
        vnni = ", ".join(sorted(self.can & _VNNI))
        return f"the processor has {vnni}" if vnni else f"{self.machine} adds up without overflow"

    @property
    def bfloat16(self) -> bool:
        """Whether torch multiplies in bfloat16 faster than in float32; where the processor only emulates it, slower."""
        return bool(self.can & _BFLOAT16)

    @property
    def mark(self) -> str:
        """A short name for the folder of what was made for it."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:8]

    @property
    def _overflows(self) -> bool:
        return self.machine.casefold() in _X86 and not self.can & _VNNI

    def __str__(self) -> str:
        """Name the kind and all abilities."""
        return f"{self.machine}: {' '.join(sorted(self.can))}"


KINDS: Mapping[Recipe, Processor] = MappingProxyType(
    {
        "signed": Processor(machine="x86_64", can=frozenset({_WHOLE_NUMBERS, "avx2", "avx512_vnni"})),
        "unsigned": Processor(machine="x86_64", can=frozenset({_WHOLE_NUMBERS, "avx2"})),
        "float32": Processor(machine="x86_64", can=frozenset({"avx2"})),
    }
)
"""For each recipe a processor on which it comes first: by these every recipe can be tried on any machine."""


def parse_cpuinfo(machine: str, cpuinfo: Iterable[str], without: str = "") -> Processor:
    """Return the processor that lines of Linux's /proc/cpuinfo describe; none of it need be there.

    `without` is what `WITHOUT` says. Of several processors the first one counts.
    """
    words = without.replace(",", " ").casefold().split()
    can = {_WHOLE_NUMBERS, *(each for each in _read_flags(cpuinfo) if each.startswith(_TOLD))}
    return Processor(machine=machine, can=frozenset(each for each in can if not any(word in each for word in words)))


def this_processor(without: str | None = None) -> Processor:
    """Return the processor of this machine, without what the environment hides, or `without` in its place."""
    without = os.environ.get(WITHOUT, "") if without is None else without
    try:
        with _CPUINFO.open(encoding="utf-8", errors="replace") as lines:
            return parse_cpuinfo(platform.machine(), lines, without)
    except OSError:  # not Linux
        return parse_cpuinfo(platform.machine(), (), without)


def _read_flags(cpuinfo: Iterable[str]) -> list[str]:
    for line in cpuinfo:
        name, _, listed = line.partition(":")
        if name.strip() in _LISTS:
            return listed.split()
    return []
