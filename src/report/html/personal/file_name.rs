//! Names of files for people: from their keys, safe on every system.

use std::collections::BTreeSet;

/// So many characters of a key are in the name.
const MOST: usize = 60;

/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// One for each key, all different, whatever their case; letters and figures of any script stay.
pub fn file_names<'a>(keys: impl Iterator<Item = &'a str>, ending: &str) -> Vec<String> {
    let mut taken = BTreeSet::new();
    keys.map(|key| {
        let stem = stem(key);
        let again = (2_usize..).map(|number| format!("{stem}-{number}"));
        let free = std::iter::once(stem.clone()).chain(again).find(|name| !taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or(stem.clone());
        taken.insert(name.to_lowercase());
        format!("{name}.{ending}")
    })
    .collect()
}

fn stem(key: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    let stem: String = key.trim().chars().take(MOST).map(safe).collect();
    let lower = stem.to_lowercase();
    let numbered =
        |device: &str| lower.strip_prefix(device).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    if stem.is_empty() || DEVICES.contains(&lower.as_str()) || ["com", "lpt"].into_iter().any(numbered) {
        return format!("_{stem}");
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_different() {
        let keys = ["KF001", "kf001", "../../etc", "张三 丰", "", "CON", "com1", "a/b", "a:b", ".x"];
        assert_eq!(
            file_names(keys.into_iter(), "html"),
            [
                "KF001.html",
                "kf001-2.html",
                "______etc.html",
                "张三_丰.html",
                "_.html",
                "_CON.html",
                "_com1.html",
                "a_b.html",
                "a_b-2.html",
                "_x.html",
            ]
        );
        assert!(file_names(["长".repeat(10_000).as_str()].into_iter(), "html")[0].len() < 200);
    }
}
