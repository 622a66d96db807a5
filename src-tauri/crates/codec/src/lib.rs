//! Bytes to readings, discoveries and states; one module per convention.
