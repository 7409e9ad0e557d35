"""Right and wrong answers to the holes of loss-surface."""

ERRORS = "(kernels[:, None, None] * x + biases[:, None] - y)"


def by_steps(noise="np.sqrt(2 * rate * heat) * normal", slope="gradient(places)", after="pass"):
    """A walk with parts replaced."""
    return f"""
        places = starts.copy()
        for heat, normal in zip(heats, normals):
            places = places - rate * {slope} + {noise}
            {after}
        return places
        """


RIGHT = {
    "survey": [
        """
        losses = np.empty((len(kernels), len(biases)))
        for i, kernel in enumerate(kernels):
            for j, bias in enumerate(biases):
                losses[i, j] = np.mean(abs(kernel * x + bias - y) ** power)
        return losses
        """,
        """
        k, b = np.meshgrid(kernels, biases, indexing="ij")
        return sum(abs(k * xi + b - yi) ** power for xi, yi in zip(x, y)) / len(x)
        """,
        """
        gaps = np.outer(kernels, x) - y
        return np.stack([np.mean(abs(gaps + bias) ** power, axis=1) for bias in biases], axis=1)
        """,
    ],
    "cosines": [
        """
        units = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        return units @ (gradient / np.linalg.norm(gradient))
        """,
        """
        found = []
        for d in directions:
            found.append(np.sum(d * gradient) / np.sqrt(np.sum(d**2) * np.sum(gradient**2)))
        return np.array(found)
        """,
        """
        squares = np.einsum("nk,nk->n", directions, directions) * (gradient @ gradient)
        return (directions * gradient).sum(axis=-1) / squares**0.5
        """,
    ],
    "anneal": [
        by_steps("(2 * rate * heat) ** 0.5 * normal"),
        """
        places = np.array(starts, float)
        for step in range(len(heats)):
            places -= rate * gradient(places.copy())
            places += normals[step] * np.sqrt(2 * heats[step]) * np.sqrt(rate)
        return places
        """,
        """
        if len(heats) == 0:
            return np.array(starts)
        noise = np.sqrt(2 * rate * heats[0]) * normals[0]
        places = starts - rate * gradient(starts) + noise
        return anneal(gradient, places, heats[1:], normals[1:], rate)
        """,
    ],
}
WRONG = {
    "survey": {
        "sign": [f"return ({ERRORS} ** power).mean(axis=2)"],
        "mistake": [
            f"return abs{ERRORS}.mean(axis=2) ** power",
            f"return (abs{ERRORS} ** power).max(axis=2)",
            f"return (abs{ERRORS} * power).mean(axis=2)",
            "errors = biases[:, None] * x + kernels[:, None, None] - y\n"
            "return (abs(errors) ** power).mean(axis=2)",
        ],
        "unused": [
            f"return abs{ERRORS}.mean(axis=2)",
            f"return ({ERRORS} ** 2).mean(axis=2)",
            f"return (abs{ERRORS.replace('x', '1 ')} ** power).mean(axis=2)",
            f"return (abs{ERRORS.replace(' - y', '')} ** power).mean(axis=2)",
        ],
        "function": [f"return (abs{ERRORS} ** power).mean(axis=2) ** (1 / power)"],
        "batch-factor": [f"return (abs{ERRORS} ** power).sum(axis=2)"],
        "transposed": [
            f"return (abs{ERRORS} ** power).mean(axis=2).T",
            f"return (abs{ERRORS} ** power).mean(axis=0)",
        ],
        "reduced": [
            f"return (abs{ERRORS} ** power).mean()",
            f"return (abs{ERRORS} ** power).mean(axis=(1, 2))",
        ],
        "broadcast": [f"return abs{ERRORS} ** power"],
        "raises": ["return (abs(kernels * x + biases - y) ** power).mean()"],
        "nothing": [f"losses = (abs{ERRORS} ** power).mean(axis=2)"],
    },
    "cosines": {
        "mistake": [
            "return directions @ gradient",
            "return directions @ gradient / np.linalg.norm(gradient)",
            "return directions @ gradient / np.linalg.norm(directions, axis=1)",
            "return directions @ gradient / np.linalg.norm(directions) / np.linalg.norm(gradient)",
            "return directions @ gradient / (directions**2).sum(1) / (gradient**2).sum()",
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return np.arccos(np.clip(directions @ gradient / lengths, -1, 1))
            """,
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return np.sqrt(np.maximum(1 - (directions @ gradient / lengths) ** 2, 0))
            """,
        ],
        "sign": [
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return abs(directions @ gradient / lengths)
            """,
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return -directions @ gradient / lengths
            """,
        ],
        "raises": [
            "return gradient @ directions / np.linalg.norm(directions)",
            "return directions @ gradient / np.linalg.norm(directions, axis=0)",
        ],
        "reduced": [
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return (directions @ gradient / lengths).mean()
            """
        ],
        "batch-factor": [
            """
            lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
            return (directions * gradient).mean(axis=1) / lengths
            """
        ],
        "broadcast": [
            """
            lengths = np.linalg.norm(directions, axis=1, keepdims=True)
            return directions * gradient / lengths
            """
        ],
        "shape": [
            """
            lengths = np.linalg.norm(directions, axis=1, keepdims=True) * np.linalg.norm(gradient)
            return (directions @ gradient)[:, None] / lengths
            """
        ],
        "nothing": ["directions @ gradient"],
        "changes-argument": [
            """
            directions /= np.linalg.norm(directions, axis=1, keepdims=True)
            return directions @ gradient / np.linalg.norm(gradient)
            """
        ],
    },
    "anneal": {
        "sign": [
            by_steps(slope="-gradient(places)"),
            by_steps("-np.sqrt(2 * rate * heat) * normal"),
        ],
        "unused": [by_steps("0"), by_steps("np.sqrt(2 * rate) * normal")],
        "mistake": [
            by_steps("2 * rate * heat * normal"),
            by_steps("np.sqrt(rate * heat) * normal"),
            by_steps("2 * np.sqrt(rate * heat) * normal"),
            by_steps("np.sqrt(2 * heat) * normal"),
            by_steps("rate * np.sqrt(2 * rate * heat) * normal"),
            by_steps("np.sqrt(2 * rate * heats[0]) * normal"),
            by_steps("np.sqrt(2 * rate * heat) * normals[0]"),
            by_steps(slope="gradient(starts)"),
            by_steps().replace("zip(heats", "zip(heats[::-1]"),
            by_steps().replace("zip(heats", "zip(heats[:-1]"),
            by_steps(slope="gradient(places) / rate"),
        ],
        "broadcast": [by_steps().replace("return places", "return places + starts[:, None]")],
        "reduced": [by_steps().replace("return places", "return places.mean()")],
        "changes-argument": [
            """
            for heat, normal in zip(heats, normals):
                starts -= rate * gradient(starts) - np.sqrt(2 * rate * heat) * normal
            return starts
            """
        ],
        "nothing": [by_steps().replace("return places", "print(places)")],
        "raises": [by_steps("np.sqrt(2 * rate * heats) * normal * 1.0")],
    },
}
EQUIVALENT = {"survey": {}, "cosines": {}, "anneal": {}}
