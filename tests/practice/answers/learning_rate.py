"""Right and wrong answers to the holes of learning-rate."""

RIGHT = {
    "largest_rate": [
        """
        return len(x) / np.linalg.svd(x)[1].max() ** 2
        """,
        """
        return 2 / np.linalg.norm(2 / x.shape[0] * (x.T @ x), 2)
        """,
        """
        squares = [np.linalg.norm(x, 2) ** 2]
        return 1 / (max(squares) / x.shape[0])
        """,
    ],
    "count_steps": [
        """
        for step, loss in enumerate(losses):
            if loss < 1.01 * floor:
                return float(step)
        return np.inf
        """,
        """
        there = np.flatnonzero(losses < 1.01 * floor)
        return float(there[0]) if len(there) else float("inf")
        """,
        """
        if losses.min() >= 1.01 * floor:
            return np.inf
        step = 0
        while not losses[step] < 1.01 * floor:
            step += 1
        return float(step)
        """,
    ],
}
WRONG = {
    "largest_rate": {
        "mistake": [
            "return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[0]",
            "return 2 / np.trace(2 / len(x) * x.T @ x)",
            "return np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]",
            "return 2 / np.linalg.svd(x)[1][0]",
            "return 2 / (2 / len(x) * x.T @ x).max()",
            "return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x).mean()",
        ],
        "factor": [
            "return 1 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]",
            "return 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]",
            "return 4 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]",
        ],
        "batch-factor": [
            "return 2 / np.linalg.eigvalsh(2 * x.T @ x)[-1]",
            "return 1 / np.linalg.svd(x)[1][0] ** 2",
            "return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1] / len(x)",
            "return 2 / np.linalg.eigvalsh(2 / (len(x) - 1) * x.T @ x)[-1] if len(x) > 1 else 1.0",
        ],
        "sign": ["return -2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]"],
        "reduced": ["return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)"],
        "function": ["return np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1] / 2"],
        "shape": ["return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1:]"],
        "nothing": ["limit = 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]"],
        "constant": ["return 0.1"],
        "example-only": ["return 0.5"],
        "changes-argument": [
            """
            x *= np.sqrt(2 / len(x))
            return 2 / np.linalg.eigvalsh(x.T @ x)[-1]
            """
        ],
        "raises": [
            "return 2 / eigvalsh(x.T @ x)[-1]",
        ],
        "one-size": [
            "return 2 / np.linalg.eigvalsh(2 / len(x) * x @ x)[-1]",
            "return 1 / np.linalg.eigvalsh(x.T @ x)[-1] * 2",
        ],
        "not-finite": [
            """
            if len(x) < x.shape[1]:
                return np.inf
            return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]
            """,
        ],
    },
    "count_steps": {
        "mistake": [
            "return float(np.sum(losses < 1.01 * floor))",
            "return float(np.sum(losses >= 1.01 * floor))",
            "return float(np.argmin(losses))",
        ],
        "offset": [
            "low = losses < 1.01 * floor\nreturn np.argmax(low) + 1.0 if low.any() else np.inf",
            "low = losses < 1.01 * floor\nreturn np.argmax(low) - 1.0 if low.any() else np.inf",
        ],
        "edge": [
            "return float(np.argmax(losses < 1.01 * floor))",
            "low = losses < 1.01 * floor\nreturn float(np.argmax(low)) if low.any() else 0.0",
            "low = losses < 1.01 * floor\nreturn float(np.argmax(low)) if low.any() else len(low)",
            "low = losses < 1.01 * floor\nreturn float(np.argmax(low)) if low.any() else -1.0",
            "return float(np.flatnonzero(losses < 1.01 * floor)[0])",
            "return float(np.argmax(losses < 1.01 * floor)) or np.inf",
            """
            for step in range(len(losses) - 1):
                if losses[step] < 1.01 * floor:
                    return float(step)
            return np.inf
            """,
        ],
        "ties": [
            "low = losses <= 1.01 * floor\nreturn float(np.argmax(low)) if low.any() else np.inf",
        ],
        "unused": [
            "low = losses < 1.01\nreturn float(np.argmax(low)) if low.any() else np.inf",
        ],
        "nothing": [
            """
            for step, loss in enumerate(losses):
                if loss < 1.01 * floor:
                    print(step)
            """,
        ],
        "reduced": ["return losses < 1.01 * floor", "return np.cumsum(losses >= 1.01 * floor)"],
        "constant": ["return np.inf"],
        "example-only": ["return 3.0"],
        "type": ["return bool((losses < 1.01 * floor).any())", "return f'{len(losses)} steps'"],
        "changes-argument": [
            """
            losses /= floor
            low = losses < 1.01
            return float(np.argmax(low)) if low.any() else np.inf
            """
        ],
        "raises": ["return float(losses.index(floor))"],
    },
}
EQUIVALENT = {
    "largest_rate": {},
    "count_steps": {},
}
