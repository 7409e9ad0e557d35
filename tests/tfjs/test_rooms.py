"""The rooms of the exporter: the two routes are siblings, and imports go down from room to room."""

import ast
from pathlib import Path

import pytest

import kerasdigits

TFJS = Path(kerasdigits.__file__).parent / "tfjs"
# From the top; what a folder holds imports only from the floors below it, and from its own room.
FLOORS = {
    "": (
        {"export"},
        {"notes", "routes", "training_calls"},
        {"batch_statistics"},
        {"layers_model", "graph_model"},
        {"proof"},
        {"request"},
        {"reference"},
        {"format"},
    ),
    "layers_model": (
        {"layers_folder", "stored_weights", "support"},
        {"topology"},
        {"composition", "wrappers"},
        {"rule_finder", "nodes", "inputs"},
        {"table", "masks"},
        {"operations"},
        {"composed"},
        {"rules"},
        {"call_order", "gradients", "penalties", "shared_tensors", "training_config"},
    ),
    "graph_model": (
        {"elsewhere"},
        {"graph_folder"},
        {"lowered"},
        {"trace"},
        {"tables", "traceable"},
        {"decomposed"},
        {"evaluation"},
        {"names", "open_sizes"},
    ),
}


def read_imports(path):
    """The modules of the exporter that a file imports, at its top, in a function or for types."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def rooms_between(house):
    """(room, file, room that it imports from) for all files of a folder, its own rooms apart."""
    prefix = ("kerasdigits", "tfjs", *filter(None, [house]))
    for path in sorted((TFJS / house).rglob("*.py")):
        own = path.relative_to(TFJS / house).parts[0].removesuffix(".py")
        for name in read_imports(path):
            parts = tuple(name.split("."))
            if own != "__init__" and parts[: len(prefix)] == prefix:
                yield own, path, parts[len(prefix)]


@pytest.mark.parametrize("house", FLOORS, ids=lambda house: house or "tfjs")
def test_a_room_imports_only_from_floors_below_its_own(house):
    floor = {room: number for number, rooms in enumerate(FLOORS[house]) for room in rooms}
    for own, path, room in rooms_between(house):
        assert room == own or floor[room] > floor[own], f"{path} imports {room}"


@pytest.mark.parametrize("route", ["layers_model", "graph_model"])
def test_the_two_routes_are_siblings(route):
    other = {"layers_model": "graph_model", "graph_model": "layers_model"}[route]
    for path in (TFJS / route).rglob("*.py"):
        assert not any(f"tfjs.{other}" in name for name in read_imports(path)), path


@pytest.mark.parametrize("house", FLOORS, ids=lambda house: house or "tfjs")
def test_every_file_and_room_has_a_floor(house):
    inside = {path.name.removesuffix(".py") for path in (TFJS / house).iterdir()}
    inside -= {"__init__", "__pycache__"}
    assert inside == set().union(*FLOORS[house])
