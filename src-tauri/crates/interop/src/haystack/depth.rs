//! Refuses Zinc and Trio whose values lie too deep inside one another, before the decoder calls itself that often.

use crate::limits::DEPTH_MAX;

/// Whether lists, dictionaries and grids of a Zinc text are at most [`DEPTH_MAX`] deep.
///
/// A grid may begin without a bracket, by its `ver:` alone, and then nothing tells where it ends: each of those counts
/// for the whole text.
pub(super) fn zinc_is_shallow(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut bare_grids) = (0, 0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'`' => at = past_text(bytes, at),
            b'@' | b'^' => {
                at = past(bytes, at + 1, |other| in_word(other) || b"~:-.".contains(&other))
            }
            b'[' | b'{' | b'<' => {
                depth += 1;
                at += 1;
            }
            b']' | b'}' | b'>' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            other if in_word(*other) => {
                let end = past(bytes, at, in_word);
                let colon = past(bytes, end, |other| other == b' ' || other == b'\t');
                let is_grid = &bytes[at..end] == b"ver" && bytes.get(colon) == Some(&b':');
                bare_grids += usize::from(is_grid && !follows_bracket(bytes, at));
                at = end;
            }
            _ => at += 1,
        }
        // A grid's bracket is two characters, `<<`.
        if depth > 2 * DEPTH_MAX || bare_grids > DEPTH_MAX {
            return false;
        }
    }
    true
}

/// The same for one entity of Trio, whose values each are a text of their own.
pub(super) fn trio_is_shallow(entity: &str) -> bool {
    let mut lines = entity.split('\n').map(|line| line.trim_end_matches('\r')).peekable();
    while let Some(line) = lines.next() {
        let value =
            line.split_once(':').map_or("", |(_, value)| value.trim_start_matches([' ', '\t']));
        let block_begins =
            value.is_empty() || value.starts_with("Zinc:") || value.trim_end() == "[";
        if !block_begins {
            if !zinc_is_shallow(value) {
                return false;
            }
            continue;
        }
        let is_list = value.trim_end() == "[";
        let mut block = String::from(if is_list { "[" } else { "<<\n" });
        while let Some(line) =
            lines.next_if(|line| line.trim().is_empty() || line.starts_with([' ', '\t']))
        {
            let line = line.trim_start_matches([' ', '\t']);
            if !is_list || !line.trim_start().starts_with("//") {
                block.push_str(line);
                block.push(if is_list { ' ' } else { '\n' });
            }
        }
        if !value.is_empty() && !zinc_is_shallow(&block) {
            return false;
        }
    }
    true
}

/// The place behind a text in quotation marks, or behind everything where it does not end.
fn past_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            other if *other == bytes[start] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn past(bytes: &[u8], start: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let length =
        bytes.get(start..).unwrap_or_default().iter().take_while(|byte| belongs(**byte)).count();
    start + length
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a grid's bracket stands before this place.
fn follows_bracket(bytes: &[u8], at: usize) -> bool {
    bytes[..at].trim_ascii_end().ends_with(b"<<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_do_not_count_and_others_do() {
        let deep = "[".repeat(1_000);
        assert!(zinc_is_shallow(&format!("ver:\"3.0\"\ndis,l\n\"{deep}\",[[1]]\n")));
        assert!(!zinc_is_shallow(&format!("ver:\"3.0\"\ndis,l\n\"\\\"\",{deep}\n")));
        assert!(!zinc_is_shallow(&"<<ver:\"3.0\"\na\n".repeat(1_000)));
        assert!(!zinc_is_shallow(&"ver:\"3.0\"\na\n".repeat(1_000)));
        assert!(zinc_is_shallow(&"<<\nver:\"3.0\"\na\n1\n>>".repeat(1_000)));
    }

    #[test]
    fn a_text_that_does_not_end_hides_nothing_in_the_next_line_of_trio() {
        let deep = "[".repeat(1_000);
        assert!(trio_is_shallow(&format!("dis: \"{deep}\"\nsite")));
        assert!(!trio_is_shallow(&format!("a: \"\nb: {deep}\n")));
        assert!(!trio_is_shallow(&format!(
            "a: \"\nb:Zinc:\n  ver:\"3.0\"\n  a\n  \"\n  \" {deep}\n"
        )));
        assert!(!trio_is_shallow(&format!("a: [\n  // \"\n  {deep}\n")));
    }
}
