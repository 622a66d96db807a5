//! Topics and filters: what may be one, and which match.
//!
//! rumqttc's own `matches` slices a topic after its first byte, which is no place to cut where a topic begins with `ü`.

/// Whether a message may be published on it.
pub(super) fn is_topic(topic: &str) -> bool {
    is_text(topic) && !topic.contains(['+', '#'])
}

/// Whether it can be subscribed to.
pub(super) fn is_filter(filter: &str) -> bool {
    is_text(filter) && rumqttc::valid_filter(filter)
}

fn is_text(text: &str) -> bool {
    !text.is_empty() && text.len() <= usize::from(u16::MAX) && !text.contains('\0')
}

/// Whether a message on this topic is for who asked for this filter.
pub(super) fn matches(filter: &str, topic: &str) -> bool {
    // Topics of the broker itself are not for those who ask for everything.
    if topic.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let mut levels = topic.split('/');
    for wanted in filter.split('/') {
        if wanted == "#" {
            return true;
        }
        match levels.next() {
            Some(level) if wanted == "+" || wanted == level => {}
            Some(_) | None => return false,
        }
    }
    levels.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_levels() {
        let yes = [
            ("a/b", "a/b"),
            ("a/+", "a/b"),
            ("+/+", "/b"),
            ("#", "a/b/c"),
            ("a/#", "a"),
            ("a/#", "a/b/c"),
            ("a/+/c", "a//c"),
            ("#", "über/temperatur"),
            ("$SYS/#", "$SYS/uptime"),
        ];
        for (filter, topic) in yes {
            assert!(matches(filter, topic), "{filter} {topic}");
        }
        let no = [
            ("a/b", "a"),
            ("a", "a/b"),
            ("a/+", "a"),
            ("a/+", "a/b/c"),
            ("+", "/b"),
            ("#", "$SYS/uptime"),
            ("+/uptime", "$SYS/uptime"),
            ("a/b", "a/B"),
        ];
        for (filter, topic) in no {
            assert!(!matches(filter, topic), "{filter} {topic}");
        }
    }

    #[test]
    fn what_is_no_topic_and_no_filter_is_told() {
        assert!(is_topic("a/b") && is_topic("/") && is_filter("+/#"));
        for none in ["", "a/+", "#", "a\0b"] {
            assert!(!is_topic(none), "{none:?}");
        }
        for none in ["", "a/#/b", "a+", "a\0"] {
            assert!(!is_filter(none), "{none:?}");
        }
    }
}
