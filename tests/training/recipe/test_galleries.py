"""The galleries hold what their names say, in the order that they say."""

import numpy as np

from kerasdigits.training.recipe.galleries import GALLERIES, choose_galleries


def test_galleries_are_sorted_as_they_say(rng):
    probabilities = rng.dirichlet(np.ones(4), 200)
    labels = rng.integers(0, 4, 200)
    chosen = choose_galleries(probabilities, labels, seed=int(rng.integers(100)), count=12)
    assert list(chosen) == list(GALLERIES)
    certainty = {number: max(row) for number, row in enumerate(probabilities)}
    right = {n for n, row in enumerate(probabilities) if list(row).index(max(row)) == labels[n]}
    wrong = set(range(200)) - right
    assert all(len(set(samples)) == 12 for samples in chosen.values())
    assert set(chosen["right"]) <= right
    assert set(chosen["wrong"]) <= wrong
    most = sorted(right, key=certainty.get, reverse=True)[:12]
    assert chosen["most-confident-right"].tolist() == most
    most = sorted(wrong, key=certainty.get, reverse=True)[:12]
    assert chosen["most-confident-wrong"].tolist() == most
    assert chosen["least-certain"].tolist() == sorted(certainty, key=certainty.get)[:12]


def test_a_gallery_of_mistakes_is_empty_where_there_are_none():
    chosen = choose_galleries(np.eye(3), np.arange(3))
    assert [len(samples) for samples in chosen.values()] == [3, 0, 3, 0, 3]
