"""Makes JSON schemas for kubeconform: schemas.py DEFINITIONS OUTPUT.

Kubernetes' own come from the package kubernetes-validate, custom resources' from their definitions. In both, properties
that nobody defined are errors.
"""

import json
import pathlib
import sys

import kubernetes_validate
import yaml

VERSIONS = ["1.30.0", "1.36.0"]  # the oldest that Chart.yaml admits, and the one that `make test-cluster` runs


def close(schema):
    """Refuses properties that are not listed, as the API server prunes them."""
    if isinstance(schema, list):
        for item in schema:
            close(item)
    elif isinstance(schema, dict):
        if schema.pop("x-kubernetes-int-or-string", False):
            schema.pop("type", None)
            schema["anyOf"] = [{"type": "string"}, {"type": "integer"}]
        if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
            schema.setdefault("additionalProperties", False)
        for item in schema.values():
            close(item)


definitions, output = map(pathlib.Path, sys.argv[1:])

bundled = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
for version in VERSIONS:
    folder = output / f"v{version}"
    folder.mkdir()
    for source in (bundled / f"v{version}-local-strict").glob("*.json"):
        schema = json.loads(source.read_text().replace('"/api/_definitions.json', '"_definitions.json'))
        schema.pop("$id", None)
        (folder / source.name).write_text(json.dumps(schema))

folder = output / "custom"
folder.mkdir()
for source in definitions.glob("*.yaml"):
    for definition in yaml.safe_load_all(source.read_text()):
        if not definition or definition["kind"] != "CustomResourceDefinition":
            continue
        spec = definition["spec"]
        for version in spec["versions"]:
            schema = version["schema"]["openAPIV3Schema"]
            schema["properties"].pop("metadata", None)
            close(schema)
            schema["properties"]["metadata"] = {"type": "object"}
            name = f"{spec['names']['kind'].lower()}-{spec['group']}-{version['name']}.json"
            (folder / name).write_text(json.dumps(schema))
