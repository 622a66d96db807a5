//! The known word that somebody may have meant.

use crate::limits::GUESSED_BYTES_MAX;

/// The one of these words that is nearest to what was written, where it is near enough for a slip of the hand; `written` may
/// be in capitals.
pub(crate) fn nearest<'w>(
    written: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    if written.is_empty() || written.len() > GUESSED_BYTES_MAX {
        return None;
    }
    let written = written.to_lowercase();
    let apart = |word: &'w str| (strsim::osa_distance(&written, word), word);
    let (distance, word) = words.into_iter().map(apart).min_by_key(|(distance, _)| *distance)?;
    (distance <= word.len() / 3).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_guessed_and_another_word_is_not() {
        let words = ["high", "low", "no_data"];
        for (written, meant) in [
            ("hihg", Some("high")),
            ("HIGH", Some("high")),
            ("nodata", Some("no_data")),
            ("lo", Some("low")),
            ("warm", None),
            ("", None),
            ("highhighhighhighhighhighhighhighhigh", None),
        ] {
            assert_eq!(nearest(written, words), meant, "{written}");
        }
    }
}
