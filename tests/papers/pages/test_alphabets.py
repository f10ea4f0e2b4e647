"""Letters that a browser would draw as plain ones."""

from html import unescape

import pytest

from papers.pages.mathml import formula


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        (r"\bm{w}", "<mi>𝒘</mi>"),
        (r"\boldsymbol\theta", "<mi>𝜽</mi>"),
        (r"\boldsymbol{\epsilon\varphi}", "<mi>𝝐</mi><mi>𝝋</mi>"),
        (r"\pmb{w}", "<mi>𝐰</mi>"),
        (r"\mathbf W x", "<mi>𝐖</mi><mi>x</mi>"),
        (r"\mathbf{\Sigma 0}", "<mi>𝚺</mi><mn>𝟎</mn>"),
        (r"\bm 1", "<mn>𝟏</mn>"),
        (r"\bm\nabla", "<mo>𝜵</mo>"),
        (r"\mathscr{L}", "<mi>ℒ</mi>"),
        (r"\mathcal NL", "<mi>𝒩</mi><mi>L</mi>"),
        (r"\mathbb R", "<mi>ℝ</mi>"),
        (r"\mathbb{1}", "<mn>𝟙</mn>"),
        (r"\mathfrak C", "<mi>ℭ</mi>"),
        (r"\mathrm w", '<mi mathvariant="normal">w</mi>'),
        (r"\mathrm{w}", '<mi mathvariant="normal">w</mi>'),
        (r"\mathit{ab}", '<mi mathvariant="italic">a</mi><mi mathvariant="italic">b</mi>'),
        (r"\bm{a + b}", '<mo mathvariant="bold-italic">+</mo><mi>𝒃</mi>'),  # there is no bold sign
    ],
)
def test_a_letter_of_an_alphabet_is_a_character(latex: str, drawn: str) -> None:
    assert drawn in unescape(formula(latex))
