"""What feeds, forums and buttons put around the words of an article, told from what is text."""

from __future__ import annotations

import time

import pytest

from indexer.web.boilerplate import is_boilerplate, join_spans, remove_boilerplate, split_paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "Score: 120 Comments: 45 By: anna Discussion: https://forum.example/item?id=1",
        "Article URL: https://a.example/x Comments URL: https://forum.example/item?id=2 Points: 3 # Comments: 0",
        "Points: 140",
        "The post Tidal loom weaves first cloth appeared first on Harbour Wire.",
        "Read more →",
        "Continue reading",
        "submitted by /u/weaver [link] [comments]",
        "[link] [comments]",
        "Reply Like (14) Report",
        "12 points | 4 comments",
        "5 min read",
        "Sponsored by LoomBarn",
        "View this email in your browser",
        "Photo: Ada Lorne",
        "Press contact: press@loom.example",
        "h/t @weaver",
        "#looms #tide",
        "2/7",
        "By Ada Lorne · 8 min read",
        "Posted by Admin on Monday",
        "FOR IMMEDIATE RELEASE",
        "Share Tweet Pin it",
        "3h ago",
    ],
)
def test_forms(line: str) -> None:
    """A line that is nothing but form has no text."""
    assert is_boilerplate(line)
    assert split_paragraphs(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "The post by @weaver drew 9,000 replies in a day.",
        "The post was deleted and first appeared on a forum in May.",
        "About 3/4 of the weavers said they use the loom every day.",
        'The button says "Read more" in eleven languages.',
        "The council will decide by June (Reuters).",
        "The council [of Amberly] sent questions to three firms.",
        "Fewer than 1 in 10 objected (Activity was measured with a wristband).",
        "Photos by the agency show smoke over the works.",
        "Sources: two officials said that the sale was agreed.",
        "Contact: the wool works by touch alone, the weavers found.",
        "The vote was 7 to 2. Score one for the council.",
        "Version 2.5 of the toolkit - a small one - fixes a leak.",
        "xAI and o3-mini are names, and so is llama.cpp.",
        "See what the loom can do.",
        "He said: read on your own time.",
        "- said the weaver",
        "The loom is red (photo).",
        "The judge said that both par[…]",
        "***",
    ],
)
def test_news_is_no_form(line: str) -> None:
    """A sentence of news that merely holds such words stays whole."""
    assert remove_boilerplate(line) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(Activity: 854): The image shows a loom.", "The image shows a loom."),
        (
            "A loom beats two others (Activity: 312): The post compares them.",
            "A loom beats two others\nThe post compares them.",
        ),
        ("@weaver: The loom is open. 1/7", "The loom is open."),
        ("Ada Lorne (@adalorne) opened the works.", "Ada Lorne opened the works."),
        ("It fell, as reported by Reuters (https://a.example/x?y=1).", "It fell, as reported by Reuters."),
        ("Acme <https://acme.example> wove cloth [http://b.example/2] today.", "Acme wove cloth today."),
        ("So said [Reuters](https://a.example/x) on Monday.", "So said [Reuters](https://a.example/x) on Monday."),
        ("RT @weaver: The loom is open.", "The loom is open."),
        ("The Harbour Loom News and Insights: Looms are dear.", "Looms are dear."),
        ("Fox News: Looms are dear.", "Fox News: Looms are dear."),
        ("The loom is open. Read more →", "The loom is open."),
        ("The loom is open. h/t @weaver", "The loom is open."),
        ("The loom is open. #looms #tide", "The loom is open."),
        ("The loom is open. submitted by /u/weaver [link] [comments]", "The loom is open."),
        ("The loom is open. The post Loom opens appeared first on Harbour Wire.", "The loom is open."),
        ("The loom is open. […]", "The loom is open."),
        ("The loom is open. (source)", "The loom is open."),
        ("The loom is open. https://a.example/x", "The loom is open."),
        ("• The loom is open. • It is red.", "The loom is open.\nIt is red."),
        ("- The loom is open. - It is red.", "The loom is open.\nIt is red."),
        ("5 min read The loom is open.", "The loom is open."),
        ("The loom is open. (link) It is red.", "The loom is open. It is red."),
        ("The loom is open. [1]", "The loom is open."),
        ("🧵 1/5 The loom is open. 👇", "The loom is open."),
        ("(12 points, 3 comments) The loom is open.", "The loom is open."),
        ("TL;DR: The loom is open.", "The loom is open."),
        ("u/weaver: The loom is open.", "The loom is open."),
    ],
)
def test_text_among_forms(line: str, expected: str) -> None:
    """What is text keeps its words, and what form stands before, behind or within it goes."""
    assert "\n".join(join_spans(line, spans) for spans in split_paragraphs(line)) == expected


def test_a_text_of_several_lines() -> None:
    """Lines of form leave no gap behind, and paragraphs stay apart."""
    text = "The loom is open.\n\nPoints: 3\n\n[link] [comments]\n\nIt is red."
    assert remove_boilerplate(text) == "The loom is open.\n\nIt is red."


def _thread_seconds(line: str) -> float:
    started = time.thread_time()
    split_paragraphs(line)
    return time.thread_time() - started


@pytest.mark.parametrize(
    "unit",
    [
        "!",
        "@a",
        "@a ",
        "#a ",
        "(1",
        "[link",
        "like 1 ",
        "1/2 ",
        "…",
        "Score: 1 ",
        "by: a ",
        "• ",
        "- ",
        "\u2192",
        "a.b/",
        "Read more ",
        " ",
        "The post A appeared ",
        "(@a",
    ],
)
def test_hostile_lines_take_little_time(unit: str) -> None:
    """The work on a line that repeats what rules look for grows with its length, and no faster."""

    def seconds(size: int) -> float:
        line = unit * (size // len(unit)) + "x"
        return min(_thread_seconds(line) for _ in range(3))  # of three: a collection of garbage may fall into one

    seconds(1_000)
    assert seconds(160_000) < 40 * max(seconds(20_000), 0.02)
