//! How figures are printed: points with fixed decimals, values as short as they are exact to four,
//! nothings as words. Thousands are not separated.

use super::time::show_date;
use super::{Kind, Lane, Nothing};
use crate::number::round_half_away;
use crate::text::{Lang, Words, inert};

/// A figure, or why there is none.
pub type Figure = Result<f64, Nothing>;

/// `88.50`: points, scores and totals keep their zeros.
pub fn fixed(value: f64, decimals: i32) -> String {
    let rounded = round_half_away(value, decimals);
    format!("{:.*}", decimals.clamp(0, 15) as usize, positive_zero(rounded))
}

/// `47.5`, `0.3333`: at most four decimals, none of them a trailing zero. A figure that four
/// decimals would turn into 0 keeps four significant digits.
pub fn short(value: f64) -> String {
    let rounded = round_half_away(value, 4);
    if rounded == 0.0 && value != 0.0 {
        let digits = format!("{value:.3e}");
        return digits.parse::<f64>().map_or(digits, |kept| kept.to_string());
    }
    positive_zero(rounded).to_string()
}

/// To twelve significant digits, as comparison sees it: `0.1 + 0.2` is `0.3`.
pub fn digits(value: f64) -> String {
    let kept = format!("{value:.11e}").parse::<f64>().unwrap_or(value);
    positive_zero(kept).to_string()
}

/// `47.5%`, `128 人`.
pub fn with_unit(value: f64, unit: Option<&str>) -> String {
    let figure = short(value);
    match unit.map(inert) {
        None => figure,
        Some(unit) if unit.is_empty() => figure,
        Some(unit) if unit.starts_with(['%', '‰', '％', '°']) => format!("{figure}{unit}"),
        Some(unit) => format!("{figure} {unit}"),
    }
}

/// `+100 元`, `-50 yuan`.
pub fn money(value: f64, lang: Lang) -> String {
    let rounded = positive_zero(round_half_away(value, 2));
    let sign = if rounded > 0.0 { "+" } else { "" };
    format!("{sign}{rounded} {}", lang.pick("元", "yuan"))
}

/// `缺失（未填报）`, `missing (not reported)`; only once where kind and reason are the same words.
pub fn nothing(nothing: Nothing) -> Words {
    let (kind, reason) = (nothing.kind().words(), nothing.words());
    if kind == reason {
        return kind;
    }
    Words { zh: format!("{}（{}）", kind.zh, reason.zh), en: format!("{} ({})", kind.en, reason.en) }
}

/// Points, or the words of their nothing.
pub fn points(figure: Figure, decimals: i32) -> Words {
    match figure {
        Ok(value) => Words::same(fixed(value, decimals)),
        Err(why) => nothing(why),
    }
}

/// One value of a lane as a person reads it: with its unit, as a date, as a yes or no, as text.
pub fn value(lane: &Lane, row: usize, kind: Kind, unit: Option<&str>) -> Words {
    if row >= lane.len() {
        return nothing(Nothing::NoRows);
    }
    match lane {
        Lane::Texts(texts) => texts.get(row).map_or_else(nothing, |text| Words::same(inert(text))),
        Lane::Numbers(numbers) => match numbers.get(row) {
            Err(why) => nothing(why),
            Ok(value) => match kind {
                Kind::Date => Words::same(show_date(value)),
                Kind::Bool if value == 0.0 => Words::new("否", "no"),
                Kind::Bool => Words::new("是", "yes"),
                Kind::Number | Kind::Text => Words::same(with_unit(value, unit)),
            },
        },
    }
}

/// `-0` is not a figure anybody wants to read.
fn positive_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Numbers;

    #[test]
    fn points_keep_their_zeros_and_values_do_not() {
        assert_eq!(fixed(88.5, 2), "88.50");
        assert_eq!(fixed(1.005, 2), "1.01");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(1250.0, -2), "1300");
        assert_eq!(short(0.1 + 0.2), "0.3");
        assert_eq!(short(1_234_567.0), "1234567");
        assert_eq!(short(2.0 / 3.0), "0.6667");
        assert_eq!(short(0.000_012_345_6), "0.00001235");
        assert_eq!(digits(0.1 + 0.2), "0.3");
        assert_eq!(digits(14.123_456), "14.123456");
    }

    #[test]
    fn units_and_money() {
        assert_eq!(with_unit(47.5, Some("%")), "47.5%");
        assert_eq!(with_unit(128.0, Some("人")), "128 人");
        assert_eq!(money(100.0, Lang::Zh), "+100 元");
        assert_eq!(money(-12.5, Lang::En), "-12.5 yuan");
        assert_eq!(money(0.0, Lang::Zh), "0 元");
    }

    #[test]
    fn nothings_are_words() {
        assert_eq!(nothing(Nothing::Blank), Words::new("缺失（未填报）", "missing (not reported)"));
        assert_eq!(nothing(Nothing::NotApplicable), Words::new("不适用", "not applicable"));
        let lane = Lane::Numbers(Numbers::from_iter([Ok(1.0), Err(Nothing::DivisionByZero)]));
        assert_eq!(value(&lane, 0, Kind::Bool, None).zh, "是");
        assert_eq!(value(&lane, 1, Kind::Number, None).zh, "无意义（除数为 0）");
    }
}
