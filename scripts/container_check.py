"""Checks the container's files without Docker, and can rehearse the steps of the image in a folder.

    python -m scripts.container_check
    python -m scripts.container_check --rehearse /tmp/image

Checked is what Byline promises of the container: see `problems`. The rehearsal runs each step of the Dockerfile that
needs no root, in its order, with the paths of the image below the folder; it downloads what a build downloads.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from scripts.slim_requirements import pinned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[1]

INSTRUCTIONS: Final = frozenset(
    (
        *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "FROM", "HEALTHCHECK"),
        *("LABEL", "RUN", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    )
)
"""Those that the Dockerfile may have: ADD downloads and unpacks, ONBUILD and SHELL are not needed."""

IN_THE_IMAGE: Final = ("/opt/byline", "/opt/torch", "/opt/prepared", "/src", "/data")
"""The folders of the image that its steps name."""

_NEED_ROOT = ("groupadd", "useradd")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile."""

    name: str
    value: str  # continuation lines joined


def instructions(text: str) -> list[Instruction]:
    """Return a Dockerfile's instructions. Raises `ValueError` for a line that is none."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = []
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        if line.strip():
            name, _, value = line.strip().partition(" ")
            if name not in INSTRUCTIONS or not value.strip():
                raise ValueError(f"no instruction that this Dockerfile may have: {line}")
            found.append(Instruction(name, value.strip()))
    return found


def stages(found: Iterable[Instruction]) -> list[list[Instruction]]:
    """Return the instructions of each stage, its FROM first; what stands before the first one is left out."""
    each: list[list[Instruction]] = []
    for instruction in found:
        if instruction.name == "FROM":
            each.append([])
        if each:
            each[-1].append(instruction)
    return each


def values(stage: Iterable[Instruction], name: str) -> list[str]:
    """Return what the instructions of a name say."""
    return [instruction.value for instruction in stage if instruction.name == name]


def problems(dockerfile: str, ignored: str, compose: str) -> list[str]:
    """Return what is wrong with the files, given as texts; nothing if all is right."""
    try:
        each = stages(instructions(dockerfile))
    except ValueError as error:
        return [str(error)]
    return [*_of_stages(each), *_of_context(each, ignored), *_of_compose(yaml.safe_load(compose))]


def _of_stages(each: Sequence[list[Instruction]]) -> Iterator[str]:
    if len(each) != 2:  # noqa: PLR2004
        yield f"two stages are wanted, there are {len(each)}"
        return
    build, image = each
    last_user = ["", *values(image, "USER")][-1]
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", last_user):
        yield "USER has to be a number that is not root's: nothing can tell that of a name"
    if values(image, "VOLUME") != ["/data"] or values(image, "WORKDIR") != ["/data"]:
        yield "the volume and the folder that Byline starts in have to be /data"
    health = "".join(values(image, "HEALTHCHECK"))
    metrics = re.search(r"BYLINE_METRICS=(\S+)", " ".join(values(image, "ENV")))
    if not metrics or f"http://{metrics[1]}/readyz" not in health:
        yield "HEALTHCHECK has to ask /readyz where BYLINE_METRICS says"
    for name in ("ENTRYPOINT", "CMD"):
        if not all(isinstance(json.loads(value), list) for value in values(image, name)) or not values(image, name):
            yield f"{name} has to be a list: a shell in between would get the signals"
    copied = [value for value in values(image, "COPY") if not value.startswith("--from=build ")]
    if copied or any("pip" in value for value in values(image, "RUN")):
        yield "the last stage takes what the first one made, and installs nothing"
    if any("torch" in value for value in values(image, "COPY")):
        yield "PyTorch stays in the first stage"
    if re.search(r"https?://(?!127\.)|[\w-]+\.[\w.-]+/", "".join(values(build, "FROM") + values(build, "RUN"))):
        yield "no host is named: image and packages come from where the builder is set up for"


def _of_context(each: Sequence[list[Instruction]], ignored: str) -> Iterator[str]:
    """Compare what is copied into the image with what is sent to the builder."""
    lines = [line for line in ignored.splitlines() if line and not line.startswith("#")]
    if not lines or lines[0] != "*":
        yield ".dockerignore has to leave everything out first"
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for stage in each for value in values(stage, "COPY") for name in _sources(value)}
    for name in sorted(sent ^ copied):
        yield f"{name} is {'sent to the builder and not copied' if name in sent else 'copied and not sent'}"
    for name in sorted(copied):
        if not (ROOT / name).exists():
            yield f"{name} is copied and not there"


def _of_compose(found: Any) -> Iterator[str]:
    bot, chroma = found["services"]["bot"], found["services"]["chroma"]
    wanted = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "init": True}
    for name, value in wanted.items():
        if bot.get(name) != value:
            yield f"services.bot.{name} has to be {value}"
    if bot.get("volumes") != ["data:/data"] or "/tmp" not in bot.get("tmpfs", ()):  # noqa: S108
        yield "services.bot writes to its volume and to /tmp"
    yield from _of_chroma(found, bot, chroma)


def _of_chroma(found: Any, bot: Any, chroma: Any) -> Iterator[str]:
    if "profiles" in bot or chroma.get("profiles") != ["chroma"]:
        yield "Byline starts without a profile, Chroma with its own"
    if bot["depends_on"]["chroma"].get("required") is not False:
        yield "services.bot.depends_on.chroma has to be required: false, or Byline does not start alone"
    version = pinned(ROOT / "constraints.txt")["chromadb"]
    if chroma["image"] != f"chromadb/chroma:{version}":
        yield f"services.chroma.image has to be of the client's version, {version}"
    if chroma["networks"] != ["store"] or not found["networks"]["store"].get("internal") or "ports" in chroma:
        yield "Chroma asks for no password: it stays on a network that nobody else reaches"
    for service in (bot, chroma):
        for volume in service["volumes"]:
            if volume.partition(":")[0] not in found["volumes"]:
                yield f"the volume {volume} is not declared"


def _sources(copy: str) -> list[str]:
    return [] if copy.startswith("--from=") else copy.split()[:-1]


def rehearse(dockerfile: str, folder: Path) -> None:
    """Run the steps of the first stage below a folder. Raises `subprocess.CalledProcessError` where one fails."""
    build, _ = stages(instructions(dockerfile))
    environment, work = dict(os.environ), folder
    environment.pop("PYTHONPATH", None)
    for step in build:
        say(f"{step.name} {step.value}")
        if step.name == "ARG":
            name, _, value = step.value.partition("=")
            environment.setdefault(name, value)
        elif step.name == "ENV":
            environment.update(re.findall(r"(\w+)=(\S*)", step.value))
        elif step.name == "WORKDIR":
            work = Path(_below(folder, step.value))
            work.mkdir(parents=True, exist_ok=True)
        elif step.name == "COPY":
            _copy(step.value, work)
        elif step.name == "RUN" and not step.value.startswith(_NEED_ROOT):
            subprocess.run(["/bin/sh", "-ec", _below(folder, step.value)], cwd=work, env=environment, check=True)
    for name in ("byline", "prepared"):
        size = sum(path.stat().st_size for path in (folder / "opt" / name).rglob("*") if path.is_file())
        say(f"/opt/{name}: {size / 1e6:.0f} MB")


def _below(folder: Path, text: str) -> str:
    """Put a folder before the paths of the image."""
    return re.sub(rf"(?<![\w.-])({'|'.join(map(re.escape, IN_THE_IMAGE))})\b", rf"{folder}\1", text)


def _copy(value: str, work: Path) -> None:
    *sources, target = value.split()
    for name in sources:
        source, there = ROOT / name, work / target
        if source.is_dir():
            shutil.copytree(source, there, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), dirs_exist_ok=True)
        else:
            shutil.copy(source, there)


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Check the files, and rehearse the steps if a folder is named."""
    parser = ArgumentParser(prog="python -m scripts.container_check", description="Check the container's files.")
    parser.add_argument("--rehearse", type=Path, metavar="DIR", help="run the steps of the image below this folder")
    given = parser.parse_args()
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("Dockerfile", ".dockerignore", "compose.yaml")]
    if found := problems(*texts):
        sys.exit("\n".join(found))
    say("Dockerfile, .dockerignore and compose.yaml are as they should be")
    if given.rehearse:
        rehearse(texts[0], given.rehearse.absolute())


if __name__ == "__main__":
    main()
