"""What Slack refuses in a message or a view: its published limits, as a function of what is sent (pure)."""

from __future__ import annotations

import json
import re
from typing import Any

TEXT = 40_000
UPDATE_TEXT = 4_000
ALL_BLOCKS = 13_200  # characters over all blocks of a message; seen, not published
MARKDOWN = 12_000  # over all markdown blocks of a message
METADATA = 8_000  # characters of a message's metadata
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

_ID = 255
_BLOCKS = {
    "actions": {"elements": 25},
    "context": {"elements": 10},
    "context_actions": {"elements": 5},
    "section": {"fields": 10},
}
_ELEMENTS = {
    "actions": {"button", "overflow", "static_select", "datepicker", "radio_buttons", "checkboxes"},
    "context": {"image", "mrkdwn", "plain_text"},
    "context_actions": {"feedback_buttons", "icon_button"},
}
_KNOWN = {
    "actions",
    "context",
    "context_actions",
    "divider",
    "header",
    "image",
    "input",
    "markdown",
    "rich_text",
    "section",
}
_LABEL = 75
_VALUE = 2_000
_URL = 3_000
_URL_SHAPE = re.compile(r"https?://[^\s<>|]+\Z")


def message_problem(arguments: dict[str, Any], *, update: bool = False) -> str | None:
    """Return Slack's error for a message, None for one that it takes."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if arguments.get("markdown_text") and (text or blocks):
        return "markdown_text_conflict"
    if not text and not blocks and not arguments.get("markdown_text"):
        return "no_text"
    if len(text) > (UPDATE_TEXT if update else TEXT):
        return "msg_too_long"
    if (arguments.get("link_names") or arguments.get("parse") not in (None, "none")) and blocks:
        return "invalid_arguments"
    return blocks_problem(blocks, MESSAGE_BLOCKS) or _metadata_problem(arguments.get("metadata"))


def blocks_problem(blocks: Any, most: int) -> str | None:
    """Return Slack's error for a list of blocks, None if it takes them."""
    if not isinstance(blocks, list):
        return "invalid_blocks_format"
    if len(blocks) > most:
        return "invalid_blocks"
    if _holds_null(blocks) or any(_block_fault(block) for block in blocks):
        return "invalid_blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    actions = [element.get("action_id") for block in blocks for element in block.get("elements", [])]
    named = [action for action in actions if action]
    if len(set(ids)) < len(ids) or any(len(value) > _ID for value in (*ids, *named)):
        return "invalid_blocks"
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if written > MARKDOWN or sum(map(_length, blocks)) > ALL_BLOCKS:
        return "msg_blocks_too_long"
    return None


def view_problem(view: dict[str, Any]) -> str | None:
    """Return Slack's error for a modal, None for one that it opens."""
    if view.get("type") != "modal" or not 1 <= len(view.get("title", {}).get("text", "")) <= 24:
        return "invalid_arguments"
    if any(len(view.get(part, {}).get("text", "")) > 24 for part in ("submit", "close")):
        return "invalid_arguments"
    if len(view.get("private_metadata", "")) > 3_000 or len(view.get("callback_id", "")) > _ID:
        return "invalid_arguments"
    if any(block.get("type") == "input" for block in view.get("blocks", [])) and "submit" not in view:
        return "invalid_arguments"
    return blocks_problem(view.get("blocks"), VIEW_BLOCKS) and "invalid_arguments"


def faults(blocks: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with each block that is not as it should be."""
    return [fault for block in blocks if (fault := _block_fault(block))]


def _block_fault(block: Any) -> str:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _KNOWN:
        return f"no such block: {kind!r}"
    for name, most in _BLOCKS.get(kind, {}).items():
        if name in block and not 1 <= len(block[name]) <= most:
            return f"{kind}: {len(block[name])} {name}"
    return _TEXT_FAULTS.get(kind, _no_fault)(block) or _element_faults(kind, block)


def _no_fault(_: dict[str, Any]) -> str:
    return ""


def _section(block: dict[str, Any]) -> str:
    texts = [(block["text"], 3_000)] if "text" in block else []
    texts += [(field, 2_000) for field in block.get("fields", [])]
    if not texts:
        return "section: neither text nor fields"
    faulty = next((fault for text, most in texts if (fault := _text_fault(text, most))), "")
    return faulty or (_element_fault(block["accessory"]) if "accessory" in block else "")


def _header(block: dict[str, Any]) -> str:
    if block.get("text", {}).get("type") != "plain_text":
        return "header: no plain_text"
    return _text_fault(block["text"], 150)


def _context(block: dict[str, Any]) -> str:
    texts = [element for element in block["elements"] if element.get("type") != "image"]
    return next((fault for text in texts if (fault := _text_fault(text, 3_000))), "")


def _markdown(block: dict[str, Any]) -> str:
    return "" if 1 <= len(block.get("text", "")) <= MARKDOWN else "markdown: length"


def _input(block: dict[str, Any]) -> str:
    return _text_fault(block.get("label", {}), 2_000) or ("" if "element" in block else "input: no element")


_TEXT_FAULTS = {"section": _section, "header": _header, "context": _context, "markdown": _markdown, "input": _input}


def _text_fault(text: Any, most: int) -> str:
    if not isinstance(text, dict) or text.get("type") not in ("mrkdwn", "plain_text"):
        return f"no text object: {text!r:.80}"
    if not 1 <= len(text.get("text", "")) <= most:
        return f"text of {len(text.get('text', ''))} characters, at most {most}"
    return ""


def _element_faults(kind: str, block: dict[str, Any]) -> str:
    if kind not in _ELEMENTS:
        return ""
    for element in block["elements"]:
        if element.get("type") not in _ELEMENTS[kind]:
            return f"{kind}: no {element.get('type')} in it"
        if fault := _element_fault(element):
            return fault
    ids = [element["action_id"] for element in block["elements"] if "action_id" in element]
    return "" if len(set(ids)) == len(ids) else f"{kind}: an action_id twice"


def _element_fault(element: dict[str, Any]) -> str:
    if element.get("type") == "button":
        return _button_fault(element)
    if element.get("type") == "feedback_buttons":
        buttons = (element.get("positive_button", {}), element.get("negative_button", {}))
        return next((fault for button in buttons if (fault := _button_fault(button))), "")
    return ""


def _button_fault(button: dict[str, Any]) -> str:
    if button.get("text", {}).get("type") != "plain_text":
        return "button: no plain_text"
    if len(button.get("value", "")) > _VALUE:
        return "button: value too long"
    url = button.get("url")
    if url is not None and (len(url) > _URL or not _URL_SHAPE.match(url)):
        return "button: bad url"
    if button.get("style") not in (None, "primary", "danger"):
        return "button: no such style"
    return _text_fault(button["text"], _LABEL)


def _metadata_problem(metadata: Any) -> str | None:
    if metadata is None:
        return None
    shaped = isinstance(metadata, dict) and set(metadata) == {"event_type", "event_payload"}
    if not shaped or not isinstance(metadata["event_payload"], dict):
        return "invalid_metadata_format"
    return "metadata_too_large" if len(json.dumps(metadata)) > METADATA else None


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_null, value.values()))
    if isinstance(value, list):
        return any(map(_holds_null, value))
    return value is None


def _length(value: Any) -> int:
    """Return the characters that are shown of a block."""
    if isinstance(value, dict):
        shown = value["text"] if isinstance(value.get("text"), str) else ""
        return len(shown) + sum(_length(part) for part in value.values() if not isinstance(part, str))
    return sum(map(_length, value)) if isinstance(value, list) else 0
