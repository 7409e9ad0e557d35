"""Which `raise` of the package does no test reach?

    python benchmarks/raises.py [TESTS ...] [--keep FOLDER] [--marks "not slow and not reference"]

Runs the tests under coverage.py, in their processes and in those that they start, and lists each
`raise` that was not reached, with its file and line. With --keep the lines that were reached stay
in a folder and add up: so the tests may be run in pieces, and on one backend after the other
(KERAS_BACKEND); without TESTS the list is made of what is there. `EXCUSED` names what cannot be
reached where the tests run, with the reason; the exit code is 1 where anything else is not reached.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
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


def list_raises(path: Path) -> list[ast.Raise]:
    """Give the `raise` statements of a file, in its order."""
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Raise)]
    return sorted(found, key=lambda node: node.lineno)


def run_tests(tests: list[str], marks: str, folder: Path) -> int:
    """Run tests, and add the lines that they reach to those in a folder; give their exit code."""
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


def find_excuse(path: Path, statement: str) -> str | None:
    """Say why a statement need not be reached."""
    place = path.relative_to(PACKAGE).as_posix()
    return next(
        (why for (file, part), why in EXCUSED.items() if file == place and part in statement), None
    )


def report(folder: Path) -> int:
    """Print what was not reached; give how many of these have no excuse."""
    reached, count, missed, excused = read_lines(folder), 0, 0, 0
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = reached.get(str(path), set())
        for node in list_raises(path):
            count += 1
            if lines.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
                continue
            statement = ast.unparse(node)
            why = find_excuse(path, statement)
            missed, excused = missed + (why is None), excused + (why is not None)
            told = f"excused: {why}" if why else statement[:110]
            print(f"{path.relative_to(ROOT)}:{node.lineno}: {told}")
    there = count - missed - excused
    print(f"{count} raise statements: {there} reached, {excused} excused, {missed} not reached")
    return missed


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
        sys.exit(1 if report(folder) else 0)


if __name__ == "__main__":
    main()
