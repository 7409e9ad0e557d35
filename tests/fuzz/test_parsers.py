"""Whatever is in a stranger's file, its reader gives one line or a result, and writes nothing.

`make test` tries a hundred files for each reader; `make fuzz` sets KERASDIGITS_FUZZ to 100,000.
KERASDIGITS_FUZZ_SECONDS bounds the time for each reader. A failure names the number of the file,
which KERASDIGITS_TEST_SEED repeats.
"""

import gc
import os
import shutil
import time
import unicodedata
from pathlib import Path
from random import Random

import pytest
from parsers import PARSERS

from kerasdigits.errors import KerasdigitsError

FILES = int(os.environ.get("KERASDIGITS_FUZZ", "100"))
MOST_SECONDS = float(os.environ.get("KERASDIGITS_FUZZ_SECONDS", "inf"))
LONGEST_SECONDS = 1.0
# Whatever a file of a few kilobytes declares; what is allowed is twice the declared size more.
MOST_BYTES = 200 * 2**20
# What once ended in a traceback, made small: a folder for each parser.
FOUND = sorted(Path(__file__).with_name("found").glob("*/*"))
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def list_names(folder):
    return sorted(path.name for path in folder.rglob("*"))


def read_memory(name):
    """Give bytes of this process's memory: VmRSS now, or VmHWM at its peak; 0 but on Linux."""
    if not RESET.exists():
        return 0
    return int(STATUS.read_text().partition(f"{name}:")[2].split()[0]) * 1024


@pytest.fixture(autouse=True)
def without_older_garbage():
    """A search for garbage goes through all that the tests before have made: .7 s of a reader's."""
    gc.freeze()
    yield
    gc.unfreeze()


def try_file(parser, path):
    """Read a file; give the seconds of the processor, and the bytes that the memory grew by."""
    if RESET.exists():
        RESET.write_text("5")  # the peak begins anew: proc_pid_clear_refs(5)
    before, began = read_memory("VmRSS"), time.process_time()
    try:
        parser.read(path)
    except KerasdigitsError as error:
        assert not {unicodedata.category(letter) for letter in str(error)} & {"Cc", "Cs"}
        assert len(str(error)) < 900
    return time.process_time() - began, read_memory("VmHWM") - before


@pytest.mark.timeout(0 if FILES > 1000 else 300)
@pytest.mark.parametrize("name", PARSERS)
def test_each_file_is_read_or_refused_in_one_line(name, tmp_path, session_seed):
    parser = PARSERS[name]
    parser.prepare()
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / parser.name
    tried, slowest, largest, began = 0, 0.0, 0, time.perf_counter()
    while tried < FILES and time.perf_counter() - began < MOST_SECONDS:
        path.write_bytes(parser.change(Random(f"{session_seed} {name} {tried}")))
        try:
            seconds, grown = try_file(parser, path)
            assert seconds < LONGEST_SECONDS
            assert grown < MOST_BYTES
        except Exception as error:
            error.add_note(f"{path} is file {tried} of KERASDIGITS_TEST_SEED={session_seed}")
            raise
        tried += 1
        slowest, largest = max(slowest, seconds), max(largest, grown)
    most = f"at most {slowest:.3f} s and {largest / 2**20:.1f} MB for one"
    print(f"{name}: {tried:,} files in {time.perf_counter() - began:.0f} s, {most}")
    assert set(list_names(tmp_path)) <= {"folder", parser.name, "weights.bin"}


@pytest.mark.parametrize("found", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_is_read_or_refused(found, tmp_path):
    parser = PARSERS[found.parent.name]
    parser.prepare()
    seconds, grown = try_file(parser, Path(shutil.copy(found, tmp_path / parser.name)))
    assert seconds < LONGEST_SECONDS
    assert grown < MOST_BYTES
