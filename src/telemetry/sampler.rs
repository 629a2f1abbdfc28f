//! Which spans are kept: those of requests, as configured. What the server does beside them leaves no trace.

use opentelemetry::{
    Context, KeyValue,
    trace::{Link, SpanKind, TraceContextExt as _, TraceId, TraceState},
};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

use crate::config;

/// Decides where a request begins; everything inside of it follows.
#[derive(Clone, Debug)]
pub(super) struct OfRequests(Sampler);

impl OfRequests {
    pub(super) fn new(wanted: config::Sampler) -> Self {
        let ratio = Sampler::TraceIdRatioBased(wanted.ratio);
        Self(if wanted.parent_based { Sampler::ParentBased(Box::new(ratio)) } else { ratio })
    }
}

impl ShouldSample for OfRequests {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        if *kind == SpanKind::Server {
            return self.0.should_sample(parent, trace_id, name, kind, attributes, links);
        }
        let (follows, trace_state) = parent.map_or((false, TraceState::NONE), |parent| {
            let parent = parent.span().span_context().clone();
            (parent.is_sampled(), parent.trace_state().clone())
        });
        let decision = if follows { SamplingDecision::RecordAndSample } else { SamplingDecision::Drop };
        SamplingResult { decision, attributes: Vec::new(), trace_state }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags};

    use super::*;

    const TRACE: u128 = 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c;

    fn within(sampled: bool) -> Context {
        let flags = TraceFlags::default().with_sampled(sampled);
        let parent = SpanContext::new(TraceId::from(TRACE), SpanId::from(7), flags, true, TraceState::NONE);
        Context::new().with_remote_span_context(parent)
    }

    fn kept(sampler: &OfRequests, parent: Option<&Context>, kind: &SpanKind) -> bool {
        let result = sampler.should_sample(parent, TraceId::from(TRACE), "", kind, &[], &[]);
        result.decision == SamplingDecision::RecordAndSample
    }

    #[test]
    fn requests_are_decided_and_their_parts_follow() {
        let (yes, no) = (within(true), within(false));
        for (parent_based, ratio, alone, in_sampled, in_unsampled) in [
            (true, 1.0, true, true, false),
            (true, 0.0, false, true, false),
            (false, 1.0, true, true, true),
            (false, 0.0, false, false, false),
        ] {
            let sampler = OfRequests::new(config::Sampler { parent_based, ratio });
            let asked = [None, Some(&yes), Some(&no)].map(|parent| kept(&sampler, parent, &SpanKind::Server));
            assert_eq!(asked, [alone, in_sampled, in_unsampled], "{parent_based} {ratio}");
            let inside =
                [None, Some(&yes), Some(&no)].map(|parent| kept(&sampler, parent, &SpanKind::Internal));
            assert_eq!(inside, [false, true, false]);
        }
    }
}
