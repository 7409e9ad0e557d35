"""How the holes of mini-batch-sgd are checked: pairs of samples, dealing by hand, matrices."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_gradients(rng, n=None, k=None):
    """Gradients of n samples, and a batch size."""
    n = n or int(rng.integers(4, 12))
    k = k or int(rng.integers(3, 6))
    gradients = rng.normal(size=(n, k)) * rng.uniform(0.5, 3, k) + rng.normal(size=k)
    return gradients, int(rng.integers(2, 20))


def compare_pairs(gradients, batch_size):
    """The mean squared distance of two random samples is twice that of one from the mean."""
    gaps = gradients[:, None] - gradients[None]
    return np.sqrt(np.einsum("ijk,ijk->", gaps, gaps) / 2 / len(gradients) ** 2 / batch_size)


def gradient_edges(rng):
    """Batches of one, one parameter, samples that agree, batches larger than the data."""
    gradients, size = draw_gradients(rng, 5, 3)
    return [
        Edge("batches of one", (gradients, 1), "Then it is the noise of one sample."),
        Edge("a single parameter", draw_gradients(rng, k=1), "Sum over whatever comes."),
        Edge("samples that all agree", (0 * gradients + 0.5, size), "Then there is no noise."),
        Edge("a single sample", draw_gradients(rng, n=1), "Divide by n, and not by n - 1."),
        Edge(
            "batches that are larger than the data",
            (gradients, 50),
            "What was drawn is put back, so that changes nothing.",
        ),
        Edge(
            "gradients far from 0",
            (gradients + 1e4, size),
            "Subtract the mean, then square.",
            "precision",
        ),
    ]


def of_gaps(compute):
    """A wrong noise of the gaps from the mean and of the batch size."""
    return lambda gradients, b: compute(gradients - gradients.mean(axis=0), b)


def draw_deal(rng, n=None, batch_size=None, index=None):
    """Samples, an order, and a full batch that is not the first."""
    batch_size = batch_size or int(rng.integers(2, 5))
    index = int(rng.integers(1, 4)) if index is None else index
    n = n or batch_size * (index + 2) + int(rng.integers(1, 4))
    return rng.normal(size=(n, int(rng.integers(3, 6)))), rng.permutation(n), batch_size, index


def deal_by_hand(x, order, batch_size, index):
    """Deal the samples one by one, as cards."""
    batches = [[]]
    for number in order.tolist():
        if len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(x[number].tolist())
    return np.array(batches[index], x.dtype)


def deal_edges(rng):
    """The first batch, the last one, one batch for all, batches of one."""
    first = "The first batch has the index 0."
    return [
        Edge("the first batch", draw_deal(rng, index=0), first),
        Edge(
            "a last batch that has fewer samples", draw_deal(rng, 8, 3, 2), "It gets what is left."
        ),
        Edge("a batch larger than the data", draw_deal(rng, 4, 9, 0), "It gets what is left."),
        Edge("batches of one", draw_deal(rng, 5, 1, 3), "Let the result have one row."),
        Edge("the last of full batches", draw_deal(rng, 9, 3, 2), "It has all its samples."),
    ]


def draw_epoch(rng, n=None, batch_size=None):
    """A line in some dimensions, samples whose last batch is shorter, an order, a rate."""
    batch_size = batch_size or int(rng.integers(2, 5))
    n = n or batch_size * int(rng.integers(2, 4)) + int(rng.integers(1, batch_size))
    k = int(rng.choice([size for size in (3, 4, 5, 6) if size != n]))
    x = np.concatenate([rng.uniform(-1.5, 1.5, (n, k - 1)), np.ones((n, 1))], axis=1)
    y = x @ rng.normal(size=k) + 2 + rng.normal(size=n)
    rate = float(rng.uniform(0.02, 0.1))
    return rng.normal(size=k), x, y, rng.permutation(n), batch_size, rate


def step_by_matrices(weights, x, y, order, batch_size, rate, factor=2.0, divide=len, targets=None):
    """Each step is affine in the weights: `w - f (A w - c)`, with A and c summed by sample."""
    targets = order if targets is None else targets
    places = []
    for first in range(0, len(order), batch_size):
        batch = order[first : first + batch_size]
        aims = y[targets[first : first + batch_size]]
        a = sum(np.outer(x[number], x[number]) for number in batch)
        c = sum(aim * x[number] for number, aim in zip(batch, aims, strict=True))
        weights = weights - factor * rate / divide(batch) * (a @ weights - c)
        places.append(weights)
    return np.array(places)


def epoch_edges(rng):
    """Whole batches only, one batch, one sample, batches of one."""
    return [
        Edge("batches that divide the samples evenly", draw_epoch(rng, 6, 3), "There is no rest."),
        Edge("one batch of all samples", draw_epoch(rng, 5, 5), "Return one row."),
        Edge("a batch larger than the data", draw_epoch(rng, 4, 10), "It gets what is left."),
        Edge("batches of one", draw_epoch(rng, 4, 1), "Each sample makes a step."),
        Edge("a single sample", draw_epoch(rng, 1, 2), "Return one row."),
    ]


def variant(**changes):
    """The oracle with something changed."""
    return lambda *args: step_by_matrices(*args, **changes)


def without_order(w, x, y, order, b, rate):
    """The samples in the order in which they stand."""
    return step_by_matrices(w, x, y, np.sort(order), b, rate)


def with_targets_unshuffled(w, x, y, order, b, rate):
    """Shuffled samples, and targets as they stand."""
    return step_by_matrices(w, x, y, order, b, rate, targets=np.sort(order))


def with_samples_unshuffled(w, x, y, order, b, rate):
    """Samples as they stand, and shuffled targets."""
    return step_by_matrices(w, x, y, np.sort(order), b, rate, targets=order)


def from_start(w, x, y, order, b, rate):
    """Each batch steps from the start."""
    starts = range(0, len(order), b)
    return np.concatenate([step_by_matrices(w, x, y, order[s : s + b], b, rate) for s in starts])


def with_gradients_of_start(w, *rest):
    """Steps one after the other, each by its batch's gradient at the start."""
    return w + np.cumsum(from_start(w, *rest) - w, axis=0)


def by_all_samples(w, x, y, order, b, rate):
    """Each step by the gradient of all samples."""
    turns = np.tile(order, -(-len(order) // b))
    return step_by_matrices(w, x, y, turns, len(order), rate)


HOLES = (
    Hole(
        "batch_noise",
        example=(np.array([[1.0, 0.0], [5.0, -2.0], [3.0, 8.0]]), 4),
        draw=draw_gradients,
        oracle=compare_pairs,
        edges=gradient_edges,
        mistakes=(
            Mistake(
                "divides by the batch size, not by its root",
                lambda g, b: compare_pairs(g, b**2),
                "argument-factor",
            ),
            Mistake(
                "is the noise of one sample: the batch size makes it smaller",
                lambda g, b: compare_pairs(g, 1),
                "unused",
            ),
            Mistake(
                "gives the mean squared distance: its root is asked for",
                lambda g, b: compare_pairs(g, b) ** 2,
                "function",
            ),
            Mistake(
                "averages over the parameters: squared distances are summed over them",
                of_gaps(lambda gaps, b: np.sqrt(np.mean(gaps**2) / b)),
                "batch-factor",
            ),
            Mistake(
                "sums over the samples, too: the mean is asked for",
                of_gaps(lambda gaps, b: np.sqrt(np.sum(gaps**2) / b)),
                "batch-factor",
            ),
            Mistake(
                "divides by n - 1: the full gradient is the mean of these very samples",
                of_gaps(lambda gaps, b: np.sqrt(np.sum(gaps**2) / b / (len(gaps) - 1))),
                "batch-factor",
            ),
            Mistake(
                "forgets to subtract the full gradient: the noise is the distance from it",
                lambda g, b: np.sqrt((g**2).sum(axis=1).mean() / b),
            ),
            Mistake(
                "takes the mean distance: the root of the mean *squared* distance is asked for",
                of_gaps(lambda gaps, b: np.linalg.norm(gaps, axis=1).mean() / np.sqrt(b)),
            ),
            Mistake(
                "adds up the deviations of the parameters: add up their squares, then the root",
                lambda g, b: g.std(axis=0).sum() / np.sqrt(b),
            ),
            Mistake(
                "takes the mean over the parameters for the full gradient: the mean is over the "
                "samples",
                lambda g, b: np.sqrt(
                    ((g - g.mean(axis=1, keepdims=True)) ** 2).sum(axis=1).mean() / b
                ),
            ),
            Mistake(
                "takes the mean of all numbers for the full gradient: each parameter has its own",
                lambda g, b: np.sqrt(((g - g.mean()) ** 2).sum(axis=1).mean() / b),
            ),
            Mistake(
                "multiplies by the root of the batch size: larger batches have less noise",
                lambda g, b: b * compare_pairs(g, b),
                "argument-factor",
            ),
        ),
    ),
    Hole(
        "get_batch",
        example=(
            np.array([[0.5, 1.0], [2.0, 2.5], [4.0, 3.0], [7.0, 6.0], [9.0, 8.0], [5.0, 0.0]]),
            np.array([3, 0, 4, 2, 1, 5]),
            2,
            1,
        ),
        draw=draw_deal,
        oracle=deal_by_hand,
        edges=deal_edges,
        mistakes=(
            Mistake(
                "deals the samples as they stand: `order` says in which order they come",
                lambda x, order, b, i: x[i * b : (i + 1) * b],
                "unused",
            ),
            Mistake(
                "takes the places of numbers in `order` for the numbers: use x[order[...]]",
                lambda x, order, b, i: x[np.argsort(order)[i * b : (i + 1) * b]],
            ),
            Mistake(
                "gives the batch after the one that is asked for",
                lambda x, order, b, i: x[order][(i + 1) * b : (i + 2) * b],
                "shifted",
            ),
            Mistake(
                "gives the batch before the one that is asked for",
                lambda x, order, b, i: x[order][(i - 1) * b : i * b],
                "shifted",
            ),
            Mistake(
                "begins at place `index`: so many *batches* come before",
                lambda x, order, b, i: x[order][i : i + b],
            ),
            Mistake(
                "gives the first batch, whatever `index` is",
                lambda x, order, b, i: x[order][:b],
                "unused",
            ),
            Mistake(
                "gives the last samples of the epoch, whatever `index` is",
                lambda x, order, b, i: x[order][-b:],
                "unused",
            ),
        ),
    ),
    Hole(
        "train_epoch",
        example=(
            np.array([1.0, 0.0]),
            np.array([[2.0, 1.0], [-1.0, 1.0], [3.0, 1.0]]),
            np.array([5.0, 1.0, 7.0]),
            np.array([1, 2, 0]),
            2,
            0.125,
        ),
        draw=draw_epoch,
        oracle=step_by_matrices,
        edges=epoch_edges,
        mistakes=(
            Mistake("climbs: a step goes against the gradient", variant(factor=-2.0), "sign"),
            Mistake(
                "forgets that the slope of `error ** 2` is `2 * error`: the 2 is missing",
                variant(factor=1.0),
                "factor",
            ),
            Mistake(
                "sums over the batch, where the mean is asked for",
                variant(divide=lambda batch: 1),
                "batch-factor",
            ),
            Mistake(
                "divides by the batch size in the last batch, too: divide by how many it has",
                lambda w, x, y, order, b, rate: step_by_matrices(
                    w, x, y, order, b, rate, divide=lambda batch: b
                ),
                "batch-factor",
            ),
            Mistake(
                "divides by the number of all samples: divide by how many are in the batch",
                lambda w, x, y, order, b, rate: step_by_matrices(
                    w, x, y, order, b, rate, divide=lambda batch: len(x)
                ),
                "batch-factor",
            ),
            Mistake(
                "deals the samples as they stand: `order` says how they come",
                without_order,
                "unused",
            ),
            Mistake(
                "shuffles x and not y: a sample must keep its target",
                with_targets_unshuffled,
            ),
            Mistake(
                "shuffles y and not x: a sample must keep its target",
                with_samples_unshuffled,
            ),
            Mistake(
                "begins at the start again for each batch: go on from the last step", from_start
            ),
            Mistake(
                "takes each gradient at the weights of the start: take it where the last step led",
                with_gradients_of_start,
            ),
            Mistake("steps by all samples: a step looks at its batch only", by_all_samples),
            Mistake(
                "steps without the learning rate",
                lambda w, x, y, order, b, rate: step_by_matrices(w, x, y, order, b, 1.0),
                "argument-factor",
            ),
            Mistake(
                "gives the weights before each step, where those after it are asked for",
                lambda w, *rest: np.vstack([w, step_by_matrices(w, *rest)[:-1]]),
                "shifted",
            ),
            Mistake(
                "gives the last weights in every row: the same array was changed and appended "
                "again and again",
                lambda *args: 0 * step_by_matrices(*args) + step_by_matrices(*args)[-1],
            ),
        ),
    ),
)
