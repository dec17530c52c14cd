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

/// Puts figures in place of `{name}`, in either language. Names that are not known stay as they are
/// written.
pub fn fill(template: &Words, figures: &[(&str, Words)]) -> Words {
    Words { zh: filled(&template.zh, figures, |words| &words.zh), en: filled(&template.en, figures, |words| &words.en) }
}

fn filled(template: &str, figures: &[(&str, Words)], pick: fn(&Words) -> &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        let found = from.find('}').and_then(|close| {
            let name = from[1..close].trim();
            figures.iter().find(|(known, _)| *known == name).map(|(_, figure)| (figure, close + 1))
        });
        // An unknown name keeps its brace, and the search goes on behind it.
        let (figure, next) = match found {
            Some((figure, next)) => (pick(figure), next),
            None => ("{", 1),
        };
        out.push_str(before);
        out.push_str(figure);
        rest = &from[next..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn templates_are_filled() {
        let figures = [("付款人数", Words::same("30")), ("b", Words::new("未填报", "not reported"))];
        let fill = |template: &str| super::fill(&Words::same(template), &figures);
        assert_eq!(fill("付款 {付款人数} 多于 { b }").zh, "付款 30 多于 未填报");
        assert_eq!(fill("{c} {{b}} {b").en, "{c} {not reported} {b");
        assert_eq!(fill("").zh, "");
    }

    #[test]
    fn lists_read_as_sentences() {
        let words = list(&["a", "b", "c"], Words::new("或", "or"));
        assert_eq!(words.zh, "`a`、`b` 或 `c`");
        assert_eq!(words.en, "`a`, `b` or `c`");
        assert_eq!(plural(1, "row"), "1 row");
        assert_eq!(plural(0, "row"), "0 rows");
    }
}
