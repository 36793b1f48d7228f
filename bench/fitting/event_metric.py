"""The map after which a cosine knows events: `python -m bench.fitting.event_metric [FILE]`.

Learned from the invented reports of `training/news`, of which each group is on a few events of one field: with InfoNCE
(van den Oord et al. 2018) a report has to find those on its own event among all of some groups, the hardest of which
are its own group's. A headline counts as a report of its own, since many articles are nothing else. One group in five
and those that are held out of training are left out. Prints how often a pair of one event is nearer than a pair of two
events of one group, before and after, on the groups left out; writes the map to FILE if there is one.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from bench.fitting.regression import area_under_curve
from bench.fitting.report_days import days, is_left_out
from bench.fitting.stories import labelled_article, opening
from indexer.embedding import SentenceTransformersEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model import Vectors

_WIDTH = 32  # of what a vector is mapped to: twice and four times as many tell no more
_STEPS, _AT_ONCE = 250, 16  # groups in a step; with more steps the map learns the groups by heart
_RATE = 0.002
_TEMPERATURE = 0.1
_KEPT = 0.01  # weighs the squared distance from the principal components, where the map begins


class Texts(NamedTuple):
    """What reports begin with, or are called, as the model sees it."""

    vectors: Vectors
    groups: np.ndarray
    events: np.ndarray

    def of(self, mask: np.ndarray) -> Texts:
        """Return some of them."""
        return Texts(*(each[mask] for each in self))


def main(written: Path | None) -> None:
    """Learn the map, say what it is worth, and write it."""
    embedder = SentenceTransformersEmbedder()
    reports, titles = _reports(embedder)
    left_out, of_titles = (np.array([is_left_out(group) for group in each.groups]) for each in (reports, titles))
    learned = learn(Texts(*map(np.concatenate, zip(reports.of(~left_out), titles.of(~of_titles), strict=True))))
    stored = learned.astype(np.float16)
    unseen = reports.of(left_out)
    for what, vectors in (("before", unseen.vectors), ("after", unseen.vectors @ stored.astype(np.float32))):
        _print(f"{what}: {nearer(unseen._replace(vectors=vectors)):.3f} of pairs of one event before one of two")
    with io.BytesIO() as memory:
        np.save(memory, stored)
        content = memory.getvalue()
    _print(f"{len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    if written is not None:
        written.write_bytes(content)


def learn(texts: Texts) -> Vectors:
    """Return the map; the same for the same texts on one machine."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    places = {int(group): np.flatnonzero(texts.groups == group) for group in np.unique(texts.groups)}
    vectors, events = torch.tensor(texts.vectors), torch.tensor(np.unique(texts.events, return_inverse=True)[1])
    _, axes = np.linalg.eigh(np.cov(texts.vectors.T))
    begun = torch.tensor(axes[:, ::-1][:, :_WIDTH].astype(np.float32).copy())
    learned = begun.clone().requires_grad_()
    optimizer = torch.optim.Adam([learned], lr=_RATE)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / _STEPS)
    for _ in range(_STEPS):
        chosen = np.concatenate([places[group] for group in random.choice(sorted(places), _AT_ONCE, replace=False)])
        loss = _info_nce(vectors[chosen] @ learned, events[chosen]) + _KEPT * ((learned - begun) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        falling.step()
    return learned.detach().numpy()


def _info_nce(mapped: torch.Tensor, events: torch.Tensor) -> torch.Tensor:
    """Return the loss of finding the others of one's event among all."""
    directions = torch.nn.functional.normalize(mapped, dim=1)
    itself = torch.eye(len(events), dtype=torch.bool)
    likeness = (directions @ directions.T / _TEMPERATURE).masked_fill(itself, -1e4)
    found = likeness - likeness.logsumexp(1, keepdim=True)
    same = (events[:, None] == events[None]) & ~itself
    has = same.any(1)
    return -((found * same).sum(1)[has] / same.sum(1)[has]).mean()


def nearer(texts: Texts) -> float:
    """Return how often two texts on one event are nearer than two on two events of one group."""
    directions = texts.vectors / np.linalg.norm(texts.vectors, axis=1, keepdims=True)
    one, other = np.triu_indices(len(directions), 1)
    within = texts.groups[one] == texts.groups[other]
    one, other = one[within], other[within]
    cosines = (directions[one] * directions[other]).sum(1)
    return area_under_curve(cosines, texts.events[one] == texts.events[other])


def _reports(embedder: SentenceTransformersEmbedder) -> tuple[Texts, Texts]:
    """Return what reports begin with, or are called where they have no text, and the titles of the others."""
    begun, titles, rows = [], [], list[tuple[int, str]]()
    for left_out in (False, True):
        for label, article in map(labelled_article, chain.from_iterable(days(left_out=left_out))):
            begun.append(opening(article, embedder))
            titles.append(article.title)
            rows.append((int(re.sub(r"\D", "", label)), label))
    groups, events = (np.array(column) for column in zip(*rows, strict=True))
    has_text = np.array([text != title for text, title in zip(begun, titles, strict=True)])
    return Texts(embedder.embed(begun), groups, events), Texts(embedder.embed(titles), groups, events).of(has_text)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


def _given(arguments: Sequence[str]) -> Path | None:
    return Path(arguments[0]) if arguments else None


if __name__ == "__main__":
    main(_given(sys.argv[1:]))
