//! The write path: validate, dedupe, limit, batch, append, count what was refused.
