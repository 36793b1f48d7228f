"""What the container's files promise, and that each promise is checked."""

from __future__ import annotations

import pytest

from scripts.container_check import ROOT, instructions, problems, stages, values

DOCKERFILE, IGNORED, COMPOSE = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("Dockerfile", ".dockerignore", "compose.yaml")
)


def test_the_files_keep_their_promises() -> None:
    """Two stages, no root, one volume, a health check on /readyz, a read-only root, nothing sent that is not used."""
    assert problems(DOCKERFILE, IGNORED, COMPOSE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("USER 10001:10001", "USER byline", "USER has to be a number"),
        ("USER 10001:10001", "USER 0:0", "USER has to be a number"),
        ("/readyz", "/healthz", "HEALTHCHECK has to ask /readyz"),
        ('CMD ["run"]', 'CMD "run"', "CMD has to be a list"),
        ("VOLUME /data", "VOLUME /var/data", "have to be /data"),
        ("/opt/prepared /opt/prepared", "/opt/torch /opt/torch", "PyTorch stays in the first stage"),
        ("USER 10001:10001", "RUN pip install x\nUSER 10001:10001", "installs nothing"),
        ("FROM python:${PYTHON}-slim AS", "FROM images.example/python AS", "no host is named"),
        ("COPY bot bot", "COPY bot bot\nCOPY tests tests", "tests is copied and not sent"),
        ("COPY bot bot\n", "", "bot is sent to the builder and not copied"),
        ("STOPSIGNAL SIGTERM", "ADD x.tar /", "no instruction that this Dockerfile may have: ADD"),
    ],
)
def test_what_is_wrong_in_a_dockerfile_is_said(old: str, new: str, said: str) -> None:
    """Each promise that a Dockerfile breaks is named."""
    assert old in DOCKERFILE
    found = problems(DOCKERFILE.replace(old, new), IGNORED, COMPOSE)
    assert [problem for problem in found if said in problem], found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("read_only: true", "read_only: false", "read_only has to be True"),
        ("- ALL", "- NET_RAW", "cap_drop has to be"),
        ("- data:/data", "- ./data:/data", "writes to its volume"),
        ("    profiles:\n      - chroma\n", "", "Chroma with its own"),
        ("chroma:1.5.9", "chroma:latest", "of the client's version"),
        ("internal: true", "internal: false", "stays on a network"),
        ("condition: service_started\n        required: false", "condition: service_started", "required: false"),
    ],
)
def test_what_is_wrong_in_a_compose_file_is_said(old: str, new: str, said: str) -> None:
    """Each promise that a compose file breaks is named."""
    assert old in COMPOSE
    found = problems(DOCKERFILE, IGNORED, COMPOSE.replace(old, new))
    assert [problem for problem in found if said in problem], found


def test_what_holds_secrets_is_not_sent_to_the_builder() -> None:
    """A .dockerignore that leaves nothing out is refused: config, tokens and data would be sent."""
    assert ".dockerignore has to leave everything out first" in problems(
        DOCKERFILE, IGNORED.replace("\n*\n", "\n"), COMPOSE
    )


def test_lines_that_go_on_are_one_instruction() -> None:
    """Comments are left out, and what a backslash continues is joined, also across a comment."""
    text = "# first\nARG A=1\nFROM x AS build\nRUN one \\\n# between\n && two\nFROM y\nUSER 1:1\n"
    build, image = stages(instructions(text))
    assert values(build, "RUN") == ["one && two"]
    assert values(image, "USER") == ["1:1"]
