//! Logs, and traces where a collector is named.

mod client;
mod exporter;
mod sampler;
mod statement;
mod traces;

use std::io;

use tracing::{Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, filter::Targets, fmt, layer::SubscriberExt as _, registry::LookupSpan,
    util::SubscriberInitExt as _,
};

pub use traces::{Traces, TracesError, follow, rename, trace_id};

use crate::config::{Config, LogFormat};

/// The target of spans that are for traces only: logs do not know of them.
pub const TRACES: &str = "gravl::traces";

/// Sends log lines to standard error, so that standard output stays for what commands print. A server also sends traces
/// if the configuration says where to; other commands are over before there is anything to trace.
pub fn start(config: &Config, serves: bool) -> Result<Option<Traces>, TracesError> {
    let traces = config.traces.as_ref().filter(|_| serves).map(Traces::new).transpose()?;
    let lines = tracing_subscriber::registry();
    let started = match &traces {
        None => lines.with(log_filter(config)).with(log_lines(config)).try_init(),
        // Each goes its own way: what is logged is not exported, and what is exported is not logged.
        Some(traces) => {
            let spans = traces.layer().with_filter(Targets::new().with_target(TRACES, Level::INFO));
            lines.with(log_lines(config).with_filter(log_filter(config))).with(spans).try_init()
        }
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logs were started before");
    }
    Ok(traces)
}

/// Without the spans that are for traces only, whatever `GRAVL_LOG` says.
fn log_filter(config: &Config) -> EnvFilter {
    let filter = EnvFilter::new(&config.log_filter);
    match format!("{TRACES}=off").parse() {
        Ok(hidden) => filter.add_directive(hidden),
        Err(_no_directive) => filter,
    }
}

fn log_lines<S>(config: &Config) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let lines = fmt::layer().with_writer(io::stderr);
    match config.log_format {
        LogFormat::Text => {
            lines.with_target(false).with_ansi(io::IsTerminal::is_terminal(&io::stderr())).boxed()
        }
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
    }
}
