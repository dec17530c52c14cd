//! The page of every code: what it says, why it matters, an example, what to write instead.
//!
//! A page is a file of `docs/codes` in each language, and is built into the program. Knows nothing
//! of the findings themselves; `tests/it/docs/codes.rs` runs the examples and keeps the pages in
//! step with the codes. To add one, write `K0000.md` and `K0000.zh.md` and name the code in `list.rs`.

mod list;
mod show;

pub use list::PAGES;

use crate::text::Lang;

/// The page of one code, in Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// A page taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Without the code before it.
    pub title: String,
    pub what: String,
    pub why: String,
    pub example: String,
    pub instead: String,
}

impl Page {
    pub fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    pub fn parts(&self, lang: Lang) -> Parts {
        let mut parts: Vec<String> = Vec::new();
        let mut title = "";
        let mut fenced = false;
        for line in self.text(lang).lines() {
            fenced ^= line.starts_with("```");
            if let Some(head) = line.strip_prefix("# ").filter(|_| !fenced) {
                title = head.strip_prefix(self.id).unwrap_or(head).trim();
                parts.push(String::new());
            } else if line.starts_with("## ") && !fenced {
                parts.push(String::new());
            } else if !is_link_line(line)
                && !line.starts_with("<!--")
                && let Some(part) = parts.last_mut()
            {
                part.push_str(line);
                part.push('\n');
            }
        }
        let mut parts = parts.into_iter().map(|part| part.trim().to_string());
        let mut next = || parts.next().unwrap_or_default();
        Parts { title: title.to_string(), what: next(), why: next(), example: next(), instead: next() }
    }

    /// Without comments and without the line of links, which lead nowhere outside of the folder.
    pub fn markdown(&self, lang: Lang) -> String {
        let kept = self.text(lang).lines().filter(|line| !line.starts_with("<!--") && !is_link_line(line));
        let mut out = String::new();
        for line in kept {
            // What was left out leaves one empty line and not two.
            if !(line.is_empty() && out.ends_with("\n\n")) {
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }

    /// As `kaohe validate --explain` prints it.
    pub fn for_terminal(&self, lang: Lang, width: usize, color: bool) -> String {
        show::page(self.text(lang), width, color)
    }
}

/// The line under a title that leads to the other language and to the list.
fn is_link_line(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(')') && line.contains("](")
}

/// The page of a code as somebody may write it: `K0412`, `k0412`, `0412`, `412`, `Ｋ０４１２`.
pub fn find(written: &str) -> Option<&'static Page> {
    let id = code(written)?;
    PAGES.iter().find(|page| page.id == id)
}

/// The code whose number is nearest to what was written: one figure wrong, or two exchanged.
pub fn nearest(written: &str) -> Option<&'static Page> {
    let id = code(written)?;
    let figures = |id: &str| -> Vec<u8> {
        let mut figures = id.as_bytes().to_vec();
        figures.sort_unstable();
        figures
    };
    // Of several one figure away: two exchanged, then one of the same chapter.
    let far = |page: &&Page| {
        let exchanged = figures(page.id) == figures(&id);
        (strsim::osa_distance(page.id, &id), !exchanged, page.id.get(..3) != id.get(..3))
    };
    PAGES.iter().min_by_key(far).filter(|page| far(page).0 <= 1)
}

fn code(written: &str) -> Option<String> {
    let folded = crate::text::fold(written);
    let figures = folded.strip_prefix('k').unwrap_or(&folded);
    let written_out = !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit());
    written_out.then(|| format!("K{figures:0>4}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_as_people_write_them() {
        for written in ["K0103", "k0103", "0103", "103", "Ｋ０１０３", " K0103 "] {
            assert_eq!(find(written).map(|page| page.id), Some("K0103"), "{written}");
        }
        for written in ["K9999", "K01031", "", "K", "X0103", "K0103!", "formula"] {
            assert!(find(written).is_none(), "{written}");
        }
    }

    #[test]
    fn a_slip_in_a_number_has_a_nearest_code() {
        assert_eq!(nearest("K1003").map(|page| page.id), Some("K1003"));
        assert_eq!(nearest("K0130").map(|page| page.id), Some("K0103"));
        assert!(nearest("K9999").is_none());
        assert!(nearest("formula").is_none());
    }

    #[test]
    fn a_page_comes_apart() {
        let page = Page {
            id: "K0001",
            zh: "",
            en: "# K0001 a title\n\n[中文](K0001.zh.md) · [all](x.md)\n\nWhat.\n\n## Why\n\nBecause.\n\n## Example\n\n<!-- begin example x/y -->\n\n```text\n## not a heading\n```\n\n<!-- end example -->\n\n## Instead\n\nThis.\n",
        };
        let parts = page.parts(Lang::En);
        assert_eq!(parts.title, "a title");
        assert_eq!(parts.what, "What.");
        assert_eq!(parts.why, "Because.");
        assert_eq!(parts.example, "```text\n## not a heading\n```");
        assert_eq!(parts.instead, "This.");
        assert_eq!(
            page.for_terminal(Lang::En, 40, false),
            "K0001 a title\n\n  What.\n\nWhy\n\n  Because.\n\nExample\n\n    ## not a heading\n\nInstead\n\n  This.\n"
        );
    }
}
