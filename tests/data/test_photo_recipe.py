"""Python and the page find the same ink with the same constants; most vectors are made by hand."""

import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from kerasdigits.data import picture

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "photos.json"
CASES = json.loads(GOLDEN.read_text())
SCRIPT = runpy.run_path(str(GOLDEN.with_name("make_photos.py")))
RECIPE = json.loads((ROOT / "kerasdigits/data/photo_recipe.json").read_text())
# For each constant another value: near, but far enough to be seen.
OTHERS = {
    "blocks": 23,
    "fit_rounds": 3,
    "ground_grey": 3,
    "least_kept": 0.02,
    "longest_side": 321,
    "peak_quantile": 0.998,
    "small_side": 63,
}


def read(case):
    photo, ink = case["picture"], case["ink"]
    unpack = SCRIPT["unpack"]
    return unpack(photo["uint8"], "u1", *photo["size"]), unpack(ink["float32"], "<f4", *ink["size"])


def is_found(case, atol=1e-6):
    photo, expected = read(case)
    found = picture.to_ink(photo)
    return found.shape == expected.shape and bool(np.abs(found - expected).max() <= atol)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_vectors_are_reproduced(case):
    photo, expected = read(case)
    np.testing.assert_allclose(picture.to_ink(photo), expected, rtol=0, atol=1e-6)


def test_the_golden_file_is_what_its_script_writes_and_most_of_it_is_worked_out_by_hand():
    cases = SCRIPT["cases"]()
    assert [case["name"] for case in cases] == [case["name"] for case in CASES]
    for new, old in zip(cases, CASES, strict=True):
        assert new["picture"]["uint8"] == old["picture"]["uint8"]
        if old["oracle"] == "by hand":
            assert new["ink"]["float32"] == old["ink"]["float32"]
    assert [case["oracle"] for case in CASES].count("by hand") > 30
    assert GOLDEN.stat().st_size < 120_000


@pytest.mark.parametrize("name", RECIPE)
def test_no_constant_can_change_without_a_vector_that_shows_it(name, monkeypatch):
    value = RECIPE[name]["value"]
    for other in (OTHERS[name],) if name in OTHERS else (0.8 * value, 1.2 * value):
        monkeypatch.setattr(picture._RECIPE, name, other)
        # Beyond what the page's bytes could hide: half of one by rounding.
        assert not all(is_found(case, atol=0.6 / 255) for case in CASES), (name, other)


def test_each_constant_has_a_reason_and_is_used_by_both_sides():
    python = (ROOT / "kerasdigits/data/picture.py").read_text()
    page = (ROOT / "web/src/ink/photo.ts").read_text()
    assert 'from "../../../kerasdigits/data/photo_recipe.json"' in page
    for name, entry in RECIPE.items():
        assert set(entry) == {"value", "reason"}
        assert len(entry["reason"].split()) > 10, name
        assert re.search(rf"_RECIPE\.{name}\b", python), name
        assert re.search(rf"\blimits\.{name}\b", page), name
