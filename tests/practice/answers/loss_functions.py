"""Right and wrong answers to the holes of loss-functions."""

RIGHT = {
    "mnist_loss": [
        "return np.abs(predictions - targets).mean()",
        """
        total = 0.0
        for p, t in zip(predictions, targets):
            total += 1 - p if t == 1 else p
        return total / len(targets)
        """,
        "return np.mean(targets * (1 - predictions) + (1 - targets) * predictions)",
    ],
    "cross_entropy": [
        """
        safe = np.maximum(outputs, 0) + np.log1p(np.exp(-abs(outputs)))
        return np.mean(safe - outputs * targets)
        """,
        """
        margins = np.where(targets == 1, outputs, -outputs)
        return np.logaddexp(0, -margins).mean()
        """,
        """
        total = 0.0
        for z, t in zip(outputs, targets):
            z = float(z) if t == 1 else -float(z)
            total += np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z)) - z
        return total / len(targets)
        """,
    ],
}
WRONG = {
    "mnist_loss": {
        "mistake": [
            "return np.where(targets == 1, predictions, 1 - predictions).mean()",
            "return np.mean((predictions - targets) ** 2)",
            "return np.sqrt(np.mean((predictions - targets) ** 2))",
            "return np.mean((predictions > 0.5) == targets)",
            "return np.mean((predictions > 0.5) != targets)",
            "return -np.log(np.where(targets == 1, predictions, 1 - predictions)).mean()",
            """
            p = 1 / (1 + np.exp(-predictions))
            return np.where(targets == 1, 1 - p, p).mean()
            """,
            "return np.median(abs(predictions - targets))",
            "return np.max(abs(predictions - targets))",
            "return np.mean(targets * (1 - predictions))",
            "return np.mean((1 - targets) * predictions)",
        ],
        "sign": [
            "return np.mean(predictions - targets)",
            "return np.mean(targets - predictions)",
            "return -np.abs(predictions - targets).mean()",
        ],
        "batch-factor": [
            "return np.abs(predictions - targets).sum()",
            "return np.abs(predictions - targets).mean() / len(targets)",
        ],
        "factor": ["return np.abs(predictions - targets).mean() / 2"],
        "reduced": ["return np.where(targets == 1, 1 - predictions, predictions)"],
        "unused": ["return predictions.mean()", "return (1 - predictions).mean()"],
        "nothing": ["np.where(targets == 1, 1 - predictions, predictions).mean()"],
        "shape": [
            "return np.where(targets == 1, 1 - predictions, predictions).mean(keepdims=True)"
        ],
        "raises": [
            "return np.where(targets == 1, 1 - predictions).mean()",
            "return np.where(target == 1, 1 - predictions, predictions).mean()",
            "if predictions > 0.5:\n    return 1.0\nreturn 0.0",
        ],
        "changes-argument": [
            "predictions[targets == 1] = 1 - predictions[targets == 1]\nreturn predictions.mean()",
        ],
        "one-size": ["return np.abs(predictions - targets).sum() / 3"],
        "example-only": ["return 1.3 / 3"],
        "constant": ["return 0"],
        "edge": [
            """
            ones = (1 - predictions[targets == 1]).sum()
            zeros = predictions[targets == 0].sum()
            return (ones + zeros) / (len(targets) if targets.min() != targets.max() else 1)
            """,
        ],
    },
    "cross_entropy": {
        "overflows": [
            """
            p = 1 / (1 + np.exp(-outputs))
            return -np.log(np.where(targets == 1, p, 1 - p)).mean()
            """,
            """
            return np.mean(np.log(1 + np.exp(outputs)) - targets * outputs)
            """,
            """
            p = 1 / (1 + np.exp(-outputs))
            p = np.clip(p, 1e-7, 1 - 1e-7)
            return -np.log(np.where(targets == 1, p, 1 - p)).mean()
            """,
            """
            return np.mean(np.log1p(np.exp(np.clip(outputs, -30, 30))) - targets * outputs)
            """,
            """
            margin = np.where(targets == 1, outputs, -outputs)
            return np.log1p(np.exp(-margin)).mean()
            """,
        ],
        "mistake": [
            "return np.mean(np.logaddexp(0, outputs) - (1 - targets) * outputs)",
            "return np.mean(targets * np.logaddexp(0, -outputs))",
            "return np.mean((1 - targets) * np.logaddexp(0, outputs))",
            "return np.mean(abs(1 / (1 + np.exp(-outputs)) - targets))",
            "return np.mean((1 / (1 + np.exp(-outputs)) - targets) ** 2)",
            """
            p = 1 / (1 + np.exp(-outputs))
            return np.mean(np.logaddexp(0, p) - targets * p)
            """,
        ],
        "sign": ["return np.mean(targets * outputs - np.logaddexp(0, outputs))"],
        "factor": [
            "return np.mean(np.logaddexp(0, outputs) - targets * outputs) / np.log(2)",
            "return np.mean(np.logaddexp(0, outputs) - targets * outputs) / np.log(10)",
        ],
        "batch-factor": [
            "return np.sum(np.logaddexp(0, outputs) - targets * outputs)",
        ],
        "unused": [
            "return np.mean(np.logaddexp(0, outputs))",
            "return np.mean(np.logaddexp(0, -outputs))",
        ],
        "reduced": ["return np.logaddexp(0, outputs) - targets * outputs"],
        "nothing": ["loss = np.mean(np.logaddexp(0, outputs) - targets * outputs)"],
        "not-finite": ["return np.mean(np.log(outputs) * targets)"],
        "raises": [
            "return np.mean(np.logaddexp(outputs) - targets * outputs)",
            "import torch_lite\nreturn torch_lite.bce(outputs, targets)",
        ],
        "changes-argument": [
            """
            outputs *= 1 - 2 * targets
            return np.logaddexp(0, outputs).mean()
            """,
        ],
        "one-size": ["return np.sum(np.logaddexp(0, outputs) - targets * outputs) / 3"],
        "constant": ["return np.log(2)"],
    },
}
EQUIVALENT = {
    "mnist_loss": {},
    "cross_entropy": {},
}
