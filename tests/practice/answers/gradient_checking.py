"""Right and wrong answers to the holes of gradient-checking."""


def by_each(step, slope="(up - down) / (2 * h)", before="", up="function(parameters + step)"):
    """A central difference with parts replaced."""
    return f"""
        slopes = np.zeros(len(parameters))
        {before}
        for i in range(len(parameters)):
            {step}
            up = {up}
            down = function(parameters - step)
            slopes[i] = {slope}
        return slopes
        """


def by_row(error, a, b, kept="(a, b)", given="np.array(rows)", first="pass"):
    """The sheet with parts replaced."""
    return f"""
        rows = []
        {first}
        for x_row, y_row in zip(x, y):
            error = {error}
            a = {a}
            b = {b}
            rows.append({kept})
        return {given}
        """


ONE = "step = h * np.eye(len(parameters))[i]"
ERROR = "a * x_row + b - y_row"
NEW_A = "a - learning_rate * 2 * error * x_row"
NEW_B = "b - learning_rate * 2 * error"

RIGHT = {
    "central_difference": [
        """
        steps = h * np.eye(len(parameters))
        up = np.array([function(parameters + step) for step in steps])
        down = np.array([function(parameters - step) for step in steps])
        return (up - down) / (2 * h)
        """,
        """
        slopes = []
        for i in range(len(parameters)):
            place = np.array(parameters, float)
            place[i] = parameters[i] + h
            slope = function(place) / (2 * h)
            place[i] = parameters[i] - h
            slopes.append(slope - function(place) / (2 * h))
        return np.array(slopes)
        """,
        """
        def along(i):
            place = parameters.astype(float)
            place[i] += h
            up = function(place)
            place[i] -= 2 * h
            return (up - function(place)) / h / 2

        return np.fromiter(map(along, range(len(parameters))), float)
        """,
    ],
    "fill_sheet": [
        """
        line = np.array([a, b], float)
        rows = np.zeros((len(x), 2))
        for i in range(len(x)):
            features = np.array([x[i], 1.0])
            line = line - 2 * learning_rate * (features @ line - y[i]) * features
            rows[i] = line
        return rows
        """,
        """
        if len(x) == 0:
            return np.zeros((0, 2))
        step = 2 * learning_rate * (a * x[0] + b - y[0])
        a, b = a - step * x[0], b - step
        return np.concatenate([[[a, b]], fill_sheet(x[1:], y[1:], a, b, learning_rate)])
        """,
        """
        all_a, all_b = [a], [b]
        for i in range(len(x)):
            error = y[i] - all_a[-1] * x[i] - all_b[-1]
            all_a.append(all_a[-1] + 2 * learning_rate * error * x[i])
            all_b.append(all_b[-1] + 2 * learning_rate * error)
        return np.stack([all_a[1:], all_b[1:]], axis=1)
        """,
    ],
}
WRONG = {
    "central_difference": {
        "mistake": [
            by_each(ONE, "(up - function(parameters)) / h"),
            by_each(ONE, "(function(parameters) - down) / h"),
            by_each("step = h"),
            by_each("step[i] = h", before="step = np.zeros(len(parameters))"),
            by_each(ONE.replace("h *", "h / 2 *"), "(up - down) / h"),
        ],
        "factor": [by_each(ONE, "(up - down) / h")],
        "argument-factor": [
            by_each(ONE, "(up - down) / 2 * h"),
            by_each(ONE, "(up - down) / 2"),
            by_each(ONE, "up - down"),
        ],
        "sign": [by_each(ONE, "(down - up) / (2 * h)")],
        "unused": [by_each("h = 1e-6\n            " + ONE)],
        "reduced": [
            "return (function(parameters + h) - function(parameters - h)) / (2 * h)",
        ],
        "changes-argument": [
            """
            slopes = np.zeros(len(parameters))
            for i in range(len(parameters)):
                parameters[i] += h
                up = function(parameters)
                parameters[i] -= 2 * h
                slopes[i] = (up - function(parameters)) / (2 * h)
            return slopes
            """
        ],
        "dtype": [
            by_each("step = np.zeros_like(parameters)\n            step[i] = h"),
            """
            slopes = []
            for i in range(len(parameters)):
                place = parameters.copy()
                place[i] = parameters[i] + h
                up = function(place)
                place[i] = parameters[i] - h
                slopes.append((up - function(place)) / (2 * h))
            return np.array(slopes)
            """,
        ],
        "type": [by_each(ONE).replace("return slopes", "return list(slopes)")],
        "nothing": [by_each(ONE).replace("return slopes", "print(slopes)")],
        "raises": [by_each(ONE, up="function(parameters[i] + h)")],
    },
    "fill_sheet": {
        "sign": [by_row(ERROR, NEW_A.replace("a -", "a +"), NEW_B.replace("b -", "b +"))],
        "factor": [by_row(ERROR, NEW_A.replace(" * 2", ""), NEW_B.replace(" * 2", ""))],
        "mistake": [
            by_row(ERROR, NEW_A, NEW_B.replace("error", f"({ERROR})")),
            by_row(ERROR, NEW_A.replace(" * x_row", ""), NEW_B),
            by_row(
                "start_a * x_row + start_b - y_row",
                NEW_A.replace("a -", "start_a -"),
                NEW_B.replace("b -", "start_b -"),
                first="start_a, start_b = a, b",
            ),
            """
            rows = []
            for _ in x:
                error = a * x + b - y
                a = a - learning_rate * 2 * np.mean(error * x)
                b = b - learning_rate * 2 * np.mean(error)
                rows.append((a, b))
            return np.array(rows)
            """,
        ],
        "argument-factor": [by_row(ERROR, "a - 2 * error * x_row", "b - 2 * error")],
        "order": [by_row(ERROR, NEW_A, NEW_B, "(b, a)")],
        "shifted": [
            by_row(ERROR, NEW_A, NEW_B, given="np.array(rows[:-1])", first="rows = [(a, b)]")
        ],
        "one-off": [by_row(ERROR, NEW_A, NEW_B, first="rows = [(a, b)]")],
        "reduced": [by_row(ERROR, NEW_A, NEW_B, given="np.array(rows[-1])")],
        "transposed": [by_row(ERROR, NEW_A, NEW_B, given="np.array(rows).T")],
        "type": [by_row(ERROR, NEW_A, NEW_B, given="rows")],
        "nothing": [by_row(ERROR, NEW_A, NEW_B, given="None")],
        "unused": [by_row("a * x_row + b", NEW_A, NEW_B)],
        "reversed": [by_row(ERROR, NEW_A, NEW_B, given="np.array(rows[::-1])")],
        "raises": [by_row("a * x_row + b - y_rows", NEW_A, NEW_B)],
        "shape": [by_row(ERROR, NEW_A, NEW_B, given="np.array(rows).squeeze() * 1.0")],
    },
}
EQUIVALENT = {
    "central_difference": {
        """slopes = np.ones(len(parameters))
for i in range(len(parameters)):
    step = np.zeros(len(parameters))
    step[i] = h
    up = function(parameters + step)
    down = function(parameters - step)
    slopes[i] = (up - down) / (2 * h)
return slopes""": "all of the ones are overwritten",
    },
    "fill_sheet": {},
}
