"""A reader sees the old file or folder, or the new one, and never half of either."""

import errno
import os

import pytest

from kerasdigits.files import (
    move_folder,
    read_json,
    replacing_file,
    replacing_folder,
    restore_folder,
)


def test_a_file_is_replaced_only_when_the_block_succeeds(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing_file(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "old"
    with replacing_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_the_temporary_file_keeps_the_suffix_that_keras_and_matplotlib_look_at(tmp_path):
    with replacing_file(tmp_path / "model.keras") as temporary:
        assert temporary.suffix == ".keras"
        temporary.write_text("x")


def test_a_folder_that_fails_leaves_no_trace_not_even_new_parents(tmp_path):
    with pytest.raises(RuntimeError), replacing_folder(tmp_path / "a/b/c") as folder:
        (folder / "file").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_inside_a_file_cannot_be_made(tmp_path):
    (tmp_path / "a").write_text("mine")
    with (
        pytest.raises(NotADirectoryError, match=f"{tmp_path}/a"),
        replacing_folder(tmp_path / "a/b/c"),
    ):
        pass
    assert (tmp_path / "a").read_text() == "mine"


def test_a_folder_that_fails_leaves_the_old_one(tmp_path):
    path = tmp_path / "run"
    path.mkdir()
    (path / "old").write_text("")
    with pytest.raises(KeyboardInterrupt), replacing_folder(path):
        raise KeyboardInterrupt
    assert [entry.name for entry in tmp_path.rglob("*")] == ["run", "old"]


def test_a_folder_is_replaced_whole_and_leftovers_of_a_killed_process_go(tmp_path):
    path = tmp_path / "run"
    path.mkdir()
    (path / "old").write_text("")
    (tmp_path / ".run.tmp-999999").mkdir()
    with replacing_folder(path) as folder:
        (folder / "new").write_text("")
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["new", "run"]


def test_a_folder_that_was_aside_when_its_process_was_killed_comes_back(tmp_path):
    aside = tmp_path / ".run.tmp-old-999999"
    aside.mkdir()
    (aside / "old").write_text("")
    restore_folder(tmp_path / "run")
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["old", "run"]


def test_what_another_living_process_is_writing_is_left_alone(tmp_path):
    living = tmp_path / f".a.tmp-{os.getppid()}.txt"
    dead = tmp_path / ".a.tmp-999999.txt"
    for file in (living, dead):
        file.write_text("half")
    with replacing_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [living.name, "a.txt"]


def test_a_folder_whose_place_is_not_taken_is_put_back(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / folder.name).touch()
    replace, calls = os.replace, []

    def fail_second(*paths):
        calls.append(paths)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(*paths)

    monkeypatch.setattr(os, "replace", fail_second)
    with pytest.raises(OSError, match="No space"):
        move_folder(new, old)
    assert (old / "old").exists() and (new / "new").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_json_that_is_nested_too_deeply_is_bad_json(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000 + "]" * 100_000)
    with pytest.raises(ValueError, match="nested too deeply"):
        read_json(path)
