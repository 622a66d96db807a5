//! Somebody's text as it is repeated in a sentence.

use crate::limits::QUOTED_CHARS_MAX;

/// A text in quotation marks, short and with nothing in it that moves a cursor.
pub(crate) fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let shown = |letter: char| if is_hidden(letter) { '\u{fffd}' } else { letter };
    let mut short: String = letters.by_ref().take(QUOTED_CHARS_MAX).map(shown).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    format!("“{short}”")
}

/// Whether a letter moves the cursor or turns the direction of what follows.
fn is_hidden(letter: char) -> bool {
    let turns = ['\u{61c}'..='\u{61c}', '\u{200e}'..='\u{200f}', '\u{202a}'..='\u{202e}'];
    letter.is_control()
        || turns.iter().any(|turn| turn.contains(&letter))
        || ('\u{2066}'..='\u{2069}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_short_and_moves_no_cursor() {
        assert_eq!(quoted("a\u{1b}[2Jb\u{202e}c\n"), "“a\u{fffd}[2Jb\u{fffd}c\u{fffd}”");
        assert_eq!(quoted(&"x".repeat(1_000)), format!("“{}…”", "x".repeat(QUOTED_CHARS_MAX)));
    }
}
