//! Numbers as people read them: equal to twelve digits, rounded half away from zero, summed as the
//! decimals that are written.

/// `|a−b| ≤ 1e-12·max(1,|a|,|b|)`
pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * [1.0, a.abs(), b.abs()].into_iter().fold(0.0, f64::max)
}

/// Half away from zero; a hair below a half is the half.
pub fn round(value: f64, decimals: i32) -> f64 {
    let power: f64 = format!("1e{decimals}").parse().expect("a power of ten");
    let scaled = value.abs() * power;
    let hair = (1e-12 * scaled.max(1.0)).min(1e-3);
    let whole = (scaled + 0.5 + hair).floor();
    let rounded = whole / power;
    if value < 0.0 && rounded > 0.0 { -rounded } else { rounded }
}

/// What agrees with a whole number to twelve digits is that number.
pub fn floor(value: f64) -> f64 {
    let whole = value.round();
    if near(value, whole) && (value - whole).abs() <= 1e-3 { whole } else { value.floor() }
}

pub fn ceil(value: f64) -> f64 {
    -floor(-value)
}

/// The sum of the decimals that stand for some numbers, in whole units of 10⁻²⁰ (what is too great
/// or too fine for these is added as it comes).
pub fn sum(values: &[f64]) -> f64 {
    const SCALE: usize = 20;
    let mut whole: i128 = 0;
    let mut rest = 0.0;
    for value in values {
        // Rust writes the shortest decimal that reads back as the number, without an exponent.
        let text = value.abs().to_string();
        let (units, fraction) = text.split_once('.').unwrap_or((&text, ""));
        if units.len() > 15 || fraction.len() > SCALE {
            rest += value;
            continue;
        }
        let digits: i128 = format!("{units}{fraction:0<SCALE$}").parse().expect("digits");
        whole += if *value < 0.0 { -digits } else { digits };
    }
    let sign = if whole < 0 { "-" } else { "" };
    let exact: f64 = format!("{sign}{}e-{SCALE}", whole.unsigned_abs()).parse().expect("a number");
    exact + rest
}

#[test]
fn decimals() {
    assert_eq!(sum(&[0.1; 10]), 1.0);
    assert_eq!(sum(&[0.1, 0.2, -0.3]), 0.0);
    assert_eq!(round(1.005, 2), 1.01);
    assert_eq!(round(-2.5, 0), -3.0);
    assert_eq!(round(1250.0, -2), 1300.0);
    assert_eq!(floor(0.57 * 100.0), 57.0);
    assert_eq!(ceil(1.1 * 100.0), 110.0);
}
