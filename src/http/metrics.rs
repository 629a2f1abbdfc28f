//! What the server counts and shows. docs/OPERATIONS.md has the table; dashboards and alerts lean on the names.

use std::{fmt, sync::Arc, time::Duration};

use axum::http::StatusCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};

use super::{
    collectors::{Database, Process, SigningKey},
    operations::Names,
};
use crate::service::Env;

/// Bounds of the latency histogram in seconds; 0.2 and 0.5 are the service's objectives.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    operation: Arc<str>,
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ErrorCode {
    code: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusClass {
    status: &'static str,
}

/// The server's counters.
pub struct Metrics {
    registry: Registry,
    names: Names,
    operations: Family<OperationLabels, Histogram>,
    errors: Family<ErrorCode, Counter>,
    requests: Family<StatusClass, Counter>,
    in_flight: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Counters at zero, and what is counted elsewhere.
    #[must_use]
    pub fn new(env: &Env) -> Self {
        let mut root = Registry::default();
        root.register_collector(Box::new(Process { started_at: env.system.now() }));
        let registry = root.sub_registry_with_prefix("gravl");
        let operations =
            Family::<OperationLabels, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let errors = Family::<ErrorCode, Counter>::default();
        let requests = Family::<StatusClass, Counter>::default();
        let in_flight = Gauge::default();
        registry.register("build", "The version", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("http_requests", "Answers at the public address, by class", requests.clone());
        registry.register("http_requests_in_flight", "Requests under way", in_flight.clone());
        registry.register_with_unit(
            "graphql_operation_duration",
            "Time to execute a GraphQL operation",
            Unit::Seconds,
            operations.clone(),
        );
        registry.register("graphql_errors", "Entries in errors, by extensions.code", errors.clone());
        registry.register_with_unit(
            "sql_statement_duration",
            "Time to wait for one SQL statement",
            Unit::Seconds,
            env.db.statements().durations(),
        );
        register_use_cases(registry, env);
        registry.register_collector(Box::new(Database(env.db.clone())));
        registry.register_collector(Box::new(SigningKey::new(env)));
        Self { registry: root, names: Names::default(), operations, errors, requests, in_flight }
    }

    /// An operation ended: `ok`, or `error` with at least one entry in `errors`. Gives the label of its name.
    pub(super) fn observe(
        &self,
        name: Option<&str>,
        kind: &'static str,
        outcome: &'static str,
        elapsed: Duration,
    ) -> Arc<str> {
        let operation = self.names.label(name);
        self.operations
            .get_or_create(&OperationLabels { operation: Arc::clone(&operation), kind, outcome })
            .observe(elapsed.as_secs_f64());
        operation
    }

    pub(super) fn count_error(&self, code: &str) {
        self.errors.get_or_create(&ErrorCode { code: code.to_owned() }).inc();
    }

    /// A request that is under way until the guard is dropped, also where the client hangs up.
    pub(super) fn under_way(self: &Arc<Self>) -> UnderWay {
        self.in_flight.inc();
        UnderWay(Arc::clone(self))
    }

    /// The `OpenMetrics` text.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// What the use cases count.
fn register_use_cases(registry: &mut Registry, env: &Env) {
    let counts = env.counts.clone();
    registry.register("sessions_logged", "Sessions completed or imported", counts.sessions_logged);
    registry.register("swaps", "Swaps made and taken back, by kind", counts.swaps);
    registry.register("sign_ins", "Attempts to sign in, by outcome", counts.sign_ins);
    registry.register("idempotent_replays", "Retries answered from the first attempt", counts.replays);
    registry.register_with_unit(
        "recovery_rebuild_duration",
        "Time to rebuild the recovery of a user",
        Unit::Seconds,
        counts.rebuilds,
    );
    registry.register("dataloader_batch_size", "Keys in one load of a dataloader", counts.batches);
}

/// A request under way.
#[derive(Debug)]
pub(super) struct UnderWay(Arc<Metrics>);

impl UnderWay {
    /// It has its answer.
    pub(super) fn answered(self, status: StatusCode) {
        let status = match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.0.requests.get_or_create(&StatusClass { status }).inc();
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.in_flight.dec();
    }
}
