"""The machinery of the course: what lists, runs and shows the lessons.

    registry.py     the table of contents: chapters and lessons, read from their source text
    sheet.py        the TOML file beside a lesson: references, claims, labels of its results
    claims.py       what a published number and an erratum are
    story.py        what a lesson tells around its text: story, questions, a thing to change
    context.py      what a lesson is given, and where it records what it found
    run.py          a lesson's run, written as a folder
    several.py      several lessons, in turn or at once
    changes.py      a run with one of the lesson's constants changed
    results.py      what the folders of lessons hold
    turns.py        a lesson's text, code and results as they are read, in turns
    plain_math.py   formulas as a terminal can show them
    markdown.py     Markdown with formulas, and with the glossary's words explained
    report.py       its report, one HTML page
    front.py        the index and the glossary, which lead to the reports
    notebook.py     a lesson as a notebook
    pages/          the templates of the reports
    figures.py      axes, series and images in one style, for the lessons' plots
    cells.py        how a number is written
    glossary.py     the course's words
    glossary.toml   their explanations

Importing the registry, the sheet or the glossary imports no Keras.
"""
