"""Which `raise` of the package does no test reach?

    python benchmarks/raises.py [TESTS ...] [--keep FOLDER] [--marks "not slow and not reference"]

Runs the tests under coverage.py, in their processes and in those that they start, and lists each
`raise` that was not reached, with its file and line. `EXCUSED` names what cannot be reached where
the tests run, with the reason; the exit code is 1 where anything else is not reached, or an excuse
has no statement.

With --keep the statements that were reached stay in a folder and add up, by their text and their
function: so the tests may be run in pieces, on one backend after the other (KERAS_BACKEND), and
after a change elsewhere in a file. Then a last call without TESTS makes the list.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData
from coverage.exceptions import DataError

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kerasdigits"
QUICK = "not slow and not reference and not release"
# `_exit`: processes that end without Python's own end, such as forked ones.
SETTINGS = """
[run]
source_pkgs = kerasdigits
data_file = {folder}/lines
parallel = true
patch =
    subprocess
    _exit
disable_warnings = no-data-collected, module-not-imported, module-not-measured
"""
# File and a part of the statement -> why no test on a machine like ours reaches it.
EXCUSED: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Statement:
    """A `raise` of the package.

    Attributes:
        path: Its file, from the package on.
        function: What it stands in: names of classes and functions with dots between.
        number: The how manieth it is of those there with the same text, from 0.
        text: The statement, on one line.
        lines: The numbers of its lines.
    """

    path: str
    function: str
    number: int
    text: str
    lines: range

    @property
    def key(self) -> str:
        """What stays the same when other lines of the file change."""
        return f"{self.path} {self.function} {self.number} {self.text}"


def list_raises(path: Path) -> list[Statement]:
    """Give the `raise` statements of a file, in its order."""
    found: list[Statement] = []

    def look(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            function = f"{function}.{node.name}".removeprefix(".")
        if isinstance(node, ast.Raise):
            text, place = ast.unparse(node), path.relative_to(PACKAGE).as_posix()
            number = sum((one.function, one.text) == (function, text) for one in found)
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            found.append(Statement(place, function, number, text, lines))
        for child in ast.iter_child_nodes(node):
            look(child, function)

    look(ast.parse(path.read_text()), "")
    return found


def list_all() -> list[Statement]:
    """Give the `raise` statements of the package."""
    return [one for path in sorted(PACKAGE.rglob("*.py")) for one in list_raises(path)]


def run_tests(tests: list[str], marks: str, folder: Path) -> int:
    """Run tests, and write the lines that they reach into a folder; give their exit code."""
    settings = folder / "settings"
    settings.write_text(SETTINGS.format(folder=folder))
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
    command += ["-n", "2", "--dist", "worksteal", "-q", "-m", marks, *tests]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}).returncode


def read_lines(folder: Path) -> dict[str, set[int]]:
    """Give the lines of each file that were reached, by all processes together."""
    together: dict[str, set[int]] = {}
    for file in folder.glob("lines.*"):
        data = CoverageData(str(file))
        try:
            data.read()
        except DataError:  # of a process that a test killed while it wrote
            continue
        for name in data.measured_files():
            together.setdefault(name, set()).update(data.lines(name) or ())
    return together


def add_reached(folder: Path, statements: list[Statement]) -> set[str]:
    """Give the keys of what was reached, now and before; what a run left goes into one file."""
    kept, lines = folder / "reached.json", read_lines(folder)
    reached = set(json.loads(kept.read_text())) if kept.exists() else set()
    for one in statements:
        if lines.get(str(PACKAGE / one.path), set()).intersection(one.lines):
            reached.add(one.key)
    kept.write_text(json.dumps(sorted(reached), indent=1) + "\n")
    for file in folder.glob("lines.*"):
        file.unlink()
    return reached


def report(folder: Path) -> int:
    """Print what was not reached; give how many of these have no excuse, or excuse nothing."""
    statements = list_all()
    reached = add_reached(folder, statements)
    missed, excused, unused = 0, 0, set(EXCUSED)
    for one in statements:
        excuse = next((e for e in EXCUSED if e[0] == one.path and e[1] in one.text), None)
        unused.discard(excuse)
        if one.key in reached:
            continue
        missed, excused = missed + (excuse is None), excused + (excuse is not None)
        told = f"excused: {EXCUSED[excuse]}" if excuse else one.text[:110]
        print(f"kerasdigits/{one.path}:{one.lines.start}: {told}")
    for path, part in sorted(unused):
        print(f"kerasdigits/{path}: no statement with {part!r}, which is excused")
    there = len(statements) - missed - excused
    counted = f"{there} reached, {excused} excused, {missed} not reached"
    print(f"{len(statements)} raise statements: {counted}")
    return missed + len(unused)


def main() -> None:
    """Run the tests that are named, and list what none of them reached."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tests", nargs="*")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--marks", default=QUICK)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kerasdigits-raises-") as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if options.tests and run_tests(options.tests, options.marks, folder):
            print("Some of these tests failed.", file=sys.stderr)
        if options.tests and options.keep:
            print(f"{len(add_reached(folder, list_all()))} raise statements are reached so far")
        else:
            sys.exit(1 if report(folder) else 0)


if __name__ == "__main__":
    main()
