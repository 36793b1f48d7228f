"""Tiny question-answering models of several families with chance weights, written as transformers publishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

FAMILIES = ("bert", "roberta", "distilbert", "electra", "deberta-v2")

_TEXT = [
    "Who runs the plant? Quillmark opened a plant in Osaka. Petra Vane runs the plant. It makes robots.",
    "How much did it cost? The model was trained on 6,000 processors for 54 days, and cost 3 million euros.",
    "A letter to the ministry: “no more hiring before the third quarter”, it said, and nothing else.",
]


def write_model(folder: Path, family: str = "bert", *, head: bool = True, limit: int = 96) -> Path:
    """Write a model of two layers, 32 wide, that reads `limit` tokens; without a `head` it answers nothing."""
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
        "initializer_range": 0.4,  # so large that one token is told from another
    }
    if family == "electra":
        settings["embedding_size"] = 32
    if family == "roberta":
        settings["type_vocab_size"] = 1
    if family == "deberta-v2":
        settings |= {"type_vocab_size": 0, "relative_attention": True, "pos_att_type": ["p2c", "c2p"]}
    config = AutoConfig.for_model(family, **settings)
    made = (AutoModelForQuestionAnswering if head else AutoModel).from_config(config)
    made.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer(family: str, limit: int) -> Any:
    from transformers import PreTrainedTokenizerFast

    names = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    if family == "roberta":
        names = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    trained = {"roberta": _bytes, "deberta-v2": _pieces}.get(family, _words)(list(names.values()))
    inputs = ["input_ids", "attention_mask"] if family in ("roberta", "distilbert") else None
    return PreTrainedTokenizerFast(
        tokenizer_object=trained,
        model_max_length=limit,
        **names,
        **({"model_input_names": inputs} if inputs else {"model_input_names": ["input_ids", "token_type_ids"]}),
    )


def _words(special: list[str]) -> Tokenizer:
    """Return a tokenizer as BERT has it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(_TEXT, trainers.WordPieceTrainer(vocab_size=200, special_tokens=special))
    made.post_processor = processors.BertProcessing(_numbered(made, "[SEP]"), _numbered(made, "[CLS]"))
    return made


def _bytes(special: list[str]) -> Tokenizer:
    """Return a tokenizer as RoBERTa has it: of bytes, and a space belongs to the word after it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet)
    made.train_from_iterator(_TEXT, trainer)
    made.post_processor = processors.RobertaProcessing(
        _numbered(made, "</s>"), _numbered(made, "<s>"), trim_offsets=False
    )
    return made


def _pieces(special: list[str]) -> Tokenizer:
    """Return a tokenizer as DeBERTa has it: of pieces, before which a space is written as a mark."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

    made = Tokenizer(models.Unigram())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=200, special_tokens=special, unk_token="[UNK]")
    made.train_from_iterator(_TEXT, trainer)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[_numbered(made, "[CLS]"), _numbered(made, "[SEP]")],
    )
    return made


def _numbered(tokenizer: Tokenizer, token: str) -> tuple[str, int]:
    number = tokenizer.token_to_id(token)
    assert number is not None
    return token, number
