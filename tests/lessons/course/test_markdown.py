"""Markdown as the reports show it: formulas without a network, words explained once."""

import pytest

from kerasdigits.lessons.course.glossary import find_term
from kerasdigits.lessons.course.markdown import Renderer, make_anchor


def test_formulas_become_mathml_and_money_and_code_do_not():
    page = Renderer().render("So $x^2$, and `$x$`, for $5 or $6.\n\n$$\n\\frac{a}{b}\n$$\n")
    assert page.count("<math") == 2
    assert "<mfrac>" in page
    assert "<code>$x$</code>" in page
    assert "$5 or $6" in page


def test_a_comma_stays_on_the_line_of_the_formula_before_it():
    page = Renderer().render("With $x$, ($y$). Then $z$ and so on, `</math></span>,` too.")
    assert page.count("</math>,</span>") == 1
    assert page.count("</math>).</span>") == 1
    assert page.count("</math></span> and") == 1
    assert Renderer().render_line("$x$.").endswith("</math>.</span>")


def test_a_term_is_explained_the_first_time_and_not_in_headings_links_or_code():
    renderer = Renderer("../glossary.html")
    page = renderer.render(
        "# Momentum\n\n`momentum` and [momentum](https://example.org), then momentum, and momentum."
    )
    assert page.count('class="term"') == 1
    meaning = find_term("momentum").text.replace("`", "")[:20]
    assert f'href="../glossary.html#momentum" data-meaning="{meaning}' in page
    assert 'class="term"' not in renderer.render_line("momentum again")
    assert 'class="term"' not in renderer.render_line("it costs little, at no cost to others")


@pytest.mark.parametrize(
    "text", ["Learning rates are steps.", "the learning rate", "LEARNING RATE"]
)
def test_a_term_is_found_in_capitals_and_plural_as_a_whole(text):
    page = Renderer("g").render(text)
    assert f'href="g#{make_anchor("learning rate")}"' in page


def test_a_page_without_a_glossary_explains_nothing_and_html_is_text():
    page = Renderer().render("<b onclick=x>momentum</b>")
    assert "<b" not in page
    assert "term" not in page
