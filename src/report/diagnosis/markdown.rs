//! As Markdown.

use crate::report::markdown::plain;
use crate::report::outcome::say;

use super::{Written, cell, grave, head, sentence};

pub fn document(written: Written) -> String {
    let (diagnosis, lang) = (written.diagnosis, written.lang);
    let (title, facts) = head(written);
    let mut out = format!("# {}\n\n{}\n", plain(&title), plain(&facts));
    for section in &diagnosis.sections {
        out.push_str(&format!("\n## {}\n\n", plain(&say(&section.title, lang))));
        for verdict in &section.verdicts {
            let mark = say(&grave(verdict.weight), lang);
            out.push_str(&format!("* **{mark}** {}\n", plain(&sentence(verdict, lang))));
        }
        for one in section.tables.iter().filter(|one| !one.rows.is_empty()) {
            let columns: Vec<String> = one.columns.iter().map(|name| plain(&say(name, lang))).collect();
            out.push_str(&format!("\n### {}\n\n| {} |\n", plain(&say(&one.title, lang)), columns.join(" | ")));
            out.push_str(&format!("|{}\n", "---|".repeat(columns.len())));
            for row in &one.rows {
                let cells: Vec<String> = row.iter().map(|one| plain(&cell(one, lang))).collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
        for reading in &section.reading {
            out.push_str(&format!("\n{}\n", plain(&say(reading, lang))));
        }
    }
    out
}
