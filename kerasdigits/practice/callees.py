"""Which holes of an exercise a hole calls in a learner's file, by itself or by a helper."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def find_callees(source: str, holes: Sequence[str]) -> dict[str, list[str]]:
    """Find the holes that each hole calls.

    Args:
        source: The text of a learner's file; it must compile.
        holes: The names of the holes.

    Returns:
        Of each hole the others that it reaches, in the order of `holes`.
    """
    functions = {
        node.name: _list_names(node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }
    return {
        hole: [other for other in holes if other in _reach(functions, hole) and other != hole]
        for hole in holes
    }


def _list_names(function: ast.FunctionDef) -> set[str]:
    """The names that a function takes from outside: a variable of its own may be called alike."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    own = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    own |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return {name.id for name in names} - own


def _reach(functions: dict[str, set[str]], start: str) -> set[str]:
    """The names of all functions that one reaches."""
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        for name in functions.get(ahead.pop(), set()) & functions.keys() - reached:
            reached.add(name)
            ahead.append(name)
    return reached
