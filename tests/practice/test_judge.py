"""What a learner's code does to itself is told in a clear line, and the rest is graded."""

import json
import os
import time

import numpy as np
import pytest
from wrong_code import fill_hole

from kerasdigits.practice.callees import find_callees
from kerasdigits.practice.cases import Case
from kerasdigits.practice.check import check_file, check_source
from kerasdigits.practice.diagnosis.finding import Outcome
from kerasdigits.practice.diagnosis.warned import tell_cause
from kerasdigits.practice.exercise import find_exercise
from kerasdigits.practice.judge import Judge, Limits
from kerasdigits.practice.wire import Named, Unknown, decode, encode

SHORT = Limits(call=0.3, load=30, whole=20, memory=300 * 2**20)
EXERCISE = find_exercise("loss-functions")
# What the first hole does -> the kind, and what the message says.
DOES = {
    "while True:\n    pass": ("forever", "does not end within 0.3 seconds"),
    "return mnist_loss(predictions, targets)": ("forever", "calls itself again and again"),
    "return np.ones((100_000, 100_000)).sum()": ("memory", "more memory than it may have"),
    "a = []\nwhile True:\n    a.append(bytes(10**7))": ("memory", "more memory than it may have"),
    "import sys\nsys.exit(0)": ("exits", "calls exit"),
    "import os\nos._exit(3)": ("exits", "ends the program (exit code 3)"),
    "import os\nos.abort()": ("dies", "crashes Python itself (SIGABRT)"),
    "while True:\n    print('x' * 10000)": ("prints", "prints more than a megabyte"),
    "import nowhere_at_all": ("raises", "No module named 'nowhere_at_all'"),
    "return input('What is right? ')": ("raises", "there is nobody to ask"),
    "return 1 / 0": ("raises", "ZeroDivisionError: division by zero (line"),
    "import os\nos.remove(__file__)": ("raises", "FileNotFoundError"),
    "import os\nos.write(4, b'{}\\n' * 40)": ("dies", "cannot be read"),
    "import os\nos.close(4)\nreturn 1.0": ("dies", ""),
}


@pytest.mark.parametrize("body", DOES)
def test_whatever_one_hole_does_is_one_line_and_the_other_is_graded(body):
    kind, message = DOES[body]
    report = check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", body), 1, SHORT)
    first, second = report.verdicts
    assert not first.passed
    assert first.kind == kind or "os.close" in body, first
    assert message in first.message
    assert "\n" not in first.message
    assert second.passed, second


def test_an_answer_is_not_read_for_ever(monkeypatch):
    monkeypatch.setattr("kerasdigits.practice.judge._MOST_ANSWER", 2**16)
    source = fill_hole(EXERCISE, "mnist_loss", "return np.zeros(100_000)")
    first, second = check_source(EXERCISE, source, 1, SHORT).verdicts
    assert (first.kind, second.passed) == ("memory", True)
    assert "returns more than 64 megabytes" in first.message


# What stands in the file beside the holes -> what is said of it, and whether both holes pass.
FILES = {
    "import nowhere_at_all": "No module named 'nowhere_at_all'",
    "import sys\nsys.exit()": "calls exit",
    "import os\nos._exit(0)": "ends the program",
    "while True:\n    pass": "does not end within 1 seconds",
    "def helper(:\n    pass": "is not valid Python",
}


@pytest.mark.parametrize("line", FILES)
def test_what_is_wrong_with_the_file_is_one_line_and_its_holes_are_graded(line):
    source = EXERCISE.solved.replace("import numpy as np\n", f"import numpy as np\n\n{line}\n", 1)
    report = check_source(EXERCISE, source, 1, Limits(load=1))
    (problem,) = report.problems
    assert FILES[line] in problem
    assert report.passed, report


def test_a_hole_that_is_no_python_leaves_the_others_to_be_graded():
    source = fill_hole(EXERCISE, "mnist_loss", "return (1 -")
    report = check_source(EXERCISE, source, 1)
    assert [verdict.passed for verdict in report.verdicts] == [False, True]
    assert "is not valid Python" in report.verdicts[0].message


def test_a_hole_is_not_blamed_for_another_that_it_calls():
    exercise = find_exercise("softmax-cross-entropy")
    calling = """
    rows = softmax(logits)
    return -np.mean(np.log(rows[np.arange(len(labels)), labels]))
    """
    source = fill_hole(exercise, "cross_entropy", calling)
    for body, message in (
        ("raise NotImplementedError", "calls `softmax`, which is not written yet."),
        ("return np.exp(logits)", "calls `softmax`, which fails above: mend that first."),
    ):
        start = source.index("### BEGIN SOLUTION")
        end = source.index("### END SOLUTION")
        report = check_source(exercise, f"{source[:start]}{body}\n    {source[end:]}", 1)
        softmax, cross_entropy = report.verdicts[:2]
        assert (softmax.hole, softmax.passed) == ("softmax", False)
        assert cross_entropy.message == f"`cross_entropy` {message}"


def test_what_is_called_is_found_through_helpers_as_well():
    source = "def a(x): return help(x)\ndef help(x): return b(x)\ndef b(x): return a"
    assert find_callees(source, ["a", "b", "c"]) == {"a": ["b"], "b": ["a"], "c": []}
    source = "def a(b):\n    c = b\n    return c\ndef b(): pass\ndef c(): return b"
    assert find_callees(source, ["a", "b", "c"]) == {"a": [], "b": [], "c": ["b"]}


# What a call computes -> why its result is not finite.
WARNS = {
    "np.sqrt(x - 5)": "it takes the root of a negative number (line 4: return np.sqrt(x - 5))",
    "np.log(x - x)": "it takes the logarithm of 0 (line 4: return np.log(x - x))",
    "x / (x - x)": "it divides by 0 (line 4: return x / (x - x))",
    "x[:0].mean()": "it takes the mean of no numbers",
    "np.exp(1000 * x)": "it takes an exponential too large for a float (line 4",
    "np.square(1e200 * x)": "it gets a number too large for a float in `square` (line 4",
    "x * np.nan": "look for a division by 0",
}


@pytest.mark.parametrize("code", WARNS)
def test_what_numpy_warns_of_tells_why_a_result_is_not_finite(judges, code):
    judges[0].load(f"import numpy as np\n\ndef hole(x):\n    return {code}")
    args = (np.ones(3),)
    for _ in range(2):  # whoever warned before warns again
        (answer,) = judges[0].call("hole", [args])
    assert tell_cause(Outcome(Case(args, 1.0), answer)).startswith(WARNS[code])


def test_a_hole_that_is_gone_is_named():
    source = EXERCISE.solved.replace("def mnist_loss", "def my_loss")
    report = check_source(EXERCISE, source, 1)
    assert report.verdicts[0].kind == "unfinished"
    assert report.verdicts[1].passed


def test_the_solutions_are_closed_to_a_learners_code():
    body = """
    from kerasdigits.practice.exercises.baselines import loss_functions
    return loss_functions.mnist_loss(predictions, targets)
    """
    report = check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", body), 1)
    assert report.verdicts[0].kind == "raises"


def test_an_object_that_equals_everything_is_not_right():
    body = """
    class Right(float):
        def __eq__(self, other): return True
        def __sub__(self, other): return 0.0
    return Right(3.0)
    """
    report = check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", body), 1)
    assert not report.verdicts[0].passed


def test_inputs_are_drawn_anew_and_a_seed_repeats_them():
    told = [
        check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", "return predictions[-1]"), seed)
        for seed in (1, 1, 2)
    ]
    assert told[0] == told[1]
    noted = fill_hole(EXERCISE, "mnist_loss", "print(float(predictions[0]))\nreturn 0.5")
    printed = [check_source(EXERCISE, noted, seed).printed for seed in (1, 1, 2)]
    assert printed[0] == printed[1] != printed[2]


def test_a_file_that_removes_itself_is_put_back(tmp_path):
    path = tmp_path / "loss-functions.py"
    source = EXERCISE.solved.replace(
        "import numpy as np\n", f"import numpy as np\nimport os\n\nos.remove({str(path)!r})\n", 1
    )
    path.write_text(source)
    assert check_file(path).passed
    assert path.read_text() == source


def test_nothing_that_a_learner_started_stays():
    body = "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)\nreturn 0.5"
    report = check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", body), 1)
    pids = list(map(int, report.printed.split()))
    assert len(pids) > 3
    end = time.monotonic() + 5
    while any(map(is_running, pids)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(is_running, pids))


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_environment_of_a_check_holds_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("A_SECRET", "1")
    body = "import os\nprint(sorted(os.environ))\nreturn 0.5"
    report = check_source(EXERCISE, fill_hole(EXERCISE, "mnist_loss", body), 1)
    assert "'PATH'" in report.printed
    assert "A_SECRET" in os.environ and "A_SECRET" not in report.printed


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2.5,
        float("inf"),
        "text",
        [1, (2.0, None)],
        {"a": np.arange(3)},
        np.float32(0.1),
        np.zeros((0, 3)),
        np.arange(6, dtype="int16").reshape(2, 3).T,
        Named("polynomial", {"coefficients": np.array([1.0, 2.0])}),
    ],
    ids=str,
)
def test_values_arrive_as_they_were_sent(value):
    arrived = decode(json.loads(json.dumps(encode(value))))
    assert type(arrived) is type(value)
    np.testing.assert_equal(
        arrived if not isinstance(value, Named) else arrived.data,
        value if not isinstance(value, Named) else value.data,
    )
    if isinstance(value, np.ndarray | np.generic):
        assert arrived.dtype == value.dtype


@pytest.mark.parametrize("value", [object(), {1, 2}, np.array([object()]), np.array("text")])
def test_what_is_no_plain_data_arrives_as_the_name_of_its_type(value):
    assert isinstance(decode(json.loads(json.dumps(encode(value)))), Unknown)


@pytest.mark.parametrize("data", [{"kind": "array", "dtype": "O"}, {"kind": "module"}])
def test_what_is_no_value_is_not_taken_for_one(data):
    with pytest.raises(ValueError, match="not a"):
        decode(data)


def test_a_process_that_is_gone_or_does_not_listen_is_told():
    with Judge(SHORT) as judge:
        judge.load("def hole():\n    return 1")
        nobody, pipe = os.pipe()
        os.close(nobody)
        os.dup2(pipe, judge._process.stdin.fileno())
        os.close(pipe)
        (answer,) = judge.call("hole", [()])
        assert answer.failure is not None and not judge.alive
        judge.load("def hole():\n    return 1")
        judge._process.kill()
        judge._process.wait()
        (answer,) = judge.call("hole", [()])
        assert "the process of your file is gone" in str(answer.failure)


def test_what_a_call_changed_comes_back():
    with Judge(SHORT) as judge:
        judge.load("def hole(a, b):\n    a += 1\n    b.append(3)\n    return a.sum()")
        (answer,) = judge.call("hole", [(np.zeros(2), [1])])
    assert answer.value == 2
    assert answer.changed[0].tolist() == [1, 1]
    assert answer.changed[1] == [1, 3]


@pytest.mark.each_backend
def test_a_hole_in_keras_gets_tensors_and_gives_plain_numbers(judges):
    source = """
import keras
from keras import ops

def hole(a, scale):
    assert ops.is_tensor(a) and a.dtype is not None
    return [ops.sum(a * scale, axis=0), keras.backend.backend()]
"""
    problems, _ = judges[True].load(source)
    (answer,) = judges[True].call("hole", [(np.ones((3, 2), "float32"), 2.0)])
    assert not problems and answer.failure is None, (problems, answer)
    total, name = answer.value
    assert total.tolist() == [6, 6] and total.dtype == "float32"
    assert name == os.environ["KERAS_BACKEND"]
    assert not answer.changed
