"""An HDF5 file is read in Python alone, as HDF5's own library reads it, and within bounds."""

import inspect
import io
import json

import h5py
import numpy as np
import pytest
from imports import read_imports
from pyfive.dataobjects import DataObjects
from pyfive.high_level import File

from kerasdigits.models.strangers import hdf5_head
from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.hdf5_file import Hdf5File

VALUES = np.arange(1000, dtype="float32").reshape(50, 20)
# Where Keras, h5py and other programs may differ: versions of the format, and a head of their own.
FORMS = {
    "earliest": {},
    "latest": {"libver": "latest"},
    "v108": {"libver": ("v108", "v108")},
    "user block": {"userblock_size": 1024},
    "order": {"track_order": True},
}
ARRAYS = {
    "matrix": VALUES,
    "empty": np.zeros((0, 5)),
    "scalar": np.float32(3),
    "text": "wörd",
    "texts": ["a", "ü", ""],
    "fixed": np.array([b"ab", b"c"]),
    "bare": np.arange(6, dtype="uint16").view("V2").reshape(2, 3),  # as Keras writes bfloat16
    "float8": np.arange(3, dtype="uint8").view("V1"),
    "half": np.arange(3, dtype="float16"),
    "big": np.arange(5, dtype=">f4"),
    "wide": np.arange(5, dtype=">i8"),
    "bytes": np.arange(9, dtype="uint8"),
}
BESIDE = {
    "fixed": np.bytes_("abc"),
    "texts": ["a", "bb", "ü"],
    "names": np.array([b"a", b"bb"]),
    "umlaut": "größe",
    "int": 3,
    "float": 2.5,
    "numbers": np.arange(5),
    "none": np.zeros(0, "S1"),
    "long": json.dumps(["x" * 100] * 2000),
}


def write(path, **form):
    with h5py.File(path, "w", **form) as file:
        for name, values in ARRAYS.items():
            file[f"inner/{name}"] = values
        file["inner"].attrs.update(BESIDE)
        file["inner/matrix"].attrs.update(BESIDE)
        for number in range(300):
            file.create_group(f"many/group{number}/vars")
    return path


def assert_same(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("form", FORMS)
def test_all_is_read_as_by_h5py_in_each_form(form, tmp_path):
    path = write(tmp_path / "weights.h5", **FORMS[form])
    with h5py.File(path, "r") as theirs, Hdf5File(path) as file:
        ours = file.root
        assert list(ours["inner"]) == list(theirs["inner"])
        assert list(ours["many"]) == list(theirs["many"])
        assert list(ours["many/group7"]) == ["vars"] and "many/group300" not in ours
        for place in ("inner", "inner/matrix"):
            assert set(ours[place].attrs) == set(BESIDE)
            for name, value in theirs[place].attrs.items():
                assert_same(ours[place].attrs[name], value)
                assert isinstance(ours[place].attrs[name], type(value))
        for name, array in theirs["inner"].items():
            assert ours["inner"][name].stored == array.id.get_storage_size()
            assert_same(ours["inner"][name], array)


@pytest.mark.parametrize("gzip", [None, "gzip"])
@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("checksum", [False, True])
def test_chunks_are_read_however_they_are_packed(gzip, shuffle, checksum, tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        packing = {"compression": gzip, "shuffle": shuffle, "fletcher32": checksum}
        file.create_dataset("packed", data=VALUES, chunks=(16, 16), **packing)
        file.create_dataset("texts", data=["a", "b", "c"], chunks=(2,), dtype=h5py.string_dtype())
        holes = file.create_dataset("holes", (100,), "f4", chunks=(50,), fillvalue=7, **packing)
        holes[5:15] = 1
    with h5py.File(tmp_path / "weights.h5", "r") as theirs, Hdf5File(tmp_path / "weights.h5") as f:
        assert f.root["packed"].stored == theirs["packed"].id.get_storage_size()
        assert_same(f.root["packed"], theirs["packed"])
        assert_same(f.root["texts"], theirs["texts"])
        if packing != {"compression": None, "shuffle": False, "fletcher32": False}:
            assert_same(f.root["holes"], theirs["holes"])  # what no chunk has is 7
        else:
            assert "declares 400 bytes" in f.root["holes"].find_lack()


def test_true_and_false_and_complex_numbers_are_read(tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file["bool"], file["complex"] = np.array([True, False]), np.arange(3) * (1 + 2j)
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert_same(file.root["bool"], np.array([True, False]))
        assert_same(file.root["complex"], np.arange(3) * (1 + 2j))


def test_numbers_of_a_form_that_numpy_has_not_are_not_taken_for_others(tmp_path):
    """pyfive 1.2.1 takes any float of 16 bits for IEEE's."""
    kind = h5py.h5t.IEEE_F16LE.copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_ebias(127)
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        h5py.h5d.create(file.id, b"bfloat16", kind, h5py.h5s.create_simple((3,)))
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert file.root["bfloat16"].dtype is None
        with pytest.raises(ValueError, match="no kind that is read"):
            np.asarray(file.root["bfloat16"])


@pytest.mark.parametrize("packing", ["lzf", "scaleoffset", "newest chunks"])
def test_what_is_packed_in_another_way_is_refused_before_it_is_read(packing, tmp_path):
    options = {"lzf": {"compression": "lzf"}, "scaleoffset": {"scaleoffset": 2}}.get(packing, {})
    form = "latest" if packing == "newest chunks" else "earliest"
    with h5py.File(tmp_path / "weights.h5", "w", libver=form) as file:
        file.create_dataset("packed", data=VALUES, chunks=(16, 16), **options)
    with Hdf5File(tmp_path / "weights.h5") as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "is packed in an unknown way"
        with pytest.raises(ValueError, match="no kind that is read"):
            np.asarray(file.root["packed"])


def test_a_file_in_a_file_is_read_and_stays_open(tmp_path):
    stream = io.BytesIO(write(tmp_path / "weights.h5").read_bytes())
    with Hdf5File(stream) as file:
        assert_same(file.root["inner/matrix"], VALUES)
    assert not stream.closed


def test_a_chunk_that_skips_a_filter_is_read_as_it_is(tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        array = file.create_dataset("packed", (1000,), "f4", chunks=(1000,), compression="gzip")
        array.id.write_direct_chunk((0,), VALUES.tobytes(), filter_mask=1)
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert_same(file.root["packed"], VALUES.reshape(1000))


@pytest.mark.parametrize("form", ["earliest", "latest"])
@pytest.mark.parametrize("place", ["array", "value"])
def test_a_type_that_stands_elsewhere_is_not_guessed(place, form, tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w", libver=form) as file:
        file["type"] = np.dtype("f4")
        if place == "array":
            file.create_dataset("array", data=VALUES, dtype=file["type"])
        else:
            file.attrs.create("value", VALUES[0], dtype=file["type"])
    with pytest.raises(ValueError), Hdf5File(tmp_path / "weights.h5") as file:
        walk_hdf5(file)


def test_true_and_false_in_the_newest_form_are_not_taken_for_numbers(tmp_path):
    """pyfive 1.2.1 looks for their names where older versions of the format have them."""
    with h5py.File(tmp_path / "weights.h5", "w", libver="latest") as file:
        file["bool"] = np.array([True, False])
    with Hdf5File(tmp_path / "weights.h5") as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "holds neither numbers nor text"


@pytest.mark.parametrize("value", ["lists", "pair", "reference", "nothing", "opaque", "rows"])
def test_values_of_other_kinds_beside_a_group_are_left_out_without_a_word(value, tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        if value == "lists":
            lists = np.empty(2, object)
            lists[:] = [VALUES[0], VALUES[1]]
            file.attrs.create("odd", lists, dtype=h5py.vlen_dtype("f4"))
        elif value == "rows":
            file.attrs.create("odd", np.zeros((2, 3)), (2, 3), np.dtype("(3,)f4"))
        else:
            file.attrs["odd"] = {
                "pair": np.zeros(2, [("a", "f4"), ("b", "i4")]),
                "reference": file.ref,
                "nothing": h5py.Empty("f4"),
                "opaque": np.zeros(2, "V3"),
            }[value]
        file.attrs["name"] = "dense"
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert walk_hdf5(file).refusals == []
        assert file.root.attrs["name"] == "dense"


def test_hdf5_is_read_by_pyfive_and_its_library_given_what_we_have_written():
    """Where h5py is imported it opens a file that hdf5_anew.py has written, or writes one."""
    users: dict[str, set[str]] = {"pyfive": set(), "h5py": set()}
    for one in read_imports():
        users.get(one.target.partition(".")[0], set()).add(one.importer)
    models = "kerasdigits.models."
    heads = {"strangers.hdf5_head", "strangers.hdf5_array"}
    anew = {"strangers.hdf5_anew", "bfloat16", "keras2.files", "keras2.weight_names"}
    assert users["pyfive"] == {models + name for name in heads}
    assert users["h5py"] == {models + name for name in anew}


def test_what_we_use_of_pyfives_inner_names_is_there():
    """An override of what is not called would guard nothing."""
    ours = {"_check_trees", "list_chunks", "read_text"}
    own = {name for name, one in vars(hdf5_head.Head).items() if inspect.isroutine(one)}
    assert len(own) > 5
    pairs = [(hdf5_head.Head, DataObjects, name) for name in own - ours]
    for one, other, name in [*pairs, (hdf5_head.ForeignFile, File, "_get_dataobjects")]:
        both = [list(inspect.signature(getattr(of, name)).parameters) for of in (one, other)]
        assert both[0] == both[1], name
