"""One weight of a convolution, traced in the page: its slope is the one that Keras finds."""

import re

import numpy as np
import pytest
from inside_site import open_inside
from playwright.sync_api import Page, expect

STEP = "#learned .learned-part:nth-of-type(3)"


def find_slopes(model, x: np.ndarray, label: int) -> np.ndarray:
    """The slopes of Keras's loss along the first kernel, by its backend."""
    from keras import ops

    from kerasdigits.autodiff import value_and_grad

    values = [each.numpy() for each in model.trainable_variables]
    fixed = [each.value for each in model.non_trainable_variables]

    def loss(parameters):
        answers, _ = model.stateless_call(parameters, fixed, ops.convert_to_tensor(x))
        return -ops.log(answers[0, label])

    return value_and_grad(loss)(values)[1][0]


def read_terms(page: Page) -> list[float]:
    """The products that are shown, and at the end their sum."""
    texts = page.locator(f"{STEP} .learned-product strong").all_inner_texts()
    powers = [text.replace("−", "-").replace("\u00a0", " ") for text in texts]
    return [
        float(re.sub(r" × 10(\S+)", lambda m: "e" + raise_digits(m[1]), text)) for text in powers
    ]


def raise_digits(text: str) -> str:
    return text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))


def test_a_shared_weight_is_traced_as_a_sum_and_its_slope_is_keras(open_page, inside):
    site, models = inside
    model = models["cnn"]
    page = open_inside(open_page, site, "cnn")
    page.evaluate("kerasdigits.openScene('learned')")
    page.locator(f"{STEP} h3").scroll_into_view_if_needed()
    page.locator(f"{STEP} select").nth(1).select_option("own")
    page.get_by_label("Weights of").select_option(label=model.layers[0].name)
    seen = np.array(page.evaluate("[...kerasdigits.input]"), np.float32).reshape(1, 8, 8, 1)
    label = int(page.get_by_label("This drawing is a").input_value())
    slopes = find_slopes(model, seen, label).reshape(9, 12)
    verdict = page.locator(f"{STEP} .learned-check .learned-told")
    for place, unit in [(4, 0), (0, 7), (5, 11)]:
        for field, value in {"From input": place, "To unit": unit}.items():
            page.get_by_label(field).fill(str(value))
            page.get_by_label(field).blur()
        expect(page.locator(f"{STEP} .learned-chain")).to_contain_text("of the kernel")
        *terms, shown = read_terms(page)
        assert len(terms) >= 2
        assert sum(terms) == pytest.approx(shown, rel=0.02, abs=1e-6)
        assert shown == pytest.approx(slopes[place, unit], rel=2e-3, abs=1e-7)
        assert float(verdict.get_attribute("data-difference")) < 1e-3
