/** What the landscape says, in English. */

export const MESSAGES = {
  "landscape.which": "Landscape",
  "landscape.mae": "Absolute error",
  "landscape.mse": "Squared error",
  "landscape.valleys": "Four valleys",
  "landscape.about.mae":
    "Each place on the map is a line through twenty download times; its height is the mean distance from the true times. Click a place: a walk starts there.",
  "landscape.about.mse":
    "The same lines, but errors are squared: a smooth bowl whose slope fades towards the bottom. Click a place: a walk starts there.",
  "landscape.about.valleys":
    "Two weights, each on a curve with a deep valley and a shallow one. Where a walk ends depends on where it starts: click a few places.",

  "landscape.map.line":
    "Map of the loss: kernel from left to right, bias from bottom to top. The walk began at kernel {startX}, bias {startY}; after {steps} steps it is at kernel {x}, bias {y}, with a loss of {loss}. The lowest loss is {lowest}.",
  "landscape.map.valleys":
    "Map of the height: first weight from left to right, second from bottom to top. The walk began at {startX} and {startY}; after {steps} steps it is at {x} and {y}, at a height of {loss}. The lowest is {lowest}.",
  "landscape.map.help": "Click to start a walk. With the keyboard: arrow keys move the cross, with Shift farther; Enter starts a walk there.",
  "landscape.map.cursor": "{x} and {y}: loss {loss}",
  "landscape.axis.kernel": "kernel: seconds for each megabyte",
  "landscape.axis.bias": "bias: seconds for the connection",
  "landscape.axis.first": "first weight",
  "landscape.axis.second": "second weight",
  "landscape.axis.size": "size of the download, MB",
  "landscape.axis.time": "time, s",
  "landscape.axis.weight": "weight",
  "landscape.axis.height": "height",
  "landscape.axis.step": "step",
  "landscape.start": "start",
  "landscape.lowest": "lowest",

  "landscape.play": "Play",
  "landscape.pause": "Pause",
  "landscape.stage": "One stage",
  "landscape.step": "One step",
  "landscape.hundred": "100 steps",
  "landscape.reset": "Back to start",
  "landscape.scatter": "Start 20 at random",

  "landscape.status.line": "Step {steps} (epoch {epoch}): loss {loss}. The best line has {lowest}.",
  "landscape.status.valleys": "Step {steps}: height {loss}. The deepest valley is at {lowest}.",
  "landscape.lost":
    "It diverges. After {steps} steps the loss is above a million: each step overshoots the bottom by more than the one before. Make the rate smaller.",
  "landscape.swings": "It has left the map: the steps are too long for this slope.",

  "landscape.rate": "Learning rate",
  "landscape.limit.mark": "limit {limit}",
  "landscape.limit.sgd":
    "The bowl is steepest in one direction: its curvature there is λ = {curvature}. Above a rate of 2 / λ = {limit} each step lands higher than it left. Smaller batches break out earlier.",
  "landscape.limit.momentum":
    "With a momentum of 0.9 the limit is 2 (1 + 0.9) / λ = {limit}, nearly twice that of plain SGD; λ = {curvature} is the largest curvature.",
  "landscape.limit.adam": "Adam divides by the size of the slope, so a step is about as long as the rate, however steep it is. There is no limit 2 / λ.",
  "landscape.limit.mae":
    "The slope of a distance is the same near the bottom as far from it. So there is no limit, and no rest either: the walk ends up dancing about the bottom, as wide as the rate is large.",
  "landscape.optimizer": "Optimizer",
  "landscape.optimizer.sgd": "SGD",
  "landscape.optimizer.momentum": "SGD with momentum 0.9",
  "landscape.optimizer.adam": "Adam",
  "landscape.batch": "Batch size",
  "landscape.batch.all": "{size} (all)",
  "landscape.shuffle": "New order each epoch",
  "landscape.settings": "Change something: the same walk is taken again at once.",

  "landscape.samples.title": "The line where the walk is",
  "landscape.samples.alt": "Twenty downloads to learn from, twenty to test, and the line {kernel} times size plus {bias}. Its mean distance from the test times is {test} seconds.",
  "landscape.samples.note": "Dots: to learn from. Crosses: to test, {test} s off on average. Sticks: the errors of this batch.",
  "landscape.curve.title": "The curve that both weights stand on",
  "landscape.curve.alt": "A curve with a deep valley at -1.47 and a shallow one at 1.35. The first weight is at {x}, the second at {y}.",
  "landscape.loss.dotted": "Dotted: the lowest that is possible.",
  "landscape.loss.title": "The loss after each step",
  "landscape.loss.alt": "The loss over {steps} steps: it began at {first} and is now {loss}. The lowest possible is {lowest}.",

  "landscape.stages.title": "One step of the loop",
  "landscape.stages.none": "Press “One stage”, and see the four stages one by one.",
  "landscape.stage.predict": "Predict",
  "landscape.stage.loss": "Loss",
  "landscape.stage.gradient": "Gradient",
  "landscape.stage.update": "Step",
  "landscape.predict.one": "{kernel} × {size} MB + {bias} = {predicted} s; the truth is {truth} s.",
  "landscape.predict.more": "{kernel} × {size} MB + {bias} = {predicted} s; the truth is {truth} s. So too for {others} others.",
  "landscape.predict.valleys": "Nothing to predict here: the first weight is {x}, the second {y}.",
  "landscape.loss.mae": "These answers are {loss} s off on average.",
  "landscape.loss.mse": "The mean of their squared errors is {loss}.",
  "landscape.loss.valleys": "The two heights sum to {loss}.",
  "landscape.gradient.line": "The slope of the loss is {x} along the kernel and {y} along the bias.",
  "landscape.gradient.valleys": "Slopes: {x} for the first weight, {y} for the second.",
  "landscape.update.sgd": "{name} {before} − {rate} × {gradient} = {after}",
  "landscape.update.other": "{name} {before} → {after}",
  "landscape.name.kernel": "kernel",
  "landscape.name.bias": "bias",
  "landscape.name.first": "first",
  "landscape.name.second": "second",

  "landscape.ends.line": "Of 20 walks from random places, {lowest} ended at the bottom within 0.05, {higher} higher up, {away} off the map.",
  "landscape.ends.valleys":
    "Of 20 walks from random places, {lowest} found the deepest valley, {higher} ended in a higher one, {away} left the map. The slope under one's feet does not tell which valley is deepest.",

  "landscape.question": "Let this walk go on for 500 more steps with the settings above. What will it do?",
  "landscape.question.rests": "Come to rest",
  "landscape.question.on-its-way": "Still be on its way",
  "landscape.question.to-and-fro": "Go to and fro",
  "landscape.question.diverges": "Diverge",
  "landscape.question.because": "After {steps} steps the loss is {loss}; the lowest possible is {lowest}. Choose other settings and guess again.",
  "landscape.question.lost": "It left after {steps} steps. Choose a smaller rate and guess again.",
  "landscape.lesson.line": "Linear regression in TensorFlow.js",
  "landscape.lesson.valleys": "Loss surfaces",

  "landscape.script.title": "Take it home: this walk in Keras",
  "landscape.script.module": "A line through download times, learned as on the page.",
  "landscape.script.module.valleys": "A walk over a landscape with four valleys, as on the page.",
  "landscape.script.data": "Sizes in megabytes, and times in seconds.",
  "landscape.script.start": "Start where the walk on the page started.",
  "landscape.script.train": "An epoch sees all twenty downloads once.",
  "landscape.script.shuffled": "Keras shuffles in an order of its own: expect other numbers than the page's, but near.",
  "landscape.script.rest": "The walk stopped in the middle of an epoch.",
} as const;
