//! `simulate`: a simulated building publishes to a real broker.

use std::error::Error;
use std::sync::Arc;

use sim::load::{self, Load, LoadError};
use sim::speak::{self, Speech};
use wire::{Failure, FailureCode};

use super::signals::{Signals, Told};
use crate::args::SimulateArgs;
use crate::exit::Ended;
use crate::output::Output;

pub(super) async fn run(args: &SimulateArgs, output: Output) -> Result<(), Ended> {
    let mut signals = Signals::listen()?;
    let mut told = None;
    output.note("Publishing; Ctrl+C stops it.");
    let stop = async { told = Some(signals.come().await) };
    let report = if args.convention.is_empty() {
        load::run(load_of(args), Arc::new(engine::now), stop).await
    } else {
        speak::run(speech_of(args), Arc::new(engine::now), stop).await
    };
    let report = report.map_err(|error| failure(&error))?;
    output.answer(&report, || {
        format!(
            "{} messages on {} topics published in {:.1} s, {} acknowledged.",
            report.published, report.topics, report.seconds, report.acknowledged
        )
    })?;
    if told == Some(Told::Interrupt) { Err(Ended::Interrupted) } else { Ok(()) }
}

/// The building as a load.
fn load_of(args: &SimulateArgs) -> Load {
    Load {
        url: args.broker.clone(),
        points: args.points,
        rate: args.rate,
        seed: args.seed,
        duration: args.duration,
        qos1: args.qos == 1,
        log: args.log.clone(),
    }
}

/// Devices of conventions.
fn speech_of(args: &SimulateArgs) -> Speech {
    Speech {
        url: args.broker.clone(),
        conventions: args.convention.clone(),
        points: args.points,
        rate: args.rate,
        seed: args.seed,
        duration: args.duration,
        qos1: args.qos == 1,
        truth: args.truth.clone(),
    }
}

/// A load's failure in the words of all others. Its cause stands behind it, because it says what to do about it.
fn failure(error: &LoadError) -> Failure {
    let code = match error {
        LoadError::Address { .. } | LoadError::Points { .. } | LoadError::Rate { .. } => {
            FailureCode::BadRequest
        }
        LoadError::Connect { .. } | LoadError::Publish { .. } => FailureCode::BrokerUnreachable,
        LoadError::Log { .. } => FailureCode::Internal,
    };
    let cause = error.source().map(|cause| format!("Cause: {cause}")).unwrap_or_default();
    Failure::new(code, error.to_string(), cause)
}
