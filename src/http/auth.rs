//! Who asks, and from where.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, HeaderName, header},
};
use chrono::{DateTime, Utc};

use crate::{
    graphql::context::Viewer,
    service::access_token::{AccessTokens, TokenProblem},
};

/// The viewer that `Authorization: Bearer <accessToken>` speaks for. A token that says nothing is no reason to refuse
/// the request: signing in and refreshing must work with an old one attached.
pub(super) fn viewer(headers: &HeaderMap, tokens: &AccessTokens, now: DateTime<Utc>) -> Viewer {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Viewer::SignedOut };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    match token.map_or(Err(TokenProblem::Invalid), |token| tokens.check(token, now)) {
        Ok(user) => Viewer::SignedIn(user),
        Err(problem) => Viewer::Refused(problem),
    }
}

/// The client's address: the last one that a trusted proxy wrote into its header, or the connection's own.
pub(super) fn client_address(
    headers: &HeaderMap,
    extensions: &Extensions,
    trusted: Option<&HeaderName>,
) -> Option<IpAddr> {
    let own = || extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    match trusted {
        Some(name) => named(headers, name).or_else(own),
        None => own(),
    }
}

fn named(headers: &HeaderMap, name: &HeaderName) -> Option<IpAddr> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_trusted_header_names_the_client() {
        let name = HeaderName::from_static("x-forwarded-for");
        let mut headers = HeaderMap::new();
        headers.append(&name, "6.6.6.6".parse().unwrap());
        headers.append(&name, "1.1.1.1, 10.0.0.7".parse().unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        let address = |trusted| client_address(&headers, &extensions, trusted).map(|ip| ip.to_string());
        assert_eq!(address(None), Some("127.0.0.1".to_owned()));
        assert_eq!(address(Some(&name)), Some("10.0.0.7".to_owned()));
        assert_eq!(address(Some(&HeaderName::from_static("x-real-ip"))), Some("127.0.0.1".to_owned()));
    }
}
