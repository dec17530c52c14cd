//! Templates, and the policy of a page that nothing gets past.

use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Environment, Error, UndefinedBehavior, Value};
use serde::Serialize;

use crate::host::sha256;
use crate::text::Lang;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/page.js");

/// Names end in `.html`, so that everything put into them is escaped.
const TEMPLATES: &[(&str, &str)] = &[
    ("diagnosis.html", include_str!("assets/diagnosis.html")),
    ("frame.html", include_str!("assets/frame.html")),
    ("macros.html", include_str!("assets/macros.html")),
    ("document.html", include_str!("assets/document.html")),
    ("results.html", include_str!("assets/results.html")),
    ("feedback.html", include_str!("assets/feedback.html")),
    ("appraisal.html", include_str!("assets/appraisal.html")),
    ("plan.html", include_str!("assets/plan.html")),
];

/// The style of all pages, for those who make pages of their own.
pub fn style() -> &'static str {
    STYLE
}

/// Templates in one language.
#[derive(Debug)]
pub struct Frame {
    env: Environment<'static>,
    pub lang: Lang,
}

impl Frame {
    /// # Errors
    /// A mistake in a template of ours, which tests find.
    pub fn new(lang: Lang) -> io::Result<Frame> {
        Ok(Frame { env: environment(lang).map_err(io::Error::other)?, lang })
    }

    /// Fills a template with what serialises to a map, and writes the page.
    ///
    /// # Errors
    /// What the system says.
    pub fn render(&self, template: &str, page: &impl Serialize, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let page = Value::from(Serde(page));
        let template = self.env.get_template(template).map_err(io::Error::other)?;
        let text = template.render(page).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        out.write_all(b"\n")
    }
}

fn environment(lang: Lang) -> Result<Environment<'static>, Error> {
    let mut env = Environment::new();
    // What a template misses is a mistake of ours, which tests see.
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    for (name, text) in TEMPLATES {
        env.add_template(name, text)?;
    }
    env.add_function("t", move |zh: String, en: String| if lang == Lang::Zh { zh } else { en });
    env.add_global("lang", lang.pick("zh-CN", "en"));
    env.add_global("policy", policy());
    env.add_global("style", Value::from_safe_string(STYLE.to_string()));
    env.add_global("script", Value::from_safe_string(SCRIPT.to_string()));
    env.add_global("version", env!("CARGO_PKG_VERSION"));
    Ok(env)
}

/// Nothing is loaded from anywhere, nothing is sent, and only our own style and script count.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&digest(STYLE)),
        base64(&digest(SCRIPT)),
    )
}

fn digest(text: &str) -> Vec<u8> {
    let digits = sha256(text.as_bytes());
    let byte = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..digits.len()).step_by(2).filter_map(byte).collect()
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS.get((all >> (18 - 6 * at)) as usize & 63).copied().unwrap_or(b'=');
            out.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&digest("")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn neither_style_nor_script_ends_its_own_element() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
    }
}
