"""Two processes of learners for all tests of a session, each started when it is first needed."""

import os

import pytest

from kerasdigits.practice.judge import Judge, Limits


@pytest.fixture(scope="session")
def judges():
    """One process for all answers that use no Keras, and one for those that do."""
    limits = Limits(call=2, whole=3600)
    with Judge(limits) as plain, Judge(limits, os.environ["KERAS_BACKEND"]) as with_keras:
        yield plain, with_keras
