"""The data room: data sets by name or path, and the recipes that turn drawings into inputs.

    from kerasdigits.data import load
    digits = load("digits")

Importing it imports no Keras, no scikit-learn and no Pillow.

    dataset.py         the data set that every room passes on: checked, scaled, named
    load.py            a data set by its name or its path
    registry.py        the data sets that have a name
    digits.py          the 1,797 scans of 8x8 pixels that scikit-learn embeds
    download_times.py  the 20 + 20 sizes and times of the TensorFlow.js book
    mnist.py           MNIST: 70,000 handwritten digits of 28x28 pixels
    fashion_mnist.py   Fashion-MNIST: 70,000 pictures of clothes
    ratings.py         ratings of films by a known rule
    movielens.py       MovieLens 100K, from a folder of the user's
    census.py          incomes by a known rule
    adult.py           Adult, incomes of 1994, from a folder of the user's
    table.py           rows of text as ids of categories and standardized numbers
    rows.py            text files of rows, all of the same number of fields
    column.py          what a column of a table is
    npz.py             the user's own arrays in an .npz file
    stored_npz.py      where such a file holds an array, so that it need not be read whole
    streamed.py        arrays whose rows are read from a file when they are asked for
    unpacked.py        pictures decoded into a file, where memory is too small for them
    memory.py          how much memory is free
    idx_folder.py      a folder of IDX files named like MNIST's
    idx.py             the IDX format of the original MNIST
    image_folder.py    a folder with a sub-folder of pictures for each class
    lookup.py          where files are looked for: data_dir, KERASDIGITS_DATA, Keras's cache
    download.py        a file downloaded whole or not at all
    arrays.py          arrays checked and brought to the one form that models see
    aligned.py         memory that backends take as it lies
    classes.py         what class numbers and class names may be
    split.py           samples held out, the same ones for the same seed
    sheet.py           the few samples that show what a data set is
    picture.py         PNG and JPEG files, and the ink on a photographed page
    photo_recipe.json  the constants of finding ink, each with its reason, shared with the page
    preprocess.py      the three recipes from a drawing or picture to an input, shared with the page
    resample.py        area resampling
    uci_bitmap.py      NIST's normalization of a handwritten digit, for the 8x8 scans
"""

from kerasdigits.data import preprocess
from kerasdigits.data.column import Column
from kerasdigits.data.dataset import Dataset, classification, regression
from kerasdigits.data.load import check_name, load
from kerasdigits.data.registry import NAMES, SOURCES, Source
from kerasdigits.data.sheet import choose_samples
from kerasdigits.data.split import choose_held_out, split_validation
from kerasdigits.data.streamed import StreamedArray, take_rows

__all__ = [
    "NAMES",
    "SOURCES",
    "Column",
    "Dataset",
    "Source",
    "StreamedArray",
    "check_name",
    "choose_held_out",
    "choose_samples",
    "classification",
    "load",
    "preprocess",
    "regression",
    "split_validation",
    "take_rows",
]
