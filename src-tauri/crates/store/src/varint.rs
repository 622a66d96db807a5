//! Integers in as few bytes as they need: seven bits a byte, least first; signed ones folded so that small stays small.

pub(crate) fn put_unsigned(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

pub(crate) fn get_unsigned(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

pub(crate) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put_unsigned(bytes, (number.wrapping_shl(1) ^ (number >> 63)).cast_unsigned());
}

pub(crate) fn get_signed(rest: &mut &[u8]) -> Option<i64> {
    let folded = get_unsigned(rest)?;
    Some((folded >> 1).cast_signed() ^ -((folded & 1).cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integers_come_back(signed in any::<i64>(), unsigned in any::<u64>()) {
            let mut bytes = Vec::new();
            put_signed(&mut bytes, signed);
            put_unsigned(&mut bytes, unsigned);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(get_signed(&mut rest), Some(signed));
            prop_assert_eq!(get_unsigned(&mut rest), Some(unsigned));
            prop_assert!(rest.is_empty());
        }
    }
}
