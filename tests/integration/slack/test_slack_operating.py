"""What whoever runs the bot on Slack sees of it."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bench.ports import free_port
from bot.commands.application import main
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import BOT_USER
from tests.integration.slack_stand import UNKNOWN, Stand, answer_to, replies, texts, whisper_to

if TYPE_CHECKING:
    from tests.doubles.slack import SlackDouble


def test_http_mode_admits_only_what_slack_has_signed(own: Stand) -> None:
    """Over HTTP the same question is answered; a wrong signature or a time five minutes off is refused with 401.

    The listener is that of [server], which goes on with everything else.
    """
    config, port = own.folder / "config.toml", free_port()
    more = f'\nmode = "http"\nport = {port}\n[server]\nlisten = "127.0.0.1:{port}"\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    own.start()
    assert re.search(r"Slack: serving \S+ as \S+, with \[server\]", own.said())
    base = f"http://127.0.0.1:{port}"
    assert httpx.get(f"{base}/v1/feeds").status_code == 200
    asked = own.slack.says("U1", "C1", f"<@{BOT_USER}> {UNKNOWN}")
    payload = own.slack.mention(asked, "C1").payload
    url = f"{base}/slack/events"
    assert own.slack.post(url, payload, secret="another")[0] == 401
    assert own.slack.post(url, payload, at=time.time() - 301)[0] == 401
    assert own.slack.post(url, {"type": "url_verification", "challenge": "c"})[:2] == (200, '{"challenge": "c"}')
    posting = threading.Event()
    own.slack.fail("chat.postMessage", hold=posting)
    for _ in range(2):
        assert own.slack.post(url, payload)[0] == 200  # which does not wait for the answer
    posting.set()
    answer_to(own.slack, asked)
    assert own.slack.post(url, own.slack.slash("U2", "C1", "latest").payload)[0] == 200
    page = whisper_to(own.slack, "U2")
    assert own.slack.post(url, own.slack.presses("U2", "C1", page, "page_next").payload)[0] == 200
    wait_until(lambda: any("\n6-" in texts(each) for each in own.slack.workspace.whispers))
    assert httpx.get(f"{base}/health").json() == {"status": "ok"}
    assert len(replies(own.slack, "C1", asked["ts"])) == 1


def test_a_missing_token_is_named(
    own: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a token in the environment `run` ends with 2, and names the variable."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    assert main(["--config", str(own.folder / "config.toml"), "run"]) == 2
    said = capsys.readouterr().err
    assert "SLACK_APP_TOKEN" in said
    assert "xoxb-1" not in said


@pytest.mark.parametrize(
    ("error", "remedy"), [("token_revoked", "install the app anew"), ("invalid_auth", "holds no valid token")]
)
def test_a_token_that_slack_refuses_is_explained(own: Stand, error: str, remedy: str) -> None:
    """With a token that Slack does not take `run` ends with 1, and says what to do."""
    own.slack.workspace.token_error = error
    assert own.warm.run(own.log, "--config", str(own.folder / "config.toml"), "run") == 1
    assert remedy in own.said()
    assert "Traceback" not in own.said()


def test_an_uninstalled_app_goes_on_collecting(own: Stand) -> None:
    """When the app is uninstalled, that is said, Slack is left alone, and SIGTERM ends with 0."""
    own.start()
    own.slack.deliver(own.slack.event({"type": "app_uninstalled"}))
    wait_until(lambda: "Slack is served no longer" in own.said())
    wait_until(lambda: not own.slack.server.sockets)
    assert own.end() == 0
    assert "Traceback" not in own.said()


def test_doctor_names_a_missing_scope_and_a_wrong_token(
    own: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`doctor` says which scope a token lacks, and which variable holds a token of the wrong kind."""

    def findings() -> list[str]:
        main(["--config", str(own.folder / "config.toml"), "doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return [f"{each['level']} {each['says']}" for each in checks if each["check"] == "slack"]

    for name, token in own.slack.tokens.items():
        monkeypatch.setenv(name, token)
    assert [said.split()[0] for said in findings()] == ["ok", "ok"]
    own.slack.workspace.scopes.discard("reactions:write")
    assert any("lacks the scope reactions:write" in said for said in findings())
    own.slack.workspace.token_error = "token_revoked"
    assert any("(token_revoked)" in said for said in findings())
    monkeypatch.setenv("SLACK_BOT_TOKEN", own.slack.tokens["SLACK_APP_TOKEN"])
    assert any("SLACK_BOT_TOKEN holds a token of the wrong kind" in said for said in findings())


def test_limits_are_told_and_kept(own: Stand) -> None:
    """A member who asks too much, and one who asks while too many wait, are told so; neither gets an answer later."""
    config = own.folder / "config.toml"
    limits = "per_user = '2/hour'\nconcurrency = 1\nqueue = 1"
    config.write_text(config.read_text(encoding="utf-8").replace("per_user = '1000/min'", limits), encoding="utf-8")
    own.start()
    come = threading.Event()
    own.slack.fail("chat.postMessage", times=2, hold=come)
    asked = [own.slack.mentions(f"U{number}", f"C{number}", UNKNOWN) for number in range(3)]
    (told,) = wait_until(lambda: list(own.slack.workspace.whispers), what="one of them is told")  # whoever came last
    come.set()
    assert "I am busy" in texts(told)
    answered = [number for number in range(3) if f"U{number}" != told["user"]]
    for number in answered:
        answer_to(own.slack, asked[number], f"C{number}")
    user, channel = f"U{answered[0]}", f"C{answered[0]}"
    for _ in range(2):
        own.slack.mentions(user, channel, UNKNOWN)
    assert "more than 2 in one hour" in texts(whisper_to(own.slack, user))
    assert own.slack.workspace.from_bot(told["channel"]) == []


def test_slack_may_be_down_at_the_start(own: Stand) -> None:
    """If Slack cannot be reached when it starts, the bot says so and tries again."""
    own.slack.fail("auth.test", status=503)
    own.slack.fail("apps.connections.open", drop="before")
    own.start()
    assert own.said().count("Slack cannot be reached") == 2
    answer_to(own.slack, own.slack.mentions("U1", "C1", UNKNOWN))


def shown_page(slack: SlackDouble, place: str) -> dict[str, Any]:
    """Return the page of a search that says this of its place, once it is there."""
    found = wait_until(lambda: [each for each in slack.workspace.whispers if f"\n{place}" in texts(each)])
    return dict(found[0])


def test_turning_pages_counts_for_nothing(own: Stand) -> None:
    """Only the first page of a search counts against what one member may ask."""
    config = own.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("1000/min", "2/hour"), encoding="utf-8")
    own.start()
    own.slack.slash("U1", "C1", "new model")
    page = whisper_to(own.slack, "U1")
    for action, place in (("next", "6-10 of"), ("next", "11-"), ("previous", "6-10 of"), ("previous", "1-5 of")):
        own.slack.presses("U1", "C1", page, f"page_{action}")
        page = shown_page(own.slack, place)
    for count, said in ((2, "Latest articles"), (3, "more than 2 in one hour")):
        own.slack.slash("U1", "C1", "latest")
        assert said in texts(whisper_to(own.slack, "U1", count))


def _is_noted(own: Stand, feed: str) -> bool:
    """Tell whether it is kept that admins were told of a feed: until then an end would have them told again."""
    return any(feed in text for (text,) in own.rows("SELECT text FROM notes WHERE name = 'feeds told on slack'"))


def test_feeds_that_are_added_while_it_runs_are_told(own: Stand) -> None:
    """A feed that an edit of the config adds is listed without a restart, and trouble is told to admins once."""
    config = own.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\nadmins = ["UADMIN"]\nadmin_channel = "CADMIN"\n', encoding="utf-8")
    own.slack.workspace.channel("CADMIN", "UADMIN")
    own.start()
    wait_until(lambda: _is_noted(own, "http"))
    dead = '\n[[feeds]]\nurl = "http://127.0.0.1:9/dead.xml"\nname = "Deadwood Gazette"\n'
    config.write_text(config.read_text(encoding="utf-8") + dead, encoding="utf-8")
    wait_until(lambda: "feeds added: http://127.0.0.1:9/dead.xml" in own.said())
    own.slack.slash("UADMIN", "C1", "feeds")
    assert "Deadwood Gazette" in texts(whisper_to(own.slack, "UADMIN"))
    wait_until(lambda: own.rows("SELECT * FROM feeds WHERE url LIKE '%dead.xml' AND failures > 0"))
    assert own.end() == 0
    gone = '\n[[feeds]]\nurl = "http://127.0.0.1:9/gone.xml"\nname = "Mill Echo"\n'
    config.write_text(config.read_text(encoding="utf-8") + gone, encoding="utf-8")
    assert main(["--config", str(config), "index"]) == 0  # meanwhile nobody is told
    for _ in range(2):
        own.start()
        wait_until(lambda: _is_noted(own, "gone.xml"))
        assert own.end() == 0
        told = "\n".join(map(texts, own.slack.workspace.from_bot("CADMIN")))
        assert [told.count(f"{name}: *failing*") for name in ("Deadwood Gazette", "Mill Echo")] == [1, 1]
