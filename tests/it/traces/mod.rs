//! Traces, as a collector receives them: from the built command, over a real socket.

mod collector;

use std::{collections::BTreeSet, process::Command, time::Duration};

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::spawn_blocking, time::timeout};

use self::collector::{Arrived, CERTIFICATE, Collector, Seen, decoded};
use crate::{
    binary::{Running, SECRET, client, gravl, run},
    harness::{Backend, EmptyDatabase, log, on_each_database},
};

/// What a client's own trace is called.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// The development server, with variables beside those that every test has.
async fn start(url: &str, folder: &tempfile::TempDir, variables: &[(&str, &str)]) -> Running {
    let mut command = gravl(url, &[]);
    command.current_dir(folder.path()).env("JWT_SECRET", SECRET).envs(variables.iter().copied());
    spawn_blocking(move || Running::start(&mut command)).await.unwrap()
}

/// Stops a server, which sends what is left, and gives its log.
async fn stop(server: Running) -> String {
    let stopping = spawn_blocking(move || server.stop());
    timeout(Duration::from_secs(20), stopping).await.unwrap().unwrap()
}

/// A request with headers of its own.
async fn ask(server: &Running, headers: &[(&str, &str)], body: Value) -> Value {
    let mut request = client().build().unwrap().post(&server.graphql).json(&body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap().json().await.unwrap()
}

async fn sign_in(server: &Running, headers: &[(&str, &str)]) -> String {
    let query = "mutation SignIn($password: String!) { signIn(input: { email: \"demo@gravl.example\",
        password: $password }) { accessToken } }";
    let variables = json!({ "password": "train-recover-repeat" });
    let answer = ask(server, headers, json!({ "query": query, "variables": variables })).await;
    answer["data"]["signIn"]["accessToken"].as_str().unwrap().to_owned()
}

on_each_database! {
    async fn a_request_is_one_trace_with_its_statements(database: EmptyDatabase) {
        let (collector, folder) = (Collector::start().await, tempfile::tempdir().unwrap());
        let server = start(&database.0.url, &folder, &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=se%20cret"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
        ]).await;
        let parent = format!("00-{TRACE}-{PARENT}-01");
        let token = sign_in(&server, &[("traceparent", &parent), ("x-request-id", "first")]).await;
        let bearer = format!("Bearer {token}");
        let signed_in = [("authorization", &*bearer), ("x-request-id", "second")];
        let write = "mutation Log($input: LogSessionInput!) { logSession(input: $input) { userErrors { message } } }";
        let input = json!({ "notes": "my left knee", "logs": [log("pullups", 2)] });
        let answer = ask(&server, &signed_in, json!({ "query": write, "variables": { "input": input } })).await;
        assert_eq!(answer["data"]["logSession"]["userErrors"], json!([]), "{answer}");
        ask(&server, &[], json!({ "query": "{ sessions { nodes { id } } }" })).await;
        ask(&server, &[], json!({ "query": "query Ada { unfinished" })).await;
        let db = database.0.connect().await;
        db.execute_text("ALTER TABLE workout_sessions RENAME TO gone").await.unwrap();
        db.close().await.unwrap();
        let answer = ask(&server, &signed_in, json!({ "query": "query Broken { sessions { nodes { id } } }" })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{answer}");
        // The last spans are a moment old when the server is told to stop.
        let log = stop(server).await;
        let batches = collector.end();
        let system = if database.0.backend == Backend::Postgres { "postgresql" } else { "sqlite" };
        check_traces(&batches, system, &log);
        check_privacy(&batches, &[&token, "demo@gravl.example", "train-recover-repeat", "my left knee", "se cret",
            SECRET, "signIn(", "$password", "unfinished", "usr_", "VALUES", "WHERE"]);
    }
}

/// One trace for each of the five requests, and nothing beside them: making the demo user leaves no trace.
fn check_traces(batches: &[Arrived], system: &str, log: &str) {
    for (headers, _) in batches {
        assert_eq!(headers["content-type"], "application/x-protobuf");
        assert_eq!(headers["x-key"], "se cret");
    }
    let (resource, spans) = decoded(batches);
    for (key, value) in [
        ("service.name", "gravl"),
        ("service.version", env!("CARGO_PKG_VERSION")),
        ("deployment.environment.name", "test"),
        ("telemetry.sdk.language", "rust"),
    ] {
        assert_eq!(resource.get(key).map(String::as_str), Some(value), "{key}");
    }
    let requests: Vec<&Seen> = spans.iter().filter(|seen| seen.span.kind() == SpanKind::Server).collect();
    let names: Vec<&str> = requests.iter().map(|seen| &*seen.span.name).collect();
    assert_eq!(names, ["mutation SignIn", "mutation Log", "query", "POST /graphql", "query Broken"]);
    let traces: BTreeSet<_> = requests.iter().map(|seen| seen.span.trace_id.clone()).collect();
    assert_eq!(traces.len(), 5);
    for seen in &spans {
        let parent = spans.iter().find(|other| other.span.span_id == seen.span.parent_span_id);
        match parent {
            Some(parent) => assert_eq!(parent.span.trace_id, seen.span.trace_id),
            None => assert_eq!(seen.span.kind(), SpanKind::Server, "{} is an orphan", seen.span.name),
        }
        assert!(seen.span.end_time_unix_nano >= seen.span.start_time_unix_nano, "{}", seen.span.name);
        assert!(seen.span.events.is_empty(), "{}", seen.span.name);
    }
    check_requests(&requests, log);
    check_statements(&spans, [requests[0], requests[1], requests[4]], system);
}

/// What is said of each request.
fn check_requests(requests: &[&Seen], log: &str) {
    let [first, _, unauthenticated, unreadable, broken] = requests[..] else { unreachable!() };
    assert_eq!(hex::encode(&first.span.trace_id), TRACE);
    assert_eq!(hex::encode(&first.span.parent_span_id), PARENT);
    assert!(requests[1..].iter().all(|seen| seen.span.parent_span_id.is_empty()));
    for (key, value) in [
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("http.route", "/graphql"),
        ("url.path", "/graphql"),
        ("graphql.operation.name", "SignIn"),
        ("graphql.operation.type", "mutation"),
        ("request_id", "first"),
    ] {
        assert_eq!(first.get(key), Some(value), "{key}");
    }
    assert_eq!(unauthenticated.get("graphql.error.codes"), Some("UNAUTHENTICATED"));
    assert_eq!(unreadable.get("graphql.error.codes"), Some("GRAPHQL_PARSE_FAILED"));
    assert_eq!(broken.get("graphql.error.codes"), Some("INTERNAL"));
    assert_eq!(broken.get("error.type"), Some("INTERNAL"));
    assert_eq!(
        requests.iter().map(|seen| seen.is_error()).collect::<Vec<_>>(),
        [false, false, false, false, true]
    );
    for seen in requests {
        let line = format!("trace_id={}", hex::encode(&seen.span.trace_id));
        assert!(log.contains(&line), "{line} in the log:\n{log}");
    }
    assert!(log.contains("request_id=first"), "{log}");
}

/// What each request waited for.
fn check_statements(spans: &[Seen], [first, second, broken]: [&Seen; 3], system: &str) {
    let of = |request: &Seen| {
        let same = spans.iter().filter(|seen| seen.span.trace_id == request.span.trace_id);
        same.map(|seen| &*seen.span.name).collect::<Vec<_>>()
    };
    for (request, name) in [
        (first, "execute"),
        (first, "argon2"),
        (first, "SELECT users"),
        (second, "BEGIN"),
        (second, "INSERT workout_sessions"),
        (second, "rebuild recovery"),
        (second, "COMMIT"),
    ] {
        assert!(of(request).contains(&name), "{name} in {:?}", of(request));
    }
    let clients: Vec<&Seen> = spans.iter().filter(|seen| seen.span.kind() == SpanKind::Client).collect();
    assert!(clients.len() > 10, "{} statements", clients.len());
    for seen in clients {
        assert_eq!(seen.get("db.system.name"), Some(system));
        assert!(seen.span.name.starts_with(seen.get("db.operation.name").unwrap()), "{}", seen.span.name);
    }
    let failed: Vec<&Seen> = spans
        .iter()
        .filter(|seen| seen.get("error.type").is_some() && seen.span.kind() == SpanKind::Client)
        .collect();
    assert!(failed.iter().all(|seen| seen.span.trace_id == broken.span.trace_id) && failed.len() == 1);
}

fn check_privacy(batches: &[Arrived], private: &[&str]) {
    assert!(!batches.is_empty());
    for (_, body) in batches {
        for text in private {
            let found = body.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text} was exported");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_endpoint_nothing_is_sent() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Sqlite).await;
    let (collector, folder) = (Collector::start().await, tempfile::tempdir().unwrap());
    // The library would read the second; only what the documentation names counts.
    let traces = format!("{}/v1/traces", collector.endpoint);
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &*traces)];
    let server = start(&database.url, &folder, &variables).await;
    sign_in(&server, &[("traceparent", &format!("00-{TRACE}-{PARENT}-01"))]).await;
    let log = stop(server).await;
    assert!(log.contains("request_id=") && !log.contains("trace_id"), "{log}");
    assert!(collector.end().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sampler_decides_and_the_callers_decision_goes_before() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Sqlite).await;
    let (collector, folder) = (Collector::start().await, tempfile::tempdir().unwrap());
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.endpoint),
        ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
        ("OTEL_TRACES_SAMPLER_ARG", "0"),
        ("OTEL_SERVICE_NAME", "gravl-eu"),
    ];
    let server = start(&database.url, &folder, &variables).await;
    sign_in(&server, &[]).await;
    sign_in(&server, &[("traceparent", &format!("00-{TRACE}-{PARENT}-00"))]).await;
    sign_in(&server, &[("traceparent", &format!("00-{TRACE}-{PARENT}-01"))]).await;
    let log = stop(server).await;
    assert_eq!(log.matches("trace_id=").count(), 1, "{log}");
    let (resource, spans) = decoded(&collector.end());
    assert_eq!(resource["service.name"], "gravl-eu");
    let servers = spans.iter().filter(|seen| seen.span.kind() == SpanKind::Server);
    assert_eq!(servers.count(), 1);
    assert!(spans.iter().all(|seen| hex::encode(&seen.span.trace_id) == TRACE));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_costs_one_line_of_the_log() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    // Nobody ever takes this connection; nobody listens on the other port.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for (endpoint, reason) in
        [(&*silent, "no answer within 3 s"), ("http://127.0.0.1:1", "Connection refused")]
    {
        let server = start(&database.url, &folder, &[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]).await;
        // More than one batch of spans.
        for _ in 0..300 {
            let answer = ask(&server, &[], json!({ "query": "{ viewer { id } }" })).await;
            assert_eq!(answer, json!({ "data": { "viewer": null } }));
        }
        let log = stop(server).await;
        assert!(log.contains(reason) && log.contains("stopped"), "{log}");
        assert_eq!(log.matches("traces do not arrive").count(), 1, "{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_with_tls_must_be_vouched_for() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Sqlite).await;
    let (collector, folder) = (Collector::start_with_tls().await, tempfile::tempdir().unwrap());
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.endpoint);
    let server = start(&database.url, &folder, &[endpoint]).await;
    sign_in(&server, &[]).await;
    let log = stop(server).await;
    assert!(log.contains("traces do not arrive") && log.contains("UnknownIssuer"), "{log}");
    let server =
        start(&database.url, &folder, &[endpoint, ("OTEL_EXPORTER_OTLP_CERTIFICATE", CERTIFICATE)]).await;
    sign_in(&server, &[]).await;
    let log = stop(server).await;
    assert!(!log.contains("traces do not arrive"), "{log}");
    let (_, spans) = decoded(&collector.end());
    assert!(spans.iter().any(|seen| seen.span.name == "mutation SignIn"));
}

#[test]
fn authorities_that_cannot_be_read_are_refused() {
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.org"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem"),
    ];
    let command: &mut Command = &mut gravl("sqlite::memory:", &[]);
    let (ok, _, err) = run(command.envs(variables));
    assert!(!ok && err.contains("OTEL_EXPORTER_OTLP_CERTIFICATE: /nowhere/ca.pem: "), "{err}");
}
