"""training-recipe: the table, and the accuracies again from the recorded probabilities."""

import numpy as np
import pytest

from kerasdigits.training.recipe.galleries import choose_galleries
from kerasdigits.training.recipe.plan import STEPS

LESSON = "training-recipe"


def check(run, new):
    rows = run.table("steps")
    assert [row[0] for row in rows] == [f"{n} {name}" for n, name in enumerate(STEPS, 1)]
    assert [row[-1] for row in rows] == ["the body"] * 4 + ["nothing"] * 4
    probabilities = run.arrays["probabilities"]
    read = probabilities.argmax(axis=1)
    assert run["test"] == pytest.approx(np.mean(read == new.y_test))
    assert run["misread"] == np.sum(read != new.y_test)
    confusion = run.arrays["confusion"]
    assert np.trace(confusion) == np.sum(read == new.y_test)
    for name, chosen in choose_galleries(probabilities, new.y_test, run.context.seed).items():
        np.testing.assert_array_equal(run.arrays[f"gallery_{name}"], chosen)
    losses = [*run.arrays["cycle_losses"], run["loss_3"]]
    assert run["loss_8"] == pytest.approx(min(losses), rel=1e-3)
    # A lower loss may still misread a few more of the hundred-odd images that are held out: of 4
    # seeds one more at most, with a deviation of three.
    assert run["accuracy_8"] >= run["accuracy_3"] - 0.1


def test_the_recipe_ends_better_than_after_its_third_step(quick_run, digits):
    check(quick_run, digits.select_classes(list("56789")))
    assert quick_run["test"] > 0.9


@pytest.mark.reference
def test_on_mnist_the_recipe_reads_at_least_what_kerass_example_does(mnist_run, mnist):
    check(mnist_run, mnist.select_classes(list("56789")))
    # One run, on TensorFlow: 0.987 after step 3, 0.996 after step 8, and 0.9959 of the test images.
    assert mnist_run["accuracy_8"] >= mnist_run["accuracy_3"]
    assert mnist_run["test"] >= 0.992
