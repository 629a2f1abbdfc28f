//! The keys that sign access tokens, as a ring. The active one signs; the next (`standby`) and the last (`previous`) are
//! accepted too. So servers that see a rotation at different times accept each other's tokens.

use std::{collections::HashSet, fmt};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::system::System;

/// The one algorithm; it stands in the file for the sake of others to come.
const ALGORITHM: &str = "HS256";
/// Fewest hexadecimal digits of a key: 256 bits.
const SECRET_DIGITS: usize = 64;
/// How long the servers have to learn of a key before it signs, and to go on before it is replaced.
const SETTLING: TimeDelta = TimeDelta::hours(1);
/// How long a retired key is accepted: a token's 15 minutes, and time for a server that learned late of the rotation.
const RETIREMENT: TimeDelta = TimeDelta::hours(1);

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Signs next: accepted already.
    Standby,
    /// Signs.
    Active,
    /// Signed before: still accepted.
    Previous,
}

/// A key of the ring.
#[derive(Clone, Serialize, Deserialize)]
pub struct Key {
    /// Its name, in the header of every token that it signed.
    pub kid: String,
    algorithm: String,
    secret: String,
    /// What it is for.
    pub state: KeyState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it began to sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// When it ceased to sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kid", &self.kid).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Key {
    fn new(secret: &[u8], now: DateTime<Utc>) -> Self {
        Self {
            kid: key_id(secret),
            algorithm: ALGORITHM.to_owned(),
            secret: hex::encode(secret),
            state: KeyState::Standby,
            created_at: now,
            activated_at: None,
            retired_at: None,
        }
    }

    fn draw(system: &dyn System) -> Self {
        let mut secret = [0; 64];
        system.fill_random(&mut secret);
        Self::new(&secret, system.now())
    }

    fn activate(&mut self, now: DateTime<Utc>) {
        (self.state, self.activated_at) = (KeyState::Active, Some(now));
    }

    fn retire(&mut self, now: DateTime<Utc>) {
        (self.state, self.retired_at) = (KeyState::Previous, Some(now));
    }

    /// The secret itself; a ring was checked when it was read.
    pub(super) fn secret(&self) -> Vec<u8> {
        hex::decode(&self.secret).unwrap_or_default()
    }

    /// Until when its tokens are accepted; none: as long as it is in the ring.
    pub(super) fn accepted_until(&self) -> Option<DateTime<Utc>> {
        self.retired_at.filter(|_| self.state == KeyState::Previous).map(|retired_at| retired_at + RETIREMENT)
    }

    fn problem(&self) -> Option<String> {
        let kid = &self.kid;
        if kid.is_empty() || kid.len() > 64 {
            return Some("a kid has 1 to 64 characters".to_owned());
        }
        if self.algorithm != ALGORITHM {
            return Some(format!("the key {kid} is not for {ALGORITHM}"));
        }
        if self.secret.len() < SECRET_DIGITS || hex::decode(&self.secret).is_err() {
            return Some(format!(
                "the secret of the key {kid} is not {SECRET_DIGITS} or more hexadecimal digits"
            ));
        }
        None
    }
}

/// The name that a secret gives itself: the beginning of its digest.
pub(super) fn key_id(secret: &[u8]) -> String {
    hex::encode(Sha256::digest(secret)).chars().take(16).collect()
}

/// All keys; exactly one of them is active.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyRing {
    keys: Vec<Key>,
}

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The key on standby signs now.
    Rotated,
    /// There was none on standby; there is one now, and the active one still signs.
    StandbyAdded,
    /// Nothing: the newest key is too young for all servers to know it.
    TooSoon,
}

impl KeyRing {
    /// A new ring: `active` or a fresh key signs, another one stands by.
    #[must_use]
    pub fn begin(system: &dyn System, active: Option<&[u8]>) -> Self {
        let mut key = active.map_or_else(|| Key::draw(system), |secret| Key::new(secret, system.now()));
        key.activate(system.now());
        Self { keys: vec![key, Key::draw(system)] }
    }

    /// Reads a ring from its file's text. What is wrong is said without repeating any of it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let ring: Self = serde_json::from_str(text).map_err(|error| {
            format!("it is no key ring (line {}, column {})", error.line(), error.column())
        })?;
        if let Some(problem) = ring.keys.iter().find_map(Key::problem) {
            return Err(problem);
        }
        let kids: HashSet<&str> = ring.keys.iter().map(|key| key.kid.as_str()).collect();
        if kids.len() < ring.keys.len() {
            return Err("two keys have the same kid".to_owned());
        }
        match ring.keys.iter().filter(|key| key.state == KeyState::Active).count() {
            1 => Ok(ring),
            count => Err(format!("{count} keys are active; one must be")),
        }
    }

    /// The text of its file.
    pub fn to_text(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Takes a secret in as one that signed before; false if it is there already.
    pub fn adopt(&mut self, secret: &[u8], now: DateTime<Utc>) -> bool {
        let mut key = Key::new(secret, now);
        if self.keys.iter().any(|known| known.kid == key.kid) {
            return false;
        }
        key.retire(now);
        self.keys.push(key);
        true
    }

    /// Promotes the oldest key on standby, retires the active one, forgets those whose tokens have all ended, and makes
    /// a new one for the next time. Does nothing within an hour of the last change, unless forced: so it can be retried,
    /// and the servers have time to learn of a key before it signs.
    pub fn rotate(&mut self, system: &dyn System, force: bool) -> Rotation {
        let now = system.now();
        let standby = self.keys.iter().filter(|key| key.state == KeyState::Standby);
        let oldest = standby.min_by_key(|key| key.created_at).map(|key| key.kid.clone());
        let Some(next) = oldest else {
            self.keys.push(Key::draw(system));
            return Rotation::StandbyAdded;
        };
        let changed = |key: &Key| match key.state {
            KeyState::Standby => Some(key.created_at).filter(|_| key.kid == next),
            KeyState::Active => key.activated_at,
            KeyState::Previous => None,
        };
        if !force && self.keys.iter().filter_map(changed).any(|at| now < at + SETTLING) {
            return Rotation::TooSoon;
        }
        for key in &mut self.keys {
            if key.state == KeyState::Active {
                key.retire(now);
            } else if key.kid == next {
                key.activate(now);
            }
        }
        self.keys.retain(|key| key.accepted_until().is_none_or(|until| now < until));
        self.keys.push(Key::draw(system));
        Rotation::Rotated
    }

    /// Forgets every key that signed before: their tokens are refused from now on.
    pub fn revoke_previous(&mut self) -> usize {
        self.keys.extract_if(.., |key| key.state == KeyState::Previous).count()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    /// A clock at an instant, with "randomness" that counts.
    struct At(DateTime<Utc>);

    impl System for At {
        fn now(&self) -> DateTime<Utc> {
            self.0
        }

        fn new_id(&self) -> uuid::Uuid {
            uuid::Uuid::nil()
        }

        fn fill_random(&self, bytes: &mut [u8]) {
            static DRAWS: AtomicU8 = AtomicU8::new(100);
            bytes.fill(DRAWS.fetch_add(1, Ordering::Relaxed));
        }
    }

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

    fn at(minutes: i64) -> At {
        At(NOW + TimeDelta::minutes(minutes))
    }

    fn kid(ring: &KeyRing, state: KeyState) -> String {
        ring.keys().iter().find(|key| key.state == state).unwrap().kid.clone()
    }

    #[test]
    fn a_rotation_can_be_retried_and_moves_every_key_on_by_one() {
        let mut ring = KeyRing::begin(&at(0), None);
        let (first, second) = (kid(&ring, KeyState::Active), kid(&ring, KeyState::Standby));
        assert_eq!(ring.rotate(&at(59), false), Rotation::TooSoon);
        assert_eq!(ring.rotate(&at(60), false), Rotation::Rotated);
        assert_eq!(ring.rotate(&at(61), false), Rotation::TooSoon);
        assert_eq!((kid(&ring, KeyState::Previous), kid(&ring, KeyState::Active)), (first, second.clone()));
        assert_eq!(ring.keys().len(), 3);
        assert_eq!(ring.rotate(&at(120), false), Rotation::Rotated);
        assert_eq!((kid(&ring, KeyState::Previous), ring.keys().len()), (second, 3));
        assert_eq!(ring.rotate(&at(121), true), Rotation::Rotated);
        assert_eq!(ring.keys().len(), 4, "the key that was retired a minute ago is kept");
        assert_eq!((ring.revoke_previous(), ring.keys().len()), (2, 2));
    }

    #[test]
    fn a_ring_survives_its_file_and_shows_no_secret() {
        let mut ring = KeyRing::begin(&at(0), Some(&[7; 32]));
        assert_eq!(kid(&ring, KeyState::Active), key_id(&[7; 32]));
        assert!(!ring.adopt(&[7; 32], NOW) && ring.adopt(&[8; 32], NOW));
        let again = KeyRing::parse(&ring.to_text().unwrap()).unwrap();
        assert_eq!(again.to_text(), ring.to_text());
        assert!(!format!("{again:?}").contains("0707"));
        ring.keys.retain(|key| key.state != KeyState::Standby);
        assert_eq!(ring.rotate(&at(500), false), Rotation::StandbyAdded);
    }

    #[test]
    fn a_bad_ring_is_refused_without_repeating_it() {
        let good = KeyRing::begin(&at(0), None).to_text().unwrap();
        let secret = &KeyRing::parse(&good).unwrap().keys[0].secret;
        let short: String = secret.chars().take(62).collect();
        for (bad, why) in [
            ("{}".to_owned(), "no key ring (line 1"),
            (good.replace("HS256", "none"), "not for HS256"),
            (good.replace("\"active\"", "\"standby\""), "0 keys are active"),
            (good.replace("\"standby\"", "\"active\""), "2 keys are active"),
            (good.replace(secret.as_str(), &short), "64 or more hexadecimal digits"),
            (good.replace("\"active\"", &format!("\"{secret}\"")), "no key ring"),
        ] {
            let problem = KeyRing::parse(&bad).unwrap_err();
            assert!(problem.contains(why) && !problem.contains(&short), "{problem}");
        }
    }
}
