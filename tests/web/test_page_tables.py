"""A model of a table has fields with names; what they say is what the model gets."""

import re

import numpy as np
import pytest
from models import MODELS
from playwright.sync_api import expect


def test_lists_and_sliders_give_the_row_that_numpy_answers(open_page, file_url):
    page = open_page(f"{file_url}?model=k-table")
    expect(page.locator("#headline")).to_have_text("Fill in a row. A Keras model answers.")
    film = page.get_by_label("film")
    age = page.locator("#numbers input[type=range]")
    expect(film.locator("option")).to_have_text(
        ["The Merry Rocket", "<b>Bold</b>", "The Last Waltz"]
    )
    film.select_option("<b>Bold</b>")
    age.fill("63")
    expect(page.locator("#numbers output")).to_have_text("63")
    expected = MODELS["k-table"].predict(np.array([[1.0, (63 - 45) / 12]]))[0, 0]
    expect(page.locator(".table-words")).to_have_text(
        f"For this row the model says {expected:.3f}."
    )
    assert page.evaluate("Array.from(kerasdigits.input)") == pytest.approx([1, 1.5])
    page.get_by_role("button", name="Next row of the test set").click()
    expect(age).not_to_have_value("63")
    # Another model has no such sentence, and fields of its own.
    page.locator("#picker").select_option("d-features")
    expect(page.locator("#numbers input[type=number]")).to_have_count(3)
    expect(page.locator(".table-words")).to_be_hidden()
    expect(page.locator("#headline")).to_have_text(re.compile("Type numbers"))


def test_a_model_of_ratings_says_what_somebody_would_like_best(open_page, file_url):
    page = open_page(f"{file_url}?model=l-ratings")
    page.get_by_label("user").select_option("Bob")
    page.get_by_label("film").select_option("Part 3")
    # 2 + 0.5 for Bob + 0.25 for each part after the first
    expect(page.locator(".table-words")).to_have_text("Bob would give Part 3 about 3.0 of 5 stars.")
    expect(page.locator(".table-best h3")).to_have_text("What Bob would like best")
    expect(page.locator(".table-best li")).to_have_text(
        ["Part 7: 4.0", "Part 6: 3.8", "Part 5: 3.5", "Part 4: 3.3", "Part 3: 3.0"]
    )
