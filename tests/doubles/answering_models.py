"""Tiny question-answering models of several families with chance weights, written as transformers publishes them."""

from __future__ import annotations

import string
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tokenizers import Tokenizer

    from bot.evidence.reader.extractive_reader import ExtractiveReader
    from indexer.embedding.processors import Recipe

FAMILIES = ("bert", "roberta", "distilbert", "electra", "deberta-v2")

WORDS = ("who", "runs", "the", "plant", "in", "opened", "model", "was", "trained", "for", "days")
"""Words that the models know; of others they know the letters."""


def write_model(folder: Path, family: str = "bert", *, head: bool = True, limit: int = 96, scale: float = 0.1) -> Path:
    """Write a model of two layers, 32 wide, that reads `limit` tokens; without a `head` it answers nothing.

    Its weights are about as large as `scale`: where they are large, rounding decides what it says.
    """
    import torch
    from transformers import AutoConfig, AutoModel, AutoModelForQuestionAnswering

    torch.manual_seed(7)
    tokenizer = _tokenizer(family, limit)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    if family == "distilbert":
        shape = {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}
    places = limit + 2 if family == "roberta" else limit  # it numbers them from behind that of the padding
    settings: dict[str, Any] = {
        **shape,
        "vocab_size": len(tokenizer),
        "max_position_embeddings": places,
        "pad_token_id": tokenizer.pad_token_id,
        "initializer_range": scale,
    }
    if family == "electra":
        settings["embedding_size"] = 32
    if family == "roberta":
        settings["type_vocab_size"] = 1
    if family == "deberta-v2":
        settings |= {"type_vocab_size": 0, "relative_attention": True, "pos_att_type": ["p2c", "c2p"]}
    config = AutoConfig.for_model(family, **settings)
    made: Any = (AutoModelForQuestionAnswering if head else AutoModel).from_config(config)  # type: ignore[no-untyped-call]
    if head:
        made.qa_outputs.weight.data *= 1 / scale  # one token is told from another
    made.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def exported_reader(model: Path, folder: Path, recipe: Recipe = "signed") -> ExtractiveReader:
    """Return the reader that is made of a model, by a copy in a folder of its own there."""
    from bot.evidence.reader.export import make_by
    from bot.evidence.reader.extractive_reader import ExtractiveReader
    from indexer.embedding.model_files import ModelFiles

    target = folder / f"copy-{recipe}"
    target.mkdir()
    with warnings.catch_warnings(action="ignore"):  # torch warns of its own exporter
        made = make_by(recipe, ModelFiles(str(model)), target)
    return ExtractiveReader(model.name, target, made["longest"])


def _tokenizer(family: str, limit: int) -> Any:
    from transformers import PreTrainedTokenizerFast

    names = {"cls_token": "[CLS]", "pad_token": "[PAD]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    if family == "roberta":
        names = {"cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>"}
    made = {"roberta": _bytes, "deberta-v2": _pieces}.get(family, _words)(list(names.values()))
    typed = family not in ("roberta", "distilbert")
    inputs = ["input_ids", "attention_mask", *(["token_type_ids"] if typed else [])]
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=made, model_max_length=limit, model_input_names=inputs, **names
    )


def _numbers(special: list[str], tokens: Iterable[str]) -> dict[str, int]:
    return {token: number for number, token in enumerate([*special, *tokens])}


def _words(special: list[str]) -> Tokenizer:
    """Return a tokenizer as BERT has it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    vocabulary = _numbers(special, [*letters, *(f"##{letter}" for letter in letters), *WORDS])
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"]))
    return made


def _bytes(special: list[str]) -> Tokenizer:
    """Return a tokenizer as RoBERTa has it: of bytes, and a space belongs to the word after it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [("t", "h"), ("th", "e"), ("Ġ", "the"), ("Ġ", "r"), ("Ġr", "u"), ("Ġru", "n"), ("Ġrun", "s"), ("Ġ", "p")]
    vocabulary = _numbers(special, [*alphabet, *("".join(pair) for pair in merges)])
    made = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    ends = ("</s>", vocabulary["</s>"]), ("<s>", vocabulary["<s>"])
    made.post_processor = processors.RobertaProcessing(*ends, trim_offsets=False)
    return made


def _pieces(special: list[str]) -> Tokenizer:
    """Return a tokenizer as DeBERTa has it: of pieces, before which a space is written as a mark."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    letters = [*string.ascii_letters, *string.digits, *string.punctuation]
    scored = [(token, 0.0) for token in special]
    scored += [("▁", -4.0), *((letter, -5.0) for letter in letters), *((f"▁{word}", -6.0) for word in WORDS)]
    made = Tokenizer(models.Unigram(scored, unk_id=special.index("[UNK]")))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, special.index(token)) for token in ("[CLS]", "[SEP]")],
    )
    return made
