//! The two languages in which everything a person sees is written.

/// A language of messages and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    /// The language a locale name such as `zh_CN.UTF-8` asks for; Chinese where it does not say,
    /// because that is what most of our users read first.
    pub fn from_locale(locale: &str) -> Lang {
        let lower = locale.to_ascii_lowercase();
        if lower.starts_with("en") { Lang::En } else { Lang::Zh }
    }

    /// Picks one of two texts.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locale_names() {
        assert_eq!(Lang::from_locale("en_US.UTF-8"), Lang::En);
        assert_eq!(Lang::from_locale("zh_CN.GB18030"), Lang::Zh);
        assert_eq!(Lang::from_locale("C"), Lang::Zh);
    }
}
