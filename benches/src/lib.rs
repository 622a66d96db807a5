//! One bench per budget in docs/budgets.md, and peers.
