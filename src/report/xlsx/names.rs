//! Names of sheets: of at most 31 characters, without those that are forbidden, no two alike.

use crate::text::{Lang, inert};

/// UTF-16 units that a name may have.
const MOST: usize = 31;

/// The names that are given so far.
#[derive(Debug, Default)]
pub struct Names {
    /// In small letters, for programs do not tell large ones from small.
    taken: Vec<String>,
}

impl Names {
    /// The name that is nearest to the one wanted.
    pub fn free(&mut self, wanted: &str, lang: Lang) -> String {
        let clean = allowed(wanted);
        let base = if clean.is_empty() { lang.pick("表", "sheet").to_string() } else { clean };
        let numbered = (2_usize..).map(|number| {
            let tail = format!(" ({number})");
            format!("{}{tail}", cut(&base, MOST - tail.len()))
        });
        let mut all = std::iter::once(cut(&base, MOST).to_string()).chain(numbered);
        let name = all.find(|name| !self.taken.contains(&name.to_lowercase())).unwrap_or_default();
        self.taken.push(name.to_lowercase());
        name
    }
}

/// Without what a name must not have.
fn allowed(wanted: &str) -> String {
    let plain = inert(wanted);
    let replaced = plain.chars().map(|c| match c {
        '/' | '\\' => '／',
        '[' => '（',
        ']' => '）',
        ':' => '：',
        '*' | '?' | '\u{fffe}' | '\u{ffff}' => ' ',
        c => c,
    });
    let name: String = replaced.collect();
    let name = cut(name.trim().trim_matches('\''), MOST).trim().trim_matches('\'').to_string();
    // A name that Excel keeps for itself.
    if name.eq_ignore_ascii_case("history") { format!("{name} 1") } else { name }
}

/// The longest beginning of so many UTF-16 units.
pub fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_goes_and_no_two_are_alike() {
        let mut names = Names::default();
        assert_eq!(names.free("质量/进度:[A]*?", Lang::Zh), "质量／进度：（A）");
        assert_eq!(names.free("abc", Lang::En), "abc");
        assert_eq!(names.free("ABC", Lang::En), "ABC (2)");
        assert_eq!(names.free("'History'", Lang::En), "History 1");
        assert_eq!(names.free("\u{202e}\u{7}", Lang::En), "sheet");
        let long = "很".repeat(60);
        assert_eq!(names.free(&long, Lang::Zh).encode_utf16().count(), 31);
        let second = names.free(&long, Lang::Zh);
        assert!(second.ends_with(" (2)") && second.encode_utf16().count() == 31, "{second}");
        assert_eq!(names.free(&"😀".repeat(40), Lang::Zh).encode_utf16().count(), 30);
    }
}
