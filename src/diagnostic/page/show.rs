//! A page as a terminal shows it: headings bold, blocks set in, paragraphs as wide as the window.

use crate::text::wrap;

/// Comments and the line of links are left out.
pub(super) fn page(markdown: &str, width: usize, color: bool) -> String {
    let mut out = String::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            flush(&mut paragraph, width, &mut out);
            // A block stands by itself.
            if !fenced {
                gap(&mut out);
            }
            fenced = !fenced;
        } else if fenced {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else if line.trim().is_empty() || line.starts_with("<!--") || super::is_link_line(line) {
            flush(&mut paragraph, width, &mut out);
        } else if let Some(head) = line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            flush(&mut paragraph, width, &mut out);
            gap(&mut out);
            out.push_str(&if color { format!("\u{1b}[1m{head}\u{1b}[0m\n") } else { format!("{head}\n") });
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut paragraph, width, &mut out);
    out
}

/// An empty line between what stands above and what comes.
fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// A paragraph: its lines belong together; Chinese ones are joined without a space.
fn flush(paragraph: &mut Vec<&str>, width: usize, out: &mut String) {
    if paragraph.is_empty() {
        return;
    }
    gap(out);
    let mut text = String::new();
    for line in paragraph.drain(..) {
        let line = line.trim();
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        if latin(text.chars().next_back()) || (!text.is_empty() && latin(line.chars().next())) {
            text.push(' ');
        }
        text.push_str(line);
    }
    for line in wrap(&text, width.saturating_sub(2).max(20)) {
        out.push_str(&format!("  {line}\n"));
    }
}
