"""Right and wrong answers to the holes of pixel-similarity."""

RIGHT = {
    "mean_images": [
        """
        ones = np.eye(y.max() + 1)[y]
        return ones.T @ x / ones.sum(axis=0)[:, None]
        """,
        """
        sums = np.zeros((y.max() + 1, x.shape[1]))
        counts = np.zeros(y.max() + 1)
        for image, label in zip(x, y):
            sums[label] += image
            counts[label] += 1
        return sums / counts[:, None]
        """,
        """
        means = []
        for label in np.unique(y):
            means.append(np.average(x, axis=0, weights=y == label))
        return np.array(means)
        """,
    ],
    "distances_l2": [
        "return np.linalg.norm(x[:, None] - means, axis=-1) / np.sqrt(x.shape[1])",
        """
        found = np.zeros((len(x), len(means)))
        for i in range(len(x)):
            for k in range(len(means)):
                found[i, k] = np.sqrt(np.mean((x[i] - means[k]) ** 2))
        return found
        """,
        "return np.array([np.mean((x - mean) ** 2, axis=1) ** 0.5 for mean in means]).T",
    ],
    "auc": [
        """
        won = 0.0
        for p in scores[is_positive]:
            for o in scores[~is_positive]:
                won += 1.0 if p > o else 0.5 if p == o else 0.0
        return won / (is_positive.sum() * (~is_positive).sum())
        """,
        """
        ranks = np.array([np.sum(scores < s) + (np.sum(scores == s) + 1) / 2 for s in scores])
        n = is_positive.sum()
        return (ranks[is_positive].sum() - n * (n + 1) / 2) / (n * (len(scores) - n))
        """,
        """
        gaps = np.subtract.outer(scores[is_positive], scores[~is_positive])
        return (1 + np.sign(gaps).mean()) / 2
        """,
    ],
}
WRONG = {
    "mean_images": {
        "batch-factor": [
            "return np.stack([x[y == k].sum(axis=0) for k in range(y.max() + 1)])",
            "return np.stack([x[y == k].sum(axis=0) / len(x) for k in range(y.max() + 1)])",
            "return np.eye(y.max() + 1)[y].T @ x / (y.max() + 1)",
        ],
        "unused": ["return np.stack([x.mean(axis=0) for k in range(y.max() + 1)])"],
        "mistake": [
            "return np.stack([np.median(x[y == k], axis=0) for k in range(y.max() + 1)])",
            "return np.stack([x[y == k][0] for k in range(y.max() + 1)])",
            "return np.stack([x[y != k].mean(axis=0) for k in range(y.max() + 1)])",
        ],
        "order": [
            """
            means = {}
            for label in y:
                means[label] = x[y == label].mean(axis=0)
            return np.array(list(means.values()))
            """
        ],
        "one-off": [
            "return np.stack([x[y == k].mean(axis=0) for k in range(y.max())])",
            "return np.stack([x[y == k].mean(axis=0) for k in range(1, y.max() + 1)])",
        ],
        "reduced": [
            "return np.stack([x[y == k].mean() for k in range(y.max() + 1)])",
            "return np.stack([x[y == k].mean(axis=1) for k in range(1)])[0]",
        ],
        "reversed": ["return np.stack([x[y == k].mean(axis=0) for k in range(y.max(), -1, -1)])"],
        "transposed": ["return np.stack([x[y == k].mean(0) for k in range(y.max() + 1)], 1)"],
        "type": ["return [x[y == k].mean(axis=0) for k in range(y.max() + 1)]"],
        "dtype": [
            """
            sums = np.zeros((y.max() + 1, x.shape[1]), x.dtype)
            np.add.at(sums, y, x)
            return sums / np.bincount(y)[:, None]
            """,
        ],
        "raises": ["return np.stack([x[y == k].mean(axis=0) for k in y.max()])"],
    },
    "distances_l2": {
        "batch-factor": [
            "return np.sqrt(((x[:, None] - means) ** 2).sum(axis=2))",
            "return np.sqrt(((x[:, None] - means) ** 2).sum(axis=2) / 3)",
        ],
        "function": ["return ((x[:, None] - means) ** 2).mean(axis=2)"],
        "mistake": [
            "return abs(x[:, None] - means).mean(axis=2)",
            "return np.sqrt((x[:, None] - means) ** 2).sum(axis=2)",
            "return abs(x[:, None] - means).max(axis=2)",
            "return (x[:, None] - means).mean(axis=2)",
        ],
        "sign": [
            "return np.sqrt(((x[:, None] + means) ** 2).mean(axis=2))",
            "return -np.sqrt(((x[:, None] - means) ** 2).mean(axis=2))",
        ],
        "transposed": ["return np.sqrt(((means[:, None] - x) ** 2).mean(axis=2))"],
        "reduced": [
            "return np.sqrt(((x - means[0]) ** 2).mean(axis=1))",
            "return np.sqrt(((x[:, None] - means) ** 2).mean())",
        ],
        "shape": [
            "return np.sqrt(((x[:, None] - means) ** 2).mean(axis=1))",
            "return np.sqrt(((x[:, None] - means) ** 2).mean(axis=2)).squeeze()",
        ],
        "broadcast": ["return np.sqrt((x[:, None] - means) ** 2)"],
        "raises": ["return np.sqrt(((x - means) ** 2).mean(axis=2))"],
        "type": ["return [[np.sqrt(np.mean((a - b) ** 2)) for b in means] for a in x]"],
        "edge": [
            """
            found = np.sqrt(((x[:, None] - means) ** 2).mean(axis=2))
            return found if len(x) > 1 else 0 * found
            """
        ],
    },
    "auc": {
        "ties": [
            "return np.mean(scores[is_positive][:, None] > scores[~is_positive])",
            "return np.mean(scores[is_positive][:, None] >= scores[~is_positive])",
            """
            ranks = scores.argsort().argsort() + 1
            n = is_positive.sum()
            return (ranks[is_positive].sum() - n * (n + 1) / 2) / (n * (len(scores) - n))
            """,
        ],
        "batch-factor": [
            "return np.sum(scores[is_positive][:, None] > scores[~is_positive])",
            "return np.sum(scores[is_positive][:, None] > scores[~is_positive]) / len(scores) ** 2",
            """
            wins = scores[is_positive][:, None] > scores[~is_positive]
            return wins.sum() / len(wins)
            """,
        ],
        "function": ["return np.mean(scores[is_positive][:, None] < scores[~is_positive])"],
        "mistake": [
            "return np.mean((scores > 0.5) == is_positive)",
            "return np.mean(scores[is_positive] > scores[~is_positive].mean())",
            "return scores[is_positive].mean() - scores[~is_positive].mean()",
            "return np.mean(scores[is_positive] > scores[~is_positive].max())",
        ],
        "reduced": [
            "return scores[is_positive][:, None] > scores[~is_positive]",
            "return np.mean(scores[is_positive][:, None] > scores[~is_positive], axis=1)",
        ],
        "raises": ["return np.mean(scores[is_positive] > scores[~is_positive])"],
        "unused": [
            "return np.mean(scores[:, None] > scores)",
            "return np.mean(scores[:, None] > scores) * 2",
            "return np.mean(scores > scores.mean())",
            "return np.mean(scores > 0.5)",
        ],
        "nothing": ["won = np.mean(scores[is_positive][:, None] > scores[~is_positive])"],
    },
}
EQUIVALENT = {"mean_images": {}, "distances_l2": {}, "auc": {}}
