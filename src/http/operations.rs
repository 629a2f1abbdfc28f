//! Names of operations as labels: clients choose them, so only so many are told apart.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

/// How many names are told apart.
const MOST: usize = 100;
/// The longest name that is.
const LONGEST: usize = 64;

/// The names that were seen first.
#[derive(Debug, Default)]
pub(super) struct Names(RwLock<HashSet<Arc<str>>>);

impl Names {
    /// The label of a name: itself if it is one of the first hundred, else `other`; `anonymous` where there is none.
    pub(super) fn label(&self, name: Option<&str>) -> Arc<str> {
        let Some(name) = name else { return Arc::from("anonymous") };
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(known);
        }
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if name.len() > LONGEST || names.len() >= MOST {
            return Arc::from("other");
        }
        let new: Arc<str> = Arc::from(name);
        names.insert(Arc::clone(&new));
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_names_are_told_apart() {
        let names = Names::default();
        assert_eq!(&*names.label(None), "anonymous");
        assert_eq!(&*names.label(Some(&"x".repeat(65))), "other");
        for number in 0..100 {
            let name = format!("Op{number}");
            assert_eq!(*names.label(Some(&name)), *name);
        }
        assert_eq!(&*names.label(Some("Late")), "other");
        assert_eq!(&*names.label(Some("Op0")), "Op0");
    }
}
