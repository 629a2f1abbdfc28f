//! What the server counts: operations, errors by code, SQL statements.

use std::{fmt, time::Duration};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _, text::encode},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        histogram::Histogram,
    },
    registry::{Registry, Unit},
};

use crate::store::Db;

/// Bounds of the latency histogram in seconds; 0.2 and 0.5 are the service's objectives.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ErrorCode {
    code: String,
}

/// The server's counters.
pub struct Metrics {
    registry: Registry,
    operations: Family<Operation, Histogram>,
    errors: Family<ErrorCode, Counter>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Counters at zero.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let mut registry = Registry::with_prefix("gravl");
        let operations = Family::<Operation, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let errors = Family::<ErrorCode, Counter>::default();
        registry.register_with_unit(
            "graphql_operation_duration",
            "Time to execute a GraphQL operation",
            Unit::Seconds,
            operations.clone(),
        );
        registry.register("graphql_errors", "Entries in errors, by extensions.code", errors.clone());
        registry.register_collector(Box::new(Sql(db)));
        Self { registry, operations, errors }
    }

    /// An operation ended: `ok`, or `error` with at least one entry in `errors`.
    pub(super) fn observe(&self, kind: &'static str, outcome: &'static str, elapsed: Duration) {
        self.operations.get_or_create(&Operation { kind, outcome }).observe(elapsed.as_secs_f64());
    }

    pub(super) fn count_error(&self, code: &str) {
        self.errors.get_or_create(&ErrorCode { code: code.to_owned() }).inc();
    }

    /// The `OpenMetrics` text.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// The store counts its statements itself.
#[derive(Debug)]
struct Sql(Db);

impl Collector for Sql {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let statements = self.0.statements();
        let count = ConstCounter::new(statements.count());
        let sent =
            encoder.encode_descriptor("sql_statements", "SQL statements sent", None, count.metric_type())?;
        count.encode(sent)?;
        let seconds = ConstCounter::new(statements.elapsed().as_secs_f64());
        let time = encoder.encode_descriptor(
            "sql_duration",
            "Time spent waiting for SQL statements",
            Some(&Unit::Seconds),
            seconds.metric_type(),
        )?;
        seconds.encode(time)
    }
}
