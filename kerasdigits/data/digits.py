"""scikit-learn's digits: 1,797 real scans of 8x8 pixels, embedded in scikit-learn."""

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.lookup import Search
from kerasdigits.data.split import split_validation

HELD_OUT = 0.25
PREPROCESS = {"recipe": "uci", "size": [8, 8]}
SOURCE = (
    "UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), the 1,797 scans "
    "in scikit-learn; CC BY 4.0"
)

_FULL_BLOCK = 16


def load_digits(search: Search, seed: int) -> Dataset:
    """Load the digits; a stratified quarter is the test set.

    Args:
        search: Not used: the data is embedded.
        seed: Chooses the quarter.

    Returns:
        1,347 training and 450 test images `(n, 8, 8, 1)`, ten classes.
    """
    from sklearn import datasets

    images, labels = datasets.load_digits(return_X_y=True)
    # Each pixel counts the ink of a 4x4 block: 0..16.
    images = (images / _FULL_BLOCK).astype("float32").reshape(-1, 8, 8, 1)
    x_train, y_train, x_test, y_test = split_validation(
        images, labels, HELD_OUT, seed, "classification"
    )
    return classification(
        "digits",
        (x_train, y_train),
        (x_test, y_test),
        preprocess=PREPROCESS,
        source=SOURCE,
    )
