//! Holds no code: the stories are tests.
