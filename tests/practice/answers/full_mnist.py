"""Right and wrong answers to the holes of full-mnist."""

RIGHT = {
    "take_batch": [
        """
        batches = int(np.ceil(len(x) / batch_size))
        order = orders[step // batches]
        first = step % batches * batch_size
        return np.array([x[place] for place in order[first : first + batch_size]])
        """,
        """
        starts = range(0, len(x), batch_size)
        all_batches = [order[i : i + batch_size] for order in orders for i in starts]
        return x[all_batches[step]]
        """,
        """
        n = len(x)
        batches = (n + batch_size - 1) // batch_size
        shuffled = x[orders[step // batches]]
        return shuffled[step % batches * batch_size :][:batch_size]
        """,
    ],
    "accuracy_by_class": [
        """
        classes = logits.shape[1]
        right = np.argmax(logits, axis=1) == labels
        with np.errstate(invalid="ignore"):
            return np.bincount(labels[right], minlength=classes) / np.bincount(
                labels, minlength=classes
            )
        """,
        """
        truth = np.eye(logits.shape[1])[labels]
        named = np.eye(logits.shape[1])[logits.argmax(axis=1)]
        images = truth.sum(axis=0)
        return np.where(images > 0, (truth * named).sum(axis=0) / np.maximum(images, 1), np.nan)
        """,
        """
        shares = np.full(logits.shape[1], np.nan)
        for label in set(labels.tolist()):
            rows = logits[labels == label]
            shares[label] = np.mean([row.argmax() == label for row in rows])
        return shares
        """,
    ],
    "find_costliest": [
        """
        cost = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]
        return np.argsort(cost)[::-1][:count]
        """,
        """
        costs = []
        for row, label in zip(logits, labels):
            gaps = row - row[label]
            costs.append(gaps.max() + np.log(np.exp(gaps - gaps.max()).sum()))
        return np.array(sorted(range(len(costs)), key=lambda place: -costs[place])[:count])
        """,
        """
        top = logits.max(axis=1)
        log_sums = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        log_p = np.take_along_axis(logits, labels[:, None], axis=1)[:, 0] - log_sums
        return log_p.argsort()[:count]
        """,
    ],
}
_BATCH = """
batches = -(-len(x) // batch_size)
epoch, number = divmod(step, batches)
first = number * batch_size
"""
_RIGHT = "right = logits.argmax(axis=1) == labels\nclasses = range(logits.shape[1])\n"
_COST = "cost = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]\n"
WRONG = {
    "take_batch": {
        "mistake": [
            """
            epoch, number = divmod(step, len(x) // batch_size)
            first = number * batch_size
            return x[orders[epoch, first : first + batch_size]]
            """,
            """
            epoch, number = divmod(step, len(x) // batch_size + 2)
            first = number * batch_size
            return x[orders[epoch, first : first + batch_size]]
            """,
            _BATCH + "return x[orders[0, first : first + batch_size]]",
            _BATCH + "return x[orders[epoch + 1, first : first + batch_size]]",
            _BATCH + "return x[np.sort(orders[epoch, first : first + batch_size])]",
            _BATCH + "return x[np.argsort(orders[epoch])[first : first + batch_size]]",
            _BATCH + "return x[orders[epoch, number : number + batch_size]]",
            _BATCH + "return x[orders[epoch, number::batches]]",
            "return x[orders.ravel()[step * batch_size :][:batch_size]]",
            "return x[orders.ravel()[step * batch_size :]]",
            _BATCH + "return x[orders[epoch, first:]]",
            "first = step * batch_size\nreturn x[orders.reshape(-1)[first : first + batch_size]]",
            "return x[np.resize(orders[0], orders.size)[step * batch_size :][:batch_size]]",
        ],
        "unused": [_BATCH + "return x[first : first + batch_size]"],
        "raises": [
            """
            first = step * batch_size
            return x[orders[first : first + batch_size]][0]
            """,
            _BATCH + "return x[orders[epoch][first : first + batch_size], step]",
            _BATCH + "return x(orders[epoch][first : first + batch_size])",
        ],
        "edge": [
            """
            epoch, number = divmod(step, len(x) // batch_size + 1)
            first = number * batch_size
            return x[orders[epoch, first : first + batch_size]]
            """,
        ],
        "one-off": [
            _BATCH + "return x[orders[epoch, first : first + batch_size + 1]]",
            _BATCH + "return x[orders[epoch, first + 1 : first + batch_size]]",
        ],
        "reversed": [_BATCH + "return x[orders[epoch, first : first + batch_size]][::-1]"],
        "reduced": [_BATCH + "return x[orders[epoch, first]]"],
        "broadcast": [_BATCH + "return x[orders[:, first : first + batch_size]]"],
        "type": [_BATCH + "return list(x[orders[epoch, first : first + batch_size]])"],
        "nothing": [_BATCH + "x = x[orders[epoch, first : first + batch_size]]"],
        "changes-argument": [
            _BATCH + "x[:] = x[orders[epoch]]\nreturn x[first : first + batch_size].copy()",
        ],
    },
    "accuracy_by_class": {
        "mistake": [
            """
            named = logits.argmax(axis=1)
            return np.array([np.mean(labels[named == k] == k) for k in range(logits.shape[1])])
            """,
            _RIGHT + "return np.array([np.mean(right & (labels == k)) for k in classes])",
            _RIGHT + "return np.array([right[labels == k].sum() * 1.0 for k in classes])",
            _RIGHT + "return np.array([right.mean() for k in classes])",
            """
            named = logits.argmax(axis=1)
            classes = range(logits.shape[1])
            return np.array([np.mean((named == k) == (labels == k)) for k in classes])
            """,
            """
            classes = range(logits.shape[1])
            return np.array([np.mean(logits[labels == k, k] > 0) for k in classes])
            """,
        ],
        "function": [_RIGHT + "return np.array([1 - right[labels == k].mean() for k in classes])"],
        "sign": [
            """
            right = logits.argmin(axis=1) == labels
            return np.array([right[labels == k].mean() for k in range(logits.shape[1])])
            """,
        ],
        "unused": [
            """
            named = logits.argmax(axis=1)
            return np.array([np.mean(named == k) for k in range(logits.shape[1])])
            """,
            "return np.bincount(labels, minlength=logits.shape[1]) / len(labels)",
        ],
        "reduced": ["return np.mean(logits.argmax(axis=1) == labels)"],
        "edge": [
            _RIGHT
            + "images = np.maximum(np.bincount(labels, minlength=len(classes)), 1)\n"
            + "return np.array([right[labels == k].sum() / images[k] for k in classes])",
        ],
        "one-off": [
            _RIGHT + "return np.array([right[labels == k].mean() for k in classes if k > 0])",
            _RIGHT + "return np.array([right[labels == k].mean() for k in sorted(set(labels))])",
            """
            right = logits.argmax(axis=1) == labels
            return np.array([right[labels == k].mean() for k in range(labels.max() + 1)])
            """,
        ],
        "raises": [
            "right = logits.argmax(axis=0) == labels\nreturn right[labels]",
            "right = logits == labels\nreturn right.mean(axis=0)",
        ],
        "type": [_RIGHT + "return {k: right[labels == k].mean() for k in classes}"],
        "nothing": [
            _RIGHT + "for k in classes:\n    print(right[labels == k].mean())",
        ],
        "changes-argument": [
            """
            labels[logits.argmax(axis=1) != labels] = -1
            return np.array([np.mean(labels == k) for k in range(logits.shape[1])])
            """,
        ],
    },
    "find_costliest": {
        "sign": [_COST + "return np.argsort(cost)[:count]"],
        "reversed": [_COST + "return np.argsort(cost)[-count:]"],
        "mistake": [
            "return np.argsort(logits[np.arange(len(labels)), labels])[:count]",
            """
            gap = logits.max(axis=1) - logits[np.arange(len(labels)), labels]
            return np.argsort(-gap)[:count]
            """,
            _COST + "return np.sort(cost)[::-1][:count]",
            _COST + "return labels[np.argsort(-cost)[:count]]",
            _COST + "return np.argsort(np.argsort(-cost))[:count]",
        ],
        "unused": [
            "return np.argsort(-logits.max(axis=1))[:count]",
            """
            cost = np.logaddexp.reduce(logits, axis=1) - logits.max(axis=1)
            return np.argsort(-cost)[:count]
            """,
            """
            cost = np.logaddexp.reduce(logits, axis=1) - logits.max(axis=1)
            return np.argsort(cost)[:count]
            """,
        ],
        "overflows": [
            """
            shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            return np.argsort(shares[np.arange(len(labels)), labels])[:count]
            """,
            """
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            shares = powers / powers.sum(axis=1, keepdims=True)
            cost = -np.log(shares[np.arange(len(labels)), labels] + 1e-12)
            return np.argsort(-cost)[:count]
            """,
        ],
        "edge": [
            _COST + "cost[logits.argmax(axis=1) == labels] = 0\nreturn np.argsort(-cost)[:count]",
            """
            p = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
            cost = np.where(logits.argmax(axis=1) == labels, 0, 1 - p[range(len(p)), labels])
            return np.argsort(-cost, kind="stable")[:count]
            """,
        ],
        "shape": [
            _COST + "wrong = np.flatnonzero(logits.argmax(axis=1) != labels)\n"
            "return wrong[np.argsort(-cost[wrong])][:count]",
        ],
        "order": [_COST + "return np.sort(np.argsort(-cost)[:count])"],
        "one-off": [
            _COST + "return np.argsort(-cost)[: count + 1]",
            _COST + "return np.argsort(-cost)[: count - 1]",
        ],
        "reduced": [_COST + "return cost.argmax()"],
        "type": [_COST + "return sorted(range(len(cost)), key=lambda i: -cost[i])[:count]"],
        "nothing": [_COST + "worst = np.argsort(-cost)[:count]"],
        "raises": [
            "return np.argsort(-np.log(logits[labels, count]))[count:]",
            _COST + "return np.argsort(-costs)[:count]",
        ],
        "changes-argument": [
            """
            logits -= logits.max(axis=1, keepdims=True)
            cost = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]
            return np.argsort(-cost)[:count]
            """,
        ],
        "dtype": [_COST + "return np.argsort(-cost)[:count] * 1.0"],
    },
}
EQUIVALENT = {
    "take_batch": {},
    "accuracy_by_class": {},
    "find_costliest": {},
}
