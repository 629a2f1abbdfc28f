// A newcomer's first hour in a browser: through GraphiQL, step by step, against a running server.
//
//   node tests/browser/newcomer.mjs <base-url> <screenshot-path>
//
// Needs `npm ci` in this folder and Chromium (CHROMIUM, or /usr/bin/chromium). Exits 1 at the first thing that is not
// as a newcomer should find it: an answer, a console error, a failed request, or a request to another host.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [base, screenshot] = process.argv.slice(2);
if (!base || !screenshot) {
  console.error("usage: node newcomer.mjs <base-url> <screenshot-path>");
  process.exit(2);
}
const origin = new URL(base).origin;
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", ...QUIET],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
page.setDefaultTimeout(15_000);
await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin });

/** Everything that should not have happened, in the order in which it did. */
const complaints = [];
page.on("console", (message) => {
  if (["error", "assert"].includes(message.type())) complaints.push(`console error: ${message.text()}`);
});
page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
page.on("requestfailed", (request) => {
  complaints.push(`request failed: ${request.url()} (${request.failure()?.errorText})`);
});
page.on("response", (response) => {
  if (response.status() >= 400) complaints.push(`status ${response.status()}: ${response.url()}`);
});
page.on("request", (request) => {
  const { protocol, origin: target } = new URL(request.url());
  if (["http:", "https:", "ws:", "wss:"].includes(protocol) && target !== origin) {
    complaints.push(`request to another host: ${request.url()}`);
  }
});

/** Waits until one of GraphiQL's panes ("operation", "variables" or "response") shows a text, seen or scrolled away. */
const holds = (pane, part, what) =>
  page
    .waitForFunction(
      ([name, text]) =>
        globalThis.__MONACO?.editor
          .getModels()
          .some((model) => model.uri.path.includes(`-${name}.`) && model.getValue().includes(text)),
      [pane, part],
    )
    .catch(() => assert.fail(`${what}: the ${pane} pane never showed ${part}`));

/** Replaces the text of a pane by pasting over it: typed brackets would be closed a second time by the editor. */
async function write(pane, label, text) {
  await page.getByRole("region", { name: label }).locator(".view-lines:visible").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press("ControlOrMeta+V");
  await holds(pane, text, `pasting into ${label}`);
}

/** Presses the execute button and returns the answer's data once the response pane shows the answer. */
async function execute(name) {
  const [response] = await Promise.all([
    page.waitForResponse((candidate) => candidate.request().postDataJSON()?.operationName === name),
    page.locator(".graphiql-execute-button").click(),
  ]).catch((error) => assert.fail(`${name}: no answer after pressing the execute button (${error.message})`));
  const answer = await response.json();
  await holds("response", JSON.stringify(answer, null, 2), name);
  assert.equal(answer.errors, undefined, `${name}: the answer has errors: ${JSON.stringify(answer.errors)}`);
  for (const [field, value] of Object.entries(answer.data)) {
    assert.deepEqual(value?.userErrors ?? [], [], `${name}: ${field} has userErrors`);
  }
  return answer.data;
}

/** Opens one of the prepared tabs, executes it and returns the answer's data. */
async function step(name, variables) {
  await page.getByRole("tab").getByTitle(name, { exact: true }).click();
  await holds("operation", ` ${name}`, `opening the tab ${name}`);
  if (variables) await write("variables", "Variables", JSON.stringify(variables, null, 2));
  const data = await execute(name);
  console.log(`ok   ${name}`);
  return data;
}

async function newcomer() {
  const [schema] = await Promise.all([
    page.waitForResponse((response) => response.request().postData()?.includes("__schema")),
    page.goto(base),
  ]);
  assert.equal(await page.title(), "gravl");
  await page.locator(".graphiql-execute-button").waitFor();
  assert.ok((await schema.json()).data?.__schema, "the schema did not load");
  await holds("operation", "Welcome to gravl", "the first tab");
  console.log("ok   the playground opens");

  const email = `newcomer-${Date.now()}-${process.pid}@example.com`;
  const input = { email, password: "twelve sturdy plates", displayName: "Noor", timeZone: "Europe/Amsterdam" };
  const { signUp } = await step("SignUp", { input });
  assert.ok(signUp.accessToken && signUp.refreshToken, "signUp gave no tokens");
  await page.getByText("signed in as Noor").waitFor();

  const { programs, exercise } = await step("Browse");
  assert.ok(programs.nodes.length > 0, "there are no programs");
  assert.ok(programs.nodes.every(({ workouts }) => workouts.length > 0), "a program has no workouts");
  assert.ok(exercise?.id, "the bench press is not in the catalogue");
  const trained = exercise.muscles.filter(({ role }) => role === "PRIMARY").map(({ muscleGroup }) => muscleGroup.name);
  assert.deepEqual(trained, ["Chest"], "the bench press trains the chest first of all");

  const planned = (await step("Follow")).followProgram.sessions;
  assert.ok(planned.length > 0, "followProgram planned nothing");
  const [first] = planned;

  const { logSession } = await step("Log");
  assert.equal(logSession.session.status, "COMPLETED", "a logged session is completed");
  const changed = logSession.recovery.map(({ muscleGroup }) => muscleGroup.name);
  assert.ok(changed.includes("Chest"), `logSession says that these changed: ${changed.join(", ")}`);

  const { muscleGroupRecovery } = await step("Recovery");
  const chest = muscleGroupRecovery.find(({ muscleGroup }) => muscleGroup.name === "Chest");
  assert.ok(chest?.score < 80, `after five sets of bench press the chest is at ${chest?.score}, not below 80`);
  assert.ok(chest.contributions.length > 0, "nothing explains the chest's score");

  const { recommendations, restDay } = (await step("Recommend")).smartRecommendations;
  if (restDay) {
    assert.ok(restDay.message, "the rest day has no message");
  } else {
    const count = recommendations.length;
    assert.ok(count >= 1 && count <= 3, `there are ${count} recommendations and there is no rest day`);
    for (const { workout, reasons } of recommendations) {
      assert.ok(reasons.length > 0, `${workout.name} is recommended without a reason`);
      assert.ok(reasons.every(({ message }) => message.length > 0), `a reason for ${workout.name} says nothing`);
    }
    await page.getByRole("region", { name: "Result Window" }).getByText("reasons").first().waitFor();
  }
  await page.screenshot({ path: screenshot });

  const { availableWorkouts } = await step("Available");
  assert.ok(availableWorkouts.length > 0, "no workout can take the place of the first one");
  const [best] = availableWorkouts;

  const swapped = (await step("Swap")).swapWorkout;
  assert.equal(swapped.session.workout.name, best.workout.name, "the session has not become the chosen workout");
  assert.equal(swapped.session.swappedFrom?.status, "REPLACED", "the first session is not marked as replaced");
  assert.equal(swapped.session.swappedFrom.workout.name, first.workout.name, "another session was replaced");

  const reverted = (await step("Revert")).revertSwap.session;
  assert.equal(reverted.status, "PLANNED", "the reverted session is not planned");
  assert.equal(reverted.workout.name, first.workout.name, "reverting brought another workout back");

  await page.getByRole("button", { name: "New tab" }).click();
  const query = `query Sessions {
  sessions(first: 100, filter: { status: [PLANNED] }) { nodes { id workout { name } } }
}`;
  await write("operation", "Operation Editor", query);
  const calendar = (await execute("Sessions")).sessions.nodes;
  console.log("ok   Sessions");
  assert.equal(calendar.length, planned.length, "the calendar has another number of planned sessions than before");
  const back = calendar.find(({ id }) => id === first.id);
  assert.equal(back?.workout.name, first.workout.name, "the first workout is not back on the calendar");

  await page.getByRole("button", { name: "sign out" }).click();
  await page.getByText("signed out").waitFor();
  console.log("ok   signing out");
}

try {
  await newcomer();
  assert.deepEqual(complaints, [], "the browser complained");
  console.log(`The newcomer got through. Screenshot: ${screenshot}`);
} catch (error) {
  console.error(`FAILED: ${error.message}`);
  for (const complaint of complaints) console.error(`  ${complaint}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
