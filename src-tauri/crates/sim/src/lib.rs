//! A seeded building made of software that speaks real conventions to a real broker.
