"""Slack on loopback: a workspace whose Web API, Socket Mode and HTTP events behave as Slack's docs say.

`SlackDouble` is what tests use; `limits` is what Slack refuses.
"""

from tests.doubles.slack.double import SlackDouble
from tests.doubles.slack.workspace import Envelope, Workspace

__all__ = ["Envelope", "SlackDouble", "Workspace"]
