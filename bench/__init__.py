"""Measurements of speed, memory and disk, made by hand with `make bench`; never part of the tests."""
