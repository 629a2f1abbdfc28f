// What the playground remembers of earlier answers, so that a newcomer copies neither tokens nor identifiers by hand.
// It lives as long as the browser tab.

import { parse } from "graphql";

const KEY = "gravl:session";
const listeners = new Set();
let session = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");

/** The session now, for useSyncExternalStore: { accessToken, refreshToken, displayName, known, filledIn }. */
export const current = () => session;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function remember(changes) {
  session = { ...session, ...changes };
  sessionStorage.setItem(KEY, JSON.stringify(session));
  for (const listener of listeners) listener();
}

const forget = () => remember({ accessToken: undefined, refreshToken: undefined, displayName: undefined, known: {} });

/** Where each variable's value is found in an answer. A variable that the Variables tab sets is never touched. */
const SOURCES = {
  programId: (data) => data.programs?.nodes?.[0]?.id,
  exerciseId: (data) => data.exercise?.id,
  sessionId: (data) => data.followProgram?.sessions?.[0]?.id ?? data.revertSwap?.session?.id,
  workoutId: (data) => data.availableWorkouts?.[0]?.workout?.id,
  swapId: (data) => data.swapWorkout?.swap?.id ?? data.swapExercise?.swap?.id,
};

/** Learns from an answer: tokens of any authentication payload, whatever its alias, and the identifiers above. */
function learn(data) {
  const payloads = Object.values(data ?? {}).filter((value) => value?.accessToken);
  for (const { accessToken, refreshToken, user } of payloads) {
    const known = user?.displayName === session.displayName ? session.known : {};
    remember({ accessToken, refreshToken, displayName: user?.displayName ?? session.displayName, known });
  }
  if (data?.signOut && !data.signOut.userErrors?.length) forget();
  const found = Object.entries(SOURCES).map(([name, source]) => [name, data && source(data)]);
  const known = Object.fromEntries(found.filter(([, id]) => id));
  if (Object.keys(known).length > 0) remember({ known: { ...session.known, ...known } });
}

/** The request with the remembered values of those variables that it declares and the Variables tab leaves out. */
function complete({ query, operationName, variables }) {
  let operations;
  try {
    operations = parse(query).definitions.filter(({ kind }) => kind === "OperationDefinition");
  } catch {
    return [{ query, operationName, variables }, []]; // the server explains a syntax error better
  }
  // Right after another tab was opened, GraphiQL still names the operation of the former one.
  const operation = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  const declared = operation?.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  const known = { ...session.known, today: new Date().toLocaleDateString("sv") };
  const missing = declared.filter((name) => variables?.[name] === undefined && known[name]);
  const filledIn = Object.fromEntries(missing.map((name) => [name, known[name]]));
  return [{ query, operationName: operation?.name?.value, variables: { ...variables, ...filledIn } }, missing];
}

async function post(request, headers) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText}: ${text.slice(0, 500)}`);
  }
}

const refused = ({ errors }) => errors?.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED");

/** Exchanges the refresh token after the access token expired. */
async function renew() {
  const query = `mutation Renew($refreshToken: String!) {
    refreshTokens(input: { refreshToken: $refreshToken }) { accessToken refreshToken }
  }`;
  const { refreshToken } = session;
  const { data } = refreshToken ? await post({ query, variables: { refreshToken } }) : {};
  if (data?.refreshTokens?.accessToken) learn(data);
  else forget();
}

/** GraphiQL's fetcher. The Headers tab's own Authorization wins over the remembered token. */
export async function fetcher(request, { headers } = {}) {
  const own = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "authorization");
  const token = () => (own ? undefined : session.accessToken);
  const authorised = () => (token() ? { authorization: `Bearer ${token()}`, ...headers } : headers);
  const [completed, filledIn] = complete(request);

  let answer = await post(completed, authorised());
  if (token() && refused(answer)) {
    await renew();
    answer = await post(completed, authorised());
  }
  learn(answer.data);
  if (request.operationName !== "IntrospectionQuery") remember({ filledIn });
  return answer;
}

export async function signOut() {
  const query = `mutation SignOut($refreshToken: String!) {
    signOut(input: { refreshToken: $refreshToken }) { userErrors { code } }
  }`;
  const { refreshToken } = session;
  forget();
  if (refreshToken) await post({ query, variables: { refreshToken } });
}
