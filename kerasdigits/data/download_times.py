"""How long 20 + 20 downloads took: the first data set of the TensorFlow.js book.

S. Cai, S. Bileschi, E. D. Nielsen with F. Chollet, "Deep Learning with JavaScript" (Manning, 2020),
chapter 2. The numbers are facts, given in the book's order.
"""

import numpy as np

from kerasdigits.data.dataset import Dataset, regression
from kerasdigits.data.lookup import Search

INPUT_NAME = "size (MB)"
OUTPUT_NAME = "time (s)"
SOURCE = 'download times from "Deep Learning with JavaScript" (S. Cai et al., Manning, 2020), ch. 2'

TRAIN_SIZES = (
    0.080, 9.000, 0.001, 0.100, 8.000, 5.000, 0.100, 6.000, 0.050, 0.500,
    0.002, 2.000, 0.005, 10.00, 0.010, 7.000, 6.000, 5.000, 1.000, 1.000,
)  # fmt: skip
TRAIN_TIMES = (
    0.135, 0.739, 0.067, 0.126, 0.646, 0.435, 0.069, 0.497, 0.068, 0.116,
    0.070, 0.289, 0.076, 0.744, 0.083, 0.560, 0.480, 0.399, 0.153, 0.149,
)  # fmt: skip
TEST_SIZES = (
    5.000, 0.200, 0.001, 9.000, 0.002, 0.020, 0.008, 4.000, 0.001, 1.000,
    0.005, 0.080, 0.800, 0.200, 0.050, 7.000, 0.005, 0.002, 8.000, 0.008,
)  # fmt: skip
TEST_TIMES = (
    0.425, 0.098, 0.052, 0.686, 0.066, 0.078, 0.070, 0.375, 0.058, 0.136,
    0.052, 0.063, 0.183, 0.087, 0.066, 0.558, 0.066, 0.068, 0.610, 0.057,
)  # fmt: skip


def load_download_times(search: Search, seed: int) -> Dataset:
    """Load the pairs of size and time.

    Args:
        search: Not used: the data is embedded.
        seed: Not used: the book fixes the test set.

    Returns:
        Sizes in MB `(20, 1)` and times in seconds `(20, 1)`, training and test, not scaled.
    """
    train_sizes, train_times, test_sizes, test_times = (
        np.array(values, np.float32)[:, None]
        for values in (TRAIN_SIZES, TRAIN_TIMES, TEST_SIZES, TEST_TIMES)
    )
    return regression(
        "download-times",
        (train_sizes, train_times),
        (test_sizes, test_times),
        source=SOURCE,
        input_name=INPUT_NAME,
        output_name=OUTPUT_NAME,
    )
