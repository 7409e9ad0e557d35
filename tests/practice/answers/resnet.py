"""Right and wrong answers to the holes of resnet."""

RIGHT = {
    "run_blocks": [
        """
        for block in blocks:
            inner = x @ block[0]
            total = x + np.where(inner > 0, inner, 0) @ block[1]
            x = total * (total > 0)
        return x
        """,
        """
        if len(blocks) == 0:
            return x
        (first, second), rest = blocks[0], blocks[1:]
        hidden = np.einsum("nk,ku->nu", x, first)
        total = np.einsum("nk,ku->nu", (hidden + abs(hidden)) / 2, second) + x
        return run_blocks(np.clip(total, 0, None), rest)
        """,
        """
        rows = []
        for row in x:
            for number in range(len(blocks)):
                inner = np.maximum(row @ blocks[number, 0], 0)
                row = np.maximum(row + inner @ blocks[number, 1], 0)
            rows.append(row)
        return np.array(rows)
        """,
    ],
    "block_gradient": [
        """
        passed = (gradient @ second.T) * (x @ first > 0)
        return passed @ first.T + gradient
        """,
        """
        slopes = gradient.copy()
        for n in range(len(x)):
            for unit in range(first.shape[1]):
                if x[n] @ first[:, unit] > 0:
                    slopes[n] += (second[unit] @ gradient[n]) * first[:, unit]
        return slopes
        """,
        """
        awake = (np.dot(x, first) > 0).astype(float)
        jacobians = np.eye(x.shape[1]) + np.einsum("ku,nu,uj->nkj", first, awake, second)
        return np.einsum("nkj,nj->nk", jacobians, gradient)
        """,
    ],
    "mean_similarity": [
        """
        total, pairs = 0.0, 0
        for i in range(len(activations)):
            for j in range(i):
                a, b = activations[i], activations[j]
                total += a @ b / np.sqrt((a @ a) * (b @ b))
                pairs += 1
        return total / pairs
        """,
        """
        rows = activations / np.sqrt((activations**2).sum(axis=1))[:, None]
        n = len(rows)
        return (np.sum(rows.sum(axis=0) ** 2) - n) / (n * n - n)
        """,
        """
        lengths = np.linalg.norm(activations, axis=1)
        cosines = activations @ activations.T / np.outer(lengths, lengths)
        n = len(lengths)
        return (cosines.sum() - n) / (n * (n - 1))
        """,
    ],
}


def _run(*lines: str) -> str:
    """A loop over the blocks."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"for first, second in blocks:\n{body}return x"


_COSINES = """
rows = activations / np.linalg.norm(activations, axis=1, keepdims=True)
cosines = rows @ rows.T
n = len(rows)
"""
_BRANCH = "branch = np.maximum(x @ first, 0) @ second"
WRONG = {
    "run_blocks": {
        "mistake": [
            _run(_BRANCH, "x = np.maximum(branch, 0)"),
            _run(_BRANCH, "x = x + branch"),
            _run(_BRANCH, "x = branch"),
            _run(_BRANCH, "x = x + np.maximum(branch, 0)"),
            _run(_BRANCH, "x = np.maximum(x - branch, 0)"),
            _run(_BRANCH, "x = np.maximum(x * branch, 0)"),
            _run("x = np.maximum(x + x @ first @ second, 0)"),
            _run("x = np.maximum(x + np.maximum(x @ second, 0) @ first, 0)"),
            """
            start = x
            for first, second in blocks:
                x = np.maximum(start + np.maximum(x @ first, 0) @ second, 0)
            return x
            """,
            """
            for first, second in blocks[::-1]:
                x = np.maximum(x + np.maximum(x @ first, 0) @ second, 0)
            return x
            """,
            """
            for first, second in blocks:
                result = np.maximum(x + np.maximum(x @ first, 0) @ second, 0)
            return result if len(blocks) else x
            """,
            _run(_BRANCH, "return np.maximum(x + branch, 0)"),
            """
            for first, second in blocks[:-1]:
                x = np.maximum(x + np.maximum(x @ first, 0) @ second, 0)
            return x
            """,
        ],
        "edge": [
            """
            for first, second in blocks:
                result = np.maximum(x + np.maximum(x @ first, 0) @ second, 0)
                x = result
            return result
            """,
        ],
        "changes-argument": [_run(_BRANCH, "x += branch", "x[x < 0] = 0")],
        "transposed": [_run(_BRANCH, "x = np.maximum(x + branch, 0)") + ".T"],
        "raises": [
            _run("branch = max(x @ first, 0) @ second", "x = max(x + branch, 0)"),
            _run("x = relu(x + relu(x @ first) @ second)"),
        ],
        "reduced": [_run(_BRANCH, "x = np.maximum(x + branch, 0)") + ".mean(axis=0)"],
        "nothing": [_run(_BRANCH, "x = np.maximum(x + branch, 0)").replace("return x", "x = x")],
        "unused": [_run("x = np.maximum(x, 0)")],
    },
    "block_gradient": {
        "mistake": [
            "return np.where(x @ first > 0, gradient @ second.T, 0) @ first.T",
            "return gradient",
            "return gradient + gradient @ second.T @ first.T",
            "return gradient + np.where(x @ first > 0, 0, gradient @ second.T) @ first.T",
            "return gradient - np.where(x @ first > 0, gradient @ second.T, 0) @ first.T",
            "return gradient * (np.where(x @ first > 0, gradient @ second.T, 0) @ first.T)",
            "return x + np.where(x @ first > 0, gradient @ second.T, 0) @ first.T",
            "return 1 + np.where(x @ first > 0, gradient @ second.T, 0) @ first.T",
            "return gradient + (np.maximum(x @ first, 0) * (gradient @ second.T)) @ first.T",
            "return (x > 0) * gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T",
        ],
        "unused": ["return gradient + np.maximum(gradient @ second.T, 0) @ first.T"],
        "factor": ["return (gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T) / 2"],
        "batch-factor": [
            "return (gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T) / len(x)",
        ],
        "sign": ["return -gradient - ((x @ first > 0) * (gradient @ second.T)) @ first.T"],
        "ties": ["return gradient + np.where(x @ first >= 0, gradient @ second.T, 0) @ first.T"],
        "raises": [
            "return gradient + np.where(x @ first > 0, gradient @ second, 0) @ first",
            "return gradient + np.where(x > 0, gradient @ second.T, 0) @ first.T",
            "return gradient + (x @ first > 0) @ second.T @ first.T",
        ],
        "transposed": [
            "return (gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T).T",
        ],
        "nothing": ["slopes = gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T"],
        "reduced": [
            "return (gradient + ((x @ first > 0) * (gradient @ second.T)) @ first.T).sum(axis=0)",
        ],
        "changes-argument": [
            "gradient += ((x @ first > 0) * (gradient @ second.T)) @ first.T\nreturn gradient",
        ],
    },
    "mean_similarity": {
        "mistake": [
            _COSINES + "return cosines.mean()",
            "products = activations @ activations.T\n"
            "return products[~np.eye(len(activations), dtype=bool)].mean()",
            _COSINES + "return (abs(cosines).sum() - n) / (n * (n - 1))",
            _COSINES + "return np.diagonal(cosines, 1).mean()",
            _COSINES + "return np.triu(cosines, 1).mean()",
            _COSINES + "return np.tril(cosines).mean()",
            _COSINES.replace("axis=1", "axis=0") + "return (cosines.sum() - n) / (n * (n - 1))",
            _COSINES.replace("axis=1", "axis=0") + "return cosines[np.triu_indices(n, 1)].mean()",
            _COSINES.replace(", axis=1", "") + "return cosines[np.triu_indices(n, 1)].mean()",
            _COSINES.replace(" / np.linalg.norm(activations, axis=1, keepdims=True)", "")
            + "return (cosines.sum() - n) / (n * (n - 1))",
            "return (activations @ activations.T).mean()",
            _COSINES + "return cosines[0, 1:].mean()",
            _COSINES + "return np.median(cosines[np.triu_indices(n, 1)])",
            _COSINES + "return cosines[np.triu_indices(n, 1)].max()",
            _COSINES + "return np.arccos(np.clip(cosines, -1, 1))[np.triu_indices(n, 1)].mean()",
            """
            rows = activations / (activations**2).sum(axis=1, keepdims=True)
            n = len(rows)
            return (rows @ rows.T)[np.triu_indices(n, 1)].mean()
            """,
            """
            columns = activations / np.linalg.norm(activations, axis=0)
            cosines = columns.T @ columns
            n = len(cosines)
            return (cosines.sum() - n) / (n * (n - 1))
            """,
            """
            gaps = activations[:, None] - activations
            return np.linalg.norm(gaps, axis=2)[np.triu_indices(len(activations), 1)].mean()
            """,
            """
            n = len(activations)
            return np.corrcoef(activations)[np.triu_indices(n, 1)].mean()
            """,
        ],
        "batch-factor": [_COSINES + "return (cosines.sum() - n) / (n * n)"],
        "factor": [_COSINES + "return np.triu(cosines, 1).sum() / (n * (n - 1))"],
        "sign": [_COSINES + "return (n - cosines.sum()) / (n * (n - 1))"],
        "reduced": [
            _COSINES + "return cosines",
            _COSINES + "return (cosines.sum(axis=1) - 1) / (n - 1)",
        ],
        "precision": [
            """
            lengths = np.linalg.norm(activations, axis=1, keepdims=True)
            rows = activations / (lengths + 1e-12)
            n = len(rows)
            return ((rows @ rows.T).sum() - n) / (n * (n - 1))
            """,
        ],
        "nothing": [_COSINES + "(cosines.sum() - n) / (n * (n - 1))"],
        "raises": [_COSINES + "return (cosines.sum() - count) / (n * (n - 1))"],
        "changes-argument": [
            """
            activations /= np.linalg.norm(activations, axis=1, keepdims=True)
            n = len(activations)
            return ((activations @ activations.T).sum() - n) / (n * (n - 1))
            """,
        ],
        "function": [_COSINES + "return 1 - (cosines.sum() - n) / (n * (n - 1))"],
    },
}
EQUIVALENT = {"run_blocks": {}, "block_gradient": {}, "mean_similarity": {}}
