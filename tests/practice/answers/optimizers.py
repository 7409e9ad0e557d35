"""Right and wrong answers to the holes of optimizers."""


def by_loop(renew, step, start="a = b = np.zeros(gradients.shape[1])", given="np.array(steps)"):
    """A rule with a memory of two arrays, a and b."""
    return f"""
        {start}
        steps = []
        for t, g in enumerate(gradients, start=1):
            {renew}
            steps.append({step})
        return {given}
        """


BALL = "a = beta * a - rate * g"
SQUARE = "a = rho * a + (1 - rho) * g**2"
DIVIDED = "-rate * g / np.sqrt(a + EPSILON)"
BOTH = "a = beta1 * a + (1 - beta1) * g; b = beta2 * b + (1 - beta2) * g**2"
ADAM = "-rate * a / (1 - beta1**t) / (np.sqrt(b / (1 - beta2**t)) + EPSILON)"
IN_PLACE = "a = np.zeros(gradients.shape[1])"

RIGHT = {
    "momentum": [
        by_loop("a = beta * a + g", "-rate * a"),
        """
        steps = -rate * gradients
        for t in range(1, len(steps)):
            steps[t] += beta * steps[t - 1]
        return steps
        """,
        """
        t = np.arange(len(gradients))
        weights = np.tril(float(beta) ** abs(t[:, None] - t))
        return -rate * (weights @ gradients)
        """,
    ],
    "rmsprop": [
        """
        average = np.zeros_like(gradients, dtype=float)
        for t, g in enumerate(gradients):
            average[t] = (1 - rho) * g**2 + (rho * average[t - 1] if t else 0)
        return -rate * gradients / (average + EPSILON) ** 0.5
        """,
        by_loop("a = a + (1 - rho) * (g**2 - a)", "-rate * (a + 1e-7) ** -0.5 * g"),
        """
        found = np.zeros(gradients.shape)
        for column, own in enumerate(gradients.T):
            s = 0.0
            for t, g in enumerate(own):
                s = rho * s + (1 - rho) * g * g
                found[t, column] = -rate * g / (s + EPSILON) ** 0.5
        return found
        """,
    ],
    "adam": [
        by_loop(
            BOTH + "; c = (1 - beta2**t) ** 0.5",
            "-rate * c / (1 - beta1**t) * a / (np.sqrt(b) + c * EPSILON)",
        ),
        """
        m = s = w1 = w2 = 0.0
        steps = []
        for g in gradients:
            m, w1 = beta1 * m + g, beta1 * w1 + 1
            s, w2 = beta2 * s + g**2, beta2 * w2 + 1
            steps.append(-rate * (m / w1) / ((s / w2) ** 0.5 + EPSILON))
        return np.stack(steps)
        """,
        """
        m = np.zeros(gradients.shape)
        s = np.zeros(gradients.shape)
        for t, g in enumerate(gradients):
            m[t] = beta1 * m[t - 1] * (t > 0) + (1 - beta1) * g
            s[t] = beta2 * s[t - 1] * (t > 0) + (1 - beta2) * g * g
        t = np.arange(1, len(m) + 1)[:, None]
        return -rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + EPSILON)
        """,
    ],
}
WRONG = {
    "momentum": {
        "sign": [by_loop("a = beta * a + rate * g", "a"), by_loop(BALL, "-a")],
        "unused": ["return -rate * gradients", by_loop("a = a - rate * g", "a")],
        "argument-factor": [
            by_loop("a = beta * a + (1 - beta) * g", "-rate * a"),
            by_loop("a = beta * a - g", "a"),
            by_loop("a = beta * (a - rate * g)", "a"),
        ],
        "mistake": [
            by_loop("a = (1 - beta) * a - rate * g", "a"),
            by_loop("a, b = -rate * (g + beta * b), g", "a"),
            by_loop(BALL, "beta * a - rate * g"),
            by_loop("b = b + (a := beta * a - rate * g)", "b"),
            by_loop("a *= beta; a -= rate * g", "a", IN_PLACE),
        ],
        "shifted": [by_loop("b, a = a, beta * a - rate * g", "b")],
        "reduced": [by_loop(BALL, "a", given="a")],
        "type": [by_loop(BALL, "a", given="steps")],
        "nothing": [by_loop(BALL, "a", given="None")],
        "one-off": [
            by_loop(BALL, "a", given="np.array(steps[1:])"),
            by_loop(BALL, "a", given="np.array([0 * a] + steps)"),
        ],
        "changes-argument": [
            """
            gradients *= -rate
            for t in range(1, len(gradients)):
                gradients[t] += beta * gradients[t - 1]
            return gradients
            """
        ],
        "raises": [by_loop("velocity = beta * velocity - rate * g", "velocity")],
        "reversed": [by_loop(BALL, "a", given="np.array(steps)[::-1]")],
    },
    "rmsprop": {
        "sign": [by_loop(SQUARE, DIVIDED[1:])],
        "mistake": [
            by_loop(SQUARE, "-rate * g / (a + EPSILON)"),
            by_loop("a = rho * a + (1 - rho) * np.sum(g**2)", DIVIDED),
            by_loop("a = rho * a + (1 - rho) * np.mean(g**2)", DIVIDED),
            by_loop("a = rho * a + (1 - rho) * g @ g", DIVIDED, "a = 0.0"),
            by_loop("a = rho * a + (1 - rho) * g", "-rate * g / np.sqrt(abs(a) + EPSILON)"),
            by_loop("a = rho * a + g**2", DIVIDED),
            by_loop(SQUARE, DIVIDED, "a = np.ones(gradients.shape[1])"),
            by_loop(SQUARE, DIVIDED.replace("/", "*")),
            by_loop("a = (1 - rho) * a + rho * g**2", DIVIDED),
            by_loop(SQUARE, "-rate * g / np.sqrt(a / (1 - rho**t) + EPSILON)"),
            by_loop("b, a = a, rho * a + (1 - rho) * g**2", DIVIDED.replace("(a", "(b")),
            by_loop("b = rho * b + (1 - rho) * g; " + SQUARE, DIVIDED.replace("g", "b")),
            by_loop("a = rho * a + (1 - rho) * abs(g)", "-rate * g / (a + EPSILON)"),
        ],
        "unused": [
            by_loop("a = a + g**2", DIVIDED),
            "return -rate * gradients / np.sqrt(gradients**2 + EPSILON)",
            "return -rate * gradients",
        ],
        "edge": [by_loop(SQUARE, "-rate * g / (np.sqrt(a) + EPSILON)")],
        "not-finite": [by_loop(SQUARE, "-rate * g / np.sqrt(a)")],
        "reduced": [by_loop(SQUARE, DIVIDED, given=DIVIDED)],
        "nothing": [by_loop(SQUARE, DIVIDED, given="None")],
        "raises": [by_loop(SQUARE, "-rate * g / np.sqrt(s + EPSILON)")],
        "changes-argument": [
            by_loop("g *= 1; g **= 2; a = rho * a + (1 - rho) * g", "-rate / np.sqrt(a + EPSILON)")
        ],
    },
    "adam": {
        "sign": [by_loop(BOTH, ADAM[1:])],
        "mistake": [
            by_loop(BOTH, "-rate * a / (np.sqrt(b) + EPSILON)"),
            by_loop(BOTH, "-rate * a / (1 - beta1**t) / (np.sqrt(b) + EPSILON)"),
            by_loop(BOTH, "-rate * a / (np.sqrt(b / (1 - beta2**t)) + EPSILON)"),
            by_loop(
                BOTH.replace("a + (1 - beta1) * g", "a + (1 - beta1) * g"), ADAM.replace("**t", "")
            ),
            by_loop(
                "a = beta2 * a + (1 - beta2) * g; b = beta1 * b + (1 - beta1) * g**2",
                "-rate * a / (1 - beta2**t) / (np.sqrt(b / (1 - beta1**t)) + EPSILON)",
            ),
            by_loop(BOTH.replace("**2", ""), ADAM.replace("sqrt(b", "sqrt(abs(b)")),
            by_loop(BOTH.replace("**2", ""), ADAM),
            by_loop("a *= beta1; a += (1 - beta1) * g; b *= beta2; b += (1 - beta2) * g**2", ADAM),
            by_loop(BOTH + "; t = t - 1", ADAM),
            by_loop(BOTH, ADAM.replace("np.sqrt", "")),
            by_loop(BOTH, ADAM, "a = 0; b = np.ones(gradients.shape[1])"),
            by_loop(BOTH, ADAM, "b = 0; a = np.ones(gradients.shape[1])"),
            by_loop(
                "a = beta1 * a + (1 - beta1) * g; a = a / (1 - beta1**t); "
                "b = beta2 * b + (1 - beta2) * g**2; b = b / (1 - beta2**t)",
                "-rate * a / (np.sqrt(b) + EPSILON)",
            ),
            by_loop(BOTH, ADAM, given="np.cumsum(steps, axis=0)"),
        ],
        "unused": [
            by_loop(BOTH, "-rate * g / (np.sqrt(b / (1 - beta2**t)) + EPSILON)"),
            by_loop(BOTH, "-rate * a / (1 - beta1**t)"),
        ],
        "argument-factor": [by_loop(BOTH, ADAM.replace("rate * ", ""))],
        "edge": [
            by_loop(BOTH, "-rate * a / (1 - beta1**t) / np.sqrt(b / (1 - beta2**t) + EPSILON)"),
            by_loop(
                BOTH,
                "-rate * a / (1 - beta1**t) / ((np.sqrt(b) + EPSILON) / (1 - beta2**t) ** 0.5)",
            ),
            by_loop(BOTH, ADAM.replace("+ EPSILON", "- EPSILON")),
        ],
        "not-finite": [by_loop(BOTH, ADAM.replace(" + EPSILON", ""))],
        "reduced": [by_loop(BOTH, ADAM, given=ADAM)],
        "type": [by_loop(BOTH, ADAM, given="tuple(steps)")],
        "nothing": [by_loop(BOTH, ADAM, given="None")],
        "raises": [by_loop(BOTH, ADAM.replace("a /", "m /"))],
    },
}
EQUIVALENT = {"momentum": {}, "rmsprop": {}, "adam": {}}
