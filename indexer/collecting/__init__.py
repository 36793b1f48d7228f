"""Use cases of collecting: a pass over the feeds, articles stored and removed, archives in and out."""
