"""How the holes of collaborative-filtering are checked: by lists."""

import math

import numpy as np

from kerasdigits.practice.exercises.embeddings.predict_stars_checks import PREDICT_STARS, draw_pairs
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_ratings(rng, n=None):
    """Two or more ratings are of two films at least; one or two films have none."""
    users, films = (int(size) for size in rng.permutation(np.arange(3, 8))[:2])
    n = n or int(rng.integers(8, 13))
    pairs = draw_pairs(rng, users, films, n)
    pairs[pairs[:, 1] == films - 2, 1] = 0
    pairs[:2, 1] = [0, films - 1][:n]
    return pairs, rng.uniform(1, 5, n), rng.normal(size=users), films


def average_lists(pairs, stars, user_bias, films):
    """Film by film, in lists."""
    lists = [[] for _ in range(films)]
    biases = user_bias.tolist()
    for (user, film), given in zip(pairs.tolist(), stars.tolist(), strict=True):
        lists[film].append(given - biases[user])
    flat = [one for each in lists for one in each]
    overall = math.fsum(flat) / len(flat)
    return np.array([math.fsum(each) / len(each) - overall if each else 0.0 for each in lists])


def rating_edges(rng):
    """One rating, one film, whole stars, the last film not rated."""
    pairs, stars, bias, films = draw_ratings(rng)
    return [
        Edge("a single rating", draw_ratings(rng, n=1), "Its film has the bias 0."),
        Edge("a single film", (pairs * [1, 0], stars, bias, 1), "Its bias is 0."),
        Edge("last films that nobody has rated", (pairs, stars, bias, films + 2), "They get a 0."),
        Edge("stars that are whole numbers", (pairs, np.rint(stars).astype(int), bias, films)),
        Edge("users without biases", (pairs, stars, 0 * bias, films), "It is the mean then."),
    ]


def gather(pairs, values, films, empty=0.0):
    """The mean of values by film, and whether there are any."""
    counts = np.bincount(pairs[:, 1], minlength=films)
    sums = np.bincount(pairs[:, 1], values, minlength=films)
    return np.where(counts > 0, sums / np.maximum(counts, 1), empty)


def less_films(every, fill):
    """Biases less the mean of the films' means: of every film, or of those with ratings."""

    def find(pairs, stars, user_bias, films):
        rated = np.bincount(pairs[:, 1], minlength=films) > 0
        means = gather(pairs, stars - user_bias[pairs[:, 0]], films)
        mean = means.mean() if every else means[rated].mean()
        return np.where(rated | fill, means - mean, 0)

    return find


def group_by_user(pairs, stars, user_bias, films):
    """What is left, by the user who gave it."""
    left = stars - user_bias[pairs[:, 0]]
    rows = [left[pairs[:, 0] == film] for film in range(films)]
    return np.array([row.mean() - left.mean() if len(row) else 0.0 for row in rows])


def compare_with_rest(pairs, stars, user_bias, films):
    """A film's mean less that of all other films; 0 where it, or they, have no ratings."""
    left = stars - user_bias[pairs[:, 0]]
    chosen = [pairs[:, 1] == film for film in range(films)]
    return np.array(
        [
            left[one].mean() - left[~one].mean() if one.any() and not one.all() else 0.0
            for one in chosen
        ]
    )


HOLES = (
    PREDICT_STARS,
    Hole(
        "film_biases",
        example=(
            np.array([[0, 2], [1, 0], [1, 2]]),
            np.array([5.0, 1.0, 4.0]),
            np.array([2.0, -0.5]),
            4,
        ),
        draw=draw_ratings,
        oracle=average_lists,
        edges=rating_edges,
        mistakes=(
            Mistake(
                "leaves out the users' biases: a film's stars tell as much of its audience",
                lambda p, s, b, films: average_lists(p, s, 0 * b, films),
                "unused",
            ),
            Mistake(
                "adds the users' biases: take them away from what these users gave",
                lambda p, s, b, films: average_lists(p, s, -b, films),
                "sign",
            ),
            Mistake(
                "gives the mean of what is left: take away the mean of all that is left",
                lambda p, s, b, films: gather(p, s - b[p[:, 0]], films),
            ),
            Mistake(
                "gives films that nobody has rated what the others have taken away: they get 0",
                lambda p, s, b, films: gather(p, s - b[p[:, 0]], films) - np.mean(s - b[p[:, 0]]),
            ),
            Mistake(
                "takes the mean of the stars away, where the mean of what is left of them is asked",
                lambda p, s, b, films: np.where(
                    np.bincount(p[:, 1], minlength=films) > 0,
                    gather(p, s - b[p[:, 0]], films) - s.mean(),
                    0,
                ),
            ),
            Mistake(
                "sums over a film's ratings, where the mean is asked for",
                lambda p, s, b, films: (
                    average_lists(p, s, b, films) * np.bincount(p[:, 1], minlength=films)
                ),
                "batch-factor",
            ),
            Mistake(
                "divides by the number of all ratings, where a film's own are asked for",
                lambda p, s, b, films: (
                    average_lists(p, s, b, films) * np.bincount(p[:, 1], minlength=films) / len(s)
                ),
                "batch-factor",
            ),
            *(
                Mistake(
                    "takes the mean of the films' means away: every rating counts once in the mean",
                    less_films(every, fill),
                )
                for every in (False, True)
                for fill in (False, True)
            ),
            Mistake(
                "gives nan for films without ratings, whose mean is 0 / 0: they get 0",
                lambda p, s, b, films: np.where(
                    np.bincount(p[:, 1], minlength=films) > 0,
                    average_lists(p, s, b, films),
                    np.nan,
                ),
                "not-finite",
            ),
            Mistake(
                "takes the median of a film's ratings, where the mean is asked for",
                lambda p, s, b, films: np.array(
                    [
                        np.median((s - b[p[:, 0]])[p[:, 1] == film]) - np.mean(s - b[p[:, 0]])
                        if (p[:, 1] == film).any()
                        else 0.0
                        for film in range(films)
                    ]
                ),
            ),
            Mistake(
                "keeps a film's last rating only",
                lambda p, s, b, films: np.array(
                    [
                        (s - b[p[:, 0]])[p[:, 1] == film][-1] - np.mean(s - b[p[:, 0]])
                        if (p[:, 1] == film).any()
                        else 0.0
                        for film in range(films)
                    ]
                ),
            ),
            Mistake(
                "divides by one rating more than a film has",
                lambda p, s, b, films: np.where(
                    np.bincount(p[:, 1], minlength=films) > 0,
                    np.bincount(p[:, 1], s - b[p[:, 0]], minlength=films)
                    / (np.bincount(p[:, 1], minlength=films) + 1)
                    - np.mean(s - b[p[:, 0]]),
                    0,
                ),
                "batch-factor",
            ),
            Mistake(
                "groups the ratings by user: a film's ratings are those with pairs[:, 1] == film",
                group_by_user,
            ),
            Mistake(
                "compares a film with all other films: take away the mean of all that is left",
                compare_with_rest,
            ),
        ),
    ),
)
