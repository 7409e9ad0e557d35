"""Every wrong answer fails with a message of its kind; three right ones of each hole pass.

The answers stand in answers/NAME.py; wrong_code.py makes more of them. With `-s` the test prints
the messages and how often each kind was named.
"""

import importlib.util
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from wrong_code import fill_hole, mutate, wrap

from kerasdigits.practice.cases import Case, draw_cases, load_holes
from kerasdigits.practice.check import Verdict, judge_hole
from kerasdigits.practice.diagnosis.finding import KINDS
from kerasdigits.practice.exercise import Exercise, list_exercises
from kerasdigits.practice.hole import Hole
from kerasdigits.practice.judge import Judge

ANSWERS = Path(__file__).parent / "answers"
LEAST = 20  # wrong answers of a hole
HOLES = [(exercise, name) for exercise in list_exercises() for name in exercise.holes]
# What is written with `keras.ops` must be right, and wrong, on every backend; NumPy is asked once.
each_hole = pytest.mark.parametrize(
    ("exercise", "name"),
    [
        pytest.param(
            exercise,
            name,
            id=f"{exercise.name}-{name}",
            marks=[pytest.mark.each_backend] * exercise.uses_keras,
        )
        for exercise, name in HOLES
    ],
)


def read_answers(exercise: Exercise):
    """The module of the answers to an exercise."""
    path = ANSWERS / f"{exercise.path.stem}.py"
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Grader:
    """Judges bodies of one hole, all with the same inputs."""

    def __init__(self, judge: Judge, exercise: Exercise, name: str, seed: int):
        self.judge = judge
        self.exercise = exercise
        self.hole: Hole = load_holes(exercise)[name]
        self.cases: list[Case] = draw_cases(self.hole, seed)

    def judge_body(self, body: str) -> Verdict:
        source = fill_hole(self.exercise, self.hole.name, body)
        problems, _ = self.judge.load(source)
        assert not problems
        return judge_hole(
            self.judge, self.exercise.parameters(self.hole.name), self.hole, self.cases
        )


@pytest.fixture
def grader(judges, exercise, name, session_seed):
    print(f"KERASDIGITS_TEST_SEED={session_seed}")
    return Grader(judges[exercise.uses_keras], exercise, name, session_seed)


def is_body(key: str, body: str) -> bool:
    """Whether a key of EQUIVALENT means a body: all of it, or its last lines."""
    return body == key or body.endswith(f"\n{key}")


def describe(body: str, verdict: Verdict) -> str:
    """An answer and its verdict, to be read in a failed test."""
    shown = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f"\n{shown}\n  -> {verdict.kind or 'passed'}: {verdict.message} {verdict.evidence}"


@each_hole
def test_right_answers_pass(grader, exercise, name):
    right = [exercise.solution(name), *read_answers(exercise).RIGHT[name]]
    assert len(right) >= 4
    for body in right:
        verdict = grader.judge_body(body)
        assert verdict.passed, describe(body, verdict)


@each_hole
def test_every_wrong_answer_fails_with_a_message_of_its_kind(grader, exercise, name):
    answers = read_answers(exercise)
    wrong = [(body, {kind}) for kind, bodies in answers.WRONG[name].items() for body in bodies]
    hand_written = len(wrong)
    wrong += wrap(exercise, grader.hole, grader.cases)
    equivalent = answers.EQUIVALENT[name]
    wrong += [(body, set(KINDS)) for body in mutate(exercise.solution(name))]
    known = {key for key in equivalent for body, _ in wrong if is_body(key, body)}
    assert known == set(equivalent), "a mutant that there is not"
    wrong = [pair for pair in wrong if not any(is_body(key, pair[0]) for key in equivalent)]
    faults, kinds = [], Counter()
    for body, named in wrong:
        verdict = grader.judge_body(body)
        kinds[verdict.kind] += 1
        print(describe(body, verdict))
        if verdict.passed or verdict.kind not in named:
            faults.append(f"{describe(body, verdict)}\n  due: {' or '.join(sorted(named))[:90]}")
    print(f"{name}: {hand_written} written, {len(wrong)} in all; {dict(kinds)}")
    assert not faults, f"{len(faults)} of {len(wrong)}:" + "".join(faults)
    assert hand_written >= 12 and len(wrong) >= LEAST
    # What has no name is the exception.
    assert kinds["wrong"] <= 0.15 * len(wrong), kinds


@each_hole
def test_what_is_called_equivalent_agrees_on_a_thousand_inputs(
    grader, exercise, name, session_seed
):
    answers = read_answers(exercise)
    equivalent = answers.EQUIVALENT[name]
    assert all(len(reason) > 20 for reason in equivalent.values())
    if not equivalent:
        return
    bodies = [
        *mutate(exercise.solution(name)),
        *(b for b, _ in wrap(exercise, grader.hole, grader.cases)),
    ]
    for body in bodies:
        if any(is_body(key, body) for key in equivalent):
            for number in range(60):
                grader.cases = draw_cases(grader.hole, session_seed + number)
                verdict = grader.judge_body(body)
                assert verdict.passed, describe(body, verdict)
