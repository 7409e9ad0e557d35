"""Right and wrong answers to the holes of depth."""

RIGHT = {
    "forward": [
        """
        for number, (kernel, bias) in enumerate(net):
            x = x @ kernel + bias
            if number < len(net) - 1:
                x = np.where(x > 0, x, 0)
        return x
        """,
        """
        (kernel, bias), *rest = net
        outputs = np.einsum("nk,ku->nu", x, kernel) + bias
        return forward(rest, (outputs + abs(outputs)) / 2) if rest else outputs
        """,
        """
        activations = x
        outputs = None
        for kernel, bias in net:
            outputs = np.stack([row @ kernel + bias for row in activations])
            activations = outputs * (outputs > 0)
        return outputs
        """,
    ],
    "slope_changes": [
        """
        slopes = (values[1:] - values[:-1]) / (places[1:] - places[:-1])
        return slopes - np.concatenate([[0], slopes[:-1]])
        """,
        """
        found, before = [], 0.0
        for i in range(len(places) - 1):
            slope = (values[i + 1] - values[i]) / (places[i + 1] - places[i])
            found.append(slope - before)
            before = slope
        return np.array(found)
        """,
        """
        found = np.zeros(len(places) - 1)
        for i in range(len(found)):
            so_far = values[0] + np.maximum(places[i + 1] - places[:-1], 0) @ found
            found[i] = (values[i + 1] - so_far) / (places[i + 1] - places[i])
        return found
        """,
    ],
    "dense_backward": [
        """
        g = gradient * (x @ kernel + bias > 0)
        return np.dot(g, kernel.T), np.einsum("nk,nu->ku", x, g), np.ones(len(x)) @ g
        """,
        """
        gx, gk, gb = np.zeros(x.shape), np.zeros(kernel.shape), np.zeros(len(bias))
        for n in range(len(x)):
            for u in range(len(bias)):
                if x[n] @ kernel[:, u] + bias[u] > 0:
                    gx[n] += gradient[n, u] * kernel[:, u]
                    gk[:, u] += gradient[n, u] * x[n]
                    gb[u] += gradient[n, u]
        return gx, gk, gb
        """,
        """
        wide = np.column_stack([x, np.ones(len(x))])
        both = np.vstack([kernel, bias])
        g = gradient.copy()
        g[wide @ both <= 0] = 0
        slopes = wide.T @ g
        return (g @ both.T)[:, :-1], slopes[:-1], slopes[-1]
        """,
    ],
}
WRONG = {
    "forward": {
        "mistake": [
            """
            for kernel, bias in net:
                x = np.maximum(x @ kernel + bias, 0)
            return x
            """,
            """
            for kernel, bias in net:
                x = x @ kernel + bias
            return x
            """,
            """
            for kernel, bias in net:
                x = np.maximum(x, 0) @ kernel + bias
            return x
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel, 0) + bias
            return x @ last_kernel + last_bias
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = abs(x @ kernel + bias)
            return x @ last_kernel + last_bias
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = 1 / (1 + np.exp(-(x @ kernel + bias)))
            return x @ last_kernel + last_bias
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.minimum(x @ kernel + bias, 0)
            return x @ last_kernel + last_bias
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, _ in hidden:
                x = np.maximum(x @ kernel, 0)
            return x @ last_kernel + last_bias
            """,
        ],
        "unused": [
            """
            *hidden, (last_kernel, _) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel, 0)
            return x @ last_kernel
            """,
        ],
        "argument-offset": [
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel + bias, 0)
            return x @ last_kernel
            """,
        ],
        "raises": [
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(kernel @ x + bias, 0)
            return x @ last_kernel + last_bias
            """,
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = max(x @ kernel + bias, 0)
            return x @ last_kernel + last_bias
            """,
            """
            for kernel, bias in reversed(net):
                x = np.maximum(x @ kernel + bias, 0)
            return x
            """,
        ],
        "transposed": [
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel + bias, 0)
            return (x @ last_kernel + last_bias).T
            """,
        ],
        "reduced": [
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel + bias, 0)
            return (x @ last_kernel + last_bias).sum(axis=1)
            """,
        ],
        "nothing": [
            """
            *hidden, (last_kernel, last_bias) = net
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel + bias, 0)
            x = x @ last_kernel + last_bias
            """,
        ],
        "changes-argument": [
            """
            last_kernel, last_bias = net.pop()
            for kernel, bias in net:
                x = np.maximum(x @ kernel + bias, 0)
            return x @ last_kernel + last_bias
            """,
        ],
        "edge": [
            """
            (kernel, bias), *hidden, (last_kernel, last_bias) = net
            x = np.maximum(x @ kernel + bias, 0)
            for kernel, bias in hidden:
                x = np.maximum(x @ kernel + bias, 0)
            return x @ last_kernel + last_bias
            """,
        ],
    },
    "slope_changes": {
        "mistake": [
            "return np.diff(values) / np.diff(places)",
            "return np.diff(np.diff(places) / np.diff(values), prepend=0)",
            "return np.diff(np.diff(values), prepend=0) / np.diff(places)",
            "return np.cumsum(np.diff(values) / np.diff(places))",
        ],
        "unused": [
            "return np.diff(np.diff(values), prepend=0)",
            "return np.diff(values)",
        ],
        "part": [
            """
            slopes = np.diff(values) / np.diff(places)
            return np.diff(slopes, prepend=slopes[0])
            """,
            """
            slopes = np.diff(values) / np.diff(places)
            return np.concatenate([values[:1], np.diff(slopes)])
            """,
        ],
        "sign": [
            """
            slopes = np.diff(values) / np.diff(places)
            return -np.diff(slopes, prepend=0)
            """,
        ],
        "one-off": [
            "return np.diff(np.diff(values) / np.diff(places))",
            """
            slopes = np.diff(values) / np.diff(places)
            return np.diff(slopes, prepend=0, append=0)
            """,
        ],
        "shifted": [
            """
            slopes = np.diff(values) / np.diff(places)
            return np.diff(slopes, append=0)
            """,
        ],
        "type": [
            """
            slopes = np.diff(values) / np.diff(places)
            return np.diff(slopes, prepend=0).tolist()
            """,
        ],
        "nothing": ["slopes = np.diff(np.diff(values) / np.diff(places), prepend=0)"],
        "raises": [
            "return np.diff(values / places, prepend=values) / slopes",
            "return np.diff((values[1:] - values) / np.diff(places), prepend=0)",
        ],
        "dtype": [
            """
            found = np.zeros_like(values[1:])
            found[:] = np.diff(np.diff(values) / np.diff(places), prepend=0)
            return found
            """,
        ],
        "changes-argument": [
            """
            values -= values[0]
            return np.diff(np.diff(values) / np.diff(places), prepend=0)
            """,
        ],
    },
    "dense_backward": {
        "mistake": [
            "return gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=0)",
            """
            g = np.where(x @ kernel + bias > 0, 0, gradient)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
            """
            g = gradient * np.maximum(x @ kernel + bias, 0)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.maximum(gradient, 0)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, x.T @ g, gradient.sum(axis=0)
            """,
        ],
        "unused": [
            """
            g = np.where(x @ kernel > 0, gradient, 0)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
            """
            g = (x @ kernel + bias > 0).astype(float)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
        ],
        "batch-factor": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0) / len(x)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, x.T @ g, g.mean(axis=0)
            """,
        ],
        "sign": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return -g @ kernel.T, -x.T @ g, -g.sum(axis=0)
            """,
        ],
        "ties": [
            """
            g = np.where(x @ kernel + bias >= 0, gradient, 0)
            return g @ kernel.T, x.T @ g, g.sum(axis=0)
            """,
        ],
        "transposed": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, g.T @ x, g.sum(axis=0)
            """,
        ],
        "raises": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel, x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, x @ g, g.sum(axis=0)
            """,
        ],
        "reduced": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, x.T @ g, g.sum()
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return (g @ kernel.T).sum(axis=0), x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, x.T @ g, g
            """,
        ],
        "results": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return x.T @ g, g.sum(axis=0)
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return x.T @ g, g.sum(axis=0), g @ kernel.T
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return g @ kernel.T, g.sum(axis=0), x.T @ g
            """,
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            return x.T @ g, g @ kernel.T, g.sum(axis=0)
            """,
        ],
        "changes-argument": [
            """
            gradient[x @ kernel + bias <= 0] = 0
            return gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=0)
            """,
        ],
        "nothing": [
            """
            g = np.where(x @ kernel + bias > 0, gradient, 0)
            (g @ kernel.T, x.T @ g, g.sum(axis=0))
            """,
        ],
    },
}
EQUIVALENT = {"forward": {}, "slope_changes": {}, "dense_backward": {}}
