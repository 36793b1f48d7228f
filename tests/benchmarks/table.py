"""The figures as a Markdown table (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Figures = Mapping[str, Any]

_HEADINGS = (
    "",
    "tokens/s",
    "share read",
    "query p50, p95",
    "nDCG@10, held out",
    "memory, of which system and model",
    "cold start",
)


def table(found: Mapping[str, Figures]) -> Iterator[str]:
    """Yield the lines: a row a system; then its versions, and what it was given."""
    yield "| " + " | ".join(_HEADINGS) + " |"
    yield "|---" * len(_HEADINGS) + "|"
    for name, figures in found.items():
        yield "| " + " | ".join((name, *_cells(figures))) + " |"
    yield ""
    for name, figures in found.items():
        packages = ", ".join(f"{package} {version}" for package, version in figures["versions"].items())
        yield (
            f"{name}: {figures['chunks']:,} chunks of {figures['tokens']:,} tokens in {figures['seconds']:.0f} s; "
            f"{figures['indexing_mb']:,.0f} MB while indexing; {packages}"
        )


def _cells(figures: Figures) -> Iterator[str]:
    yield f"{figures['read'] / figures['seconds']:,.0f}"
    yield f"{100 * figures['read'] / figures['tokens']:.0f} %"
    yield f"{figures['p50']:.0f}, {figures['p95']:.0f} ms"
    yield ", ".join(f"{figures[key]:.3f}".removeprefix("0") for key in ("ndcg", "ndcg_held_out"))
    yield f"{figures['asking_mb']:,.0f}, {figures['model_mb']:,.0f} MB"
    yield f"{figures['start']:.1f} s"
