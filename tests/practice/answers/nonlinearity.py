"""Right and wrong answers to the holes of nonlinearity."""

RIGHT = {
    "multiply_out": [
        """
        at_nothing = forward(np.zeros((1, len(kernel))), kernel, bias, kernel_2, bias_2)
        rows = forward(np.eye(len(kernel)), kernel, bias, kernel_2, bias_2) - at_nothing
        return rows, at_nothing[0]
        """,
        """
        both = np.vstack([kernel, bias]) @ kernel_2
        return both[:-1], both[-1] + bias_2
        """,
        """
        product = np.zeros((len(kernel), len(bias_2)))
        new_bias = bias_2.astype(float)
        for unit in range(len(bias)):
            product += np.outer(kernel[:, unit], kernel_2[unit])
            new_bias = new_bias + bias[unit] * kernel_2[unit]
        return product, new_bias
        """,
    ],
    "deep_slope": [
        """
        outputs = [x]
        for _ in range(layers):
            outputs.append(sigmoid(outputs[-1]))
        s = np.stack(outputs[1:])
        return np.prod(s * (1 - s), axis=0)
        """,
        """
        if layers == 0:
            return np.ones(len(x))
        s = sigmoid(x)
        return s * (1 - s) * deep_slope(s, layers - 1)
        """,
        """
        logs = np.zeros(len(x))
        for _ in range(layers):
            logs -= np.logaddexp(0, -x) + np.logaddexp(0, x)
            x = sigmoid(x)
        return np.exp(logs)
        """,
    ],
}
WRONG = {
    "multiply_out": {
        "argument-offset": ["return kernel @ kernel_2, bias @ kernel_2"],
        "unused": [
            "return kernel @ kernel_2, bias_2",
            "return kernel @ kernel_2, np.ones_like(bias) @ kernel_2 + bias_2",
        ],
        "mistake": [
            "return kernel @ kernel_2, bias.sum() + bias_2",
            "return kernel @ kernel_2 + bias @ kernel_2 + bias_2, bias @ kernel_2 + bias_2",
            "return (kernel + bias) @ kernel_2, bias @ kernel_2 + bias_2",
            "return np.maximum(kernel, 0) @ kernel_2, np.maximum(bias, 0) @ kernel_2 + bias_2",
            "return kernel @ kernel_2, np.maximum(bias, 0) @ kernel_2 + bias_2",
            "return abs(kernel) @ kernel_2, bias @ kernel_2 + bias_2",
        ],
        "raises": [
            "return kernel * kernel_2, bias @ kernel_2 + bias_2",
            "return kernel_2 @ kernel, bias @ kernel_2 + bias_2",
            "return kernel @ kernel_2, bias + bias_2",
            "return kernel @ kernel_2, kernel_2 @ bias + bias_2",
            "return kernel.T @ kernel_2.T, bias @ kernel_2 + bias_2",
        ],
        "transposed": ["return (kernel @ kernel_2).T, bias @ kernel_2 + bias_2"],
        "sign": ["return -kernel @ kernel_2, bias @ kernel_2 + bias_2"],
        "results": [
            "return kernel @ kernel_2",
            "return np.vstack([kernel @ kernel_2, bias @ kernel_2 + bias_2])",
            "return [kernel, bias, kernel_2, bias_2]",
        ],
        "nothing": ["kernel, bias = kernel @ kernel_2, bias @ kernel_2 + bias_2"],
        "changes-argument": [
            """
            bias_2 += bias @ kernel_2
            return kernel @ kernel_2, bias_2
            """,
        ],
        "shape": ["return kernel @ kernel_2, bias[None] @ kernel_2 + bias_2"],
        "reduced": [
            "return kernel @ kernel_2, np.sum(bias @ kernel_2 + bias_2)",
            "return (kernel @ kernel_2).sum(axis=0), bias @ kernel_2 + bias_2",
        ],
    },
    "deep_slope": {
        "mistake": [
            """
            s = sigmoid(x)
            return (s * (1 - s)) ** layers
            """,
            """
            for _ in range(layers):
                x = sigmoid(x)
            return x * (1 - x)
            """,
            """
            slope = 0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope + x * (1 - x)
            return slope
            """,
            """
            slope = 1.0
            for _ in range(layers + 1):
                x = sigmoid(x)
                slope = slope * x * (1 - x)
            return slope
            """,
            """
            slope = 1.0
            for _ in range(layers):
                slope = slope * x * (1 - x)
                x = sigmoid(x)
            return slope
            """,
            """
            for _ in range(layers):
                x = sigmoid(x)
            return x
            """,
            """
            slope = 1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * x
            return slope
            """,
            """
            slope = 1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * (1 - x**2)
            return slope
            """,
            """
            slope = 1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * (1 - x)
            return slope
            """,
            """
            slope = np.ones(len(x))
            for _ in range(layers - 1):
                x = sigmoid(x)
                slope = slope * x * (1 - x)
            return slope
            """,
        ],
        "unused": [
            """
            s = sigmoid(x)
            return s * (1 - s)
            """,
            "return np.full(len(x), 0.25 ** layers)",
        ],
        "sign": [
            """
            slope = -1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * x * (1 - x)
            return slope
            """,
        ],
        "nearly": [
            """
            def run(z):
                for _ in range(layers):
                    z = sigmoid(z)
                return z
            return (run(x + 1e-3) - run(x)) / 1e-3
            """,
        ],
        "raises": [
            """
            for _ in layers:
                x = sigmoid(x)
            return x * (1 - x)
            """,
        ],
        "reduced": [
            """
            slope = 1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * x * (1 - x)
            return slope.mean()
            """,
        ],
        "nothing": [
            """
            slope = 1.0
            for _ in range(layers):
                x = sigmoid(x)
                slope = slope * x * (1 - x)
            """,
        ],
        "changes-argument": [
            """
            slope = 1.0
            for _ in range(layers):
                x[:] = sigmoid(x)
                slope = slope * x * (1 - x)
            return slope
            """,
        ],
        "dtype": [
            """
            slope = np.ones_like(x)
            for _ in range(layers):
                s = sigmoid(x)
                slope = (slope * s * (1 - s)).astype(slope.dtype)
                x = s
            return slope
            """,
        ],
        "overflows": [
            """
            slope = 1.0
            for _ in range(layers):
                slope = slope * np.exp(-x) / (1 + np.exp(-x)) ** 2
                x = sigmoid(x)
            return slope
            """,
        ],
    },
}
EQUIVALENT = {"multiply_out": {}, "deep_slope": {}}
