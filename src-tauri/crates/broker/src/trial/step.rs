//! The steps of a trial, told one by one.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use crate::failure::Failure;

/// What a step looks at, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The settings and the files that they name.
    Settings,
    /// The host's name.
    Name,
    /// The way to the host and its port.
    Reach,
    /// TLS and the broker's certificate.
    Secure,
    /// WebSocket where it is one, version of MQTT, user name and password.
    SignIn,
    /// The right to listen, per topic filter.
    Subscribe,
    /// The largest message the broker takes.
    PacketSize,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 7] = [
        Self::Settings,
        Self::Name,
        Self::Reach,
        Self::Secure,
        Self::SignIn,
        Self::Subscribe,
        Self::PacketSize,
    ];
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Settings => "Settings and files",
            Self::Name => "Name of the host",
            Self::Reach => "Way to the port",
            Self::Secure => "Protection and certificate",
            Self::SignIn => "Sign-in",
            Self::Subscribe => "Right to listen",
            Self::PacketSize => "Size of messages",
        })
    }
}

/// How a step went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Well; the sentence says what was found.
    Passed(String),
    /// Not well; the sentence is the failure's.
    Failed(Failure),
    /// A step before it failed.
    NotReached,
}

/// One step of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it looks at.
    pub stage: Stage,
    /// How it went.
    pub verdict: Verdict,
    /// How long it took; nothing where it was not reached.
    pub took: Duration,
}

impl Step {
    /// What is to be told of it, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Passed(sentence) => sentence.clone(),
            Verdict::Failed(failure) => failure.to_string(),
            Verdict::NotReached => "Not looked at, because a step before it failed.".to_owned(),
        }
    }
}

/// Takes steps down and tells them.
pub(super) struct Notes<F> {
    steps: Vec<Step>,
    told: F,
}

impl<F: FnMut(&Step)> Notes<F> {
    pub(super) fn new(told: F) -> Self {
        Self { steps: Vec::with_capacity(Stage::ALL.len()), told }
    }

    /// Takes a step, and tells it; what it found, where it went well.
    pub(super) async fn step<T>(
        &mut self,
        stage: Stage,
        step: impl Future<Output = Result<(T, String), Failure>>,
    ) -> Option<T> {
        let began = Instant::now();
        let (found, verdict) = match step.await {
            Ok((found, sentence)) => (Some(found), Verdict::Passed(sentence)),
            Err(failure) => (None, Verdict::Failed(failure)),
        };
        self.tell(Step { stage, verdict, took: began.elapsed() });
        found
    }

    /// All steps, with those that were not reached.
    pub(super) fn finish(mut self) -> Vec<Step> {
        for stage in Stage::ALL.into_iter().skip(self.steps.len()) {
            self.tell(Step { stage, verdict: Verdict::NotReached, took: Duration::ZERO });
        }
        self.steps
    }

    fn tell(&mut self, step: Step) {
        (self.told)(&step);
        self.steps.push(step);
    }
}
