r"""Embedding lookup: multiply by a million numbers, of which all but one are 0.

A network eats numbers, and a film is not one. Give film 3 the number 3 and film 6 the number 6, and
the network will believe that the second is twice the first. So each film gets a *row* of numbers,
to be learned: its **embedding**. How does a network get from a film to its row?

## The idea

There are two ways, and they are the same.

- **One-hot product**: write the film as a row $h$ of zeros with a single 1 at its place, and
  multiply it by the table $T$ of all rows, $h T$. All products with 0 vanish; one row is left.
- **Lookup**: take that row.

Because the results are the same, so are the gradients, and everything known about matrix products
holds for lookups: an embedding layer is a dense layer whose multiplications are left out. What
differs is the time and the memory.

## What to look at

- The first picture: a product in which one row survives.
- The curves: with ten times the films the product takes ten times as long. The lookup does not
  notice.
- The gradient: a film that is not in the batch learns nothing from it. Yet by Adam it may move.
"""

import time
from collections.abc import Callable

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.embeddings import embedding_lookup_plots as plots

"""
## A product in which one row survives

The table has a row of 50 numbers for each of 944 users, as in fast.ai's notebook. (There are 943;
row 0 is for nobody.) A batch is 64 ids. As one-hot rows, they become 64 x 944 numbers.
"""

USERS = 944
FACTORS = 50


def multiply(table: Tensor, ids) -> Tensor:
    """The rows of some ids, by a matrix product."""
    return ops.matmul(ops.one_hot(ids, table.shape[0]), table)


def look_up(table: Tensor, ids) -> Tensor:
    """The rows of some ids, taken out of the table."""
    return ops.take(table, ids, axis=0)


def show_product(context: Context, rng: np.random.Generator) -> None:
    """A product small enough to be seen whole."""
    table = rng.normal(size=(10, 8)).astype("float32")
    ids = rng.permutation(10)[:5]
    rows = ops.convert_to_numpy(multiply(ops.convert_to_tensor(table), ids))
    plots.plot_product(context, np.eye(10)[ids], table, rows)


"""
## Forward and backward, the same

A loss gives a slope to every number that comes out. Going backward, the slopes must reach the
numbers in the table from which they came. With the one-hot rows $H$ and the slopes $S$, that is a
matrix product again, $H^T S$. Read it row by row: film 3 gets the sum of the slopes of all the
places in the batch where film 3 stood. So the lookup goes backward by *adding into* rows.

The loss here is a sum with random slopes. That is as good as any, for a loss acts on the table by
its slopes alone.
"""


def make_loss(rows_of: Callable) -> Callable:
    """A loss of the table, of ids, and of the slope of each number that comes out."""

    def loss(table, ids, slopes) -> Tensor:
        return ops.sum(rows_of(table, ids) * slopes)

    return loss


def compare(context: Context, rng: np.random.Generator) -> None:
    """Both ways, forward and backward, on a batch in which some ids come twice."""
    table = rng.normal(size=(USERS, FACTORS)).astype("float32")
    ids = rng.integers(0, USERS, 64)
    ids[-4:] = ids[:4]
    slopes = rng.normal(size=(64, FACTORS)).astype("float32")
    rows = {}
    gradients = {}
    for rows_of in (multiply, look_up):
        name = rows_of.__name__
        rows[name] = ops.convert_to_numpy(rows_of(ops.convert_to_tensor(table), ids))
        _, gradients[name] = value_and_grad(make_loss(rows_of))(table, ids, slopes)
    gradient = gradients["look_up"]
    context.record_numbers(
        gap_forward=np.abs(rows["multiply"] - rows["look_up"]).max(),
        gap_backward=np.abs(gradients["multiply"] - gradient).max(),
        learning=np.mean(gradient.any(axis=1)),
    )
    plots.record_batch(context, table, ids, slopes, rows["look_up"], gradient)


"""
## A row that is not asked for

Most rows are not in a batch, and their gradient is 0. By plain SGD they rest. By Adam they need
not: it steps by a running *average* of gradients, and the average of a row that was asked for a
moment ago is not yet 0.

Two steps show it. In the first, user 3 is in the batch; in the second, only user 5 is. How far does
user 3 move in the second?
"""


def move_unasked(context: Context, name: str, optimizer: keras.optimizers.Optimizer) -> None:
    """Take two steps of an optimizer; how far the row of the first moves in the second."""
    layer = keras.layers.Embedding(10, 4)
    layer.build()
    optimizer.build(layer.trainable_variables)
    places = []
    for ids in ([3], [5]):
        gradient = np.zeros((10, 4), "float32")
        gradient[ids] = 1  # what an embedding layer gets from a loss with slopes of 1
        optimizer.apply([ops.convert_to_tensor(gradient)], layer.trainable_variables)
        places.append(np.array(layer.get_weights()[0]))
    first, second = places
    context.record_numbers({f"moved_{name}": np.abs(second[3] - first[3]).max()})


"""
## What it costs

A one-hot row is as long as the table. For 64 users it is 64 x 944 numbers of 4 bytes; as ids, 64
numbers of 8 bytes. And the product multiplies every one of them by 50 numbers. We time both over
the size of the table: the best of some runs, after one that does not count.
"""

BATCH = 256


def time_call(call: Callable, repeats: int) -> float:
    """The shortest time of a call, in seconds."""
    ops.convert_to_numpy(call())  # the first call prepares
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        ops.convert_to_numpy(call())  # some backends hand out results before they have them
        times.append(time.perf_counter() - start)
    return min(times)


def measure_costs(context: Context, rng: np.random.Generator) -> None:
    """Time and memory of both ways, over the size of the table."""
    sizes = [100, 300, 1000, 3000, 10_000]
    if not context.quick:
        sizes += [30_000, 100_000]
    rows = []
    for size in sizes:
        table = ops.convert_to_tensor(rng.normal(size=(size, FACTORS)).astype("float32"))
        ids = rng.integers(0, size, BATCH)
        product = time_call(lambda: multiply(table, ids), repeats=20)  # noqa: B023
        lookup = time_call(lambda: look_up(table, ids), repeats=20)  # noqa: B023
        one_hot = np.zeros((BATCH, size), "float32")
        rows.append((size, product, lookup, one_hot.nbytes, ids.nbytes))
    context.record_numbers(
        bytes_one_hot=64 * USERS * 4,
        bytes_ids=64 * 8,
        times_faster=rows[-1][1] / rows[-1][2],
    )
    plots.record_costs(context, rows)


"""
## A bias is one more column

A user who is kind to all films has a *bias*: stars that come on top of the product of user and
film, `user · film + bias of user + bias of film`. It needs no new machinery. Give the user's row
two more numbers, its bias and a 1; give the film's row a 1 and its bias. Their product is the sum.
"""


def append_bias(context: Context, rng: np.random.Generator) -> None:
    """The sum of three terms against one longer product, on a batch."""
    users, films = rng.normal(size=(2, 64, FACTORS))
    user_bias, film_bias = rng.normal(size=(2, 64, 1))
    one = np.ones((64, 1))
    longer_users = np.concatenate([users, user_bias, one], axis=1)
    longer_films = np.concatenate([films, one, film_bias], axis=1)
    apart = (users * films).sum(axis=1) + user_bias[:, 0] + film_bias[:, 0]
    together = (longer_users * longer_films).sum(axis=1)
    context.record_numbers(gap_bias=np.abs(apart - together).max())


"""
## An id that is not there

Ask a table of 10 rows for row 12. There is no right answer, and what comes instead depends on the
backend. The product may give zeros, from a one-hot row without a 1. The lookup is an error with
TensorFlow and PyTorch, "not a number" with JAX, and with TensorFlow on a GPU zeros. So ids must be
checked where they come in; our data sets refuse them there.
"""


def ask_outside(context: Context) -> None:
    """What comes of an id beyond the table, both ways."""
    table = ops.ones((10, 4))
    answers = []
    for rows_of in (multiply, look_up):
        try:
            found = ops.convert_to_numpy(rows_of(table, np.array([12])))
        except Exception as error:  # each backend has classes of its own
            answers.append((rows_of.__name__, f"an error: {type(error).__name__}"))
        else:
            answers.append((rows_of.__name__, f"{found.min():g}"))
    context.record_table("outside", answers, backend=keras.backend.backend())


def run(context: Context) -> None:
    """Two ways to a row: the same numbers, the same slopes, not the same time."""
    rng = context.make_rng()
    show_product(context, rng)
    compare(context, rng)
    move_unasked(context, "sgd", keras.optimizers.SGD(0.1))
    move_unasked(context, "adam", keras.optimizers.Adam(0.1))
    measure_costs(context, rng)
    append_bias(context, rng)
    ask_outside(context)


"""
## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, lesson 5, and notes on it: an array lookup is a
  one-hot matrix product.
- fastbook, `08_collab.ipynb`: "Creating the Embedding Module".
"""
