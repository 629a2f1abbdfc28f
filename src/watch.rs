//! Files that change while the server runs: they are read every few seconds, and what is new in them is applied.
//!
//! The content is compared, not the time of the change: Kubernetes swaps a link, and other tools keep the time.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How old what the server knows of a file may be.
const POLL: Duration = Duration::from_secs(2);

type Apply = Box<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// A file, and what is done with new content.
pub struct Watched {
    path: PathBuf,
    seen: Result<String, String>,
    apply: Apply,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Watched {
    /// A file of which this content is known and applied already.
    pub fn new(
        path: PathBuf,
        seen: String,
        apply: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self { path, seen: Ok(seen), apply: Box::new(apply) }
    }

    /// Looks, and applies what has changed. What is refused or cannot be read is logged once; everything stays as it was.
    pub fn look(&mut self) {
        let now = read(&self.path);
        if now == self.seen {
            return;
        }
        let path = self.path.display();
        match now.as_ref().map_err(Clone::clone).and_then(|text| (self.apply)(text)) {
            Ok(()) => tracing::info!(%path, "a file has changed and is applied"),
            Err(error) => {
                tracing::error!(%path, error, "a file has changed and is refused; what was known stays");
            }
        }
        self.seen = now;
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| error.to_string())
}

/// Looks at files until told to stop.
pub async fn watch(mut files: Vec<Watched>, stop: CancellationToken) {
    let mut ticks = interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !files.is_empty() && stop.run_until_cancelled(ticks.tick()).await.is_some() {
        files.iter_mut().for_each(Watched::look);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::fs::symlink,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[test]
    fn what_is_new_is_applied_once_and_what_is_refused_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let version = |name: &str, text: &str| {
            let target = folder.path().join(name);
            fs::write(&target, text).unwrap();
            let link = folder.path().join("link");
            symlink(target, &link).unwrap();
            fs::rename(link, &path).unwrap();
        };
        version("first", "one");
        let applied = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&applied);
        let mut watched = Watched::new(path.clone(), "one".to_owned(), move |text| {
            record.lock().unwrap().push(text.to_owned());
            if text == "bad" { Err("it is bad".to_owned()) } else { Ok(()) }
        });
        watched.look();
        version("second", "two");
        watched.look();
        watched.look();
        version("third", "bad");
        watched.look();
        watched.look();
        fs::remove_file(&path).unwrap();
        watched.look();
        version("fourth", "two");
        watched.look();
        assert_eq!(*applied.lock().unwrap(), ["two", "bad", "two"]);
    }
}
