// A load test of a running gravl, for k6 (https://k6.io): scripts/load runs it against a throw-away one.
//
//     gravl admin seed-load                                   # users and sets, once
//     k6 run --env BASE=http://127.0.0.1:3000 --env RATE=120 --env DURATION=2m load/load-test.js
//
// The server must not limit sign-ins (GRAVL_RATE_LIMIT=off): all come from one address. docs/LOAD.md has results.

import http from 'k6/http';
import { check } from 'k6';
import { Rate } from 'k6/metrics';

const BASE = __ENV.BASE || 'http://127.0.0.1:3000';
const RATE = Number(__ENV.RATE || 120); // operations begun a second, of all kinds together
const DURATION = __ENV.DURATION || '2m';
const USERS = Number(__ENV.USERS || 10000); // as many as were seeded
const SESSIONS = Number(__ENV.SESSIONS || 200); // users who stay signed in
const PASSWORD = 'load-test-load-test';

const graphqlErrors = new Rate('graphql_errors'); // entries in errors or userErrors, or a missing answer

function scenario(exec, share) {
  return {
    executor: 'constant-arrival-rate',
    exec,
    rate: Math.round(RATE * share * 60),
    timeUnit: '60s',
    duration: DURATION,
    preAllocatedVUs: Math.ceil(RATE * share) + 5,
    maxVUs: 200,
  };
}

export const options = {
  setupTimeout: '2m',
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
  scenarios: {
    home: scenario('home', 0.6),
    log: scenario('logSession', 0.2),
    recommend: scenario('recommend', 0.1),
    swap: scenario('swapAndRevert', 0.05),
    signin: scenario('signIn', 0.05),
  },
  thresholds: {
    http_req_duration: ['p(95)<200', 'p(99)<500'],
    http_req_failed: ['rate<0.001'],
    http_reqs: ['rate>100'],
    dropped_iterations: ['count==0'],
    graphql_errors: ['rate<0.001'],
    // Without a bound of their own: so that the summary shows each kind.
    'http_req_duration{name:Home}': ['max>=0'],
    'http_req_duration{name:LogSession}': ['max>=0'],
    'http_req_duration{name:Recommend}': ['max>=0'],
    'http_req_duration{name:SwapWorkout}': ['max>=0'],
    'http_req_duration{name:RevertSwap}': ['max>=0'],
    'http_req_duration{name:SignIn}': ['max>=0'],
  },
};

const HOME = `query Home {
  viewer { displayName }
  muscleGroupRecovery { score status estimated lastTrainedAt setsLast7Days recoveredAt muscleGroup { name } }
  smartRecommendations {
    recommendations { rank score reasons { message muscleGroup { name } }
      workout { id name estimatedMinutes exercises { sets minReps exercise { name } } } }
    restDay { message } }
  sessions(first: 3, filter: { status: [PLANNED] }) {
    nodes { id plannedFor workout { name exercises { exercise { name } } } } }
}`;
const RECOMMEND = `query Recommend {
  smartRecommendations(first: 5) {
    analysis { sessions muscleGroups { fractionalSets muscleGroup { name } } }
    recommendations { rank score reasons { message } workout { id name readiness } }
    excluded { workout { name } blockedBy { score muscleGroup { name } } }
    restDay { message } }
}`;
const LOG = `mutation LogSession($input: LogSessionInput!) {
  logSession(input: $input) { userErrors { code } session { id completedAt } recovery { score muscleGroup { name } } }
}`;
const PLAN = `mutation PlanSession($input: PlanSessionInput!) {
  planSession(input: $input) { userErrors { code } session { id } }
}`;
const SWAP = `mutation SwapWorkout($input: SwapWorkoutInput!) {
  swapWorkout(input: $input) { userErrors { code } swap { id } session { id workout { name } } }
}`;
const REVERT = `mutation RevertSwap($input: RevertSwapInput!) {
  revertSwap(input: $input) { userErrors { code } session { id status } }
}`;
const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { userErrors { code } accessToken }
}`;

function email(number) {
  return `load-${String(number).padStart(6, '0')}@gravl.example`;
}

function ask(name, query, variables, token) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = JSON.stringify({ query, variables, operationName: name });
  const response = http.post(`${BASE}/graphql`, body, { headers, tags: { name } });
  let data = null;
  let wrong = true;
  try {
    const answer = response.json();
    data = answer.data;
    const payload = data && Object.values(data)[0];
    wrong = Boolean(answer.errors) || !payload || Boolean(payload.userErrors && payload.userErrors.length);
  } catch (_) {
    // No JSON: wrong.
  }
  graphqlErrors.add(wrong);
  check(response, { 'status is 200': (r) => r.status === 200 });
  return wrong ? null : data;
}

export function setup() {
  const users = [];
  for (let n = 0; n < SESSIONS; n += 1) {
    const number = 1 + Math.floor((n * USERS) / SESSIONS);
    const data = ask('SignIn', SIGN_IN, { input: { email: email(number), password: PASSWORD } });
    if (!data) throw new Error(`${email(number)} cannot sign in: was seed-load run, with USERS=${USERS}?`);
    users.push(data.signIn.accessToken);
  }
  const known = ask('Setup', `query Setup {
    exercises(first: 8) { nodes { id } }
    smartRecommendations(first: 1) { restDay { message } }
    workouts(first: 2) { nodes { id } }
  }`, {}, users[0]);
  return { users, exercises: known.exercises.nodes.map((node) => node.id) };
}

function someone(data) {
  return data.users[Math.floor(Math.random() * data.users.length)];
}

export function home(data) {
  ask('Home', HOME, {}, someone(data));
}

export function recommend(data) {
  ask('Recommend', RECOMMEND, {}, someone(data));
}

export function logSession(data) {
  const first = Math.floor(Math.random() * data.exercises.length);
  const logs = [0, 1, 2, 3].map((next) => ({
    exerciseId: data.exercises[(first + next) % data.exercises.length],
    sets: [1, 2, 3, 4].map((number) => ({ reps: 8 + number, weight: 40, rir: 2 })),
  }));
  ask('LogSession', LOG, { input: { logs, idempotencyKey: `${__VU}-${__ITER}-${Date.now()}` } }, someone(data));
}

export function swapAndRevert(data) {
  const token = someone(data);
  const mine = ask('Workouts', 'query Workouts { workouts(first: 2) { nodes { id } } }', {}, token);
  if (!mine) return;
  const [from, to] = mine.workouts.nodes.map((node) => node.id);
  const day = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const planned = ask('PlanSession', PLAN, { input: { workoutId: from, plannedFor: day } }, token);
  if (!planned) return;
  const session = planned.planSession.session.id;
  const swapped = ask('SwapWorkout', SWAP, { input: { sessionId: session, workoutId: to } }, token);
  if (!swapped) return;
  ask('RevertSwap', REVERT, { input: { swapId: swapped.swapWorkout.swap.id } }, token);
}

export function signIn() {
  const number = 1 + Math.floor(Math.random() * USERS);
  ask('SignIn', SIGN_IN, { input: { email: email(number), password: PASSWORD } });
}
