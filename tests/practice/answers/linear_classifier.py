"""Right and wrong answers to the holes of linear-classifier."""

RIGHT = {
    "linear1": [
        "return np.einsum('nrc,rc->n', images, weights.reshape(images.shape[1:])) + bias",
        "return np.array([image.ravel() @ weights + bias for image in images])",
        """
        n, rows, columns = images.shape
        scores = np.full(n, float(bias))
        for row in range(rows):
            for column in range(columns):
                scores += images[:, row, column] * weights[row * columns + column]
        return scores
        """,
    ],
    "mnist_gradient": [
        """
        z = x @ weights + bias
        s = sigmoid(z) * sigmoid(-z) * (1 - 2 * targets)
        return (x * s[:, None]).mean(axis=0), s.mean()
        """,
        """
        slopes, slope = np.zeros(len(weights)), 0.0
        for row, target in zip(x, targets):
            p = sigmoid(row @ weights + bias)
            sign = -1 if target == 1 else 1
            slopes += sign * p * (1 - p) * row / len(x)
            slope += sign * p * (1 - p) / len(x)
        return slopes, slope
        """,
        """
        wide = np.column_stack([x, np.ones(len(x))])
        p = sigmoid(wide @ np.append(weights, bias))
        both = (np.sign(p - targets) * p * (1 - p)) @ wide / len(x)
        return both[:-1], both[-1]
        """,
    ],
    "validate_epoch": [
        """
        right = (scores > 0) == (targets == 1)
        shares = []
        while len(right):
            shares.append(right[:batch_size].mean())
            right = right[batch_size:]
        return sum(shares) / len(shares)
        """,
        """
        right = np.where(scores > 0, targets, 1 - targets)
        batches = np.split(right, range(batch_size, len(right), batch_size))
        return np.mean([np.mean(batch) for batch in batches])
        """,
        """
        number = np.arange(len(scores)) // batch_size
        right = (scores > 0) == targets.astype(bool)
        return float(np.mean(np.bincount(number, right) / np.bincount(number)))
        """,
    ],
}
WRONG = {
    "linear1": {
        "mistake": [
            "return images.transpose(0, 2, 1).reshape(len(images), -1) @ weights + bias",
            "return images.reshape(-1, len(images)).T @ weights + bias",
            "return (images.reshape(len(images), -1) * weights).mean(axis=1) + bias",
            "return 1 / (1 + np.exp(-(images.reshape(len(images), -1) @ weights + bias)))",
            "return (images.reshape(len(images), -1) * weights + bias).sum(axis=1)",
            "return images.reshape(len(images), -1) @ (weights + bias)",
            "return (images.reshape(len(images), -1) @ weights + bias > 0).astype(float)",
        ],
        "argument-offset": [
            "return images.reshape(len(images), -1) @ weights",
            "return images.reshape(len(images), -1) @ weights + 2 * bias",
        ],
        "raises": [
            "return images @ weights + bias",
            "return images.reshape(-1) @ weights + bias",
            "return weights @ images.reshape(len(images), -1) + bias",
        ],
        "shape": ["return images.reshape(len(images), -1) @ weights[:, None] + bias"],
        "reduced": ["return (images.reshape(len(images), -1) @ weights + bias).sum()"],
        "broadcast": ["return images.reshape(len(images), -1) * weights + bias"],
        "one-size": [
            "return images.reshape(2, 6) @ weights + bias",
        ],
        "type": ["return [float(image.ravel() @ weights + bias) for image in images]"],
        "changes-argument": [
            """
            weights += bias
            return images.reshape(len(images), -1) @ weights
            """,
        ],
        "sign": ["return -(images.reshape(len(images), -1) @ weights + bias)"],
        "dtype": [
            "return images.reshape(len(images), -1) @ weights.astype(images.dtype) + bias",
        ],
        "unused": ["return images.reshape(len(images), -1).sum(axis=1) + bias"],
    },
    "mnist_gradient": {
        "mistake": [
            """
            s = np.where(targets == 1, -1, 1)
            return x.T @ s / len(x), s.mean()
            """,
            """
            p = sigmoid(x @ weights + bias)
            return x.T @ (p - targets) / len(x), np.mean(p - targets)
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = 2 * (p - targets) * p * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = p * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -p * (1 - p), 0)
            return x.T @ s / len(x), s.mean()
            """,
            """
            p = sigmoid(x @ weights)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
        ],
        "sign": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, 1, -1) * p * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
        ],
        "batch-factor": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x.T @ s, s.sum()
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x.T @ s / len(x), s.sum()
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p) / len(x)
            return x.T @ s / len(x), s.sum()
            """,
        ],
        "results": [
            """
            p = sigmoid(x @ weights + bias)
            return x.T @ (np.where(targets == 1, -1, 1) * p * (1 - p)) / len(x)
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return s.mean(), x.T @ s / len(x)
            """,
            """
            s = sigmoid(x @ weights + bias) - targets
            return s.mean(), x.T @ s / len(x)
            """,
        ],
        "reduced": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x.T @ s / len(x), s
            """,
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return np.mean(x.T @ s) / len(x), s.mean()
            """,
        ],
        "raises": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x @ s / len(x), s.mean()
            """,
        ],
        "nothing": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            x.T @ s / len(x), s.mean()
            """,
        ],
        "one-size": [
            """
            p = sigmoid(x @ weights + bias)
            s = np.where(targets == 1, -1, 1) * p * (1 - p)
            return x.T @ s / 2, s.mean()
            """,
        ],
        "changes-argument": [
            """
            targets[targets == 1] = -1
            targets[targets == 0] = 1
            p = sigmoid(x @ weights + bias)
            s = targets * p * (1 - p)
            return x.T @ s / len(x), s.mean()
            """,
        ],
    },
    "validate_epoch": {
        "mistake": [
            "return np.mean((scores > 0) == (targets == 1))",
            """
            right = (scores > 0) == (targets == 1)
            full = len(right) // batch_size
            return right[: full * batch_size].reshape(full, batch_size).mean(axis=1).mean()
            """,
            """
            wrong = (scores > 0) != (targets == 1)
            starts = range(0, len(wrong), batch_size)
            return np.mean([wrong[i : i + batch_size].mean() for i in starts])
            """,
            """
            right = (scores > 0) == (targets == 1)
            starts = range(0, len(right), batch_size)
            return np.mean([right[i : i + batch_size].sum() / batch_size for i in starts])
            """,
            """
            right = (scores > 0) == (targets == 1)
            return sum(right[i : i + batch_size].mean() for i in range(0, len(right), batch_size))
            """,
            """
            right = (scores > 0.5) == (targets == 1)
            starts = range(0, len(right), batch_size)
            return np.mean([right[i : i + batch_size].mean() for i in starts])
            """,
            """
            right = (scores > 0) == (targets == 1)
            starts = range(0, len(right), batch_size)
            total = sum(right[i : i + batch_size].mean() for i in starts)
            return total / (len(right) // batch_size)
            """,
        ],
        "unused": [
            """
            right = scores > 0
            starts = range(0, len(right), batch_size)
            return np.mean([right[i : i + batch_size].mean() for i in starts])
            """,
            """
            return np.mean(
                [targets[i : i + batch_size].mean() for i in range(0, len(scores), batch_size)]
            )
            """,
        ],
        "ties": [
            """
            right = (scores >= 0) == (targets == 1)
            starts = range(0, len(right), batch_size)
            return np.mean([right[i : i + batch_size].mean() for i in starts])
            """,
        ],
        "reduced": [
            """
            right = (scores > 0) == (targets == 1)
            starts = range(0, len(right), batch_size)
            return np.array([right[i : i + batch_size].mean() for i in starts])
            """,
        ],
        "nothing": [
            """
            right = (scores > 0) == (targets == 1)
            print(right[:batch_size].mean())
            """,
        ],
        "raises": [
            """
            right = (scores > 0) == (targets == 1)
            return np.mean(right.reshape(-1, batch_size).mean(axis=1))
            """,
            "return accuracy(scores, targets)",
        ],
        "not-finite": [
            """
            right = (scores > 0) == (targets == 1)
            starts = range(0, len(right) + 1, batch_size)
            return np.mean([right[i : i + batch_size].mean() for i in starts])
            """,
        ],
    },
}
EQUIVALENT = {"linear1": {}, "mnist_gradient": {}, "validate_epoch": {}}
