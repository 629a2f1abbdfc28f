// Writes the playground into dist/ (or into the folder named on the command line): index.html and beside it scripts,
// styles and Monaco's workers, each with a hash of its content in its name so that browsers may keep them for good.
// The folder appears whole or not at all.

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;
const OUT = resolve(HERE, process.argv[2] ?? "dist");
const FRESH = `${OUT}.${process.pid}.new`;
const STALE = `${OUT}.${process.pid}.old`;

const common = {
  absWorkingDir: HERE,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]", // without the folders of the entry points
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: FRESH,
  publicPath: "/playground",
  target: "es2022",
};

/** The address of what was built from the entry point that ends so. */
function address({ outputs }, entryPoint, { style = false } = {}) {
  const [path, { cssBundle }] = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith(entryPoint));
  return `/playground/${basename(style ? cssBundle : path)}`;
}

/** GraphiQL's stylesheet holds Monaco's already: a second copy would come with Monaco's modules. */
const noSecondMonacoStyle = {
  name: "no-second-monaco-style",
  setup: ({ onLoad }) => onLoad({ filter: /monaco-editor.*\.css$/ }, () => ({ contents: "", loader: "empty" })),
};

try {
  const workers = {
    graphql: "monaco-graphql/esm/graphql.worker.js",
    json: "monaco-editor/esm/vs/language/json/json.worker.js",
    editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  };
  const { metafile: ofWorkers } = await build({ ...common, entryPoints: Object.values(workers), format: "iife" });
  const addresses = Object.entries(workers).map(([label, path]) => [label, address(ofWorkers, path)]);

  const { metafile } = await build({
    ...common,
    assetNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    define: { ...common.define, WORKERS: JSON.stringify(Object.fromEntries(addresses)) },
    entryPoints: ["src/main.jsx"],
    format: "esm",
    jsx: "automatic",
    loader: { ".graphql": "text" },
    plugins: [noSecondMonacoStyle],
    splitting: true,
  });

  const page = (await readFile(join(HERE, "src/index.html"), "utf8"))
    .replace("{{style}}", address(metafile, "src/main.jsx", { style: true }))
    .replace("{{script}}", address(metafile, "src/main.jsx"));
  await writeFile(join(FRESH, "index.html"), page);

  await rename(OUT, STALE).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(FRESH, OUT);
} finally {
  await Promise.all([FRESH, STALE].map((folder) => rm(folder, { recursive: true, force: true })));
}
