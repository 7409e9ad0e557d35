"""Right and wrong answers to the holes of embedding-lookup."""

RIGHT = {
    "one_hot": [
        "return np.eye(rows)[ids]",
        "return (ids[:, None] == np.arange(rows)).astype(float)",
        """
        found = []
        for own in ids:
            row = [0.0] * rows
            row[own] = 1.0
            found.append(row)
        return np.array(found)
        """,
    ],
    "table_gradient": [
        """
        gradient = np.zeros((rows, slopes.shape[1]))
        for own, slope in zip(ids, slopes):
            gradient[own] += slope
        return gradient
        """,
        "return np.eye(rows)[ids].T @ slopes",
        """
        return np.array([slopes[ids == row].sum(axis=0) for row in range(rows)])
        """,
    ],
}
WRONG = {
    "one_hot": {
        "shifted": [
            "return (ids[:, None] - 1 == np.arange(rows)).astype(float)",
            "return (ids[:, None] + 1 == np.arange(rows)).astype(float)",
        ],
        "function": ["return (ids[:, None] != np.arange(rows)).astype(float)"],
        "mistake": [
            "return np.eye(rows)[ids] * ids[:, None]",
            "return (ids[:, None] >= np.arange(rows)).astype(float)",
            "return (ids[:, None] > np.arange(rows)).astype(float)",
            "hot = np.zeros((len(ids), rows))\nhot[:, ids] = 1\nreturn hot",
        ],
        "reversed": ["return np.eye(rows)[ids][:, ::-1]", "return np.eye(rows)[ids][::-1]"],
        "transposed": ["return np.eye(rows)[ids].T"],
        "unused": ["return np.eye(len(ids), rows)"],
        "dtype": [
            "return np.eye(rows, dtype=int)[ids]",
            "return (ids[:, None] == np.arange(rows)).astype('int8')",
        ],
        "reduced": ["hot = np.zeros(rows)\nhot[ids] = 1\nreturn hot"],
        "shape": ["return np.eye(rows)", "return np.eye(min(rows, 50))[ids % 50]"],
        "raises": [
            "hot = np.zeros(len(ids), rows)\nhot[np.arange(len(ids)), ids] = 1\nreturn hot",
            "hot = np.zeros((len(ids), len(ids)))\nhot[range(len(ids)), ids] = 1\nreturn hot",
        ],
        "type": ["return [[float(i == own) for i in range(rows)] for own in ids]"],
        "nothing": ["hot = np.zeros((len(ids), rows))\nhot[np.arange(len(ids)), ids] = 1"],
        "changes-argument": ["ids += 1\nreturn np.eye(rows + 1)[ids][:, 1:]"],
        "constant": ["return np.zeros((len(ids), rows))"],
        "example-only": ["return np.array([[0.0, 0, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 0]])"],
    },
    "table_gradient": {
        "mistake": [
            "gradient = np.zeros((rows, slopes.shape[1]))\ngradient[ids] = slopes\nreturn gradient",
            "table = np.zeros((rows, slopes.shape[1]))\ntable[ids] += slopes\nreturn table",
            """
            hot = np.eye(rows)[ids]
            return hot.T @ slopes / np.maximum(hot.sum(axis=0), 1)[:, None]
            """,
            "return np.eye(rows)[ids].T @ (slopes * ids[:, None])",
            """
            gradient = np.zeros((rows, slopes.shape[1]))
            for own, slope in zip(ids, slopes):
                if not gradient[own].any():
                    gradient[own] = slope
            return gradient
            """,
        ],
        "batch-factor": ["return np.eye(rows)[ids].T @ slopes / len(ids)"],
        "offset": [
            """
            gradient = np.ones((rows, slopes.shape[1]))
            np.add.at(gradient, ids, slopes)
            return gradient
            """,
        ],
        "sign": [
            """
            gradient = np.zeros((rows, slopes.shape[1]))
            np.subtract.at(gradient, ids, slopes)
            return gradient
            """,
        ],
        "shifted": ["return np.roll(np.eye(rows)[ids].T @ slopes, 1, axis=0)"],
        "unused": [
            "return np.eye(rows)[ids].T @ np.ones_like(slopes)",
            "return np.tile(slopes.sum(axis=0), (rows, 1))",
        ],
        "raises": [
            "return np.eye(rows)[ids] @ slopes",
            "gradient = np.zeros(rows, slopes.shape[1])\ngradient[ids] = slopes\nreturn gradient",
            "gradient = np.zeros((rows, len(slopes)))\ngradient[ids] += slopes\nreturn gradient",
        ],
        "transposed": ["return slopes.T @ np.eye(rows)[ids]"],
        "reduced": ["return np.bincount(ids, slopes.sum(axis=1), rows)"],
        "one-off": [
            "return slopes[np.argsort(ids)]",
            "return np.eye(rows + 1)[ids].T @ slopes",
            "return np.eye(rows)[ids].T[1:] @ slopes",
        ],
        "factor": ["return 2 * np.eye(rows)[ids].T @ slopes"],
        "dtype": [
            """
            gradient = np.zeros((rows, slopes.shape[1]), dtype=int)
            for row in range(rows):
                gradient[row] = slopes[ids == row].sum(axis=0)
            return gradient
            """,
            """
            gradient = np.zeros((rows, slopes.shape[1]), dtype=int)
            for own, slope in zip(ids, slopes):
                gradient[own] = gradient[own] + slope
            return gradient
            """,
            "return np.eye(rows, dtype=int)[ids].T @ slopes.astype(int)",
            """
            gradient = np.zeros((rows, slopes.shape[1]), dtype=int)
            gradient[ids] = slopes
            return gradient
            """,
        ],
        "nothing": ["gradient = np.zeros((rows, slopes.shape[1]))\ngradient[ids] += slopes"],
        "changes-argument": [
            """
            slopes *= np.sign(len(slopes)) * 2
            return np.eye(rows)[ids].T @ slopes / 2
            """,
        ],
        "edge": [
            """
            if len(ids) == 1:
                return np.zeros((rows, slopes.shape[1]))
            return np.eye(rows)[ids].T @ slopes
            """,
        ],
    },
}
EQUIVALENT = {
    "one_hot": {},
    "table_gradient": {},
}
