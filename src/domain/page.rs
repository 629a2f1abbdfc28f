//! Pages of long lists: what is asked for and what comes back.

/// The most items that a page may have.
pub const MAX_PAGE: usize = 100;

/// A page of a list, relative to keys of its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<K> {
    /// How many items at the most, 0..=100.
    pub limit: usize,
    /// Whether the page is counted from the end of the list.
    pub backward: bool,
    /// Only items behind this one.
    pub after: Option<K>,
    /// Only items before this one.
    pub before: Option<K>,
}

/// One page, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether more items follow.
    pub has_next: bool,
    /// Whether items come before.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The page with every item changed.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

impl<K> PageRequest<K> {
    /// Makes a page of items read in the direction of the request, one more than asked for where there is one.
    #[must_use]
    pub fn page<T>(&self, mut read: Vec<T>) -> Page<T> {
        let more = read.len() > self.limit;
        read.truncate(self.limit);
        if self.backward {
            read.reverse();
            Page { items: read, has_next: self.before.is_some(), has_previous: more }
        } else {
            Page { items: read, has_next: more, has_previous: self.after.is_some() }
        }
    }

    /// Cuts the page out of a whole list, in memory. A key that is not in the list bounds nothing.
    #[must_use]
    pub fn cut<T: Clone>(&self, list: &[T], is: impl Fn(&T, &K) -> bool) -> Page<T> {
        let position =
            |key: &Option<K>| key.as_ref().and_then(|key| list.iter().position(|item| is(item, key)));
        let start = position(&self.after).map_or(0, |index| index + 1);
        let end = position(&self.before).unwrap_or(list.len()).max(start);
        let (from, to) = if self.backward {
            (end.saturating_sub(self.limit).max(start), end)
        } else {
            (start, start.saturating_add(self.limit).min(end))
        };
        Page {
            items: list.get(from..to).unwrap_or_default().to_vec(),
            has_next: to < list.len(),
            has_previous: from > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(limit: usize, backward: bool, after: Option<i32>, before: Option<i32>) -> PageRequest<i32> {
        PageRequest { limit, backward, after, before }
    }

    #[test]
    fn pages_cut_from_memory_know_their_neighbours() {
        let list = [1, 2, 3, 4, 5];
        let cut = |page: PageRequest<i32>| {
            let page = page.cut(&list, |item, key| item == key);
            (page.items, page.has_previous, page.has_next)
        };
        assert_eq!(cut(request(2, false, None, None)), (vec![1, 2], false, true));
        assert_eq!(cut(request(2, false, Some(4), None)), (vec![5], true, false));
        assert_eq!(cut(request(2, true, None, None)), (vec![4, 5], true, false));
        assert_eq!(cut(request(2, true, None, Some(3))), (vec![1, 2], false, true));
        assert_eq!(cut(request(9, false, Some(5), Some(2))), (vec![], true, false));
        assert_eq!(cut(request(0, false, None, None)), (vec![], false, true));
    }

    #[test]
    fn pages_read_backwards_come_out_forwards() {
        let page = request(2, true, None, Some(9)).page(vec![5, 4, 3]);
        assert_eq!((page.items, page.has_previous, page.has_next), (vec![4, 5], true, true));
    }
}
