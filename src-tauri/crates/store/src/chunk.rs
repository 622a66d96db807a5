//! A chunk: readings of one point, compressed and checked.
//!
//! Layout: `docs/formats/months.md`, "Chunk". Decoding trusts nothing but the count and the checksum that stand in
//! their own columns: buffers are exact, and a chunk that does not fit them is an error, never a panic.

use pco::ChunkConfig;
use pco::data_types::Number;
use pco::standalone::{simple_compress, simple_decompress_into};

use crate::columns::Columns;
use crate::limits::CHUNK_READINGS_MAX;
use crate::scale::{Scale, to_f64, to_scaled};
use crate::varint::{get_unsigned, put_unsigned};

/// Version of the layout, first byte of every chunk.
const VERSION: u8 = 1;

/// Level 8 is about 6 % smaller and half as fast to write; live sealing shares two cores with everything else.
const COMPRESSION_LEVEL: usize = 4;

const FLAGS_ALL_SAME: u8 = 0;
const FLAGS_IN_RUNS: u8 = 1;

/// What is wrong with a chunk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Bytes changed on disk.
    #[error("its checksum does not match: bytes changed on disk")]
    Checksum,
    /// Written by a newer version.
    #[error("it has format version {0}, which this version does not know")]
    Version(u8),
    /// The content contradicts itself.
    #[error("its content contradicts itself: {0}")]
    Content(&'static str),
}

/// A chunk ready to be written.
pub(crate) struct Encoded {
    pub(crate) data: Vec<u8>,
    pub(crate) crc: u32,
    pub(crate) scale: Scale,
}

/// Compresses 1 to `CHUNK_READINGS_MAX` readings.
pub(crate) fn encode(columns: &Columns) -> Encoded {
    debug_assert!((1..=CHUNK_READINGS_MAX).contains(&columns.len()));
    let scale = Scale::of(&columns.values);
    let mut data = vec![VERSION, scale.code()];
    put_section(&mut data, &compress(&columns.times));
    let values = match scale {
        Scale::None => compress(&columns.values),
        Scale::Decimals(_) => {
            let scaled: Vec<i64> = columns.values.iter().map(|v| to_scaled(*v, scale)).collect();
            compress(&scaled)
        }
    };
    put_section(&mut data, &values);
    put_flags(&mut data, &columns.flags);
    let crc = crc32c::crc32c(&data);
    Encoded { data, crc, scale }
}

/// The readings of a chunk whose row says that it has `readings` of them.
pub(crate) fn decode(data: &[u8], readings: usize, crc: u32) -> Result<Columns, ChunkError> {
    if crc32c::crc32c(data) != crc {
        return Err(ChunkError::Checksum);
    }
    if readings == 0 || readings > CHUNK_READINGS_MAX {
        return Err(ChunkError::Content("the count of readings is out of bounds"));
    }
    let short = ChunkError::Content("it is cut short");
    let [version, scale, rest @ ..] = data else {
        return Err(short);
    };
    if *version != VERSION {
        return Err(ChunkError::Version(*version));
    }
    let scale = Scale::from_code(*scale).ok_or(ChunkError::Content("unknown scale"))?;
    let mut rest = rest;
    let times = decompress::<i64>(get_section(&mut rest).ok_or(short.clone())?, readings)?;
    let section = get_section(&mut rest).ok_or(short.clone())?;
    let values = match scale {
        Scale::None => decompress::<f64>(section, readings)?,
        Scale::Decimals(_) => {
            let scaled = decompress::<i64>(section, readings)?;
            scaled.into_iter().map(|value| to_f64(value, scale)).collect()
        }
    };
    let flags = get_flags(rest, readings).ok_or(short)?;
    if !times.is_sorted_by(|a, b| a < b) {
        return Err(ChunkError::Content("its times do not rise"));
    }
    Ok(Columns { times, values, flags })
}

fn compress<T: Number>(numbers: &[T]) -> Vec<u8> {
    let config = ChunkConfig::default().with_compression_level(COMPRESSION_LEVEL);
    simple_compress(numbers, &config).expect("the configuration is valid and the count in bounds")
}

fn decompress<T: Number + Default>(section: &[u8], readings: usize) -> Result<Vec<T>, ChunkError> {
    let mut numbers = vec![T::default(); readings];
    let progress = simple_decompress_into(section, &mut numbers)
        .map_err(|_| ChunkError::Content("its numbers cannot be decompressed"))?;
    if progress.n_processed == readings && progress.finished {
        Ok(numbers)
    } else {
        Err(ChunkError::Content("it holds another count of readings than its row says"))
    }
}

fn put_section(data: &mut Vec<u8>, section: &[u8]) {
    put_unsigned(data, section.len() as u64);
    data.extend_from_slice(section);
}

fn get_section<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(get_unsigned(rest)?).ok()?;
    let (section, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(section)
}

/// Flags are nearly always the same for a whole chunk, else in long runs.
fn put_flags(data: &mut Vec<u8>, flags: &[u8]) {
    if flags.iter().all(|flag| *flag == flags[0]) {
        data.extend_from_slice(&[FLAGS_ALL_SAME, flags[0]]);
        return;
    }
    data.push(FLAGS_IN_RUNS);
    for run in flags.chunk_by(|a, b| a == b) {
        data.push(run[0]);
        put_unsigned(data, run.len() as u64);
    }
}

fn get_flags(rest: &[u8], readings: usize) -> Option<Vec<u8>> {
    match *rest.first()? {
        FLAGS_ALL_SAME => Some(vec![*rest.get(1)?; readings]),
        FLAGS_IN_RUNS => {
            let mut rest = &rest[1..];
            let mut flags = Vec::with_capacity(readings);
            while flags.len() < readings {
                let (flag, after) = rest.split_first()?;
                rest = after;
                let length = usize::try_from(get_unsigned(&mut rest)?).ok()?;
                if length == 0 || length > readings - flags.len() {
                    return None;
                }
                flags.resize(flags.len() + length, *flag);
            }
            Some(flags)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(count: usize) -> Columns {
        let mut columns = Columns::default();
        for place in 0..i64::try_from(count).unwrap() {
            let value = to_f64(200 + place % 37, Scale::decimals(1));
            columns.push(1_763_000_000_000 + place * 60_000 + place % 7, value, 0);
        }
        columns
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let encoded = encode(&sample(500));
        for place in 0..encoded.data.len() {
            let mut damaged = encoded.data.clone();
            damaged[place] ^= 0x10;
            assert_eq!(decode(&damaged, 500, encoded.crc), Err(ChunkError::Checksum));
        }
    }

    #[test]
    fn damage_under_a_right_checksum_is_an_error_and_no_panic() {
        let encoded = encode(&sample(300));
        for place in 0..encoded.data.len() {
            for bit in [0x01, 0x80] {
                let mut damaged = encoded.data.clone();
                damaged[place] ^= bit;
                let crc = crc32c::crc32c(&damaged);
                let _ = decode(&damaged, 300, crc).map(|columns| columns.len());
            }
            let cut = &encoded.data[..place];
            assert!(decode(cut, 300, crc32c::crc32c(cut)).is_err());
        }
        assert!(decode(&encoded.data, 299, encoded.crc).is_err());
        assert!(decode(&encoded.data, 301, encoded.crc).is_err());
    }

    proptest! {
        #[test]
        fn readings_come_back_bit_for_bit(
            readings in prop::collection::btree_map(any::<i64>(), (any::<f64>(), 0..16_u8), 1..300),
        ) {
            let mut columns = Columns::default();
            for (time, (value, flags)) in readings {
                columns.push(time, if value.is_finite() { value } else { 0.5 }, flags);
            }
            let encoded = encode(&columns);
            let back = decode(&encoded.data, columns.len(), encoded.crc).unwrap();
            prop_assert_eq!(&back.times, &columns.times);
            prop_assert_eq!(&back.flags, &columns.flags);
            for (a, b) in back.values.iter().zip(&columns.values) {
                prop_assert_eq!(a.to_bits(), b.to_bits());
            }
        }
    }
}
