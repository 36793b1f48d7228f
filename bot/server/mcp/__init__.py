"""Byline's news as tools and resources of the Model Context Protocol: at /mcp, and on stdio for `byline mcp`.

quotation   what articles say, made fit for a language model to read
arguments   what the tools take
schemas     what they return
desk        a request's method and parameters -> its result
protocol    the protocol itself, by the package `mcp`
section     /mcp in the one application
stdio       standard input and output
"""
