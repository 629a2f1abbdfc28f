//! Where traces go, as OpenTelemetry's own variables say it.

use std::path::PathBuf;

use axum::http::{HeaderName, HeaderValue, Uri, uri::PathAndQuery};
use percent_encoding::percent_decode_str;

use super::{Reader, values::file};

/// Where traces go, and which of them.
#[derive(Clone, Debug)]
pub struct Traces {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` with `/v1/traces` behind it.
    pub endpoint: Uri,
    /// `OTEL_EXPORTER_OTLP_CERTIFICATE`: the authorities that vouch for the collector; none: the public ones.
    pub authorities: Option<PathBuf>,
    /// `OTEL_EXPORTER_OTLP_HEADERS`; no log shows the values.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// `OTEL_RESOURCE_ATTRIBUTES`, and `OTEL_SERVICE_NAME` as `service.name`.
    pub resource: Vec<(String, String)>,
    /// `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
    pub sampler: Sampler,
}

/// Which requests are traced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    /// Whether the caller's decision counts, where a request brings one.
    pub parent_based: bool,
    /// The part of the other requests, from 0 to 1.
    pub ratio: f64,
}

const SERVICE_NAME: &str = "service.name";

/// Reads the variables; none where no endpoint is named. All of them are checked all the same.
pub(super) fn traces<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Traces> {
    let endpoint = reader.get("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.monitoring:4318", endpoint);
    let authorities = reader.get("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/gravl/collector-ca.pem", file);
    let headers = reader.get("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret", headers);
    let resource = reader.get("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=production", pairs);
    let name = reader.get("OTEL_SERVICE_NAME", "gravl", |name| Ok(name.to_owned()));
    let sampler = reader.get("OTEL_TRACES_SAMPLER", "parentbased_traceidratio", sampler);
    let argument = reader.get("OTEL_TRACES_SAMPLER_ARG", "0.1", ratio).unwrap_or(1.0);
    let (parent_based, ratio) = sampler.unwrap_or((true, Some(1.0)));
    Some(Traces {
        endpoint: endpoint?,
        authorities,
        headers: headers.unwrap_or_default(),
        resource: named(resource.unwrap_or_default(), name),
        sampler: Sampler { parent_based, ratio: ratio.unwrap_or(argument) },
    })
}

/// The base address with the path of the traces.
fn endpoint(value: &str) -> Result<Uri, String> {
    // The value may hold a password and is not repeated.
    let uri: Uri = value.parse().map_err(|_why| "it is no address".to_owned())?;
    let mut parts = uri.into_parts();
    let scheme = parts.scheme.as_ref().map(ToString::to_string);
    let Some(authority) = parts.authority.as_ref().filter(|authority| !authority.host().is_empty()) else {
        return Err("it names no host".to_owned());
    };
    if !matches!(scheme.as_deref(), Some("http" | "https")) {
        return Err("it begins with neither http:// nor https://".to_owned());
    }
    if authority.as_str().contains('@') {
        return Err(
            "it holds a user or a password; OTEL_EXPORTER_OTLP_HEADERS is the place for them".to_owned()
        );
    }
    let base = parts.path_and_query.as_ref().map_or("/", PathAndQuery::as_str);
    if base.contains('?') {
        return Err("it ends with a query; it is a base to which /v1/traces is added".to_owned());
    }
    let path = format!("{}/v1/traces", base.trim_end_matches('/'));
    parts.path_and_query = Some(path.parse().map_err(|_why| "its path is no path".to_owned())?);
    Uri::from_parts(parts).map_err(|error| error.to_string())
}

/// A list with commas, of `key=value`; keys and values may be percent-encoded. It may hold secrets: no part of it is
/// repeated.
fn pairs(value: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = value.split(',').map(str::trim).filter(|pair| !pair.is_empty()).zip(1..);
    pairs
        .map(|(pair, place)| {
            let (key, value) = pair.split_once('=').ok_or_else(|| format!("entry {place} has no `=`"))?;
            let decode = |text: &str| {
                let decoded = percent_decode_str(text.trim()).decode_utf8();
                decoded.map(String::from).map_err(|_why| format!("entry {place} is not UTF-8"))
            };
            match (decode(key)?, decode(value)?) {
                (key, _) if key.is_empty() => Err(format!("entry {place} has no key")),
                pair => Ok(pair),
            }
        })
        .collect()
}

fn headers(value: &str) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
    pairs(value)?
        .into_iter()
        .zip(1..)
        .map(|((name, value), place)| {
            let name =
                name.parse().map_err(|_why| format!("the key of entry {place} is no header's name"))?;
            let mut value = HeaderValue::try_from(value)
                .map_err(|_why| format!("the value of entry {place} is no header's value"))?;
            value.set_sensitive(true);
            Ok((name, value))
        })
        .collect()
}

/// `OTEL_SERVICE_NAME` goes before the attribute; without both it is ours.
fn named(mut resource: Vec<(String, String)>, name: Option<String>) -> Vec<(String, String)> {
    let given = resource.iter().any(|(key, _)| key == SERVICE_NAME);
    if let Some(name) = name.or_else(|| (!given).then(|| "gravl".to_owned())) {
        resource.retain(|(key, _)| key != SERVICE_NAME);
        resource.push((SERVICE_NAME.to_owned(), name));
    }
    resource
}

/// Whether the caller's decision counts, and the ratio where the name says it.
fn sampler(value: &str) -> Result<(bool, Option<f64>), String> {
    let (parent_based, share) =
        value.strip_prefix("parentbased_").map_or((false, value), |share| (true, share));
    match share {
        "always_on" => Ok((parent_based, Some(1.0))),
        "always_off" => Ok((parent_based, Some(0.0))),
        "traceidratio" => Ok((parent_based, None)),
        _ => Err(format!(
            "`{value}` is none of always_on, always_off, traceidratio, and these with parentbased_ before them"
        )),
    }
}

fn ratio(value: &str) -> Result<f64, String> {
    let ratio = value.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.ok_or_else(|| format!("`{value}` is no number from 0 to 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Option<Traces>, Vec<String>> {
        let lookup = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let mut reader = Reader { lookup, problems: Vec::new() };
        let traces = traces(&mut reader);
        if reader.problems.is_empty() { Ok(traces) } else { Err(reader.problems) }
    }

    fn to(endpoint: &str, more: &[(&str, &str)]) -> Traces {
        read(&[&[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)], more].concat()).unwrap().unwrap()
    }

    #[test]
    fn without_an_endpoint_there_are_no_traces() {
        assert!(read(&[]).unwrap().is_none());
        assert!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("OTEL_SERVICE_NAME", "x")]).unwrap().is_none());
    }

    #[test]
    fn an_endpoint_is_enough() {
        let traces = to("http://collector:4318", &[]);
        assert_eq!(traces.endpoint, "http://collector:4318/v1/traces");
        assert_eq!(traces.sampler, Sampler { parent_based: true, ratio: 1.0 });
        assert_eq!(traces.resource, [("service.name".to_owned(), "gravl".to_owned())]);
        assert!(traces.headers.is_empty() && traces.authorities.is_none());
        for (base, endpoint) in [
            ("https://otlp.example.org/", "https://otlp.example.org/v1/traces"),
            ("http://[::1]:4318/base/path/", "http://[::1]:4318/base/path/v1/traces"),
        ] {
            assert_eq!(to(base, &[]).endpoint, endpoint);
        }
    }

    #[test]
    fn lists_are_percent_decoded_and_secrets_stay_hidden() {
        let traces = to(
            "http://collector",
            &[
                ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20hunter2%3D, x-tenant = gym ,"),
                ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,deployment.environment.name=pr%C3%B6d"),
                ("OTEL_SERVICE_NAME", "gravl-eu"),
            ],
        );
        let headers: Vec<_> =
            traces.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(headers, [("authorization", "Bearer hunter2="), ("x-tenant", "gym")]);
        assert!(!format!("{traces:?}").contains("hunter2"));
        let resource: Vec<_> = traces.resource.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(resource, [("deployment.environment.name", "pröd"), ("service.name", "gravl-eu")]);
        let named = to("http://collector", &[("OTEL_RESOURCE_ATTRIBUTES", "service.name=other")]);
        assert_eq!(named.resource, [("service.name".to_owned(), "other".to_owned())]);
    }

    #[test]
    fn samplers_have_the_standard_names() {
        for (name, argument, parent_based, ratio) in [
            ("always_on", "0.5", false, 1.0),
            ("parentbased_always_off", "0.5", true, 0.0),
            ("traceidratio", "0.25", false, 0.25),
            ("parentbased_traceidratio", "0.25", true, 0.25),
            ("parentbased_traceidratio", "", true, 1.0),
        ] {
            let traces = to(
                "http://collector",
                &[("OTEL_TRACES_SAMPLER", name), ("OTEL_TRACES_SAMPLER_ARG", argument)],
            );
            assert_eq!(traces.sampler, Sampler { parent_based, ratio }, "{name} {argument}");
        }
    }

    #[test]
    fn every_bad_value_is_named_and_no_secret_repeated() {
        let bad = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:hunter2@collector"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,hunter2"),
            ("OTEL_RESOURCE_ATTRIBUTES", "=x"),
            ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5"),
        ];
        let problems = read(&bad).unwrap_err();
        assert_eq!(problems.len(), bad.len(), "{problems:#?}");
        for ((name, _), problem) in bad.iter().zip(&problems) {
            assert!(problem.starts_with(name) && problem.contains("; write it like "), "{problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
        for endpoint in ["collector:4318", "grpc://collector:4317", "http://", "http://c?x=y", "/v1", "a b"] {
            let problems = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]).unwrap_err();
            assert_eq!(problems.len(), 1, "{endpoint}: {problems:?}");
        }
        for headers in ["na me=x", "a=%0A", "a=%FF"] {
            assert_eq!(read(&[("OTEL_EXPORTER_OTLP_HEADERS", headers)]).unwrap_err().len(), 1, "{headers}");
        }
    }
}
