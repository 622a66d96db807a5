//! Protocol Buffers on the wire: fields, one after another, borrowed from the payload.
//!
//! Source: "Encoding", protobuf.dev. Allocates nothing and trusts no length. Groups, which were given up before
//! Sparkplug was made, are malformed.

use crate::RejectReason;

/// The fields of a message; ends after the first that is malformed.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

/// A field's value, as far as the wire knows it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'a> {
    Varint(u64),
    Eight([u8; 8]),
    Four([u8; 4]),
    Bytes(&'a [u8]),
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Wire<'a>), RejectReason>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(RejectReason::BadProtobuf))
    }
}

impl<'a> Fields<'a> {
    /// All values of a field that hold bytes; ends where the message is malformed.
    pub(super) fn bytes_of(self, wanted: u32) -> impl Iterator<Item = &'a [u8]> {
        self.filter_map(move |field| match field {
            Ok((number, Wire::Bytes(bytes))) if number == wanted => Some(bytes),
            _ => None,
        })
    }

    fn field(&mut self) -> Option<(u32, Wire<'a>)> {
        let key = u32::try_from(self.varint()?).ok()?;
        let number = key >> 3;
        if number == 0 {
            return None;
        }
        let value = match key & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Eight(*self.chunk()?),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (bytes, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Wire::Bytes(bytes)
            }
            5 => Wire::Four(*self.chunk()?),
            _ => return None,
        };
        Some((number, value))
    }

    fn varint(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        let mut value = u64::from(first & 0x7f);
        let mut more = first & 0x80 != 0;
        let mut shift = 7;
        while more {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            // The tenth byte holds the 64th bit alone.
            if shift > 63 || (shift == 63 && *byte > 1) {
                return None;
            }
            value |= u64::from(byte & 0x7f) << shift;
            more = byte & 0x80 != 0;
            shift += 7;
        }
        Some(value)
    }

    fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(chunk)
    }
}
