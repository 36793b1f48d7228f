"""An index of watches: an article is looked up in it, and not each watch compared with the article (pure).

A search turned round ("percolation"): watches are kept by the rarest word that an article on them must have, and the
vectors of those that are told in other words, too, stand below each other. What an article costs depends on the watches
that it may be on, hardly on how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.subscriptions.topics import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.subscriptions.profiles import Background, Profile, ReadArticle, Scale

_NEAR = 2.0  # set by hand: standard deviations: farther articles are on a topic only if they have its words


class WatchIndex:
    """The profiles of watches, by what an article on them must have."""

    def __init__(self, profiles: Mapping[str, Profile], background: Background) -> None:
        """Take the profiles by the ids of their watches."""
        self._by_key: dict[str, list[str]] = {}
        self._on_everything = [key for key, each in profiles.items() if each.topic.is_everything]
        for watch, profile in profiles.items():
            for key in keys_of(profile.topic, background.shares):
                self._by_key.setdefault(key, []).append(watch)
        scales = [(key, each) for key, profile in profiles.items() for each in _scales(profile)]
        self._near = [key for key, _ in scales]
        self._vectors = np.array([each.vector for _, each in scales], dtype=np.float32)
        self._least = np.array([each.mean + _NEAR * each.spread for _, each in scales], dtype=np.float32)

    def candidates(self, found: ReadArticle) -> set[str]:
        """Return the watches that an article may be on."""
        candidates = set(self._on_everything)
        for key in self._by_key.keys() & found.words.keys:
            candidates.update(self._by_key[key])
        if found.opening is not None and self._near:
            near = np.flatnonzero(self._vectors @ found.opening >= self._least)
            candidates.update(self._near[place] for place in near)
        return candidates


def _scales(profile: Profile) -> list[Scale]:
    """Return the vectors by which an article may be on a topic that it has not the words of."""
    if profile.topic.names.names or not profile.topic.concepts or profile.fields:
        return []
    return [profile.near, *([profile.expanded] if profile.expanded else [])]
