"""One owner, many clients: what the command line asks of the process that owns the data directory.

`enquiries` and `reports` say the same words whoever does the work; `office` does it in the owner, `server` lets others
reach it through a Unix socket, `client` is how they do. The client's side imports nothing that takes long to load.
"""
