"""The house stands as the design drew it: floors, no circles, one idea a file."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kerasdigits"
# From the top; a file imports only from floors below its own, and from its own room.
FLOORS = (
    {"__main__"},
    {"cli"},
    {"commands"},
    {"doctor", "lessons"},
    {"publishing"},
    {"training", "autodiff"},
    {"models", "runs", "site"},
    {"backend", "data"},
    {"tfjs", "plots"},
    {"files", "web_files"},
    {"errors"},
)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def read_imports(path: Path) -> set[str]:
    """The rooms of the package that a file imports from, at its top or inside a function."""
    package = ("kerasdigits", *path.relative_to(PACKAGE).parts[:-1])
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join(package[: len(package) - node.level + 1])
            names = [f"{base}.{node.module}" if node.module else base]
        elif isinstance(node, ast.ImportFrom) and node.module == "kerasdigits":
            names = [f"kerasdigits.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("kerasdigits.")}
    return rooms - {"__version__"}


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_floors_below_its_own(path):
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    own = room_of(path)
    for room in read_imports(path) - {own}:
        assert floor[room] > floor[own], f"{own} imports {room}, which is not below it"


def test_the_exporter_knows_nothing_of_digits():
    for path in (PACKAGE / "tfjs").rglob("*.py"):
        assert read_imports(path) <= {"tfjs", "errors", "files", "web_files"}, path


def test_only_its_command_uses_the_course():
    for path in FILES:
        if "lessons" in read_imports(path):
            assert room_of(path) == "lessons" or path.name == "lesson.py", path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_is_one_idea_with_a_sentence_that_says_it(path):
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    assert source.count("\n") <= 350, "too long"
