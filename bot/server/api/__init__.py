"""The HTTP interface, `/v1`: the JSON of the command line's contract, for programs."""
