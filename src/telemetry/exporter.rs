//! Spans as OTLP. Hand-made, because that of opentelemetry-otlp reads the process's environment by itself and logs
//! every failure.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use opentelemetry_proto::{
    tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    transform::{
        common::tonic::ResourceAttributesWithSchema, trace::tonic::group_spans_by_resource_and_scope,
    },
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    trace::{SpanData, SpanExporter},
};
use prost::Message as _;
use tokio::runtime::Handle;

use super::client::Client;

/// How often a collector that is away is worth a line in the log.
const PAUSE: Duration = Duration::from_mins(5);

/// Sends spans to the collector.
#[derive(Debug)]
pub(super) struct Exporter {
    client: Client,
    resource: ResourceAttributesWithSchema,
    /// Batches come from a thread of their own, where no socket can be waited for.
    runtime: Handle,
    losses: Mutex<Losses>,
}

/// What did not arrive.
#[derive(Debug, Default)]
struct Losses {
    spans: usize,
    told: Option<Instant>,
}

impl Exporter {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            resource: ResourceAttributesWithSchema::default(),
            runtime: Handle::current(),
            losses: Mutex::default(),
        }
    }

    async fn send(&self, batch: Vec<SpanData>) -> Result<(), String> {
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        let client = self.client.clone();
        let sending = self.runtime.spawn(async move { client.send(body).await });
        let answer = sending.await.map_err(|error| error.to_string())??;
        let answer = ExportTraceServiceResponse::decode(answer).unwrap_or_default();
        match answer.partial_success.filter(|partial| partial.rejected_spans > 0) {
            Some(partial) => {
                Err(format!("the collector refused {} spans of a batch", partial.rejected_spans))
            }
            None => Ok(()),
        }
    }

    /// One line now and then for a collector that is away, and one when it is back.
    fn report(&self, spans: usize, outcome: &Result<(), String>) {
        let mut losses = self.losses.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => {
                if losses.spans > 0 {
                    tracing::info!(lost_spans = losses.spans, "traces arrive again");
                    losses.spans = 0;
                }
            }
            Err(error) => {
                losses.spans += spans;
                if losses.told.is_none_or(|told| told.elapsed() >= PAUSE) {
                    tracing::warn!(
                        error,
                        lost_spans = losses.spans,
                        "traces do not arrive; requests do not wait"
                    );
                    losses.told = Some(Instant::now());
                }
            }
        }
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let outcome = self.send(batch).await;
        self.report(spans, &outcome);
        outcome.map_err(OTelSdkError::InternalFailure)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}
