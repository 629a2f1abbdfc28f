//! The metrics: each is there, is documented, and moves when it should.

use std::{collections::BTreeSet, fs, io, path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use chrono::TimeDelta;
use futures_util::stream::pending;
use gravl::{
    http::{
        Metrics, Options,
        health::{self, Readiness},
        router_with,
    },
    service::{access_token::AccessTokens, key_ring::KeyRing},
};
use serde_json::json;
use tokio::{task::yield_now, time::timeout};
use tower::ServiceExt as _;

use crate::harness::{Backend, PASSWORD, TestApp, TestServer, TestUser, exercise, log, on_each_database};

/// An application that shows its metrics.
struct Measured {
    app: TestApp,
    admin: Router,
}

impl Measured {
    async fn start(backend: Backend) -> Self {
        let mut server = TestServer::start(backend).await;
        let ring = KeyRing::begin(&*server.env.system, None);
        server.env.tokens = Arc::new(AccessTokens::of_ring(&ring).unwrap());
        let metrics = Arc::new(Metrics::new(&server.env));
        let router = router_with(server.env.clone(), Options::default(), Arc::clone(&metrics)).await;
        let admin = health::router(server.env.db.clone(), Readiness::default(), metrics);
        Self { app: TestApp { server, router }, admin }
    }

    async fn text(&self) -> String {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = self.admin.clone().oneshot(request).await.unwrap();
        String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    }

    /// The whole number of one line; 0 where there is none.
    async fn count(&self, series: &str) -> u64 {
        let text = self.text().await;
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().unwrap())
    }

    /// Waits until a line has this number.
    async fn reaches(&self, series: &str, number: u64) {
        let reaching = async {
            while self.count(series).await != number {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), reaching).await.unwrap();
    }

    /// The number of one line.
    async fn value(&self, series: &str) -> f64 {
        let text = self.text().await;
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap().parse().unwrap()
    }
}

/// The metrics that the page documents, by the name of their family.
fn documented() -> BTreeSet<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OPERATIONS.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("Metrics\n")).unwrap().to_owned();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells
        .filter(|name| name.starts_with("gravl_") || name.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

/// What `/metrics` shows, under the names that a query uses: counters with `_total`, information with `_info`.
fn shown(text: &str) -> BTreeSet<String> {
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let named = families.map(|(name, kind)| match kind {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name.to_owned(),
    });
    named.collect()
}

impl Measured {
    async fn sign_in(&self) -> TestUser {
        let ada = self.app.sign_up("ada").await;
        let sign_in = "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken } }";
        for password in [PASSWORD, "wrong"] {
            let input = json!({ "email": "ada@example.org", "password": password });
            self.app.graphql(None, sign_in, json!({ "input": input })).await;
        }
        assert_eq!(self.count("gravl_sign_ins_total{outcome=\"ok\"}").await, 1);
        assert_eq!(self.count("gravl_sign_ins_total{outcome=\"wrong_credentials\"}").await, 1);
        assert_eq!(self.operations("SignIn", "mutation", "ok").await, 2);
        ada
    }

    async fn train_and_swap(&self, ada: &TestUser) {
        let app = &self.app;
        let input = json!({ "idempotencyKey": "once", "logs": [log("barbell-full-squat", 3)] });
        for _ in 0..3 {
            app.mutate(ada, "logSession", "session { id }", input.clone()).await;
        }
        assert_eq!(self.count("gravl_sessions_logged_total").await, 1);
        assert_eq!(self.count("gravl_idempotent_replays_total{operation=\"logSession\"}").await, 2);
        assert_eq!(self.count("gravl_recovery_rebuild_duration_seconds_count").await, 1);

        let workouts = app.data(ada, "{ workouts(first: 2) { nodes { id } } }", json!({})).await;
        let [first, second] = [0, 1].map(|at| workouts["workouts"]["nodes"][at]["id"].clone());
        let started = app.mutate(ada, "startSession", "session { id }", json!({ "workoutId": first })).await;
        let input = json!({ "sessionId": started["session"]["id"], "workoutId": second });
        let swapped = app.mutate(ada, "swapWorkout", "swap { id } session { logs { id } }", input).await;
        let log = &swapped["session"]["logs"][0]["id"];
        let input = json!({ "workoutLogId": log, "exerciseId": exercise("plank") });
        let other = app.mutate(ada, "swapExercise", "swap { id }", input).await;
        app.mutate(ada, "revertSwap", "swap { id }", json!({ "swapId": other["swap"]["id"] })).await;
        for kind in ["workout", "exercise", "revert"] {
            assert_eq!(self.count(&format!("gravl_swaps_total{{kind=\"{kind}\"}}")).await, 1, "{kind}");
        }
        let text = self.text().await;
        assert!(text.contains("gravl_dataloader_batch_size_count{loader=\""), "{text}");
    }

    async fn ask_the_database(&self, ada: &TestUser) {
        let statements = async || {
            [
                self.count("gravl_sql_statements_total").await,
                self.count("gravl_sql_statement_duration_seconds_count").await,
            ]
        };
        let before = statements().await;
        self.app.graphql(None, "{ sessions { nodes { id } } }", json!({})).await;
        self.app.data(ada, "{ viewer { id } }", json!({})).await;
        assert_eq!(statements().await, before.map(|count| count + 1));
        assert!(self.value("gravl_sql_duration_seconds_total").await > 0.0);
        assert_eq!(self.count("gravl_graphql_errors_total{code=\"UNAUTHENTICATED\"}").await, 1);
        assert_eq!(self.operations("anonymous", "query", "error").await, 1);
        let used = self.app.server.env.db.write().await.unwrap();
        assert!(self.count("gravl_database_connections{state=\"in_use\"}").await > 0);
        drop(used);
        // A connection goes back to the pool after the one who used it has gone on.
        self.reaches("gravl_database_connections{state=\"in_use\"}", 0).await;
        assert!(self.count("gravl_database_connections{state=\"idle\"}").await > 0);
        assert!(self.count("gravl_database_connections_max").await >= 4);
    }

    async fn operations(&self, name: &str, kind: &str, outcome: &str) -> u64 {
        let labels = format!("{{operation=\"{name}\",kind=\"{kind}\",outcome=\"{outcome}\"}}");
        self.count(&format!("gravl_graphql_operation_duration_seconds_count{labels}")).await
    }
}

on_each_database! {
    async fn every_metric_is_documented_and_moves_when_it_should(measured: Measured) {
        let ada = measured.sign_in().await;
        measured.train_and_swap(&ada).await;
        measured.ask_the_database(&ada).await;
        let lost = Request::get("/nowhere").body(Body::empty()).unwrap();
        measured.app.router.clone().oneshot(lost).await.unwrap();
        assert_eq!(measured.count("gravl_http_requests_total{status=\"4xx\"}").await, 1);
        assert!(measured.count("gravl_http_requests_total{status=\"2xx\"}").await > 10);
        assert_eq!(measured.count("gravl_http_requests_in_flight").await, 0);
        measured.app.server.system.advance(TimeDelta::days(90));
        assert_eq!(measured.count("gravl_signing_key_age_seconds").await, 7_776_000);
        let build = format!("gravl_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        assert_eq!(measured.count(&build).await, 1);
        assert!(measured.count("process_start_time_seconds").await > 1_700_000_000);
        assert!(measured.count("process_resident_memory_bytes").await > 1_000_000);
        assert_eq!(shown(&measured.text().await), documented());
    }

    async fn a_request_is_under_way_until_it_is_answered_or_given_up(measured: Measured) {
        // A body that never comes.
        let body = Body::from_stream(pending::<Result<String, io::Error>>());
        let request = Request::post("/graphql").header("content-type", "application/json").body(body).unwrap();
        let answering = tokio::spawn(measured.app.router.clone().oneshot(request));
        measured.reaches("gravl_http_requests_in_flight", 1).await;
        answering.abort();
        assert!(answering.await.unwrap_err().is_cancelled());
        assert_eq!(measured.count("gravl_http_requests_in_flight").await, 0);
    }
}
