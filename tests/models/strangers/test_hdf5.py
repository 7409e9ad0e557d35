"""A file of weights holds them itself: no links out of it, and what it declares is there."""

import h5py
import numpy as np
import pytest

from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.hdf5_file import Hdf5File

VALUES = np.arange(12, dtype="float32").reshape(3, 4)


@pytest.fixture
def other(tmp_path):
    """Another file of the test's own, to which links lead."""
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["values"] = VALUES
    return tmp_path / "other.h5"


def walk(path):
    with Hdf5File(path) as file:
        return walk_hdf5(file)


def refusal_of(tmp_path, write):
    with h5py.File(tmp_path / "stranger.h5", "w") as file:
        file["layers/dense/vars/0"] = VALUES
        write(file)
    found = walk(tmp_path / "stranger.h5")
    assert "layers/dense/vars/0" in [array.path for array in found.arrays]
    (refusal,) = found.refusals
    return refusal


def test_a_sound_file_has_arrays_and_no_refusals(tmp_path):
    with h5py.File(tmp_path / "sound.h5", "w") as file:
        file["layers/dense/vars/0"] = VALUES
        file["layers/dense/vars"].attrs["name"] = "my_dense"
        file.create_dataset("packed", data=np.zeros((64, 64)), compression="gzip", chunks=(8, 8))
        file["empty"] = np.zeros((0, 5))
        file["text"] = "words"
        file["brain"] = np.zeros(3, "V2")  # as bfloat16 is written
        file["again"] = file["layers"]
        file["layers/circle"] = file["/"]
        file.attrs["names"] = ["a", "b"]
    found = walk(tmp_path / "sound.h5")
    assert found.refusals == []
    assert list(found.owners.values()) == ["my_dense"]
    shapes = sorted((array.shape, array.dtype) for array in found.arrays)
    assert ((3, 4), "float32") in shapes and ((3,), "bfloat16") in shapes
    assert len(shapes) == 5


def test_a_link_to_another_file_is_refused_and_not_followed(tmp_path, other):
    def write(file):
        file["layers/far"] = h5py.ExternalLink(other.name, "/values")

    refusal = refusal_of(tmp_path, write)
    assert (refusal.kind, refusal.where) == ("link", "/layers/far")
    assert "another file" in refusal.why


def test_a_soft_link_is_refused(tmp_path):
    def write(file):
        file["soft"] = h5py.SoftLink("/layers/dense")

    assert "another place" in refusal_of(tmp_path, write).why


def test_an_array_that_lies_in_another_file_is_refused(tmp_path):
    (tmp_path / "values.bin").write_bytes(VALUES.tobytes())

    def write(file):
        outside = [(str(tmp_path / "values.bin"), 0, VALUES.nbytes)]
        file.create_dataset("outside", VALUES.shape, "float32", external=outside)

    assert "lies in another file" in refusal_of(tmp_path, write).why


def test_an_array_that_is_put_together_from_others_is_refused(tmp_path, other):
    def write(file):
        layout = h5py.VirtualLayout((3, 4), "float32")
        layout[:] = h5py.VirtualSource(other, "values", (3, 4))
        file.create_virtual_dataset("virtual", layout)

    assert "put together" in refusal_of(tmp_path, write).why


@pytest.mark.parametrize("packed", [{}, {"chunks": (64, 64)}, {"compression": "gzip"}])
def test_an_array_that_declares_more_than_is_there_is_refused(tmp_path, packed):
    def write(file):
        file.create_dataset("hollow", (1024, 1024), "float32", **packed)

    refusal = refusal_of(tmp_path, write)
    assert refusal.kind == "size"
    assert "declares 4,194,304 bytes, and 0 are there" in refusal.why


@pytest.mark.parametrize("kind", ["pair", "reference", "lists"])
def test_values_that_are_neither_numbers_nor_text_are_refused(tmp_path, kind):
    def write(file):
        if kind == "pair":
            file["odd"] = np.zeros(2, [("a", "f4"), ("b", "i4")])
        elif kind == "reference":
            file.create_dataset("odd", data=file["layers"].ref, dtype=h5py.ref_dtype)
        else:
            lists = file.create_dataset("odd", (1,), h5py.vlen_dtype("float32"))
            lists[0] = VALUES[0]

    assert refusal_of(tmp_path, write).kind == "unknown"


PLACES = pytest.mark.parametrize("place", ["/", "group", "group/array"])


def write_texts(path, place, form="earliest"):
    """Write more texts than the head has room for at first; the longest has 106 letters."""
    with h5py.File(path, "w", libver=form) as file:
        file["group/array"] = np.zeros(3, "float32")
        for number in range(7):
            file[place].attrs[f"text{number}"] = f"{number}" * (100 + number)


@PLACES
@pytest.mark.parametrize("form", ["earliest", "latest"])
def test_texts_are_found_in_heads_of_both_forms(tmp_path, place, form):
    write_texts(tmp_path / "weights.h5", place, form)
    with Hdf5File(tmp_path / "weights.h5") as file:
        beside = file.root[place].attrs if place != "/" else file.root.attrs
        assert beside == {f"text{n}": f"{n}" * (100 + n) for n in range(7)}


@PLACES
@pytest.mark.parametrize("length", [107, 2**32 - 1])
def test_a_text_that_claims_to_be_longer_than_it_is_is_refused(tmp_path, place, length):
    """HDF5's library 1.14.6 takes as much memory as is claimed: up to 4 GB."""
    path = tmp_path / "weights.h5"
    write_texts(path, place)
    assert walk(path).refusals == []
    content = path.read_bytes()
    heap = content.index(b"GCOL").to_bytes(8, "little")
    sound, changed = (n.to_bytes(4, "little") + heap for n in (106, length))
    assert content.count(sound) == 1
    path.write_bytes(content.replace(sound, changed))
    with pytest.raises(ValueError, match="longer than it is"):
        walk(path)


@pytest.mark.parametrize("size", [4000, 100, 0, 2**62])
def test_a_heap_whose_parts_do_not_lie_in_it_is_refused(tmp_path, size):
    path = tmp_path / "weights.h5"
    write_texts(path, "/")
    content = bytearray(path.read_bytes())
    begin = content.index(b"GCOL") + 8
    content[begin : begin + 8] = size.to_bytes(8, "little")
    path.write_bytes(content)
    with pytest.raises(ValueError):
        walk(path)
