"""The data sets that have a name."""

from collections.abc import Callable
from dataclasses import dataclass

from kerasdigits.data.adult import load_adult
from kerasdigits.data.census import load_census
from kerasdigits.data.dataset import Dataset
from kerasdigits.data.digits import load_digits
from kerasdigits.data.download_times import load_download_times
from kerasdigits.data.fashion_mnist import load_fashion_mnist
from kerasdigits.data.lookup import Search
from kerasdigits.data.mnist import load_mnist
from kerasdigits.data.movielens import load_movielens
from kerasdigits.data.ratings import load_ratings


@dataclass(frozen=True)
class Source:
    """A data set with a name.

    Attributes:
        name: The name that `load` takes.
        summary: What it is, in a few words.
        embedded: Whether it needs no file and no network.
        downloads: Whether a missing file is downloaded; else its owner wants it fetched by hand.
        load: Makes the data set from where to look for files and a seed.
    """

    name: str
    summary: str
    embedded: bool
    load: Callable[[Search, int], Dataset]
    downloads: bool = False


_ALL = (
    Source(
        name="digits",
        summary="1,797 scanned digits, 8x8 (scikit-learn)",
        embedded=True,
        load=load_digits,
    ),
    Source(
        name="download-times",
        summary="20 + 20 sizes and times (TF.js book)",
        embedded=True,
        load=load_download_times,
    ),
    Source(
        name="mnist",
        summary="70,000 handwritten digits, 28x28",
        embedded=False,
        load=load_mnist,
        downloads=True,
    ),
    Source(
        name="fashion-mnist",
        summary="70,000 pictures of clothes, 28x28",
        embedded=False,
        load=load_fashion_mnist,
        downloads=True,
    ),
    Source(
        name="ratings",
        summary="20,000 ratings of films by a known rule",
        embedded=True,
        load=load_ratings,
    ),
    Source(
        name="movielens-100k",
        summary="100,000 ratings of films (GroupLens; files of your own)",
        embedded=False,
        load=load_movielens,
    ),
    Source(
        name="census",
        summary="32,000 incomes by a known rule",
        embedded=True,
        load=load_census,
    ),
    Source(
        name="adult",
        summary="48,842 incomes of 1994 (UCI; files of your own)",
        embedded=False,
        load=load_adult,
    ),
)

SOURCES: dict[str, Source] = {source.name: source for source in _ALL}
"""The sources by name."""

NAMES: tuple[str, ...] = tuple(SOURCES)
"""The names that `load` takes."""
