//! Passwords on standard input: never an argument, which every user of the computer could see.

use std::io::{self, BufRead};

use wire::Password;

use crate::exit::Ended;

/// Bytes of the first line that are read; no password is as long.
const LINE_BYTES_MAX: u64 = 8 * 1_024;

/// The first line of standard input, without its end.
pub(crate) async fn password() -> Result<Password, Ended> {
    let read = tokio::task::spawn_blocking(|| first_line(io::stdin().lock()));
    let line = read.await.unwrap_or_else(|cause| Err(io::Error::other(cause)));
    line.map(Password::new).map_err(|cause| {
        let message = format!("Standard input has no password in its first line: {cause}.");
        Ended::could_not(
            message,
            "Write it there, for example with `< file` or from a password program.",
        )
    })
}

fn first_line(input: impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    input.take(LINE_BYTES_MAX).read_line(&mut line)?;
    let text = line.strip_suffix('\n').unwrap_or(&line);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_read_without_its_end() {
        for (input, line) in [
            ("swordfish\nmore", "swordfish"),
            ("swordfish\r\n", "swordfish"),
            (" with spaces ", " with spaces "),
            ("", ""),
        ] {
            assert_eq!(first_line(input.as_bytes()).unwrap(), line);
        }
        assert!(first_line(&b"\xff\xfe\n"[..]).is_err(), "no text");
        assert_eq!(first_line(&[b'x'; 20_000][..]).unwrap().len(), 8_192);
    }
}
