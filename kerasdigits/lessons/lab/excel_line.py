"""The 29 points of fast.ai's gradient-descent spreadsheet, on the line y = 2 x + 30.

Source: fast.ai, Practical Deep Learning for Coders v3, lesson 5, `files/xl/graddesc.xlsm`: facts,
for the lessons that go through that spreadsheet.
"""

import numpy as np

_X = (
    *(14, 86, 28, 51, 28, 29, 72, 62, 84, 15, 42, 62, 47, 35, 9),
    *(38, 44, 99, 13, 21, 28, 20, 8, 64, 99, 70, 27, 17, 8),
)


def make_excel_line() -> tuple[np.ndarray, np.ndarray]:
    """Give the points in the order of the spreadsheet.

    Returns:
        x, `(29,)` float64 whole numbers from 8 to 99, and y = 2 x + 30, `(29,)` float64.
    """
    x = np.array(_X, dtype="float64")
    return x, 2 * x + 30
