"""The control socket: one process owns the data directory, and the commands of other shells ask it to do their work.

`protocol` says what goes through the socket, `client` asks, `section` passes orders on to what the command line does
for each. The client's side imports nothing that takes long to load.
"""
