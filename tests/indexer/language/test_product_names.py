"""Product names: what a text names, and whether two names mean one product."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.product_names import (
    ProductName,
    ProductRelation,
    nearest,
    product_names,
    relation,
    relation_to_text,
)


def _one(text: str) -> ProductName:
    (name,) = product_names(text)
    return name


@pytest.mark.parametrize(
    ("text", "words", "version", "variants", "size", "stamp"),
    [
        ("Claude 3.5 Sonnet (new) is out", "claude sonnet", "3.5", "", "", "new"),
        ("Sonnet 3.5", "sonnet", "3.5", "", "", ""),
        ("the snapshot gpt-4o-2024-08-06", "gpt", "4o", "", "", "20240806"),
        ("Meta's Llama 4 Maverick is here", "llama maverick", "4", "", "", ""),
        ("DeepSeek-R1-0528", "deepseek r", "1", "", "", "0528"),
        ("o4-mini-high", "o", "4", "high mini", "", ""),
        ("Qwen3.8-27B", "qwen", "3.8", "", "27b", ""),
        ("Qwen3.8-397B-A17B", "qwen", "3.8", "", "397b-a17b", ""),
        ("GPT-5.3-Codex-Spark", "gpt", "5.3", "codex spark", "", ""),
        ("on SWE-bench Pro", "swe bench", "", "pro", "", ""),
        ("the H100s of Nvidia", "h", "100", "", "", ""),
        ("Nvidia's Instinct MI355X", "mi", "355x", "", "", ""),
        ("DeepSeek V3.2", "deepseek", "3.2", "", "", ""),
        ("claude-3-5-sonnet-20241022", "claude sonnet", "3.5", "", "", "20241022"),
        ("gemini-2.5-pro-preview-05-06", "gemini", "2.5", "preview pro", "", "0506"),
        ("Mistral-7B-v0.3", "mistral", "0.3", "", "7b", ""),
        ("ollama run llama3.1:8b", "llama", "3.1", "", "8b", ""),
        ("the new Corvid 3 Mini", "corvid", "3", "mini", "", ""),
        ("gpt 5.4 pro", "gpt", "5.4", "pro", "", ""),
        ("corvid 3 mini", "corvid", "3", "mini", "", ""),
        ("GPT-5-level models", "gpt", "5", "", "", ""),
        ("Gemini 2.0", "gemini", "2", "", "", ""),
        ("Gemini Flash 3", "gemini", "3", "flash", "", ""),
        ("Terminal\u2011Bench 2.0", "terminal bench", "2", "", "", ""),
        ("the mini version of Corvid 3 is out", "corvid", "3", "mini", "", ""),
        ("DALL\u00b7E 3", "dall e", "3", "", "", ""),
        ("Phi-4-mini", "phi", "4", "mini", "", ""),
        ("Introducing Corvid 3", "corvid", "3", "", "", ""),
        ("Google Exposes Corvid 3 Pro", "corvid", "3", "pro", "", ""),
        ("Mixtral 8x7B", "mixtral", "", "", "8x7b", ""),
        ("GPT-OSS 20B", "gpt oss", "", "", "20b", ""),
    ],
)
def test_a_name_is_read_in_its_parts(text: str, words: str, version: str, variants: str, size: str, stamp: str) -> None:
    """Words, version, variants, size and stamp are told apart, however they are joined."""
    name = _one(text)
    assert (frozenset(words.split()), version, frozenset(variants.split()), size, stamp) == (
        name.words,
        name.version,
        name.variants,
        name.size,
        name.stamp,
    )


@pytest.mark.parametrize(
    "text",
    [
        "In 2026 and at CES 2026",
        "on May 5 and November 29, 2026",
        "up 5 percent, or 4.5%",
        "Meta raised 5 billion, then $4bn",
        "its Series B and the top 5",
        "the 3rd, Q3, H1 2026 and the G20",
        "Google offers 4 models",
        "OpenAI 4 models",
        "01.AI and a16z",
        "Fortune 500 and Nasdaq 100 firms",
        "24-hour shifts at 12:30",
        "Verizon 5G and Samsung 4K screens",
        "Section 230, Chapter 11, Phase 2, Level 3",
        "about 4.5 percent fewer tokens",
        "EUR 5 and USD 4",
        "it costs 3.5 dollars",
        "Covid-19 and mid-2026",
        "Anthropic 100,000 users",
        "",
    ],
)
def test_figures_that_are_no_versions_make_no_name(text: str) -> None:
    """Years, days, shares, sums, rounds, ranks and counts belong to no product."""
    assert product_names(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPT-5.4 and GPT-5.4 mini", ["gpt 5.4", "gpt 5.4 mini"]),
        ("GPT-5.4, mini and nano", ["gpt 5.4", "gpt 5.4 mini", "gpt 5.4 nano"]),
        ("Claude Opus 4.5 and 4.6 are", ["claude opus 4.5", "claude opus 4.6"]),
        ("The licences of Gemma 3 and 4 differ", ["gemma 3", "gemma 4"]),
        ("Llama 4 Scout and Maverick handle", ["llama scout 4", "llama maverick 4"]),
        ("Both Opus and Sonnet 4.6 keep", ["opus 4.6", "sonnet 4.6"]),
        ("H100 vs H200", ["h 100", "h 200"]),
        ("Opus 4.7 Claude Code is out", ["opus 4.7"]),
        ("Claude Sonnet 4.6 vs 4.5", ["claude sonnet 4.6", "claude sonnet 4.5"]),
        ("Gemma 3 and 4 engineers", ["gemma 3"]),
        ("GPT-5.4 and $5", ["gpt 5.4"]),
        ("GPT-5.4 and 5.5 percent", ["gpt 5.4"]),
    ],
)
def test_a_list_names_each_of_its_products(text: str, expected: list[str]) -> None:
    """What a list leaves out is taken from the name beside it."""
    found = [" ".join([*each.brand, *each.core, each.version, *sorted(each.variants)]) for each in product_names(text)]
    assert expected == found


_SAME = [
    ("Claude 3.5 Sonnet", "Sonnet 3.5"),
    ("Claude Opus 4.7", "Claude 4.7 Opus"),
    ("GPT-5.4 Pro", "gpt 5.4 pro"),
    ("GPT-5.4 Pro", "OpenAI GPT-5.4-Pro"),
    ("Qwen3.8-27B", "Qwen 3.8 27B"),
    ("R1-0528", "DeepSeek R1-0528"),
    ("ARC-AGI-2", "ARC AGI 2"),
    ("SWE-bench Pro", "SWE-Bench Pro"),
    ("Corvid 3 Mini", "Tern Corvid 3 mini"),
    ("MI355X", "Instinct MI355X"),
    ("Gemini 2.0", "Gemini 2"),
]
_OTHER = [
    ("GPT-5.4 Pro", "GPT-5.5"),
    ("GPT-5.4 Pro", "GPT-5.4"),
    ("GPT-5.4", "GPT-5.4 Pro"),
    ("GPT-5.3-Codex", "GPT-5.3-Codex-Spark"),
    ("SWE-bench Pro", "SWE-bench Verified"),
    ("Claude Opus 7", "Claude Opus 4.7"),
    ("Claude Opus 4.7", "Claude Sonnet 4.7"),
    ("Claude 3.5 Sonnet", "Claude 3.5 Haiku"),
    ("Gemma 5", "Gemma 4"),
    ("Qwen 3.5", "Qwen 3.8"),
    ("Qwen3.8-27B", "Qwen3.8-397B-A17B"),
    ("H100", "H200"),
    ("gpt-4o-2024-08-06", "gpt-4o-2024-05-13"),
    ("GPT-4", "GPT-4o"),
    ("Qwen3-Coder", "Qwen3-Coder-Next"),
    ("Gemma 3", "Gemma 3n"),
    ("DALL-E 3", "DALL-E 2"),
    ("gpt-oss-20b", "gpt-oss-120b"),
    ("Grok 4", "Grok 4 Heavy"),
    ("o4-mini", "o3-mini"),
    ("o4-mini", "o4-mini-high"),
    ("Corvid 3 Mini", "Corvid 3"),
    ("Llama 4 Behemoth", "Llama 4 Scout"),
    ("DeepSeek V3.2", "DeepSeek V3.2-Speciale"),
    ("DeepSeek R1", "DeepSeek V3.2"),
    ("Gemini 2.5 Flash", "Gemini 2.5 Flash-Lite"),
]


@pytest.mark.parametrize(("one", "other"), _SAME)
def test_spelling_and_order_make_no_other_product(one: str, other: str) -> None:
    """Space, hyphen, case, order, maker and brand may differ."""
    assert (relation(_one(one), _one(other)), relation(_one(other), _one(one))) == (
        ProductRelation.SAME,
        ProductRelation.SAME,
    )


@pytest.mark.parametrize(("one", "other"), _OTHER)
def test_another_version_variant_or_size_is_another_product(one: str, other: str) -> None:
    """Whatever else is alike, another version is no evidence, whichever is asked for."""
    assert (relation(_one(one), _one(other)), relation(_one(other), _one(one))) == (
        ProductRelation.OTHER,
        ProductRelation.OTHER,
    )


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("gpt-4o", "gpt-4o-2024-08-06"),
        ("Claude 3.5 Sonnet", "Claude 3.5 Sonnet (new)"),
        ("Llama 3", "Llama 3 70B"),
        ("Llama 4", "Llama 4 Maverick"),
        ("R1", "R1-0528"),
        ("Gemini Pro", "Gemini 3 Pro"),
        ("Gemini 2.5 Pro", "Gemini 2.5 Pro Preview"),
    ],
)
def test_a_name_told_more_exactly_is_one_of_what_is_asked(less: str, more: str) -> None:
    """A snapshot or a size stands for its model; the model does not stand for the snapshot that is asked for."""
    assert (relation(_one(less), _one(more)), relation(_one(more), _one(less))) == (
        ProductRelation.ONE_OF,
        ProductRelation.WIDER,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-5.4 Pro", "Gemini 3.1 Pro"), ("B200", "GB200"), ("SWE-bench Pro", "Terminal-Bench Pro"), ("o3", "GPT-4o")],
)
def test_another_line_is_unrelated(one: str, other: str) -> None:
    """A variant's word alone makes no relation."""
    assert relation(_one(one), _one(other)) is ProductRelation.UNRELATED


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Claude Sonnet 4.6", "versions 4.5 and 4.6 of Claude Sonnet were compared", ProductRelation.SAME),
        ("Claude Sonnet 4.7", "versions 4.5 and 4.6 of Claude Sonnet were compared", ProductRelation.UNRELATED),
        ("PyTorch 2.9", "As of 2.9, PyTorch requires Python 3.10", ProductRelation.SAME),
        ("Llama 3 70B", "Llama 3 comes in two sizes, 8B and 70B", ProductRelation.SAME),
        ("Llama 4 Scout", "Scout, the smaller of the Llama 4 models, is out", ProductRelation.SAME),
        ("Claude Opus 4.5", "Opus 4.7 uses about 4.5 percent fewer tokens", ProductRelation.OTHER),
        ("Gemma 4", "Google offers 4 models in the Gemma 3 line", ProductRelation.OTHER),
        ("GPT-5.5 and GPT-5.4", "GPT-5.4 costs less", ProductRelation.SAME),
        ("GPT-5.5", "ChatGPT has 900 million users", ProductRelation.UNRELATED),
        ("GPT-5.5", "Unlike GPT-5.4, GPT-5.5 is fast", ProductRelation.SAME),
    ],
)
def test_a_text_stands_for_what_it_names_even_in_pieces(asked: str, text: str, expected: ProductRelation) -> None:
    """A text with the name is evidence, one with another version alone is none."""
    assert relation_to_text(product_names(asked), text) is expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Claude Opus 7", "Claude Opus 4.6, Claude Opus 4.7 and Claude Sonnet 5", "Claude Opus 4.7"),
        ("Gemini 3.5 Pro", "Gemini 3.1 Pro and Gemini 3.1 Flash-Lite", "Gemini 3.1 Pro"),
        ("GPT-5.4 Pro", "GPT-5.3-Codex, then GPT-5.4", "GPT-5.4"),
        ("MI300X", "AMD's MI355X, Nvidia's H200", "MI355X"),
        ("DeepSeek V4.2", "Kenya DeepSeek 21; DeepSeek V3.2 and DeepSeek V4", "DeepSeek V4"),
        ("GPT-9", "GPT-2", "GPT-2"),
    ],
)
def test_the_nearest_is_the_newest_of_the_line(asked: str, text: str, expected: str) -> None:
    """What is named where nothing is told of a product is of its line, of its variant if there is one, and new."""
    found = nearest(_one(asked), product_names(text))
    assert found is not None
    assert expected == found.text


def test_nothing_is_near_to_a_name_of_which_no_line_is_told() -> None:
    """Another line is never posed as the nearest."""
    assert nearest(_one("Claude Haiku 4.6"), product_names("GPT-5.5 and Gemini 3.1 Pro")) is None


def test_a_known_line_makes_a_name_without_a_version() -> None:
    """Where a word is known to begin names of products, the word behind it is part of one."""
    (name,) = product_names("What does Claude Opus cost?", {"claude"})
    assert relation(name, _one("Claude Opus 4.7")) is ProductRelation.ONE_OF
    assert relation(name, _one("Claude Haiku 4.5")) is ProductRelation.OTHER


@given(st.text(alphabet="GPT gpt-4.5oB(), and Pro$%2026\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands there, names are places in it, in order."""
    found = product_names(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
