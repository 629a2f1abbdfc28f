//! Builds the playground (`GraphiQL`, in `playground/`) so that `cargo run` alone gives a newcomer a working page.
//!
//! The playground is an extra: whatever goes wrong here is a warning that says what to do, and the server then serves a
//! page that says the same. `GRAVL_PLAYGROUND=skip` leaves it alone; `make playground` builds it without cargo.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// What the built files depend on, in `playground/`.
const SOURCES: [&str; 4] = ["build.mjs", "package.json", "package-lock.json", "src"];
const SKIP: &str = "GRAVL_PLAYGROUND";
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn main() {
    println!("cargo:rerun-if-env-changed={SKIP}");
    for source in SOURCES {
        println!("cargo:rerun-if-changed=playground/{source}");
    }
    let playground = Path::new("playground");
    let dist = playground.join("dist");
    let folder =
        fs::create_dir_all(&dist).map_err(|error| format!("cannot create {}: {error}", dist.display()));
    let built_now = folder.and_then(|()| if skipped() { Ok(false) } else { build(playground) });
    if let Err(reason) = &built_now {
        for line in reason.lines() {
            println!("cargo:warning=playground: {line}");
        }
        println!("cargo:warning=The server works without its playground. To try again: make playground");
    }
    // A release binary embeds the files: notice when somebody else builds them, but not what was written just now.
    if !matches!(built_now, Ok(true)) && dist.exists() {
        println!("cargo:rerun-if-changed=playground/dist");
    }
}

#[expect(clippy::disallowed_methods, reason = "config.rs is for the server; this runs before there is one")]
fn skipped() -> bool {
    std::env::var(SKIP).is_ok_and(|value| value == "skip")
}

/// Builds the files unless they are fresh; true if it did. One cargo process builds, others wait for it.
fn build(playground: &Path) -> Result<bool, String> {
    if is_fresh(playground) {
        return Ok(false);
    }
    let lock = File::create(playground.join(".build.lock"))
        .map_err(|error| format!("cannot write here: {error}"))?;
    lock.lock().map_err(|error| format!("cannot lock .build.lock: {error}"))?;
    if is_fresh(playground) {
        return Ok(false);
    }
    let [wanted, installed] =
        ["package-lock.json", "node_modules/.package-lock.json"].map(|file| playground.join(file));
    if !is_newer(&installed, &[wanted]) {
        // An offline machine should fail within a minute rather than hang.
        npm(playground, &["ci", "--no-audit", "--no-fund", "--fetch-timeout=20000", "--fetch-retries=1"])?;
    }
    npm(playground, &["run", "build"])?;
    Ok(true)
}

fn is_fresh(playground: &Path) -> bool {
    is_newer(&playground.join("dist/index.html"), &SOURCES.map(|source| playground.join(source)))
}

/// Whether a file is there and at least as new as everything in the sources.
fn is_newer(file: &Path, sources: &[PathBuf]) -> bool {
    newest(file)
        .is_ok_and(|built| sources.iter().all(|path| newest(path).is_ok_and(|changed| changed <= built)))
}

/// When a file, or the youngest file in a folder, was changed last.
fn newest(path: &Path) -> io::Result<SystemTime> {
    let metadata = fs::metadata(path)?;
    if metadata.is_file() {
        return metadata.modified();
    }
    let mut entries = fs::read_dir(path)?;
    entries.try_fold(SystemTime::UNIX_EPOCH, |latest, entry| Ok(latest.max(newest(&entry?.path())?)))
}

/// Runs npm; its output is shown only if it fails, because cargo would read it as instructions.
fn npm(playground: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(NPM)
        .args(arguments)
        .current_dir(playground)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run npm of Node.js, see https://nodejs.org: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().filter(|line| line.contains("rror")).take(4).collect();
    Err(format!("`npm {}` failed ({})\n{}", arguments.join(" "), output.status, said.join("\n")))
}
