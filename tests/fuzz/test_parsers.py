"""Whatever is in a stranger's file, its reader gives one line or a result, and writes nothing.

`make test` tries a few files for each reader; `make fuzz` sets KERASDIGITS_FUZZ to 100,000.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsers import PARSERS

from kerasdigits.errors import KerasdigitsError

FILES = int(os.environ.get("KERASDIGITS_FUZZ", "25"))
LONGEST_SECONDS = 1.0

pytestmark = pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)


def list_names(folder):
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.timeout(0 if FILES > 1000 else 300)
@pytest.mark.parametrize("name", PARSERS)
def test_each_file_is_read_or_refused_in_one_line(name, tmp_path):
    parser = PARSERS[name]
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / parser.name

    @settings(
        max_examples=FILES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def read(data):
        path.write_bytes(data.draw(parser.files))
        began = time.process_time()
        try:
            parser.read(path)
        except KerasdigitsError as error:
            assert "\n" not in str(error)
            assert len(str(error)) < 700
        assert time.process_time() - began < LONGEST_SECONDS

    read()
    assert set(list_names(tmp_path)) <= {"folder", parser.name, "weights.bin"}
