"""Right and wrong answers to the holes of convolution."""

RIGHT = {
    "convolve": [
        """
        windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return np.einsum("rcij,ij->rc", windows[::stride, ::stride], kernel)
        """,
        """
        height, width = kernel.shape
        down = (len(image) - height) // stride + 1
        across = (len(image[0]) - width) // stride + 1
        sums = np.zeros((down, across))
        for r, c, i, j in np.ndindex(down, across, height, width):
            sums[r, c] += image[r * stride + i, c * stride + j] * kernel[i, j]
        return sums
        """,
        """
        down = (image.shape[0] - kernel.shape[0]) // stride + 1
        across = (image.shape[1] - kernel.shape[1]) // stride + 1
        total = 0.0
        for i in range(kernel.shape[0]):
            for j in range(kernel.shape[1]):
                part = image[i::stride, j::stride][:down, :across]
                total = total + kernel[i, j] * part
        return total
        """,
    ],
    "make_matrix": [
        """
        height, width = kernel.shape
        across = columns - width + 1
        matrix = np.zeros(((rows - height + 1) * across, rows * columns))
        for place in range(len(matrix)):
            r, c = divmod(place, across)
            for i in range(height):
                first = (r + i) * columns + c
                matrix[place, first : first + width] = kernel[i]
        return matrix
        """,
        """
        pixels = np.eye(rows * columns).reshape(rows * columns, rows, columns)
        return np.stack([convolve(pixel, kernel, 1).ravel() for pixel in pixels], axis=1)
        """,
        """
        height, width = kernel.shape
        down, across = rows - height + 1, columns - width + 1
        matrix = np.zeros((down, across, rows, columns))
        for r, c in np.ndindex(down, across):
            matrix[r, c, r : r + height, c : c + width] += kernel
        return matrix.reshape(down * across, rows * columns)
        """,
    ],
    "kernel_gradient": [
        """
        windows = np.lib.stride_tricks.sliding_window_view(image, gradient.shape)
        return np.einsum("ijrc,rc->ij", windows, gradient)
        """,
        """
        rows, columns = gradient.shape
        height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
        return np.array(
            [
                [np.sum(image[i : i + rows, j : j + columns] * gradient) for j in range(width)]
                for i in range(height)
            ]
        )
        """,
        "return convolve(image, gradient, 1)",
    ],
}
_SIZES = """
height, width = kernel.shape
down = (image.shape[0] - height) // stride + 1
across = (image.shape[1] - width) // stride + 1
sums = np.zeros((down, across))
for r in range(down):
    for c in range(across):
        top, left = r * stride, c * stride
        under = image[top : top + height, left : left + width]
"""
_PLACES = """
height, width = kernel.shape
matrix = []
for r in range(rows - height + 1):
    for c in range(columns - width + 1):
        picture = np.zeros((rows, columns))
        picture[r : r + height, c : c + width] = kernel
        matrix.append(picture.ravel())
"""
_SLOPES = """
rows, columns = gradient.shape
slopes = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
for i, j in np.ndindex(slopes.shape):
    under = image[i : i + rows, j : j + columns]
"""
WRONG = {
    "convolve": {
        "mistake": [
            _SIZES + "        sums[r, c] = np.sum(under * kernel[::-1, ::-1])\nreturn sums",
            _SIZES + "        sums[r, c] = np.sum(under * kernel[::-1])\nreturn sums",
            _SIZES + "        sums[r, c] = np.sum(under * kernel[:, ::-1])\nreturn sums",
            _SIZES + "        sums[r, c] = under.sum() * kernel.sum()\nreturn sums",
            _SIZES + "        sums[r, c] = max(np.sum(under * kernel), 0)\nreturn sums",
            _SIZES.replace("r * stride, c * stride", "r, c")
            + "        sums[r, c] = np.sum(under * kernel)\nreturn sums",
            """
            height, width = kernel.shape
            windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
            return (windows * kernel).sum(axis=(2, 3))[::stride]
            """,
        ],
        "unused": [
            _SIZES + "        sums[r, c] = under.sum()\nreturn sums",
            """
            windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
            return (windows * kernel).sum(axis=(2, 3))
            """,
        ],
        "rounded": [
            _SIZES.replace("across))", "across), dtype=int)")
            + "        sums[r, c] = np.sum(under * kernel)\nreturn sums",
            _SIZES.replace("across))", "across), dtype=int)")
            + "        for i, j in np.ndindex(kernel.shape):\n"
            + "            sums[r, c] += under[i, j] * kernel[i, j]\nreturn sums",
        ],
        "batch-factor": [
            _SIZES + "        sums[r, c] = np.mean(under * kernel)\nreturn sums",
        ],
        "raises": [
            _SIZES + "        sums[r, c] = np.sum(under * kernel.T)\nreturn sums",
            _SIZES + "        sums[r, c] = np.sum(under @ kernel)\nreturn sums",
            _SIZES + "        sums[r, c] = under * kernel\nreturn sums",
        ],
        "sign": [_SIZES + "        sums[r, c] = -np.sum(under * kernel)\nreturn sums"],
        "transposed": [_SIZES + "        sums[r, c] = np.sum(under * kernel)\nreturn sums.T"],
        "reduced": [
            _SIZES + "        sums[r, c] = np.sum(under * kernel)\nreturn sums.sum()",
            _SIZES + "        return np.sum(under * kernel)",
        ],
        "nothing": [_SIZES + "        sums[r, c] = np.sum(under * kernel)"],
        "type": [_SIZES + "        sums[r, c] = np.sum(under * kernel)\nreturn sums.tolist()"],
        "dtype": [
            _SIZES.replace("np.zeros((down, across))", "np.zeros((down, across), image.dtype)")
            + "        sums[r, c] = int(np.sum(under * kernel)) % 256 if image.dtype == 'uint8' "
            "else np.sum(under * kernel)\nreturn sums",
        ],
        "changes-argument": [
            _SIZES + "        under *= kernel\n        sums[r, c] = under.sum()\nreturn sums",
        ],
    },
    "make_matrix": {
        "mistake": [
            _PLACES.replace("= kernel\n", "= kernel[::-1, ::-1]\n") + "return np.array(matrix)",
            _PLACES.replace("= kernel\n", "= kernel[:, ::-1]\n") + "return np.array(matrix)",
            _PLACES.replace("ravel()", "T.ravel()") + "return np.array(matrix)",
            _PLACES.replace("= kernel\n", "= 1\n") + "return np.array(matrix)",
            """
            height, width = kernel.shape
            picture = np.zeros((rows, columns))
            matrix = []
            for r in range(rows - height + 1):
                for c in range(columns - width + 1):
                    picture[r : r + height, c : c + width] = kernel
                    matrix.append(picture.flatten())
            return np.array(matrix)
            """,
            """
            height, width = kernel.shape
            picture = np.zeros((rows, columns))
            matrix = []
            for r in range(rows - height + 1):
                for c in range(columns - width + 1):
                    picture[:] = 0
                    picture[r : r + height, c : c + width] = kernel
                    matrix.append(picture.reshape(-1))
            return np.array(matrix)
            """,
            """
            height, width = kernel.shape
            picture = np.zeros((rows, columns))
            matrix = []
            for r in range(rows - height + 1):
                for c in range(columns - width + 1):
                    picture[r : r + height, c : c + width] = kernel
                    matrix.append(picture.ravel())
            return np.array(matrix)
            """,
            """
            height, width = kernel.shape
            matrix = []
            for c in range(columns - width + 1):
                for r in range(rows - height + 1):
                    picture = np.zeros((rows, columns))
                    picture[r : r + height, c : c + width] = kernel
                    matrix.append(picture.ravel())
            return np.array(matrix)
            """,
        ],
        "rounded": [
            _PLACES.replace("columns))", "columns), int)") + "return np.array(matrix)",
        ],
        "transposed": [_PLACES + "return np.array(matrix).T"],
        "raises": [
            _PLACES.replace("= kernel\n", "= kernel.T\n") + "return np.array(matrix)",
            _PLACES + "return np.array(matrices)",
        ],
        "sign": [_PLACES + "return -np.array(matrix)"],
        "shape": [
            _PLACES.replace(".ravel()", "") + "return np.array(matrix)",
        ],
        "reduced": [
            _PLACES + "return np.sum(matrix, axis=0)",
            _PLACES + "return np.sum(matrix)",
        ],
        "type": [_PLACES + "return matrix"],
        "nothing": [_PLACES + "matrix = np.array(matrix)"],
        "changes-argument": [
            "kernel += 0.5\n" + _PLACES + "return np.array(matrix) - 0.5",
        ],
    },
    "kernel_gradient": {
        "mistake": [
            _SLOPES + "    slopes[i, j] = np.sum(under * gradient)\nreturn slopes[::-1, ::-1]",
            _SLOPES + "    slopes[i, j] = np.sum(under * gradient[::-1, ::-1])\nreturn slopes",
            _SLOPES + "    slopes[i, j] = under[0, 0] * gradient[0, 0]\nreturn slopes",
            _SLOPES + "    slopes[i, j] = under[-1, -1] * gradient[-1, -1]\nreturn slopes",
            _SLOPES + "    slopes[i, j] = np.sum(under * gradient**2)\nreturn slopes",
        ],
        "unused": [
            _SLOPES + "    slopes[i, j] = under.sum()\nreturn slopes",
            _SLOPES + "    slopes[i, j] = gradient.sum()\nreturn slopes",
        ],
        "batch-factor": [_SLOPES + "    slopes[i, j] = np.mean(under * gradient)\nreturn slopes"],
        "sign": [_SLOPES + "    slopes[i, j] = -np.sum(under * gradient)\nreturn slopes"],
        "transposed": [_SLOPES + "    slopes[i, j] = np.sum(under * gradient)\nreturn slopes.T"],
        "raises": [
            "return image * gradient",
            _SLOPES + "    slopes[i, j] = under * gradient\nreturn slopes",
            _SLOPES + "    slopes[i, j] = np.sum(under * kernel)\nreturn slopes",
        ],
        "reduced": [
            _SLOPES + "    slopes[i, j] = np.sum(under * gradient)\nreturn slopes.sum()",
        ],
        "nothing": [_SLOPES + "    slopes[i, j] = np.sum(under * gradient)"],
        "type": [_SLOPES + "    slopes[i, j] = np.sum(under * gradient)\nreturn list(slopes)"],
        "changes-argument": [
            _SLOPES + "    slopes[i, j] = np.sum(under * gradient)\nimage[:] = 0\nreturn slopes",
        ],
    },
}
EQUIVALENT = {"convolve": {}, "make_matrix": {}, "kernel_gradient": {}}
