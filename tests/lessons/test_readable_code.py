"""The code of a lesson is code to learn from: short steps, one thing a line, little scaffolding.

With `-s` it prints what it measured of each lesson.
"""

import ast
from pathlib import Path

import pytest

from kerasdigits.lessons.course.registry import LESSONS

LONGEST_STEP = 40  # lines of code in a function
LONGEST_PART = 70  # lines of code between two texts
PACKED = 0.5  # assignments of several things at once, in 100 lines of code
WIDE = 0.02  # the share of lines of 95 characters or more
IDEA = 0.8  # the share of code that is not about recording and plotting results
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def find_code_lines(source: str) -> set[int]:
    """The numbers of the lines of code: neither empty, nor comments, nor texts."""
    texts = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts |= set(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(source.splitlines(), 1)
    code = {number for number, line in lines if line.strip() and not line.strip().startswith("#")}
    return code - texts


def find_scaffolding(source: str) -> set[int]:
    """The numbers of the lines of statements that record results, or plot them."""
    scaffolding = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value.func)
            if called.startswith(("context.record_", "context.note", "plots.")):
                scaffolding |= set(range(node.lineno, node.end_lineno + 1))
    return scaffolding


def count_packed(source: str) -> int:
    """Count assignments of several values to several names, other than swaps."""
    packed = 0
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            (target,) = node.targets
            if isinstance(target, ast.Tuple):
                names = sorted(map(ast.unparse, target.elts))
                packed += names != sorted(map(ast.unparse, node.value.elts))
    return packed


def find_longest_step(source: str) -> int:
    """The lines of code of the longest function."""
    code = find_code_lines(source)
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return max(len(code & set(range(f.lineno, f.end_lineno + 1))) for f in functions)


def read_lessons() -> dict[str, str]:
    return {lesson.name: lesson.path.read_text() for lesson in LESSONS}


@each_lesson
def test_a_step_is_short_and_text_comes_between(lesson):
    assert find_longest_step(lesson.path.read_text()) <= LONGEST_STEP
    parts = [part.content for part in lesson.read() if part.kind == "code"]
    assert len(parts) >= 3
    assert max(len(find_code_lines(part)) for part in parts) <= LONGEST_PART


@each_lesson
def test_a_lesson_records_by_its_sheet_and_plots_beside_it(lesson):
    source = lesson.path.read_text()
    assert "matplotlib" not in source
    assert "import figures" not in source
    plots = Path(lesson.path.with_name(f"{lesson.path.stem}_plots.py"))
    assert not plots.exists() or f"import {plots.stem} as plots" in source


def test_lessons_pack_no_assignments_and_are_mostly_their_idea():
    code = packed = wide = scaffolding = 0
    for name, source in read_lessons().items():
        lines, rows = find_code_lines(source), source.splitlines()
        recording = find_scaffolding(source) & lines
        print(f"{name}: {len(lines)} lines, {len(recording) / len(lines):.0%} recording", end="")
        print(f", {count_packed(source)} packed, longest step {find_longest_step(source)}")
        code += len(lines)
        packed += count_packed(source)
        wide += sum(len(rows[number - 1]) >= 95 for number in lines)
        scaffolding += len(recording)
    print(
        f"all: {code} lines, {100 * packed / code:.2f} packed in 100, {wide / code:.1%} wide, ",
        end="",
    )
    print(f"{1 - scaffolding / code:.0%} idea")
    assert packed / code * 100 <= PACKED
    assert wide / code <= WIDE
    assert 1 - scaffolding / code >= IDEA
    assert code > 1000


@pytest.mark.parametrize(
    ("source", "packed"),
    [
        ("a, b = 1, 2", 1),
        ("a, b = b, a", 0),
        ("a, b = make()", 0),
        ("a, b, *c = *make(), []", 1),
        ("a = 1, 2", 0),
    ],
)
def test_packed_assignments_are_counted_and_swaps_are_not(source, packed):
    assert count_packed(source) == packed


def test_texts_comments_and_records_are_told_from_the_idea():
    source = '"""Text."""\n\n# why\nx = 1\ncontext.record_numbers(\n    x=x,\n)\n"""More."""\n'
    assert find_code_lines(source) == {4, 5, 6, 7}
    assert find_scaffolding(source) == {5, 6, 7}
