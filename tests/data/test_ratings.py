"""Ratings: the generator keeps its rule; MovieLens's files are read, and bad ones are one line."""

import numpy as np
import pytest

from kerasdigits.data import Dataset, load, regression
from kerasdigits.data.column import Column
from kerasdigits.data.lookup import Search
from kerasdigits.data.movielens import load_movielens
from kerasdigits.data.ratings import NOISE, expect_cut, make_ratings
from kerasdigits.errors import DataError, MissingDataError

RATINGS = ["1\t2\t5\t874965758", "2\t1\t3\t876893171", "1\t3\t1\t878542960", "3\t2\t4\t87654"] * 5
ITEM = "|".join(["{}", "{}", "01-Jan-1995", "", "http://x", *["0"] * 19])
ITEMS = [ITEM.format(1, "Toy Story (1995)"), ITEM.format(2, "Misérables, Les (1995)")]
ITEMS.append(ITEM.format(3, "Four Rooms (1995)"))


def write(folder, ratings=RATINGS, items=ITEMS, encoding="latin-1"):
    place = folder / "ml-100k"
    place.mkdir(exist_ok=True)
    (place / "u.data").write_text("\n".join(ratings) + "\n")
    (place / "u.item").write_text("\n".join(items) + "\n", encoding=encoding)
    return folder


def read(folder) -> Dataset:
    return load_movielens(Search(folder, download=False), seed=0)


def test_the_expected_rating_and_the_noise_floor_are_those_of_a_million_draws(rng):
    scores = np.array([0.6, 1.2, 3.0, 4.9, 5.4])
    drawn = np.clip(scores + rng.normal(0, NOISE, (1_000_000, 5)), 1, 5)
    np.testing.assert_allclose(expect_cut(scores), drawn.mean(axis=0), atol=3e-3)


def test_harsh_people_meet_other_films_so_that_a_raw_mean_misjudges_them(rng):
    world = make_ratings(int(rng.integers(2**31)))
    assert len(set(zip(world.users, world.films, strict=True))) == len(world.ratings) == 20_000
    assert world.is_test.sum() == 4_000
    films = np.unique(world.films)  # one in a thousand draws leaves a film that nobody rates
    audience = [world.kindness[world.users[world.films == film]].mean() for film in films]
    means = np.array([world.ratings[world.films == film].mean() for film in films])
    error = means - means.mean() - world.merit[films]
    assert np.corrcoef(audience, error)[0, 1] > 0.6
    rockets = [("Rocket" in title) for title in world.titles]
    assert (world.characters[rockets, 0] > 0).all()


def test_the_same_seed_gives_the_same_ratings_and_another_one_others():
    first, again, other = load("ratings"), load("ratings", seed=0), load("ratings", seed=1)
    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert [len(column.categories) for column in first.columns] == [300, 200]


def test_movielens_is_read_with_tabs_pipes_and_latin_1(tmp_path):
    data = read(write(tmp_path))
    assert (len(data.x_train), len(data.x_test)) == (16, 4)
    assert data.columns[1].categories[1] == "Misérables, Les (1995)"
    assert len(data.columns[0].categories) == 3
    rows = {(*x, *y) for x, y in zip(data.x_train, data.y_train, strict=True)}
    assert rows <= {(0, 1, 5), (1, 0, 3), (0, 2, 1), (2, 1, 4)}
    assert "research" in data.source


@pytest.mark.parametrize(
    ("ratings", "items", "message"),
    [
        ([row.replace("\t", ",") for row in RATINGS], ITEMS, "separated by commas; tabs are"),
        ([row.replace("\t", "::") for row in RATINGS], ITEMS, "separated by ::"),
        ([row.rsplit("\t", 1)[0] for row in RATINGS], ITEMS, "Line 1 of .* has not 4 fields"),
        (["1\t9\t5\t0"], ITEMS, "item of .* outside 1 to 3. Received: 9 in line 1"),
        (["0\t1\t5\t0"], ITEMS, "user of .* outside 1 to"),
        (["1\t1\t6\t0"], ITEMS, "rating of .* outside 1 to 5"),
        (["one\t1\t5\t0"], ITEMS, "not a whole number"),
        ([], ITEMS, "empty"),
        (RATINGS, [row.replace("|", "\t") for row in ITEMS], r"by tabs; \| are needed"),
        (RATINGS, ITEMS[1:], "not numbered 1, 2"),
    ],
)
def test_bad_files_of_movielens_are_one_line(ratings, items, message, tmp_path):
    with pytest.raises(DataError, match=message) as caught:
        read(write(tmp_path, ratings, items))
    assert "\n" not in str(caught.value)


def test_ratings_in_another_encoding_are_refused_in_one_line(tmp_path):
    write(tmp_path)
    (tmp_path / "ml-100k" / "u.data").write_text("\n".join(RATINGS), encoding="utf-16")
    with pytest.raises(DataError, match="not in utf-8"):
        read(tmp_path)


def test_titles_saved_as_utf_8_are_refused_rather_than_garbled(tmp_path):
    with pytest.raises(DataError, match="latin-1"):
        read(write(tmp_path, encoding="utf-8"))


def test_missing_files_name_the_place_and_the_embedded_choice(tmp_path, monkeypatch):
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)
    with pytest.raises(MissingDataError, match=r"ml-100k of grouplens\.org .* `ratings` is built"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([[0, 2]], "An id of the column film in x_train lies outside 0..1. Received: 2 in row 0"),
        ([[0.5, 1]], "column user"),
        ([[-1, 1]], "column user"),
        ([[0, 1, 1]], "other columns"),
    ],
)
def test_ids_that_have_no_category_are_refused(x, message):
    columns = (Column("user", ("a", "b")), Column("film", ("c", "d")))
    x = np.array(x, "float32")
    with pytest.raises(DataError, match=message):
        regression("mine", (x, np.ones((1, 1))), (x, np.ones((1, 1))), source="", columns=columns)
