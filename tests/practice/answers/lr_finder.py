"""Right and wrong answers to the holes of lr-finder."""


def by_loop(renew, kept, start="average = 0.0", given="np.array(smoothed)", first=1):
    """A moving average with parts replaced."""
    return f"""
        {start}
        smoothed = []
        for t, loss in enumerate(losses, start={first}):
            {renew}
            smoothed.append({kept})
        return {given}
        """


AVERAGE = "average = keep * average + (1 - keep) * loss"
CORRECTED = "average / (1 - keep**t)"


def by_slope(
    inner="slice(len(rates) // 10, -5)",
    slopes="np.diff(smoothed[inner]) / np.diff(np.log(rates[inner]))",
    given="rates[inner][slopes.argmin()]",
):
    """A reading with parts replaced."""
    return f"""
        inner = {inner}
        slopes = {slopes}
        return {given}
        """


RIGHT = {
    "grow_rates": [
        "return np.geomspace(start, end, steps)",
        """
        factor = (end / start) ** (1 / (steps - 1))
        rates = [float(start)]
        while len(rates) < steps:
            rates.append(rates[-1] * factor)
        return np.array(rates)
        """,
        "return 10 ** np.linspace(np.log10(start), np.log10(end), steps)",
    ],
    "smooth": [
        """
        average, weight, smoothed = 0.0, 0.0, []
        for loss in losses:
            average = keep * average + loss
            weight = keep * weight + 1
            smoothed.append(average / weight)
        return np.array(smoothed)
        """,
        """
        smoothed = np.zeros(len(losses))
        average = 0
        for i in range(len(losses)):
            average += (1 - keep) * (losses[i] - average)
            smoothed[i] = average / (1 - keep ** (i + 1))
        return smoothed
        """,
        """
        t = np.arange(len(losses))
        weights = np.tril(float(keep) ** abs(t[:, None] - t))
        return weights @ losses / weights.sum(axis=1)
        """,
    ],
    "suggest": [
        by_slope(slopes="np.diff(smoothed[inner]) / np.diff(np.log10(rates[inner]))"),
        """
        best, lowest = None, np.inf
        for i in range(len(rates) // 10, len(rates) - 6):
            slope = (smoothed[i + 1] - smoothed[i]) / np.log(rates[i + 1] / rates[i])
            if slope < lowest - 1e-9:
                best, lowest = rates[i], slope
        return best
        """,
        """
        n = len(rates)
        logs = np.log(rates)
        slopes = [(smoothed[i + 1] - smoothed[i]) / (logs[i + 1] - logs[i]) for i in range(n - 6)]
        slopes[: n // 10] = [np.inf] * (n // 10)
        return rates[int(np.argmin(slopes))]
        """,
    ],
}
WRONG = {
    "grow_rates": {
        "mistake": [
            "return np.linspace(start, end, steps)",
            "return np.logspace(start, end, steps)",
            "return start * (end / start) ** (np.arange(steps) / steps)",
            "return start * (end / start) ** (np.arange(1, steps + 1) / steps)",
            "return start * end ** (np.arange(steps) / (steps - 1))",
            "return start * (end / start) ** np.arange(steps)",
            "return start * (end / start) ** (np.arange(steps) // (steps - 1))",
        ],
        "function": [
            "return np.linspace(np.log(start), np.log(end), steps)",
            "return np.linspace(np.log10(start), np.log10(end), steps)",
        ],
        "argument-factor": ["return (end / start) ** (np.arange(steps) / (steps - 1))"],
        "reversed": ["return np.geomspace(end, start, steps)"],
        "one-off": [
            "return np.geomspace(start, end, steps + 1)",
            "return np.geomspace(start, end, steps)[1:]",
            "return np.geomspace(start, end, steps + 1)[:-1][1:]",
        ],
        "type": ["return list(np.geomspace(start, end, steps))"],
        "nothing": ["np.geomspace(start, end, steps)"],
        "raises": [
            "return np.geomspace(start, end, steps)[steps]",
            "return start * (end / start) ** rates",
        ],
        "reduced": ["return start * (end / start) ** (1 / (steps - 1))"],
        "example-only": ["return 10.0 ** np.arange(-3, 2)"],
    },
    "smooth": {
        "mistake": [
            by_loop(AVERAGE, "average"),
            by_loop("average = (keep * average + (1 - keep) * loss) / (1 - keep**t)", "average"),
            by_loop(AVERAGE, "average", "average = losses[0]"),
            by_loop(
                "average = (1 - keep) * average + keep * loss", "average / (1 - (1 - keep)**t)"
            ),
            by_loop(AVERAGE, CORRECTED, first=2),
            by_loop(AVERAGE, CORRECTED, first=0),
            by_loop(AVERAGE, "average * (1 - keep**t)"),
        ],
        "argument-factor": [by_loop(AVERAGE, "average / (1 - keep)")],
        "unused": ["return np.cumsum(losses) / np.arange(1, len(losses) + 1)"],
        "reduced": [
            by_loop(AVERAGE, CORRECTED, given="smoothed[-1]"),
            "return np.mean(losses)",
        ],
        "type": [by_loop(AVERAGE, CORRECTED, given="smoothed")],
        "nothing": [by_loop(AVERAGE, CORRECTED, given="None")],
        "one-off": [
            by_loop(AVERAGE, CORRECTED, given="np.array([0.0] + smoothed)"),
            by_loop(AVERAGE, CORRECTED, given="np.array(smoothed[1:])"),
        ],
        "changes-argument": [
            """
            for t in range(1, len(losses)):
                losses[t] = keep * losses[t - 1] + (1 - keep) * losses[t]
            return losses / (1 - keep ** np.arange(1, len(losses) + 1))
            """
        ],
        "raises": [by_loop("average = keep * average + (1 - keep) * losses[t]", CORRECTED)],
        "reversed": [by_loop(AVERAGE, CORRECTED, given="np.array(smoothed[::-1])")],
    },
    "suggest": {
        "mistake": [
            by_slope("slice(None)"),
            by_slope("slice(0, -5)"),
            by_slope("slice(len(rates) // 10, None)"),
            by_slope("slice(len(rates) // 10, -4)"),
            by_slope(slopes="np.diff(smoothed[inner]) / np.diff(rates[inner])"),
            by_slope(slopes="np.diff(smoothed[inner])"),
            by_slope(slopes="np.gradient(smoothed[inner], np.log(rates[inner]))"),
            by_slope(slopes="np.gradient(smoothed[inner]) / np.gradient(np.log(rates[inner]))"),
            by_slope(slopes="np.gradient(smoothed, np.log(rates))[inner]"),
            by_slope(given="rates[inner][slopes.argmax()]"),
            by_slope(given="rates[inner][abs(slopes).argmin()]"),
            by_slope(given="rates[smoothed.argmin()]"),
            by_slope(given="rates[inner][smoothed[inner].argmin()] / 10"),
            by_slope(given="slopes.min()"),
            by_slope(given="slopes.argmin()"),
        ],
        "shifted": [
            by_slope(given="rates[inner][slopes.argmin() + 1]"),
            by_slope(given="rates[slopes.argmin()]"),
        ],
        "reduced": [by_slope(given="slopes")],
        "raises": [by_slope(slopes="np.diff(smoothed[inner]) / np.log(rates[inner])")],
        "nothing": [by_slope(given="None")],
        "edge": [
            by_slope("slice(len(rates) // 10 + 1, -5)"),
            by_slope("slice(len(rates) // 10, -6)"),
        ],
        "factor": [by_slope(given="rates[inner][slopes.argmin()] / 10")],
    },
}
EQUIVALENT = {"grow_rates": {}, "smooth": {}, "suggest": {}}
