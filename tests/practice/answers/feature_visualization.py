"""Right and wrong answers to the holes of feature-visualization."""

RIGHT = {
    "field_sides": [
        """
        jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
        return 1 + np.cumsum((kernels - 1) * jumps)
        """,
        """
        sides = []
        for layers in range(1, len(kernels) + 1):
            side = 1
            for kernel, stride in zip(kernels[:layers][::-1], strides[:layers][::-1]):
                side = (side - 1) * stride + kernel
            sides.append(side)
        return np.array(sides)
        """,
        """
        if len(kernels) == 1:
            return kernels.copy()
        jump = int(np.prod(strides[:-1]))
        before = field_sides(kernels[:-1], strides[:-1])
        return np.append(before, before[-1] + (kernels[-1] - 1) * jump)
        """,
    ],
    "find_favourites": [
        """
        found = []
        for channel in range(answers.shape[-1]):
            best = [image[:, :, channel].max() for image in answers]
            found.append(sorted(range(len(best)), key=lambda image: -best[image])[:count])
        return np.array(found)
        """,
        """
        flat = answers.reshape(len(answers), -1, answers.shape[3]).max(axis=1)
        return flat.argsort(axis=0)[::-1][:count].T
        """,
        """
        strongest = np.moveaxis(answers, 3, 0).max(axis=(2, 3))
        order = np.argsort(strongest, axis=1)
        return np.flip(order, axis=1)[:, :count]
        """,
    ],
    "climb": [
        """
        lengths = np.linspace(length, 0, steps, endpoint=False)
        for reach in lengths:
            slope = slopes(patch)
            size = max(slope.max(), -slope.min()) or 1.0
            patch = np.minimum(np.maximum(patch + slope * (reach / size), 0), 1)
        return patch
        """,
        """
        patch = patch.copy()
        left = steps
        while left:
            slope = slopes(patch)
            if not slope.any():
                break
            patch += length * left / steps * slope / np.linalg.norm(slope.ravel(), np.inf)
            patch[patch < 0] = 0
            patch[patch > 1] = 1
            left -= 1
        return patch
        """,
        """
        found = np.array(patch)
        for number in range(1, steps + 1):
            slope = np.asarray(slopes(found))
            steepest = np.sort(np.abs(slope), axis=None)[-1]
            share = (steps - number + 1) / steps
            found = np.clip(found + length * share * slope / max(steepest, 1e-300), 0.0, 1.0)
        return found
        """,
    ],
}
_CLIMB = """
for step in range(steps):
    slope = slopes(patch)
    steepest = np.abs(slope).max() or 1.0
    {step}
return patch
"""
WRONG = {
    "field_sides": {
        "mistake": [
            """
            side, jump, out = 1, 1, []
            for k, s in zip(kernels, strides):
                side += (k - 1) * s
                out.append(side)
            return np.array(out)
            """,
            """
            side, out = 1, []
            for k, s in zip(kernels, strides):
                side = side * s + k - 1
                out.append(side)
            return np.array(out)
            """,
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                jump *= stride
                side += (kernel - 1) * jump
                sides.append(side)
            return np.array(sides)
            """,
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                side += kernel * jump
                jump *= stride
                sides.append(side)
            return np.array(sides)
            """,
            "return np.cumprod(kernels)",
            """
            side, sides = 1, []
            for kernel, stride in zip(kernels, strides):
                side = (side - 1) * stride + kernel
                sides.append(side)
            return np.array(sides)
            """,
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return 1 + (kernels - 1) * jumps
            """,
            "return np.cumsum(kernels)",
            "return np.cumprod(strides)",
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                side += (kernel - 1) * jump
                jump = stride
                sides.append(side)
            return np.array(sides)
            """,
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                side += (kernel - 1) * jump
                jump += stride - 1
                sides.append(side)
            return np.array(sides)
            """,
        ],
        "unused": ["return 1 + np.cumsum(kernels - 1)"],
        "offset": [
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return np.cumsum((kernels - 1) * jumps)
            """,
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return 2 + np.cumsum((kernels - 1) * jumps)
            """,
        ],
        "reversed": [
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return (1 + np.cumsum((kernels - 1) * jumps))[::-1]
            """,
            """
            kernels, strides = kernels[::-1], strides[::-1]
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return 1 + np.cumsum((kernels - 1) * jumps)
            """,
        ],
        "one-off": [
            """
            side, jump, sides = 1, 1, [1]
            for kernel, stride in zip(kernels, strides):
                side += (kernel - 1) * jump
                jump *= stride
                sides.append(side)
            return np.array(sides)
            """,
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return (1 + np.cumsum((kernels - 1) * jumps))[:-1]
            """,
        ],
        "shifted": [
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                sides.append(side)
                side += (kernel - 1) * jump
                jump *= stride
            return np.array(sides)
            """,
        ],
        "reduced": [
            """
            side, jump = 1, 1
            for kernel, stride in zip(kernels, strides):
                side += (kernel - 1) * jump
                jump *= stride
            return side
            """,
        ],
        "type": [
            """
            side, jump, sides = 1, 1, []
            for kernel, stride in zip(kernels, strides):
                side += (kernel - 1) * jump
                jump *= stride
                sides.append(int(side))
            return sides
            """,
        ],
        "dtype": [
            """
            jumps = np.concatenate([[1.0], np.cumprod(strides)[:-1]])
            return 1 + np.cumsum((kernels - 1) * jumps)
            """,
        ],
        "nothing": ["sides = 1 + np.cumsum(kernels - 1)"],
        "changes-argument": [
            """
            kernels -= 1
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return 1 + np.cumsum(kernels * jumps)
            """,
        ],
        "raises": ["return 1 + sum((k - 1) * s for k, s in kernels)"],
        "edge": [
            """
            jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
            return 1 + np.cumsum((np.maximum(kernels, 2) - 1) * jumps)
            """,
            """
            jumps = np.concatenate([[1], np.cumprod(np.minimum(strides, 3))[:-1]])
            return 1 + np.cumsum((kernels - 1) * jumps)
            """,
        ],
        "example-only": ["return np.array([5, 6, 10])"],
    },
    "find_favourites": {
        "mistake": [
            "return np.argsort(-np.linalg.norm(answers, axis=(1, 2)), axis=0)[:count].T",
            "return np.argsort(-answers.max(axis=(1,2)), axis=0).T[:, -count:]",
            "return np.argsort(answers.max(axis=(1, 2)), axis=0)[:count].T",
            "return np.argsort(-answers.mean(axis=(1, 2)), axis=0)[:count].T",
            "return np.argsort(-answers.sum(axis=(1, 2)), axis=0)[:count].T",
            "return np.argsort(-answers[:, 0, 0], axis=0)[:count].T",
            "return np.sort(answers.max(axis=(1, 2)), axis=0)[::-1][:count].T",
            """
            order = np.argsort(-answers.max(axis=(1, 2, 3)))[:count]
            return np.repeat(order[None], answers.shape[-1], axis=0)
            """,
            "return np.argsort(-answers.max(axis=(1, 2)), axis=0).argsort(axis=0)[:count].T",
            "return np.argsort(-answers.max(axis=(1, 2)), axis=1)[:count].T",
        ],
        "order": ["return np.argsort(answers.max(axis=(1, 2)), axis=0)[-count:].T"],
        "function": ["return np.argsort(-abs(answers).max(axis=(1, 2)), axis=0)[:count].T"],
        "offset": ["return np.argsort(-answers.max(axis=(1, 2)), axis=0)[:count].T + 1"],
        "transposed": ["return np.argsort(-answers.max(axis=(1, 2)), axis=0)[:count]"],
        "shape": [
            "return np.argsort(-answers.max(axis=(1, 2)), axis=0).T",
            "return np.argsort(-answers.max(axis=(1, 2)).squeeze(), axis=0)[:count].T",
        ],
        "reduced": ["return np.argmax(answers.max(axis=(1, 2)), axis=0)"],
        "dtype": ["return np.argsort(-answers.max(axis=(1, 2)), axis=0)[:count].T.astype(float)"],
        "type": ["return np.argsort(-answers.max(axis=(1, 2)), axis=0)[:count].T.tolist()"],
        "nothing": ["np.argsort(-answers.max(axis=(1, 2)), axis=0)[:count].T"],
        "changes-argument": [
            """
            answers *= -1
            return np.argsort(answers.min(axis=(1, 2)), axis=0)[:count].T
            """,
        ],
        "edge": [
            "return np.argsort(-answers.max(axis=(1, 2), initial=0), axis=0)[:count].T",
        ],
        "raises": [
            "return answers.max(axis=(1, 2)).argsort(descending=True)[:count].T",
        ],
        "example-only": ["return np.array([[1, 0], [2, 0]])"],
    },
}
WRONG["climb"] = {
    "sign": [
        _CLIMB.format(
            step="patch = np.clip(patch - length * (1 - step / steps) * slope / steepest, 0, 1)"
        ),
    ],
    "mistake": [
        """
        start = patch
        for step in range(steps):
            slope = slopes(patch)
            steepest = np.abs(slope).max() or 1.0
            patch = np.clip(start + length * (1 - step / steps) * slope / steepest, 0, 1)
        return patch
        """,
        """
        for step in range(steps):
            slope = slopes(patch)
            steepest = np.abs(slope).max() or 1.0
            patch = np.clip(patch + length * 0.5 ** step * slope / steepest, 0, 1)
        return patch
        """,
        """
        for step in range(steps):
            slope = slopes(patch)
            steepest = np.abs(slope).max() or 1.0
            patch = np.clip(patch + length / (step + 1) * slope / steepest, 0, 1)
        return patch
        """,
        """
        for step in range(steps):
            slope = slopes(patch)
            length = length * (1 - step / steps)
            patch = np.clip(patch + length * slope / (np.abs(slope).max() or 1), 0, 1)
        return patch
        """,
        _CLIMB.format(step="patch = np.clip(patch + length * slope / steepest, 0, 1)"),
        _CLIMB.format(step="patch = np.clip(patch + length * (1 - step / steps) * slope, 0, 1)"),
        _CLIMB.format(
            step="patch = np.clip(patch + length * (1 - step / steps) * np.sign(slope), 0, 1)"
        ),
        _CLIMB.format(step="patch = patch + length * (1 - step / steps) * slope / steepest"),
        """
        for step in range(steps):
            slope = slopes(patch)
            size = np.linalg.norm(slope) or 1.0
            patch = np.clip(patch + length * (1 - step / steps) * slope / size, 0, 1)
        return patch
        """,
        """
        slope = slopes(patch)
        steepest = np.abs(slope).max() or 1.0
        for step in range(steps):
            patch = np.clip(patch + length * (1 - step / steps) * slope / steepest, 0, 1)
        return patch
        """,
        """
        for step in range(steps):
            slope = slopes(patch)
            steepest = np.abs(slope).max() or 1.0
            patch = patch + length * (1 - step / steps) * slope / steepest
        return np.clip(patch, 0, 1)
        """,
        "return patch",
    ],
    "one-off": [
        _CLIMB.format(
            step="patch = (patch + length * (1 - (step + 1) / steps) * slope / steepest).clip(0, 1)"
        ),
    ],
    "not-finite": [
        """
        for step in range(steps):
            slope = slopes(patch)
            slope = slope / np.abs(slope).max()
            patch = np.clip(patch + length * (1 - step / steps) * slope, 0, 1)
        return patch
        """,
    ],
    "changes-argument": [
        _CLIMB.format(
            step="patch += length * (1 - step / steps) * slope / steepest; patch.clip(0, 1, patch)"
        ),
    ],
    "nothing": [
        """
        for step in range(steps):
            slope = slopes(patch)
            patch = np.clip(patch + length * (1 - step / steps) * slope / abs(slope).max(), 0, 1)
        """,
    ],
    "raises": [
        _CLIMB.format(step="patch = np.clip(patch + length * slope[step] / steepest)"),
        "for step in range(steps):\n    patch = patch + slopes\nreturn patch",
    ],
    "type": [
        """
        path = [patch]
        for step in range(steps):
            slope = slopes(path[-1])
            steepest = np.abs(slope).max() or 1.0
            path.append(np.clip(path[-1] + length * (1 - step / steps) * slope / steepest, 0, 1))
        return path
        """,
    ],
    "reduced": [
        _CLIMB.format(
            step="patch = np.clip(patch + length * (1 - step / steps) * slope / steepest, 0, 1)"
        ).replace("return patch", "return patch.max()"),
    ],
}
EQUIVALENT = {
    "climb": {},
    "field_sides": {},
    "find_favourites": {},
}
