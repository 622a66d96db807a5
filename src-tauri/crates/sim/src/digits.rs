//! Whole numbers as decimal text, fast: a counter that is text already.

/// A number in decimal that can be written and counted up without a division.
#[derive(Debug, Clone)]
pub(crate) struct Digits {
    /// Filled from the end.
    text: [u8; Self::MAX],
    start: usize,
}

impl Digits {
    /// Digits of the largest number of 64 bits.
    const MAX: usize = 20;

    pub(crate) fn new(mut number: u64) -> Self {
        let mut text = [b'0'; Self::MAX];
        let mut start = Self::MAX;
        loop {
            start -= 1;
            text[start] = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
            if number == 0 {
                return Self { text, start };
            }
        }
    }

    /// Counts one up.
    pub(crate) fn increase(&mut self) {
        for at in (0..Self::MAX).rev() {
            if self.text[at] == b'9' {
                self.text[at] = b'0';
            } else {
                self.text[at] += 1;
                self.start = self.start.min(at);
                return;
            }
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_up_carries() {
        for from in [0, 1, 8, 9, 98, 99, 1_999, 1_763_999_999_999, u64::MAX - 1] {
            let mut digits = Digits::new(from);
            assert_eq!(digits.as_bytes(), from.to_string().as_bytes());
            digits.increase();
            assert_eq!(digits.as_bytes(), (from + 1).to_string().as_bytes());
        }
    }
}
