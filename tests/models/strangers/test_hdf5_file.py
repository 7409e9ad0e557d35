"""An HDF5 file is read in Python alone, as HDF5's own library reads it, and within bounds."""

import inspect
import io
import json
import struct
import tracemalloc
import zlib

import h5py
import numpy as np
import pytest
from imports import read_imports
from pyfive.dataobjects import DataObjects
from pyfive.high_level import File

from kerasdigits.models.strangers import hdf5_head
from kerasdigits.models.strangers.bounded_file import BoundedFile
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
    """pyfive 1.3.0 takes any float of 16 bits for IEEE's."""
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


def test_a_bounded_file_gives_what_is_there_until_the_bound():
    file = BoundedFile(io.BytesIO(b"0123456789"), 10, most_reads=3, most_bytes=12)
    assert file.seek(4) == 4 and file.read(6) == b"456789" and file.tell() == 10
    with pytest.raises(ValueError, match="beyond its end"):
        file.read(1)
    file.seek(0)
    assert file.read(5) == b"01234"
    with pytest.raises(ValueError, match="without an end"):
        file.read(0)


@pytest.mark.parametrize("count", [-1, 11, 2**62])
def test_a_bounded_file_makes_no_room_for_what_it_does_not_hold(count):
    file = BoundedFile(io.BytesIO(b"0123456789"), 10, most_reads=9, most_bytes=2**63)
    with pytest.raises(ValueError, match="claims"):
        file.read(count)


def find_message(content, head, kind):
    """The place of a message of a head of the first form, which is in its first part."""
    place, end = head + 16, head + 16 + struct.unpack_from("<I", content, head + 8)[0]
    while place < end:
        found, size = struct.unpack_from("<HH", content, place)
        if found == kind:
            return place
        place += 8 + size
    raise AssertionError(kind)


@pytest.mark.parametrize("numbers", [0, 1 << 20])
def test_a_head_that_goes_on_in_itself_is_refused_in_however_large_a_file(numbers, tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file.attrs.update({f"text{number}": "x" * 100 for number in range(7)})
        file["numbers"] = np.zeros(numbers)
        head = h5py.h5o.get_info(file.id).addr
    content = bytearray(path.read_bytes())
    place = find_message(content, head, 0x10)
    struct.pack_into("<H", content, head + 2, 65535)
    struct.pack_into("<QQ", content, place + 8, place, 24)
    path.write_bytes(content)
    with pytest.raises(ValueError, match="without an end"), Hdf5File(path):
        pass


def test_a_tree_of_groups_whose_branches_are_one_is_refused(tmp_path):
    """Each node of seven levels leads two hundred times to the next."""
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file.create_group("group")

    def make_node(level, count, child):
        head = b"TREE" + struct.pack("<BBHQQ", 0, level, count, 0, 0)
        return head + struct.pack("<QQ", 0, child) * count

    content = bytearray(path.read_bytes())
    begin, size = len(content), len(make_node(0, 200, 0))
    root = make_node(7, 16, begin)
    place = content.index(b"TREE")
    content[place : place + len(root)] = root
    for level in range(6, -1, -1):
        content += make_node(level, 200, begin + (7 - level) * size)
    path.write_bytes(content + bytes(8))
    with pytest.raises(ValueError, match="without an end"), Hdf5File(path) as file:
        walk_hdf5(file)


def test_a_chunk_that_unpacks_to_more_than_it_should_is_not_unpacked(tmp_path):
    """64 MB of zeros, packed to a thousandth, in the place of a chunk of 4 kB."""
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        array = file.create_dataset("packed", (1000,), "f4", chunks=(1000,), compression="gzip")
        array.id.write_direct_chunk((0,), zlib.compress(bytes(1 << 26)))
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert file.root["packed"].find_lack() is None
        tracemalloc.start()
        with pytest.raises(ValueError):
            np.asarray(file.root["packed"])
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
        tracemalloc.stop()


def test_a_chunk_that_claims_more_than_the_file_could_hold_is_not_unpacked(tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        options = {"chunks": (1 << 26,), "maxshape": (None,), "compression": "gzip"}
        array = file.create_dataset("packed", (1000,), "f4", **options)
        array.id.write_direct_chunk((0,), zlib.compress(VALUES.tobytes()))
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert file.root["packed"].find_lack() is None
        with pytest.raises(ValueError, match="chunk claims more"):
            np.asarray(file.root["packed"])


def test_a_chunk_that_skips_a_filter_is_read_as_it_is(tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        array = file.create_dataset("packed", (1000,), "f4", chunks=(1000,), compression="gzip")
        array.id.write_direct_chunk((0,), VALUES.tobytes(), filter_mask=1)
    with Hdf5File(tmp_path / "weights.h5") as file:
        assert_same(file.root["packed"], VALUES.reshape(1000))


def test_chunks_without_a_length_are_refused(tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("packed", data=VALUES, chunks=(19, 17))
    content = path.read_bytes()
    assert content.count(struct.pack("<II", 19, 17)) == 1
    path.write_bytes(content.replace(struct.pack("<II", 19, 17), struct.pack("<II", 19, 0)))
    with pytest.raises(ValueError, match="different axes"), Hdf5File(path) as file:
        walk_hdf5(file)


def move_arrays(path, names, place, end=None):
    """Have some arrays lie at another place; cut the file at an end."""
    with h5py.File(path, "r") as file:
        sound = [(file[name].id.get_offset(), file[name].nbytes) for name in names]
    content = path.read_bytes()
    for address, size in sound:
        assert content.count(struct.pack("<QQ", address, size)) == 1
        content = content.replace(*(struct.pack("<QQ", one, size) for one in (address, place)))
    path.write_bytes(content[:end])


def test_an_array_that_lies_beyond_the_end_is_refused(tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file["array"] = VALUES
    move_arrays(path, ["array"], path.stat().st_size - VALUES.nbytes + 1)
    with Hdf5File(path) as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "declares 4,000 bytes, and 0 are there"
        with pytest.raises(ValueError, match="an array declares 4,000 bytes, and 0 are there"):
            np.asarray(file.root["array"])


def test_an_array_whose_file_has_become_shorter_since_it_was_opened_is_refused(tmp_path):
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file["array"] = VALUES
    with Hdf5File(stream) as file:
        stream.truncate(len(stream.getvalue()) - 1)
        with pytest.raises(ValueError, match="an array lies beyond its end"):
            np.asarray(file.root["array"])


def test_a_file_that_begins_with_an_array_is_refused(tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file["array"] = VALUES
        root, array = (h5py.h5o.get_info(one.id).addr for one in (file, file["array"]))
    content = bytearray(path.read_bytes())
    assert struct.unpack_from("<Q", content, 64) == (root,)
    struct.pack_into("<Q", content, 64, array)
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no group"), Hdf5File(path) as file:
        walk_hdf5(file)


def test_what_an_array_of_many_long_axes_declares_has_room_in_a_line(tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file["array"] = np.zeros((7,) * 4)
        file["array33"] = np.zeros((1,) * 32)
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<Q", 7), struct.pack("<Q", 2**63)))
    with Hdf5File(path) as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "declares 18,446,744,073,709,551,616 bytes, and 19,208 are there"
    begin = content.index(struct.pack("<BBBBI", 1, 32, 1, 0, 0))
    many = bytearray(content)
    many[begin + 1] = 33
    path.write_bytes(many)
    with pytest.raises(ValueError, match="more axes"), Hdf5File(path) as file:
        walk_hdf5(file)


def test_arrays_that_all_lie_at_one_place_are_refused(tmp_path):
    path = tmp_path / "weights.h5"
    names = [f"array{number}" for number in range(9)]
    with h5py.File(path, "w") as file:
        for name in names:
            file.create_dataset(name, VALUES.shape, "f4")
        for name in names:
            file[name][...] = VALUES
        begin = file["array0"].id.get_offset()
    with Hdf5File(path) as file:
        assert walk_hdf5(file).refusals == []
    move_arrays(path, names[1:], begin, begin + VALUES.nbytes)
    with Hdf5File(path) as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "declares more data than the file holds"


@pytest.mark.parametrize("name", ["..", "a\\b"])
def test_a_name_that_is_a_path_is_refused(name, tmp_path):
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file.create_group(name)
    with Hdf5File(tmp_path / "weights.h5") as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "has a name that is a path"


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
    """pyfive 1.3.0 looks for their names where older versions of the format have them."""
    with h5py.File(tmp_path / "weights.h5", "w", libver="latest") as file:
        file["bool"] = np.array([True, False])
    with Hdf5File(tmp_path / "weights.h5") as file:
        (refusal,) = walk_hdf5(file).refusals
        assert refusal.why == "holds neither numbers nor text"


@pytest.mark.parametrize("kind", ["text", "number", "fixed"])
def test_a_value_beside_a_group_that_claims_more_than_there_is_is_refused(kind, tmp_path):
    path = tmp_path / "weights.h5"
    value = {"text": ["x"] * 77, "number": np.zeros(77), "fixed": np.full(77, b"abc")}[kind]
    with h5py.File(path, "w") as file:
        file.attrs["value"] = value
    sound = struct.pack("<QQ", 77, 77)
    content = path.read_bytes()
    assert content.count(sound) == 1
    path.write_bytes(content.replace(sound, struct.pack("<QQ", 2**40, 2**40)))
    with pytest.raises(ValueError, match="claims more"), Hdf5File(path) as file:
        walk_hdf5(file)


def test_a_tree_of_thousands_of_levels_is_refused(tmp_path):
    path = tmp_path / "weights.h5"
    write(path, libver="latest")
    content = bytearray(path.read_bytes())
    place = content.index(b"BTHD")
    struct.pack_into("<H", content, place + 12, 60_000)
    path.write_bytes(content)
    with pytest.raises(ValueError, match="60000 levels"), Hdf5File(path) as file:
        walk_hdf5(file)


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
