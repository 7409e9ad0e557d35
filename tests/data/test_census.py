"""Tables: categories and gaps by hand; the census keeps its rule; bad files of Adult are errors."""

import numpy as np
import pytest

from kerasdigits.data.adult import load_adult
from kerasdigits.data.census import COUNTIES, TRAIN, UNSEEN, describe_census, make_census
from kerasdigits.data.lookup import Search
from kerasdigits.data.table import Field, describe_table
from kerasdigits.errors import DataError, MissingDataError

ROW = "39, Gov, 77516, Bachelors, 13, Single, Clerk, Child, White, Male, 2174, 0, 40, Cuba, <=50K"
RICH = "52, Private, 209642, HS-grad, 9, Married, ?, Wife, Black, Female, 0, 0, 45, Cuba, >50K"


def write(folder, data=(ROW, RICH), test=("|1x3 Cross validator", ROW + ".", RICH + ".", "")):
    (folder / "adult.data").write_text("\n".join(data))
    (folder / "adult.test").write_text("\n".join(test))
    return folder


def read(folder):
    return load_adult(Search(folder, download=False), seed=0)


def test_categories_come_first_and_gaps_are_filled_by_what_training_rows_say():
    rows = [["red", "1"], ["blue", "?"], ["?", "4"], ["red", "10"]]
    data = describe_table(
        "toy",
        (Field("colour"), Field("size", is_number=True)),
        (rows, np.array([0, 1, 0, 1])),
        ([["green", "?"], ["blue", "1"]], np.array([0, 1])),
        class_names=("a", "b"),
        source="",
    )
    assert [column.name for column in data.columns] == ["colour", "size is missing", "size"]
    assert data.columns[0].categories[1:] == ("blue", "red")
    np.testing.assert_array_equal(data.x_train[:, 0], [2, 1, 0, 2])
    np.testing.assert_array_equal(data.x_test[:, 0], [0, 1])  # green was never seen
    np.testing.assert_array_equal(data.x_train[:, 1], [0, 1, 0, 0])
    filled = np.array([1, 4, 4, 10])  # the median, 4; the mean of what is there is 5
    scaled = (filled - filled.mean()) / filled.std()
    np.testing.assert_allclose(data.x_train[:, 2], scaled, rtol=1e-6)
    np.testing.assert_allclose(data.x_test[:, 2], scaled[[1, 0]], rtol=1e-6)


def test_the_census_can_be_told_as_well_as_its_rule_says(rng):
    census = make_census(int(rng.integers(2**31)))
    chances = 1 / (1 + np.exp(-census.odds[TRAIN:]))
    told = np.mean((chances > 0.5) == census.earns[TRAIN:])
    spread = np.sqrt(np.mean(chances * (1 - chances)) / len(chances))
    assert census.bayes == pytest.approx(np.maximum(chances, 1 - chances).mean())
    assert told == pytest.approx(census.bayes, abs=5 * spread)
    data = describe_census(census)
    assert data.columns[0].categories[1:] == tuple(sorted(COUNTIES))
    unseen = np.array([row[0] == UNSEEN for row in census.rows[TRAIN:]])
    assert unseen.any()
    assert (data.x_test[unseen, 0] == 0).all()


def test_adult_is_read_without_the_first_line_and_the_full_stops_of_its_test_file(tmp_path):
    data = read(write(tmp_path))
    assert data.x_train.shape == (2, 14)
    assert data.x_test.shape == (2, 14)
    assert [bool(column.categories) for column in data.columns] == [True] * 8 + [False] * 6
    np.testing.assert_array_equal(data.y_test, [0, 1])
    occupation = [column.name for column in data.columns].index("occupation")
    np.testing.assert_array_equal(data.x_train[:, occupation], [1, 0])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((ROW.replace(",", ";"), RICH), "Line 1 of .*15 fields.* by semicolons; commas are needed"),
        ((ROW.replace("39, ", ""), RICH), "Line 1 of .* has not 15 fields. Received: 14"),
        ((ROW, RICH.replace(">50K", "rich")), "Row 2 of .* another class .* Received: rich"),
        ((ROW.replace("39", "old"), RICH), "A value of age is not a number"),
        ((ROW.replace("39", "inf"), RICH), "age is infinite"),
        ((ROW.replace("39", "?"), RICH.replace("52", "?")), "No training row has a value of age"),
        ((ROW.replace("Cuba", "C" * 200_000), RICH), "cannot be read as rows.* field larger than"),
        ((ROW, ROW), "class"),
        (("",), "empty"),
    ],
)
def test_bad_files_of_adult_are_one_line(data, message, tmp_path):
    with pytest.raises(DataError, match=message) as caught:
        read(write(tmp_path, data))
    assert "\n" not in str(caught.value)


def test_missing_files_of_adult_name_the_place_and_the_embedded_choice(tmp_path):
    with pytest.raises(MissingDataError, match=r"adult\.data and adult\.test .* `census` is built"):
        read(tmp_path)
