"""`byline demo` without a terminal: what a newcomer and a build server see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.conftest import Launcher

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def test_the_demo_answers_its_questions_and_leaves_nothing(launch: Launcher, tmp_path: Path) -> None:
    """Answers with citations and one honest "nothing found", on loopback alone, leaving no file behind."""
    here = tmp_path / "here"
    here.mkdir(mode=0o555)
    journal = tmp_path / "connections"
    process = launch("demo", cwd=here, umask=0o277, more={"CONNECTIONS": str(journal), "BYLINE_MODELS": ""})
    out, err = (said.decode() for said in process.communicate(timeout=300))
    assert process.returncode == 0, err
    answers = re.split(r"^> ", out, flags=re.MULTILINE)[1:]
    cited = [answer for answer in answers if re.search(r"\[\d+\]", answer) and "Sources:" in answer]
    refused = [answer for answer in answers if "Nothing found" in answer]
    assert len(cited) >= 3
    assert len(refused) == 1
    assert len(answers) == len(cited) + len(refused)
    assert all("http://127.0.0.1:" in answer for answer in cited)
    assert "mentions \u201cQuillmark Robotics\u201d or \u201cOsaka\u201d" in " ".join(refused[0].split())
    # Three outlets have the agency's text: it is shown once, for all of them.
    assert answers[0].count("calderwick") == 1
    assert "Meridian Wire, 3 Sep 2026, reported, 3 outlets, 1 origin" in answers[0]
    assert "All names in it are invented" in err
    assert "Traceback" not in out + err
    assert_origin_and_correction(out)
    assert set(journal.read_text(encoding="utf-8").split()) <= LOOPBACK
    assert list(here.iterdir()) == []
    # PyTorch makes an empty folder for a cache that stays unused.
    assert [path for name in ("tmp", "home") for path in (tmp_path / name).rglob("*") if path.is_file()] == []


def assert_origin_and_correction(out: str) -> None:
    """Tell that the corrected story is told in its new version, and that the blogger's source comes before the blog."""
    _, _, jobs = out.partition("> How many jobs is Tessaline cutting?")
    said, _, rest = jobs.partition("Sources:")
    assert ("210 jobs" in said, "310" in said) == (True, False)
    assert all(part in rest.partition("As of")[0] for part in ("updated 2", "Correction: An earlier version"))
    _, _, blog = out.partition("> Which figure would the blogger ask for")
    told = blog.partition("Sources:")[2].partition("As of")[0]
    first, _, second = told.partition("as told in: What Tessaline\u2019s confession leaves out")
    assert ("Tessaline chief tells staff AI overhaul was rushed" in first, bool(second)) == (True, True)
