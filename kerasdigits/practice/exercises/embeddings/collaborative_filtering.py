"""Practice: stars from factors and biases.

Nobody tells this model what a film is about: it sees who gave how many stars to what. You write how
it predicts stars; and, for films that mostly harsh people have seen, what to make of their stars.
"""

import numpy as np

"""
## A prediction

Each user and each film has a row of *factors*. The more the two rows agree, the larger is their
product, the sum of the factors multiplied one by one. To it come the *bias* of the user, who may be
kind to every film, and the bias of the film, which may please everybody. And as stars cannot be
below 0 or far above 5, the sigmoid `1 / (1 + exp(-z))` bends the sum into the range from 0 to 5.5:

    stars = 5.5 * sigmoid(user factors · film factors + user bias + film bias)

A batch is a list of pairs: which user, and which film.
"""


def predict_stars(user_factors, film_factors, user_bias, film_bias, pairs):
    """The stars that users are predicted to give to films.

    Args:
        user_factors: A row of factors for each user, array of shape (users, k).
        film_factors: A row of factors for each film, array of shape (films, k).
        user_bias: A bias for each user, array of shape (users,).
        film_bias: A bias for each film, array of shape (films,).
        pairs: The number of a user and of a film, whole numbers from 0, array of shape (n, 2).

    Returns:
        The predicted stars of each pair, array of shape (n,).

    Example:
        >>> predict_stars(
        ...     user_factors=np.array([[1.0, 2.0], [0.5, -1.0]]),
        ...     film_factors=np.array([[0.3, 0.6], [-0.4, 0.7], [0.8, -0.2]]),
        ...     user_bias=np.array([0.1, -0.6]),
        ...     film_bias=np.array([0.4, 0.0, -0.9]),
        ...     pairs=np.array([[0, 2], [1, 0], [0, 1]]),
        ... ).round(3)
        array([2.207, 1.886, 4.126])
    """
    ### BEGIN SOLUTION
    users, films = pairs[:, 0], pairs[:, 1]
    agreement = np.sum(user_factors[users] * film_factors[films], axis=1)
    return 5.5 / (1 + np.exp(-agreement - user_bias[users] - film_bias[films]))
    ### END SOLUTION


"""
## The bias of a film

Art-house films are seen by harsh people, so their mean stars are low, and the fault is not the
films'. Suppose that we know how far each user lies above or below what others give: the user's
bias, in stars. Take it away from what that user gave, and what is left is what an average person
would have given. A film's bias is the mean of what is left of its stars, less the mean of what is
left of *all* stars.

A film that nobody has rated has the bias 0: nothing is known against it. Leave `stars` as they are.
"""


def film_biases(pairs, stars, user_bias, films):
    """The bias of each film, once the users' own biases are taken away.

    Args:
        pairs: Who rated what: the number of a user and of a film, whole numbers from 0, array of
            shape (n, 2).
        stars: The stars that were given, array of shape (n,).
        user_bias: By how many stars each user lies above others, array of shape (users,).
        films: How many films there are, a number.

    Returns:
        For each film the mean of stars less user's bias over its ratings, less the same mean over
        all ratings; 0.0 where a film has no ratings; array of shape (films,).

    Example:
        >>> film_biases(
        ...     pairs=np.array([[0, 2], [1, 0], [1, 2]]),
        ...     stars=np.array([5.0, 1.0, 4.0]),
        ...     user_bias=np.array([2.0, -0.5]),
        ...     films=4,
        ... )
        array([-1.5 ,  0.  ,  0.75,  0.  ])
    """
    ### BEGIN SOLUTION
    left = stars - user_bias[pairs[:, 0]]
    sums = np.bincount(pairs[:, 1], weights=left, minlength=films)
    counts = np.bincount(pairs[:, 1], minlength=films)
    return np.where(counts > 0, sums / np.maximum(counts, 1) - left.mean(), 0.0)
    ### END SOLUTION


"""
## Both together

Run this file when both are written. Film 0 is the better one, but mostly harsh people see it. Its
mean is lower; its bias is not.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    kindness = np.repeat([-1.0, 1.0], 50)
    pairs = np.array([(user, film) for user in range(100) for film in (0, 1)])
    seen = rng.random(200) < np.where((pairs[:, 0] < 50) == (pairs[:, 1] == 0), 0.9, 0.1)
    pairs = pairs[seen]
    stars = 3.0 + kindness[pairs[:, 0]] + np.array([0.3, -0.3])[pairs[:, 1]]
    for film in (0, 1):
        print(f"film {film}: mean of its stars {stars[pairs[:, 1] == film].mean():.2f}")
    print("biases:", film_biases(pairs, stars, kindness, 2).round(2))
    rows = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    asked = np.array([[0, 0], [1, 1]])
    print("stars:", predict_stars(*rows, np.zeros(2), np.array([0.3, -0.3]), asked).round(2))
