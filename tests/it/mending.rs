//! What `validate --fix` and `fmt` do to files: over the corpus of mistakes and all rubrics there are.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kaohe::check::is_formula;
use kaohe::diagnostic::{Diagnostic, Place, Severity};
use kaohe::host::{Host, Memory};
use kaohe::session::{self, Mender};
use kaohe::syntax;
use kaohe::text::Sources;
use proptest::prelude::*;

fn below(dir: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![PathBuf::from(dir)]);
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Code and underlined text of a finding.
fn told(finding: &Diagnostic, sources: &Sources) -> String {
    let place = finding.labels.first().map(|label| &label.place);
    let text = match place {
        Some(Place::Text { source, span }) => sources.text(*source).get(span.start..span.end).unwrap_or_default(),
        Some(Place::Cell(_) | Place::File(_)) | None => "",
    };
    format!("{} {text}", finding.code.id)
}

/// The errors of a rubric, and those that can be mended for certain.
fn errors(host: &dyn Host, rubric: &Path) -> (Vec<String>, Vec<String>) {
    let mut sources = Sources::default();
    let found = session::check(host, rubric, &[], &mut sources).findings.all;
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    let sure = found.iter().filter(|finding| finding.sure_fix().is_some());
    (errors.map(|d| told(d, &sources)).collect(), sure.map(|d| told(d, &sources)).collect())
}

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once("# ").map(|(_, comment)| comment.trim())).collect()
}

#[test]
fn every_sure_fix_mends_its_finding_and_nothing_else() {
    let (mut wrong, mut mended) = (Vec::new(), 0);
    for path in below("tests/mistakes") {
        let name = path.display().to_string();
        let dir = path.parent().expect("a folder");
        let mut world = Memory::default();
        for near in fs::read_dir(dir).expect("a folder").flatten().filter(|near| near.path().is_file()) {
            world = world.with(&near.path().to_string_lossy(), fs::read(near.path()).expect("a file"));
        }
        let (before, sure) = errors(&world, &path);
        let mut mender = Mender::new(&world);
        let outcome = mender.mend(&path, &|_| true);
        let (after, left) = errors(&mender, &path);
        if sure.is_empty() {
            continue;
        }
        mended += 1;
        if outcome.mended == 0 || !left.is_empty() {
            wrong.push(format!("{name}: left {left:?}"));
        }
        let new: Vec<&String> = after.iter().filter(|error| !before.contains(error)).collect();
        if !new.is_empty() {
            wrong.push(format!("{name}: new {new:?}"));
        }
        if after.len() >= before.len() && sure.iter().any(|found| before.contains(found)) {
            wrong.push(format!("{name}: {} errors before, {} after", before.len(), after.len()));
        }
        if mender.mend(&path, &|_| true).mended > 0 {
            wrong.push(format!("{name}: a second time does something"));
        }
        for change in mender.changes() {
            let kept = comments(&change.after);
            let lost: Vec<&str> = comments(&change.before).into_iter().filter(|old| !kept.contains(old)).collect();
            if !lost.is_empty() {
                wrong.push(format!("{name}: comments lost: {lost:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n", wrong.join("\n"));
    assert!(mended >= 60, "only {mended} files of the corpus have a sure fix");
}

/// What can be laid out of all rubrics there are.
fn texts() -> &'static [(String, String)] {
    static TEXTS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    TEXTS.get_or_init(read_texts)
}

fn read_texts() -> Vec<(String, String)> {
    let all =
        ["rubrics", "tests/methods", "tests/cases", "tests/published", "tests/mistakes"].into_iter().flat_map(below);
    let read = all.filter_map(|path| Some((path.display().to_string(), fs::read_to_string(&path).ok()?)));
    let plain = read.map(|(name, text)| (name, text.trim_start_matches('\u{feff}').to_string()));
    plain.filter(|(name, text)| session::formatted(name, text, &mut Sources::default()).is_ok()).collect()
}

fn formatted(text: &str) -> String {
    session::formatted("", text, &mut Sources::default()).expect("TOML")
}

#[test]
fn laying_out_keeps_the_meaning_and_does_it_once() {
    let texts = texts();
    assert!(texts.len() > 300, "{}", texts.len());
    let mut wrong = Vec::new();
    for (name, text) in texts {
        let out = formatted(text);
        // `formatted` gives back what it cannot lay out without changing what it says.
        if out != syntax::format(text, &is_formula) {
            wrong.push(format!("{name}: the meaning would change"));
        }
        if formatted(&out) != out {
            wrong.push(format!("{name}: not the same a second time"));
        }
        let lost: Vec<&str> = comments(text).into_iter().filter(|old| !comments(&out).contains(old)).collect();
        if !lost.is_empty() {
            wrong.push(format!("{name}: comments lost: {lost:?}"));
        }
        if errors_of(text) != errors_of(&out) {
            wrong.push(format!("{name}: other findings"));
        }
    }
    assert!(wrong.is_empty(), "{}\n", wrong.join("\n"));
}

/// The codes found in a rubric that stands alone.
fn errors_of(text: &str) -> Vec<&'static str> {
    let host = Memory::default().with("a.toml", text);
    let found = session::check(&host, Path::new("a.toml"), &[], &mut Sources::default()).findings.all;
    found.iter().map(|finding| finding.code.id).collect()
}

/// Other blanks where blanks mean nothing: at the ends of lines, before keys, between lines.
fn respaced(text: &str, blanks: &[u8]) -> String {
    let mut out = String::new();
    let mut many = false;
    for (line, blank) in text.lines().zip(blanks.iter().cycle()) {
        let quotes = line.matches("\"\"\"").count() + line.matches("\'\'\'").count();
        if many || quotes > 0 {
            many ^= quotes % 2 == 1;
            out.push_str(line);
        } else {
            out.push_str(&" ".repeat(usize::from(blank % 3)));
            out.push_str(line.trim());
            out.push_str(&" ".repeat(usize::from(blank % 2)));
        }
        out.push('\n');
        if line.trim().is_empty() && !many {
            out.push_str(&"\n".repeat(usize::from(blank % 4)));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blanks_do_not_matter(which in any::<prop::sample::Index>(), blanks in prop::collection::vec(0u8..12, 1..40)) {
        let texts = texts();
        let (name, text) = which.get(texts);
        prop_assert_eq!(formatted(&respaced(text, &blanks)), formatted(text), "{}", name);
    }
}
