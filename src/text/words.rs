//! A text in both languages at once, so that neither can be forgotten.

use super::Lang;

/// The same thing said in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Words { zh: zh.into(), en: en.into() }
    }

    /// A name or a quotation: the same in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Words { en: zh.clone(), zh }
    }

    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// `words!("第 {n} 行", "line {n}")`: both texts are format strings over the same scope.
#[macro_export]
macro_rules! words {
    ($zh:literal, $en:literal $(, $($args:tt)*)?) => {
        $crate::text::Words {
            zh: format!($zh $(, $($args)*)?),
            en: format!($en $(, $($args)*)?),
        }
    };
}

/// `a, b and c` in English and `a、b 和 c` in Chinese, each item in backticks.
pub fn list<S: AsRef<str>>(items: &[S], joiner: Words) -> Words {
    let ticked: Vec<String> = items.iter().map(|item| format!("`{}`", item.as_ref())).collect();
    match ticked.as_slice() {
        [] => Words::default(),
        [only] => Words::same(only.clone()),
        [head @ .., last] => Words {
            zh: format!("{} {} {last}", head.join("、"), joiner.zh),
            en: format!("{} {} {last}", head.join(", "), joiner.en),
        },
    }
}

/// `1 row`, `3 rows`: English nouns need a number.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        let words = list(&["a", "b", "c"], Words::new("或", "or"));
        assert_eq!(words.zh, "`a`、`b` 或 `c`");
        assert_eq!(words.en, "`a`, `b` or `c`");
        assert_eq!(plural(1, "row"), "1 row");
        assert_eq!(plural(0, "row"), "0 rows");
    }
}
