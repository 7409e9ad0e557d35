"""Right and wrong answers to the holes of gradient-descent."""

RIGHT = {
    "mse_gradient": [
        """
        design = np.stack([t**2, t, t**0], axis=1)
        return 2 / len(t) * design.T @ (design @ parameters - speed)
        """,
        """
        a, b, c = parameters
        slopes = [0.0, 0.0, 0.0]
        for when, measured in zip(t, speed):
            error = a * when**2 + b * when + c - measured
            slopes[0] += 2 * error * when**2 / len(t)
            slopes[1] += 2 * error * when / len(t)
            slopes[2] += 2 * error / len(t)
        return np.array(slopes)
        """,
        """
        h = 0.5
        return np.array([
            (mse(parameters + h * e, t, speed) - mse(parameters - h * e, t, speed)) / (2 * h)
            for e in np.eye(3)
        ])
        """,
    ],
    "descend": [
        """
        places = np.empty((steps + 1, len(start)))
        places[0] = start
        for step in range(steps):
            places[step + 1] = places[step] - learning_rate * gradient(places[step])
        return places
        """,
        """
        if steps == 0:
            return np.array([start])
        next_place = start - learning_rate * gradient(start)
        rest = descend(gradient, next_place, learning_rate, steps - 1)
        return np.concatenate([[start], rest])
        """,
        """
        place = start.copy()
        path = [place.copy()]
        while len(path) <= steps:
            place -= learning_rate * gradient(place)
            path.append(place.copy())
        return np.stack(path)
        """,
    ],
}

# Kind -> bodies.
WRONG = {
    "mse_gradient": {
        "sign": [
            """
            error = speed - predict(parameters, t)
            return 2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
        ],
        "factor": [
            """
            error = predict(parameters, t) - speed
            return np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
        ],
        "batch-factor": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([np.sum(error * t**2), np.sum(error * t), np.sum(error)])
            """,
            """
            error = predict(parameters, t) - speed
            total = np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            return 2 * total / len(t)
            """,
        ],
        "reversed": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([np.mean(error), np.mean(error * t), np.mean(error * t**2)])
            """,
        ],
        "order": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([np.mean(error * t), np.mean(error * t**2), np.mean(error)])
            """,
        ],
        "mistake": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.mean(error) * np.ones(3)
            """,
            """
            error = predict(parameters, t) - speed
            return 2 * np.mean(error) * np.array([np.mean(t**2), np.mean(t), 1])
            """,
            """
            error = np.mean(predict(parameters, t) - speed)
            return 2 * error * np.array([np.mean(t) ** 2, np.mean(t), 1])
            """,
            """
            sign = np.sign(predict(parameters, t) - speed)
            return np.array([np.mean(sign * t**2), np.mean(sign * t), np.mean(sign)])
            """,
        ],
        "reduced": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.mean(error)
            """,
            """
            return mse(parameters, t, speed)
            """,
            """
            error = predict(parameters, t) - speed
            return 2 * np.stack([error * t**2, error * t, error]).mean()
            """,
        ],
        "shape": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([[np.mean(error * t**2), np.mean(error * t), np.mean(error)]]).T
            """,
        ],
        "broadcast": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([error * t**2, error * t, error])
            """,
        ],
        "one-off": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([np.mean(error * t**2), np.mean(error * t)])
            """,
        ],
        "type": [
            """
            error = predict(parameters, t) - speed
            return [2 * np.mean(error * t**2), 2 * np.mean(error * t), 2 * np.mean(error)]
            """,
        ],
        "nothing": [
            """
            error = predict(parameters, t) - speed
            2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
            """
            print(predict(parameters, t) - speed)
            """,
        ],
        "changes-argument": [
            """
            speed -= predict(parameters, t)
            return -2 * np.array([np.mean(speed * t**2), np.mean(speed * t), np.mean(speed)])
            """,
        ],
        "raises": [
            """
            error = predicted - speed
            return 2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
        ],
        "one-size": [
            """
            error = predict(parameters, t) - speed
            return 2 * np.array([np.sum(error * t**2), np.sum(error * t), np.sum(error)]) / 2
            """,
            """
            design = np.array([[1, 1, 1], [4, 2, 1]])
            return design.T @ (predict(parameters, t) - speed)
            """,
        ],
        "unused": [
            """
            error = predict(parameters, t)
            return 2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
            """
            return 2 * np.array([np.mean(-speed * t**2), np.mean(-speed * t), np.mean(-speed)])
            """,
        ],
        "edge": [
            """
            if len(t) == 1:
                return np.zeros(3)
            error = predict(parameters, t) - speed
            return 2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
            """,
        ],
        "unfinished": ["raise NotImplementedError"],
    },
    "descend": {
        "sign": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] + learning_rate * gradient(places[-1]))
            return np.array(places)
            """,
        ],
        "changes-argument": [
            """
            places = [start.copy()]
            for _ in range(steps):
                start -= learning_rate * gradient(start)
                places.append(start.copy())
            return np.array(places)
            """,
            """
            place = start
            places = [place]
            for _ in range(steps):
                place -= learning_rate * gradient(place)
                places.append(place)
            return np.array(places)
            """,
        ],
        "mistake": [
            """
            place = start.copy()
            places = [place]
            for _ in range(steps):
                place -= learning_rate * gradient(place)
                places.append(place)
            return np.array(places)
            """,
            """
            slope = gradient(start)
            return np.array([start - step * learning_rate * slope for step in range(steps + 1)])
            """,
        ],
        "argument-factor": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] - gradient(places[-1]))
            return np.array(places)
            """,
        ],
        "one-off": [
            """
            return np.array([start - learning_rate * gradient(step) for step in range(steps)])
            """,
            """
            places = [start]
            for _ in range(steps - 1):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return np.array(places)
            """,
            """
            places = [start]
            for _ in range(steps + 1):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return np.array(places)
            """,
            """
            places = []
            place = start
            for _ in range(steps):
                place = place - learning_rate * gradient(place)
                places.append(place)
            return np.array(places)
            """,
        ],
        "reduced": [
            """
            place = start
            for _ in range(steps):
                place = place - learning_rate * gradient(place)
            return place
            """,
        ],
        "type": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return places
            """,
        ],
        "nothing": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            """,
        ],
        "shifted": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return np.array([start] + places[:-1])
            """,
        ],
        "reversed": [
            """
            places = [start]
            for _ in range(steps):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return np.array(places[::-1])
            """,
        ],
        "raises": [
            """
            places = start
            for _ in range(steps):
                places.append(places[-1] - learning_rate * gradient(places[-1]))
            return np.array(places)
            """,
        ],
        "exits": ["exit()"],
        "forever": ["return descend(gradient, start, learning_rate, steps)"],
    },
}

# Mutants that compute the same, and why.
EQUIVALENT = {
    "mse_gradient": {},
    "descend": {},
}
