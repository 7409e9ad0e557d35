"""`kerasdigits schema`: what a program that reads our JSON is told."""

import json
import subprocess
import sys

from console import fail, succeed
from jsonschema import Draft202012Validator

from kerasdigits.schemas import list_schemas


def test_the_list_names_each_with_its_title():
    rows = succeed("schema").stdout.splitlines()
    assert [row.split()[0] for row in rows] == list_schemas()
    assert any(row.endswith("kerasdigits lesson run --json") for row in rows)


def test_what_is_printed_needs_no_other_schema():
    schema = json.loads(succeed("schema", "practice-grade").stdout)
    document = {
        "schema": 1,
        "seed": 7,
        "files": [{"learner": "ada", "file": "ada.py", "report": None, "problem": "not Python"}],
    }
    Draft202012Validator(schema).validate(document)
    document["files"][0]["report"] = {"exercise": "gradient-descent"}  # of practice-check's schema
    assert not Draft202012Validator(schema).is_valid(document)


def test_another_name_is_asked_about():
    line = fail("schema", "lesson-runs", exit_code=2)
    assert "Did you mean lesson-run?" in line


def test_it_reads_files_and_nothing_heavy():
    code = (
        "import sys; from click.testing import CliRunner; from kerasdigits.cli import main\n"
        "assert CliRunner().invoke(main, ['schema', 'run']).exit_code == 0\n"
        "heavy = {'keras', 'numpy', 'jax', 'tensorflow', 'torch', 'jsonschema', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
