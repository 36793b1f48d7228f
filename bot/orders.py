"""Sentences that are written for a language model and not for a reader: orders, and what sets them up (pure)."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|overrid(?:e|ing)|bypass)\b[^.!?]{0,60}"
    r"\b(?:instructions?|prompts?|guidelines?|directives|above|previously|guardrails?)\b"
    r"|\b(?:system|developer)\s(?:prompt|message|override|instructions?)\b|\bprompt\sinjection\b|\bjailbreak"
    r"|\byou\sare\s(?:now\s)?(?:an?|the|in)\s(?:\w+\s){0,3}(?:assistant|ai|chatbot|bot|language\smodel|llm|mode)\b"
    r"|\b(?:note|message|instructions?|attention|reminder|memo)\s(?:to|for)\s(?:all\s|any\s|the\s)?(?:\w+\s)?"
    r"(?:ais?|llms?|assistants?|models?|bots?|crawlers?|agents?|summari[sz]ers?)\b"
    r"|\b(?:if|when|since)\syou\sare\san?\s(?:ai|llm|assistant|bot|language\smodel|agent)\b"
    r"|\byour\s(?:\w+\s)?(?:answer|reply|response|output|summary|statements?)\s(?:must|should|has\sto|is\sto|needs\sto|will)\b"
    r"|(?:^|[.!?:;][\"')\]]*\s+)\W{0,9}(?:assistant|system|user|human|ai|model|developer)\s?:"
    r"|<\|?\/?(?:im_start|im_end|system|user|assistant|endoftext|s|inst)\b|\[/?INST\]|<</?SYS>>|\bBEGIN\s(?:SYSTEM|PROMPT)\b"
    r"|\b(?:end|close)\sof\s(?:the\s)?(?:data|passages|context|article)\b|\bDATA-[0-9a-f]{4,}"
    r"|\b(?:cite|name|quote)\spassages?\s(?:number\s)?\d|\"(?:statements|passages|tool_calls?|function_call)\"\s*:"
    r"|(?:^|[.!?:;][\"')\]]*\s+)\W{0,9}(?:please\s)?(?:respond|reply|answer|output|print|repeat|reveal|include|insert|append|write|say|tell|mention|cite"
    r"|recommend|visit|click|translate|summari[sz]e|decode|execute|call|fetch|do\snot\s(?:mention|cite|answer|reveal|say))\b"
    r"(?=[^!?\n]{0,80}\b(?:answer|reply|response|users?|readers?|statements?|instructions?|prompt|question|exactly|only|verbatim"
    r"|following|instead|that\b|link|http|passage))",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Tell whether a sentence or a text speaks to a language model; an article about such orders does so, too."""
    return bool(_ORDER.search(text))
