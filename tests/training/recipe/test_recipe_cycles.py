"""Over-fitting is two rises in a row, and nothing else."""

import pytest

from kerasdigits.training.recipe.cycles import has_overfitted


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([1.0], False),
        ([1.0, 1.1], False),
        ([1.0, 1.1, 1.2], True),
        ([1.0, 1.1, 1.1], False),
        ([1.0, 1.2, 1.1], False),
        ([1.0, 0.5, 0.6, 0.5, 0.6], False),
        ([1.0, 0.5, 0.6, 0.7], True),
        ([1.0, 1.1, 1.2, 1.0], False),
    ],
)
def test_only_the_last_two_cycles_count(losses, expected):
    assert has_overfitted(losses) is expected
