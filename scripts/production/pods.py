#!/usr/bin/env python3
"""Runs the chart's pods as processes; scripts/production/test-pods says how.

    scripts/production/pods.py FOLDER PORT SERVER
"""

import atexit
import base64
import datetime
import json
import os
import pathlib
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import yaml

SCRATCH, PORT, SERVER = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
BEGUN = time.monotonic()
PATIENCE = 60  # seconds, for what has no limit of its own


def step(what):
    print(f"{time.monotonic() - BEGUN:4.0f}s  {what}", flush=True)


def want(condition, what):
    if not condition:
        sys.exit(f"test-pods: {what}")


def until(holds, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not holds():
        want(time.monotonic() < end, f"{what}: not within {seconds} s")
        time.sleep(0.1)


def rendered():
    command = ["helm", "template", "gravl", "helm/gravl", "--namespace", "gravl", "--values", "tests/production/values-existing.yaml"]
    command += ["--set", "database.host=localhost", "--set", f"database.port={PORT}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(text) if one}


def admin(sql):
    subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--host", SCRATCH / "postgresql", "--port", PORT,
                    "--username=postgres", "--dbname=postgres"], input=sql, text=True, check=True, stdout=subprocess.DEVNULL)


class Secrets:
    """What is in the cluster's Secrets."""

    def __init__(self):
        self.values = {"database-ca": {"ca.crt": (SCRATCH / "ca.crt").read_text()}}
        for name, user in [("gravl-database", "gravl"), ("gravl-migration", "gravl_owner"), ("gravl-backup", "gravl_backup")]:
            self.values[name] = {"username": user, "password": secrets.token_hex(32)}
        ring = SCRATCH / "keys.json"
        subprocess.run([SERVER, "admin", "keys", "rotate", "--file", ring], check=True, stdout=subprocess.DEVNULL)
        self.values["gravl-key-ring"] = {"keys.json": ring.read_text()}

    def age_keys(self, days):
        """As if the ring had been made so many days before."""
        ring = json.loads(self.values["gravl-key-ring"]["keys.json"])
        for key in ring["keys"]:
            for name in ["created_at", "activated_at"]:
                if key.get(name):
                    then = datetime.datetime.fromisoformat(key[name]) - datetime.timedelta(days=days)
                    key[name] = then.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.values["gravl-key-ring"]["keys.json"] = json.dumps(ring)

    def patch(self, operations):
        """As the API server applies a JSON patch."""
        for one in operations:
            [key] = re.findall("^/data/(.*)$", one["path"])
            value = base64.b64decode(one["value"]).decode()
            if one["op"] == "test":
                want(self.values["gravl-key-ring"][key] == value, "the patch is for another ring")
            else:
                want(one["op"] == "replace", f"the patch does more than it should: {one['op']}")
                self.values["gravl-key-ring"][key] = value
        return len(operations)


# What the image sets.
[IMAGE] = re.findall(r"^ENV ((?:.*\\\n)*.*)$", pathlib.Path("Dockerfile").read_text(), re.M)
IMAGE = dict(word.split("=", 1) for word in IMAGE.replace("\\\n", " ").split())


class Pod:
    """The first container of a pod: its command, its variables, and folders in place of its volumes."""

    def __init__(self, name, template, cluster, kept):
        self.folder = SCRATCH / name
        self.spec, self.cluster, self.kept = template["spec"], cluster, kept
        self.container = self.spec.get("initContainers", self.spec["containers"])[0]
        self.volumes = {volume["name"]: volume for volume in self.spec.get("volumes", [])}
        self.mounts = [mount for mount in self.container.get("volumeMounts", []) if "subPath" not in mount]
        self.folder.mkdir()
        for mount in self.mounts:
            self.place(mount)

    def place(self, mount):
        """Files as the kubelet places them: it replaces a link to a folder, so that all change at once."""
        path, volume = self.path(mount["mountPath"]), self.volumes[mount["name"]]
        path.mkdir(parents=True, exist_ok=True)
        if "secret" in volume:
            values = self.kept.values[volume["secret"]["secretName"]]
            files = {item["path"]: values[item["key"]] for item in volume["secret"]["items"]}
        elif "configMap" in volume:
            files = self.cluster["ConfigMap", volume["configMap"]["name"]]["data"]
        else:
            return
        new = path / f"..{time.monotonic_ns()}"
        new.mkdir()
        for name, text in files.items():
            (new / name).write_text(text)
            if not (path / name).is_symlink():
                (path / name).symlink_to(f"..data/{name}")
        (path / "..new").symlink_to(new.name)
        (path / "..new").rename(path / "..data")

    def update(self, secret):
        for mount in self.mounts:
            if self.volumes[mount["name"]].get("secret", {}).get("secretName") == secret:
                self.place(mount)

    def path(self, inside):
        return self.folder / inside.lstrip("/")

    def local(self, text):
        """A text of the container with the folders' real names in place of the mounted ones."""
        places = "|".join(sorted((re.escape(mount["mountPath"]) for mount in self.mounts), key=len, reverse=True))
        return re.sub(rf"(?<![\w/])({places})(?=/|$|&)", lambda found: str(self.path(found[1])), text) if places else text

    def start(self, user=None, **changes):
        variables = IMAGE if "registry.example.org/gravl" in self.container["image"] else {}
        variables = variables | {one["name"]: self.local(one["value"]) for one in self.container.get("env", [])} | changes
        command = [self.local(word) for word in self.container.get("command", [SERVER]) + self.container.get("args", [])]
        self.log = self.folder / "log"
        with self.log.open("a") as log:
            # What is not mounted may not be missed: the root is read-only there, and nothing of our own environment is.
            process = subprocess.Popen(command, env=variables | {"PATH": os.environ["PATH"]}, cwd="/", stdout=log, stderr=log, user=user)
        atexit.register(process.kill)
        return process

    def run(self, user=None, **changes):
        process = self.start(user, **changes)
        return process.wait(timeout=PATIENCE), self.log.read_text()


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


class Server(Pod):
    def serve(self):
        # Any free ports, in place of those of the pod.
        self.process = self.start(GRAVL_LISTEN_ADDR="127.0.0.1:0", GRAVL_ADMIN_ADDR="127.0.0.1:0")
        serving = []

        def told():
            want(self.process.poll() is None, f"the server ends:\n{self.log.read_text()}")
            serving[:] = [line for line in map(json.loads, self.log.read_text().splitlines()) if line.get("message") == "serving"]
            return serving

        probe = self.container["startupProbe"]
        until(told, "the server serves", probe["periodSeconds"] * probe["failureThreshold"])
        self.ports = {"http": serving[-1]["public"], "admin": serving[-1]["admin"]}
        for name in ["startupProbe", "readinessProbe", "livenessProbe"]:
            get = self.container[name]["httpGet"]
            until(lambda: status(f"http://{self.ports[get['port']]}{get['path']}") == 200, name)

    def ask(self, query, token=None):
        headers = {"content-type": "application/json", "x-forwarded-for": "192.0.2.1"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"http://{self.ports['http']}/graphql", json.dumps({"query": query}).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def knows(self, token):
        return "errors" not in self.ask("{ viewer { displayName } }", token)

    def end(self):
        """As the kubelet ends a pod."""
        time.sleep(self.container["lifecycle"]["preStop"]["sleep"]["seconds"])
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        want(self.process.wait(timeout=self.spec["terminationGracePeriodSeconds"]) == 0, "the server does not end with status 0")
        return time.monotonic() - begun


def key_id(token):
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def database(kept):
    """What the chart's README tells an administrator to do."""
    sql = re.search(r"```sql\n(.*?)```", pathlib.Path("helm/gravl/README.md").read_text(), re.S).group(1)
    for user in ["gravl_owner", "gravl", "gravl_backup"]:
        password = next(one["password"] for one in kept.values.values() if one.get("username") == user)
        sql, count = re.subn(rf"(CREATE ROLE {user} LOGIN PASSWORD) '\.\.\.'", rf"\1 '{password}'", sql)
        want(count == 1, f"the README makes no role {user}")
    admin(sql)


def unprivileged(folder):
    """A user for what refuses to run as root, who owns the folder; none where this does not run as root."""
    if os.geteuid() != 0:
        return None
    subprocess.run(["chown", "--recursive", "postgres", folder], check=True)
    return "postgres"


def restore(dump):
    page = pathlib.Path("docs/PRODUCTION.md").read_text()
    [commands] = re.findall(r"```sh\n(createdb .*?)```", page, re.S)
    commands = re.sub(r"gravl-\w+\.dump", dump.name, commands)
    variables = os.environ | {"PGHOST": str(SCRATCH / "postgresql"), "PGPORT": PORT, "PGUSER": "postgres"}
    subprocess.run(["bash", "-euc", commands], cwd=dump.parent, env=variables, check=True, stdout=subprocess.DEVNULL)


def main():
    kept = Secrets()
    cluster = rendered()
    step("PostgreSQL with TLS, roles as the README has them")
    database(kept)
    server = Server("server", cluster["Deployment", "gravl"]["spec"]["template"], cluster, kept)
    code, log = server.run(GRAVL_LISTEN_ADDR="127.0.0.1:0", GRAVL_ADMIN_ADDR="127.0.0.1:0")
    want(code == 1 and "behind by" in log, f"a server before the migrations: {code}\n{log}")
    server.log.write_text("")

    step("the migration's Job")
    migration = Pod("migration", cluster["Job", "gravl-migration"]["spec"]["template"], cluster, kept)
    code, log = migration.run()
    want(code == 0, f"the migration fails: {code}\n{log}")

    step("the server's pod, its probes, somebody signs up")
    server.serve()
    sign_up = """mutation { signUp(input: { email: "ada@example.org", password: "correct horse battery", displayName: "Ada" }) { accessToken } }"""
    old = server.ask(sign_up)["data"]["signUp"]["accessToken"]
    want(server.knows(old) and not server.knows(old + "x"), "a token is good, another is not")
    [test] = [one for (kind, _), one in cluster.items() if kind == "Pod"]
    code, log = Pod("test", test, cluster, kept).run(GRAVL_ADMIN_ADDR=server.ports["admin"])
    want(code == 0, f"the chart's test fails: {code}\n{log}")

    step("the rotation's CronJob: a young key stays, an old one rotates")
    for days, changes in [(1, 0), (61, 2)]:
        kept.age_keys(days)
        rotation = Pod(f"rotation-{days}", cluster["CronJob", "gravl-rotation"]["spec"]["jobTemplate"]["spec"]["template"], cluster, kept)
        code, log = rotation.run()
        want(code == 0, f"the rotation fails: {code}\n{log}")
        patch = json.loads(rotation.path("/run/gravl/patch/patch.json").read_text())
        want(kept.patch(patch) == changes, f"after {days} days: {patch}")
    server.update("gravl-key-ring")
    sign_in = """mutation { signIn(input: { email: "ada@example.org", password: "correct horse battery" }) { accessToken } }"""
    until(lambda: key_id(server.ask(sign_in)["data"]["signIn"]["accessToken"]) != key_id(old), "the new key signs")
    want(server.knows(old), "what the old key signed is good on")

    step("the database's password changes, and all connections are cut")
    kept.values["gravl-database"]["password"] = secrets.token_hex(32)
    admin(f"ALTER ROLE gravl PASSWORD '{kept.values['gravl-database']['password']}';"
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gravl';")
    server.update("gravl-database")
    until(lambda: server.knows(old), "the server is back with the new password")

    step("the backup's CronJob")
    backup = Pod("backup", cluster["CronJob", "gravl-backup"]["spec"]["jobTemplate"]["spec"]["template"], cluster, kept)
    code, log = backup.run(unprivileged(backup.folder))
    want(code == 0 and re.search(r"23 tables, \d+ rows, restored and compared", log), f"the backup fails: {code}\n{log}")

    step("the pod ends")
    seconds = server.end()
    log = server.log.read_text()

    step("the dump is restored as PRODUCTION.md says, and serves")
    [dump] = backup.path("/backup").glob("gravl-*.dump")
    restore(dump)
    restored = Server("restored", cluster["Deployment", "gravl"]["spec"]["template"], cluster, kept)
    [url] = [one for one in restored.container["env"] if one["name"] == "DATABASE_URL"]
    url["value"] = url["value"].replace("/gravl?", "/gravl_restored?")
    restored.serve()
    want(restored.knows(old), "somebody who was signed in before stays so")
    restored.end()
    want('"message":"stopped"' in log, f"it does not say that it stopped:\n{log}")
    for secret in [value["password"] for value in kept.values.values() if "password" in value] + [old]:
        want(secret not in log, "a secret is in the log")
    step(f"done: it drained and ended within {seconds:.1f} s of SIGTERM")


main()
