"""Entity embeddings: a network draws the map of a country that it has never seen.

A table of people: where they live, what they do, how old they are; and who earns well. Numbers
such as an age can go into a network as they are. The name of a county cannot, so it gets an
embedding, as films do in `collaborative-filtering`. Afterwards, look at the embeddings: counties
that are close to each other on the map have come to lie close to each other. Nobody told the
network where they are.

## The idea

Each *category* (a county, a job, a day of the week) is looked up in a table of its own and becomes
a short row of numbers. All rows and the plain numbers, side by side, enter a network of dense
layers. The tables are learned with everything else.

Nothing asks for similar rows. It is simply cheapest: where two counties work alike, what is learned
about one can be used for the other, if their rows are alike.

## What to look at

- The two maps: the true one, and the one made of the embeddings of the counties.
- The week, which comes out as a ring.
- The table of accuracies: how close the network comes to the best that is possible; and what the
  learned rows do for methods that are not networks.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from kerasdigits.autodiff import Tensor
from kerasdigits.data import Column, Dataset
from kerasdigits.data.census import COUNTIES, TRAIN, make_census
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.embeddings import entity_embeddings_plots as plots
from kerasdigits.models.objects import OneCycle
from kerasdigits.training.batches import Batches, FollowEpochs

"""
## The table, made ready

The course uses Adult, 48,842 people of a census of 1994; if you have its files, this lesson takes
them. Otherwise it asks 32,000 people of a country that does not exist, in which the chance of
earning well is known for everybody. So the best possible accuracy is known too. It is far below
100 %: whoever has a chance of 60 % does *not* earn well in 40 % of cases.

Three things are done to the rows, and all three are learned from the training rows alone.

- Each category becomes a whole number from 1. What is missing, and what no training row has, is 0.
- A missing number is filled with the median; a further column says that it was missing.
- Numbers are standardized: take away the mean, divide by the deviation.
"""


def list_categories(data: Dataset) -> list[tuple[int, Column]]:
    """The place and the description of each column of categories."""
    return [(i, column) for i, column in enumerate(data.columns) if column.categories]


def list_numbers(data: Dataset) -> list[int]:
    """The places of the columns of plain numbers."""
    return [i for i, column in enumerate(data.columns) if not column.categories]


r"""
## The network

How long is a row? fastai's rule of thumb is $1.6 n^{0.56}$ numbers for $n$ categories: 13 for 41
counties, 5 for a week. Two dense layers follow, of 200 and 100 units, each normalized.

(A trap: Keras's `BatchNormalization` keeps a running average with a `momentum` of 0.99, and a short
training ends before that has forgotten where it began. Then the network is good in training and no
better than a guess afterwards. PyTorch's 0.1 is 0.9 in Keras's way of writing it.)
"""


MOMENTUM = 0.9


def choose_size(categories: int) -> int:
    """The numbers in a row, by fastai's rule."""
    return min(600, round(1.6 * categories**0.56))


def build_model(data: Dataset) -> keras.Model:
    """Build a network of inputs (n, columns), and a logit for each class."""
    inputs = keras.Input((len(data.columns),))
    start = keras.initializers.TruncatedNormal(stddev=0.05)
    parts: list[Tensor] = []
    for place, column in list_categories(data):
        ids = inputs[:, place : place + 1]
        size = len(column.categories)
        table = layers.Embedding(size, choose_size(size), start, name=f"table_{place}")
        parts.append(layers.Flatten()(table(ids)))
    parts += [inputs[:, place : place + 1] for place in list_numbers(data)]
    x = layers.Concatenate()(parts)
    for units in (200, 100):
        x = layers.Dense(units, activation="relu")(x)
        x = layers.BatchNormalization(momentum=MOMENTUM)(x)
    return keras.Model(inputs, layers.Dense(len(data.class_names))(x))


# Five epochs find the map of most countries, and miss that of every thirtieth.
EPOCHS = 8


def train(data: Dataset, seed: int) -> keras.Model:
    """Train by one-cycle, with decoupled decay."""
    keras.utils.set_random_seed(seed)
    model = build_model(data)
    batches = Batches(data.x_train, data.y_train, batch_size=256, seed=seed)
    rate = OneCycle(0.02, EPOCHS * len(batches))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.1), loss)
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=EPOCHS, shuffle=False, callbacks=[follow], verbose=0)
    return model


def find_logits(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """The logits of rows, (n, classes)."""
    return model.predict(x, batch_size=4096, verbose=0)


"""
## Against simpler methods

The simplest answer is always the same: the class of most people. Next comes a *linear* model over
one-hot columns, one weight for each category. It cannot say that a county matters to sailors and
not to clerks.

Then there are methods without training by gradients: the **nearest neighbours** of a row vote on
its class, or a **random forest** of decision trees does. They can use the learned rows in place of
one-hot columns. Guo and Berkhahn found that these methods profit from them. For neighbours the
reason is plain: one-hot, all counties are equally far from each other.
"""


def expand(data: Dataset, x: np.ndarray, tables: dict[int, np.ndarray] | None) -> np.ndarray:
    """Replace ids by rows of the tables, or one-hot without tables; numbers stay."""
    parts = []
    for place, column in list_categories(data):
        table = np.eye(len(column.categories)) if tables is None else tables[place]
        parts.append(table[x[:, place].astype(int)])
    parts.append(x[:, list_numbers(data)])
    return np.concatenate(parts, axis=1).astype("float32")


def standardize(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give each column the same spread."""
    spread = train.std(axis=0) + 1e-6
    return train / spread, test / spread


def compare_methods(context: Context, data: Dataset, tables: dict[int, np.ndarray]) -> dict:
    """The accuracy of methods other than networks; neighbours are slow, and read fewer rows."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    few = 6_000 if context.quick else len(data.x_train)
    y = data.y_train[:few]
    found = {}
    for kind, given in (("one_hot", None), ("rows", tables)):
        x, test = (expand(data, part, given) for part in (data.x_train[:few], data.x_test))
        forest = RandomForestClassifier(40, min_samples_leaf=5, random_state=context.seed % 2**32)
        found[f"forest_{kind}"] = forest.fit(x, y).score(test, data.y_test)
        if kind == "one_hot":
            linear = LogisticRegression(max_iter=200).fit(x, y)
            found["linear"] = linear.score(test, data.y_test)
        else:  # the network has learned how far apart its rows are; columns of 0 and 1 have not
            x, test = standardize(x, test)
        neighbours = KNeighborsClassifier(30, algorithm="brute").fit(x, y)
        found[f"neighbours_{kind}"] = neighbours.score(test[:8_000], data.y_test[:8_000])
    return found


"""
## The best that is possible

For the made-up country we know everybody's chance. Whoever answers "more than 50K" just where it is
above a half is right most often: this is the **Bayes accuracy**. A model above it would have been
lucky, or have seen the answers.
"""


@dataclass
class Result:
    """What a training came to.

    Attributes:
        model: The network.
        tables: The rows of each column of categories, by its place.
        right: Of each test row, whether the network tells its class, (n,) bool.
    """

    model: keras.Model
    tables: dict[int, np.ndarray]
    right: np.ndarray


def measure(context: Context, data: Dataset) -> Result:
    """Train the network and hold it against the other methods, and against the best possible."""
    context.note("Training the network")
    model = train(data, seed=int(context.make_rng().integers(1 << 31)))
    tables = {
        place: model.get_layer(f"table_{place}").get_weights()[0]
        for place, _ in list_categories(data)
    }
    right = find_logits(model, data.x_test).argmax(axis=1) == data.y_test
    context.note("Comparing it with other methods")
    found = compare_methods(context, data, tables)
    majority = np.bincount(data.y_train).argmax()
    shares = {"majority": np.mean(data.y_test == majority), **found, "network": right.mean()}
    if data.name == "census":
        odds = make_census(context.seed).odds[TRAIN:]
        best = (odds > 0) == data.y_test
        shares["bayes"] = best.mean()
        known = data.x_test[:, 0] > 0  # nobody can tell what a lost county would say
        short = best[known].mean() - right[known].mean()
        context.record_numbers(short_of_bayes=short, data=data)
    context.record_numbers(shares, data=data)
    plots.tabulate_methods(context, shares)
    context.record_weights("network", dict(enumerate_arrays(model)))
    return Result(model, tables, right)


def enumerate_arrays(model: keras.Model) -> list[tuple[str, np.ndarray]]:
    """A model's arrays by their numbers."""
    return [(str(number), array) for number, array in enumerate(model.get_weights())]


"""
## The map

The rows of the counties have 13 numbers each. Their two strongest directions (see
`collaborative-filtering`) are a map, but it may be turned and mirrored: no row says where north is.
So we turn it until it fits the true one best, and only turn, mirror and scale it.

How well do the two agree? Take all pairs of counties and compare their distances: the rank
correlation (Spearman's) asks whether pairs that are far apart in one are far apart in the other.
It uses all 13 numbers, and no turning.
"""


def flatten_rows(table: np.ndarray) -> np.ndarray:
    """The rows of a table in their two strongest directions, (n, 2)."""
    centred = table - table.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    return left[:, :2] * sizes[:2]


def turn_to_fit(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Turn, mirror, scale and shift a map to fit another (Procrustes), (n, 2)."""
    centre = true.mean(axis=0)
    left, sizes, right = np.linalg.svd(found.T @ (true - centre))
    scale = sizes.sum() / (found**2).sum()
    return scale * found @ left @ right + centre


def find_distances(points: np.ndarray) -> np.ndarray:
    """The distances of all pairs of points, each once."""
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
    return gaps[np.triu_indices(len(points), 1)]


def draw_maps(context: Context, data: Dataset, tables: dict[int, np.ndarray]) -> None:
    """The map of the counties and the ring of the week; for Adult, its jobs and its schooling."""
    from scipy.stats import spearmanr

    names = {column.name: (place, column.categories[1:]) for place, column in list_categories(data)}
    if data.name != "census":
        shown = {name: names[name] for name in ("occupation", "education")}
        plots.plot_columns(
            context,
            {name: (known, flatten_rows(tables[i][1:])) for name, (i, known) in shown.items()},
        )
        return
    place, known = names["county"]
    rows = tables[place][1:]
    true = make_census(context.seed).places[[COUNTIES.index(name) for name in known]]
    order = spearmanr(find_distances(rows), find_distances(true)).statistic
    context.record_numbers(map_order=order, data=data)
    plots.plot_maps(context, known, true, turn_to_fit(flatten_rows(rows), true))
    place, known = names["weekday"]
    plots.plot_week(context, known, flatten_rows(tables[place][1:]))


"""
## Names are nothing, rows are all

Number the categories otherwise, and give each its old row under its new number: not a prediction
changes. A number that stands for a category has no size and no order.

And a category that no training row has? It gets row 0, which was trained on rows where the entry
was missing, and so stands for "don't know". In the made-up country a few test rows come from
Newhaven, a county of which the network has never heard.
"""


def rename_categories(context: Context, data: Dataset, result: Result) -> None:
    """Shuffle the ids of one column and its table; how far the predictions move."""
    place, column = list_categories(data)[0]
    order = context.make_rng(1).permutation(len(column.categories))  # the new id of each old one
    x = data.x_test.copy()
    before = find_logits(result.model, x)
    x[:, place] = order[x[:, place].astype(int)]
    mixed = find_logits(result.model, x)
    table = np.empty_like(result.tables[place])
    table[order] = result.tables[place]
    result.model.get_layer(f"table_{place}").set_weights([table])
    after = find_logits(result.model, x)
    context.record_numbers(
        moved_renamed=np.abs(after - before).max(),
        moved_mixed=np.abs(mixed - before).max(),
    )
    context.record_array("new_ids", order)


def meet_strangers(context: Context, data: Dataset, right: np.ndarray) -> None:
    """The accuracy on rows with row 0 in the first column, and on the others."""
    place, _ = list_categories(data)[0]
    strange = data.x_test[:, place] == 0
    if strange.any():
        context.record_numbers(
            strangers=strange.sum(),
            accuracy_strange=right[strange].mean(),
            accuracy_known=right[~strange].mean(),
            data=data,
        )


def run(context: Context) -> None:
    """A network on a table; the methods beside it; the map in its embeddings."""
    data = context.load_either("adult", made="census")
    result = measure(context, data)
    draw_maps(context, data, result.tables)
    meet_strangers(context, data, result.right)
    rename_categories(context, data, result)


"""
## Sources

- C. Guo and F. Berkhahn, "Entity Embeddings of Categorical Variables", 2016 (arXiv 1604.06737):
  German states and days of the week, with sales of shops.
- fast.ai, *Practical Deep Learning for Coders* v3, lesson 4 (`lesson4-tabular.ipynb`), and notes on
  lesson 5.
- The made-up country and its numbers are this course's.
"""
