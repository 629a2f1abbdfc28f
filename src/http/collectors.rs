//! What is asked for at the moment of a scrape: statements, connections, the signing key, the process.

use std::{fmt, fs, sync::Arc};

use chrono::{DateTime, Utc};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _},
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::Unit,
};

use crate::{
    domain::system::System,
    service::{Env, access_token::AccessTokens},
    store::Db,
};

/// The store counts its statements and connections itself.
#[derive(Debug)]
pub(super) struct Database(pub(super) Db);

impl Collector for Database {
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
        seconds.encode(time)?;
        let connections = self.0.connections();
        let mut states = encoder.encode_descriptor(
            "database_connections",
            "Open connections to the database",
            None,
            ConstGauge::new(0_u64).metric_type(),
        )?;
        for (state, number) in [("in_use", connections.in_use), ("idle", connections.idle)] {
            let labels = [("state", state)];
            ConstGauge::new(u64::from(number)).encode(states.encode_family(&labels)?)?;
        }
        let most = ConstGauge::new(u64::from(connections.most));
        let help = "The most connections that the pool may open";
        most.encode(encoder.encode_descriptor("database_connections_max", help, None, most.metric_type())?)
    }
}

/// How long the active key has been signing; nothing for a secret outside a ring.
pub(super) struct SigningKey {
    tokens: Arc<AccessTokens>,
    system: Arc<dyn System>,
}

impl SigningKey {
    pub(super) fn new(env: &Env) -> Self {
        Self { tokens: Arc::clone(&env.tokens), system: Arc::clone(&env.system) }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.tokens).finish()
    }
}

impl Collector for SigningKey {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Some(since) = self.tokens.active_since() else { return Ok(()) };
        let age = ConstGauge::new((self.system.now() - since).num_seconds());
        let help = "How long the key that signs access tokens has been signing";
        age.encode(encoder.encode_descriptor(
            "signing_key_age",
            help,
            Some(&Unit::Seconds),
            age.metric_type(),
        )?)
    }
}

/// The process: its start, and its memory where the system tells.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) started_at: DateTime<Utc>,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let start = ConstGauge::new(self.started_at.timestamp());
        let help = "When the process started, in seconds since 1970";
        start.encode(encoder.encode_descriptor(
            "process_start_time",
            help,
            Some(&Unit::Seconds),
            start.metric_type(),
        )?)?;
        let Some(bytes) = resident_memory() else { return Ok(()) };
        let memory = ConstGauge::new(bytes);
        memory.encode(encoder.encode_descriptor(
            "process_resident_memory",
            "Memory of the process that is in use",
            Some(&Unit::Bytes),
            memory.metric_type(),
        )?)
    }
}

/// Linux says it in kibibytes.
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
