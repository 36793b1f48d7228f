"""`[[mailboxes]]` in the config file."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.config import parse

BOX = {"host": "imap.example.com", "user": "me", "password_env": "MAIL", "name": "Loom", "from": ["a@loom.example"]}


def said(*tables: dict[str, Any], private: bool = False) -> list[str]:
    """Return what is wrong with a file of these mailboxes."""
    document = {"indexer": {"allow_private_hosts": private}, "mailboxes": list(tables)}
    return [str(problem) for problem in parse(document)[1]]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"from": []}, "mailboxes[1]: needs from = "),
        ({"from": ["Loom <a@loom.example>"]}, "mailboxes[1].from[1]: not a mail address such as"),
        ({"from": ['a"b@loom.example']}, "mailboxes[1].from[1]: not a mail address such as"),
        ({"list_id": ["a b"]}, "mailboxes[1].list_id[1]: not what stands in angle brackets"),
        ({"host": "imaps://imap.example.com"}, "mailboxes[1].host: not a host such as"),
        ({"host": "imap.example.com:993"}, "mailboxes[1].host: not a host such as"),
        ({"port": 0}, "mailboxes[1].port: must be at least 1"),
        ({"tls": "ssl"}, "mailboxes[1].tls: must be one of implicit, starttls, none"),
        ({"tls": "none"}, "mailboxes[1].tls: none sends the password in the clear"),
        ({"password_env": ""}, "mailboxes[1].password_env: must name the environment variable"),
        ({"password": "x"}, "mailboxes[1].password: unknown key"),
        ({"name": ""}, "mailboxes[1].name: must not be empty"),
    ],
)
def test_mistakes_are_told(changed: dict[str, Any], problem: str) -> None:
    """What is wrong with a mailbox is named with its place and the reason; what is right gives none."""
    (found,) = said(BOX | changed)
    assert found.startswith(problem)
    assert said(BOX) == []


def test_without_encryption_only_to_this_computer() -> None:
    """A password goes in the clear nowhere but to a loopback address, and only where private hosts are allowed."""
    for host, private, problems in (("127.0.0.1", True, 0), ("localhost", True, 0), ("127.0.0.1", False, 1)):
        assert len(said(BOX | {"tls": "none", "host": host}, private=private)) == problems
    assert len(said(BOX | {"tls": "none", "host": "10.0.0.1"}, private=True)) == 1


def test_one_mailbox_serves_several_publishers() -> None:
    """Two publishers are two feeds, under names that do not show the user; the same one twice is a mistake."""
    settings, _ = parse({"mailboxes": [BOX, BOX | {"name": "Mill"}]})
    assert settings is not None
    assert len({feed.url for feed in settings.feeds}) == 2
    assert all(feed.url.startswith("imap://imap.example.com/INBOX#") for feed in settings.feeds)
    assert [found.partition(":")[0] for found in said(BOX, BOX)] == ["mailboxes[2]"]
