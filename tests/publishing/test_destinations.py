"""A model goes to the site, unless the user names a folder that stands by itself."""

from pathlib import Path

import pytest

from kerasdigits.publishing.destinations import find_destination


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("runs/mnist-cnn", "mnist-cnn"),
        ("files/text.v2.keras", "text.v2"),
        ("old.h5", "old"),
        ("hub/model.v3", "model.v3"),
    ],
)
def test_without_a_folder_a_model_takes_its_own_name_in_the_site(model, name):
    destination = find_destination(Path(model), site=Path("my site"))
    assert destination.folder == Path("my site/models") / name
    assert destination.site == Path("my site")


def test_a_name_of_ones_own_names_the_folder_in_the_site_only():
    assert find_destination(Path("run"), name="mine").folder == Path("web/models/mine")
    assert find_destination(Path("run"), Path("out"), name="mine").folder == Path("out")


def test_the_folder_that_one_works_in_has_a_name_too(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    assert find_destination(Path(".")).folder == Path("web/models/run")


def test_a_folder_belongs_to_the_site_around_it_when_that_is_ours(tmp_path):
    page = tmp_path / "index.html"
    folder = tmp_path / "models" / "second"
    assert find_destination(Path("run"), folder).site is None
    page.write_text("<h1>somebody else's</h1>")
    assert find_destination(Path("run"), folder).site is None
    page.write_text('<meta name="generator" content="kerasdigits" />')
    assert find_destination(Path("run"), folder).site == tmp_path
    assert find_destination(Path("run"), tmp_path / "other" / "second").site is None
    assert find_destination(Path("run"), folder).folder == folder
