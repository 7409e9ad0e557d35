"""Right and wrong answers to the holes of weight-decay."""

RIGHT = {
    "penalty_step": [
        "return weights - rate / size * gradient - 2 * rate * strength / size * weights",
        """
        new = weights.astype(float)
        for place in np.ndindex(weights.shape):
            slope = gradient[place] + 2 * strength * weights[place]
            new[place] -= rate * slope / size[place]
        return new
        """,
        """
        def penalty(w):
            return strength * w**2

        slope = (penalty(weights + 0.5) - penalty(weights - 0.5)) / 1.0
        return weights - rate * (gradient + slope) / size
        """,
    ],
    "decay_step": [
        "return weights - rate * (gradient / size + decay * weights)",
        """
        new = weights - rate * decay * weights
        new -= rate * gradient / size
        return new
        """,
        """
        new = weights.astype(float)
        new *= 1 - rate * decay
        return np.subtract(new, np.multiply(rate, gradient) / size)
        """,
    ],
    "weight_norm": [
        "return np.linalg.norm(np.concatenate([array.ravel() for array in arrays]))",
        """
        total = 0.0
        for array in arrays:
            for number in array.flat:
                total += number * number
        return total**0.5
        """,
        "return np.linalg.norm([np.linalg.norm(array.ravel()) for array in arrays])",
    ],
}
WRONG = {
    "penalty_step": {
        "factor": ["return weights - rate * (gradient + strength * weights) / size"],
        "mistake": [
            "return weights - rate * (gradient / size + 2 * strength * weights)",
            "return weights - rate * (gradient + strength * weights**2) / size",
            "return weights - rate * (gradient + strength * np.sum(weights**2)) / size",
            "return weights - rate * (gradient + strength * np.sign(weights)) / size",
            "return weights - rate * (gradient + 2 * strength * weights) * size",
            "return weights - rate * (gradient + 2 * strength * weights / size)",
            "return gradient + 2 * strength * weights",
        ],
        "sign": [
            "return weights - rate * (gradient - 2 * strength * weights) / size",
            "return weights + rate * (gradient + 2 * strength * weights) / size",
        ],
        "unused": [
            "return weights - rate * gradient / size",
            "return weights - rate * (gradient + 2 * strength * weights)",
            "return weights - (gradient + 2 * strength * weights) / size",
        ],
        "argument-offset": ["return -rate * (gradient + 2 * strength * weights) / size"],
        "reduced": ["return np.sum(weights - rate * (gradient + 2 * strength * weights) / size)"],
        "nothing": ["weights = weights - rate * (gradient + 2 * strength * weights) / size"],
        "changes-argument": [
            "gradient += 2 * strength * weights\nreturn weights - rate * gradient / size",
            "weights -= rate * (gradient + 2 * strength * weights) / size\nreturn weights",
        ],
        "raises": ["return weights - rate * (gradient + 2 * decay * weights) / size"],
        "edge": [
            "new = weights - rate * (gradient + 2 * strength * weights) / size\n"
            "return np.where(gradient == 0, weights, new) if not gradient.any() else new"
        ],
    },
    "decay_step": {
        "mistake": [
            "return weights - rate * (gradient + decay * weights) / size",
            "return weights - rate * (gradient + 2 * decay * weights) / size",
            "return (1 - decay) * weights - rate * gradient / size",
            "return (1 - rate * decay) * (weights - rate * gradient / size)",
            "return rate * decay * weights - rate * gradient / size",
            "return weights - rate * decay - rate * gradient / size",
            "return weights - rate * decay * np.sign(weights) - rate * gradient / size",
            "return (1 - rate * decay) * weights - rate * gradient * size",
            "return (1 - rate * decay) * weights - gradient / size",
        ],
        "factor": ["return (1 - 2 * rate * decay) * weights - rate * gradient / size"],
        "sign": [
            "return (1 + rate * decay) * weights - rate * gradient / size",
            "return (1 - rate * decay) * weights + rate * gradient / size",
        ],
        "unused": [
            "return weights - rate * gradient / size",
            "return (1 - rate * decay) * weights - rate * gradient",
            "return (1 - rate * decay) * weights",
        ],
        "changes-argument": [
            "weights *= 1 - rate * decay\nreturn weights - rate * gradient / size"
        ],
        "nothing": ["kept = (1 - rate * decay) * weights - rate * gradient / size"],
        "raises": ["return (1 - rate @ decay) * weights - rate * gradient / size"],
        "reduced": [
            "return (1 - rate * decay) * weights.sum() - rate * gradient.sum() / size.sum()"
        ],
        "type": ["return list((1 - rate * decay) * weights - rate * gradient / size)"],
    },
    "weight_norm": {
        "mistake": [
            "return sum(np.sqrt(np.sum(a**2)) for a in arrays)",
            "return sum(np.sum(abs(a)) for a in arrays)",
            "return max(np.max(abs(a)) for a in arrays)",
            "return np.mean([np.sqrt(np.sum(a**2)) for a in arrays])",
        ],
        "function": ["return sum(np.sum(a**2) for a in arrays)"],
        "batch-factor": [
            "return np.sqrt(np.mean(np.concatenate([a.ravel() for a in arrays]) ** 2))",
            "return np.sqrt(sum(np.mean(a**2) for a in arrays))",
            "return np.sqrt(sum(np.sum(a**2) for a in arrays) / len(arrays))",
        ],
        "reduced": [
            "return np.sqrt(np.sum(arrays[0] ** 2))",
            "return np.sqrt(np.sum(arrays[-1] ** 2))",
            "for array in arrays:\n    return np.sqrt(np.sum(array**2))",
            "return np.array([np.sqrt(np.sum(a**2)) for a in arrays])",
            "return [np.sqrt(np.sum(a**2)) for a in arrays]",
            "return max(np.sqrt(np.sum(a**2)) for a in arrays)",
        ],
        "sign": [
            "return abs(sum(np.sum(a) for a in arrays))",
            "return sum(np.sum(a) for a in arrays)",
            "return -np.sqrt(sum(np.sum(a**2) for a in arrays))",
        ],
        "raises": [
            "return np.sqrt(np.sum(np.array(arrays) ** 2))",
            "return np.sqrt(np.sum(arrays**2))",
        ],
        "nothing": ["total = np.sqrt(sum(np.sum(a**2) for a in arrays))"],
        "factor": ["return np.sqrt(sum(np.sum(a**2) for a in arrays) / 2)"],
        "example-only": ["return 5.0"],
    },
}
EQUIVALENT = {"penalty_step": {}, "decay_step": {}, "weight_norm": {}}
