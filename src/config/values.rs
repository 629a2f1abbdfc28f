//! How the value of each variable is read, and what is said of one that cannot be.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use axum::http::{HeaderName, HeaderValue};
use hex::FromHexError;

use super::{Environment, LogFormat, Secret};

/// Fewest hexadecimal digits of a secret: 256 bits.
const SECRET_DIGITS: usize = 64;

pub(super) fn environment(value: &str) -> Result<Environment, String> {
    match value {
        "development" => Ok(Environment::Development),
        "production" => Ok(Environment::Production),
        _ => Err(format!("`{value}` is neither development nor production")),
    }
}

pub(super) fn database_url(value: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| value.starts_with(scheme)) {
        Ok(value.to_owned())
    } else {
        // The value may hold a password and is not repeated.
        Err("it begins with neither sqlite:// nor postgres://".to_owned())
    }
}

pub(super) fn jwt_secret(value: &str) -> Result<Secret, String> {
    if value.len() < SECRET_DIGITS {
        return Err(format!(
            "it has {} characters; {SECRET_DIGITS} hexadecimal digits are the least",
            value.len()
        ));
    }
    hex::decode(value).map(Secret::new).map_err(|error| match error {
        FromHexError::OddLength => format!("it has {} hexadecimal digits, an odd number", value.len()),
        _ => "it is not hexadecimal".to_owned(),
    })
}

pub(super) fn file(value: &str) -> Result<PathBuf, String> {
    if value.ends_with('/') { Err(format!("`{value}` is a folder")) } else { Ok(PathBuf::from(value)) }
}

pub(super) fn address(value: &str) -> Result<SocketAddr, String> {
    value.parse().map_err(|_why| format!("`{value}` is no IP address with a port"))
}

pub(super) fn on_or_off(value: &str) -> Result<bool, String> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("`{value}` is neither on nor off")),
    }
}

pub(super) fn origins(value: &str) -> Result<Vec<HeaderValue>, String> {
    value
        .split(',')
        .map(|origin| {
            let origin = origin.trim();
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            host.filter(|host| !host.is_empty() && !host.contains('/'))
                .and_then(|_| HeaderValue::from_str(origin).ok())
                .ok_or_else(|| format!("`{origin}` is no origin: a scheme and a host, no path"))
        })
        .collect()
}

pub(super) fn header_name(value: &str) -> Result<HeaderName, String> {
    value.parse().map_err(|_why| format!("`{value}` is no header's name"))
}

pub(super) fn seconds(value: &str) -> Result<Duration, String> {
    let seconds: u64 = value.parse().map_err(|_why| format!("`{value}` is no whole number of seconds"))?;
    if seconds <= 300 {
        Ok(Duration::from_secs(seconds))
    } else {
        Err(format!("{seconds} s is more than 300 s"))
    }
}

pub(super) fn log_filter(value: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(value).map_err(|error| error.to_string())?;
    Ok(value.to_owned())
}

pub(super) fn log_format(value: &str) -> Result<LogFormat, String> {
    match value {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("`{value}` is neither text nor json")),
    }
}
