//! A set of points, one bit for each point there is.

/// Places below a size that is the same for all that are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    size: usize,
}

const WORD: usize = 64;

impl Bits {
    /// None of so many.
    pub(super) fn none(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(WORD)], size }
    }

    /// These of so many.
    pub(super) fn of(places: impl Iterator<Item = u32>, size: usize) -> Self {
        let mut bits = Self::none(size);
        places.for_each(|at| bits.insert(at));
        bits
    }

    fn insert(&mut self, at: u32) {
        if let Some((word, bit)) = self.find(at) {
            self.words[word] |= bit;
        }
    }

    pub(super) fn contains(&self, at: u32) -> bool {
        self.find(at).is_some_and(|(word, bit)| self.words[word] & bit != 0)
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| usize::from(word.count_ones().to_le_bytes()[0])).sum()
    }

    /// Those that are in both.
    pub(super) fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, two)| *one &= two);
    }

    /// Those that are in one of both.
    pub(super) fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(one, two)| *one |= two);
    }

    /// Those that were not in it.
    pub(super) fn turn(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        let used = self.size % WORD;
        if used > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).step_by(WORD).zip(&self.words).flat_map(|(first, word)| {
            let left = std::iter::successors(Some(*word), |left| Some(left & left.wrapping_sub(1)));
            left.take_while(|left| *left != 0).map(move |left| first + left.trailing_zeros())
        })
    }

    fn find(&self, at: u32) -> Option<(usize, u64)> {
        let at = usize::try_from(at).ok().filter(|at| *at < self.size)?;
        Some((at / WORD, 1 << (at % WORD)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_any_size_are_joined_and_turned() {
        for size in [0, 1, 63, 64, 65, 200] {
            let even = Bits::of((0..200).step_by(2), size);
            assert_eq!(even.count(), size.div_ceil(2), "{size}");
            let mut odd = even.clone();
            odd.turn();
            assert!(odd.iter().all(|at| at % 2 == 1 && !even.contains(at)));
            assert_eq!(odd.count() + even.count(), size);
            let mut all = odd.clone();
            all.or(&even);
            assert_eq!(all.iter().count(), size);
            odd.and(&even);
            assert_eq!(odd, Bits::none(size));
        }
    }
}
