"""The words on buttons and comment forms, the same on every platform."""

MORE_SOURCES = "More sources"
MORE_STORIES = "More on this"
SHARE = "Share to channel"
PREVIOUS_PAGE = "Previous"
NEXT_PAGE = "Next"

ASK_MORE = "more"
"""What is asked for the stories that an answer has not told, typed or by a button."""

START = "Start"
NARROWER = "Narrower"
CANCEL = "Cancel"
NOT_THIS = "Not this"
SNOOZE = "Snooze 7 days"
STOP = "Stop"
START_AGAIN = "Start again"

LABEL = 75
"""Characters of a button's words that every platform shows."""

GOOD, BAD = "👍", "👎"
GOOD_DESCRIPTION = "This answer is good"
BAD_DESCRIPTION = "This answer is bad"

COMMENT_TITLE = "Thank you"
COMMENT_SEND = "Send"
COMMENT_SKIP = "Skip"
WHAT_WAS_GOOD = "What was good about it?"
WHAT_WAS_WRONG = "What was wrong with it?"


def comment_question(vote: int) -> str:
    """Return the question that a comment form asks after a vote of 1 or -1."""
    return WHAT_WAS_GOOD if vote > 0 else WHAT_WAS_WRONG
