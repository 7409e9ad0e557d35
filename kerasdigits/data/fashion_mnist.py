"""Fashion-MNIST: 70,000 pictures of clothes of 28x28 pixels (Zalando Research)."""

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.download import RemoteFile
from kerasdigits.data.idx_folder import find_idx, read_part
from kerasdigits.data.lookup import Search
from kerasdigits.errors import DataError

FOLDER = "fashion-mnist"
PREPROCESS = {"recipe": "resize", "size": [28, 28], "channels": 1}
LICENCE = "Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf, Zalando; MIT)"
CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

# Keras gives no checksums for these. They are those of the original files at Zalando, whose sizes
# (29,515, 26,421,880, 5,148 and 4,422,102 bytes) are also those of the files that Keras downloads.
FILES = (
    RemoteFile(
        "train-labels-idx1-ubyte.gz",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    ),
    RemoteFile(
        "train-images-idx3-ubyte.gz",
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    ),
    RemoteFile(
        "t10k-labels-idx1-ubyte.gz",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ),
    RemoteFile(
        "t10k-images-idx3-ubyte.gz",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    ),
)


def load_fashion_mnist(search: Search, seed: int) -> Dataset:
    """Load Fashion-MNIST from its four IDX files, else download them.

    Args:
        search: Where to look: in each folder's sub-folder `fashion-mnist` (as Keras keeps them),
            and in a folder of that name itself. MNIST's files have the same names, so a folder of
            another name is not taken for Fashion-MNIST.
        seed: Not used: there is a test set.

    Returns:
        60,000 training and 10,000 test images `(n, 28, 28, 1)`, ten classes.

    Raises:
        DataError: The files are not found, cannot be downloaded, or are unfit.
    """
    for folder in search.folders():
        place = folder if folder.name == FOLDER else folder / FOLDER
        if find_idx(place, "train") and find_idx(place, "t10k"):
            break
    else:
        place = search.fetch(FOLDER, FILES, FOLDER)[0].parent
    train, test = read_part(place, "train"), read_part(place, "t10k")
    if train[0].shape[1:] != (28, 28) or test[0].shape[1:] != (28, 28):
        raise DataError(f"{place} is not Fashion-MNIST (28x28)", received=train[0].shape)
    return classification(
        FOLDER,
        train,
        test,
        class_names=CLASS_NAMES,
        preprocess=PREPROCESS,
        source=LICENCE,
        place=str(place),
    )
