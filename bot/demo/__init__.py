"""The sample newsroom: invented feeds and pages, served on loopback, that show Byline without a network."""

from bot.demo.content import NOW, sample_questions
from bot.demo.server import DemoNewsroom

__all__ = ["NOW", "DemoNewsroom", "sample_questions"]
