//! Keys that are nearly one of the roster's: a leading zero lost by a spreadsheet program, a letter for
//! a digit, a hyphen more.

use std::collections::BTreeMap;

use crate::text::{Words, fold};
use crate::words;

/// The roster's keys by what is left of them without what is easily lost.
pub struct Near<'a> {
    keys: Vec<&'a str>,
    plain: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> Near<'a> {
    pub fn new(keys: impl Iterator<Item = &'a str>) -> Near<'a> {
        let mut near = Near { keys: keys.collect(), plain: BTreeMap::new() };
        for key in &near.keys {
            near.plain.entry(plain(key)).or_default().push(key);
        }
        near
    }

    /// The key that may be meant, and how the other differs from it. Nothing where several may be.
    pub fn find(&self, key: &str) -> Option<Words> {
        let meant = match self.plain.get(&plain(key)).map(Vec::as_slice) {
            Some([only]) => *only,
            Some(_) => return None,
            None => return self.cut_off(key),
        };
        let (a, b) = (fold(key), fold(meant));
        let (a, b): (&str, &str) = (&a, &b);
        let how = if marks(a) == marks(b) {
            words!("只差标点", "differs only in punctuation")
        } else if zeros(a) == zeros(b) {
            words!("只差前面的 0", "differs only in leading zeros")
        } else if letters(a) == letters(b) {
            words!(
                "只差形近的字母和数字（O 与 0、I 与 1）",
                "differs only in letters that look like digits (O and 0, I and 1)"
            )
        } else {
            words!(
                "只差标点、前面的 0 或形近的字母",
                "differs only in punctuation, leading zeros or letters that look like digits"
            )
        };
        Some(Words {
            zh: format!("与名册中的 `{meant}` {}", how.zh),
            en: format!("it {} from `{meant}` of the roster", how.en),
        })
    }

    /// `001` for `KF001`, if no other key ends so.
    fn cut_off(&self, key: &str) -> Option<Words> {
        let short = fold(key);
        if short.chars().count() < 2 {
            return None;
        }
        let mut ending = self.keys.iter().filter(|known| {
            let whole = fold(known);
            let before = whole.strip_suffix(short.as_str());
            // `12` is not the end of `112`: what is missing must be letters.
            before.is_some_and(|before| !before.is_empty() && before.chars().all(|c| !c.is_ascii_digit()))
        });
        match (ending.next(), ending.next()) {
            (Some(only), None) => Some(words!(
                "名册中的 `{only}` 以它结尾，可能少了前缀",
                "`{only}` of the roster ends so: the prefix may be missing"
            )),
            _ => None,
        }
    }
}

/// Without punctuation.
fn marks(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Without the zeros before every run of digits.
fn zeros(folded: &str) -> String {
    let mut out = String::new();
    let mut chars = folded.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        let digit_follows = chars.peek().is_some_and(char::is_ascii_digit);
        if c == '0' && !inside && digit_follows {
            continue;
        }
        inside = c.is_ascii_digit();
        out.push(c);
    }
    out
}

fn letters(folded: &str) -> String {
    folded
        .chars()
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect()
}

fn plain(key: &str) -> String {
    zeros(&letters(&marks(&fold(key))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easily_lost() {
        let near = Near::new(["01003", "KF001", "KF-02", "A0B", "112"].into_iter());
        let said = |key: &str| near.find(key).map(|words| words.en).unwrap_or_default();
        assert!(said("1003").contains("leading zeros"), "{}", said("1003"));
        assert!(said("KF02").contains("`KF-02`"), "{}", said("KF02"));
        assert!(said("AOB").contains("look like digits"), "{}", said("AOB"));
        assert!(said("001").contains("`KF001`"), "{}", said("001"));
        assert_eq!(said("12"), "");
        assert_eq!(said("9"), "");
    }

    #[test]
    fn of_two_neither_is_meant() {
        let near = Near::new(["0012", "00012"].into_iter());
        assert_eq!(near.find("12"), None);
    }
}
