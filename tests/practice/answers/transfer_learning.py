"""Right and wrong answers to the holes of transfer-learning."""

RIGHT = {
    "step_by_group": [
        """
        moved = weights.copy()
        for group, share in enumerate(shares):
            chosen = groups == group
            moved[chosen] -= learning_rate * share * gradient[chosen]
        return moved
        """,
        """
        one_hot = np.eye(len(shares))[groups]
        rates = learning_rate * one_hot @ shares
        return weights - rates * gradient
        """,
        """
        return np.array([
            w - learning_rate * shares[group] * g
            for w, g, group in zip(weights, gradient, groups)
        ])
        """,
    ],
    "train_head": [
        """
        seen = body(x)
        head = head.copy()
        for _ in range(epochs):
            head -= learning_rate * np.mean(2 * (seen @ head - targets)[:, None] * seen, axis=0)
        return head
        """,
        """
        seen = body(x)
        hessian = 2 / len(seen) * seen.T @ seen
        towards = 2 / len(seen) * seen.T @ targets
        place, step = head, 0
        while step < epochs:
            place = place - learning_rate * (hessian @ place - towards)
            step += 1
        return place
        """,
        """
        seen = body(x)
        now = [float(w) for w in head]
        for _ in range(epochs):
            errors = [sum(a * w for a, w in zip(row, now)) - t for row, t in zip(seen, targets)]
            slopes = [2 * sum(e * row[i] for e, row in zip(errors, seen)) / len(errors)
                      for i in range(len(now))]
            now = [w - learning_rate * s for w, s in zip(now, slopes)]
        return np.array(now)
        """,
    ],
}
_LOOP = """
seen = body(x)
for _ in range(epochs):
    {step}
return head
"""
WRONG = {
    "step_by_group": {
        "sign": [
            "return weights + learning_rate * shares[groups] * gradient",
            "return learning_rate * shares[groups] * gradient - weights",
        ],
        "unused": [
            "return weights - learning_rate * shares[0] * gradient",
            "return weights - learning_rate * gradient",
            "return weights - shares[groups] * gradient",
        ],
        "reversed": [
            "return weights - learning_rate * shares[::-1][groups] * gradient",
            "return (weights - learning_rate * shares[groups] * gradient)[::-1]",
        ],
        "mistake": [
            "return weights - learning_rate * (1 - shares[groups]) * gradient",
            "return shares[groups] * (weights - learning_rate * gradient)",
            "return weights - learning_rate * groups * gradient",
            "return weights - learning_rate * shares.mean() * gradient",
            "return np.where(groups == groups.max(), weights - learning_rate * gradient, weights)",
            "return weights - (learning_rate + shares[groups]) * gradient",
            "return weights - learning_rate * shares[groups] * gradient * weights",
        ],
        "argument-offset": [
            "return learning_rate * shares[groups] * gradient",
            "return -learning_rate * shares[groups] * gradient",
        ],
        "changes-argument": [
            "weights -= learning_rate * shares[groups] * gradient\nreturn weights",
            """
            for group, share in enumerate(shares):
                gradient[groups == group] *= share
            return weights - learning_rate * gradient
            """,
        ],
        "nothing": ["weights = weights - learning_rate * shares[groups] * gradient"],
        "type": ["return list(weights - learning_rate * shares[groups] * gradient)"],
        "reduced": ["return np.sum(weights - learning_rate * shares[groups] * gradient)"],
        "broadcast": ["return weights - learning_rate * shares[:, None] * gradient"],
        "raises": [
            "return weights - learning_rate * shares[group] * gradient",
            "return weights - learning_rate * shares(groups) * gradient",
        ],
        "edge": [
            """
            order = np.unique(groups, return_inverse=True)[1]
            return weights - learning_rate * shares[order] * gradient
            """,
        ],
        "factor": ["return (weights - learning_rate * shares[groups] * gradient) / 2"],
        "example-only": ["return np.array([2.5, 6.0, 9.2])"],
        "shifted": [
            "return weights - learning_rate * shares[groups - 1] * gradient",
        ],
    },
    "train_head": {
        "raises": [
            """
            for _ in range(epochs):
                error = body(x) @ head - targets
                head = head - learning_rate * 2 / len(x) * body(x).T @ error
            return head
            """,
            """
            for _ in range(epochs):
                seen = body(x)
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return head
            """,
            """
            seen = np.stack([body(row) for row in x])
            for _ in range(epochs):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return head
            """,
            _LOOP.format(step="head = head - 2 / len(x) * learning_rate * seen @ (seen @ head)"),
            _LOOP.format(step="head = head - learning_rate * (seen @ heads - targets)"),
        ],
        "sign": [
            _LOOP.format(
                step="head = head + learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)"
            ),
        ],
        "factor": [
            _LOOP.format(
                step="head = head - learning_rate / len(x) * seen.T @ (seen @ head - targets)"
            ),
        ],
        "batch-factor": [
            _LOOP.format(step="head = head - learning_rate * 2 * seen.T @ (seen @ head - targets)"),
            _LOOP.format(step="head = head - learning_rate * seen.T @ (seen @ head - targets)"),
            _LOOP.format(
                step="head = head - 2 * learning_rate * (seen @ head - targets) @ seen / head.size"
            ),
        ],
        "unused": [
            _LOOP.format(step="head = head - 2 / len(x) * seen.T @ (seen @ head - targets)"),
            """
            seen = body(x)
            return head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            """,
            """
            seen = body(x)
            head = np.zeros(seen.shape[1])
            for _ in range(epochs):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return head
            """,
        ],
        "mistake": [
            """
            a = body(x)
            start = head
            for _ in range(epochs):
                e = a @ head - targets
                head = start - learning_rate * 2 / len(x) * a.T @ e
            return head
            """,
            """
            a = body(x)
            for _ in range(epochs):
                e = a @ head - targets
                head = -learning_rate * 2 / len(x) * a.T @ e
            return head
            """,
            """
            a = body(x)
            for _ in range(epochs):
                for r, t in zip(a, targets):
                    head = head - learning_rate * 2 * (r @ head - t) * r
            return head
            """,
            """
            a = body(x)
            for _ in range(epochs):
                e = a @ head - targets
                head = head - learning_rate * 2 * a.mean(axis=0) * e.mean()
            return head
            """,
            """
            seen = body(x)
            slope = 2 / len(x) * seen.T @ (seen @ head - targets)
            for _ in range(epochs):
                head = head - learning_rate * slope
            return head
            """,
            "return np.linalg.lstsq(body(x), targets, rcond=None)[0]",
            "return head",
            _LOOP.format(
                step="head = head - learning_rate * np.sign(seen @ head - targets) @ seen / len(x)"
            ),
        ],
        "one-off": [
            """
            seen = body(x)
            for _ in range(epochs + 1):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return head
            """,
        ],
        "changes-argument": [
            _LOOP.format(
                step="head -= learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)"
            ),
        ],
        "reduced": [
            """
            a = body(x)
            for _ in range(epochs):
                e = a @ head - targets
                head = head - learning_rate * 2 * np.mean(a * e[:, None])
            return head
            """,
            """
            seen = body(x)
            for _ in range(epochs):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return np.mean((seen @ head - targets) ** 2)
            """,
        ],
        "nothing": [
            """
            seen = body(x)
            for _ in range(epochs):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            """,
        ],
        "edge": [
            """
            seen = body(x)
            for _ in range(max(epochs, 1)):
                head = head - learning_rate * 2 / len(x) * seen.T @ (seen @ head - targets)
            return head
            """,
        ],
    },
}
EQUIVALENT = {"step_by_group": {}, "train_head": {}}
