"""Use cases of chat: questions seen to their end, who may see an answer, what was asked before, corrections."""
