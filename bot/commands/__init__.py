"""The command line: commands parse, call a use case, and print. Data to stdout, everything else to stderr.

One small module a group; `application` puts them together, `console` is how they speak.
"""
