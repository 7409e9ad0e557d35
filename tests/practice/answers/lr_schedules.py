"""Right and wrong answers to the holes of lr-schedules."""


def by_cycle(rates, given="np.concatenate(cycles)"):
    """Cycle after cycle, by some formula of i, n and top."""
    return f"""
        cycles = []
        for n in lengths:
            i = np.arange(n)
            cycles.append({rates})
        return {given}
        """


HALF = "top * (1 + np.cos(np.pi * i / n)) / 2"


def by_parts(
    up="(1 - np.cos(4 * np.pi * done)) / 2",
    down="(1 + np.cos(np.pi * (done - 0.25) / 0.75)) / 2",
    done="np.arange(steps) / steps",
    given="np.where(done < 0.25, start + (top - start) * up, end + (top - end) * down)",
):
    """One cycle with parts replaced."""
    return f"""
        done = {done}
        up = {up}
        down = {down}
        return {given}
        """


def by_push(
    reach="size * np.sqrt(np.mean(weights**2))",
    pushed="weights + reach * e",
    given="np.mean(losses)",
):
    """The loss of pushed weights with parts replaced."""
    return f"""
        reach = {reach}
        losses = [loss({pushed}) for e in normals]
        return {given}
        """


RIGHT = {
    "restart": [
        """
        rates = []
        for n in lengths:
            for i in range(n):
                rates.append(top * np.cos(np.pi * i / (2 * n)) ** 2)
        return np.array(rates)
        """,
        """
        rates = np.empty(sum(lengths))
        begin = 0
        for n in lengths:
            angles = np.linspace(0, np.pi, n + 1)[:-1]
            rates[begin : begin + n] = top * (0.5 + 0.5 * np.cos(angles))
            begin += n
        return rates
        """,
        """
        begins = np.cumsum(lengths) - lengths
        i = np.arange(np.sum(lengths)) - np.repeat(begins, lengths)
        return top * (1 + np.cos(np.pi * i / np.repeat(lengths, lengths))) / 2
        """,
    ],
    "one_cycle": [
        """
        rates = []
        for i in range(steps):
            done = i / steps
            if done < 0.25:
                rates.append(start + (top - start) * (1 - np.cos(np.pi * done * 4)) / 2)
            else:
                rates.append(end + (top - end) * (1 + np.cos(np.pi * (done - 0.25) * 4 / 3)) / 2)
        return np.array(rates)
        """,
        by_parts("np.sin(np.pi / 2 * done / 0.25) ** 2"),
        """
        done = np.arange(steps) / steps
        rates = top + (end - top) * (1 - np.cos(np.pi * (4 * done - 1) / 3)) / 2
        early = done < 0.25
        rates[early] = (start + top) / 2 - (top - start) / 2 * np.cos(4 * np.pi * done[early])
        return rates
        """,
    ],
    "pushed_loss": [
        by_push("size * np.linalg.norm(weights) / np.sqrt(len(weights))"),
        """
        total = 0.0
        for row in normals:
            place = weights.copy() * 1.0
            place += row * size * (weights @ weights / len(weights)) ** 0.5
            total += loss(place)
        return total / len(normals)
        """,
        """
        places = weights + size * np.sqrt((weights**2).mean()) * normals
        return sum(map(loss, places)) / len(places)
        """,
    ],
}
WRONG = {
    "restart": {
        "sign": [by_cycle("top * (1 - np.cos(np.pi * i / n)) / 2"), by_cycle("-" + HALF)],
        "factor": [by_cycle("top * (1 + np.cos(np.pi * i / n))")],
        "function": [by_cycle("top * np.cos(np.pi * i / n / 2)")],
        "argument-factor": [by_cycle("(1 + np.cos(np.pi * i / n)) / 2")],
        "mistake": [
            by_cycle("top * (1 - i / n)"),
            by_cycle("top * np.cos(np.pi * i / n)"),
            by_cycle("top * (1 + np.cos(2 * np.pi * i / n)) / 2"),
            by_cycle("top * (1 + np.cos(np.pi * i / n / 2)) / 2"),
            by_cycle("top * (1 + np.cos(np.pi * i / max(n - 1, 1))) / 2"),
            by_cycle("top * (1 + np.cos(np.pi * (i + 1) / n)) / 2"),
            by_cycle("top * (1 + np.cos(i / n)) / 2"),
            by_cycle("top * (1 + np.cos(180 * i / n)) / 2"),
            by_cycle(f"0.5 ** len(cycles) * {HALF}"),
            """
            n = np.sum(lengths)
            return top * (1 + np.cos(np.pi * np.arange(n) / n)) / 2
            """,
        ],
        "reversed": [by_cycle(HALF, "np.concatenate(cycles)[::-1]")],
        "order": [by_cycle(HALF, "np.concatenate(cycles[::-1])")],
        "type": [by_cycle(HALF, "cycles")],
        "nothing": [by_cycle(HALF, "None")],
        "shape": [by_cycle(HALF, "cycles[0]")],
        "raises": [by_cycle(HALF, "np.stack(cycles)"), by_cycle(HALF, "np.concatenate(*cycles)")],
        "one-off": [
            """
            rates = []
            for n in lengths:
                rates.extend(top * (1 + np.cos(np.pi * np.arange(n) / n)) / 2)
            return np.array(rates + [0.0])
            """
        ],
    },
    "one_cycle": {
        "unused": [
            by_parts(given="end + (top - end) * (1 + np.cos(np.pi * done)) / 2"),
            by_parts(given="np.where(done < 0.25, start + (top - start) * up, top * down)"),
            by_parts(given="np.where(done < 0.25, top * up, end + (top - end) * down)"),
            by_parts(
                given="np.where(done < 0.25, start + (top - start) * up,"
                " start + (top - start) * down)"
            ),
        ],
        "mistake": [
            by_parts("4 * done", "(1 - done) / 0.75"),
            by_parts("4 * done"),
            by_parts(down="(1 - done) / 0.75"),
            by_parts("(1 + np.cos(4 * np.pi * done)) / 2"),
            by_parts(down="(1 - np.cos(np.pi * (done - 0.25) / 0.75)) / 2"),
            by_parts(down="(1 + np.cos(np.pi * done / 0.75)) / 2"),
            by_parts(down="(1 + np.cos(np.pi * (done - 0.25))) / 2"),
            by_parts("1 - np.cos(4 * np.pi * done)", "1 + np.cos(np.pi * (done - 0.25) / 0.75)"),
            by_parts(given="np.where(done < 0.25, start + top * up, end + (top - end) * down)"),
            by_parts(given="np.where(done < 0.25, start + (top - start) * up, end + top * down)"),
            by_parts(done="np.arange(steps) / max(steps - 1, 1)"),
        ],
        "reduced": [by_parts(given="top")],
        "nothing": [by_parts(given="None")],
        "type": [by_parts(given="list(top * up)")],
        "raises": [by_parts(given="start + (top - start) * up if done < 0.25 else top * down")],
        "one-off": [by_parts(done="np.arange(steps + 1) / steps")],
        "edge": [
            by_parts(
                given="np.where(done < 0.25, start + (top - start) * up, end + (top - end) * down)"
                " if steps > 1 else np.array([top])"
            )
        ],
        "part": [by_parts("0.9 * (1 - np.cos(4 * np.pi * done)) / 2 + 0.05")],
    },
    "pushed_loss": {
        "mistake": [
            by_push("size"),
            by_push("size * np.linalg.norm(weights)"),
            by_push("size * np.mean(weights**2)"),
            by_push("size * weights.std()"),
            by_push("size * abs(weights).mean()"),
            by_push("size * abs(weights).max()"),
            by_push("size * weights"),
            by_push("size * abs(weights)"),
            by_push(pushed="weights + reach * normals.mean(axis=0)"),
            by_push(given="np.mean(losses) - loss(weights)"),
            by_push(given="max(losses)"),
            """
            reach = size * np.sqrt(np.mean(weights**2))
            losses = []
            for e in normals:
                weights = weights + reach * e
                losses.append(loss(weights))
            return np.mean(losses)
            """,
        ],
        "unused": [by_push("np.sqrt(np.mean(weights**2))"), "return loss(weights)"],
        "sign": [by_push(pushed="weights - reach * e")],
        "reduced": [
            by_push(given="losses[0]"),
            by_push(given="losses[-1]"),
            by_push(given="np.array(losses)"),
        ],
        "batch-factor": [by_push(given="sum(losses)")],
        "nothing": [by_push(given="None")],
        "raises": [
            by_push(pushed="weights + reach * normals[e]"),
            by_push(given="np.mean(loss(weights + reach * normals))"),
        ],
        "changes-argument": [
            """
            reach = size * np.sqrt(np.mean(weights**2))
            losses = []
            for e in normals:
                weights += reach * e
                losses.append(loss(weights))
                weights -= 2 * reach * e
            return np.mean(losses)
            """
        ],
    },
}
EQUIVALENT = {
    "pushed_loss": {},
    "restart": {},
    "one_cycle": {
        "return np.where(done <= 0.25, warming, cooling)": "at a quarter both parts give the top",
    },
}
