//! Access tokens: JSON Web Tokens that say who the viewer is, for 15 minutes. With `hs256` the only file
//! that names `jsonwebtoken`.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Failure, hs256,
    key_ring::{KeyRing, KeyState, key_id},
};
use crate::domain::id::UserId;

const ISSUER: &str = "gravl";
const AUDIENCE: &str = "gravl";
const MINUTES: i64 = 15;

/// Signs access tokens with one key and checks them with that and others.
pub struct AccessTokens {
    keys: RwLock<Arc<Keys>>,
    validation: Validation,
}

struct Keys {
    active: String,
    signing: EncodingKey,
    activated_at: Option<DateTime<Utc>>,
    checking: HashMap<String, CheckingKey>,
}

struct CheckingKey {
    key: DecodingKey,
    accepted_until: Option<DateTime<Utc>>,
}

impl Keys {
    /// The secret's own name is a digest of it.
    fn of_secret(secret: &[u8]) -> Self {
        let checking = CheckingKey { key: DecodingKey::from_secret(secret), accepted_until: None };
        Self {
            active: key_id(secret),
            signing: EncodingKey::from_secret(secret),
            activated_at: None,
            checking: HashMap::from([(key_id(secret), checking)]),
        }
    }

    fn of_ring(ring: &KeyRing) -> Option<Self> {
        let active = ring.keys().iter().find(|key| key.state == KeyState::Active)?;
        let checking = ring.keys().iter().map(|key| {
            let checking = CheckingKey {
                key: DecodingKey::from_secret(&key.secret()),
                accepted_until: key.accepted_until(),
            };
            (key.kid.clone(), checking)
        });
        Some(Self {
            active: active.kid.clone(),
            signing: EncodingKey::from_secret(&active.secret()),
            activated_at: active.activated_at,
            checking: checking.collect(),
        })
    }
}

/// An access token as handed out.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token itself.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Why a token says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenProblem {
    /// It was good once.
    Expired,
    /// It was never ours.
    Invalid,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    iat: i64,
    exp: i64,
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokens").field("key_id", &self.keys().active).finish_non_exhaustive()
    }
}

impl AccessTokens {
    /// Tokens signed with HMAC-SHA256 and one secret; the key's identifier is a digest of it.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self::with(Keys::of_secret(secret))
    }

    /// Tokens signed with the active key of a ring; what any of its keys signed is accepted. None for a ring that has no
    /// active key.
    #[must_use]
    pub fn of_ring(ring: &KeyRing) -> Option<Self> {
        Keys::of_ring(ring).map(Self::with)
    }

    fn with(keys: Keys) -> Self {
        // It can be installed once in a process, and is the same each time.
        let _installed_before = hs256::PROVIDER.install_default();
        // The algorithm is fixed: never the one that a token names.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The end is checked against our clock, not the library's.
        validation.validate_exp = false;
        Self { keys: RwLock::new(Arc::new(keys)), validation }
    }

    /// Goes on with the keys of a ring; false, and with those from before, if it has no active key.
    pub fn turn_to(&self, ring: &KeyRing) -> bool {
        let keys = Keys::of_ring(ring).map(Arc::new);
        keys.map(|keys| *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys).is_some()
    }

    /// When the active key began to sign; none for a secret outside a ring.
    #[must_use]
    pub fn active_since(&self) -> Option<DateTime<Utc>> {
        self.keys().activated_at
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A token for a user, good for 15 minutes.
    pub fn issue(&self, user: UserId, now: DateTime<Utc>) -> Result<AccessToken, Failure> {
        let expires_at = now + TimeDelta::minutes(MINUTES);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user.0,
            iat: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let keys = self.keys();
        let header = Header { kid: Some(keys.active.clone()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, &keys.signing).map_err(Failure::fault)?;
        // What the client is told is what the token says: whole seconds.
        let expires_at = DateTime::from_timestamp(claims.exp, 0).unwrap_or(expires_at);
        Ok(AccessToken { token, expires_at })
    }

    /// Whom a token speaks for.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<UserId, TokenProblem> {
        let header = jsonwebtoken::decode_header(token).map_err(|_why| TokenProblem::Invalid)?;
        let keys = self.keys();
        let key = header.kid.and_then(|kid| keys.checking.get(&kid));
        let key = key.filter(|key| key.accepted_until.is_none_or(|until| now < until));
        let checking = &key.ok_or(TokenProblem::Invalid)?.key;
        let decoded = jsonwebtoken::decode::<Claims>(token, checking, &self.validation)
            .map_err(|_why| TokenProblem::Invalid)?;
        if decoded.claims.exp <= now.timestamp() {
            return Err(TokenProblem::Expired);
        }
        Ok(UserId(decoded.claims.sub))
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use serde_json::json;
    use sha2::Sha512;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

    #[test]
    fn a_token_is_good_for_fifteen_minutes_and_under_its_own_key_only() {
        let tokens = AccessTokens::new(&[7; 32]);
        let user = UserId(Uuid::from_u128(42));
        let issued = tokens.issue(user, NOW).unwrap();
        assert_eq!(issued.expires_at, NOW + TimeDelta::minutes(15));
        assert_eq!(tokens.check(&issued.token, NOW), Ok(user));
        assert_eq!(tokens.check(&issued.token, NOW + TimeDelta::seconds(899)), Ok(user));
        assert_eq!(tokens.check(&issued.token, NOW + TimeDelta::seconds(900)), Err(TokenProblem::Expired));
        assert_eq!(AccessTokens::new(&[8; 32]).check(&issued.token, NOW), Err(TokenProblem::Invalid));
        assert_eq!(tokens.check("e30.e30.", NOW), Err(TokenProblem::Invalid));
    }

    #[test]
    fn another_algorithm_issuer_or_audience_is_refused() {
        let tokens = AccessTokens::new(&[7; 32]);
        let key = EncodingKey::from_secret(&[7; 32]);
        let header = |algorithm| Header { kid: Some(tokens.keys().active.clone()), ..Header::new(algorithm) };
        let claims = |iss: &str, aud: &str| Claims {
            iss: iss.to_owned(),
            aud: aud.to_owned(),
            sub: Uuid::nil(),
            iat: NOW.timestamp(),
            exp: NOW.timestamp() + 60,
        };
        let good = jsonwebtoken::encode(&header(Algorithm::HS256), &claims("gravl", "gravl"), &key).unwrap();
        assert_eq!(tokens.check(&good, NOW), Ok(UserId(Uuid::nil())));
        for (iss, aud) in [("other", "gravl"), ("gravl", "other")] {
            let token = jsonwebtoken::encode(&header(Algorithm::HS256), &claims(iss, aud), &key).unwrap();
            assert_eq!(tokens.check(&token, NOW), Err(TokenProblem::Invalid), "{iss} {aud}");
        }
        // Signed well with the same key, but otherwise; and not at all.
        let part = |value: String| URL_SAFE_NO_PAD.encode(value);
        let said = part(serde_json::to_string(&claims("gravl", "gravl")).unwrap());
        let named = |algorithm: &str| {
            let header = json!({ "alg": algorithm, "typ": "JWT", "kid": tokens.keys().active });
            format!("{}.{said}", part(header.to_string()))
        };
        let text = named("HS512");
        let mac = Hmac::<Sha512>::new_from_slice(&[7; 32]).unwrap().chain_update(&text).finalize();
        let other = format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()));
        let signature = good.rsplit('.').next().unwrap();
        for token in [other, format!("{}.", named("none")), format!("{}.{signature}", named("HS512"))] {
            assert_eq!(tokens.check(&token, NOW), Err(TokenProblem::Invalid), "{token}");
        }
    }
}
