"""Names of classes come as people have them: in a list, a text file, a JSON file."""

from pathlib import Path

import pytest

from kerasdigits.errors import DataError
from kerasdigits.publishing.class_names import read_class_names


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cat, dog ,cow\n", ("cat", "dog", "cow")),
        ("0 a cat\n1 a dog\n", ("a cat", "a dog")),  # as Teachable Machine writes them
        ("0\n1\n2\n", ("0", "1", "2")),
        ("3 apples\n1 pear\n", ("3 apples", "1 pear")),
        ("cat\r\n\r\ndog\r\n", ("cat", "dog")),
        ("\ufeffcat\ndog", ("cat", "dog")),
    ],
)
def test_names_in_text(text, names):
    if "," in text:
        assert read_class_names(text) == names
        return
    Path("labels.txt").write_bytes(text.encode())
    assert read_class_names("labels.txt") == names


def test_names_in_json():
    Path("labels.json").write_text('["cat, tame", "dog"]')
    assert read_class_names("labels.json") == ("cat, tame", "dog")


@pytest.mark.parametrize(
    ("text", "content", "message"),
    [
        ("cat", None, "not names of classes. Received: cat"),
        ("cat,,dog", None, "not names of classes. Received: cat, , dog"),
        ("cat,cat", None, "two or more different names"),
        ("labels.txt", None, "No such file or directory. Received: labels.txt"),
        ("my/labels", None, "No such file or directory"),
        ("labels.txt", b"\xff\xfe", "can't decode"),
        ("labels.json", b"{", "cannot be read"),
        ("labels.json", b'{"0": "cat"}', "does not hold a list of names"),
        ("labels.txt", b"", "not names of classes. Received: none"),
    ],
)
def test_what_is_no_list_of_names_is_refused(text, content, message):
    if content is not None:
        Path(text).write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_class_names(text)
