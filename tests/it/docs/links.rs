//! Links from page to page.

use std::fs;
use std::path::Path;

/// Links of a page that lead to no file.
pub fn broken(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let folder = page.parent().unwrap();
    let mut broken = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for (_, after) in line.match_indices("](").map(|(at, _)| line.split_at(at + 2)) {
            let Some((target, _)) = after.split_once(')') else { continue };
            let file = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with("mailto:");
            if !outside && !file.is_empty() && !folder.join(file).exists() {
                broken.push(format!("{}:{}: no file `{target}`", page.display(), number + 1));
            }
        }
    }
    broken
}
