"""The eight steps of the recipe in their order, each with a row of what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.frozen_body import freeze_body, precompute, split_body, unfreeze
from kerasdigits.training.layer_groups import group_layers, share_rate
from kerasdigits.training.losses import metric_name
from kerasdigits.training.lr_finder import LearningRateSweep, find_learning_rate
from kerasdigits.training.optimizers import make_optimizer
from kerasdigits.training.recipe.cycles import StopAtOverfitting
from kerasdigits.training.recipe.plan import STEPS, RecipePlan
from kerasdigits.training.recipe.watch import HeldOut, WatchEpochs
from kerasdigits.training.steps.loop import train_epochs

if TYPE_CHECKING:
    Pair = tuple[np.ndarray, np.ndarray]

_USUAL_RATE = 1e-3  # Adam's; where no rate is found for the head
# fastai 2's choice: the steepest point of so short a sweep lay at 2 and above, where Adam undoes
# all that a small network has learned.
_SUGGESTION = "valley"
_HIGHEST_RATE = 0.01
_FIRST_SWEPT, _LAST_SWEPT = 1e-5, 1.0


@dataclass(frozen=True)
class RecipeStep:
    """A row of the recipe's table.

    Attributes:
        number: 1 to 8.
        name: Of `plan.STEPS`.
        accuracy: On what is held out, after the step.
        loss: The same; mean cross-entropy.
        rates: The highest learning rate of each group of layers that the step found, set or used,
            the body's first layers first; a single one where all that learns has the same.
        epochs: That it trained.
        seconds: That it took.
        frozen: The layers that did not learn, by name.
        remark: What else is to be said of it; may be empty.
    """

    number: int
    name: str
    accuracy: float
    loss: float
    rates: tuple[float, ...]
    epochs: int
    seconds: float
    frozen: tuple[str, ...]
    remark: str


@dataclass
class Recipe:
    """A recipe that is followed: the model, its data, and what came of it so far.

    Attributes:
        model: A classifier of logits; its body has learned something already.
        body: Its first layers, up to `plan.last_of_body`.
        head: Its last layers; both share the weights of the model.
        train: Inputs `(n, ...)` and labels `(n,)` to train on.
        held_out: The same, to watch.
        plan: How long each step is.
        activations: What the body makes of the training inputs, after step 1.
        rate: The learning rate that was found last, of the head.
        shares: The share of it that each layer gets, by name; None before step 6.
        steps: A row for each step.
        history: A row for each epoch, as `watch.WatchEpochs` makes them.
        sweeps: The two searches for a rate.
        cycle_losses: On what is held out: before step 8, and after each of its cycles.
        overfitted: Whether step 8 ended because of over-fitting.
        after_head: The loss on what is held out after step 3, and the weights.
    """

    model: keras.Model
    body: keras.Model
    head: keras.Model
    train: Pair
    held_out: HeldOut
    plan: RecipePlan
    activations: np.ndarray | None = None
    rate: float = _USUAL_RATE
    shares: Mapping[str, float] | None = None
    steps: list[RecipeStep] = field(default_factory=list)
    history: list[dict[str, float]] = field(default_factory=list)
    sweeps: list[LearningRateSweep] = field(default_factory=list)
    cycle_losses: list[float] = field(default_factory=list)
    overfitted: bool = False
    after_head: tuple[float, list[np.ndarray]] | None = None


@dataclass(frozen=True)
class _Taken:
    """What a step tells of itself."""

    rates: tuple[float, ...] = ()
    epochs: int = 0
    remark: str = ""


def follow_recipe(
    model: keras.Model,
    train: Pair,
    held_out: Pair,
    plan: RecipePlan,
    listen: Callable[[RecipeStep], Any] = lambda step: None,
) -> Recipe:
    """Follow the recipe from a body that has learned something to a model that over-fits.

    Afterwards the model has the weights with the lowest loss on what is held out: of those after
    steps 3 and 4, and after each cycle of step 8.

    Source: fast.ai course v2, lesson 1, "Review: easy steps to train a world-class image
    classifier".

    Args:
        model: A classifier of logits.
        train: Inputs `(n, ...)` and labels `(n,)` to train on.
        held_out: The same, to watch.
        plan: How long each step is.
        listen: Is told of each step when it has ended.

    Returns:
        The recipe with all that came of it.

    Raises:
        ModelError: The body cannot be split off, or a loss is no longer a finite number.
    """
    freeze_body(model, plan.last_of_body)
    body, head = split_body(model, plan.last_of_body)
    recipe = Recipe(model, body, head, train, HeldOut(model, *held_out), plan)
    for number, take in enumerate(_TAKE, 1):
        began = time.perf_counter()
        taken = take(recipe, number)
        seconds = time.perf_counter() - began
        loss, accuracy = recipe.held_out.measure()
        row = RecipeStep(
            number=number,
            name=STEPS[number - 1],
            accuracy=accuracy,
            loss=loss,
            rates=taken.rates,
            epochs=taken.epochs,
            seconds=round(seconds, 3),
            frozen=tuple(
                layer.name for layer in model.layers if layer.weights and not layer.trainable
            ),
            remark=taken.remark,
        )
        recipe.steps.append(row)
        listen(row)
    return recipe


def _precompute(recipe: Recipe, number: int) -> _Taken:
    recipe.activations = precompute(recipe.body, recipe.train[0])
    return _Taken(remark=f"{recipe.activations[0].size:,} numbers for each image, computed once")


def _find_rate(recipe: Recipe, number: int) -> _Taken:
    batches = _make_batches(recipe, number, recipe.activations)
    _compile(recipe, recipe.head)
    found = _sweep(recipe, recipe.head, batches)
    remark = "" if found else "the loss never fell: Adam's usual rate"
    recipe.rate = found or _USUAL_RATE
    return _Taken(rates=(recipe.rate,), remark=remark)


def _train_head(recipe: Recipe, number: int) -> _Taken:
    epochs = recipe.plan.head_cycles * recipe.plan.cycle_len
    _compile(recipe, recipe.head)
    batches = _make_batches(recipe, number, recipe.activations)
    _train(recipe, number, recipe.head, batches, epochs)
    recipe.after_head = recipe.held_out.measure()[0], recipe.model.get_weights()
    return _Taken(rates=(recipe.rate,), epochs=epochs)


def _train_augmented(recipe: Recipe, number: int) -> _Taken:
    plan = recipe.plan
    cycles = [plan.cycle_len] * plan.augmented_cycles
    batches = _make_batches(recipe, number, augmented=plan.augment)
    _compile(recipe, recipe.model, [epochs * len(batches) for epochs in cycles])
    _train(recipe, number, recipe.model, batches, sum(cycles))
    return _Taken(rates=(recipe.rate,), epochs=sum(cycles))


def _unfreeze(recipe: Recipe, number: int) -> _Taken:
    unfreeze(recipe.model)
    return _Taken()


def _set_rates(recipe: Recipe, number: int) -> _Taken:
    groups = group_layers(recipe.model, recipe.plan.groups)
    recipe.shares = share_rate(groups, recipe.plan.group_shares())
    return _Taken(
        rates=_list_rates(recipe), remark=f"each {recipe.plan.lower:g} times below the next"
    )


def _find_rate_again(recipe: Recipe, number: int) -> _Taken:
    """Find a rate for all layers; one above the head's would undo what it has learned."""
    batches = _make_batches(recipe, number, augmented=recipe.plan.augment)
    _compile(recipe, recipe.model)
    found = _sweep(recipe, recipe.model, batches)
    remark = ""
    if found is None:
        remark = "the loss never fell: a tenth of the first rate"
    elif found > recipe.rate:
        remark = f"found {found:.1e}: the first rate is kept"
    recipe.rate = recipe.rate / 10 if found is None else min(found, recipe.rate)
    return _Taken(rates=_list_rates(recipe), remark=remark)


def _train_cycles(recipe: Recipe, number: int) -> _Taken:
    cycles = recipe.plan.cycle_epochs()
    batches = _make_batches(recipe, number, augmented=recipe.plan.augment)
    _compile(recipe, recipe.model, [epochs * len(batches) for epochs in cycles])
    before = len(recipe.history)
    start, _ = recipe.held_out.measure()
    stop = StopAtOverfitting(cycles, lambda: recipe.history[-1]["val_loss"], start)
    _train(recipe, number, recipe.model, batches, sum(cycles), stop)
    recipe.cycle_losses = stop.losses
    recipe.overfitted = stop.overfitted
    kept = _keep_best(recipe, stop)
    why = "over-fitting" if stop.overfitted else "no over-fitting"
    remark = f"{why}; kept: the weights after {kept}"
    return _Taken(_list_rates(recipe), len(recipe.history) - before, remark)


def _keep_best(recipe: Recipe, stop: StopAtOverfitting) -> str:
    """Give the model the best weights since step 3; say after what it had them."""
    best = int(np.argmin(stop.losses))
    if recipe.after_head is not None and recipe.after_head[0] < stop.losses[best]:
        recipe.model.set_weights(recipe.after_head[1])
        return "step 3"
    recipe.model.set_weights(stop.best)
    return f"cycle {best} of {len(stop.losses) - 1}" if best else "step 4"


_TAKE = (
    _precompute,
    _find_rate,
    _train_head,
    _train_augmented,
    _unfreeze,
    _set_rates,
    _find_rate_again,
    _train_cycles,
)


def _sweep(recipe: Recipe, model: keras.Model, batches: Batches) -> float | None:
    """Search for a rate; None where the loss never falls."""
    sweep = find_learning_rate(
        model, batches, start=_FIRST_SWEPT, end=_LAST_SWEPT, steps=recipe.plan.sweep_steps
    )
    recipe.sweeps.append(sweep)
    found = sweep.suggestions.get(_SUGGESTION)
    return None if found is None else min(found, _HIGHEST_RATE)


def _list_rates(recipe: Recipe) -> tuple[float, ...]:
    return tuple(recipe.rate * share for share in recipe.plan.group_shares())


def _make_batches(
    recipe: Recipe, number: int, x: np.ndarray | None = None, augmented: bool = False
) -> Batches:
    seed = int(np.random.default_rng([recipe.plan.seed, number]).integers(2**31))
    inputs, labels = recipe.train
    return Batches(
        inputs if x is None else x, labels, recipe.plan.batch_size, seed, augmented=augmented
    )


def _compile(recipe: Recipe, model: keras.Model, cycle_steps: Sequence[int] = ()) -> None:
    """Compile for Adam at the present rates: constant, or falling to 0 in each cycle."""
    schedule = "sgdr" if cycle_steps else "constant"
    optimizer = make_optimizer(
        "adam",
        recipe.rate,
        schedule,
        max(1, sum(cycle_steps)),
        0,
        cycle_steps=cycle_steps,
        rate_shares=recipe.shares,
    )
    model.compile(
        optimizer,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[metric_name("cross-entropy", "classification")],
    )
    optimizer.build(model.trainable_variables)


def _train(
    recipe: Recipe,
    number: int,
    model: keras.Model,
    batches: Batches,
    epochs: int,
    *callbacks: keras.callbacks.Callback,
) -> None:
    watch = WatchEpochs(recipe.held_out, number, recipe.history)
    train_epochs(
        model, batches, epochs=epochs, callbacks=[FollowEpochs(batches), watch, *callbacks]
    )
