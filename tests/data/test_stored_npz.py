"""An array may stay in an .npz file where it is in one piece, of plain numbers and all there."""

import io
import zipfile

import numpy as np
import pytest

from kerasdigits.data.stored_npz import find_members


def write_member(path, content):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", content)


def make_npy(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version)
    return buffer.getvalue()


def test_what_cannot_be_mapped_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "file.npz"
    whole = make_npy(np.arange(6.0))
    for content, why in (
        (make_npy(np.arange(6.0), (3, 0)), r"version \(3, 0\)"),
        (make_npy(np.array([None])), "a pickle"),
        (whole[:-1], "cut off"),
    ):
        write_member(path, content)
        with pytest.raises(ValueError, match=why):
            find_members(path, ("x",))
    write_member(path, whole)
    np.testing.assert_array_equal(find_members(path, ("x", "y"))["x"].map(path)[:], np.arange(6.0))
    np.savez_compressed(path, x=np.zeros(100))
    with pytest.raises(ValueError, match="compressed"):
        find_members(path, ("x",))["x"].map(path)
