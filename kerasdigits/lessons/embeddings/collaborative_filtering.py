r"""Collaborative filtering: knowing a film by those who like it, and by nothing else.

Nobody tells this model what a film is about. It sees who gave how many stars to what. From that
alone it finds out that rockets and pirates belong together, and letters and waltzes; and that a
film with a poor mean may be a good one, which had the bad luck to be seen by harsh people.

## The idea

Each user gets a row $u$ of numbers, and so does each film, $f$: its **factors**, an embedding. The
more the two rows agree, the more stars: their product $u \cdot f$ is the prediction. At first all
rows are random. Training moves them until the products fit the stars that are known, and then the
product of *any* user and *any* film is a guess.

Two additions make it work. A **range**: stars end at 1 and 5, so a sigmoid bends the product into
the range from 0 to 5.5 (a little wider, for a sigmoid never reaches its ends). And a **bias** $b$
for each user and each film: some people are kind to every film, and some films please everybody.

$$\text{stars} = 5.5 \sigma(u \cdot f + b_u + b_f)$$

## What to look at

- The first picture: the places of the films by the mean of their stars, and by their biases, over
  their true places.
- The map of the films, drawn from their factors. The model has never seen a title.
- The table: which addition gains how much, and how far the best is from the noise, which nobody
  can predict.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from kerasdigits.autodiff import Tensor
from kerasdigits.data import Dataset
from kerasdigits.data.ratings import MEAN, make_ratings
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.embeddings import collaborative_filtering_plots as plots
from kerasdigits.models.objects import OneCycle
from kerasdigits.training.batches import Batches, FollowEpochs

"""
## Who rates what

The course uses MovieLens: 100,000 ratings of 1,682 films by 943 people. Its owners let nobody pass
it on; if you have unpacked it, this lesson takes it. Otherwise it makes 20,000 ratings by a rule,
and then it can do what no real data allow: compare what the model found with the truth.

    stars = 3.1 + kindness of the user + merit of the film + taste · character + noise

In our made-up town the harsh people go to art-house films, and the kind ones to family films. So a
film's mean tells as much of its audience as of the film. A fifth of the ratings is held out.
"""


def raw_means(data: Dataset) -> np.ndarray:
    """The mean of the known stars of each film, (films,); of all stars where there are none."""
    films = data.x_train[:, 1].astype(int)
    stars = data.y_train[:, 0]
    size = len(data.columns[1].categories)
    sums = np.bincount(films, weights=stars, minlength=size)
    counts = np.bincount(films, minlength=size)
    return np.where(counts > 0, sums / np.maximum(counts, 1), stars.mean())


"""
## The model, in four steps

The same few lines build all of them. One array goes in, with the ids of a user and a film in each
row; an `Embedding` layer turns ids into rows of numbers (see `embedding-lookup`).
"""

FACTORS = 50


@dataclass(frozen=True)
class Recipe:
    """What a model has.

    Attributes:
        label: For tables and pictures.
        bends: Whether a sigmoid keeps its stars in range.
        biases: Whether users and films have biases.
        decays: Whether its weights decay (see `weight-decay`).
    """

    label: str
    bends: bool = False
    biases: bool = False
    decays: bool = False


RECIPES = {
    "dot": Recipe("dot product"),
    "range": Recipe("+ range", bends=True),
    "bias": Recipe("+ biases", bends=True, biases=True),
    "decay": Recipe("+ weight decay", bends=True, biases=True, decays=True),
}


def embed(ids: Tensor, size: int, factors: int, name: str) -> Tensor:
    """A row of numbers for each id, small at first."""
    start = keras.initializers.TruncatedNormal(stddev=0.01)
    return layers.Embedding(size, factors, embeddings_initializer=start, name=name)(ids)


def build_model(recipe: Recipe, users: int, films: int) -> keras.Model:
    """Build a model of inputs (n, 2), the ids of user and film, and stars (n, 1)."""
    inputs = keras.Input((2,))
    user = inputs[:, 0:1]
    film = inputs[:, 1:2]
    user_factors = embed(user, users, FACTORS, "user_factors")
    film_factors = embed(film, films, FACTORS, "film_factors")
    stars = layers.Dot(axes=2)([user_factors, film_factors])
    if recipe.biases:
        user_bias = embed(user, users, 1, "user_bias")
        film_bias = embed(film, films, 1, "film_bias")
        stars = layers.Add()([stars, user_bias, film_bias])
    stars = layers.Flatten()(stars)
    if recipe.bends:
        stars = layers.Rescaling(5.5)(layers.Activation("sigmoid")(stars))
    return keras.Model(inputs, stars)


"""
## Training

As in fastbook: batches of 64, five epochs by one-cycle up to a rate of 0.005, the mean squared
error. (A quick run has batches of 256, and twice the rate.)

Decay is decoupled: each step keeps `1 - rate * decay` of every weight. So what it comes to in the
end depends on the number of steps, and a decay that was good for one set is not for another.
Fastbook takes 0.1 in its 6,250 steps at up to 0.005, whose product is 3.1. Our set has a fifth of
the ratings, and half of that product was best for it.
"""

EPOCHS = 5
DECAY = {"movielens-100k": 3.1, "ratings": 1.6}  # decay * rate * steps


def train(
    recipe: Recipe, data: Dataset, batch_size: int, rate: float, seed: int
) -> tuple[keras.Model, dict[str, list[float]]]:
    """Train a model of a recipe; gives it and its losses by epoch."""
    users, films = (len(column.categories) for column in data.columns)
    keras.utils.set_random_seed(seed)  # all recipes start from the same rows
    model = build_model(recipe, users, films)
    batches = Batches(data.x_train, data.y_train, batch_size, seed)
    steps = EPOCHS * len(batches)
    decay = DECAY[data.name] / (rate * steps) if recipe.decays else 0.0
    model.compile(keras.optimizers.AdamW(OneCycle(rate, steps), weight_decay=decay), "mse")
    history = model.fit(
        batches,
        epochs=EPOCHS,
        validation_data=(data.x_test, data.y_test),
        validation_batch_size=4096,
        shuffle=False,
        callbacks=[FollowEpochs(batches)],
        verbose=0,
    )
    return model, history.history


def compare_recipes(context: Context, data: Dataset) -> keras.Model:
    """Train by each recipe, and tabulate; gives the last model."""
    batch_size = 256 if context.quick else 64
    rate = 0.01 if context.quick else 0.005
    seed = int(context.make_rng().integers(1 << 31))
    curves = {}
    for name, recipe in RECIPES.items():
        context.note(f"Training: {recipe.label}")
        model, losses = train(recipe, data, batch_size, rate, seed)
        weights = {layer.name: layer.get_weights()[0] for layer in model.layers if layer.weights}
        context.record_weights(name, weights)
        context.record_numbers({name: losses["val_loss"][-1]}, data=data)
        curves[name] = losses
    constant = np.mean((data.y_test - data.y_train.mean()) ** 2)
    context.record_numbers(constant=constant, data=data)
    labels = {name: recipe.label for name, recipe in RECIPES.items()}
    plots.tabulate_recipes(context, labels, curves, constant)
    return model


"""
## Merit, mean and bias

If harsh people come, a film's mean is low, and the fault is not the film's. The model can tell: it
knows how harsh these people are from their *other* ratings, and puts that into their biases. What
is left for the film's bias is what an average person would give. Where the two disagree, believe
the bias.
"""


def judge_films(model: keras.Model) -> np.ndarray:
    """The stars that each film gets from an average user, by the biases alone, (films,)."""
    (user_bias,) = model.get_layer("user_bias").get_weights()
    (film_bias,) = model.get_layer("film_bias").get_weights()
    return 5.5 / (1 + np.exp(-(user_bias.mean() + film_bias[:, 0])))


def compare_with_truth(context: Context, data: Dataset, judged: np.ndarray) -> None:
    """How well the raw means and the biases tell the merit, and what noise is left."""
    world = make_ratings(context.seed)
    means = raw_means(data)
    held_out = world.is_test
    noise = world.ratings[held_out] - world.expected[held_out]
    context.record_numbers(
        floor=np.mean(noise**2),
        merit_by_mean=np.corrcoef(means, world.merit)[0, 1],
        merit_by_bias=np.corrcoef(judged, world.merit)[0, 1],
        data=data,
    )
    plots.plot_merit(context, means, judged, MEAN + world.merit)


"""
## A map of the films

50 factors are too many to look at, and no single one of them means anything: turn all rows alike,
and the products stay. But some *directions* matter more than others. A principal component
analysis finds them: the first is the direction in which the films differ most. Two of them make a
map.

For the made-up films we can ask how close it comes. Each film has three true traits. Do the three
strongest directions of the factors span the same space as these? The *canonical correlations* are
the answer: 1 for each trait that is found entirely, and 0 for each that is not.
"""


def find_directions(model: keras.Model, count: int) -> np.ndarray:
    """Where each film lies along the strongest directions of the factors, (films, count)."""
    (factors,) = model.get_layer("film_factors").get_weights()
    centred = factors - factors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    return left[:, :count] * sizes[:count]


def correlate_spaces(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    """The canonical correlations of two sets of columns, the largest first."""
    bases = [np.linalg.qr(columns - columns.mean(axis=0))[0] for columns in (found, true)]
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False)


def draw_map(context: Context, data: Dataset, model: keras.Model) -> None:
    """The films in their two strongest directions; and how much of the truth is in three."""
    places = find_directions(model, count=3)
    counts = np.bincount(data.x_train[:, 1].astype(int), minlength=len(places))
    plots.plot_map(context, places, data.columns[1].categories, counts)
    if data.name == "ratings":
        world = make_ratings(context.seed)
        correlations = correlate_spaces(places, world.characters)
        for number, correlation in enumerate(correlations, 1):
            context.record_numbers({f"trait_{number}": correlation}, data=data)


def run(context: Context) -> None:
    """Four models of who likes what; what the best of them knows of the films."""
    data = context.load_either("movielens-100k", made="ratings")
    model = compare_recipes(context, data)
    judged = judge_films(model)
    if data.name == "ratings":
        compare_with_truth(context, data, judged)
    plots.tabulate_films(context, data, raw_means(data), judged)
    draw_map(context, data, model)


"""
## Sources

- fastbook, `08_collab.ipynb`: the models, the settings and the numbers on MovieLens.
- fast.ai, *Practical Deep Learning for Coders* v3, lesson 4 (`lesson4-collab.ipynb`) and lesson 5,
  and notes on them.
- F. M. Harper and J. A. Konstan, "The MovieLens Datasets: History and Context", 2015.
- The made-up ratings and their numbers are this course's.
"""
