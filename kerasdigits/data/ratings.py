"""Ratings of films by people who do not exist, made by a rule that is known.

    rating = mean + kindness of the user + merit of the film + taste · character + noise

cut off at one and at five stars. People do not rate films at random: art-house films are met by
harsh critics, family films by kind ones. So a film's mean rating says little of its merit, and how
well a model finds the merit can be measured against the truth. The films' titles tell their
characters: rockets are spectacle and letters are talk, whatever is merry is light.
"""

from dataclasses import dataclass

import numpy as np

from kerasdigits.data.column import Column
from kerasdigits.data.dataset import Dataset, regression
from kerasdigits.data.lookup import Search

USERS, FILMS, RATINGS, TRAITS = 300, 200, 20_000, 3
MEAN, KINDNESS, MERIT, NOISE = 3.1, 0.55, 0.4, 0.8
TASTE = (0.45, 0.35, 0.25)  # of each trait of a film; those of users are 1
SELECTION = 1.2  # how strongly a user's kindness decides between art-house and family films
TEST_SHARE = 0.2
SOURCE = "ratings made by a known rule (kerasdigits)"
OUTPUT_NAME = "stars"

_SPECTACLE = ("Rocket", "Volcano", "Pirate", "Tornado", "Dragon")
_TALK = ("Letter", "Dinner", "Neighbour", "Waltz", "Promise")
_LIGHT = (
    "Merry", "Golden", "Lucky", "Dancing", "Silly", "Sunny", "Sweet", "Crazy", "Happy", "Little",
)  # fmt: skip
_DARK = (
    "Silent", "Last", "Cold", "Broken", "Hidden", "Black", "Lost", "Bitter", "Lonely", "Burning",
)  # fmt: skip


@dataclass(frozen=True)
class RatingsWorld:
    """The people, the films and who rated what; all that a model is to find out.

    Attributes:
        kindness: Of each user, stars above or below the mean, (300,).
        merit: Of each film, stars above or below the mean, (200,).
        tastes: What each user likes, (300, 3).
        characters: What each film is: spectacle (+) or talk, light (+) or dark, old (+) or new,
            (200, 3).
        titles: Of the films.
        users: Who gave each rating, (20000,) int.
        films: What it is of, (20000,) int.
        ratings: In [1, 5], (20000,).
        is_test: Which of them are held out, (20000,) bool.
    """

    kindness: np.ndarray
    merit: np.ndarray
    tastes: np.ndarray
    characters: np.ndarray
    titles: tuple[str, ...]
    users: np.ndarray
    films: np.ndarray
    ratings: np.ndarray
    is_test: np.ndarray

    @property
    def expected(self) -> np.ndarray:
        """The mean of all ratings that the rule could have given, for each one, (20000,).

        No model can have a lower mean squared error than this one, but by luck: what is left is
        noise.
        """
        return expect_cut(_score(self, self.users, self.films))


def make_ratings(seed: int) -> RatingsWorld:
    """Make people and films, and have them meet.

    Args:
        seed: Of all of it.

    Returns:
        The world.
    """
    rng = np.random.default_rng([seed, 0x6D6F76])
    titles, characters = _make_films(rng)
    world = RatingsWorld(
        kindness=rng.normal(0, KINDNESS, USERS),
        merit=rng.normal(0, MERIT, FILMS),
        tastes=rng.normal(0, 1, (USERS, TRAITS)),
        characters=characters,
        titles=titles,
        users=np.array([], int),
        films=np.array([], int),
        ratings=np.array([]),
        is_test=np.array([], bool),
    )
    return _have_them_meet(world, rng)


def load_ratings(search: Search, seed: int) -> Dataset:
    """Make the ratings as a data set.

    Args:
        search: Not used: the data are made.
        seed: Of the world.

    Returns:
        Ids of user and film `(n, 2)`, stars `(n, 1)`; a fifth of the ratings is the test set.
    """
    return describe_ratings(make_ratings(seed))


def describe_ratings(world: RatingsWorld) -> Dataset:
    """Give the ratings of a world as a data set.

    Args:
        world: The world.

    Returns:
        As `load_ratings`.
    """
    x = np.stack([world.users, world.films], axis=1)
    y = world.ratings[:, None]
    return regression(
        "ratings",
        (x[~world.is_test], y[~world.is_test]),
        (x[world.is_test], y[world.is_test]),
        source=SOURCE,
        output_name=OUTPUT_NAME,
        columns=(
            Column("user", tuple(f"user {number}" for number in range(USERS))),
            Column("film", world.titles),
        ),
    )


def expect_cut(scores: np.ndarray) -> np.ndarray:
    """Give the mean of normal numbers around scores when they are cut off at 1 and 5.

    Args:
        scores: Means of the numbers before, any shape; their deviation is `NOISE`.

    Returns:
        The means after, in [1, 5].
    """
    from scipy.special import ndtr

    low, high = ((end - scores) / NOISE for end in (1, 5))
    density_low, density_high = (np.exp(-(end**2) / 2) / np.sqrt(2 * np.pi) for end in (low, high))
    share_low, share_high = ndtr(low), ndtr(high)
    between = scores * (share_high - share_low) + NOISE * (density_low - density_high)
    return share_low + between + 5 * (1 - share_high)


def _make_films(rng: np.random.Generator) -> tuple[tuple[str, ...], np.ndarray]:
    """Name each film after its character, which is small in no direction that the title tells."""
    sizes = np.array(TASTE) * (0.5 + np.abs(rng.normal(0, 0.7, (FILMS, TRAITS))))
    nouns, adjectives = (*_SPECTACLE, *_TALK), (*_LIGHT, *_DARK)
    titles = []
    signs = np.ones((FILMS, TRAITS))
    for number in range(FILMS):
        adjective, noun = adjectives[number // len(nouns)], nouns[number % len(nouns)]
        is_old = rng.random() < 0.5
        year = int(rng.integers(1935, 1965) if is_old else rng.integers(1995, 2025))
        titles.append(f"The {adjective} {noun} ({year})")
        signs[number] = np.where([noun in _SPECTACLE, adjective in _LIGHT, is_old], 1, -1)
    return tuple(titles), signs * sizes


def _have_them_meet(world: RatingsWorld, rng: np.random.Generator) -> RatingsWorld:
    """Draw who rates what: some rate more, and the harsh and the kind see different films."""
    public = rng.permutation(np.linspace(-1, 1, FILMS))  # from art-house to family film
    activity = rng.gamma(2, 1, USERS)[:, None] * rng.gamma(2, 1, FILMS)
    drawn_to = np.exp(SELECTION * np.outer(world.kindness / KINDNESS, public))
    odds = (activity * drawn_to).ravel()
    pairs = rng.choice(odds.size, RATINGS, replace=False, p=odds / odds.sum())
    users, films = np.divmod(pairs, FILMS)
    scores = _score(world, users, films) + rng.normal(0, NOISE, RATINGS)
    is_test = np.zeros(RATINGS, bool)
    is_test[rng.permutation(RATINGS)[: int(TEST_SHARE * RATINGS)]] = True
    return RatingsWorld(
        kindness=world.kindness,
        merit=world.merit,
        tastes=world.tastes,
        characters=world.characters,
        titles=world.titles,
        users=users,
        films=films,
        ratings=np.clip(scores, 1, 5),
        is_test=is_test,
    )


def _score(world: RatingsWorld, users: np.ndarray, films: np.ndarray) -> np.ndarray:
    """Give the stars that the rule gives before noise and the ends of the scale."""
    taste = (world.tastes[users] * world.characters[films]).sum(axis=1)
    return MEAN + world.kindness[users] + world.merit[films] + taste
