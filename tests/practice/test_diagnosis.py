"""The kinds of error that any hole may meet, told from results alone, without a process."""

import re

import numpy as np
import pytest

from kerasdigits.practice.cases import compute, draw_cases
from kerasdigits.practice.diagnosis.explain import explain
from kerasdigits.practice.diagnosis.finding import KINDS, Outcome, Seen
from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.judge import Answer, Failure


def ask(hole: Hole, parameters: list[str], function):
    """What is found of a function that a learner may have written."""

    def answer(args):
        try:
            return Answer(compute(function, args))
        except (IndexError, ValueError) as error:
            name = type(error).__name__
            return Answer(failure=Failure("raises", f"raises {name}: {error}"))

    outcomes = [Outcome(case, answer(case.args)) for case in draw_cases(hole, 3)]
    return explain(Seen(hole, parameters, outcomes, answer))


def ask_with_failures(hole: Hole, function):
    """The same of a function of `x` that raises for some arguments."""
    outcomes = []
    for case in draw_cases(hole, 3):
        try:
            answer = Answer(compute(function, case.args))
        except ArithmeticError as error:
            answer = Answer(failure=Failure("raises", f"raises {error!r}"))
        outcomes.append(Outcome(case, answer))
    return explain(Seen(hole, ["x"], outcomes, lambda args: Answer(compute(function, args))))


def draw_dense(rng, n=None):
    n, k, m = rng.integers(2, 7, 3) if n is None else (n, n, n)
    return rng.normal(size=(n, k)), rng.normal(size=(k, m)), rng.normal(size=m)


def dense(x, w, b):
    return np.einsum("nk,km->nm", x, w) + b


DENSE = Hole(
    "dense",
    example=(np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[0.5, 2.0], [1.5, 4.0]]), np.ones(2)),
    draw=draw_dense,
    oracle=dense,
    edges=lambda rng: [Edge("a square batch", draw_dense(rng, 7), "Mind the axes.")],
)
DENSE_WRONG = {
    "transposed": lambda x, w, b: dense(x, w, b).T,
    "argument-offset": lambda x, w, b: x @ w,
    "sign": lambda x, w, b: -dense(x, w, b),
    "factor": lambda x, w, b: 3 * dense(x, w, b),
    "batch-factor": lambda x, w, b: dense(x, w, b) / len(x),
    "offset": lambda x, w, b: dense(x, w, b) + 0.3,
    "reduced": lambda x, w, b: dense(x, w, b).sum(axis=1),
    "broadcast": lambda x, w, b: dense(x, w, b)[:, :, None] + np.zeros(4),
    "precision": lambda x, w, b: dense(x, w, b).astype("float32"),
    "nearly": lambda x, w, b: dense(x, w, b) + 0.01 * np.sin(1e4 * x[:, :1]) * dense(x, w, b),
    "function": lambda x, w, b: np.exp(dense(x, w, b)),
    "rounded": lambda x, w, b: dense(x, w, b).round(3),
    "not-finite": lambda x, w, b: dense(x, w, b) / 0,
    "edge": lambda x, w, b: dense(x, w.T if len(w) == len(w.T) == len(x) == 7 else w, b),
    "unused": lambda x, w, b: dense(np.ones_like(x), w, b),
    "part": lambda x, w, b: dense(x * (np.arange(len(x)) > 0)[:, None], w, b),
    "type": lambda x, w, b: dense(x, w, b).tolist(),
    "nothing": lambda x, w, b: None,
    "constant": lambda x, w, b: np.zeros((len(x), len(b))),
    "dtype": lambda x, w, b: dense(x, w, b).astype("float32"),
}


@pytest.mark.parametrize("kind", DENSE_WRONG)
def test_a_wrong_matrix_is_explained(kind):
    special = {"dtype": {"dtype": "float64", "tolerance": 1e-3}, "precision": {"tolerance": 1e-12}}
    hole = Hole(**{**vars(DENSE), **special.get(kind, {})})
    found = ask(hole, ["x", "w", "b"], DENSE_WRONG[kind])
    assert found is not None and found.kind == kind, found
    assert ask(hole, ["x", "w", "b"], lambda x, w, b: x @ w + b) is None


def step(weights, gradient, rate):
    return weights - rate * gradient


STEP = Hole(
    "step",
    example=(np.array([3.0, 2.0]), np.array([0.5, 1.0]), 0.1),
    draw=lambda rng: (
        -np.sort(rng.normal(size=(n := rng.integers(3, 8)))),
        rng.normal(size=n),
        float(rng.uniform(0.01, 0.5)),
    ),
    oracle=step,
)
STEP_WRONG = {
    "sign": lambda w, g, r: w + r * g,
    "argument-offset": lambda w, g, r: -r * g,
    "unused": lambda w, g, r: w - 0.1 * g,
    "shifted": lambda w, g, r: np.concatenate([[0.0], step(w, g, r)[:-1]]),
    "reversed": lambda w, g, r: step(w, g, r)[::-1],
    "order": lambda w, g, r: np.sort(step(w, g, r)),
    "one-off": lambda w, g, r: step(w, g, r)[1:],
    "argument-factor": lambda w, g, r: step(w, g, r) / r,
}


@pytest.mark.parametrize("kind", STEP_WRONG)
def test_a_wrong_step_is_explained(kind):
    found = ask(STEP, ["weights", "gradient", "rate"], STEP_WRONG[kind])
    assert found is not None and found.kind == kind, found


def two(x):
    return x.mean(), x.var()


def test_of_several_results_the_wrong_one_is_named():
    hole = Hole(
        "two",
        example=(np.array([1.0, 2.0]),),
        draw=lambda rng: (rng.normal(size=rng.integers(3, 9)),),
        oracle=two,
        results=("mean", "variance"),
    )
    assert ask(hole, ["x"], lambda x: (np.mean(x), np.mean(x**2) - np.mean(x) ** 2)) is None
    found = ask(hole, ["x"], lambda x: (x.mean(), x.var(ddof=1)))
    assert found.kind == "batch-factor" and "`variance`" in found.message
    assert ask(hole, ["x"], lambda x: x.mean()).kind == "results"
    assert ask(hole, ["x"], lambda x: (x.mean(), None)).kind == "nothing"


def test_what_is_no_number_is_compared_too():
    hole = Hole(
        "words",
        example=([1, 2],),
        draw=lambda rng: (rng.integers(0, 9, 4).tolist(),),
        oracle=lambda numbers: {"names": [str(number) for number in numbers]},
    )
    assert ask(hole, ["numbers"], lambda numbers: {"names": list(map(str, numbers))}) is None
    assert ask(hole, ["numbers"], lambda numbers: {"names": numbers}).kind == "wrong"
    assert ask(hole, ["numbers"], lambda numbers: 3).kind in ("wrong", "type")


def draw_vector(rng, n=None):
    return (rng.normal(size=int(rng.integers(3, 12)) if n is None else n) + 2,)


def test_a_root_that_grows_with_the_size_is_told_apart():
    spread = Hole("spread", (np.array([1.0, 2.0, 4.0]),), draw_vector, lambda x: np.std(x))
    found = ask(spread, ["x"], lambda x: np.std(x) * np.sqrt(len(x) / 2))
    assert found.kind == "batch-factor"
    assert "grows with the root of the samples of `x`" in found.message


def test_what_raises_for_an_edge_only_is_explained_by_the_usual_arguments_that_are_wrong():
    edge = Edge("a single number", (np.array([1.5]),), "Mind the sizes.")
    total = Hole("total", (np.array([1.0, 2.0]),), draw_vector, sum, edges=lambda rng: [edge])

    def divide(x):
        return 2 * sum(x.tolist()) / min(len(x) - 1, 1)

    assert ask_with_failures(total, divide).kind == "factor"


def test_an_example_whose_result_hardly_changes_hides_no_constant():
    """The share of a pair that is won stays the same while the numbers change a little."""
    wins = Hole(
        "wins",
        (np.array([3.0, 0.1, 0.2]),),
        draw_vector,
        lambda x: np.mean(x[0] > x[1:]),
    )
    found = ask(wins, ["x"], lambda x: 1.0 if len(x) == 3 else 0.9013)
    assert found.kind == "example-only"


def test_rows_that_build_on_each_other_are_explained_where_they_go_wrong_first():
    def walk(x):
        return np.stack([np.cumsum(x), np.cumsum(x * x)], axis=1)

    rows = Hole("rows", (np.array([1.0, 2.0, 4.0]),), lambda rng: (draw_vector(rng)[0] ** 2,), walk)
    later = ask(rows, ["x"], lambda x: np.stack([np.cumsum(x), x[0] ** 2 * np.exp(x - x[0])], 1))
    assert (later.kind, later.message) == (
        "part",
        "is right at the beginning, and wrong from [1] on",
    )
    early = ask(rows, ["x"], lambda x: walk(x) + np.exp(x)[:, None] * (walk(x) < walk(x)[-1]))
    assert (early.kind, early.message) == ("part", "is wrong at the beginning, and right later on")
    column = ask(rows, ["x"], lambda x: np.stack([np.cumsum(x), np.sin(np.cumsum(x))], 1))
    assert column.kind == "part" and "goes wrong at [0, 1] first" in column.message


def test_another_shape_for_an_edge_hides_no_fault_of_the_usual_arguments():
    edge = Edge("a single number", (np.array([1.5]),), "Mind the sizes.")
    plus = Hole(
        "plus", (np.array([1.0, 2.0]),), draw_vector, lambda x: x + 1, edges=lambda rng: [edge]
    )
    assert ask(plus, ["x"], lambda x: (x + 3).squeeze()).kind == "offset"
    assert ask(plus, ["x"], lambda x: (x + 1).squeeze()).kind == "reduced"


def test_a_list_of_arrays_of_several_shapes_is_explained_as_well():
    def draw(rng):
        return ([rng.normal(size=rng.integers(2, 5, 2)) for _ in range(int(rng.integers(2, 6)))],)

    total = Hole("total", ([np.ones(2), np.eye(3)],), draw, lambda arrays: sum(map(np.sum, arrays)))
    found = ask(total, ["arrays"], lambda arrays: sum(map(np.sum, arrays)) / len(arrays))
    assert found.kind == "batch-factor"


def test_every_kind_is_told_in_words():
    assert all(len(words) > 8 for words in KINDS.values())


def count_down(x, ahead):
    """A row less for each step: with more steps than rows an error."""
    return x[len(x) - ahead :] if ahead < len(x) else x[ahead]


AHEAD = Hole(
    "look_ahead",
    example=(np.array([3.0, 5.0, 1.0, 7.0]), 2),
    draw=lambda rng: (rng.normal(size=(n := int(rng.integers(5, 9)))), n // 2),
    oracle=lambda x, ahead: x[:ahead],
    edges=lambda rng: [Edge("as many steps as rows", (rng.normal(size=4), 4), "Take all.")],
    mistakes=(
        Mistake("begins at the end", count_down),
        Mistake("takes all but these", lambda x, ahead: x[ahead + 1 :]),
    ),
)


@pytest.mark.parametrize(
    ("kind", "words", "function"),
    [
        # Known by what it gives for usual arguments, though special ones raise.
        ("mistake", "begins at the end", count_down),
        # Known by its results, though they have another shape.
        ("mistake", "all but these", lambda x, ahead: x[ahead + 1 :]),
        ("edge", "raises .* as many steps", lambda x, n: x[:n] if n < len(x) else x[n]),
        ("one-off", "as many steps as rows", lambda x, n: x[:n] if n < len(x) else x[1:]),
    ],
)
def test_what_is_wrong_for_all_is_told_before_what_is_wrong_for_some(kind, words, function):
    found = ask(AHEAD, ["x", "ahead"], function)
    assert found is not None and found.kind == kind, found
    assert re.search(words, found.message), found.message


BOTH = Hole(
    "both",
    example=DENSE.example,
    draw=draw_dense,
    oracle=lambda x, w, b: (dense(x, w, b), x.sum(axis=1)),
    mistakes=(Mistake("forgets b", lambda x, w, b: (dense(x, w, 0 * b), x[:, 0])),),
    results=("outputs", "sums"),
)


@pytest.mark.parametrize(
    ("kind", "named", "function"),
    [
        ("mistake", "outputs", lambda x, w, b: (x @ w, x.sum(axis=1))),
        ("mistake", "sums", lambda x, w, b: (x @ w + b, x[:, 0])),
        ("sign", "sums", lambda x, w, b: (x @ w + b, -x.sum(axis=1))),
        ("unused", "outputs", lambda x, w, b: (np.ones_like(x) @ w + b, x.sum(axis=1))),
        ("nothing", "outputs", lambda x, w, b: (None, x.sum(axis=1))),
        ("results", "", lambda x, w, b: x @ w + b),
        ("results", "", lambda x, w, b: (x.sum(axis=1), x @ w + b)),
    ],
)
def test_of_several_results_the_one_that_is_wrong_is_named(kind, named, function):
    found = ask(BOTH, ["x", "w", "b"], function)
    assert found is not None and found.kind == kind, found
    assert f"`{named}`" in found.message or not named


def test_a_picture_that_stands_elsewhere_is_told_from_one_in_disorder():
    hole = Hole(
        "lay",
        example=(np.array([[1.0, 2.0], [3.0, 4.0]]),),
        draw=lambda rng: (rng.uniform(1, 2, rng.integers(2, 5, 2)),),
        oracle=lambda box: np.pad(box, 2),
    )
    found = ask(hole, ["box"], lambda box: np.pad(box, ((3, 1), (1, 3))))
    assert found.kind == "shifted" and "its place" in found.message
    assert ask(hole, ["box"], lambda box: np.sort(np.pad(box, 2))).kind == "order"


def test_whole_numbers_are_varied_where_there_are_no_others():
    hole = Hole(
        "running",
        example=(np.array([4, 1, 7]),),
        draw=lambda rng: (rng.integers(1, 9, rng.integers(4, 8)),),
        oracle=lambda sizes: np.cumsum(sizes),
    )
    found = ask(hole, ["sizes"], lambda sizes: np.cumsum(sizes) + 2 * (len(sizes) != 3))
    assert found.kind == "one-size"
    found = ask(hole, ["sizes"], lambda sizes: np.cumsum(sizes) * 0 + len(sizes))
    assert found.kind == "unused"


def test_labels_that_are_only_shuffled_show_not_yet_whether_they_count():
    def draw(rng):
        return rng.normal(size=(5, 4)), rng.permutation([0, 1, 2, 3, 3])

    hole = Hole(
        "pick",
        example=(np.arange(12.0).reshape(3, 4) ** 2, np.array([2, 0, 1])),
        draw=draw,
        oracle=lambda z, y: z[np.arange(len(y)), y].mean(),
    )
    found = ask(hole, ["z", "y"], lambda z, y: z[:, y].mean())
    assert found is not None and found.kind != "unused", found
    assert ask(hole, ["z", "y"], lambda z, y: z[0].mean()).kind == "unused"


def test_a_mean_that_is_not_yet_taken_is_named():
    hole = Hole(
        "average",
        example=(np.arange(12.0).reshape(3, 2, 2) ** 2,),
        draw=lambda rng: (rng.normal(size=(3, *rng.integers(2, 5, 2))),),
        oracle=lambda views: views.mean(axis=0),
    )
    found = ask(hole, ["views"], lambda views: views)
    assert found.kind == "reduced" and "the mean over axis 0" in found.message
    found = ask(hole, ["views"], lambda views: views.mean(axis=0) * (1 + 2e-6))
    assert found.kind == "precision"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x, w, b: np.array([x @ w, b]), "makes no array of parts of several shapes"),
        (
            lambda x, w, b: x @ w - np.zeros((len(x), len(b) + 1)).sum(axis=1)[:-1],
            r"shape \(\d, \d\) and one of shape \(\d,\) do not fit together$",
        ),
        (
            lambda x, w, b: np.ones((len(x), 9)) / np.ones((len(x), 9)).sum(axis=1),
            r"do not fit together: keep the last axis, by keepdims=True",
        ),
    ],
)
def test_shapes_that_do_not_fit_are_told_plainly(function, words):
    found = ask(DENSE, ["x", "w", "b"], function)
    assert found is not None and found.kind == "raises"
    assert re.search(words, found.message.replace(", but not for the example", "")), found.message


def test_one_too_few_is_named():
    found = ask(STEP, ["weights", "gradient", "rate"], STEP_WRONG["one-off"])
    assert "one too few: the first one is missing" in found.message
    found = ask(BOTH, ["x", "w", "b"], lambda x, w, b: (x @ w + b, np.zeros(len(x) + 1)[:-1] - 1))
    assert "is wrong in its second result, `sums`: it" in found.message


def test_a_product_whose_sizes_do_not_fit_is_told_plainly():
    found = ask(DENSE, ["x", "w", "b"], lambda x, w, b: x.T @ w.T + b)
    assert found is not None and found.kind == "raises"
    assert re.search(r"a has \d columns and b has \d rows", found.message), found.message
