"""What a processor can do is read from what the system says, and decides how a model is computed."""

from __future__ import annotations

import platform
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.embedding.processors import KINDS, WITHOUT, Processor, Recipe, parse_cpuinfo, this_processor

ZEN4 = """
processor\t: 0
model name\t: AMD EPYC
flags\t\t: fpu sse2 fma avx avx2 smep avx512f avx512bw avx512_bf16 avx512_vnni

processor\t: 1
flags\t\t: fpu sse2
"""
ALDER_LAKE = "flags\t\t: fpu sse2 fma avx avx2 avx_vnni smep\n"
HASWELL = "flags\t\t: fpu sse2 fma avx avx2 smep\n"
SKYLAKE_SERVER = "flags\t\t: fpu fma avx avx2 avx512f avx512bw avx512dq avx512vl\n"
CORTEX_A72 = "processor\t: 0\nFeatures\t: fp asimd evtstrm crc32 cpuid\n"
GRAVITON3 = "Features\t: fp asimd asimdhp asimddp sve i8mm svei8mm bf16\n"

WHOLE = ("signed", "unsigned", "float32")
SAFE = ("unsigned", "float32")


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "recipes", "bfloat16"),
    [
        ("x86_64", ZEN4, WHOLE, True),
        ("x86_64", ALDER_LAKE, WHOLE, False),
        ("x86_64", HASWELL, SAFE, False),
        ("x86_64", SKYLAKE_SERVER, SAFE, False),
        ("AMD64", "", SAFE, False),
        ("aarch64", CORTEX_A72, WHOLE, False),
        ("aarch64", GRAVITON3, WHOLE, False),
        ("arm64", "", WHOLE, False),
        ("riscv64", "isa\t: rv64imafdc\n", WHOLE, False),
    ],
)
def test_recipes_are_chosen_by_what_the_processor_can_do(
    machine: str, cpuinfo: str, recipes: tuple[Recipe, ...], bfloat16: object
) -> None:
    """Signed weights come first where their sums do not overflow: on x86 with VNNI alone; bfloat16 where it is told."""
    found = parse_cpuinfo(machine, cpuinfo.splitlines())
    assert (found.recipes, found.bfloat16) == (recipes, bfloat16)


@pytest.mark.parametrize(
    ("without", "recipes", "bfloat16"),
    [
        ("", WHOLE, True),
        ("vnni", SAFE, True),
        ("bf16", WHOLE, False),
        ("vnni bf16", SAFE, False),
        (" VNNI,bf16 ", SAFE, False),
        ("int8", ("float32",), True),
        ("tea", WHOLE, True),
    ],
)
def test_abilities_may_be_hidden(without: str, recipes: tuple[Recipe, ...], bfloat16: object) -> None:
    """What the setting names is not used, whatever the processor can do."""
    found = parse_cpuinfo("x86_64", ZEN4.splitlines(), without)
    assert (found.recipes, found.bfloat16) == (recipes, bfloat16)


def test_the_reason_is_said() -> None:
    """Why the first recipe is the first is said in words."""
    assert parse_cpuinfo("x86_64", ZEN4.splitlines()).why == "the processor has avx512_vnni"
    assert "no VNNI" in parse_cpuinfo("x86_64", HASWELL.splitlines()).why
    assert "without overflow" in parse_cpuinfo("arm64", ()).why
    assert WITHOUT in parse_cpuinfo("arm64", (), "int8").why


def test_what_matters_tells_processors_apart() -> None:
    """The mark changes with an ability that matters, and neither with another one nor with the order."""
    plain = parse_cpuinfo("x86_64", ["flags : avx2 fma avx sse2"])
    assert plain.mark == parse_cpuinfo("x86_64", ["flags : fpu avx avx2 fma smep"]).mark
    others = [
        parse_cpuinfo("x86_64", ["flags : avx2 fma avx avx_vnni"]),
        parse_cpuinfo("aarch64", ["flags : avx2 fma avx"]),
        parse_cpuinfo("x86_64", ["flags : avx2 fma avx"], "int8"),
    ]
    assert len({plain.mark, *(each.mark for each in others)}) == 4


def test_each_recipe_has_a_kind() -> None:
    """There is a kind of processor for each recipe, on which it is the first choice."""
    assert set(KINDS) == set(WHOLE)
    assert all(kind.recipes[0] == recipe for recipe, kind in KINDS.items())


def test_this_machine_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor is this machine's; what the environment hides is gone, and `without` goes before it."""
    monkeypatch.delenv(WITHOUT, raising=False)
    found = this_processor()
    assert found.machine == platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        assert found == parse_cpuinfo(platform.machine(), cpuinfo.read_text(encoding="utf-8").splitlines())
    monkeypatch.setenv(WITHOUT, "int8")
    assert this_processor() == replace(found, can=frozenset(each for each in found.can if "int8" not in each))
    assert this_processor("") == found


def test_abilities_are_named() -> None:
    """In words, a processor is its kind and its abilities in order."""
    assert str(Processor(machine="arm64", can=frozenset({"i8mm", "asimd"}))) == "arm64: asimd i8mm"
