"""No file measures time with a clock that people set, or catches everything without a reason."""

import ast

import pytest
from imports import PACKAGE

FILES = sorted(PACKAGE.rglob("*.py"))
# Clocks that somebody sets, also backwards, and the modules that may read one, with the reason.
WALL_CLOCKS = {
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
}
READS_THE_DATE = {"practice/progress.py": "the day on which a hole first passed, which is shown"}


def find_wall_clocks(source: str) -> list[str]:
    """List what reads the time of the day, by its last two names."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found.append(".".join(ast.unparse(node).split(".")[-2:]))
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [f"time.{alias.name}" for alias in node.names]
    return [name for name in found if name in WALL_CLOCKS]


def find_unexplained(source: str) -> list[int]:
    """List the lines that catch everything, say no reason beside it and do not raise it again."""
    lines, found = source.splitlines(), []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = "BaseException" if node.type is None else ast.unparse(node.type)
            cleans_up = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            explained = "  # " in lines[node.lineno - 1]
            if {"Exception", "BaseException"} & set(caught.strip("()").split(", ")):
                found += [] if cleans_up or explained else [node.lineno]
    return found


def test_a_clock_that_is_set_measures_nothing():
    readers = {
        path.relative_to(PACKAGE).as_posix(): clocks
        for path in FILES
        if (clocks := find_wall_clocks(path.read_text()))
    }
    assert readers.keys() == READS_THE_DATE.keys(), readers


def test_what_catches_everything_says_why():
    found = {path: find_unexplained(path.read_text()) for path in FILES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import time\nbegan = time.time()", 1),
        ("from time import time as now", 1),
        ("import datetime\ndatetime.datetime.now()", 1),
        ("import time\ntime.monotonic() - time.perf_counter()", 0),
    ],
)
def test_a_wall_clock_is_found_however_it_is_read(source, count):
    assert len(find_wall_clocks(source)) == count


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        ("except Exception:\n    pass", 1),
        ("except:\n    pass", 1),
        ("except (OSError, Exception) as error:\n    pass", 1),
        ("except Exception:  # of a stranger's code\n    pass", 0),
        ("except BaseException:\n    undo()\n    raise", 0),
        ("except BaseException as error:\n    raise OSError from error", 1),
        ("except OSError:\n    pass", 0),
    ],
)
def test_what_catches_everything_is_found(handler, count):
    assert len(find_unexplained(f"try:\n    call()\n{handler}")) == count
