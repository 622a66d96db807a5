//! Current value, age and quality of every point, in memory.
