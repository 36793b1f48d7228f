"""The health and metrics pages: whether the program lives, whether it can answer, and what it has done so far."""
