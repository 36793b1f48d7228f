"""What Discord refuses in the commands of an app (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.limits import Fault, Path, choices_faults, text_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

CHAT = 1  # the type of a slash command
_MOST, _OPTIONS, _TEXT = 100, 25, 8_000
_NAME = re.compile(r"[-_'\w]{1,32}\Z")
_GROUPS = {1, 2}


def commands_faults(commands: list[dict[str, Any]]) -> Iterator[Fault]:
    """Yield what is wrong with all the commands of an app."""
    chat = [each for each in commands if each.get("type", CHAT) == CHAT]
    if len(chat) > _MOST or len(commands) - len(chat) > 30:
        yield Fault(path=(), code="APPLICATION_COMMAND_TOO_MANY", message="Too many application commands.")
    names = [(each.get("type", CHAT), each.get("name")) for each in commands]
    for number, command in enumerate(commands):
        if names.index((command.get("type", CHAT), command.get("name"))) != number:
            message = "Application command names must be unique"
            yield Fault(path=(number,), code="APPLICATION_COMMANDS_DUPLICATE_NAME", message=message)
        yield from _command_faults(command, (number,))


def _command_faults(command: dict[str, Any], path: Path) -> Iterator[Fault]:
    if command.get("type", CHAT) == CHAT:
        yield from _name_faults(command.get("name"), (*path, "name"))
        yield from text_faults(command.get("description"), (*path, "description"), 100, least=1)
        yield from _options_faults(command.get("options") or [], path)
    else:
        yield from text_faults(command.get("name"), (*path, "name"), 32, least=1)
        if command.get("description") or command.get("options"):
            message = "Context menu commands have neither description nor options"
            yield Fault(path=path, code="APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message=message)
    for name, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        if not set(command.get(name) or ()) <= known:
            yield Fault(path=(*path, name), code="BASE_TYPE_CHOICES", message=f"Value must be one of {known}.")
    if _length(command) > _TEXT:
        message = f"Command exceeds maximum size ({_TEXT})"
        yield Fault(path=path, code="APPLICATION_COMMAND_TOO_LARGE", message=message)


def _options_faults(options: list[dict[str, Any]], path: Path) -> Iterator[Fault]:
    if len(options) > _OPTIONS:
        yield Fault(path=(*path, "options"), code="BASE_TYPE_BAD_LENGTH", message="Must be 25 or fewer in length.")
    for number, option in enumerate(options):
        yield from _option_faults(option, (*path, "options", number))
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        message = "Option names must be unique"
        yield Fault(path=(*path, "options"), code="APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message=message)
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        message = "Required options must be placed before non-required options"
        yield Fault(path=(*path, "options"), code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message=message)


def _option_faults(option: dict[str, Any], path: Path) -> Iterator[Fault]:
    yield from _name_faults(option.get("name"), (*path, "name"))
    yield from text_faults(option.get("description"), (*path, "description"), 100, least=1)
    if option.get("type") not in range(1, 12):
        yield Fault(path=(*path, "type"), code="BASE_TYPE_CHOICES", message="Value must be one of 1 to 11.")
    yield from choices_faults(option.get("choices") or [], (*path, "choices"))
    if option.get("autocomplete") and option.get("choices"):
        message = "Autocomplete and choices are mutually exclusive"
        yield Fault(path=path, code="APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message=message)
    for name, least in (("min_length", 0), ("max_length", 1)):
        if not least <= option.get(name, least) <= 6_000:
            yield Fault(path=(*path, name), code="NUMBER_TYPE_MAX", message=f"Must be between {least} and 6000.")
    if option.get("type") in _GROUPS:
        yield from _options_faults(option.get("options") or [], path)


def _name_faults(name: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(name, str) or not _NAME.match(name) or name != name.lower():
        message = f"Command name is invalid: {name!r:.60}"
        yield Fault(path=path, code="APPLICATION_COMMAND_INVALID_NAME", message=message)


def _length(command: dict[str, Any]) -> int:
    """Return the characters of names, descriptions and values, at any depth."""
    own = sum(len(str(command.get(name) or "")) for name in ("name", "description", "value"))
    return own + sum(_length(each) for name in ("options", "choices") for each in command.get(name) or [])
