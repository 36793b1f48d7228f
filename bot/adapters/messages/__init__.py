"""Messages before a platform renders them: answers, search pages, notices, and the markup to write them in."""
