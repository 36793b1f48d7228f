"""The import map in docs/architecture.md: `python -m scripts.import_map` draws it anew from the code."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    Imports = dict[str, tuple[str, ...]]

ROOTS = ("bot", "indexer")
PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"

_PICTURE = re.compile(r"(<!-- drawn: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def imports(root: str, graph: grimp.ImportGraph) -> Imports:
    """Return, for each package and module right below the root, those of its neighbours that it imports."""
    found: dict[str, set[str]] = {_place(module): set() for module in graph.modules if _below(module, root)}
    for module in (module for module in graph.modules if _below(module, root)):
        for other in graph.find_modules_directly_imported_by(module):
            if _below(other, root) and _place(other) != _place(module):
                found[_place(module)].add(_place(other))
    return {place: tuple(sorted(others)) for place, others in sorted(found.items())}


def needed(direct: Imports) -> list[tuple[str, str]]:
    """Return the imports that do not follow from others (the transitive reduction), from top to bottom.

    Raises `graphlib.CycleError` if there is a circle.
    """
    upwards = list(TopologicalSorter(direct).static_order())
    below: dict[str, frozenset[str]] = {}
    for place in upwards:
        below[place] = frozenset(direct[place]).union(*(below[other] for other in direct[place]))
    return [
        (place, other)
        for place in reversed(upwards)
        for other in direct[place]
        if not any(other in below[between] for between in direct[place])
    ]


def picture(direct: Imports) -> str:
    """Return the Mermaid picture of these imports, with a line that counts them."""
    arrows = "\n".join(f"    {_node(place)} --> {_node(other)}" for place, other in needed(direct))
    total = sum(map(len, direct.values()))
    counted = f"{len(direct)} packages and modules, {total} imports between them, no circle."
    return f"```mermaid\nflowchart TD\n{arrows}\n```\n\n{counted}\n"


def redrawn(page: str) -> str:
    """Return the page's text with its pictures drawn from the code as it is."""
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    return _PICTURE.sub(lambda match: match[1] + picture(imports(match[2], graph)) + match[3], page)


def _below(module: str, root: str) -> bool:
    return module.startswith(f"{root}.")


def _place(module: str) -> str:
    return module.split(".")[1]


def _node(place: str) -> str:
    """Return a node: names with underscores stand in quotes, since Mermaid reads them as markup."""
    return f'{place.strip("_")}["{place}"]' if "_" in place else place


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
