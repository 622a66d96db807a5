//! What patterns would name in topics that were captured.

use super::{Named, Patterns};
use crate::limits::PREVIEW_TOPICS_MAX;

/// How patterns fare; of each sort at most 200 topics are shown, all are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Topics that fit.
    pub matched: usize,
    /// Topics that fit none.
    pub unmatched: usize,
    /// The first that fit, and what is named in each.
    pub named: Vec<(String, Named)>,
    /// The first that do not.
    pub left: Vec<String>,
}

pub(super) fn of<'t>(patterns: &Patterns, topics: impl IntoIterator<Item = &'t str>) -> Preview {
    let mut preview = Preview::default();
    for topic in topics {
        if let Some(named) = patterns.named(topic) {
            preview.matched += 1;
            if preview.named.len() < PREVIEW_TOPICS_MAX {
                preview.named.push((topic.to_owned(), named));
            }
        } else {
            preview.unmatched += 1;
            if preview.left.len() < PREVIEW_TOPICS_MAX {
                preview.left.push(topic.to_owned());
            }
        }
    }
    preview
}
