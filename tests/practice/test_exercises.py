"""Each exercise is whole: its example is true, its holes are cut out, its words are there."""

import ast
import doctest
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from kerasdigits.errors import PracticeError
from kerasdigits.lessons.course.registry import LESSONS
from kerasdigits.practice.cases import load_holes
from kerasdigits.practice.diagnosis.closeness import is_close
from kerasdigits.practice.exercise import find_exercise, list_exercises, recognise

EXERCISES = list_exercises()
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.name)


def run_source(exercise) -> dict:
    """The names of a solved exercise that uses no Keras."""
    names = {"__name__": "exercise"}
    exec(compile(exercise.solved, exercise.path, "exec"), names)
    return names


@each_exercise
def test_it_has_the_name_of_a_lesson_of_its_chapter(exercise):
    lessons = {lesson.name: lesson.path.parent.name for lesson in LESSONS}
    assert lessons[exercise.name] == exercise.chapter


def test_a_lesson_tells_what_there_is_to_write_in_its_exercise():
    tasks = {lesson.name: lesson.read_tasks() for lesson in LESSONS}
    for exercise in EXERCISES:
        told = {name: hole["task"] for name, hole in exercise.sheet["holes"].items()}
        assert tasks.pop(exercise.name) == told
    assert tasks == {}, "every lesson has an exercise"
    assert sum(len(exercise.holes) for exercise in EXERCISES) >= 52


@each_exercise
def test_its_holes_are_described_and_their_examples_are_true(exercise):
    names = run_source(exercise)
    holes = load_holes(exercise)
    assert list(holes) == exercise.holes == list(exercise.sheet["holes"])
    assert len(holes) >= 2
    for name, hole in holes.items():
        function = names[name]
        for part in ("Args:", "Returns:", "Example:", ">>> "):
            assert part in function.__doc__, (name, part)
        (test,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=names)
        result = doctest.DocTestRunner(verbose=False).run(test)
        assert result.failed == 0 and result.attempted >= 1, name
        assert set(exercise.parameters(name)) <= set(function.__doc__.replace(":", " ").split())
        assert len(hole.example) == len(exercise.parameters(name))
        sheet = exercise.sheet["holes"][name]
        assert sheet["task"] and len(sheet["hints"]) == 2


@each_exercise
def test_the_example_that_is_checked_is_the_one_that_is_shown(exercise):
    """The numbers of the docstring's example are those of the checks."""
    for name, hole in load_holes(exercise).items():
        text = ast.get_docstring(exercise.functions[name])
        for value in hole.example:
            if isinstance(value, np.ndarray):
                for number in value.ravel().tolist():
                    assert f"{number}" in text or f"{number:g}" in text, (name, number)


@each_exercise
def test_what_a_learner_gets_has_no_solution_and_runs_to_the_first_hole(exercise):
    cut = exercise.cut()
    assert recognise(cut, "somewhere") is exercise
    assert cut.count("raise NotImplementedError\n") == len(exercise.holes)
    for hole in exercise.holes:
        assert exercise.solution(hole) not in textwrap.dedent(cut)
        for line in exercise.solution(hole).splitlines():
            assert len(line) < 25 or line not in cut, line
    assert "SOLUTION" not in cut
    assert max(map(len, cut.splitlines())) <= 100


@each_exercise
def test_the_solved_file_runs_and_shows_the_holes_at_work(exercise):
    done = subprocess.run(
        [sys.executable, str(exercise.path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@each_exercise
def test_the_third_hint_is_the_solution(exercise):
    for hole in exercise.holes:
        assert exercise.hints(hole)[2] == exercise.solution(hole)
        assert exercise.hints(hole)[2].strip()


def test_an_unknown_name_is_an_error_that_names_the_nearest():
    with pytest.raises(PracticeError, match="Did you mean gradient-descent"):
        find_exercise("gradient-decent")
    with pytest.raises(PracticeError, match="mse_gradient and descend"):
        find_exercise("gradient_descent").find_hole("ascend")


@pytest.mark.parametrize(
    ("received", "expected", "close"),
    [
        (1.0, 1.0 + 1e-9, True),
        (1.0, 1.01, False),
        (np.inf, np.inf, True),
        (np.inf, 1.0, False),
        (1e300, np.inf, False),
        (np.nan, 1.0, False),
        (np.ones(2), np.ones((2, 1)), False),
        ("1.0", 1.0, False),
        (None, 0.0, False),
    ],
)
def test_close_is_what_a_reader_takes_for_the_same(received, expected, close):
    assert is_close(received, expected, 1e-6) is close
