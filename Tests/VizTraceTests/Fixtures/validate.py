"""Validates files against a JSON Schema: validate.py SCHEMA FILE...

Prints one line a file: "valid", "invalid" (to the schema) or "unreadable" (no JSON), a tab, and
the path. Exits with 69 where there is no jsonschema that knows draft 2020-12.
"""

import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(69)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


for path in sys.argv[2:]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            document = json.load(file, parse_constant=refuse)
        verdict = "valid" if validator.is_valid(document) else "invalid"
    except ValueError:
        verdict = "unreadable"
    print(f"{verdict}\t{path}")
