#!/usr/bin/env python3
"""Makes a development server count everything that it can count, once.

    scripts/production/traffic.py GRAPHQL_URL DATABASE_FILE

At the end it takes a table away from the database, so that the server has a fault to tell of.
"""

import json
import sqlite3
import sys
import urllib.error
import urllib.request

URL, DATABASE = sys.argv[1], sys.argv[2]
DEMO = {"email": "demo@gravl.example", "password": "train-recover-repeat"}


def ask(query, token=None, **variables):
    """(data, codes of errors)."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=20) as answer:
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        return None, [str(error.code)]
    return said.get("data"), [error["extensions"]["code"] for error in said.get("errors", [])]


def sign_in(**changes):
    query = "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }"
    return ask(query, input=DEMO | changes)


def want(condition, what, seen):
    if not condition:
        sys.exit(f"traffic: {what}: {seen}")


def main():
    data, errors = sign_in()
    want(data and not errors, "the demo user signs in", errors)
    token = data["signIn"]["accessToken"]
    seen = [sign_in(email="nobody@gravl.example", password="wrong-password") for _ in range(12)]
    want("RATE_LIMITED" in str(seen), "guessing is limited", seen)
    seen = ask("{ sessions(first: 1) { nodes { id } } }")
    want("UNAUTHENTICATED" in seen[1], "a stranger is refused", seen)

    data, errors = ask("{ exercises(first: 1) { nodes { id } } }", token)
    want(data and not errors, "there are exercises", errors)
    log = """mutation Log($input: LogSessionInput!) {
        logSession(input: $input) { session { logs { exercise { name } sets { reps } } } userErrors { code } } }"""
    logs = [{"exerciseId": data["exercises"]["nodes"][0]["id"], "sets": [{"reps": 5, "weight": 50}]}]
    for _ in range(2):
        data, errors = ask(log, token, input={"idempotencyKey": "watch", "logs": logs})
        want(data and data["logSession"]["session"], "a session is logged, and the retry is answered", (data, errors))

    data, errors = ask("{ sessions(first: 1, filter: { status: [PLANNED] }) { nodes { id } } }", token)
    want(data and data["sessions"]["nodes"], "a session is planned", errors)
    planned = data["sessions"]["nodes"][0]["id"]
    data, errors = ask("query ($id: ID!) { availableWorkouts(sessionId: $id, first: 1) { workout { id } } }", token, id=planned)
    want(data and data["availableWorkouts"], "a workout can take its place", errors)
    workout = data["availableWorkouts"][0]["workout"]["id"]
    swap = "mutation Swap($input: SwapWorkoutInput!) { swapWorkout(input: $input) { swap { id } userErrors { code } } }"
    data, errors = ask(swap, token, input={"sessionId": planned, "workoutId": workout})
    want(data and data["swapWorkout"]["swap"], "it takes its place", (data, errors))

    database = sqlite3.connect(DATABASE)
    database.execute("ALTER TABLE workout_sessions RENAME TO taken_away")
    database.close()
    seen = ask("query Broken { sessions(first: 1) { nodes { id } } }", token)
    want("INTERNAL" in seen[1], "a missing table is a fault", seen)


main()
