//! Names of files that every system takes, no two alike.

use crate::text::inert;

/// What Windows keeps for itself.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];
/// Bytes of a name without its ending; systems take 255.
const LONGEST: usize = 180;

/// The names that are given so far.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: Vec<String>,
}

impl FileNames {
    /// `填报_质控科_2024.xlsx`
    pub fn free(&mut self, parts: &[&str]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| safe(part)).filter(|part| !part.is_empty()).collect();
        let base = cut(&parts.join("_"), LONGEST).to_string();
        let numbered = (2_usize..).map(|number| format!("{base} ({number})"));
        let mut all = std::iter::once(base.clone()).chain(numbered);
        let name = all.find(|name| !self.taken.contains(&name.to_lowercase())).unwrap_or_default();
        self.taken.push(name.to_lowercase());
        format!("{name}.xlsx")
    }
}

fn safe(part: &str) -> String {
    let plain = inert(part);
    let replaced: String = plain
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '{' | '}' | '[' | ']' | '\u{fffe}' | '\u{ffff}' => {
                '-'
            }
            c => c,
        })
        .collect();
    let trimmed = cut(replaced.trim_matches(['.', ' ', '-', '~', '$']), LONGEST / 2).trim_end_matches(['.', ' ']);
    if RESERVED.contains(&trimmed.to_lowercase().as_str()) { format!("{trimmed}-") } else { trimmed.to_string() }
}

fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        let mut names = FileNames::default();
        assert_eq!(names.free(&["填报", "质控/科?", "2024"]), "填报_质控-科_2024.xlsx");
        assert_eq!(names.free(&["填报", "质控/科*", "2024"]), "填报_质控-科_2024 (2).xlsx");
        assert_eq!(names.free(&["entry", "../../etc", ""]), "entry_etc.xlsx");
        assert_eq!(names.free(&["", "CON", ""]), "CON-.xlsx");
        let long = names.free(&["填报", &"很长的名字".repeat(40), "2024"]);
        assert!(long.len() < 200 && long.ends_with("_2024.xlsx"), "{long}");
    }
}
