//! Composition root: tasks, wiring, settings, paths, clock, health, shutdown order.
