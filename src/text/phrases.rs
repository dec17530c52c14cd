//! Whether any of many phrases stands in a text, without going through it once for each.

/// Characters, as far as a look can tell: it may take others for one of them, but never misses one.
#[derive(Debug, Clone, Copy)]
struct Characters([u64; 16]);

impl Characters {
    const fn with(mut self, code: u32) -> Characters {
        self.0[(code >> 6 & 15) as usize] |= 1 << (code & 63);
        self
    }

    fn may_have(&self, code: u32) -> bool {
        self.0[(code >> 6 & 15) as usize] >> (code & 63) & 1 == 1
    }
}

/// Phrases in lower case, of ASCII or of characters of three bytes.
#[derive(Debug)]
pub struct Phrases {
    all: &'static [&'static str],
    first: Characters,
}

impl Phrases {
    pub const fn new(all: &'static [&'static str]) -> Phrases {
        let mut first = Characters([0; 16]);
        let mut at = 0;
        while at < all.len() {
            let phrase = all[at].as_bytes();
            let code = if phrase[0] < 0x80 {
                phrase[0] as u32
            } else {
                ((phrase[0] & 15) as u32) << 12 | ((phrase[1] & 63) as u32) << 6 | (phrase[2] & 63) as u32
            };
            first = first.with(code);
            at += 1;
        }
        Phrases { all, first }
    }

    /// Whether one of them stands in a text; letters of ASCII in either case.
    pub fn are_in(&self, text: &str) -> bool {
        let begins = |rest: &[u8]| {
            let same = |phrase: &&str| {
                rest.get(..phrase.len()).is_some_and(|here| here.eq_ignore_ascii_case(phrase.as_bytes()))
            };
            self.all.iter().any(same)
        };
        text.char_indices().any(|(at, c)| {
            self.first.may_have(u32::from(c.to_ascii_lowercase()))
                && begins(text.as_bytes().get(at..).unwrap_or_default())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_anywhere_and_in_either_case() {
        const SOME: Phrases = Phrases::new(&["在岗", "表", "left", "（）"]);
        for text in ["在岗", "不在岗的", "见表", "Left", "he LEFT", "扣（）分"] {
            assert!(SOME.are_in(text), "{text}");
        }
        for text in ["", "在", "岗在", "lef", "（", "𠮷", "é", "代"] {
            assert!(!SOME.are_in(text), "{text}");
        }
    }
}
