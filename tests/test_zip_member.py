"""Where the bytes of a stored part lie, against the archive's own reader."""

import zipfile

import pytest

from kerasdigits.zip_member import find_begin


@pytest.fixture
def archive(tmp_path, rng):
    path = tmp_path / "parts.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("a", "a longer name", "b/c"):
            part = zipfile.ZipInfo(name)
            part.extra = bytes(4 * int(rng.integers(3)))  # headers without content
            file.writestr(part, rng.bytes(int(rng.integers(1, 60))))
    return path


def test_each_part_begins_where_the_archive_reads_it(archive):
    with zipfile.ZipFile(archive) as read, archive.open("rb") as file:
        for member in read.infolist():
            file.seek(find_begin(file, member))
            assert file.read(member.file_size) == read.read(member)


def test_a_part_that_is_cut_off_or_is_none_is_refused(archive):
    with zipfile.ZipFile(archive) as read:
        last = read.infolist()[-1]
    content = archive.read_bytes()
    begin = content.index(b"PK\3\4", last.header_offset)
    for damaged in (
        content[: begin + 10],
        content[: begin + 30 + len(last.filename)],
        content[:begin] + b"no" + content[begin + 2 :],
    ):
        archive.write_bytes(damaged)
        with archive.open("rb") as file, pytest.raises(zipfile.BadZipFile, match="cut off"):
            find_begin(file, last)
