"""The pictures say what they show."""

import numpy as np

from kerasdigits import plots


def test_samples_in_a_picture_stand_beside_their_source(tmp_path, monkeypatch):
    texts = []

    def keep(figure, path):
        texts.extend(
            text.get_text() for text in figure.findobj(match=lambda a: hasattr(a, "get_text"))
        )

    monkeypatch.setattr(plots, "save_figure", keep)
    shares = np.array([[0.9, 0.1]])
    source = "Digits of Ours (A. Writer; CC BY 4.0)"
    image = np.zeros((1, 8, 8, 1))
    plots.save_most_wrong(tmp_path / "x.png", image, np.array([1]), shares, ("0", "1"), source)
    assert source in texts and "1 read as 0\n90% sure" in texts
