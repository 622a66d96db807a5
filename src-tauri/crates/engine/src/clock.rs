//! The clock: the only place that asks what time it is.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// The time now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.map(|since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    Timestamp::from_ms(ms.unwrap_or(0))
}

/// The clock as a function, for those below who are given one.
pub(crate) fn shared() -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
    Arc::new(now)
}
