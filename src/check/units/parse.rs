//! What stands in `unit = "…"`.

use super::infer::Unit;
use super::known::{COMPOUND, FREE, OWN, UNITS};
use super::measure::Measure;

/// Units as they were met: each text is read once, and each unknown word keeps its dimension.
#[derive(Default)]
pub(super) struct Words {
    read: Vec<(String, Unit)>,
    own: Vec<String>,
}

impl Words {
    pub(super) fn read(&mut self, text: &str) -> Unit {
        if let Some((_, unit)) = self.read.iter().find(|(known, _)| known == text) {
            return *unit;
        }
        let unit = self.product(text).map_or(Unit::Unknown, |measure| Unit::Known(measure.written()));
        self.read.push((text.to_string(), unit));
        unit
    }

    /// The word of a dimension that only this rubric knows.
    pub(super) fn own(&self, dim: u16) -> Option<&str> {
        self.own.get(usize::from(dim.checked_sub(OWN)?)).map(String::as_str)
    }

    /// The unknown words that were met.
    pub(super) fn unknown(&self) -> &[String] {
        &self.own
    }

    fn product(&mut self, text: &str) -> Option<Measure> {
        let folded = fold(text);
        if folded.is_empty() || FREE.contains(&folded.as_str()) {
            return None;
        }
        // A word with a slash or dot in it, as %0/00, is one word.
        if let Some(measure) = known(&folded) {
            return Some(measure);
        }
        let mut all = Measure::plain(1.0);
        for (place, part) in folded.split('/').enumerate() {
            let sign = if place == 0 { 1 } else { -1 };
            let part = part.trim_matches(['(', ')']);
            if part.is_empty() {
                // `/10万` begins with nothing.
                if place == 0 {
                    continue;
                }
                return None;
            }
            for factor in part.split('·') {
                let factor = self.factor(factor)?;
                let first = place == 0 && all.is_share() && all.scale() == 1.0;
                all = if first { factor } else { all.times(&factor, sign)?.written() };
            }
        }
        Some(all)
    }

    fn factor(&mut self, text: &str) -> Option<Measure> {
        if text.is_empty() || FREE.contains(&text) {
            return None;
        }
        if let Some(measure) = known(text) {
            return Some(measure);
        }
        if let Some((_, product)) = COMPOUND.iter().find(|(word, _)| *word == text) {
            return self.product(product);
        }
        let (number, rest) = leading(text);
        if let Some(number) = number {
            if rest.is_empty() {
                return Some(Measure::plain(number));
            }
            if let Some(measure) = known(rest) {
                return Some(measure.multiply_scale(number));
            }
        }
        let index = self.own.iter().position(|word| word == text).unwrap_or_else(|| {
            self.own.push(text.to_string());
            self.own.len() - 1
        });
        let dim = u16::try_from(index).ok().and_then(|index| OWN.checked_add(index))?;
        Some(Measure::of(dim, 1.0, false))
    }
}

fn known(text: &str) -> Option<Measure> {
    let found = |fits: &dyn Fn(&str) -> bool| {
        UNITS.iter().enumerate().find(|(_, unit)| unit.words.iter().any(|word| fits(word)))
    };
    // `m` and `M` differ, `Hours` and `hours` do not.
    let exact = found(&|word| word == text);
    let (index, unit) =
        exact.or_else(|| if text.len() > 3 { found(&|word| word.eq_ignore_ascii_case(text)) } else { None })?;
    Some(Measure::of(unit.dim(index), unit.scale, unit.difference))
}

/// Widths and the many signs for one thing.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        match letter {
            '％' | '﹪' => out.push('%'),
            '／' | '∕' | '÷' => out.push('/'),
            '*' | '×' | '・' | '•' | '⋅' | '＊' | '．' => out.push('·'),
            '（' => out.push('('),
            '）' => out.push(')'),
            '０'..='９' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => {
                out.push(u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter));
            }
            ',' | '，' | '\u{3000}' => {}
            // Between words of English it parts them.
            ' ' if out.ends_with(|c: char| c.is_ascii_alphabetic()) => out.push(' '),
            ' ' => {}
            _ => out.push(letter),
        }
    }
    out.trim_end().replace(" /", "/").replace(" ·", "·")
}

/// The number before a unit: `10万` of `10万人`.
fn leading(text: &str) -> (Option<f64>, &str) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, mut rest) = text.split_at_checked(digits).unwrap_or(("", text));
    let mut value = number.parse::<f64>().ok();
    while let Some(sign) = rest.chars().next() {
        let factor = match sign {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1000.0,
            '万' | '萬' => 10_000.0,
            '亿' | '億' => 100_000_000.0,
            _ => break,
        };
        value = Some(value.unwrap_or(1.0) * factor);
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
    }
    (value.filter(|value| value.is_finite() && *value > 0.0), rest)
}
