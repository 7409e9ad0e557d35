"""Keras's private side is touched in two files of the package: read in one, altered in one.

A third, `deferred.py`, lets modules that it names wait until they are used.
"""

import ast
import re
from pathlib import Path

import pytest

import kerasdigits

PACKAGE = Path(kerasdigits.__file__).parent
REFERENCE = PACKAGE / "tfjs" / "reference"
INTERNALS = (REFERENCE / "keras_altered.py", REFERENCE / "keras_internals.py")
NAMES_MODULES = PACKAGE / "deferred.py"
FILES = sorted({*PACKAGE.rglob("*.py")} - {*INTERNALS, NAMES_MODULES})
# PyTorch's own: what a recorded training step consists of.
OF_TORCH = {"_foreach_add_", "_foreach_mul", "_schema", "_unsafe_view"}
OF_PYTHON = {"_exit"}  # of os
LOOK_UP = ("getattr", "hasattr", "setattr", "replaced")
PRIVATE = re.compile("_[a-z]\\w*")


def is_of_self(node):
    owner = getattr(node, "value", None)
    return isinstance(node, ast.Attribute) and getattr(owner, "id", None) in ("self", "cls")


def find_texts(arguments):
    return [a for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def names_of_its_own(tree):
    """The private attributes that a file defines itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif is_of_self(node):
            yield node.attr
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def find_private(tree):
    """What a file says of Keras's private side: its modules, and attributes that begin with _."""
    own = set(names_of_its_own(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("keras.src"):
            yield node.module
        elif isinstance(node, ast.Attribute) and PRIVATE.fullmatch(node.attr):
            yield from {node.attr} - own
        elif isinstance(node, ast.Constant) and str(node.value).startswith("keras.src"):
            yield node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", None) in LOOK_UP:
            yield from filter(PRIVATE.fullmatch, map(ast.literal_eval, find_texts(node.args)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_file_touches_what_keras_keeps_to_itself(path):
    assert not set(find_private(ast.parse(path.read_text()))) - OF_TORCH - OF_PYTHON


def test_what_those_files_touch_is_seen():
    found = {name for path in INTERNALS for name in find_private(ast.parse(path.read_text()))}
    assert {
        "keras.src.ops.function",
        "_flatten_layers",
        "_keras_history",
        "_inputs_struct",
    } <= found
