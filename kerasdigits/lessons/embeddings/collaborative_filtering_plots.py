"""The tables and the figures of collaborative-filtering."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

# What a title of a made-up film says of it: its genre, its colour and its marker.
_GENRES = {
    "spectacle": (("Rocket", "Volcano", "Pirate", "Tornado", "Dragon"), figures.ORANGE, "^"),
    "talk": (("Letter", "Dinner", "Neighbour", "Waltz", "Promise"), figures.BLUE, "o"),
}


def tabulate_recipes(
    context: Context,
    labels: Mapping[str, str],
    curves: Mapping[str, Mapping[str, Sequence[float]]],
    constant: float,
) -> None:
    """Tabulate and plot the losses of the models.

    Args:
        context: Receives the table and the figure.
        labels: By the names of the models.
        curves: `loss` and `val_loss` by epoch, of each.
        constant: The error of the mean of all stars.
    """
    rows: list[tuple] = [("the mean of all stars", "", constant, constant)]
    for name, label in labels.items():
        held = curves[name]["val_loss"]
        rows.append((label, curves[name]["loss"][-1], held[-1], min(held)))
    context.record_table("recipes", rows)
    figure, axes = figures.new_axes("epoch", "squared error on held-out ratings")
    held_out = {labels[name]: losses["val_loss"] for name, losses in curves.items()}
    epochs = np.arange(1, len(next(iter(held_out.values()))) + 1)
    figures.plot_series(axes, epochs, held_out, markers=True)
    axes.set_xticks(epochs)
    # The dot product alone begins far above: it must learn first that stars are about three.
    axes.set_ylim(0, 1.3 * constant)
    arrays = {f"held_out_{name}": losses["val_loss"] for name, losses in curves.items()}
    arrays |= {f"trained_{name}": losses["loss"] for name, losses in curves.items()}
    context.record_figure("epochs", figure, arrays)


def plot_merit(context: Context, means: np.ndarray, judged: np.ndarray, true: np.ndarray) -> None:
    """Plot raw means and what the model makes of the films over their true merit.

    Args:
        context: Receives the figure.
        means: Of the known stars of each film, (films,).
        judged: What an average user would give, by the model.
        true: And in truth.
    """
    titles = ["by the mean of its stars", "by its bias"]
    figure, panels = figures.new_panels(titles, "true place", "place", share=True)
    places = [rank_films(stars) for stars in (true, means, judged)]
    last = len(true)
    for axes, found in zip(panels, places[1:], strict=True):
        axes.plot([1, last], [1, last], color=figures.BLACK, linewidth=1)
        axes.plot(places[0], found, "o", color=figures.BLUE, markersize=4, alpha=0.6)
        correlation = np.corrcoef(places[0], found)[0, 1]
        axes.set_title(f"{axes.get_title()}: correlation {correlation:.2f}", fontsize=11)
    context.record_figure("merit", figure, {"means": means, "judged": judged, "true_stars": true})


def rank_films(stars: np.ndarray) -> np.ndarray:
    """Give each film its place, 1 for the most stars."""
    return (-stars).argsort().argsort() + 1


def tabulate_films(context: Context, data: Dataset, means: np.ndarray, judged: np.ndarray) -> None:
    """Tabulate the films at both ends, and those about which mean and model disagree.

    Args:
        context: Receives the tables.
        data: The ratings.
        means: Of the known stars of each film, (films,).
        judged: What an average user would give, by the model.
    """
    titles = data.columns[1].categories
    counts = np.bincount(data.x_train[:, 1].astype(int), minlength=len(titles))
    well_known = np.flatnonzero(counts >= 20)
    places = {
        name: dict(
            zip(well_known[np.argsort(-stars[well_known])], itertools.count(1), strict=False)
        )
        for name, stars in (("mean", means), ("judged", judged))
    }

    def describe(film: np.integer) -> tuple:
        mean, place = f"{means[film]:.2f}", places["mean"][film]
        return titles[film], int(counts[film]), mean, place, places["judged"][film]

    ordered = sorted(well_known, key=places["judged"].__getitem__)
    context.record_table("films", [describe(film) for film in (*ordered[:5], *ordered[-5:])])
    climbs = {film: places["mean"][film] - places["judged"][film] for film in well_known}
    by_climb = sorted(well_known, key=climbs.__getitem__)
    chosen = (*by_climb[:-4:-1], *by_climb[2::-1])
    context.record_table("misjudged", [describe(film) for film in chosen])


def plot_map(
    context: Context, places: np.ndarray, titles: Sequence[str], counts: np.ndarray
) -> None:
    """Plot the films where the two strongest directions of their factors put them.

    Args:
        context: Receives the figure.
        places: (films, 2 or more).
        titles: Of the films.
        counts: Of their ratings.
    """
    figure, axes = figures.new_axes("strongest direction", "second", width=7, height=5.6)
    known = np.zeros(len(titles), bool)
    for genre, (words, colour, marker) in _GENRES.items():
        chosen = np.array([any(f"{word} (" in title for word in words) for title in titles])
        if chosen.any():
            axes.plot(*places[chosen, :2].T, marker, color=colour, markersize=4, label=genre)
        known |= chosen
    if not known.all():
        axes.plot(*places[~known, :2].T, "o", color=figures.GREY, markersize=3, alpha=0.5)
    if known.any():
        axes.legend(frameon=False, fontsize=9, loc="upper right")
    for film in _choose_labels(places, counts):
        axes.annotate(
            titles[film], tuple(places[film, :2]), (4, 3), textcoords="offset points", size=7.5
        )
    axes.set(xticks=[], yticks=[])
    axes.margins(0.12)
    context.record_figure("map", figure, {"places": places, "rating_counts": counts})


def _choose_labels(places: np.ndarray, counts: np.ndarray) -> list[int]:
    """Choose films to name: the best known first, as long as their names do not run together."""
    spans = np.ptp(places[:, :2], axis=0)
    chosen: list[int] = []
    for film in np.argsort(-counts)[:100]:
        gaps = [np.abs(places[film, :2] - places[other, :2]) / spans for other in chosen]
        if all(across > 0.3 or up > 0.06 for across, up in gaps):
            chosen.append(int(film))
    return chosen[:16]
