"""What Discord refuses in a message or a modal: its published limits, as functions of what is sent (pure).

Each function yields the faults of a form, with the path at which Discord names them in its answer 50035.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SILENT, VERSION_2 = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 15
ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
SELECTS = {SELECT, 5, 6, 7, 8}
LINK = 5  # the style of a button that opens an address

_CONTENT, _NONCE = 2_000, 25
_EMBEDS, _EMBED_TEXT = 10, 6_000
_PARTS, _PART_TEXT = 40, 4_000  # of version 2 of the components
_LEGACY = ("content", "embeds", "poll", "sticker_ids")
_CHOICES, _CHOICE = 25, 100
_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that Discord does not take."""

    path: Path
    code: str
    message: str


def form_errors(faults: Sequence[Fault]) -> dict[str, Any]:
    """Return faults in the form in which Discord tells of them."""
    tree: dict[str, Any] = {}
    for fault in faults:
        place = tree
        for step in fault.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    return tree


def message_faults(given: dict[str, Any], *, settable: int = SUPPRESS_EMBEDS | SILENT | VERSION_2) -> Iterator[Fault]:
    """Yield what is wrong with a message that is created or edited."""
    flags = given.get("flags") or 0
    if flags & ~settable:
        yield Fault(path=("flags",), code="FLAGS_INVALID", message=f"Cannot set the flags {flags & ~settable}.")
    yield from text_faults(given.get("content") or "", ("content",), _CONTENT)
    yield from text_faults(str(given.get("nonce") or ""), ("nonce",), _NONCE)
    yield from _mention_faults(given.get("allowed_mentions"))
    yield from embeds_faults(given.get("embeds") or [])
    components = given.get("components") or []
    if flags & VERSION_2:
        for name in _LEGACY:
            if given.get(name):
                yield Fault(
                    path=(name,),
                    code="MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    message=f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
        yield from _version_2_faults(components)
    else:
        yield from _rows_faults(components)
    yield from _id_faults(components)


def modal_faults(given: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a modal."""
    yield from text_faults(given.get("title"), ("title",), 45, least=1)
    yield from text_faults(given.get("custom_id"), ("custom_id",), 100, least=1)
    parts = given.get("components") or []
    yield from _count_faults(parts, ("components",), 1, 5)
    for number, part in enumerate(parts):
        path: Path = ("components", number)
        if part.get("type") == ROW:
            yield from _count_faults(part.get("components") or [], (*path, "components"), 1, 1)
            for place, each in enumerate(part.get("components") or []):
                yield from text_faults(each.get("label"), (*path, "components", place, "label"), 45, least=1)
                yield from _input_faults(each, (*path, "components", place))
        elif part.get("type") == LABEL:
            yield from text_faults(part.get("label"), (*path, "label"), 45, least=1)
            yield from text_faults(part.get("description") or "", (*path, "description"), 100)
            inner = part.get("component") or {}
            faults = _select_faults if inner.get("type") in SELECTS else _input_faults
            yield from faults(inner, (*path, "component"))
        elif part.get("type") != TEXT:
            yield _kind(path)
    yield from _id_faults(parts)


def choices_faults(choices: list[dict[str, Any]], path: Path = ("data", "choices")) -> Iterator[Fault]:
    """Yield what is wrong with the choices of an option, or those that autocomplete offers."""
    yield from _count_faults(choices, path, 0, _CHOICES)
    for number, choice in enumerate(choices):
        yield from text_faults(choice.get("name"), (*path, number, "name"), _CHOICE, least=1)
        value = choice.get("value")
        if isinstance(value, str) or value is None:
            yield from text_faults(value, (*path, number, "value"), _CHOICE, least=1)


def embeds_faults(embeds: list[dict[str, Any]]) -> Iterator[Fault]:
    """Yield what is wrong with a message's embeds."""
    yield from _count_faults(embeds, ("embeds",), 0, _EMBEDS)
    for number, embed in enumerate(embeds):
        yield from _embed_faults(embed, ("embeds", number))
    total = sum(map(embed_length, embeds))
    if total > _EMBED_TEXT:
        yield Fault(
            path=("embeds",),
            code="MAX_EMBED_SIZE_EXCEEDED",
            message=f"Embed size exceeds maximum size of 6000: {total}",
        )


def embed_length(embed: dict[str, Any]) -> int:
    """Return the characters that count towards the limit of all embeds of a message."""
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts.append((embed.get("author") or {}).get("name"))
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text or "") for text in texts)


def parts(components: Any) -> Iterator[dict[str, Any]]:
    """Yield all components of a message or a modal, at any depth."""
    for each in components or []:
        yield each
        yield from parts(each.get("components"))
        yield from parts([each[name] for name in ("accessory", "component") if each.get(name)])


def text_faults(text: Any, path: Path, most: int, *, least: int = 0) -> Iterator[Fault]:
    """Yield what is wrong with a text."""
    if not isinstance(text, str):
        yield Fault(path=path, code="BASE_TYPE_REQUIRED", message="This field is required")
    elif len(text) > most:
        yield Fault(path=path, code="BASE_TYPE_MAX_LENGTH", message=f"Must be {most} or fewer in length.")
    elif len(text.strip()) < least:
        yield Fault(path=path, code="BASE_TYPE_REQUIRED", message="This field is required")


def _count_faults(items: Any, path: Path, least: int, most: int) -> Iterator[Fault]:
    if not isinstance(items, list) or not least <= len(items) <= most:
        message = f"Must be between {least} and {most} in length."
        yield Fault(path=path, code="BASE_TYPE_BAD_LENGTH", message=message)


def _address_faults(address: Any, path: Path, most: int = 2_048) -> Iterator[Fault]:
    yield from text_faults(address, path, most, least=1)
    if isinstance(address, str) and not _ADDRESS.match(address):
        message = f"Not a well formed URL: {address!r:.60}. Scheme must be one of ('http', 'https')."
        yield Fault(path=path, code="URL_TYPE_INVALID_URL", message=message)


def _kind(path: Path) -> Fault:
    return Fault(path=(*path, "type"), code="UNION_TYPE_CHOICES", message="Value of field 'type' is not one of those.")


def _mention_faults(allowed: Any) -> Iterator[Fault]:
    if allowed is None:
        return
    for name in ("users", "roles"):
        if allowed.get(name) and name in (allowed.get("parse") or []):
            message = f"parse: ['{name}', ...] and {name}: [ids] are mutually exclusive."
            yield Fault(path=("allowed_mentions",), code="MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message=message)
        yield from _count_faults(allowed.get(name) or [], ("allowed_mentions", name), 0, 100)


def _embed_faults(embed: dict[str, Any], path: Path) -> Iterator[Fault]:
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    yield from text_faults(embed.get("title") or "", (*path, "title"), 256)
    yield from text_faults(embed.get("description") or "", (*path, "description"), 4_096)
    yield from text_faults(footer.get("text") or "", (*path, "footer", "text"), 2_048)
    yield from text_faults(author.get("name") or "", (*path, "author", "name"), 256)
    yield from _count_faults(embed.get("fields") or [], (*path, "fields"), 0, 25)
    for number, field in enumerate(embed.get("fields") or []):
        yield from text_faults(field.get("name"), (*path, "fields", number, "name"), 256, least=1)
        yield from text_faults(field.get("value"), (*path, "fields", number, "value"), 1_024, least=1)
    for name, part in (("", embed), *((name, embed.get(name) or {}) for name in ("author", "image", "thumbnail"))):
        if "url" in part:
            yield from _address_faults(part["url"], (*path, name, "url") if name else (*path, "url"))
    if not embed_length(embed) and not embed.get("image") and not embed.get("thumbnail"):
        yield Fault(path=(*path, "description"), code="BASE_TYPE_REQUIRED", message="This field is required")


def _rows_faults(rows: list[dict[str, Any]]) -> Iterator[Fault]:
    yield from _count_faults(rows, ("components",), 0, 5)
    for number, row in enumerate(rows):
        if row.get("type") == ROW:
            yield from _row_faults(row, ("components", number))
        else:
            yield _kind(("components", number))


def _row_faults(row: dict[str, Any], path: Path) -> Iterator[Fault]:
    inner = row.get("components") or []
    selects = [each for each in inner if each.get("type") in SELECTS]
    yield from _count_faults(inner, (*path, "components"), 1, 1 if selects else 5)
    for number, each in enumerate(inner):
        place = (*path, "components", number)
        if each.get("type") == BUTTON:
            yield from _button_faults(each, place)
        elif each.get("type") in SELECTS:
            yield from _select_faults(each, place)
        else:
            yield _kind(place)


def _button_faults(button: dict[str, Any], path: Path) -> Iterator[Fault]:
    yield from text_faults(button.get("label") or "", (*path, "label"), 80)
    if not button.get("label") and not button.get("emoji"):
        message = "A button must have a label or an emoji."
        yield Fault(path=path, code="BUTTON_COMPONENT_NEITHER_EMOJI_NOR_LABEL", message=message)
    if button.get("style") == LINK:
        yield from _address_faults(button.get("url"), (*path, "url"), 512)
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified."
            yield Fault(path=path, code="BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message=message)
        return
    if button.get("style") not in (1, 2, 3, 4):
        yield Fault(path=(*path, "style"), code="BASE_TYPE_CHOICES", message="Value must be one of {1, 2, 3, 4, 5, 6}.")
    yield from text_faults(button.get("custom_id"), (*path, "custom_id"), 100, least=1)


def _select_faults(select: dict[str, Any], path: Path) -> Iterator[Fault]:
    yield from text_faults(select.get("custom_id"), (*path, "custom_id"), 100, least=1)
    yield from text_faults(select.get("placeholder") or "", (*path, "placeholder"), 150)
    if select.get("type") != SELECT:
        return
    options = select.get("options") or []
    yield from _count_faults(options, (*path, "options"), 1, 25)
    for number, option in enumerate(options):
        for name, least in (("label", 1), ("value", 1), ("description", 0)):
            text = option.get(name) if least else option.get(name) or ""
            yield from text_faults(text, (*path, "options", number, name), 100, least=least)
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        message = "The specified option value is already used"
        yield Fault(path=(*path, "options"), code="SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message=message)


def _input_faults(given: dict[str, Any], path: Path) -> Iterator[Fault]:
    if given.get("type") != INPUT:
        yield _kind(path)
    yield from text_faults(given.get("custom_id"), (*path, "custom_id"), 100, least=1)
    yield from text_faults(given.get("placeholder") or "", (*path, "placeholder"), 100)
    yield from text_faults(given.get("value") or "", (*path, "value"), 4_000)
    if not 1 <= (given.get("max_length") or 4_000) <= 4_000:
        yield Fault(path=(*path, "max_length"), code="NUMBER_TYPE_MAX", message="int value should be at most 4000.")


def _version_2_faults(components: list[dict[str, Any]]) -> Iterator[Fault]:
    every = list(parts(components))
    yield from _count_faults(every, ("components",), 1, _PARTS)
    total = sum(len(each.get("content") or "") for each in every if each.get("type") == TEXT)
    if total > _PART_TEXT:
        message = f"Total text of {total} exceeds 4000."
        yield Fault(path=("components",), code="COMPONENT_MAX_TOTAL_TEXT_DISPLAY_SIZE_EXCEEDED", message=message)
    known = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
    for number, each in enumerate(components):
        yield from _part_faults(each, ("components", number), known)


def _part_faults(part: dict[str, Any], path: Path, known: set[int]) -> Iterator[Fault]:
    kind = part.get("type")
    if kind not in known:
        yield _kind(path)
    elif kind == ROW:
        yield from _row_faults(part, path)
    elif kind == TEXT:
        yield from text_faults(part.get("content"), (*path, "content"), _PART_TEXT, least=1)
    elif kind == SECTION:
        yield from _count_faults(part.get("components"), (*path, "components"), 1, 3)
        for number, each in enumerate(part.get("components") or []):
            yield from _part_faults(each, (*path, "components", number), {TEXT})
        if (accessory := part.get("accessory") or {}).get("type") == BUTTON:
            yield from _button_faults(accessory, (*path, "accessory"))
        elif accessory.get("type") != THUMBNAIL:
            yield _kind((*path, "accessory"))
    elif kind == CONTAINER:
        for number, each in enumerate(part.get("components") or []):
            yield from _part_faults(each, (*path, "components", number), known - {CONTAINER})


def _id_faults(components: list[dict[str, Any]]) -> Iterator[Fault]:
    ids = [each["custom_id"] for each in parts(components) if each.get("custom_id")]
    if len(set(ids)) < len(ids):
        message = "Component custom id cannot be duplicated"
        yield Fault(path=("components",), code="COMPONENT_CUSTOM_ID_DUPLICATED", message=message)
