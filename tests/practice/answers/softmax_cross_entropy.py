"""Right and wrong answers to the holes of softmax-cross-entropy."""

RIGHT = {
    "softmax": [
        """
        rows = []
        for row in logits:
            powers = np.exp(row - max(row))
            rows.append(powers / sum(powers))
        return np.array(rows)
        """,
        """
        top = logits.max(axis=-1)[:, None]
        return np.exp(logits - top - np.log(np.exp(logits - top).sum(axis=-1))[:, None])
        """,
        """
        log_sum = np.logaddexp.reduce(logits, axis=1, keepdims=True)
        return np.exp(logits - log_sum)
        """,
    ],
    "cross_entropy": [
        """
        log_sums = np.logaddexp.reduce(logits, axis=1)
        return (log_sums - logits[range(len(labels)), labels]).mean()
        """,
        """
        total = 0.0
        for row, label in zip(logits, labels):
            gaps = row - row[label]
            total += gaps.max() + np.log(np.sum(np.exp(gaps - gaps.max())))
        return total / len(labels)
        """,
        """
        truth = np.eye(logits.shape[1])[labels]
        shifted = logits - logits.max(axis=1)[:, None]
        log_shares = shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]
        return -np.sum(truth * log_shares) / len(logits)
        """,
    ],
    "cross_entropy_gradient": [
        """
        shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
        return (shares - np.eye(logits.shape[1])[labels]) / len(logits)
        """,
        """
        slopes = []
        for row, label in zip(logits, labels):
            powers = np.exp(row - row.max())
            truth = np.arange(len(row)) == label
            slopes.append((powers / powers.sum() - truth) / len(logits))
        return np.stack(slopes)
        """,
        """
        n, classes = logits.shape
        z = logits - logits.max(axis=1, keepdims=True)
        shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return np.where(labels[:, None] == np.arange(classes), shares - 1, shares) / n
        """,
    ],
}
WRONG = {
    "softmax": {
        "overflows": [
            """
            powers = np.exp(logits)
            return powers / powers.sum(axis=1, keepdims=True)
            """,
            """
            powers = np.exp(logits - logits.max())
            return powers / powers.sum(axis=1, keepdims=True)
            """,
            """
            powers = np.exp(np.clip(logits, -500, 500))
            return powers / powers.sum(axis=1, keepdims=True)
            """,
            """
            powers = np.exp(logits - logits.mean(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
            """,
            """
            powers = np.exp(logits - logits.min(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
            """,
        ],
        "mistake": [
            """
            powers = np.exp(logits - logits.max())
            return powers / powers.sum(axis=0)
            """,
            """
            powers = np.exp(logits - logits.max())
            return powers / powers.sum()
            """,
            "return np.exp(logits) / (1 + np.exp(logits.sum(axis=1, keepdims=True)))",
            """
            powers = np.exp(logits)
            return powers / (1 + powers.sum(axis=1, keepdims=True))
            """,
            "return 1 / (1 + np.exp(-logits))",
            "return logits / logits.sum(axis=1, keepdims=True)",
            "return np.exp(logits)",
            "return np.exp(logits - logits.max(axis=1, keepdims=True))",
            """
            powers = 2.0 ** (logits - logits.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
            """,
            "return (logits == logits.max(axis=1, keepdims=True)).astype(float)",
        ],
        "sign": [
            """
            powers = np.exp(logits.min(axis=1, keepdims=True) - logits)
            return powers / powers.sum(axis=1, keepdims=True)
            """,
        ],
        "function": [
            """
            shifted = logits - logits.max(axis=1, keepdims=True)
            return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            """,
        ],
        "raises": [
            """
            powers = np.exp(logits - logits.max(axis=1))
            return powers / powers.sum(axis=1)
            """,
        ],
        "transposed": [
            """
            powers = np.exp(logits.T - logits.max(axis=1))
            return powers / powers.sum(axis=0)
            """,
        ],
        "reduced": [
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            return powers[:, 0] / powers.sum(axis=1)
            """,
        ],
        "nothing": [
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            powers /= powers.sum(axis=1, keepdims=True)
            """,
        ],
        "changes-argument": [
            """
            logits -= logits.max(axis=1, keepdims=True)
            powers = np.exp(logits)
            return powers / powers.sum(axis=1, keepdims=True)
            """,
        ],
        "rounded": [
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            return (powers / powers.sum(axis=1, keepdims=True)).round(4)
            """,
        ],
        "shape": [
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True)).squeeze()
            return powers / powers.sum(axis=-1, keepdims=True)
            """,
        ],
    },
    "cross_entropy": {
        "overflows": [
            """
            shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            return -np.log(shares[np.arange(len(labels)), labels]).mean()
            """,
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            shares = powers / powers.sum(axis=1, keepdims=True)
            return -np.log(shares[np.arange(len(labels)), labels]).mean()
            """,
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            shares = np.clip(powers / powers.sum(axis=1, keepdims=True), 1e-12, 1)
            return -np.log(shares[np.arange(len(labels)), labels]).mean()
            """,
            """
            true = logits[np.arange(len(labels)), labels]
            return np.mean(np.log(np.exp(logits).sum(axis=1)) - true)
            """,
            """
            shifted = logits - logits.max()
            true = shifted[np.arange(len(labels)), labels]
            return np.mean(np.log(np.exp(shifted).sum(axis=1)) - true)
            """,
        ],
        "sign": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return np.mean(logits[np.arange(len(labels)), labels] - log_sums)
            """,
        ],
        "batch-factor": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return np.sum(log_sums - logits[np.arange(len(labels)), labels])
            """,
            """
            truth = np.eye(logits.shape[1])[labels]
            log_shares = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
            return -np.mean(truth * log_shares)
            """,
        ],
        "factor": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return np.mean(log_sums - logits[np.arange(len(labels)), labels]) / np.log(2)
            """,
        ],
        "mistake": [
            """
            log_shares = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
            return -log_shares.mean()
            """,
            """
            log_shares = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
            return -log_shares.sum(axis=1).mean()
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return -np.log(shares[np.arange(len(labels)), labels].mean())
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return 1 - shares[np.arange(len(labels)), labels].mean()
            """,
            "return -logits[np.arange(len(labels)), labels].mean()",
            """
            shifted = logits - logits.max(axis=1, keepdims=True)
            return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[:, labels])
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return -np.log(shares[:, labels]).mean()
            """,
            """
            shifted = logits - logits.max(axis=1, keepdims=True)
            return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[0, labels])
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return -np.log(shares[0, labels]).mean()
            """,
            """
            shifted = logits - logits.max(axis=1, keepdims=True)
            true = shifted[np.arange(len(labels)), labels]
            return np.mean(np.log2(np.exp(shifted).sum(axis=1)) - true)
            """,
            """
            true = logits[np.arange(len(labels)), labels]
            return np.mean(np.log2(np.exp(logits).sum(axis=1)) - true)
            """,
            """
            p = 1 / (1 + np.exp(-logits))
            truth = np.eye(logits.shape[1])[labels]
            return -np.mean(truth * np.log(p) + (1 - truth) * np.log(1 - p))
            """,
            """
            p = 1 / (1 + np.exp(-logits))
            return -np.log(p[np.arange(len(labels)), labels]).mean()
            """,
        ],
        "unused": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return np.mean(log_sums - logits.max(axis=1))
            """,
            "return np.logaddexp.reduce(logits, axis=1).mean()",
        ],
        "reduced": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return log_sums - logits[np.arange(len(labels)), labels]
            """,
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return log_sums - logits[:, labels]
            """,
        ],
        "raises": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            return np.mean(log_sums - logits * labels)
            """,
        ],
        "nothing": [
            """
            log_sums = np.logaddexp.reduce(logits, axis=1)
            np.mean(log_sums - logits[np.arange(len(labels)), labels])
            """,
        ],
        "changes-argument": [
            """
            logits -= logits.max(axis=1, keepdims=True)
            true = logits[np.arange(len(labels)), labels]
            return np.mean(np.log(np.exp(logits).sum(axis=1)) - true)
            """,
        ],
    },
    "cross_entropy_gradient": {
        "overflows": [
            """
            shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            return (shares - np.eye(logits.shape[1])[labels]) / len(labels)
            """,
            """
            powers = np.exp(logits - logits.max())
            shares = powers / powers.sum(axis=1, keepdims=True)
            return (shares - np.eye(logits.shape[1])[labels]) / len(labels)
            """,
        ],
        "batch-factor": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return shares - np.eye(logits.shape[1])[labels]
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - np.eye(logits.shape[1])[labels]) / logits.size
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - np.eye(logits.shape[1])[labels]) / len(labels) ** 2
            """,
        ],
        "sign": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (np.eye(logits.shape[1])[labels] - shares) / len(labels)
            """,
        ],
        "mistake": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return shares / len(labels) - np.eye(logits.shape[1])[labels]
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            truth = np.eye(logits.shape[1])[labels]
            return truth * (shares - 1) / len(labels)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            truth = np.eye(logits.shape[1])[labels]
            return (shares - truth) * shares * (1 - shares) / len(labels)
            """,
            """
            shares = 1 / (1 + np.exp(-logits))
            return (shares - np.eye(logits.shape[1])[labels]) / len(labels)
            """,
            "return (logits - np.eye(logits.shape[1])[labels]) / len(labels)",
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            shares[:, labels] -= 1
            return shares / len(labels)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            shares[0, labels] -= 1
            return shares / len(labels)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - labels[:, None]) / len(labels)
            """,
        ],
        "unused": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return shares / len(labels)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return shares * (1 - shares)
            """,
        ],
        "reduced": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - np.eye(logits.shape[1])[labels]).mean(axis=0)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares[np.arange(len(labels)), labels] - 1) / len(labels)
            """,
        ],
        "transposed": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - np.eye(logits.shape[1])[labels]).T / len(labels)
            """,
        ],
        "raises": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            return (shares - np.eye(2)[labels]) / len(labels)
            """,
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            shares[labels] -= one
            return shares / len(labels)
            """,
        ],
        "changes-argument": [
            """
            logits -= logits.max(axis=1, keepdims=True)
            shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            return (shares - np.eye(logits.shape[1])[labels]) / len(labels)
            """,
        ],
        "nothing": [
            """
            shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            shares[np.arange(len(labels)), labels] -= 1
            """,
        ],
    },
}
EQUIVALENT = {"softmax": {}, "cross_entropy": {}, "cross_entropy_gradient": {}}
