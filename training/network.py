"""The reader: one encoder over question and passage, and heads that say where the answer is and whether it is."""

from pathlib import Path
from typing import Final, NamedTuple

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

from training.batches import UNTOLD, VERDICTS, Batch

_NOWHERE: Final = -1e4
"""Added to the scores of tokens at which no answer may begin or end; large enough in bfloat16, too."""

_PLAUSIBLE: Final = 0.5
"""Weight of the place of a plausible answer to a question that has none: it looks like an answer."""


class Judgement(NamedTuple):
    """What the reader says of each of n pairs of m tokens."""

    starts: torch.Tensor
    """How well each token begins the answer, n x m, unbounded."""
    ends: torch.Tensor
    """How well each token ends it, n x m, unbounded."""
    answerable: torch.Tensor
    """Whether the passage answers at all, n, as a logit."""
    support: torch.Tensor
    """Supported, contradicted, not stated, n x 3, as logits."""
    one_event: torch.Tensor
    """Whether the two texts, as reports, are on one event, n, as a logit."""


class Reader(nn.Module):
    """A BERT encoder with four heads. The word vectors stay as they are: they know more words than the sets have."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.places = nn.Linear(width, 2)
        self.answerable = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.support = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 3))
        self.one_event = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))
        encoder.embeddings.word_embeddings.weight.requires_grad = False

    def forward(self, tokens: torch.Tensor, present: torch.Tensor, passage: torch.Tensor) -> Judgement:
        """Judge n pairs of m tokens; see `Batch` for what is given."""
        hidden = self.encoder(input_ids=tokens, attention_mask=present, token_type_ids=passage).last_hidden_state
        places = self.places(hidden).float() + ((1 - passage * present) * _NOWHERE).unsqueeze(-1)
        starts, ends = places.unbind(-1)
        first, second = _mean(hidden, present * (1 - passage)), _mean(hidden, present * passage)
        return Judgement(
            starts,
            ends,
            self._answerable(hidden, starts, ends),
            self.support(torch.cat([hidden[:, 0], first], -1)).float(),
            self.one_event(torch.cat([hidden[:, 0], first, second], -1)).squeeze(-1).float(),
        )

    def _answerable(self, hidden: torch.Tensor, starts: torch.Tensor, ends: torch.Tensor) -> torch.Tensor:
        """Judge by the whole pair and by the tokens at which the answer probably begins and ends."""
        begun, ended = (
            torch.bmm(functional.softmax(scores, -1).unsqueeze(1).to(hidden.dtype), hidden).squeeze(1)
            for scores in (starts, ends)
        )
        judged: torch.Tensor = self.answerable(torch.cat([hidden[:, 0], begun, ended], -1))
        return judged.squeeze(-1).float()


def _mean(hidden: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
    """Return the mean of the tokens of one of the two texts, each of which has seen the other."""
    share = text.to(hidden.dtype) / text.sum(-1, keepdim=True).clamp(min=1)
    return torch.bmm(share.unsqueeze(1), hidden).squeeze(1)


def new_reader(folder: Path) -> Reader:
    """Return an untrained reader on the encoder in `folder`; both token types begin as the one that it knows."""
    # Of so few tokens the plain way is the faster one: a seventh less time for a step than by fused attention.
    encoder = BertModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="eager")
    encoder.config.hidden_dropout_prob = encoder.config.attention_probs_dropout_prob = 0.0
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    with torch.no_grad():
        types = encoder.embeddings.token_type_embeddings.weight
        types[1] = types[0] + torch.randn_like(types[0]) * types[0].std() * 0.1
    return Reader(encoder)


def loss(judged: Judgement, batch: Batch) -> torch.Tensor:
    """Return the mean loss of a batch over all heads, each example counted for what it tells."""
    parts = (
        _place_loss(judged, batch)
        + _yes_or_no_loss(judged.answerable, batch.answerable)
        + _support_loss(judged, batch)
        + _yes_or_no_loss(judged.one_event, batch.one_event)
    )
    return parts.sum() / len(batch.tokens)


def _place_loss(judged: Judgement, batch: Batch) -> torch.Tensor:
    weight = torch.where(batch.answerable == 1, 0.5, 0.5 * _PLAUSIBLE)
    return weight * sum(
        functional.cross_entropy(scores, at, ignore_index=UNTOLD, reduction="none")
        for scores, at in ((judged.starts, batch.starts), (judged.ends, batch.ends))
    )


def _yes_or_no_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    told = labels != UNTOLD
    return told * functional.binary_cross_entropy_with_logits(logits, labels.clamp(min=0).float(), reduction="none")


def _support_loss(judged: Judgement, batch: Batch) -> torch.Tensor:
    """Where a set does not say which of the two kinds of "not supported" it is, only that it is not counts."""
    told = batch.verdicts != UNTOLD
    either = batch.verdicts == VERDICTS.index("not_supported")
    logs = functional.log_softmax(judged.support, -1)
    exact = -logs.gather(1, batch.verdicts.clamp(0, 2).unsqueeze(1)).squeeze(1)
    not_supported = -torch.logsumexp(logs[:, 1:], -1)
    return told * torch.where(either, not_supported, exact)
