"""Right and wrong answers to the holes of augmentation-tta."""

RIGHT = {
    "move": [
        """
        moved = np.zeros_like(images)
        _, rows, columns = images.shape
        if abs(down) >= rows or abs(right) >= columns:
            return moved
        to_rows = slice(max(down, 0), rows + min(down, 0))
        to_columns = slice(max(right, 0), columns + min(right, 0))
        from_rows = slice(max(-down, 0), rows + min(-down, 0))
        from_columns = slice(max(-right, 0), columns + min(-right, 0))
        moved[:, to_rows, to_columns] = images[:, from_rows, from_columns]
        return moved
        """,
        """
        moved = np.roll(images, (down, right), axis=(1, 2))
        rows = np.arange(images.shape[1]) - down
        columns = np.arange(images.shape[2]) - right
        kept_rows = (rows >= 0) & (rows < images.shape[1])
        kept_columns = (columns >= 0) & (columns < images.shape[2])
        return moved * (kept_rows[:, None] & kept_columns)
        """,
        """
        rows, columns = images.shape[1:]
        wide = np.pad(images, ((0, 0), (abs(down),) * 2, (abs(right),) * 2))
        top, left = abs(down) - down, abs(right) - right
        return wide[:, top:top + rows, left:left + columns]
        """,
    ],
    "average_views": [
        """
        total = 0
        for view in logits:
            shares = np.exp(view - view.max(axis=1, keepdims=True))
            total = total + shares / shares.sum(axis=1, keepdims=True)
        return total / len(logits)
        """,
        """
        sums = np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        return np.exp(logits - sums).mean(axis=0)
        """,
        """
        gaps = logits[..., None, :] - logits[..., :, None]
        with np.errstate(over="ignore"):
            return np.mean(1 / np.exp(gaps).sum(axis=-1), axis=0)
        """,
    ],
}
_SHARES = "shares = np.exp(logits - logits.max(axis=2, keepdims=True))\n"
_SOFTMAX = _SHARES + "shares /= shares.sum(axis=2, keepdims=True)\n"
WRONG = {
    "move": {
        "mistake": [
            """
            out = images.copy()
            r, c = images.shape[1:]
            for i in range(r):
                for j in range(c):
                    if 0 <= i - down < r and 0 <= j - right < c:
                        out[:, i, j] = images[:, i - down, j - right]
            return out
            """,
            """
            out = np.roll(images, (down, right), axis=(1, 2))
            out[:, :abs(down)] = 0
            out[:, :, :abs(right)] = 0
            return out
            """,
            """
            out = np.zeros_like(images)
            if down >= 0 and right >= 0:
                out[:, down:, right:] = images[:, :images.shape[1]-down, :images.shape[2]-right]
            return out
            """,
            "return np.roll(images, (down, right), axis=(1, 2))",
            "return np.roll(images, (down, right), axis=(0, 1))",
            "return images[:, :, ::-1]",
            """
            moved = np.roll(images, (down, right), axis=(1, 2))
            moved[:, :down] = 0
            moved[:, :, :right] = 0
            return moved
            """,
            """
            _, rows, columns = images.shape
            moved = np.zeros(images.shape)
            for row in range(rows):
                for column in range(columns):
                    if row + down < rows and column + right < columns:
                        moved[:, row + down, column + right] = images[:, row, column]
            return moved
            """,
            """
            rows = np.clip(np.arange(images.shape[1]) - down, 0, images.shape[1] - 1)
            columns = np.clip(np.arange(images.shape[2]) - right, 0, images.shape[2] - 1)
            return images[:, rows][:, :, columns]
            """,
            """
            _, rows, columns = images.shape
            moved = np.ones_like(images)
            for row in range(rows):
                for column in range(columns):
                    if 0 <= row - down < rows and 0 <= column - right < columns:
                        moved[:, row, column] = images[:, row - down, column - right]
            return moved
            """,
        ],
        "sign": [
            "return np.eye(images.shape[1], k=down) @ images @ np.eye(images.shape[2], k=-right)",
            "return np.eye(images.shape[1], k=down) @ images @ np.eye(images.shape[2], k=right)",
            "return np.eye(images.shape[1], k=-down) @ images @ np.eye(images.shape[2], k=-right)",
        ],
        "transposed": [
            "return np.eye(images.shape[1], k=-right) @ images @ np.eye(images.shape[2], k=down)",
        ],
        "unused": [
            "return np.eye(images.shape[1], k=-down) @ images",
            "return images @ np.eye(images.shape[2], k=right)",
            "return images",
        ],
        "raises": [
            "return np.roll(images, down, right, axis=(1, 2))",
            """
            _, rows, columns = images.shape
            moved = np.zeros_like(images)
            for row in range(rows):
                for column in range(columns):
                    moved[:, row + down, column + right] = images[:, row, column]
            return moved
            """,
        ],
        "edge": [
            """
            moved = np.roll(images, (down, right), axis=(1, 2))
            if down > 0:
                moved[:, :down] = 0
            else:
                moved[:, down:] = 0
            if right > 0:
                moved[:, :, :right] = 0
            else:
                moved[:, :, right:] = 0
            return moved
            """,
            """
            moved = np.roll(images, (down, right), axis=(1, 2))
            moved[:, :max(down, 0)] = 0
            moved[:, :, :max(right, 0)] = 0
            moved[:, images.shape[1] + min(down, 0):] = 0
            moved[:, :, images.shape[2] + min(right, 0):] = 0
            return moved if down else np.roll(images, right, axis=2)
            """,
        ],
        "dtype": [
            "return np.eye(images.shape[1], k=-down) @ images @ np.eye(images.shape[2], k=right)",
        ],
        "changes-argument": [
            "images[:, :abs(down)] = 0\nreturn np.roll(images, (down, right), axis=(1, 2))",
        ],
        "nothing": ["np.roll(images, (down, right), axis=(1, 2))"],
        "shape": [
            "return (np.eye(images.shape[1], k=-down) @ images @ np.eye(images.shape[2], k=right))"
            "[0]",
            "return images[:, max(down, 0):, max(right, 0):]",
        ],
        "example-only": ["return np.array([[[0.0, 0.0, 0.0], [2.0, 3.0, 0.0]]])"],
    },
    "average_views": {
        "overflows": [
            """
            shares = np.exp(logits)
            return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
            """
            shares = np.exp(logits - logits.max())
            return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
            """
            shares = np.exp(np.clip(logits, -100, 100))
            return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
            """
            shares = np.exp(logits - logits.mean(axis=2, keepdims=True))
            return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
        ],
        "mistake": [
            """
            p = np.exp(logits - logits.max(axis=2, keepdims=True))
            p = p / p.sum(axis=2, keepdims=True)
            return np.eye(logits.shape[2])[p.mean(axis=0).argmax(axis=1)]
            """,
            """
            p = np.exp(logits - logits.max(axis=2, keepdims=True))
            return p.mean(axis=0)
            """,
            """
            p = 1 / (1 + np.exp(-logits))
            return (p / p.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
            """
            mean = logits.mean(axis=0)
            shares = np.exp(mean - mean.max(axis=1, keepdims=True))
            return shares / shares.sum(axis=1, keepdims=True)
            """,
            """
            mean = logits.sum(axis=0)
            shares = np.exp(mean - mean.max(axis=1, keepdims=True))
            return shares / shares.sum(axis=1, keepdims=True)
            """,
            "return logits.mean(axis=0)",
            "return np.mean(1 / (1 + np.exp(-logits)), axis=0)",
            "return np.exp(logits).mean(axis=0)",
            _SOFTMAX + "return shares.max(axis=0)",
            _SOFTMAX + "return np.exp(np.log(shares).mean(axis=0))",
            _SHARES + "return shares.mean(0) / shares.mean(0).sum(axis=1, keepdims=True)",
            _SOFTMAX + "return shares.prod(axis=0)",
            "return np.eye(logits.shape[2])[logits.argmax(axis=2)].mean(axis=0)",
        ],
        "reduced": [
            """
            p = np.exp(logits - logits.max(axis=2, keepdims=True))
            p = p / p.sum(axis=2, keepdims=True)
            return p.mean(axis=2)
            """,
            """
            p = np.exp(logits - logits.max(axis=2, keepdims=True))
            p = p / p.sum(axis=2, keepdims=True)
            return p.mean(axis=1)
            """,
            "shares = np.exp(logits)\nreturn (shares / shares.sum(1, keepdims=True)).mean(0)",
            "shares = np.exp(logits)\nreturn (shares / shares.sum(0, keepdims=True)).mean(0)",
            "shares = np.exp(logits)\nreturn np.mean(shares / shares.sum(), axis=0)",
            _SOFTMAX + "return shares",
            _SOFTMAX + "return shares.mean()",
            _SOFTMAX + "return shares.mean(axis=(0, 1))",
        ],
        "batch-factor": [_SOFTMAX + "return shares.sum(axis=0)"],
        "unused": [_SOFTMAX + "return shares[0]", _SOFTMAX + "return shares[1:].mean(axis=0)"],
        "function": [_SOFTMAX + "return 1 - shares.mean(axis=0)"],
        "nothing": [_SOFTMAX + "shares.mean(axis=0)"],
        "changes-argument": [
            """
            logits -= logits.max(axis=2, keepdims=True)
            shares = np.exp(logits)
            return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
            """,
        ],
        "raises": [
            "shares = np.exp(logits)\nreturn (shares / shares.sum(axis=2)).mean(axis=0)",
        ],
        "constant": ["return np.array([[0.4325, 0.5675], [0.665, 0.335]])"],
    },
}
EQUIVALENT = {"move": {}, "average_views": {}}
