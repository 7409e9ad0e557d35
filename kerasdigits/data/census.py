"""A census of a country that does not exist: who earns well there, by a rule that is known.

The log-odds are a sum of what schooling, a job, an age and long hours bring, and of two things that
the rows do not say: where a county lies, and that the week is a circle. In the east, work outdoors
pays; in the north, age does. So two counties that lie close to each other are alike in all that can
be seen of them, and a model that learns a vector for each can find the map.
"""

from dataclasses import dataclass

import numpy as np

from kerasdigits.data.dataset import Dataset
from kerasdigits.data.lookup import Search
from kerasdigits.data.table import Field, describe_table

TRAIN, TEST = 24_000, 8_000
CLASS_NAMES = ("<=50K", ">50K")
SOURCE = "a census made by a known rule (kerasdigits)"
FIELDS = (
    Field("county"),
    Field("weekday"),
    Field("schooling"),
    Field("job"),
    Field("age", is_number=True),
    Field("hours", is_number=True),
)
COUNTIES = tuple(
    begin + end
    for begin in ("Ash", "Elm", "Oak", "Fern", "Hazel", "Thorn", "Rose", "Birch")
    for end in ("ford", "ton", "bury", "field", "mouth")
)
UNSEEN = "Newhaven"  # a county that no training row has
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SCHOOLING = ("none", "primary", "secondary", "school", "college", "bachelor", "master", "doctor")
JOBS = (
    "baker", "builder", "clerk", "doctor", "driver", "farmer", "fisher", "guard", "miner", "nurse",
    "sailor", "teacher",
)  # fmt: skip
OUTDOORS = ("builder", "driver", "farmer", "fisher", "miner", "sailor")
_MISSING = 0.02


@dataclass(frozen=True)
class Census:
    """The rows, and what they come from.

    Attributes:
        rows: Of texts, in the order of `FIELDS`: training rows, then test rows; a `?` is missing.
        earns: Who earns more than 50K, (n,) int.
        odds: The true log-odds of each, (n,).
        places: East and north of each county of `COUNTIES`, in [-1, 1], (40, 2).
    """

    rows: list[list[str]]
    earns: np.ndarray
    odds: np.ndarray
    places: np.ndarray

    @property
    def bayes(self) -> float:
        """The share of test rows that whoever knows the rule tells right: no model does better.

        Luck aside: it is the mean over all answers that the rule could have given.
        """
        chances = 1 / (1 + np.exp(-np.abs(self.odds[TRAIN:])))
        return float(chances.mean())


def make_census(seed: int) -> Census:
    """Make a country and ask its people.

    Args:
        seed: Of all of it.

    Returns:
        The census.
    """
    rng = np.random.default_rng([seed, 0x63656E])
    places = _place_counties(rng)
    effects = rng.normal(0, 0.5, len(JOBS))
    n = TRAIN + TEST
    county, weekday, schooling, job = (
        rng.integers(0, size, n) for size in (len(COUNTIES), 7, len(SCHOOLING), len(JOBS))
    )
    age, hours = rng.normal(0, 1, (2, n)).round(2)
    angle = 2 * np.pi * weekday / 7
    outdoors = np.where(np.isin(np.array(JOBS)[job], OUTDOORS), 1.0, -1.0)
    east, north = places[county].T
    odds = (
        0.55 * (schooling - 4)
        + effects[job]
        + 0.6 * hours
        - 0.5 * (age - 0.5) ** 2
        + 1.5 * east * outdoors
        + 1.5 * north * np.tanh(2 * age)
        + 0.7 * np.cos(angle)
        + 0.7 * np.sin(angle) * hours
        - 0.4
    )
    earns = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)
    columns = [
        _name(COUNTIES, county),
        _name(WEEKDAYS, weekday),
        _name(SCHOOLING, schooling),
        _name(JOBS, job),
        [f"{45 + 12 * value:.2f}" for value in age],
        [f"{38 + 8 * value:.2f}" for value in hours],
    ]
    _lose_some(columns, rng)
    return Census([list(row) for row in zip(*columns, strict=True)], earns, odds, places)


def load_census(search: Search, seed: int) -> Dataset:
    """Make the census as a data set.

    Args:
        search: Not used: the data are made.
        seed: Of the country.

    Returns:
        24,000 training and 8,000 test rows as `table.describe_table` makes them, two classes.
    """
    return describe_census(make_census(seed))


def describe_census(census: Census) -> Dataset:
    """Give a census as a data set.

    Args:
        census: The census.

    Returns:
        As `load_census`.
    """
    return describe_table(
        "census",
        FIELDS,
        (census.rows[:TRAIN], census.earns[:TRAIN]),
        (census.rows[TRAIN:], census.earns[TRAIN:]),
        class_names=CLASS_NAMES,
        source=SOURCE,
    )


def _place_counties(rng: np.random.Generator) -> np.ndarray:
    """Put the counties on a jittered grid of 8 x 5, in an order that their names do not tell."""
    across, up = np.meshgrid(np.linspace(-1, 1, 8), np.linspace(-1, 1, 5))
    grid = np.stack([across.ravel(), up.ravel()], axis=1)
    return rng.permutation(grid) + rng.uniform(-0.08, 0.08, grid.shape)


def _name(names: tuple[str, ...], ids: np.ndarray) -> list[str]:
    return [names[number] for number in ids]


def _lose_some(columns: list[list[str]], rng: np.random.Generator) -> None:
    """Lose some counties and ages, and call the county of some test rows by a name not seen."""
    n = TRAIN + TEST
    for column in (columns[0], columns[4]):
        for row in np.flatnonzero(rng.random(n) < _MISSING):
            column[row] = "?"
    for row in TRAIN + np.flatnonzero(rng.random(TEST) < 0.01):
        columns[0][row] = UNSEEN
