import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { current, fetcher, signOut, subscribe } from "./session.js";
import walk from "./walk.graphql";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";

globalThis.MonacoEnvironment = { getWorker: (_, label) => new Worker(WORKERS[label] ?? WORKERS.editor) };

// GraphiQL's own keys would be shared with every other GraphiQL on this host and port.
const PREFIX = "gravl:";
const ours = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const storage = {
  getItem: (name) => localStorage.getItem(PREFIX + name),
  setItem: (name, value) => localStorage.setItem(PREFIX + name, value),
  removeItem: (name) => localStorage.removeItem(PREFIX + name),
  clear: () => ours().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ours().length;
  },
};

const newcomer = { email: "ada@example.com", password: "twelve sturdy plates" };
const VARIABLES = {
  SignUp: { input: { ...newcomer, displayName: "Ada", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone } },
  SignIn: { input: newcomer },
};

/** One tab for each step of the walk; a step begins with a comment "# 3. ...". */
const tabs = walk.split(/\n(?=# \d+\. )/).map((query) => {
  const [, operation] = /^(?:query|mutation) (\w+)/m.exec(query);
  return { query: query.trim(), variables: VARIABLES[operation] && JSON.stringify(VARIABLES[operation], null, 2) };
});

// Left to itself, GraphiQL shows the tab that was open last without its variables.
const stored = JSON.parse(storage.getItem("graphiql:tabState"));
const open = stored?.tabs?.[stored.activeTabIndex] ?? tabs[0];

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

function Note() {
  const { accessToken, displayName, filledIn = [] } = useSyncExternalStore(subscribe, current);
  return (
    <div className="gravl-note">
      {accessToken ? (
        <>
          signed in as <strong>{displayName ?? "you"}</strong> · <button onClick={signOut}>sign out</button>
        </>
      ) : (
        <>signed out</>
      )}
      {filledIn.length > 0 && (
        <>
          {" "}
          · filled in: <code>{filledIn.map((name) => `$${name}`).join(", ")}</code>
        </>
      )}
    </div>
  );
}

createRoot(document.getElementById("playground")).render(
  <GraphiQL
    defaultEditorToolsVisibility="variables"
    defaultTabs={tabs}
    fetcher={fetcher}
    initialHeaders={open.headers ?? ""}
    initialQuery={open.query ?? ""}
    initialVariables={open.variables ?? ""}
    inputValueDeprecation
    plugins={plugins}
    schemaDescription
    shouldPersistHeaders
    storage={storage}
  >
    <GraphiQL.Logo>gravl</GraphiQL.Logo>
    <GraphiQL.Footer>
      <Note />
    </GraphiQL.Footer>
  </GraphiQL>,
);
