"""Right and wrong answers to the holes of tfjs-linear-regression."""

RIGHT = {
    "training_step": [
        """
        kernel, bias = line
        slope_kernel = slope_bias = 0.0
        for size, time in zip(sizes, times):
            error = kernel * size + bias - time
            sign = (error > 0) * 1.0 - (error < 0)
            slope_kernel += sign * size / len(sizes)
            slope_bias += sign / len(sizes)
        return np.array([kernel - learning_rate * slope_kernel, bias - learning_rate * slope_bias])
        """,
        """
        design = np.stack([sizes, np.ones(len(sizes))], axis=1)
        return line - learning_rate / len(times) * design.T @ np.sign(design @ line - times)
        """,
        """
        towards = np.sign(times - np.polyval(line, sizes))
        moved = line.copy()
        moved[0] += learning_rate * (towards * sizes).mean()
        moved[1] += learning_rate * towards.mean()
        return moved
        """,
    ],
    "to_bytes_and_back": [
        """
        low, high = weights.min(), weights.max()
        scale = (high - low) / 255 or 1.0
        stored = np.floor((weights - low) / scale + 0.5).astype("uint8")
        return stored.astype(float) * scale + low
        """,
        """
        readable = np.linspace(weights.min(), weights.max(), 256)
        places = np.abs(weights[..., None] - readable).argmin(axis=-1)
        return readable[places]
        """,
        """
        scale = np.ptp(weights) / 255
        found = []
        for weight in weights.ravel():
            byte = round((weight - weights.min()) / scale) if scale else 0
            found.append(byte * scale + weights.min())
        return np.array(found).reshape(weights.shape)
        """,
    ],
    "parity_gap": [
        """
        gap = np.abs(browser_outputs - keras_outputs)
        if not (gap >= 0).all():
            return float("inf")
        size = max(abs(keras_outputs.min()), abs(keras_outputs.max()))
        return gap.max() / (size or 1)
        """,
        """
        worst = size = 0.0
        for due, came in zip(keras_outputs.ravel(), browser_outputs.ravel()):
            if came != came:
                return np.inf
            worst = max(worst, abs(float(due) - float(came)))
            size = max(size, abs(float(due)))
        return worst if size == 0 else worst / size
        """,
        """
        gap = np.linalg.norm((browser_outputs - keras_outputs).ravel(), np.inf)
        size = np.linalg.norm(keras_outputs.ravel(), np.inf)
        answer = gap if size == 0 else gap / size
        return np.inf if np.isnan(answer) else answer
        """,
    ],
}
_SLOPE = "slope = np.sign(line[0] * sizes + line[1] - times)\n"
_STEP = _SLOPE + "gradient = np.array([np.mean(slope * sizes), np.mean(slope)])\n"
_BYTES = """
low, high = weights.min(), weights.max()
scale = (high - low) / 255 or 1.0
stored = np.rint((weights - low) / scale)
"""
_GAP = """
if np.isnan(browser_outputs).any():
    return np.inf
size = np.abs(keras_outputs).max() or 1.0
gap = np.abs(browser_outputs - keras_outputs)
"""
WRONG = {
    "training_step": {
        "sign": [
            _STEP + "return line + learning_rate * gradient",
            _STEP + "return learning_rate * gradient - line",
        ],
        "mistake": [
            _SLOPE + "return line - learning_rate * slope.mean() * np.array([sizes.mean(), 1])",
            """
            kernel, bias = line
            for size, time in zip(sizes, times):
                slope = np.sign(kernel * size + bias - time)
                kernel -= learning_rate * slope * size
                bias -= learning_rate * slope
            return np.array([kernel, bias])
            """,
            """
            error = line[0] * sizes + line[1] - times
            return line - learning_rate * 2 * np.array([np.mean(error * sizes), np.mean(error)])
            """,
            """
            error = line[0] * sizes + line[1] - times
            return line - learning_rate * np.array([np.mean(error * sizes), np.mean(error)])
            """,
            """
            error = np.abs(line[0] * sizes + line[1] - times)
            return line - learning_rate * np.array([np.mean(error * sizes), np.mean(error)])
            """,
            _SLOPE + "return line - learning_rate * slope.mean()",
            """
            kernel, bias = line
            slope = np.sign(kernel * sizes + bias - times)
            kernel = kernel - learning_rate * np.mean(slope * sizes)
            bias = bias - learning_rate * np.mean(np.sign(kernel * sizes + bias - times))
            return np.array([kernel, bias])
            """,
            """
            line = line.copy()
            line[1] -= learning_rate * np.mean(np.sign(line[0] * sizes + line[1] - times))
            line[0] -= learning_rate * np.mean(np.sign(line[0] * sizes + line[1] - times) * sizes)
            return line
            """,
            """
            slope = np.sign(line[1] * sizes + line[0] - times)
            return line - learning_rate * np.array([np.mean(slope * sizes), np.mean(slope)])
            """,
            _STEP + "return np.array([line[0], line[1] - learning_rate * gradient[1]])",
            _STEP + "return np.array([line[0] - learning_rate * gradient[0], line[1]])",
        ],
        "unused": [_STEP + "return line - gradient", _STEP + "return gradient"],
        "argument-offset": [_STEP + "return learning_rate * gradient"],
        "reversed": [
            _STEP + "return line - learning_rate * gradient[::-1]",
            _STEP + "return (line - learning_rate * gradient)[::-1]",
        ],
        "batch-factor": [
            _SLOPE + "return line - learning_rate * np.array([np.sum(slope * sizes), slope.sum()])",
        ],
        "edge": [
            """
            slope = np.where(line[0] * sizes + line[1] > times, 1.0, -1.0)
            return line - learning_rate * np.array([np.mean(slope * sizes), np.mean(slope)])
            """,
        ],
        "not-finite": [
            """
            error = line[0] * sizes + line[1] - times
            slope = error / np.abs(error)
            return line - learning_rate * np.array([np.mean(slope * sizes), np.mean(slope)])
            """,
        ],
        "changes-argument": [_STEP + "line -= learning_rate * gradient\nreturn line"],
        "nothing": [_STEP + "line = line - learning_rate * gradient"],
        "type": [_STEP + "return tuple(line - learning_rate * gradient)"],
        "raises": [_STEP + "return line - lr * gradient"],
        "broadcast": [
            _SLOPE + "return line[:, None] - learning_rate * np.stack([slope * sizes, slope])",
        ],
    },
    "to_bytes_and_back": {
        "rounded": [
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            return np.floor((weights - low) / scale) * scale + low
            """,
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            return ((weights - low) / scale).astype("uint8") * scale + low
            """,
            "return np.rint(weights)",
        ],
        "mistake": [
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            return np.rint((weights - low) / scale).astype("int8") * scale + low
            """,
            """
            scale = (weights.max() - weights.min()) / 255 or 1.0
            return np.rint(weights / scale) * scale
            """,
            """
            scale = np.abs(weights).max() / 127 or 1.0
            return np.rint(weights / scale) * scale
            """,
            """
            low = weights.min()
            scale = (weights.max() - low) / 256 or 1.0
            return np.rint((weights - low) / scale) * scale + low
            """,
            """
            low = weights.min()
            scale = (weights.max() - low) / 127 or 1.0
            return np.rint((weights - low) / scale) * scale + low
            """,
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            return np.ceil((weights - low) / scale) * scale + low
            """,
            "return weights.copy()",
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            stored = np.rint(weights / scale).astype(int).astype("uint8")
            return stored * scale + low
            """,
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            return np.clip(np.rint(weights / scale), 0, 255) * scale + low
            """,
            """
            scale = (weights.max() or 1.0) / 255
            return np.rint(weights / scale).astype(int).astype("uint8") * scale
            """,
            _BYTES + "return stored",
            """
            size = np.abs(weights).max()
            scale = 2 * size / 255 or 1.0
            return np.rint((weights + size) / scale) * scale - size
            """,
            """
            scale = weights.max() / 255 or 1.0
            return np.rint(np.maximum(weights, 0) / scale) * scale
            """,
        ],
        "argument-offset": [_BYTES + "return stored * scale"],
        "not-finite": [
            """
            low = weights.min()
            scale = (weights.max() - low) / 255
            return np.rint((weights - low) / scale) * scale + low
            """,
        ],
        "edge": [
            """
            low = weights.min()
            scale = (weights.max() - low + 2e-9) / 255
            return np.rint((weights - low) / scale) * scale + low
            """,
            """
            low = min(weights.min(), 0.0)
            scale = (weights.max() - low) / 255 or 1.0
            return np.rint((weights - low) / scale) * scale + low
            """,
        ],
        "reduced": [_BYTES + "return (stored * scale + low).mean()"],
        "changes-argument": [
            """
            low = weights.min()
            scale = (weights.max() - low) / 255 or 1.0
            weights -= low
            return np.rint(weights / scale) * scale + low
            """,
        ],
        "nothing": [_BYTES + "weights = stored * scale + low"],
        "type": [_BYTES + "return stored.astype('uint8').tobytes()"],
        "raises": [_BYTES + "return stored.astype('uint8') * scale + lower"],
        "sign": [_BYTES + "return -(stored * scale + low)"],
        "example-only": ["return np.array([[-1.0, 0.3], [1.0, 4.1]])"],
        "constant": ["return np.zeros_like(weights)"],
    },
    "parity_gap": {
        "mistake": [
            """
            if np.isnan(browser_outputs).any():
                return np.inf
            return np.abs(browser_outputs - keras_outputs).max() / np.abs(keras_outputs).min()
            """,
            """
            if np.isnan(browser_outputs).any():
                return np.inf
            size = np.linalg.norm(keras_outputs) or 1
            return np.linalg.norm(browser_outputs - keras_outputs) / size
            """,
            """
            if np.isnan(browser_outputs).any():
                return np.inf
            return np.abs(browser_outputs - keras_outputs).max() / (np.ptp(keras_outputs) or 1)
            """,
            _GAP + "return gap.max(axis=1).mean() / size",
            _GAP + "return (gap / np.maximum(np.abs(keras_outputs), 1e-300)).max()",
            _GAP + "return gap.mean() / size",
            _GAP + "return gap.sum() / size",
            _GAP + "return np.sqrt(np.mean(gap**2)) / size",
            _GAP + "return gap.max()",
            _GAP + "return gap.max() / np.abs(browser_outputs).max()",
            _GAP + "return gap.max() / (np.abs(keras_outputs).mean() or 1)",
            _GAP + "return abs(np.abs(browser_outputs).max() - size) / size",
        ],
        "sign": [
            _GAP + "return (browser_outputs - keras_outputs).max() / size",
            _GAP + "return (keras_outputs - browser_outputs).max() / size",
            _GAP + "return (browser_outputs - keras_outputs).max() / keras_outputs.max()",
            _GAP + "return (keras_outputs - browser_outputs).max() / keras_outputs.max()",
            _GAP + "return gap.max() / keras_outputs.max()",
        ],
        "edge": [
            """
            size = np.abs(keras_outputs).max() or 1.0
            return np.abs(browser_outputs - keras_outputs).max() / size
            """,
            """
            size = np.abs(keras_outputs).max() or 1.0
            return np.nanmax(np.abs(browser_outputs - keras_outputs)) / size
            """,
            """
            size = np.abs(keras_outputs).max() or 1.0
            worst = 0.0
            for gap in np.abs(browser_outputs - keras_outputs).ravel():
                if gap > worst:
                    worst = gap
            return worst / size
            """,
            """
            gap = np.nan_to_num(browser_outputs) - keras_outputs
            return np.abs(gap).max() / (np.abs(keras_outputs).max() or 1.0)
            """,
            _GAP + "return gap.max() / (size + 1e-7)",
            _GAP + "return min(gap.max() / size, 1.0)",
        ],
        "reduced": [_GAP + "return gap / size", _GAP + "return gap.max(axis=1) / size"],
        "type": [_GAP + "return bool(gap.max() / size < 1e-4)"],
        "nothing": [_GAP + "answer = gap.max() / size"],
        "function": [_GAP + "return size / gap.max() if gap.any() else 0.0"],
        "factor": [_GAP + "return 100 * gap.max() / size"],
        "raises": [_GAP + "return max(gap) / size"],
        "constant": ["return 0.0"],
        "example-only": ["return 0.125"],
        "changes-argument": [
            _GAP + "browser_outputs -= keras_outputs\nreturn np.abs(browser_outputs).max() / size",
        ],
    },
}
EQUIVALENT = {"training_step": {}, "to_bytes_and_back": {}, "parity_gap": {}}
