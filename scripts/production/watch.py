#!/usr/bin/env python3
"""Checks of the alerts and dashboards in helm/gravl/files that promtool does not make.

    scripts/production/watch.py alerts              every alert has its tests and its runbook
    scripts/production/watch.py routes              "SEVERITY ALERT" of every alert
    scripts/production/watch.py inhibitions         alerts silence each other as tests/production/inhibitions.txt says
    scripts/production/watch.py rules               the dashboards' expressions as rules, for promtool
    scripts/production/watch.py names METRICS       every metric, label and value exists in METRICS, a live /metrics, or
                                                    in tests/production/metrics.txt, which says who else tells it
    scripts/production/watch.py data METRICS PROMETHEUS_URL
                                                    every panel of what is in METRICS shows something
"""

import json
import re
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ROOT / "helm/gravl/files"
TESTS = ROOT / "tests/production"
RUNBOOKS = ROOT / "docs/runbooks"
BASE = "https://gravl.example/docs/runbooks/"
# Prometheus and Kubernetes put these on whatever they collect.
TARGET_LABELS = {"namespace", "job", "instance", "pod", "container"}
WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
# Grafana's variables, as values of their kinds.
VARIABLES = {"$__rate_interval": "5m", "$namespace": ".*"}


def rules():
    """All rules of all files of alerts."""
    for file in sorted((FILES / "alerts").glob("*.yaml")):
        for group in yaml.safe_load(file.read_text())["groups"]:
            yield from group["rules"]


def alerts():
    """The rules that alert, by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def panels():
    """(dashboard, panel) of all dashboards."""
    for file in sorted((FILES / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            yield file.stem, panel


def expressions():
    """(where, expression) of all dashboards, without Grafana's variables."""
    for dashboard, panel in panels():
        for target in panel.get("targets", []):
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            yield f"{dashboard}: {panel['title']} {target['refId']}", expression


def tested():
    """(names of alerts with a test in which they fire, names with one in which they do not)."""
    fires, rests = set(), set()
    for file in (TESTS / "alerts").glob("*.yaml"):
        for test in yaml.safe_load(file.read_text())["tests"]:
            for check in test["alert_rule_test"]:
                (fires if check["exp_alerts"] else rests).add(check["alertname"])
    return fires, rests


def anchors(page):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def check_alerts():
    fires, rests = tested()
    wanted = set()
    for name, alert in alerts().items():
        if name not in fires:
            yield f"{name}: no test in which it fires"
        if name not in rests:
            yield f"{name}: no test in which it does not fire"
        if alert.get("labels", {}).get("severity") not in {"page", "ticket", "info"}:
            yield f"{name}: the severity is not page, ticket or info"
        notes = alert.get("annotations", {})
        for note in ("summary", "description", "runbook_url"):
            if not notes.get(note):
                yield f"{name}: no {note}"
        url = notes.get("runbook_url", "")
        page, _, anchor = url.removeprefix(BASE).partition("#")
        wanted.add((page, anchor))
        if not url.startswith(BASE) or not (RUNBOOKS / page).is_file():
            yield f"{name}: {url} is no file in docs/runbooks"
        elif anchor != name.lower() or anchors(RUNBOOKS / page).count(anchor) != 1:
            yield f"{name}: {page} has no heading {name}"
    for page in RUNBOOKS.glob("*.md"):
        if page.name != "README.md" and page.name not in {page for page, _ in wanted}:
            yield f"{page.name}: no alert leads here"
        text = page.read_text()
        for part in ("Meaning", "Impact", "Diagnosis", "Mitigation"):
            if page.name != "README.md" and f"\n**{part}.**" not in text:
                yield f"{page.name}: no paragraph {part}"
    for name in (fires | rests) - alerts().keys():
        yield f"{name}: is tested, but is no alert"


def matches(matchers, labels):
    """Whether all of Alertmanager's matchers match."""
    for matcher in matchers:
        label, operator, value = re.fullmatch(r'(\w+) *(=~|!~|!=|=) *"?([^"]*)"?', matcher).groups()
        actual = labels.get(label, "")
        same = bool(re.fullmatch(value, actual)) if "~" in operator else actual == value
        if same == operator.startswith("!"):
            return False
    return True


def inhibits(rule, source, target):
    """Whether a rule lets one alert silence the other, as Alertmanager does it."""
    left, right = rule["source_matchers"], rule["target_matchers"]
    both = all(matches(side, alert) for side in (left, right) for alert in (source, target))
    equal = all(source.get(label, "") == target.get(label, "") for label in rule.get("equal", []))
    return matches(left, source) and matches(right, target) and equal and not both


def check_inhibitions():
    config = yaml.safe_load((FILES / "alertmanager/alertmanager.yaml").read_text())
    known = {name: alert["labels"] | {"alertname": name, "namespace": "gravl"} for name, alert in alerts().items()}
    used = set()
    for line in (TESTS / "inhibitions.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        source, arrow, *targets = line.split()
        for target in targets:
            hits = [n for n, rule in enumerate(config["inhibit_rules"]) if inhibits(rule, known[source], known[target])]
            used.update(hits)
            if bool(hits) != (arrow == "=>"):
                yield f"{source} {'does not silence' if arrow == '=>' else 'silences'} {target}"
            elsewhere = known[target] | {"namespace": "other"}
            if any(inhibits(rule, known[source], elsewhere) for rule in config["inhibit_rules"]):
                yield f"{source} silences {target} of another namespace"
    for n, rule in enumerate(config["inhibit_rules"]):
        if n not in used:
            yield f"no line of inhibitions.txt needs {rule}"


def metrics_in(expression):
    """[(metric, its matchers)] of an expression."""
    text = re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: string[0].replace("{", "(").replace("}", ")"), expression)
    text = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right) *\([^)]*\)", "", text)
    text = re.sub(r"\[[^]]*\]", "", text)
    for match in re.finditer(r"([a-zA-Z_:][\w:]*)( *\()?(?:\{([^}]*)\})?|\{[^}]*\}|\"[^\"]*\"", text):
        name, function, matchers = match[1], match[2], match[3]
        if name and not function and name.lower() not in WORDS:
            yield name, re.findall(r'(\w+) *(=~|!=|!~|=) *"([^"]*)"', matchers or "")


def live(file):
    """{metric: {label: values}} of a /metrics."""
    known = {}
    for line in Path(file).read_text().splitlines():
        if match := re.match(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$", line):
            labels = known.setdefault(match[1], {})
            for label, value in re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or ""):
                labels.setdefault(label, set()).add(value)
    return known


def check_names(file):
    known = live(file)
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    elsewhere = {}
    for line in (TESTS / "metrics.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            metric, _, reason = line.partition(" ")
            elsewhere[metric] = reason
    backup = (FILES / "backup/backup.sh").read_text()
    used = set()
    sources = [(rule.get("alert") or rule["record"], rule["expr"]) for rule in rules()] + list(expressions())
    for where, expression in sources:
        found = list(metrics_in(expression))
        if not found:
            yield f"{where}: no metric in {expression}"
        for metric, matchers in found:
            if metric in recorded:
                continue
            if metric not in known:
                used.add(metric)
                if metric not in elsewhere:
                    yield f"{where}: nothing tells {metric}"
                continue
            for label, operator, value in matchers:
                if label in TARGET_LABELS:
                    continue
                if label not in known[metric]:
                    yield f"{where}: {metric} has no label {label}"
                    continue
                pair = f'{metric}{{{label}="{value}"}}'
                matches = [one for one in known[metric][label] if (re.fullmatch(value, one) if "~" in operator else one == value)]
                if not matches:
                    used.add(pair)
                    if pair not in elsewhere:
                        yield f"{where}: nothing tells {pair}"
    for metric in elsewhere.keys() - used:
        yield f"metrics.txt: {metric} is not used, or a server tells it"
    for metric in used:
        if metric.startswith("gravl_backup_") and f"{metric} $" not in backup:
            yield f"metrics.txt: backup.sh does not tell {metric}"


def check_data(file, url):
    known = live(file).keys() | {rule["record"] for rule in rules() if "record" in rule}
    asked = 0
    for where, expression in expressions():
        if not {metric for metric, _ in metrics_in(expression)} <= known:
            continue
        asked += 1
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"{url}/api/v1/query?{query}", timeout=10) as answer:
            if not json.load(answer)["data"]["result"]:
                yield f"{where}: nothing to see"
    if asked < 30:
        yield f"only {asked} expressions were asked for"


def main():
    command = sys.argv[1]
    if command == "routes":
        for name, alert in alerts().items():
            print(alert["labels"]["severity"], name)
        return
    if command == "rules":
        group = [{"record": f"panel:{n}", "labels": {"panel": where}, "expr": e} for n, (where, e) in enumerate(expressions())]
        print(yaml.safe_dump({"groups": [{"name": "panels", "rules": group}]}))
        return
    checks = {"alerts": check_alerts, "inhibitions": check_inhibitions, "names": check_names, "data": check_data}
    complaints = list(checks[command](*sys.argv[2:]))
    for complaint in complaints:
        print(f"watch: {complaint}", file=sys.stderr)
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
