#!/usr/bin/env python3
"""Holds every crate in Cargo.lock to the licences and registries that .deny.toml allows.

    scripts/licences.py

The part of cargo-deny that needs nothing but cargo and Python 3.11. A crate passes if its SPDX expression can be met
with allowed licences alone, and if it comes from an allowed registry or from this repository.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def is_met(expression, allowed):
    """Whether an SPDX expression can be met with allowed licences. AND binds closer than OR, WITH closer than AND."""
    # Old crates write MIT/Apache-2.0 for MIT OR Apache-2.0.
    words = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        met = all_of()
        while words and words[0] == "OR":
            words.pop(0)
            met = all_of() or met
        return met

    def all_of():
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one():
        name = words.pop(0)
        if name == "(":
            met = any_of()
            if words.pop(0) != ")":
                raise ValueError
            return met
        if words and words[0] == "WITH":
            name = f"{name} {words.pop(0)} {words.pop(0)}"
        return name in allowed

    try:
        met = any_of()
    except (IndexError, ValueError):
        return False
    return met and not words


def self_test():
    allowed = {"MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"}
    for expression, expected in {
        "MIT": True,
        "GPL-3.0-only": False,
        "MIT/Apache-2.0": True,
        "GPL-3.0-only OR MIT": True,
        "GPL-3.0-only AND MIT": False,
        "(MIT OR GPL-2.0-only) AND Unicode-3.0": True,
        "(MIT OR Apache-2.0) AND GPL-2.0-only": False,
        "MIT OR GPL-2.0-only AND GPL-3.0-only": True,
        "Apache-2.0 WITH LLVM-exception": True,
        "MIT WITH LLVM-exception": False,
        "(MIT": False,
        "MIT MIT": False,
        "": False,
    }.items():
        assert is_met(expression, allowed) is expected, expression


def main():
    self_test()
    rules = tomllib.loads((ROOT / ".deny.toml").read_text())
    allowed = set(rules["licenses"]["allow"])
    registries = {f"registry+{url}" for url in rules["sources"]["allow-registry"]}
    metadata = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
    packages = json.loads(subprocess.check_output(metadata, cwd=ROOT))["packages"]

    problems = []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        source, licence = package["source"], package["license"]
        if source is None:
            if not Path(package["manifest_path"]).is_relative_to(ROOT):
                problems.append(f"{name} lies outside this repository: {package['manifest_path']}")
        elif source not in registries:
            problems.append(f"{name} comes from {source}; allowed: {', '.join(sorted(registries))}")
        if licence is None or not is_met(licence, allowed):
            problems.append(f"{name} has the licence {licence}; see the list in .deny.toml")

    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(packages)} crates have allowed licences and sources")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
