//! Reads a pattern's text.

use super::{Level, PATTERN_BYTES_MAX, PATTERN_LEVELS_MAX, Part, Pattern, PatternError, Piece};

pub(super) fn pattern(text: &str) -> Result<Pattern, PatternError> {
    if text.is_empty() {
        return Err(wrong(0, "there is nothing; a pattern looks like {floor}/{equip}/{point}"));
    }
    if text.len() > PATTERN_BYTES_MAX {
        let what = format!("the pattern is longer than {PATTERN_BYTES_MAX} bytes; make it shorter");
        return Err(wrong(text.chars().count(), &what));
    }
    if let Some(at) = text.chars().position(char::is_control) {
        return Err(wrong(at, "a control character cannot stand in a topic; remove it"));
    }
    let mut levels = Vec::new();
    let mut told: Vec<Part> = Vec::new();
    let mut at = 0;
    for level in text.split('/') {
        if levels.len() == PATTERN_LEVELS_MAX {
            let what = format!("a pattern has at most {PATTERN_LEVELS_MAX} levels");
            return Err(wrong(at, &what));
        }
        levels.push(match level {
            "#" if at + 1 == text.chars().count() => break,
            "#" => return Err(wrong(at, "# stands only at the end")),
            "+" => Level::Any,
            level => Level::Pieces(pieces(level, at, &mut told)?),
        });
        at += level.chars().count() + 1;
    }
    if told.is_empty() {
        return Err(wrong(0, "it names nothing; put a part such as {equip} or {point} into it"));
    }
    let is_open = text == "#" || text.ends_with("/#");
    Ok(Pattern { text: Box::from(text), levels, is_open })
}

fn pieces(level: &str, from: usize, told: &mut Vec<Part>) -> Result<Vec<Piece>, PatternError> {
    let mut pieces = Vec::new();
    let mut rest = level;
    while !rest.is_empty() {
        let at = from + level[..level.len() - rest.len()].chars().count();
        let Some(inside) = rest.strip_prefix('{') else {
            let end = rest.find('{').unwrap_or(rest.len());
            let (text, behind) = rest.split_at(end);
            if let Some((before, wrong_one)) =
                text.char_indices().find(|(_, c)| matches!(c, '}' | '+' | '#'))
            {
                let at = at + text[..before].chars().count();
                let what = match wrong_one {
                    '}' => "this } has no { before it",
                    _ => "+ and # stand alone in a level",
                };
                return Err(wrong(at, what));
            }
            pieces.push(Piece::Text(Box::from(text)));
            rest = behind;
            continue;
        };
        let Some((word, behind)) = inside.split_once('}') else {
            return Err(wrong(at, "this { is not closed in its level"));
        };
        let Some(part) = Part::ALL.into_iter().find(|part| part.word() == word) else {
            let words = Part::ALL.map(Part::word).join(", ");
            let what = format!("“{word}” is no part; the parts are {words}");
            return Err(wrong(at, &what));
        };
        if told.contains(&part) {
            return Err(wrong(
                at,
                &format!("{{{word}}} stands twice; use + for what is not needed"),
            ));
        }
        if matches!(pieces.last(), Some(Piece::Part(_))) {
            return Err(wrong(
                at,
                "two parts touch; put the character between them that divides them",
            ));
        }
        told.push(part);
        pieces.push(Piece::Part(part));
        rest = behind;
    }
    Ok(pieces)
}

fn wrong(at: usize, what: &str) -> PatternError {
    PatternError { at, what: what.to_owned() }
}
