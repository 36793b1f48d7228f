"""Titles that look like addresses, with what a link that leads elsewhere shows for them, on any platform."""

from __future__ import annotations

LEADS_TO = "https://news.example.org/a"

LABELS = [
    ("https://good.example/login", "… (example.org)"),
    ("Read HTTPS://Reuters.com/x now", "Read … now (example.org)"),
    ("reuters.com: looms are sold", "reuters.com: looms are sold (example.org)"),
    ("//reuters.com/world", "//reuters.com/world (example.org)"),
    ("See www.reuters.com", "See www.reuters.com (example.org)"),
    ("reuters\uff0ecom", "reuters\uff0ecom (example.org)"),
    ("reuters\u3002com", "reuters\u3002com (example.org)"),
    ("r\u0435uters.com", "r\u0435uters.com (example.org)"),
    ("reuters.\u200bcom", "reuters.com (example.org)"),
    ("http://127.0.0.1/x", "… (example.org)"),
    ("https://www.example.org/b", "…"),
    ("example.org sells looms", "example.org sells looms"),
    ("Node.js 20, v1.2 and the U.S. in one", "Node.js 20, v1.2 and the U.S. in one"),
]
