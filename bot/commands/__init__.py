"""The command line: commands parse, call a use case, and print. Data to stdout, everything else to stderr.

A module a command, `application` puts them together, `console` is how they print. The `owner_…` modules are for the
process that owns the data directory: `owner_routing` has it do the work of a command, `owner_process` and
`owner_handlers` are that process.
"""
