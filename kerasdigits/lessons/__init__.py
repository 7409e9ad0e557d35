"""The course: a folder a chapter, a file a lesson.

    course/        the machinery that lists, runs and shows the lessons
    lab/           tools that only lessons use
    baselines/     chapter 1: baselines and losses
    descent/       chapter 2: gradient descent
    stochastic/    chapter 3: stochastic optimisation
    networks/      chapter 4: neural networks on digits
    convolutions/  chapter 5: convolutional networks and transfer learning
    embeddings/    chapter 6: embeddings
    browser/       chapter 7: in the browser, and the whole recipe

A lesson is `NAME.py`, a tutorial of alternating text and code; `NAME.toml` beside it holds what is
said of its results, and `NAME_plots.py`, where there is one, plots its figures. Importing this, the
registry or the glossary imports no Keras: lessons are listed and shown from their source text, and
imported when they run.
"""
