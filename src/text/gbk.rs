//! UTF-8 as GB18030, the whole of what GBK was the beginning of: where all characters are in GBK, the
//! bytes are those of GBK.

use std::io::{self, Write};

use encoding_rs::{Encoder, EncoderResult, GB18030, GBK};

/// Takes UTF-8 and passes GB18030 on.
pub struct Gbk<'w> {
    out: &'w mut (dyn Write + Send),
    encoder: Encoder,
    /// The first bytes of a character of which the rest has not come yet.
    begun: Vec<u8>,
    /// The first character that GBK does not have.
    beyond: Option<char>,
    started: bool,
}

impl std::fmt::Debug for Gbk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gbk").field("beyond", &self.beyond).finish_non_exhaustive()
    }
}

impl<'w> Gbk<'w> {
    pub fn new(out: &'w mut (dyn Write + Send)) -> Gbk<'w> {
        Gbk { out, encoder: GB18030.new_encoder(), begun: Vec::new(), beyond: None, started: false }
    }

    /// A character that was written and is not in GBK, if there was one: programs that know GBK only will
    /// not read it.
    pub fn beyond(&self) -> Option<char> {
        self.beyond
    }

    fn encode(&mut self, text: &str) -> io::Result<()> {
        let mut text = text;
        if !self.started && !text.is_empty() {
            self.started = true;
            // The mark of UTF-8 means nothing in GBK.
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        if self.beyond.is_none() && !text.is_ascii() {
            self.beyond = not_in_gbk(text);
        }
        let mut buffer = [0; 8192];
        loop {
            let (_, read, written, _) = self.encoder.encode_from_utf8(text, &mut buffer, false);
            self.out.write_all(buffer.get(..written).unwrap_or_default())?;
            text = text.get(read..).unwrap_or_default();
            if text.is_empty() {
                return Ok(());
            }
        }
    }
}

/// The first of them.
fn not_in_gbk(text: &str) -> Option<char> {
    // Code page 936 has the euro in a place of its own, GB18030 in another.
    let euro = text.find('€');
    let mut encoder = GBK.new_encoder();
    let mut buffer = [0; 8192];
    let mut text = euro.map_or(text, |at| text.get(..at).unwrap_or_default());
    while !text.is_empty() {
        let (result, read, _) = encoder.encode_from_utf8_without_replacement(text, &mut buffer, false);
        match result {
            EncoderResult::Unmappable(found) => return Some(found),
            EncoderResult::InputEmpty | EncoderResult::OutputFull => text = text.get(read..).unwrap_or_default(),
        }
    }
    euro.map(|_| '€')
}

impl Write for Gbk<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let whole;
        let bytes = if self.begun.is_empty() {
            bytes
        } else {
            whole = [std::mem::take(&mut self.begun).as_slice(), bytes].concat();
            &whole
        };
        let (valid, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).unwrap_or_default(), rest)
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        self.begun = rest.to_vec();
        self.encode(valid)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, step: usize) -> (Vec<u8>, Option<char>) {
        let mut out = Vec::new();
        let mut gbk = Gbk::new(&mut out);
        text.as_bytes().chunks(step).for_each(|part| gbk.write_all(part).unwrap());
        let beyond = gbk.beyond();
        (out, beyond)
    }

    #[test]
    fn any_character_comes_back() {
        let long = "工号,姓名\r\n1001,张三\r\n".repeat(3000);
        for text in ["\u{feff}工号,姓名", "𠮷野家", "café €", "", "\u{feff}", long.as_str()] {
            for step in [1, 2, 3, 5, 100_000] {
                let (bytes, _) = written(text, step);
                let (back, _) = GB18030.decode_without_bom_handling(&bytes);
                assert_eq!(back, text.trim_start_matches('\u{feff}'), "{step}");
            }
        }
    }

    #[test]
    fn what_gbk_lacks_is_known() {
        assert_eq!(written("张三,早班", 100).1, None);
        assert_eq!(written("张三,𠮷", 2).1, Some('𠮷'));
        assert_eq!(written("1€", 2).1, Some('€'));
        assert_eq!(written("𠮷1€", 100).1, Some('𠮷'));
        assert_eq!(written("张三", 100).0, GBK.encode("张三").0.into_owned());
    }
}
