//! Embedded time-series store and the main database.
