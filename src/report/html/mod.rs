//! Results as a page: one file that needs nothing else, opens from a mail, and is read on a screen and on paper.
//!
//! Each part of the page is made in its own file as plain data of texts and places; the templates under
//! `assets/` say how it looks. Templates escape whatever is put into them, and the page's own policy
//! (Content-Security-Policy) lets nothing run or load but the style and the script that stand in it. Computes no
//! score: figures are printed by the rules of all formats.

pub(super) mod board;
mod chart;
mod details;
mod frame;
mod heat;
pub(super) mod indicators;
pub(super) mod notes;
mod personal;
pub(super) mod results;
mod trend;
pub(super) mod words;

pub use board::{Board, board};
pub use frame::{Frame, style};
pub use personal::{Kind, Person, file_names};
pub use words::{clip, link, written};

use std::io::{self, Write};

use super::{Report, Series};
use crate::result::Extent;

#[derive(Debug)]
pub(super) struct Html;

impl Report for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn extent(&self, _: bool) -> Extent {
        Extent::Figures
    }

    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let page = results::Page::of(series);
        Frame::new(series.lang())?.render("results.html", &page, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::text::Lang;

    fn drawn(lang: Lang) -> String {
        let shop = fixture::shop();
        String::from_utf8(Html.write(&shop.view(lang))).unwrap()
    }

    #[test]
    fn a_page_says_what_the_leaderboard_says() {
        for lang in [Lang::Zh, Lang::En] {
            let page = drawn(lang);
            assert!(page.starts_with("<!doctype html>"), "{page}");
            assert!(page.trim_end().ends_with("</html>"));
            assert!(page.contains(">94.50<") && page.contains("43.00"), "totals stand as in every format");
            assert!(page.contains(lang.pick("lang=\"zh-CN\"", "lang=\"en\"")));
            assert!(!page.contains("\u{202e}") && !page.contains('\u{1b}'));
        }
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        let page = drawn(Lang::Zh);
        for forbidden in ["http://", "https://", " src=", "@import", "url(", "style=\"", " onclick"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(
            policy.starts_with("default-src &#x27;none&#x27;") || policy.starts_with("default-src 'none'"),
            "{policy}"
        );
    }

    #[test]
    fn what_stands_in_data_is_text() {
        let mut shop = fixture::shop();
        shop.results.subjects[0].label = "<script>alert(1)</script>\"'&amp;".into();
        shop.results.subjects[0].key = "</script><img onerror=x>".into();
        shop.rubric.indicators[0].name = crate::text::Words::same("</script><b>");
        let page = String::from_utf8(Html.write(&shop.view(Lang::En))).unwrap();
        assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<b>"));
        assert_eq!(page.matches("</script>").count(), 2, "ours, and the block of details");
    }

    #[test]
    fn a_period_without_anybody_has_a_page() {
        let mut shop = fixture::shop();
        shop.results.subjects.clear();
        shop.results.order.clear();
        assert!(String::from_utf8(Html.write(&shop.view(Lang::Zh))).unwrap().contains("</html>"));
        let mut nothing = Vec::new();
        Html.write_to(&Series::of(&[]), &mut nothing).unwrap();
    }
}
