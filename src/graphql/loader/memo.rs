//! What several fields of one request need as a whole: loaded once, by whoever asks first.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

/// Values by key. Unlike a dataloader it waits for no batch, and a second asker waits for the first one's load instead
/// of starting another.
pub(super) struct Memo<K, V>(Mutex<HashMap<K, Arc<OnceCell<V>>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The value of a key, loaded unless it is there or under way. A failed load is tried again by the next asker.
    pub(super) async fn get<E, L>(&self, key: K, load: impl FnOnce() -> L) -> Result<V, E>
    where
        L: Future<Output = Result<V, E>>,
    {
        let cell = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        // Boxed, and made by whoever is first: the future of every field that may ask would have room for the load.
        cell.get_or_try_init(|| Box::pin(load())).await.cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_value_is_loaded_once_and_a_failure_is_not_kept() {
        let memo = Memo::<u8, u32>::default();
        let loads = AtomicU32::new(0);
        let load = || async { Ok::<u32, &str>(loads.fetch_add(1, Ordering::SeqCst) + 10) };
        assert_eq!(memo.get(1, || async { Err("away") }).await, Err("away"));
        let both = tokio::join!(memo.get(1, load), memo.get(1, load));
        assert_eq!(both, (Ok(10), Ok(10)));
        assert_eq!(memo.get(2, load).await, Ok(11));
    }
}
