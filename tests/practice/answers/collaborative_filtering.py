"""Right and wrong answers to the holes of collaborative-filtering."""

RIGHT = {
    "predict_stars": [
        """
        found = []
        for user, film in pairs:
            z = user_factors[user] @ film_factors[film] + user_bias[user] + film_bias[film]
            found.append(5.5 / (1 + np.exp(-z)))
        return np.array(found)
        """,
        """
        everything = user_factors @ film_factors.T + user_bias[:, None] + film_bias
        z = everything[pairs[:, 0], pairs[:, 1]]
        return 5.5 * np.exp(-np.logaddexp(0, -z))
        """,
        """
        users, films = pairs.T
        z = np.einsum("nk,nk->n", user_factors[users], film_factors[films])
        z = z + user_bias[users] + film_bias[films]
        return 5.5 * np.exp(z) / (np.exp(z) + 1)
        """,
    ],
    "film_biases": [
        """
        left = stars - user_bias[pairs[:, 0]]
        found = np.zeros(films)
        for film in range(films):
            chosen = pairs[:, 1] == film
            if chosen.any():
                found[film] = left[chosen].mean() - left.mean()
        return found
        """,
        """
        left = stars - user_bias[pairs[:, 0]]
        left = left - left.mean()
        hot = np.eye(films)[pairs[:, 1]]
        return hot.T @ left / np.maximum(hot.sum(axis=0), 1)
        """,
        """
        left = stars - np.take(user_bias, pairs[:, 0])
        found = np.full(films, np.mean(left))
        for film in set(pairs[:, 1].tolist()):
            found[film] = np.mean([a for a, one in zip(left, pairs[:, 1]) if one == film])
        return found - np.mean(left)
        """,
    ],
}
_LOOK = """
u, f = pairs[:, 0], pairs[:, 1]
dot = (user_factors[u] * film_factors[f]).sum(axis=1)
"""
_LEFT = """
left = stars - user_bias[pairs[:, 0]]
counts = np.bincount(pairs[:, 1], minlength=films)
sums = np.bincount(pairs[:, 1], left, minlength=films)
"""
WRONG = {
    "predict_stars": {
        "unused": [
            _LOOK + "return 5.5 / (1 + np.exp(-dot))",
            _LOOK + "return 5.5 / (1 + np.exp(-dot - film_bias[f]))",
            _LOOK + "return 5.5 / (1 + np.exp(-dot - user_bias[u]))",
            _LOOK + "return 5.5 / (1 + np.exp(-user_bias[u] - film_bias[f]))",
        ],
        "mistake": [
            _LOOK + "return dot + user_bias[u] + film_bias[f]",
            _LOOK + "return np.clip(dot + user_bias[u] + film_bias[f], 0, 5.5)",
            _LOOK + "return 5.5 * np.tanh(dot + user_bias[u] + film_bias[f])",
            _LOOK + "return 0.5 + 5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))",
            _LOOK + "return 5.5 / (1 + np.exp(-dot)) + user_bias[u] + film_bias[f]",
            """
            u, f = pairs[:, 0], pairs[:, 1]
            dot = (user_factors[u] * film_factors[f]).mean(axis=1)
            return 5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))
            """,
            """
            u, f = pairs[:, 0], pairs[:, 1]
            dot = (user_factors[u] + film_factors[f]).sum(axis=1)
            return 5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))
            """,
        ],
        "factor": [
            _LOOK + "return 1 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))",
            _LOOK + "return 5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))",
        ],
        "sign": [
            _LOOK + "return 5.5 / (1 + np.exp(dot + user_bias[u] + film_bias[f]))",
            _LOOK + "return 5.5 / (1 + np.exp(-dot + user_bias[u] + film_bias[f]))",
        ],
        "broadcast": [
            """
            z = user_factors @ film_factors.T + user_bias[:, None] + film_bias
            return 5.5 / (1 + np.exp(-z))
            """,
            """
            u, f = pairs[:, 0], pairs[:, 1]
            z = user_factors[u] @ film_factors[f].T + user_bias[u] + film_bias[f]
            return 5.5 / (1 + np.exp(-z))
            """,
            """
            u, f = pairs[:, 0], pairs[:, 1]
            z = user_factors[u] @ film_factors[f].T + user_bias[u][:, None] + film_bias[f]
            return 5.5 / (1 + np.exp(-z))
            """,
        ],
        "reduced": [
            _LOOK + "return np.mean(5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f])))",
        ],
        "raises": [
            """
            z = user_factors * film_factors + user_bias + film_bias
            return 5.5 / (1 + np.exp(-z))
            """,
            """
            u, f = pairs
            z = (user_factors[u] * film_factors[f]).sum(axis=1) + user_bias[u] + film_bias[f]
            return 5.5 / (1 + np.exp(-z))
            """,
            _LOOK + "return 5.5 / (1 + np.exp(-dot - user_bias[:, None] - film_bias))",
        ],
        "nothing": [_LOOK + "stars = 5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))"],
        "type": [_LOOK + "return list(5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f])))"],
        "changes-argument": [
            """
            user_factors *= 1.5
            u, f = pairs[:, 0], pairs[:, 1]
            dot = (user_factors[u] * film_factors[f]).sum(axis=1) / 1.5
            return 5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f]))
            """,
        ],
        "rounded": [
            _LOOK + "return np.round(5.5 / (1 + np.exp(-dot - user_bias[u] - film_bias[f])), 1)",
        ],
    },
    "film_biases": {
        "unused": [
            """
            counts = np.bincount(pairs[:, 1], minlength=films)
            means = np.bincount(pairs[:, 1], stars, minlength=films) / np.maximum(counts, 1)
            return np.where(counts > 0, means - stars.mean(), 0)
            """,
        ],
        "sign": [
            """
            left = stars + user_bias[pairs[:, 0]]
            found = np.zeros(films)
            for film in set(pairs[:, 1].tolist()):
                found[film] = left[pairs[:, 1] == film].mean() - left.mean()
            return found
            """,
            _LEFT + "return np.where(counts > 0, left.mean() - sums / np.maximum(counts, 1), 0)",
        ],
        "mistake": [
            _LEFT + "return sums / np.maximum(counts, 1)",
            _LEFT + "return sums / np.maximum(counts, 1) - left.mean()",
            _LEFT + "return np.where(counts > 0, sums / np.maximum(counts, 1) - stars.mean(), 0)",
            _LEFT
            + """
means = sums / np.maximum(counts, 1)
return np.where(counts > 0, means - means[counts > 0].mean(), 0)
            """,
            _LEFT + "means = sums / np.maximum(counts, 1)\nreturn means - means.mean()",
            _LEFT
            + """
means = sums / np.maximum(counts, 1)
return np.where(counts > 0, means - means.mean(), 0)
            """,
            """
            left = stars - user_bias[pairs[:, 0]]
            found = np.zeros(films)
            found[pairs[:, 1]] = left - left.mean()
            return found
            """,
        ],
        "not-finite": [
            _LEFT + "return sums / counts - left.mean()",
            """
            left = stars - user_bias[pairs[:, 0]]
            means = [left[pairs[:, 1] == film].mean() for film in range(films)]
            return np.array(means) - left.mean()
            """,
        ],
        "batch-factor": [
            _LEFT + "return sums - counts * left.mean()",
            _LEFT + "return (sums - counts * left.mean()) / len(stars)",
            _LEFT + "return np.where(counts > 0, sums / (counts + 1) - left.mean(), 0)",
        ],
        "raises": [
            """
            left = stars - user_bias
            return np.array([left[pairs[:, 1] == film].mean() for film in range(films)])
            """,
            _LEFT + "return np.where(counts > 0, sums / count - left.mean(), 0)",
        ],
        "reduced": [_LEFT + "return (sums / np.maximum(counts, 1) - left.mean()).max()"],
        "nothing": [_LEFT + "found = sums / np.maximum(counts, 1) - left.mean()"],
        "changes-argument": [
            """
            stars -= user_bias[pairs[:, 0]]
            found = np.zeros(films)
            for film in set(pairs[:, 1].tolist()):
                found[film] = stars[pairs[:, 1] == film].mean() - stars.mean()
            return found
            """,
        ],
        "type": [
            _LEFT
            + """
return [s / c - left.mean() if c else 0.0 for s, c in zip(sums, counts)]
            """,
        ],
        "factor": [
            _LEFT
            + "return np.where(counts > 0, sums / np.maximum(counts, 1) - left.mean(), 0) / 2",
        ],
        "example-only": ["return np.array([-1.5, 0.0, 0.75, 0.0])"],
        "constant": ["return np.zeros(films)"],
    },
}
EQUIVALENT = {"predict_stars": {}, "film_biases": {}}
