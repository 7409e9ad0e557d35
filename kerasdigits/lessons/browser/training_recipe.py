"""The recipe: eight steps from a network that knows other digits to one that overfits.

The first lesson of fast.ai's course ends with a list: how to train a very good image classifier,
step by step, with hardly a decision left to make. Here the list is a program. It writes down after
each step how much it brought, and it stops by itself.

## The idea

Everything in this course comes together: a body that learned other classes (`transfer-learning`),
the search for a learning rate (`lr-finder`), augmentation (`augmentation-tta`), cycles
(`lr-schedules`).

1. **Precompute** the activations of the frozen body.
2. **Find a rate**.
3. Train the **last layers** for an epoch or two.
4. Train them with **augmentation**, in cycles of one epoch.
5. **Unfreeze** the body.
6. Give earlier layers **rates** 3 to 10 times lower than those of the layers behind them.
7. **Find a rate again**.
8. Train all layers in cycles, each twice as long as the one before, **until it overfits**.

## What to look at

- The first picture: the loss on images that are held out, through all of the steps.
- The table: which steps bring the most, and which take the most time.
- The five galleries. Nothing tells more of a network than what it is sure of, and wrong about.
"""

import dataclasses

import keras
import numpy as np

from kerasdigits.data import Dataset, split_validation
from kerasdigits.lessons.browser import training_recipe_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.training.evaluate import Evaluation, evaluate_model
from kerasdigits.training.recipe.body import Material, learn_body
from kerasdigits.training.recipe.galleries import choose_galleries
from kerasdigits.training.recipe.plan import make_plan
from kerasdigits.training.recipe.steps import Recipe, RecipeStep, follow_recipe

"""
## Before the first step

fast.ai's list begins with a body that has seen a million photographs. Ours has seen the digits 0 to
4; the recipe is followed on 5 to 9. A fifth of their training images is held out: the steps look at
these. The test images are looked at once, at the end.
"""

HELD_OUT = 0.2


def learn_old_digits(context: Context) -> tuple[keras.Model, Dataset]:
    """Let the body learn 0 to 4; gives a network with a new head, and the digits 5 to 9."""
    old = context.load_digits(*"01234")
    new = context.load_digits(*"56789")
    material = Material(old.x_train, old.y_train, 5, "0 to 4", new)
    context.note("Training: the body, on 0 to 4")
    return learn_body(material, context.seed, context.quick), new


"""
## The eight steps

`follow_recipe` takes them in order. In steps 1 to 4 the body is frozen. Step 6 gives each of three
groups (the first convolution, the second, the head) a rate three times lower than that of the next:

$$\\eta_g = \\frac{\\eta}{3^{2-g}} \\quad \\text{for } g = 0, 1, 2$$

Where digits are few, an epoch is only a few steps; a "cycle of one epoch" is then several epochs
long.
"""

LOWER = 3.0


def follow_steps(context: Context, model: keras.Model, new: Dataset) -> Recipe:
    """Follow the recipe on 5 to 9, and see whether the frozen body stays as it is."""
    x, y, x_held, y_held = split_validation(
        new.x_train, new.y_train, HELD_OUT, context.seed, new.task
    )
    plan = make_plan(len(x), quick=context.quick, seed=context.seed)
    plan = dataclasses.replace(plan, lower=LOWER)
    body = []

    def listen(step: RecipeStep) -> None:
        context.note(f"Step {step.number}, {step.name}: accuracy {step.accuracy:.4f}")
        body.append(model.get_weights()[:4])

    recipe = follow_recipe(model, (x, y), (x_held, y_held), plan, listen)
    changed = sum(np.any(a != b) for a, b in zip(body[0], body[3], strict=True))
    moved = np.linalg.norm(body[7][0] - body[0][0]) / np.linalg.norm(body[0][0])
    context.record_numbers(body_changed=changed, body_moved=moved, data=new)
    return recipe


"""
## What each step brought

Steps 1, 2, 5, 6 and 7 train nothing: they prepare. A search for a rate leaves the weights as they
were. Step 8 looks at the loss on the held-out images after each cycle. When it has risen twice in a
row, the network is learning its training images by heart, and it is time to stop. (Or it stops
after four cycles.) The best weights since step 3 are kept.
"""


def tell_steps(context: Context, recipe: Recipe, new: Dataset) -> None:
    """The losses by epoch, the table of the steps, and the numbers that tell the story."""
    plots.plot_losses(context, recipe)
    plots.tabulate_steps(context, recipe, new.name)
    third, last = recipe.steps[2], recipe.steps[-1]
    context.record_numbers(
        accuracy_1=recipe.steps[0].accuracy,
        accuracy_3=third.accuracy,
        accuracy_8=last.accuracy,
        loss_3=third.loss,
        loss_8=last.loss,
        rate_found=recipe.steps[1].rates[-1],
        rate_again=recipe.steps[6].rates[-1],
        cycles=len(recipe.cycle_losses) - 1,
        data=new,
    )
    context.record_numbers(
        head_seconds=sum(step.seconds for step in recipe.steps[:3]),
        all_seconds=sum(step.seconds for step in recipe.steps),
    )


"""
## What the network is sure of

At the end: the test images, alone and with four moved copies (TTA); the confusion matrix; and five
galleries. They are chosen by the same probabilities as the matrix.
"""

COPIES = 4


def look_at_test_images(context: Context, model: keras.Model, new: Dataset) -> None:
    """The accuracy on the test images, with and without TTA, the matrix and the galleries."""
    found = evaluate_model(model, new, loss="cross-entropy")
    averaged = evaluate_model(model, new, loss="cross-entropy", tta=COPIES)
    context.record_numbers(
        test=found.metrics["accuracy"],
        test_tta=averaged.metrics["accuracy"],
        misread=np.sum(found.probabilities.argmax(axis=1) != new.y_test),
        data=new,
    )
    plots.plot_matrix(context, np.asarray(found.confusion), new)
    show_galleries(context, found, new)


def show_galleries(context: Context, found: Evaluation, new: Dataset) -> None:
    """Five galleries of test images."""
    context.record_array("probabilities", found.probabilities)
    for name, chosen in choose_galleries(found.probabilities, new.y_test, context.seed).items():
        plots.plot_gallery(context, name, chosen, found.probabilities, new)
    surest = found.probabilities.max(axis=1)
    context.record_numbers(least_certain=surest.min(), data=new)


def run(context: Context) -> None:
    """The body; the eight steps; what each brought; the test images."""
    model, new = learn_old_digits(context)
    recipe = follow_steps(context, model, new)
    tell_steps(context, recipe, new)
    arrays = model.get_weights()
    context.record_weights("final", {str(n): array for n, array in enumerate(arrays)})
    look_at_test_images(context, model, new)


"""
## The same on your own pictures

`kerasdigits recipe --data FOLDER` follows the list on a folder of class folders. There the body
learns beforehand, without labels, by how much a picture is turned.

## Sources

- fast.ai course v2, lesson 1, "Review: easy steps to train a world-class image classifier". On dogs
  and cats, with a body of 34 layers, its notebook prints .99 and .992 after the last layers, .9922
  with augmentation, and up to .9932 with all layers.
- keras-team/keras, `examples/mnist_transfer_cnn.py`: 0 to 4, then 5 to 9: 0.992 with a frozen body.
"""
