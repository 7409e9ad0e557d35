"""Which epochs are kept for the page, and that their file is read back, up to an epoch."""

import numpy as np
import pytest

from kerasdigits.errors import RunError
from kerasdigits.runs.snapshots import (
    MOST_PAGE_BYTES,
    choose_epochs,
    count_page_bytes,
    read_snapshots,
    write_snapshots,
)

MLP = [64 * 30, 30, 30 * 10, 10]


@pytest.mark.parametrize(
    ("epochs", "sizes", "chosen"),
    [
        (1, MLP, (0,)),
        (4, MLP, (0, 1, 2, 3)),
        (11, MLP, tuple(range(11))),
        (91, MLP, (0, 1, 2, 3, 5, 7, 11, 17, 26, 40, 60)),
        (10, [784 * 30, 30, 300, 10], (0, 1, 2, 3, 4, 5, 7)),  # 33 kB each
        (10, [180_000], (0,)),
        (10, [11_000_000], ()),
    ],
)
def test_early_epochs_lie_close_together_and_all_fit_the_page(epochs, sizes, chosen):
    assert choose_epochs(epochs, sizes) == chosen
    assert len(chosen) * count_page_bytes(sizes) <= MOST_PAGE_BYTES


def test_a_file_is_read_back_up_to_the_epoch_that_a_training_has_come_to(tmp_path, rng):
    path = tmp_path / "epochs.npz"
    assert read_snapshots(path, 9) == {}
    kept = {epoch: [rng.random((3, 2)), rng.random(2)] for epoch in (0, 2, 12)}
    write_snapshots(path, kept)
    read = read_snapshots(path, 2)
    assert list(read) == [0, 2]
    for epoch, weights in read.items():
        for ours, theirs in zip(weights, kept[epoch], strict=True):
            np.testing.assert_array_equal(ours, theirs)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(RunError, match=r"cannot be read.*Remove the file"):
        read_snapshots(path, 2)
