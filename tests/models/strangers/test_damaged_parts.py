"""Parts of a stranger's file that are cut off, too large or of another kind: one line each."""

import errno
import os
import zipfile

import h5py
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.archive import unpacked_model
from kerasdigits.models.strangers import opened
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.models.strangers.zip_part import StoredPart


def test_a_saved_model_is_a_program_and_is_not_inspected(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ModelError, match="a program and is not inspected"):
        inspect_model(tmp_path)


def test_a_model_json_without_a_model_is_said_to_hold_none(tmp_path):
    (tmp_path / "model.json").write_text('{"format": "layers-model"}')
    with pytest.raises(ModelError, match=r"holds no TensorFlow\.js model"):
        inspect_model(tmp_path)


def test_an_archive_whose_part_is_damaged_is_one_line(tmp_path):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.weights.h5", "")
        archive.writestr("config.json", "{}")
    path.write_bytes(path.read_bytes().replace(b"{}", b"[]", 1))
    with pytest.raises(ModelError, match=r"CRC.*config\.json") as caught:
        inspect_model(path)
    assert "\n" not in str(caught.value)


def test_a_part_that_is_cut_off_leaves_no_file_open(tmp_path):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.weights.h5", bytes(100))
        part = archive.infolist()[0]
    path.write_bytes(path.read_bytes()[:80])
    with pytest.raises(zipfile.BadZipFile, match="cut off"):
        StoredPart(path, part)


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, r"cannot be unpacked: No space left.*set TMPDIR"), (errno.EIO, "damaged")],
)
def test_a_full_disk_is_no_fault_of_the_file(number, message, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            archive.writestr(name, "{}")
    monkeypatch.setattr(zipfile.ZipFile, "extract", fail)
    unpacking = unpacked_model(tmp_path / "model.keras", "Copy it again")
    with pytest.raises(ModelError, match=message), unpacking:
        pass


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"[]", "not an object"), (b"{", "line 1"), (b" " * 33, "Received: .*: 33 bytes")],
)
def test_a_config_that_is_none_or_too_long_is_one_line(content, message, tmp_path, monkeypatch):
    monkeypatch.setattr(opened, "_LARGEST_TEXT", 32)
    with pytest.raises(ModelError, match=message):
        opened.read_object(content, tmp_path / "config.json")
    assert opened.read_object(b'{"a": 1}', tmp_path / "config.json") == {"a": 1}


def test_what_is_refused_of_a_sound_file_is_not_called_damaged(tmp_path):
    path = tmp_path / "model.h5"
    h5py.File(path, "w").close()
    with pytest.raises(ModelError, match=r"^a link"), opened.opened_hdf5(path, path):
        raise ModelError("a link")
    path.write_bytes(b"no HDF5")
    with pytest.raises(ModelError, match="not a whole HDF5 file"), opened.opened_hdf5(path, path):
        pass
