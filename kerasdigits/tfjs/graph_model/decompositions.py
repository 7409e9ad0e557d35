"""The table of operations that are written as others."""

DECOMPOSITIONS = {}
