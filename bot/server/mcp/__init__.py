"""Byline's news as tools and resources of the Model Context Protocol: at /mcp, and on stdio for `byline mcp`.

arguments   what the tools take
schemas     what they return, as types
quotation   what articles say, made fit for somebody else's language model
records     what the newsroom returns -> what the tools return
tools       the tools themselves
desk        a request's method and parameters -> its result
protocol    the protocol, by the package `mcp`
section     /mcp in the one application
stdio       standard input and output
"""
