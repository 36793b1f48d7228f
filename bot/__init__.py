"""From a question to a cited answer, and the places where questions are asked."""
