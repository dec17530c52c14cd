//! Doing what findings propose: every sure fix of a rubric, again and again until none is left.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::open::shown;
use super::{check, prove};
use crate::compile::compile;
use crate::diagnostic::{Bag, Edit};
use crate::host::Host;
use crate::input::encoding;
use crate::text::{Sources, Span};

/// One mended slip may uncover another; a rubric that still changes after so many rounds is left
/// as the last one made it.
const MAX_ROUNDS: usize = 32;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Files as they would be: what has been mended so far over what lies in the world.
pub struct Mender<'a> {
    host: &'a dyn Host,
    drafts: BTreeMap<String, Draft>,
}

struct Draft {
    before: Vec<u8>,
    now: Vec<u8>,
}

/// A file that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    pub path: PathBuf,
    pub before: String,
    pub after: String,
    /// The file with what else it holds: a byte order mark.
    pub bytes: Vec<u8>,
}

/// What became of the findings of a rubric.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Findings that were mended.
    pub mended: usize,
    /// Findings with a proposal that somebody has to decide on.
    pub proposed: usize,
    /// Files that were not to be touched but have findings that could be mended.
    pub elsewhere: Vec<String>,
}

impl std::fmt::Debug for Mender<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mender").field("drafts", &self.drafts.keys()).finish_non_exhaustive()
    }
}

impl Host for Mender<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.drafts.get(&shown(path)) {
            Some(draft) => Ok(draft.now.clone()),
            None => self.host.read(path),
        }
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        self.host.find(dir, pattern)
    }
}

impl<'a> Mender<'a> {
    pub fn new(host: &'a dyn Host) -> Mender<'a> {
        Mender { host, drafts: BTreeMap::new() }
    }

    /// Mends a rubric and, of the files it rests on, those that `may` be touched.
    pub fn mend(&mut self, rubric: &Path, may: &dyn Fn(&Path) -> bool) -> Outcome {
        let mut outcome = Outcome::default();
        for round in 0..=MAX_ROUNDS {
            let mut sources = Sources::default();
            let found = self.found(rubric, &mut sources);
            outcome.elsewhere.clear();
            outcome.proposed = found.all.iter().filter(|d| d.sure_fix().is_none() && !d.fixes.is_empty()).count();
            let mut chosen: BTreeMap<String, Vec<(Span, String)>> = BTreeMap::new();
            let mut mended = 0;
            for fix in found.all.iter().filter_map(|finding| finding.sure_fix()) {
                let Some((file, edits)) = in_one_file(&fix.edits, &sources) else { continue };
                if !may(Path::new(&file)) {
                    outcome.elsewhere.push(file);
                    continue;
                }
                let taken = chosen.entry(file).or_default();
                if !edits.iter().any(|(span, _)| taken.iter().any(|(other, _)| meet(*span, *other))) {
                    taken.extend(edits);
                    mended += 1;
                }
            }
            chosen.retain(|file, edits| self.apply(file, std::mem::take(edits)));
            if chosen.is_empty() || round == MAX_ROUNDS {
                break;
            }
            outcome.mended += mended;
        }
        outcome.elsewhere.sort();
        outcome.elsewhere.dedup();
        outcome
    }

    /// The files that were changed, in the order of their names.
    pub fn changes(&self) -> Vec<Mended> {
        let changed = self.drafts.iter().filter(|(_, draft)| draft.before != draft.now);
        let text = |bytes: &[u8]| {
            let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
            String::from_utf8_lossy(text).into_owned()
        };
        let change = |(file, draft): (&String, &Draft)| Mended {
            path: file.into(),
            before: text(&draft.before),
            after: text(&draft.now),
            bytes: draft.now.clone(),
        };
        changed.map(change).collect()
    }

    fn found(&self, rubric: &Path, sources: &mut Sources) -> Bag {
        let checked = check(self, rubric, &[], sources);
        let mut found = checked.findings;
        if let Some(rubric) = checked.rubric {
            found.extend(Bag { all: prove(&rubric, &compile(&rubric)).findings });
        }
        found
    }

    /// Whether the file was changed: only a file in UTF-8 can be written back as it was.
    fn apply(&mut self, file: &str, edits: Vec<(Span, String)>) -> bool {
        let Ok(bytes) = self.read(Path::new(file)) else { return false };
        let Some(decoded) = encoding::decode(&bytes).filter(|d| d.name == "UTF-8" && d.bad_lines.is_empty()) else {
            return false;
        };
        let Some(text) = edited(&decoded.text, edits).filter(|text| *text != decoded.text) else { return false };
        let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
        let now = [mark, text.as_bytes()].concat();
        match self.drafts.get_mut(file) {
            Some(draft) => draft.now = now,
            None => {
                self.drafts.insert(file.to_string(), Draft { before: bytes, now });
            }
        }
        true
    }
}

/// The file that all edits lie in, and the edits there.
fn in_one_file(edits: &[Edit], sources: &Sources) -> Option<(String, Vec<(Span, String)>)> {
    let mut file: Option<String> = None;
    let mut found = Vec::new();
    for edit in edits {
        let place = sources.locate(edit.source, edit.span);
        if file.get_or_insert_with(|| place.source.name.to_string()).as_str() != &*place.source.name {
            return None;
        }
        found.push((place.span, edit.with.clone()));
    }
    Some((file?, found))
}

/// Whether two edits cannot be made at once; of two insertions at one place the order is unknown.
fn meet(one: Span, other: Span) -> bool {
    one.start == other.start || (one.start < other.end && other.start < one.end)
}

/// The text after edits that do not meet; none if one does not fit the text.
fn edited(text: &str, mut edits: Vec<(Span, String)>) -> Option<String> {
    edits.sort_by_key(|(span, _)| *span);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (span, with) in edits {
        text.get(span.start..span.end)?;
        out.push_str(text.get(at..span.start)?);
        out.push_str(&with.replace('\n', line_end));
        at = span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;

    const MINIMAL: &str = "kaohe = 1\n[rubric]\ntitle = \"t\"\npoints = 10\n[subject]\nkey = \"k\"\nfile = \"a.csv\"\n\
                           [[indicator]]\nid = \"甲\"\npoints = 10\nbetter = \"higher\"\nformula = \"乙\"\n";

    fn mended(text: &str) -> (String, Outcome) {
        let host = Memory::default().with("a.toml", text);
        let mut mender = Mender::new(&host);
        let outcome = mender.mend(Path::new("a.toml"), &|_| true);
        let bytes = mender.read(Path::new("a.toml")).expect("the file");
        (String::from_utf8(bytes).expect("text"), outcome)
    }

    #[test]
    fn what_the_file_is_otherwise_is_kept() {
        let text =
            format!("\u{feff}# 头\n{MINIMAL}score.linear = {{ zero = 0，full = 100 }}   # 注\n").replace('\n', "\r\n");
        let (after, outcome) = mended(&text);
        assert_eq!(after, text.replace('，', ","));
        assert_eq!((outcome.mended, outcome.proposed), (1, 0));
    }

    #[test]
    fn one_slip_behind_another() {
        let (after, outcome) = mended(&format!("{MINIMAL}score.pass.wher = “value ≥ 3 且 value ≠ 5”\n"));
        assert!(after.contains("value ≥ 3"), "the text is a text: {after}");
        assert_eq!(outcome.mended, 1);
    }

    #[test]
    fn what_may_not_be_touched_is_told() {
        let base = format!("{MINIMAL}score.linear = {{ zero = 0，full = 100 }}\n");
        let near = "kaohe = 1\nextends = \"base.toml\"\n[rubric]\ntitle = \"n\"\n";
        let host = Memory::default().with("base.toml", base.as_str()).with("near.toml", near);
        let mut mender = Mender::new(&host);
        let outcome = mender.mend(Path::new("near.toml"), &|path| path == Path::new("near.toml"));
        assert_eq!(outcome.elsewhere, ["base.toml"]);
        assert!(mender.changes().is_empty());
        assert_eq!(mender.mend(Path::new("near.toml"), &|_| true).mended, 1);
        assert_eq!(mender.changes()[0].after, base.replace('，', ","));
    }

    #[test]
    fn edits_that_do_not_fit_change_nothing() {
        let edit = |start, end, with: &str| (Span::new(start, end), with.to_string());
        assert_eq!(edited("甲乙", vec![edit(3, 6, "b"), edit(0, 3, "a")]).as_deref(), Some("ab"));
        assert_eq!(edited("甲乙", vec![edit(1, 3, "a")]), None);
        assert_eq!(edited("a\r\n", vec![edit(0, 0, "x\n")]).as_deref(), Some("x\r\na\r\n"));
    }
}
