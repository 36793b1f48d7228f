"""The questions of `init`: each is asked until its answer can be used; what was given beforehand is not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import available_timezones

from bot.config.packs import PACK_NAMES, USUAL_PACKS, packs, packs_named
from bot.config.template import FirstConfig
from bot.config.values import zone
from indexer.config.values import header
from indexer.errors import AddressRefused, BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.config.packs import Pack
    from indexer.model.feeds import Feed

_T = TypeVar("_T")

_USUAL = ", ".join(USUAL_PACKS)
_PLACES = ("terminal", "slack", "discord")
_YES, _NO = ("y", "yes"), ("n", "no")


class AskLine(Protocol):
    """Asks a person one thing: see `bot.adapters.line_editor.ask_line`."""

    def __call__(self, question: str, words: Sequence[str] = (), *, is_list: bool = False) -> str:
        """Return the line that is typed. Raises EOFError or KeyboardInterrupt if the person leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known before anything is asked; None: it is not."""

    packs: tuple[Pack, ...] | None = None
    feeds: tuple[Feed, ...] | None = None
    places: tuple[str, ...] | None = None  # "slack", "discord"
    contact: str | None = None
    timezone: str | None = None
    allow_private_hosts: bool = False


def without_questions(given: Given, local_zone: str) -> FirstConfig:
    """Return what is to be where nothing can be asked: the usual packs, if no feeds were named."""
    usual = () if given.feeds else packs_named(_USUAL)
    return _first_config(given, packs=usual, timezone=local_zone)


def _first_config(given: Given, packs: tuple[Pack, ...] = (), timezone: str = "UTC") -> FirstConfig:
    return FirstConfig(
        packs=packs if given.packs is None else given.packs,
        feeds=given.feeds or (),
        slack="slack" in (given.places or ()),
        discord="discord" in (given.places or ()),
        contact=given.contact or "",
        timezone=given.timezone or timezone,
        allow_private_hosts=given.allow_private_hosts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDialogue:
    """Asks what a new installation is to be like."""

    ask: AskLine
    say: Callable[[str], None]
    find_feed: Callable[[str, FirstConfig], Feed]  # the feed at an address; raises `BylineError` if there is none

    def hold(self, given: Given, local_zone: str) -> FirstConfig:
        """Ask what is not given, and return all of it."""
        wanted = _first_config(given)
        if given.packs is None:
            wanted = replace(wanted, packs=self._packs(has_feeds=bool(given.feeds)))
        if given.contact is None:
            wanted = replace(wanted, contact=self._contact())
        if given.feeds is None:
            wanted = self._with_feeds(wanted)
        if given.places is None:
            places = self._places()
            wanted = replace(wanted, slack="slack" in places, discord="discord" in places)
        if given.timezone is None:
            wanted = replace(wanted, timezone=self._zone(local_zone))
        return wanted

    def confirm(self, question: str, *, usually: bool) -> bool:
        """Ask a question of yes or no; an empty line means the usual answer."""
        self.say("")

        def answer(text: str) -> bool:
            if text.lower() in (*_YES, *_NO, ""):
                return text.lower() in _YES if text else usually
            raise ValueError("answer with y or n")

        return self._until_right(f"{question} [{'Y/n' if usually else 'y/N'}] ", answer)

    def _packs(self, *, has_feeds: bool) -> tuple[Pack, ...]:
        self.say("Which news? Each pack is a list of feeds:\n")
        for number, each in enumerate(packs(), start=1):
            self.say(f"  {number}  {each.name:<12} {len(each.feeds):>3} feeds  {each.title}")
        usual = "none" if has_feeds else _USUAL
        self.say("")
        return self._until_right(
            f"Names or numbers, or all, or none (Enter: {usual}): ",
            lambda text: packs_named(text or usual),
            (*PACK_NAMES, "all", "none"),
            is_list=True,
        )

    def _contact(self) -> str:
        self.say("\nThe sites that Byline visits are told whom to write to if it troubles them.")
        return self._until_right("Your mail address or web page (Enter: none): ", header)

    def _with_feeds(self, wanted: FirstConfig) -> FirstConfig:
        """Ask for addresses until an empty line comes; each is tried at once."""
        self.say("\nSites or feeds of your own? Byline finds the feed of a site, or its sitemap.")
        while address := self.ask("An address (Enter: no more): ").strip():
            wanted = self._with_feed(wanted, address)
        return wanted

    def _with_feed(self, wanted: FirstConfig, address: str) -> FirstConfig:
        try:
            feed = self.find_feed(address, wanted)
        except AddressRefused as error:
            self.say(f"  {error}")
            if wanted.allow_private_hosts or not self.confirm("Collect from private addresses, too?", usually=False):
                return wanted
            return self._with_feed(replace(wanted, allow_private_hosts=True), address)
        except BylineError as error:
            self.say(f"  {error}")
            return wanted
        return replace(wanted, feeds=(*wanted.feeds, feed))

    def _places(self) -> tuple[str, ...]:
        self.say("\nWhere will questions be asked: at this terminal, on Slack, on Discord?")
        return self._until_right("Places (Enter: terminal): ", chosen_places, _PLACES, is_list=True)

    def _zone(self, local_zone: str) -> str:
        self.say('\n"Today" begins at midnight of the time zone.')
        return self._until_right(
            f"Time zone (Enter: {local_zone}): ",
            lambda text: zone(text or local_zone).key,
            sorted(available_timezones()),
        )

    def _until_right(
        self, question: str, read: Callable[[str], _T], words: Iterable[str] = (), *, is_list: bool = False
    ) -> _T:
        """Ask until `read` takes the answer, and return what it made of it."""
        while True:
            try:
                return read(self.ask(question, tuple(words), is_list=is_list).strip())
            except ValueError as error:
                self.say(f"  {error}")


def chosen_places(text: str) -> tuple[str, ...]:
    """Read the names of the places where questions are asked; "" means the terminal. Raises ValueError for another."""
    words = tuple(dict.fromkeys(text.replace(",", " ").lower().split()))
    if unknown := next((word for word in words if word not in _PLACES), ""):
        raise ValueError(f"{unknown}: write terminal, slack or discord, or several of them")
    return tuple(word for word in words if word != "terminal")
