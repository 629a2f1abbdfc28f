//! Traces: which spans there are is said where they begin; here they are sampled, batched and handed to the exporter.

use std::{fmt, time::Duration};

use opentelemetry::{
    Context, KeyValue,
    propagation::{Extractor, TextMapPropagator as _},
    trace::{Span as _, SpanKind, TraceContextExt as _, Tracer as _, TracerProvider as _},
};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    resource::TelemetryResourceDetector,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracer, SdkTracerProvider, SpanLimits},
};
use tokio::task::spawn_blocking;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt as _};
use tracing_subscriber::registry::LookupSpan;

use super::{client::Client, exporter::Exporter, sampler::OfRequests, statement::Statement};
use crate::config;

/// How many spans may wait for the exporter; more are dropped.
const QUEUE: usize = 2048;
/// How many are sent at once.
const BATCH: usize = 512;
/// How long they wait for company.
const DELAY: Duration = Duration::from_secs(5);
/// How long the last ones may take when the server stops.
const DEADLINE: Duration = Duration::from_secs(5);

/// Why traces cannot be sent at all.
#[derive(Debug)]
pub struct TracesError(pub(super) String);

impl fmt::Display for TracesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TracesError {}

/// What sends traces.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// To be called inside the runtime, which does the sending. Everything is set here: the library would ask the
    /// environment for whatever is left open.
    pub(super) fn new(wanted: &config::Traces) -> Result<Self, TracesError> {
        let exporter = Exporter::new(Client::new(wanted)?);
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(DELAY)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource(wanted))
            .with_sampler(OfRequests::new(wanted.sampler))
            .with_span_limits(SpanLimits::default())
            .with_span_processor(BatchSpanProcessor::builder(exporter).with_batch_config(batches).build())
            .build();
        let tracer = provider.tracer("gravl");
        Ok(Self { provider, tracer })
    }

    /// Turns spans of `tracing` into spans of traces.
    pub(super) fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        // Where a span begins in our sources, on which thread: nobody asks.
        tracing_opentelemetry::layer()
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_tracer(self.tracer.clone())
    }

    /// Makes a span of every SQL statement that is part of a request, once it has been answered. Only the names of
    /// the statement and of its table are taken from its text.
    pub fn statements(&self, system: &'static str) -> impl Fn(&str, Duration, bool) + Send + Sync + 'static {
        let tracer = self.tracer.clone();
        move |sql, elapsed, failed| {
            Context::map_current(|request| {
                if !request.span().span_context().is_sampled() {
                    return;
                }
                let end = opentelemetry::time::now();
                let start = end.checked_sub(elapsed).unwrap_or(end);
                let statement = Statement::read(sql);
                let mut attributes = vec![
                    KeyValue::new("db.system.name", system),
                    KeyValue::new("db.operation.name", statement.operation),
                ];
                attributes.extend(
                    statement.table.map(|table| KeyValue::new("db.collection.name", table.to_owned())),
                );
                attributes.extend(failed.then(|| KeyValue::new("error.type", "_OTHER")));
                let mut span = tracer
                    .span_builder(statement.summary())
                    .with_kind(SpanKind::Client)
                    .with_start_time(start)
                    .with_attributes(attributes)
                    .start_with_context(&tracer, request);
                span.end_with_timestamp(end);
            });
        }
    }

    /// Sends what is left, for a few seconds at the most.
    pub async fn finish(self) {
        let finished = spawn_blocking(move || self.provider.shutdown_with_timeout(DEADLINE)).await;
        let finished = finished.map_err(|error| error.to_string());
        if let Err(error) = finished.and_then(|ended| ended.map_err(|error| error.to_string())) {
            tracing::warn!(error, deadline_s = DEADLINE.as_secs(), "the last traces may be lost");
        }
    }
}

/// The caller's trace goes on in this span, which nobody has entered yet, if the request's headers name one.
pub fn follow<'a>(span: &Span, header: impl Fn(&str) -> Option<&'a str>) {
    let headers = Headers { parent: header("traceparent"), state: header("tracestate") };
    let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
    if parent.has_active_span()
        && let Err(error) = span.set_parent(parent)
    {
        tracing::debug!(%error, "a trace begins anew");
    }
}

/// The trace that a span is part of, where somebody will find it.
#[must_use]
pub fn trace_id(span: &Span) -> Option<String> {
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_sampled().then(|| context.trace_id().to_string())
}

/// Gives a span another name than it began with.
pub fn rename(span: &Span, name: String) {
    span.context().span().update_name(name);
}

struct Headers<'a> {
    parent: Option<&'a str>,
    state: Option<&'a str>,
}

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => self.parent,
            "tracestate" => self.state,
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        Vec::new()
    }
}

fn resource(wanted: &config::Traces) -> Resource {
    let given = wanted.resource.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    Resource::builder_empty()
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attributes(given)
        .build()
}
