"""Formulas on a terminal: what belongs together stays together, and code is left alone."""

import re

import pytest

from kerasdigits.lessons.course.plain_math import write_formula, write_formulas
from kerasdigits.lessons.course.registry import LESSONS


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"v = a t^2 + b t + c", "v = a t^2 + b t + c"),
        (r"a \leftarrow a - r \frac{\partial L}{\partial a}", "a ← a − r ∂L/∂a"),
        (r"\sigma(z) = \frac{1}{1 + e^{-z}}", "σ(z) = 1/(1 + e^(−z))"),
        (r"\frac{1}{12} \left( 1 - \frac{W}{32} \right)", "1/12 (1 − W/32)"),
        (r"1 + \cos \frac{\pi i}{n}", "1 + cos((π i)/n)"),
        (r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "p_i = e^(z_i)/(∑_j e^(z_j))"),
        (r"\frac{1}{n} \sum_k |x_k - m_k|", "1/n ∑_k |x_k − m_k|"),
        (r"(1 - r H)^n (p_0 - p_{\text{best}})", "(1 − r H)^n (p_0 − p_best)"),
        (r"\sum_{i=1}^{n} p(x_i)", "∑_(i = 1)^n p(x_i)"),
        (r"L = -\log(p_y) \qquad h f'' / 2", "L = −log(p_y), h f″/2"),
        (r"\sqrt{\frac{2}{\pi n}}", "√(2/(π n))"),
        (r"\frac{n + 2 p}{s} + 1", "(n + 2 p)/s + 1"),
    ],
)
def test_a_formula_keeps_its_meaning_in_a_line(latex, plain):
    assert write_formula(latex) == plain


def test_only_what_stands_between_dollars_is_a_formula():
    text = "The loss $L$:\n\n$$\\frac{1}{2}$$\n\nNot `$x$`, nor\n\n```\ncost = $y$\n```\n"
    assert write_formulas(text) == (
        "The loss `L`:\n\n`1/2`\n\nNot `$x$`, nor\n\n```\ncost = $y$\n```\n"
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_no_lesson_shows_latex_on_a_terminal(lesson):
    for part in lesson.read():
        if part.kind != "code":
            shown = write_formulas(part.content)
            assert not re.search(r"\\[a-z]+|\$", re.sub(r"```.*?```", "", shown, flags=re.DOTALL))
