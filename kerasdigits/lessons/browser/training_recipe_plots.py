"""The figures and the table of training-recipe."""

import numpy as np

from kerasdigits import plots
from kerasdigits.data import Dataset
from kerasdigits.lessons.course.context import Context
from kerasdigits.training.recipe.galleries import GALLERIES, caption_images
from kerasdigits.training.recipe.run import find_cycle_ends
from kerasdigits.training.recipe.steps import Recipe


def plot_losses(context: Context, recipe: Recipe) -> None:
    """Plot the loss on what is held out over the epochs of the whole recipe.

    Args:
        context: Receives the figure.
        recipe: The recipe, followed.
    """
    figure = plots.plot_recipe(recipe.history, find_cycle_ends(recipe))
    arrays = {
        "epoch_steps": [row["step"] for row in recipe.history],
        "epoch_losses": [row["val_loss"] for row in recipe.history],
        "cycle_losses": recipe.cycle_losses,
    }
    context.record_figure("losses", figure, arrays)


def tabulate_steps(context: Context, recipe: Recipe, data: str) -> None:
    """Tabulate the steps.

    Args:
        context: Receives the table.
        recipe: The recipe, followed.
        data: The data set's name.
    """
    rows = [
        (
            f"{step.number} {step.name}",
            f"{step.accuracy:.4f}",
            f"{step.loss:.4f}",
            ", ".join(f"{rate:.1e}" for rate in step.rates),
            step.epochs,
            f"{step.seconds:.1f}",
            "the body" if step.frozen else "nothing",
        )
        for step in recipe.steps
    ]
    context.record_table("steps", rows, data=data)


def plot_matrix(context: Context, confusion: np.ndarray, data: Dataset) -> None:
    """Plot the confusion matrix.

    Args:
        context: Receives the figure.
        confusion: Of the test images, `(num_classes, num_classes)`.
        data: The data.
    """
    figure = plots.plot_confusion_matrix(confusion, data.class_names)
    context.record_figure("confusion", figure, {"confusion": confusion})


def plot_gallery(
    context: Context, name: str, chosen: np.ndarray, probabilities: np.ndarray, data: Dataset
) -> None:
    """Plot a gallery of test images.

    Args:
        context: Receives the figure.
        name: One of `GALLERIES`.
        chosen: The images' numbers.
        probabilities: `(n, num_classes)`, of all test images.
        data: The data.
    """
    texts = caption_images(data.y_test[chosen], probabilities[chosen], data.class_names)
    title = GALLERIES[name] if len(chosen) else f"{GALLERIES[name]}: none"
    figure = plots.plot_gallery(data.x_test[chosen], texts, title)
    context.record_figure(name, figure, {f"gallery_{name}": chosen})
