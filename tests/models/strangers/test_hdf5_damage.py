"""A damaged HDF5 file ends in one exception, soon; no room is made for what it only claims."""

import io
import struct
import tracemalloc
import zlib

import h5py
import numpy as np
import pytest

from kerasdigits.models.strangers.bounded_file import BoundedFile
from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.hdf5_file import Hdf5File

VALUES = np.arange(1000, dtype="float32").reshape(50, 20)


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
        end = file["array"].id.get_offset() + VALUES.nbytes
    with Hdf5File(stream) as file:
        array = file.root["array"]
        stream.truncate(end - 1)
        with pytest.raises(ValueError, match="an array lies beyond its end"):
            np.asarray(array)


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
    with h5py.File(path, "w", libver="latest") as file:
        for number in range(300):
            file.create_group(f"group{number}")
    content = bytearray(path.read_bytes())
    place = content.index(b"BTHD")
    struct.pack_into("<H", content, place + 12, 60_000)
    path.write_bytes(content)
    with pytest.raises(ValueError, match="60000 levels"), Hdf5File(path) as file:
        walk_hdf5(file)
