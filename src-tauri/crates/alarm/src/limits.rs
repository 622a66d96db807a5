//! Every bound of the alarms: what is beyond is refused with a reason, never cut silently.

/// What says which points a rule is for; a filter of twenty comparisons has some 600 bytes.
pub(crate) const SELECTOR_BYTES_MAX: usize = 1_024;

/// A role or a stable id in a selector.
pub(crate) const REFERENCE_BYTES_MAX: usize = 256;

/// Points that one rule leaves out; a rule that leaves out more should choose otherwise.
pub(crate) const EXCEPTIONS_MAX: usize = 10_000;

/// Tests in one filter.
pub(crate) const FILTER_TERMS_MAX: usize = 64;

/// Parentheses inside one another in a filter; the parser calls itself for each.
pub(crate) const FILTER_DEPTH_MAX: usize = 16;

/// Tags of one path: `equipRef->siteRef->dis` has three.
pub(crate) const PATH_TAGS_MAX: usize = 6;

/// A tag's name.
pub(crate) const TAG_BYTES_MAX: usize = 64;

/// Words of a role that become markers.
pub(crate) const ROLE_WORDS_MAX: usize = 16;

/// Places around one another; a space, its floor and its building are three.
pub(crate) const PLACES_MAX: usize = 4;

/// What of a wrong text is repeated in the sentence about it, letters.
pub(crate) const QUOTED_CHARS_MAX: usize = 40;

const _: () =
    assert!(REFERENCE_BYTES_MAX * 2 < SELECTOR_BYTES_MAX, "an id of quotation marks must fit");
