//! Text → number as people write numbers: `￥1,234.50`, `95.00%`, `1.2万`, `(12.5)`, `３５ 秒`.

/// A number that stood in a cell as text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    /// As written: `95.00%` is 95, `1.2万` is 12000.
    pub value: f64,
    /// Places after the point that were written; `1.2万` has -3.
    pub decimals: i32,
    /// `%`, `‰`, `元`, `秒`…; empty for a bare number.
    pub unit: &'static str,
}

/// Units that may follow a number without changing it. Minutes and hours written out are left
/// out on purpose: a column of seconds with `2分钟` in it must not be read as 2.
const UNITS: &[&str] = &[
    "%", "‰", "人次", "人", "次", "秒", "分", "个", "单", "件", "户", "元", "笔", "条", "名", "项", "天", "块", "份",
    "张", "台", "套", "家", "位", "岁", "轮", "课时", "学时",
];

/// Powers of ten that people write as a word.
const MYRIADS: &[(&str, i32)] = &[("千万", 7), ("百万", 6), ("万", 4), ("亿", 8)];

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Reads a number as a person would. `None` for anything else, also for what is nearly a number:
/// a misplaced thousands comma or two points are mistakes to be shown, not to be guessed at.
pub fn parse(text: &str) -> Option<Written> {
    if let Some(written) = plain(text.as_bytes()) {
        return Some(written);
    }
    let narrow: String = text.chars().filter_map(narrow).collect();
    let (negative, body) = match narrow.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => (false, narrow.as_str()),
    };
    let (sign, body) = signed(body);
    let body = ["¥", "$", "RMB", "CNY", "人民币"].iter().find_map(|mark| body.strip_prefix(mark)).unwrap_or(body);
    // The sign may stand on either side of the currency mark, but only once.
    let (inner_sign, body) = signed(body);
    if usize::from(negative) + usize::from(sign.is_some()) + usize::from(inner_sign.is_some()) > 1 {
        return None;
    }
    let negative = negative || sign == Some(true) || inner_sign == Some(true);
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(body.len());
    let (figure, tail) = body.split_at(end);
    let (power, unit) = tail_of(tail)?;
    let (digits, decimals) = ungrouped(figure)?;
    let value = scaled(&digits, decimals - power)?;
    Some(Written { value: if negative { -value } else { value }, decimals: decimals - power, unit })
}

/// The number of a text that is exactly how that number is printed: no leading or trailing zeros,
/// at most 15 digits. Such a text can be kept as a number and printed back unchanged.
pub fn canonical(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let body = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let whole = body.split(|b| *b == b'.').next().unwrap_or_default();
    let leading_zero = whole.len() > 1 && whole.first() == Some(&b'0');
    let trailing_zero = whole.len() < body.len() && body.last() == Some(&b'0');
    if whole.is_empty() || leading_zero || trailing_zero || body == b"0" && bytes != body || body.len() > 16 {
        return None;
    }
    let written = plain(bytes)?;
    let digits = body.len() - usize::from(whole.len() < body.len());
    (digits <= 15 && body.last() != Some(&b'.')).then_some(written.value)
}

/// The fast way for `-123.45`: fifteen digits and a power of ten are both exact in an f64, so one
/// division is correctly rounded.
fn plain(bytes: &[u8]) -> Option<Written> {
    let (negative, body) = match bytes.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let (mut mantissa, mut digits, mut point) = (0_u64, 0_usize, None);
    if body.len() > 16 {
        return None;
    }
    for (place, byte) in body.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' if point.is_none() && place > 0 => point = Some(place),
            _ => return None,
        }
    }
    if digits == 0 || digits > 15 {
        return None;
    }
    let decimals = point.map_or(0, |place| body.len() - place - 1);
    let value = mantissa as f64 / POWERS.get(decimals)?;
    // A minus before nothing but zeros is no figure anybody wants to read.
    Some(Written { value: if negative && value != 0.0 { -value } else { value }, decimals: decimals as i32, unit: "" })
}

/// `whole · 10^-decimals` where both are exact, so that one division rounds correctly.
pub fn exact(whole: i128, decimals: i32) -> Option<f64> {
    let power = POWERS.get(usize::try_from(decimals).ok()?)?;
    (whole.unsigned_abs() <= 1 << 53).then(|| whole as f64 / power)
}

/// Full-width and typographic forms to ASCII; white space to nothing.
fn narrow(c: char) -> Option<char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '￥' => '¥',
        '−' | '–' | '﹣' => '-',
        '。' => '.',
        '﹪' => '%',
        c => c,
    };
    (!c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{202c}' | '\u{202d}')).then_some(c)
}

/// The sign that leads a text (`Some(true)` for minus) and the rest.
fn signed(text: &str) -> (Option<bool>, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        (Some(true), rest)
    } else if let Some(rest) = text.strip_prefix('+') {
        (Some(false), rest)
    } else {
        (None, text)
    }
}

/// The power of ten and the unit that follow a figure.
fn tail_of(tail: &str) -> Option<(i32, &'static str)> {
    let (power, rest) = MYRIADS
        .iter()
        .find_map(|(word, power)| tail.strip_prefix(word).map(|rest| (*power, rest)))
        .unwrap_or((0, tail));
    if rest.is_empty() {
        return Some((power, ""));
    }
    let unit = UNITS.iter().find(|unit| **unit == rest)?;
    Some((power, unit))
}

/// Digits without point and thousands commas, and how many of them stood after the point.
fn ungrouped(figure: &str) -> Option<(String, i32)> {
    let (whole, fraction) = match figure.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (figure, ""),
    };
    if fraction.contains([',', '.']) || whole.is_empty() || figure.len() > 300 {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    if first.is_empty() || grouped && first.len() > 3 || groups.any(|group| group.len() != 3) {
        return None;
    }
    let mut digits: String = whole.chars().filter(|c| *c != ',').collect();
    digits.push_str(fraction);
    Some((digits, i32::try_from(fraction.len()).ok()?))
}

/// `digits · 10^-decimals`, correctly rounded.
fn scaled(digits: &str, decimals: i32) -> Option<f64> {
    format!("{digits}e{}", -decimals).parse().ok().filter(|value: &f64| value.is_finite())
}

/// The value times 100, as a decimal: 0.475 is 47.5 and 0.9971 is 99.71.
pub fn hundredfold(value: f64) -> f64 {
    let text = format!("{value:e}");
    text.split_once('e')
        .and_then(|(mantissa, exponent)| format!("{mantissa}e{}", exponent.parse::<i32>().ok()? + 2).parse().ok())
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Option<f64> {
        parse(text).map(|written| written.value)
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, expected) in [
            ("0元", 0.0),
            ("￥1,234.50", 1234.5),
            ("¥ -3", -3.0),
            ("1,234", 1234.0),
            ("95.00%", 95.0),
            ("1.2万", 12000.0),
            ("3亿", 3e8),
            ("1.2万元", 12000.0),
            ("３５．５％", 35.5),
            ("－１２", -12.0),
            ("(12.5)", -12.5),
            ("（1,000）", -1000.0),
            (" 35 秒 ", 35.0),
            ("12\u{a0}345", 12345.0),
            ("+7", 7.0),
            ("3人次", 3.0),
            ("0.1", 0.1),
            ("5116032541422009305", 5116032541422009305.0),
            ("-0", 0.0),
            ("1.", 1.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "abc",
            "1,23",
            "1,2345",
            "1.2.3",
            "--1",
            "-(3)",
            "1e5",
            "2分钟",
            "5分30秒",
            "约100",
            "%",
            "1 000,5",
            ".",
            "12a",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_written_is_remembered() {
        assert_eq!(parse("95.00%"), Some(Written { value: 95.0, decimals: 2, unit: "%" }));
        assert_eq!(parse("1.2万"), Some(Written { value: 12000.0, decimals: -3, unit: "" }));
    }

    #[test]
    fn only_canonical_texts_become_numbers_unseen() {
        for text in ["0", "12", "-3", "0.5", "123456789012345", "12.25"] {
            assert_eq!(canonical(text).map(|v| v.to_string()).as_deref(), Some(text));
        }
        for text in ["007", "1.50", "-0", "1.", ".5", "1234567890123456", "1e5", "", "-", "1,000", "00", "0.0"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn percent_shifts_the_point() {
        assert_eq!(hundredfold(0.475), 47.5);
        assert_eq!(hundredfold(0.9971), 99.71);
        assert_eq!(hundredfold(0.07), 7.0);
        assert_eq!(hundredfold(1.0), 100.0);
        assert_eq!(hundredfold(-0.001), -0.1);
        assert_eq!(hundredfold(0.0), 0.0);
    }

    proptest! {
        #[test]
        fn printed_numbers_read_back(value in -1e12_f64..1e12) {
            prop_assert_eq!(super::parse(&format!("{value}")).map(|w| w.value), Some(value));
        }

        #[test]
        fn canonical_texts_print_back(whole in -99_999_i64..99_999, cents in 0_u32..1000) {
            let text = format!("{whole}.{cents:03}");
            if let Some(value) = canonical(&text) {
                prop_assert_eq!(value.to_string(), text);
            }
        }
    }
}
