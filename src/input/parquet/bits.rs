//! The bit layouts of Parquet: runs and packed groups, deltas, streams of bytes, levels.
//!
//! Every function takes what a damaged file may hold: what does not fit is a [`Fault`], never a panic.

use bytes::Bytes;

/// Why bytes are not what they should be.
pub type Fault = &'static str;

pub const CUT_SHORT: Fault = "the page is cut short";

/// Splits off the first `count` bytes.
pub fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], Fault> {
    let (head, rest) = bytes.split_at_checked(count).ok_or(CUT_SHORT)?;
    *bytes = rest;
    Ok(head)
}

/// An unsigned number of variable length.
pub fn varint(bytes: &mut &[u8]) -> Result<u64, Fault> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take(bytes, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err("a number runs on")
}

fn zigzag(bytes: &mut &[u8]) -> Result<i64, Fault> {
    let value = varint(bytes)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// Little-endian with a length of four bytes before it.
pub fn prefixed<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], Fault> {
    let length = take(bytes, 4)?;
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
    take(bytes, length as usize)
}

/// Which of `count` values are there, from levels of one bit; `None` where all are.
pub fn present(mut bytes: &[u8], count: usize) -> Result<Option<Vec<bool>>, Fault> {
    let mut present: Option<Vec<bool>> = None;
    let mut read = 0;
    while read < count {
        let header = varint(&mut bytes)?;
        if header & 1 == 0 {
            let run = usize::try_from(header >> 1).unwrap_or(usize::MAX).min(count - read);
            if run == 0 {
                return Err("an empty run of levels");
            }
            let there = take(&mut bytes, 1)?[0] != 0;
            if !there || present.is_some() {
                let known = present.get_or_insert_with(|| all(read, count));
                known.resize(read + run, there);
            }
            read += run;
        } else {
            let groups = usize::try_from(header >> 1).unwrap_or(usize::MAX);
            // Writers may leave out the bytes of a last group that nobody needs.
            let needed = groups.min((count - read).div_ceil(8));
            let packed = take(&mut bytes, needed)?;
            bytes = bytes.get(groups - needed..).unwrap_or_default();
            let run = groups.saturating_mul(8).min(count - read);
            if run == 0 {
                return Err("an empty run of levels");
            }
            let known = present.get_or_insert_with(|| all(read, count));
            for byte in packed {
                known.extend((0..8).map(|bit| byte >> bit & 1 == 1));
            }
            known.truncate(read + run);
            read += run;
        }
    }
    Ok(present)
}

fn all(read: usize, count: usize) -> Vec<bool> {
    let mut known = Vec::with_capacity(count + 8);
    known.resize(read, true);
    known
}

/// Numbers of so many bits in runs and packed groups, read as far as somebody wants them.
pub struct Hybrid {
    bytes: Bytes,
    width: u8,
    /// Numbers of which the run or group has not begun yet.
    left: usize,
    run: Run,
    /// What is left of a group of eight.
    spare: Vec<u32>,
}

enum Run {
    Same(u32, usize),
    /// Whole groups, and how many numbers of them count.
    Packed(Bytes, usize),
}

impl Hybrid {
    /// `count` numbers of `width` bits.
    pub fn new(bytes: Bytes, width: u8, count: usize) -> Result<Hybrid, Fault> {
        if width > 32 {
            return Err("numbers of more than 32 bits");
        }
        // Numbers without bits are not written.
        let (left, run) = if width == 0 { (0, Run::Same(0, count)) } else { (count, Run::Same(0, 0)) };
        Ok(Hybrid { bytes, width, left, run, spare: Vec::new() })
    }

    /// Appends the next `count` numbers to `out`.
    pub fn next(&mut self, count: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        let end = out.len() + count;
        out.reserve(count + 8);
        let kept = self.spare.len().min(count);
        out.extend(self.spare.drain(..kept));
        while out.len() < end {
            let wanted = end - out.len();
            match &mut self.run {
                Run::Same(_, 0) | Run::Packed(_, 0) => self.begin()?,
                Run::Same(value, left) => {
                    let here = wanted.min(*left);
                    out.resize(out.len() + here, *value);
                    *left -= here;
                }
                Run::Packed(bytes, left) => {
                    let here = wanted.min(*left);
                    let whole = here.div_ceil(8) * usize::from(self.width);
                    let packed = bytes.split_to(whole.min(bytes.len()));
                    let there = (here.div_ceil(8) * 8).min(*left);
                    let before = out.len();
                    unpack(&packed, self.width, out);
                    out.truncate(before + there);
                    self.spare.extend(out.drain((before + here).min(out.len())..));
                    *left -= there;
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Fault> {
        if self.left == 0 {
            return Err(CUT_SHORT);
        }
        let mut rest = &self.bytes[..];
        let header = varint(&mut rest)?;
        let many = usize::try_from(header >> 1).unwrap_or(usize::MAX);
        if many == 0 {
            return Err("an empty run");
        }
        if header & 1 == 0 {
            let run = many.min(self.left);
            let mut value = [0; 4];
            let stored = take(&mut rest, usize::from(self.width).div_ceil(8))?;
            value[..stored.len()].copy_from_slice(stored);
            self.run = Run::Same(u32::from_le_bytes(value), run);
            self.left -= run;
            self.bytes = self.bytes.slice(self.bytes.len() - rest.len()..);
            return Ok(());
        }
        let width = usize::from(self.width);
        let needed = many.min(self.left.div_ceil(8));
        let run = many.saturating_mul(8).min(self.left);
        let length = needed.saturating_mul(width);
        let start = self.bytes.len() - rest.len();
        let packed = if length <= rest.len() {
            self.bytes.slice(start..start + length)
        } else {
            // A last group without the bytes that nobody needs.
            if rest.len() < run.saturating_mul(width).div_ceil(8) {
                return Err(CUT_SHORT);
            }
            let mut padded = rest.to_vec();
            padded.resize(length, 0);
            padded.into()
        };
        let end = start.saturating_add(many.saturating_mul(width)).min(self.bytes.len());
        self.bytes = self.bytes.slice(end..);
        self.run = Run::Packed(packed, run);
        self.left -= run;
        Ok(())
    }
}

macro_rules! by_width {
    ($width:expr, $bytes:expr, $out:expr, $($n:literal)*) => {
        match $width { $($n => groups::<$n>($bytes, $out),)* _ => {} }
    };
}

/// Whole groups of eight numbers.
fn unpack(bytes: &[u8], width: u8, out: &mut Vec<u32>) {
    by_width!(width, bytes, out, 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
}

fn groups<const W: usize>(bytes: &[u8], out: &mut Vec<u32>) {
    let mask = if W == 32 { u32::MAX } else { (1_u32 << W) - 1 };
    for group in bytes.chunks_exact(W) {
        let mut numbers = [0_u32; 8];
        if W <= 8 {
            let mut word = [0_u8; 8];
            word[..W].copy_from_slice(group);
            let word = u64::from_le_bytes(word);
            for (at, number) in numbers.iter_mut().enumerate() {
                *number = (word >> (at * W)) as u32 & mask;
            }
        } else if W <= 16 {
            let mut word = [0_u8; 16];
            word[..W].copy_from_slice(group);
            let word = u128::from_le_bytes(word);
            for (at, number) in numbers.iter_mut().enumerate() {
                *number = (word >> (at * W)) as u32 & mask;
            }
        } else {
            let mut padded = [0_u8; 40];
            padded[..W].copy_from_slice(group);
            for (at, number) in numbers.iter_mut().enumerate() {
                let byte = at * W / 8;
                let mut word = [0_u8; 8];
                word.copy_from_slice(&padded[byte..byte + 8]);
                *number = (u64::from_le_bytes(word) >> (at * W % 8)) as u32 & mask;
            }
        }
        out.extend_from_slice(&numbers);
    }
}

/// Numbers as their differences (`DELTA_BINARY_PACKED`), at most `most`; the bytes that follow stay.
pub fn deltas(bytes: &mut &[u8], most: usize) -> Result<Vec<i64>, Fault> {
    let block = usize::try_from(varint(bytes)?).map_err(|_| CUT_SHORT)?;
    let minis = usize::try_from(varint(bytes)?).map_err(|_| CUT_SHORT)?;
    let total = usize::try_from(varint(bytes)?).map_err(|_| CUT_SHORT)?;
    let mut last = zigzag(bytes)?;
    if total > most {
        return Err("more values than the page declares");
    }
    if minis == 0 || minis > 1 << 10 || block > 1 << 20 || !block.is_multiple_of(minis) {
        return Err("blocks of an impossible size");
    }
    let each = block / minis;
    if each == 0 || !each.is_multiple_of(8) {
        return Err("blocks of an impossible size");
    }
    let mut values = Vec::with_capacity(total);
    if total > 0 {
        values.push(last);
    }
    while values.len() < total {
        let least = zigzag(bytes)?;
        let widths = take(bytes, minis)?;
        for width in widths {
            if values.len() >= total {
                break;
            }
            let width = usize::from(*width);
            if width > 64 {
                return Err("numbers of more than 64 bits");
            }
            let length = each / 8 * width;
            // The last block may end with its last value.
            let packed = take(bytes, length.min(bytes.len()))?;
            if packed.len() < ((total - values.len()).min(each) * width).div_ceil(8) {
                return Err(CUT_SHORT);
            }
            for at in 0..each.min(total - values.len()) {
                last = last.wrapping_add(least).wrapping_add(wide(packed, at * width, width) as i64);
                values.push(last);
            }
        }
    }
    Ok(values)
}

/// `width` bits from bit `at` on.
fn wide(bytes: &[u8], at: usize, width: usize) -> u64 {
    if width == 0 {
        return 0;
    }
    let mut word = [0_u8; 16];
    let from = bytes.get(at / 8..).unwrap_or_default();
    let count = from.len().min(9);
    word[..count].copy_from_slice(&from[..count]);
    let value = (u128::from_le_bytes(word) >> (at % 8)) as u64;
    if width == 64 { value } else { value & ((1 << width) - 1) }
}

/// Texts with all their lengths first (`DELTA_LENGTH_BYTE_ARRAY`), as plain ones.
pub fn delta_lengths(mut bytes: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
    let lengths = deltas(&mut bytes, most)?;
    let mut plain = Vec::with_capacity(bytes.len() + 4 * lengths.len());
    for length in lengths {
        let text = take(&mut bytes, usize::try_from(length).map_err(|_| CUT_SHORT)?)?;
        plain.extend_from_slice(&(text.len() as u32).to_le_bytes());
        plain.extend_from_slice(text);
    }
    Ok(plain)
}

/// Texts as what they share with the one before, and the rest (`DELTA_BYTE_ARRAY`), as plain ones.
/// With `prefix`, each has its length before it.
pub fn delta_texts(mut bytes: &[u8], most: usize, prefix: bool) -> Result<Vec<u8>, Fault> {
    let shared = deltas(&mut bytes, most)?;
    let rest = delta_lengths(bytes, most)?;
    let mut rest = &rest[..];
    let (mut plain, mut last) = (Vec::new(), Vec::new());
    for shared in shared {
        let tail = prefixed(&mut rest)?;
        let shared = usize::try_from(shared).map_err(|_| CUT_SHORT)?;
        if shared > last.len() {
            return Err("a text shares more than there is");
        }
        last.truncate(shared);
        last.extend_from_slice(tail);
        if plain.len() > 1 << 30 {
            return Err("the texts of a page are too long");
        }
        if prefix {
            plain.extend_from_slice(&(last.len() as u32).to_le_bytes());
        }
        plain.extend_from_slice(&last);
    }
    Ok(plain)
}

/// The first bytes of all values, then the second ones (`BYTE_STREAM_SPLIT`), as plain values.
pub fn joined(bytes: &[u8], width: usize, count: usize) -> Result<Vec<u8>, Fault> {
    let length = width.saturating_mul(count);
    let bytes = bytes.get(..length).ok_or(CUT_SHORT)?;
    let mut plain = vec![0; length];
    if count > 0 {
        for (at, stream) in bytes.chunks_exact(count).enumerate() {
            for (value, byte) in plain.iter_mut().skip(at).step_by(width).zip(stream) {
                *value = *byte;
            }
        }
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hybrid(bytes: &[u8], width: u8, count: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        Hybrid::new(Bytes::copy_from_slice(bytes), width, count)?.next(count, out)
    }

    /// The packed form, bit by bit.
    fn packed(numbers: &[u32], width: usize) -> Vec<u8> {
        let groups = numbers.len().div_ceil(8);
        let mut bytes = vec![0; groups * width];
        for (at, number) in numbers.iter().enumerate() {
            for bit in 0..width {
                let place = at * width + bit;
                bytes[place / 8] |= ((number >> bit & 1) as u8) << (place % 8);
            }
        }
        let mut all = vec![(groups << 1 | 1) as u8];
        all.extend(bytes);
        all
    }

    #[test]
    fn numbers_of_every_width() {
        for width in 1..=32_usize {
            let most = if width == 32 { u32::MAX } else { (1 << width) - 1 };
            let numbers: Vec<u32> = (0..19_u32).map(|n| n.wrapping_mul(0x9e37_79b9) & most).collect();
            let bytes = packed(&numbers, width);
            let mut out = Vec::new();
            hybrid(&bytes, width as u8, 19, &mut out).unwrap();
            assert_eq!(out, numbers, "width {width}");
            let mut parts = Hybrid::new(Bytes::copy_from_slice(&bytes), width as u8, 19).unwrap();
            let mut out = Vec::new();
            [1, 0, 9, 3, 6].into_iter().for_each(|count| parts.next(count, &mut out).unwrap());
            assert_eq!(out, numbers, "width {width} in parts");
            let cut = &bytes[..bytes.len() - width];
            assert_eq!(hybrid(cut, width as u8, 19, &mut Vec::new()), Err(CUT_SHORT));
        }
        let mut out = Vec::new();
        hybrid(&[10, 7], 3, 5, &mut out).unwrap();
        assert_eq!(out, [7; 5]);
        assert!(hybrid(&[0, 7], 3, 5, &mut out).is_err());
    }

    #[test]
    fn levels() {
        assert_eq!(present(&[20, 1], 10), Ok(None));
        assert_eq!(present(&[4, 1, 4, 0], 4), Ok(Some(vec![true, true, false, false])));
        assert_eq!(present(&[3, 0b101], 3), Ok(Some(vec![true, false, true])));
        assert_eq!(present(&[], 1), Err(CUT_SHORT));
        assert_eq!(present(&[], 0), Ok(None));
    }

    #[test]
    fn differences() {
        // Of the format's own description: 7, 5, 3, 1, 2, 3, 4, 5 with blocks of 128 in 4.
        let mut bytes: &[u8] = &[128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0];
        assert_eq!(deltas(&mut bytes, 8), Ok(vec![7, 5, 3, 1, 2, 3, 4, 5]));
        assert!(deltas(&mut &[128, 1, 4, 8, 14, 3, 2, 0, 0, 0][..], 8).is_err());
    }

    #[test]
    fn streams_are_joined() {
        assert_eq!(joined(&[1, 3, 2, 4], 2, 2), Ok(vec![1, 2, 3, 4]));
        assert_eq!(joined(&[1, 3, 2], 2, 2), Err(CUT_SHORT));
    }
}
