"""Follow the recipe on a data set, into a run folder that the other commands take."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits import plots
from kerasdigits.data import choose_samples, split_validation
from kerasdigits.files import replacing_file
from kerasdigits.runs import FitConfig, RunFolder
from kerasdigits.training.evaluate import Evaluation, evaluate_model
from kerasdigits.training.fit import NUM_SAMPLES, describe_run
from kerasdigits.training.prepare import compile_for_keras
from kerasdigits.training.recipe.body import MODEL, Material, learn_body
from kerasdigits.training.recipe.galleries import GALLERIES, caption_images, choose_galleries
from kerasdigits.training.recipe.plan import make_plan
from kerasdigits.training.recipe.steps import Recipe, RecipeStep, follow_recipe

VALIDATION = 0.2
TTA = 4  # copies, as fast.ai's
_LOSS = "cross-entropy"


@dataclass(frozen=True)
class Followed:
    """A recipe that was followed on a data set, and what its network does on the test set.

    Attributes:
        recipe: The recipe; its model has learned.
        evaluation: Of the images as they are.
        with_tta: Of the mean over each image and four moved copies.
        galleries: Test images by the names of `galleries.GALLERIES`, chosen by `evaluation`.
    """

    recipe: Recipe
    evaluation: Evaluation
    with_tta: Evaluation
    galleries: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Give the steps, the cycles and the measurements as JSON can hold them."""
        return {
            "steps": [dataclasses.asdict(step) for step in self.recipe.steps],
            "cycle_losses": self.recipe.cycle_losses,
            "ended": "over-fitting" if self.recipe.overfitted else "the last cycle",
            "test": self.evaluation.to_json(),
            "test_with_tta": {"copies": TTA, **self.with_tta.metrics},
            "galleries": {name: chosen.tolist() for name, chosen in self.galleries.items()},
        }


def follow_on(
    material: Material,
    *,
    quick: bool = False,
    seed: int = 0,
    listen: Callable[[RecipeStep], Any] = lambda step: None,
) -> Followed:
    """Let a body learn, follow the recipe, and measure on the test set once, at the end.

    A fifth of the training set is held out, to watch.

    Args:
        material: As `body.part_data` gives them.
        quick: Train less.
        seed: Of all that is random.
        listen: Is told of each step when it has ended.

    Returns:
        What came of it.

    Raises:
        DataError: A class has too few images to be held out.
        ModelError: The images are too small, or a loss is no longer a finite number.
    """
    dataset = material.dataset
    x, y, x_held, y_held = split_validation(
        dataset.x_train, dataset.y_train, VALIDATION, seed, dataset.task
    )
    model = learn_body(material, seed, quick)
    plan = make_plan(len(x), quick=quick, seed=seed)
    recipe = follow_recipe(model, (x, y), (x_held, y_held), plan, listen)
    evaluation = evaluate_model(model, dataset, loss=_LOSS)
    with_tta = evaluate_model(model, dataset, loss=_LOSS, tta=TTA)
    galleries = choose_galleries(evaluation.probabilities, dataset.y_test, seed)
    return Followed(recipe, evaluation, with_tta, galleries)


def save_run(
    followed: Followed, material: Material, data: str, out: Path, *, overwrite: bool = False
) -> tuple[RunFolder, list[Path]]:
    """Write a run folder, `recipe.json` and the pictures.

    Args:
        followed: What came of the recipe.
        material: What it was followed on.
        data: The data set's name or path, by which it is found again.
        out: The run folder to make.
        overwrite: Replace a run that is there.

    Returns:
        The complete run, and the paths of its pictures.

    Raises:
        RunError: `out` is taken.
    """
    recipe, dataset = followed.recipe, material.dataset
    config = _describe_config(recipe, material, data)
    compile_for_keras(recipe.model, config, _LOSS, dataset.task)
    record = describe_run(config, dataset, recipe.model, _LOSS)
    samples = choose_samples(dataset, NUM_SAMPLES)
    run = RunFolder.create(out, record, recipe.model, samples, overwrite=overwrite)
    pictures = _save_pictures(followed, material, run.path)
    with replacing_file(run.path / "recipe.json") as temporary:
        temporary.write_text(json.dumps(followed.to_json(), indent=2, allow_nan=False) + "\n")
    metrics = {f"test_{name}": value for name, value in followed.evaluation.metrics.items()}
    run.finish(recipe.model, history=recipe.history, metrics=metrics)
    return run, [run.path / picture.name for picture in pictures]


def _describe_config(recipe: Recipe, material: Material, data: str) -> FitConfig:
    names = material.dataset.class_names
    return FitConfig(
        data=data,
        model=MODEL,
        optimizer="adam",
        loss=_LOSS,
        learning_rate=recipe.rate,
        batch_size=recipe.plan.batch_size,
        epochs=len(recipe.history),
        schedule="sgdr",
        validation_split=VALIDATION,
        augment=recipe.plan.augment,
        seed=recipe.plan.seed,
        classes=names if material.halved else None,
        cycles=len(recipe.cycle_losses) - 1,
        cycle_len=recipe.plan.cycle_len,
        cycle_mult=recipe.plan.cycle_mult,
    )


def find_cycle_ends(recipe: Recipe) -> list[int]:
    """Give the epochs, counted through the whole recipe, at which a cycle of step 8 ended."""
    end = sum(row["step"] != 8 for row in recipe.history)
    ends = []
    for epochs in recipe.plan.cycle_epochs()[: len(recipe.cycle_losses) - 1]:
        end += epochs
        ends.append(end)
    return ends


def _save_pictures(followed: Followed, material: Material, out: Path) -> list[Path]:
    recipe, dataset = followed.recipe, material.dataset
    drawn = {"recipe": plots.plot_recipe(recipe.history, find_cycle_ends(recipe))}
    confusion = followed.evaluation.confusion
    if confusion is not None:
        drawn["confusion-matrix"] = plots.plot_confusion_matrix(confusion, dataset.class_names)
    for name, title in GALLERIES.items():
        chosen = followed.galleries[name]
        texts = caption_images(
            dataset.y_test[chosen], followed.evaluation.probabilities[chosen], dataset.class_names
        )
        drawn[name] = plots.plot_gallery(
            dataset.x_test[chosen],
            texts,
            title if len(chosen) else f"{title}: none",
            dataset.source,
        )
    paths = [out / f"{name}.png" for name in drawn]
    for path, figure in zip(paths, drawn.values(), strict=True):
        plots.save_figure(figure, path)
    return paths
