//! Two spellings of one header are one header: width, Simplified/Traditional, spaces, case.

use super::traditional::may_be_traditional;
use unicode_normalization::UnicodeNormalization;

/// The form under which names are compared: NFKC (full-width → half-width), Simplified
/// characters, lower case, and without white space or control characters.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    // Most names are of characters that have no other width and no case, and most of those no other script.
    let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(|c| plain(c) && !may_be_traditional(c)) {
        return text.to_string();
    }
    if text.chars().all(plain) {
        return fast2s::convert(text).chars().map(variant).collect();
    }
    let narrow: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}' && *c != '\u{200b}')
        .collect();
    if !narrow.chars().any(may_be_traditional) {
        return narrow;
    }
    fast2s::convert(&narrow).chars().map(variant).collect()
}

/// A letter or a digit; those of Chinese, which are most, are told at once.
pub fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()
}

/// Characters that the Traditional-to-Simplified table keeps apart but that our headers mix.
fn variant(c: char) -> char {
    match c {
        '谘' => '咨',
        '後' => '后',
        '裡' | '裏' => '里',
        '祇' => '只',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_script_and_case_do_not_matter() {
        assert_eq!(fold("平均响应时长（秒)"), fold("平均响应时长(秒）"));
        assert_eq!(fold("諮詢轉化率"), "咨询转化率");
        assert_eq!(fold(" 客单价 "), "客单价");
        assert_eq!(fold("ＧＭＶ"), "gmv");
    }
}
