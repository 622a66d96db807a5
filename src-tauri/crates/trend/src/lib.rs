//! Which resolution for this range and width; gaps; min/max band; LTTB.
