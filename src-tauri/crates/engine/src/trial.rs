//! Tries a broker once and says what was found, step by step.

use broker::{Certificate, Settings, Stage, Step, TestOutcome, TlsFailure, Verdict};
use wire::{CertificateView, ConnectionTested, TrialStage, TrialStep, TrialVerdict};

use crate::clock;
use crate::connections::mqtt_version;

/// Tries these settings once. A step that fails is an answer like any other.
pub(crate) async fn test(settings: &Settings) -> ConnectionTested {
    let outcome = broker::test(settings, |_| {}).await;
    ConnectionTested {
        version: outcome.answered.map(|answered| mqtt_version(answered.version)),
        connect_ms: outcome.answered.map(|answered| answered.connected_in.as_secs_f64() * 1_000.0),
        certificate: outcome.certificate.as_ref().map(|shown| certificate(shown, &outcome)),
        steps: outcome.steps.iter().map(step).collect(),
    }
}

fn step(step: &Step) -> TrialStep {
    TrialStep {
        stage: match step.stage {
            Stage::Settings => TrialStage::Settings,
            Stage::Name => TrialStage::Name,
            Stage::Reach => TrialStage::Reach,
            Stage::Secure => TrialStage::Secure,
            Stage::SignIn => TrialStage::SignIn,
            Stage::Subscribe => TrialStage::Subscribe,
            Stage::PacketSize => TrialStage::PacketSize,
        },
        title: step.stage.to_string(),
        verdict: match step.verdict {
            Verdict::Passed(_) => TrialVerdict::Ok,
            Verdict::Failed(_) => TrialVerdict::Failed,
            Verdict::NotReached => TrialVerdict::NotReached,
        },
        sentence: step.sentence(),
        took_ms: step.took.as_secs_f64() * 1_000.0,
    }
}

fn certificate(shown: &Certificate, outcome: &TestOutcome) -> CertificateView {
    let now = clock::now();
    let in_time = shown.valid_from <= now && now <= shown.valid_until;
    CertificateView {
        subject: shown.subject.clone(),
        issuer: shown.issuer.clone(),
        names: shown.names.clone(),
        valid_from: shown.valid_from,
        valid_until: shown.valid_until,
        fingerprint: shown.fingerprint.to_string(),
        can_be_pinned: in_time && outcome.failure().is_some_and(pinning_mends),
    }
}

/// Whether what failed is who vouches for the certificate, or for which host: what a person can compare at the broker.
/// Another certificate than a pinned one is not among them: that pin was set to notice just this.
fn pinning_mends(failure: &broker::Failure) -> bool {
    let broker::Failure::Tls(failure) = failure else { return false };
    match failure {
        TlsFailure::SelfSigned { .. }
        | TlsFailure::UnknownIssuer { .. }
        | TlsFailure::WrongName { .. }
        | TlsFailure::NameOnlyInCommonName { .. } => true,
        TlsFailure::Expired { .. }
        | TlsFailure::NotYetValid { .. }
        | TlsFailure::PinMismatch { .. }
        | TlsFailure::WeakSignature { .. }
        | TlsFailure::UnknownSignature { .. }
        | TlsFailure::BadCertificate { .. }
        | TlsFailure::OldVersion
        | TlsFailure::NothingInCommon { .. }
        | TlsFailure::NotTls { .. }
        | TlsFailure::BrokenOff { .. }
        | TlsFailure::ClientCertificateDemanded
        | TlsFailure::ClientCertificateRefused { .. }
        | TlsFailure::RefusedByBroker { .. }
        | TlsFailure::Broken { .. } => false,
    }
}
