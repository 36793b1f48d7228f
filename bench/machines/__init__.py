"""Several machines over one Postgres and one Chroma server, disturbed in every way, and then counted.

`python -m bench.machines` runs it; nothing of it is part of the tests, since it takes half an hour.
"""
