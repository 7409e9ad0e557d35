"""Right and wrong answers to the holes of mini-batch-sgd."""

GAPS = "gaps = gradients - gradients.mean(axis=0)\n"


def by_batch(
    batch="order[start : start + batch_size]",
    errors="x[batch] @ weights - y[batch]",
    step="weights - rate * 2 / len(batch) * errors @ x[batch]",
    given="np.array(places)",
    first="pass",
):
    """An epoch with parts replaced."""
    return f"""
        places = []
        {first}
        for start in range(0, len(x), batch_size):
            batch = {batch}
            errors = {errors}
            weights = {step}
            places.append(weights)
        return {given}
        """


RIGHT = {
    "batch_noise": [
        "return np.linalg.norm(gradients.std(axis=0)) / np.sqrt(batch_size)",
        """
        full = gradients.mean(axis=0)
        total = 0.0
        for gradient in gradients:
            total += np.sum((gradient - full) ** 2)
        return (total / len(gradients) / batch_size) ** 0.5
        """,
        "return (gradients.var(axis=0).sum() / batch_size) ** 0.5",
    ],
    "get_batch": [
        "return x[order][index * batch_size : (index + 1) * batch_size]",
        """
        last = min((index + 1) * batch_size, len(x))
        return np.stack([x[order[place]] for place in range(index * batch_size, last)])
        """,
        "return x[order[np.arange(len(x)) // batch_size == index]]",
    ],
    "train_epoch": [
        """
        places = []
        x, y = x[order], y[order]
        while len(x):
            errors = x[:batch_size] @ weights - y[:batch_size]
            gradient = 2 * np.mean(errors[:, None] * x[:batch_size], axis=0)
            weights = weights - rate * gradient
            places.append(weights)
            x, y = x[batch_size:], y[batch_size:]
        return np.stack(places)
        """,
        """
        batches = -(-len(x) // batch_size)
        places = np.zeros((batches, len(weights)))
        now = weights.copy()
        for index in range(batches):
            mine = order[index * batch_size : (index + 1) * batch_size]
            for sample in mine:
                error = x[sample] @ (places[index - 1] if index else weights) - y[sample]
                now -= rate * 2 * error * x[sample] / len(mine)
            places[index] = now
        return places
        """,
        """
        places = [weights]
        for batch in np.split(order, range(batch_size, len(x), batch_size)):
            a, c = x[batch].T @ x[batch], x[batch].T @ y[batch]
            places.append(places[-1] - 2 * rate / len(batch) * (a @ places[-1] - c))
        return np.array(places[1:])
        """,
    ],
}
WRONG = {
    "batch_noise": {
        "argument-factor": [
            GAPS + "return np.sqrt((gaps**2).sum(axis=1).mean()) / batch_size",
            GAPS + "return np.sqrt((gaps**2).sum(axis=1).mean() * batch_size)",
        ],
        "unused": [GAPS + "return np.sqrt((gaps**2).sum(axis=1).mean())"],
        "function": [GAPS + "return (gaps**2).sum(axis=1).mean() / batch_size"],
        "batch-factor": [
            GAPS + "return np.sqrt((gaps**2).mean() / batch_size)",
            GAPS + "return np.sqrt((gaps**2).sum() / batch_size)",
            "return np.sqrt(gradients.var(axis=0, ddof=1).sum() / batch_size)"
            " if len(gradients) > 1 else 0.0",
        ],
        "mistake": [
            "return np.sqrt((gradients**2).sum(axis=1).mean() / batch_size)",
            GAPS + "return np.linalg.norm(gaps, axis=1).mean() / np.sqrt(batch_size)",
            "return gradients.std(axis=0).sum() / np.sqrt(batch_size)",
            "gaps = gradients - gradients.mean()\n"
            "return np.sqrt((gaps**2).sum(axis=1).mean() / batch_size)",
            "gaps = gradients - gradients.mean(axis=1, keepdims=True)\n"
            "return np.sqrt((gaps**2).sum(axis=1).mean() / batch_size)",
        ],
        "reduced": [
            GAPS + "return np.sqrt((gaps**2).mean(axis=0) / batch_size)",
            GAPS + "return np.sqrt((gaps**2).sum(axis=1) / batch_size)",
        ],
        "raises": [
            "gaps = gradients - gradients.mean(axis=1)\n"
            "return np.sqrt((gaps**2).sum() / batch_size)"
        ],
        "sign": [GAPS + "return -np.sqrt((gaps**2).sum(axis=1).mean() / batch_size)"],
        "changes-argument": [
            "gradients -= gradients.mean(axis=0)\n"
            "return np.sqrt((gradients**2).sum(axis=1).mean() / batch_size)"
        ],
        "nothing": [GAPS + "np.sqrt((gaps**2).sum(axis=1).mean() / batch_size)"],
    },
    "get_batch": {
        "unused": [
            "return x[index * batch_size : (index + 1) * batch_size]",
            "return x[order[:batch_size]]",
        ],
        "shifted": [
            "return x[order[(index + 1) * batch_size : (index + 2) * batch_size]]",
            "return x[order[(index - 1) * batch_size : index * batch_size]]",
        ],
        "mistake": [
            "return x[np.argsort(order)][index * batch_size : (index + 1) * batch_size]",
            "return x[order[index : index + batch_size]]",
        ],
        "one-off": [
            "return x[order[index * batch_size : (index + 1) * batch_size - 1]]",
            "return x[order[index * batch_size : (index + 1) * batch_size + 1]]",
        ],
        "reversed": ["return x[order[index * batch_size : (index + 1) * batch_size][::-1]]"],
        "order": ["return x[np.sort(order[index * batch_size : (index + 1) * batch_size])]"],
        "reduced": [
            "return x[order[index * batch_size : (index + 1) * batch_size]].mean(axis=0)",
            "return order[index * batch_size : (index + 1) * batch_size]",
        ],
        "edge": [
            "return x[order[[index * batch_size + i for i in range(batch_size)]]]",
        ],
        "shape": [
            "return x[order].reshape(-1, batch_size, x.shape[1])[index]"
            " if len(x) % batch_size == 0 else x[order[index * batch_size :][:batch_size]]"
            "[: batch_size * (len(x) // batch_size) - index * batch_size]",
        ],
        "nothing": ["batch = x[order[index * batch_size : (index + 1) * batch_size]]"],
        "raises": ["return x[order[index * batch_size, (index + 1) * batch_size]][:, :, 0]"],
        "type": ["return list(x[order[index * batch_size : (index + 1) * batch_size]])"],
        "changes-argument": [
            "x[:] = x[order]\nreturn x[index * batch_size : (index + 1) * batch_size].copy()"
        ],
    },
    "train_epoch": {
        "sign": [by_batch(errors="y[batch] - x[batch] @ weights")],
        "factor": [by_batch(step="weights - rate / len(batch) * errors @ x[batch]")],
        "batch-factor": [
            by_batch(step="weights - rate * 2 * errors @ x[batch]"),
            by_batch(step="weights - rate * 2 / batch_size * errors @ x[batch]"),
            by_batch(step="weights - rate * 2 / len(x) * errors @ x[batch]"),
        ],
        "unused": [by_batch("np.arange(len(x))[start : start + batch_size]")],
        "mistake": [
            by_batch(errors="x[batch] @ weights - y[start : start + batch_size]"),
            by_batch(
                errors="x[start : start + batch_size] @ weights - y[batch]",
                step="weights - rate * 2 / len(batch) * errors @ x[start : start + batch_size]",
            ),
            by_batch(
                first="w = weights",
                errors="x[batch] @ w - y[batch]",
                step="w - rate * 2 / len(batch) * errors @ x[batch]",
            ),
            by_batch("order"),
            by_batch(first="start_weights = weights", errors="x[batch] @ start_weights - y[batch]"),
            """
            places = []
            weights = weights.copy()
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                errors = x[batch] @ weights - y[batch]
                weights -= rate * 2 / len(batch) * errors @ x[batch]
                places.append(weights)
            return np.array(places)
            """,
        ],
        "argument-factor": [by_batch(step="weights - 2 / len(batch) * errors @ x[batch]")],
        "shifted": [by_batch(first="places.append(weights)", given="np.array(places[:-1])")],
        "one-off": [
            by_batch(first="places.append(weights)"),
            by_batch(given="np.array(places[: len(x) // batch_size])"),
        ],
        "reduced": [by_batch(given="places[-1]")],
        "type": [by_batch(given="places")],
        "nothing": [by_batch(given="None")],
        "changes-argument": [
            """
            places = []
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                errors = x[batch] @ weights - y[batch]
                weights -= rate * 2 / len(batch) * errors @ x[batch]
                places.append(weights.copy())
            return np.array(places)
            """
        ],
        "raises": [by_batch(step="weights - rate * 2 / len(batch) * x[batch] @ errors")],
    },
}
EQUIVALENT = {"batch_noise": {}, "get_batch": {}, "train_epoch": {}}
