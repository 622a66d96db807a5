//! What to subscribe to and to leave, so that a session listens to what is wanted.
//!
//! New filters are subscribed to twice: with QoS 0 first, which brings all that is retained, then with QoS 1. A default mosquitto
//! drops all but about a thousand retained messages of a QoS 1 subscription. Of a QoS 0 one it drops those beyond what the sockets
//! hold and a thousand packets; nothing tells us where it did, so a large answer is asked for again (`session/retained.rs`).

use std::collections::VecDeque;

use crate::limits::SUBSCRIBE_FILTERS_MAX;

/// One packet to send and have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Stops listening.
    Leave(String),
    /// Subscribes with QoS 0, for what is retained.
    TakeRetained(Vec<String>),
    /// Subscribes with QoS 1, for all that follows.
    Follow(Vec<String>),
}

/// The steps from what the broker's session has to what is wanted.
pub(crate) fn steps(wanted: &[String], subscribed: &[String]) -> VecDeque<Step> {
    let gone = subscribed.iter().filter(|filter| !wanted.contains(filter));
    let mut new: Vec<String> = Vec::new();
    for filter in wanted {
        if !subscribed.contains(filter) && !new.contains(filter) {
            new.push(filter.clone());
        }
    }
    let chunks = || new.chunks(SUBSCRIBE_FILTERS_MAX).map(<[String]>::to_vec);
    gone.cloned()
        .map(Step::Leave)
        .chain(chunks().map(Step::TakeRetained))
        .chain(chunks().map(Step::Follow))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_session_that_has_all_is_left_alone() {
        assert!(steps(&filters("a/# b"), &filters("b a/#")).is_empty());
    }

    #[test]
    fn a_new_session_takes_what_is_retained_before_it_follows() {
        let all = filters("a/# b");
        let expected = [Step::TakeRetained(all.clone()), Step::Follow(all.clone())];
        assert_eq!(steps(&all, &[]), expected);
    }

    #[test]
    fn a_change_touches_only_what_changed() {
        let expected = [
            Step::Leave("old/#".to_owned()),
            Step::TakeRetained(filters("new/#")),
            Step::Follow(filters("new/#")),
        ];
        assert_eq!(steps(&filters("kept new/# new/#"), &filters("old/# kept")), expected);
    }

    #[test]
    fn many_filters_go_in_several_packets() {
        let many: Vec<String> = (0..150).map(|n| format!("f/{n}")).collect();
        assert_eq!(steps(&many, &[]).len(), 6);
    }
}
