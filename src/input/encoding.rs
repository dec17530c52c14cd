//! Bytes → text: UTF-8, GB18030 (GBK, GB2312), UTF-16, whatever the file extension says.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A decoded file.
#[derive(Debug, PartialEq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// `UTF-8`, `GB18030`, `UTF-16LE`, `UTF-16BE`.
    pub name: &'static str,
    /// Lines (from 1) that hold bytes which mean nothing in this encoding.
    pub bad_lines: Vec<u32>,
}

/// Decodes a text file. `None` for bytes that are no text at all.
pub fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let decoded = if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        with(encoding, bytes.get(bom..).unwrap_or_default())
    } else if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&0)
    {
        Decoded { text: Cow::Borrowed(text), name: "UTF-8", bad_lines: Vec::new() }
    } else if bytes.contains(&0) {
        let decoded = with(utf16_by_nuls(bytes)?, bytes);
        if !decoded.bad_lines.is_empty() {
            return None;
        }
        decoded
    } else {
        chinese_or_damaged_utf8(bytes)
    };
    is_text(&decoded.text).then_some(decoded)
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let name = match encoding.name() {
        "gb18030" => "GB18030",
        name => name,
    };
    let bad_lines = if had_errors { lines_with_replacements(&text) } else { Vec::new() };
    Decoded { text, name, bad_lines }
}

/// In UTF-16 the high bytes of ASCII characters are NUL, and those all stand at odd places (little
/// endian) or all at even ones.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let mut at = [0_usize; 2];
    for (place, byte) in bytes.iter().enumerate() {
        if *byte == 0 {
            at[place % 2] += 1;
        }
    }
    match at {
        // Every thirtieth character or more is an ASCII one: separators and line ends alone give that.
        [0, odd] if odd * 60 >= bytes.len() => Some(UTF_16LE),
        [even, 0] if even * 60 >= bytes.len() => Some(UTF_16BE),
        _ => None,
    }
}

/// Bytes looked at on each side.
const NEIGHBOURHOOD: usize = 1 << 14;

/// A file with a single broken byte must not turn into another encoding as a whole.
fn chinese_or_damaged_utf8(bytes: &[u8]) -> Decoded<'_> {
    // The neighbourhood of the first broken byte tells; the whole need not be decoded twice.
    let broken_at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let from = broken_at.saturating_sub(NEIGHBOURHOOD);
    let to = (broken_at + NEIGHBOURHOOD).min(bytes.len());
    let sample = with(UTF_8, &bytes[from..to]);
    let (mut broken, mut sound) = (0_usize, 0_usize);
    for c in sample.text.chars().filter(|c| !c.is_ascii()) {
        if c == char::REPLACEMENT_CHARACTER { broken += 1 } else { sound += 1 }
    }
    if broken * 20 < sound { with(UTF_8, bytes) } else { with(GB18030, bytes) }
}

fn lines_with_replacements(text: &str) -> Vec<u32> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| line.contains(char::REPLACEMENT_CHARACTER))
        .map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX))
        .collect()
}

fn is_text(text: &str) -> bool {
    // What may begin a control character; most texts have none of it.
    let suspect =
        |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0xc | 0x1a) || matches!(byte, 0x7f | 0xc2);
    if !text.bytes().fold(false, |any, byte| any | suspect(byte)) {
        return true;
    }
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{85}');
    let (mut controls, mut all) = (0_usize, 0_usize);
    for c in text.chars().take(1 << 16) {
        all += 1;
        controls += usize::from(control(c));
    }
    controls * 50 <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        decode(bytes).map(|d| (d.text.into_owned(), d.name)).unwrap_or_default()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "姓名,人数\n张三,5\n";
        assert_eq!(read(text.as_bytes()), (text.to_string(), "UTF-8"));
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), (text.to_string(), "UTF-8"));
        assert_eq!(read(&GB18030.encode(text).0), (text.to_string(), "GB18030"));
        for (units, name) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"), (u16::to_be_bytes, "UTF-16BE")] {
            let bare: Vec<u8> = text.encode_utf16().flat_map(units).collect();
            assert_eq!(read(&bare), (text.to_string(), name));
            let marked: Vec<u8> = "\u{feff}".encode_utf16().flat_map(units).chain(bare).collect();
            assert_eq!(read(&marked), (text.to_string(), name));
        }
    }

    #[test]
    fn damage_is_told_by_line() {
        let mut bytes = "姓名,人数\n张三李四王五赵六,5\n钱七孙八周九吴十郑一,6".as_bytes().to_vec();
        bytes.push(0xe5);
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.name, decoded.bad_lines), ("UTF-8", vec![3]));
        let mut gbk = GB18030.encode("姓名\n张三\n").0.into_owned();
        gbk.extend([0xff, b'\n']);
        let decoded = decode(&gbk).unwrap();
        assert_eq!((decoded.name, decoded.bad_lines), ("GB18030", vec![3]));
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(&(0_u8..32).collect::<Vec<_>>()), None);
        assert_eq!(read(b"").1, "UTF-8");
    }
}
