"""What the bot says, in no platform's markup: answers, pages of a search, notices (pure)."""
