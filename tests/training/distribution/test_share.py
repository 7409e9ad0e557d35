"""The devices' shares are the batch, and each sample is counted once."""

import pytest

from kerasdigits.training.distribution.share import counts, find_share


@pytest.mark.parametrize("size", [1, 2, 5, 12, 16])
@pytest.mark.parametrize("replicas", [1, 2, 3, 4])
def test_what_is_counted_is_the_batch_and_equal_shares_make_its_mean(size, replicas):
    batch = [float(number**2) for number in range(size)]
    shares = [batch[find_share(size, replicas, number)] for number in range(replicas)]
    counted = [
        sample
        for number, share in enumerate(shares)
        if counts(size, replicas, number)
        for sample in share
    ]
    assert counted == batch
    means = [sum(share) / len(share) for share in shares]
    assert sum(means) / replicas == pytest.approx(sum(batch) / size)
