//! What a share in a small sample says of the share behind it.

/// The 95 % interval of `hits` out of `of`. Wilson, Journal of the American Statistical Association 22 (1927),
/// 209–212. `None` for nobody.
pub fn wilson(hits: usize, of: usize) -> Option<[f64; 2]> {
    if of == 0 || hits > of {
        return None;
    }
    const Z: f64 = 1.959_963_984_540_054;
    let n = of as f64;
    let p = hits as f64 / n;
    let below = 1.0 + Z * Z / n;
    let middle = (p + Z * Z / (2.0 * n)) / below;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / below;
    Some([(middle - half).max(0.0), (middle + half).min(1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
    #[test]
    fn as_published() {
        let printed = |hits, of| wilson(hits, of).unwrap().map(|edge| format!("{edge:.4}"));
        assert_eq!(printed(81, 263), ["0.2553", "0.3662"]);
        assert_eq!(printed(15, 148), ["0.0624", "0.1605"]);
        assert_eq!(printed(0, 20), ["0.0000", "0.1611"]);
        assert_eq!(printed(1, 29), ["0.0061", "0.1718"]);
        assert_eq!(wilson(0, 0), None);
    }
}
