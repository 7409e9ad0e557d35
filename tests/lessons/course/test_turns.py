"""A report shows the code that matters and folds the rest; results stand where they were made."""

import ast

from kerasdigits.lessons.course.registry import LESSONS, find_lesson
from kerasdigits.lessons.course.turns import is_scaffolding, lay_out


def is_folded(source: str) -> bool:
    (node,) = ast.parse(source).body
    return is_scaffolding(node)


def test_imports_and_functions_that_mostly_record_are_folded():
    assert is_folded("import numpy as np")
    assert is_folded("def run(context):\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    e = 5")
    assert is_folded("def show(context, x):\n    context.record_numbers(x=x)\n    return x")


def test_what_a_lesson_is_about_is_shown():
    assert not is_folded("RATE = 0.5")
    assert not is_folded("def loss(x):\n    return x")
    long = "\n".join(f"    x = step(x, {number})" for number in range(9))
    assert not is_folded(f"def train(context, x):\n{long}\n    context.record_numbers(x=x)")


def test_all_code_of_every_lesson_is_there_once_and_little_of_what_is_shown_records():
    shown = recording = 0
    for lesson in LESSONS:
        turns = lay_out(lesson, [])
        source = "\n".join(part.content for part in lesson.read() if part.kind == "code")
        code = "\n".join(turn.code + "\n" + turn.folded for turn in turns)
        assert sorted(filter(None, code.splitlines())) == sorted(filter(None, source.splitlines()))
        for turn in turns:
            shown += len(turn.code.splitlines())
            recording += turn.code.count("context.record_") + turn.code.count("plots.")
    assert recording < 0.2 * shown


def test_a_result_stands_behind_the_code_that_recorded_it():
    lesson = find_lesson("gradient-descent")
    lines = lesson.path.read_text().splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if "plots.plot_curves" in text)
    turns = lay_out(lesson, [{"name": "late", "line": 0}, {"name": "curves", "line": line}])
    (found,) = [turn for turn in turns if {"name": "curves", "line": line} in turn.blocks]
    assert "slide" in found.names
    assert turns[-1].blocks == [{"name": "late", "line": 0}]
