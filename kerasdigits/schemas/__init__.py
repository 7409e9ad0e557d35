"""JSON Schemas (draft 2020-12) of all that kerasdigits writes as JSON; docs/compatibility.md.

What is written is `run.json`, what an export says of a model in its model.json, `result.json` of a
lesson, and what each command prints with `--json`. A later version may add keys, so the schemas
let others stand beside those that they describe; ours are all described.

run.json                 run.json, the record of a run folder
model_metadata.json      userDefinedMetadata.kerasdigits in model.json
lesson_result.json       result.json, what a lesson found
check.json               what `check --json` prints
demo.json                what `demo --json` prints
doctor.json              what `doctor --json` prints
evaluate.json            what `evaluate --json` prints, and evaluation.json
export.json              what `export --json` prints
fit.json                 what `fit --json` prints
import.json              what `import --json` prints
inspect.json             what `inspect --json` prints
lesson_list.json         what `lesson list --json` prints
lesson_run.json          what `lesson run --json` prints
lr_find.json             what `lr-find --json` prints
practice_check.json      what `practice check --json` prints
practice_grade.json      what `practice grade --json` prints
practice_list.json       what `practice list --json` prints
practice_milestone.json  what `practice milestone --json` prints
practice_progress.json   what `practice progress --json` prints
predict.json             what `predict --json` prints
recipe.json              what `recipe --json` prints
runs.json                what `runs --json` prints
site.json                what `site --json` prints
sweep.json               what `sweep --json` prints, and sweep.json
read.py                  list the schemas, and read one that stands by itself
"""

from kerasdigits.schemas.read import list_schemas, read_schema

__all__ = ["list_schemas", "read_schema"]
