//! The corpus of mistakes: what is drawn for each is a snapshot beside it, read in review.
//!
//! A mistake is a file `tests/mistakes/<family>/<name>.toml`, or a directory with a `rubric.toml`
//! and its data files; in the family `held` the rubric is held against all periods of them, on the day
//! of its line `# today:`. Its head says what has to be found, all of it and nothing else:
//!
//! ```toml
//! # expect: K0301 "付款人树"          the characters under the first label
//! # expect: K0615 chats.csv › C3      … or the cell or file
//! ```
//!
//! `KAOHE_ACCEPT=1` rewrites the snapshots.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kaohe::compile::compile;
use kaohe::diagnostic::render::{Format, render};
use kaohe::diagnostic::{Bag, Code, Diagnostic, Label, Place, Severity};
use kaohe::host::Memory;
use kaohe::session::{self, Request};
use kaohe::table::time::{SECONDS_A_DAY, parse_date};
use kaohe::text::{Lang, Sources, Words};
use proptest::prelude::*;

use crate::world::{checked, run_in};

const FAMILIES: &[&str] = &[
    "syntax",
    "names",
    "types",
    "sums",
    "scoring",
    "units",
    "structure",
    "rules",
    "extends",
    "proofs",
    "lints",
    "data",
    "held",
];

/// Codes without a file in the corpus, each with the reason.
const NOT_IN_CORPUS: &[(&str, &str)] = &[
    ("K0606", "a file too large to keep here; tested in `input`"),
    ("K0622", "an xlsb workbook, which only a spreadsheet program writes; tested in `input`"),
    ("K1150", "data-entry workbooks are made by the program; in `docs::codes` and `entry`"),
    ("K1151", "likewise"),
    ("K1152", "likewise"),
    ("K1153", "likewise"),
];

#[derive(Clone)]
pub struct Case {
    /// The rubric.
    pub text: String,
    /// Other files of a case that is a directory.
    files: Vec<(String, Vec<u8>)>,
    snapshot: PathBuf,
}

pub struct Found {
    pub bag: Bag,
    pub sources: Sources,
}

impl Case {
    fn file(path: PathBuf) -> Case {
        let text = fs::read_to_string(&path).expect("a rubric in UTF-8");
        Case { snapshot: path.with_extension("txt"), text, files: Vec::new() }
    }

    fn directory(dir: PathBuf) -> Case {
        let mut case = Case::file(dir.join("rubric.toml"));
        case.snapshot = dir.with_extension("txt");
        for path in entries(&dir) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name != "rubric.toml" {
                case.files.push((name, fs::read(&path).expect("a data file")));
            }
        }
        case
    }

    pub fn name(&self) -> String {
        self.snapshot.with_extension("").strip_prefix("tests/mistakes").expect("in the corpus").display().to_string()
    }

    /// What is found, from the text alone or, where there are data files, from a whole run.
    pub fn found(&self, with_data: bool) -> Found {
        if self.is_held()
            || self.text.contains("\nextends = ")
            || self.files.iter().any(|(name, _)| name.ends_with(".toml"))
        {
            return self.found_among_rubrics();
        }
        let (rubric, mut bag, sources) = checked(&self.text);
        if let Some(rubric) =
            rubric.as_ref().filter(|_| self.snapshot.parent().is_some_and(|dir| dir.ends_with("proofs")))
        {
            bag.extend(Bag { all: session::prove(rubric, &compile(rubric)).findings });
        }
        if rubric.is_some() && with_data {
            let host = self
                .files
                .iter()
                .fold(Memory::default(), |host, (name, bytes)| host.with(&format!("数据/{name}"), bytes.as_slice()));
            bag.extend(run_in(&self.text, &host, Path::new("数据"), None).results.findings);
        }
        Found { bag, sources }
    }

    /// With the rubrics beside it, which it extends or whose results it uses.
    fn found_among_rubrics(&self) -> Found {
        let world = Memory::default().with("rubric.toml", self.text.as_str());
        let host = self.files.iter().fold(world, |host, (name, bytes)| host.with(name, bytes.as_slice()));
        let (mut sources, request) =
            (Sources::default(), Request { rubric: "rubric.toml".into(), ..Request::default() });
        let checked = session::check(&host, &request.rubric, &[], &mut sources);
        let mut bag = checked.findings;
        if let Some(rubric) = checked.rubric {
            bag.extend(match session::run(&host, rubric, Bag::default(), &request, &mut sources) {
                Ok(run) if self.is_held() => {
                    session::hold(&run, session::Asked { today: self.today(), one_period: false }).findings
                }
                Ok(run) => run.results.findings,
                Err(stopped) => stopped.findings,
            });
        }
        Found { bag, sources }
    }

    /// Whether its rubric is held against all periods of its data.
    fn is_held(&self) -> bool {
        self.snapshot.parent().is_some_and(|dir| dir.ends_with("held"))
    }

    /// `# today: 2024-07-03`, in days since 1970-01-01.
    fn today(&self) -> Option<i64> {
        let line = self.text.lines().find_map(|line| line.strip_prefix("# today:"))?;
        parse_date(line).map(|seconds| (seconds / SECONDS_A_DAY) as i64)
    }

    /// The `# expect:` lines: code and place.
    fn expected(&self) -> Vec<String> {
        let lines = self.text.lines().map(|line| line.trim_start_matches('\u{feff}'));
        lines.filter_map(|line| line.strip_prefix("# expect:")).map(|line| line.trim().to_string()).collect()
    }
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("it").path()).collect();
    all.sort();
    all
}

/// All cases, those with data marked.
pub fn corpus() -> Vec<(Case, bool)> {
    let mut cases = Vec::new();
    for family in FAMILIES {
        for path in entries(&Path::new("tests/mistakes").join(family)) {
            if path.is_dir() {
                cases.push((Case::directory(path), true));
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                cases.push((Case::file(path), false));
            }
        }
    }
    cases
}

/// The case of a name such as `scoring/bands_order`, and whether it has data.
pub fn case(name: &str) -> Option<(Case, bool)> {
    let path = Path::new("tests/mistakes").join(name);
    if path.is_dir() {
        return Some((Case::directory(path), true));
    }
    let file = PathBuf::from(format!("{}.toml", path.display()));
    file.exists().then(|| (Case::file(file), false))
}

/// Code and place of a finding as the `# expect:` lines write them; line breaks as `⏎`.
fn told(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let id = diagnostic.code.id;
    match diagnostic.labels.first().map(|label| &label.place) {
        Some(Place::Text { source, span }) => {
            let text = sources.text(*source).get(span.start..span.end).unwrap_or("(not in the text)");
            format!("{id} \"{}\"", text.replace('\n', "⏎"))
        }
        Some(Place::Cell(cell)) => format!("{id} {cell}"),
        Some(Place::File(file)) => format!("{id} {file}"),
        None => id.to_string(),
    }
}

fn drawn(found: &Found) -> String {
    let draw = |lang| render(&found.bag, &found.sources, lang, Format::Text, false, 100);
    format!("== zh\n{}\n== en\n{}", draw(Lang::Zh), draw(Lang::En))
}

/// The lines of both, those of one side marked.
fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut out: Vec<String> = Vec::new();
    out.extend(old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}")));
    out.extend(new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}")));
    out.join("\n")
}

/// What is wrong with the words of a finding: a language left out, or one language in the other.
fn words_at_fault(diagnostic: &Diagnostic) -> Option<String> {
    let has_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    // Names are quoted as they are in both languages.
    let unquoted = |text: &str| text.split('`').step_by(2).collect::<String>();
    let Words { zh, en } = &diagnostic.message;
    // A check's own message is quoted as its author wrote it.
    let own_words = diagnostic.code.id == "K0711";
    if !has_chinese(zh) || en.trim().is_empty() || (has_chinese(&unquoted(en)) && !own_words) {
        return Some(format!("{zh} / {en}"));
    }
    let help = diagnostic.help.as_ref()?;
    let one_sided = help.zh.trim().is_empty() || help.en.trim().is_empty();
    (one_sided || !has_chinese(&help.zh) || has_chinese(&unquoted(&help.en)))
        .then(|| format!("{} / {}", help.zh, help.en))
}

#[test]
fn every_mistake_is_drawn_as_before() {
    let accept = std::env::var_os("KAOHE_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for (case, with_data) in corpus() {
        let name = case.name();
        let found = case.found(with_data);
        let mut expected = case.expected();
        let mut told: Vec<String> = found.bag.all.iter().map(|d| told(d, &found.sources)).collect();
        expected.sort();
        told.sort();
        if told != expected || expected.is_empty() {
            wrong.push(format!("{name}: found\n  {}\nexpected\n  {}", told.join("\n  "), expected.join("\n  ")));
        }
        for diagnostic in &found.bag.all {
            wrong.extend(words_at_fault(diagnostic).map(|words| format!("{name}: words at fault: {words}")));
            if diagnostic.severity != Severity::Error && diagnostic.code.level == Severity::Error {
                wrong.push(format!(
                    "{name}: {} is no error, so its code needs `.warning()` or `.note()`",
                    diagnostic.code.id
                ));
            }
        }
        let drawn = drawn(&found);
        let old = fs::read_to_string(&case.snapshot).unwrap_or_default();
        if accept {
            fs::write(&case.snapshot, &drawn).expect("a place for the snapshot");
        } else if drawn != old {
            wrong.push(format!("{name}: drawn differently\n{}", diff(&old, &drawn)));
        }
    }
    assert!(wrong.is_empty(), "{} mistakes:\n\n{}\n", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_snapshot_has_its_mistake() {
    let known: BTreeSet<PathBuf> = corpus().into_iter().map(|(case, _)| case.snapshot).collect();
    for family in FAMILIES {
        for path in entries(&Path::new("tests/mistakes").join(family)) {
            let snapshot = path.extension().is_some_and(|extension| extension == "txt");
            assert!(!snapshot || known.contains(&path), "{} belongs to no mistake", path.display());
        }
    }
}

#[test]
fn every_code_has_a_mistake() {
    let lists: [&[Code]; 5] = [
        kaohe::syntax::codes::CODES,
        kaohe::check::codes::CODES,
        kaohe::library::method::CODES,
        kaohe::input::CODES,
        kaohe::eval::CODES,
    ];
    let expected: Vec<String> = corpus().iter().flat_map(|(case, _)| case.expected()).collect();
    let mut wrong = Vec::new();
    // Of the session's codes, those of a rubric held against its data.
    let held = kaohe::session::CODES.iter().filter(|code| ("K0763".."K0790").contains(&code.id));
    for code in lists.into_iter().flatten().chain(held) {
        let occurs = expected.iter().any(|line| line.starts_with(code.id));
        let excused = NOT_IN_CORPUS.iter().any(|(id, _)| *id == code.id);
        if occurs == excused {
            let what = if occurs { "has a file, so it needs no excuse" } else { "has no file in the corpus" };
            wrong.push(format!("{} ({}) {what}", code.id, code.en));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The rubrics we ship, short enough to be changed a thousand times.
fn shipped() -> Vec<String> {
    let mut texts = Vec::new();
    for dir in entries(Path::new("rubrics")) {
        for path in entries(&dir) {
            if path.extension().is_some_and(|extension| extension == "toml") {
                texts.push(fs::read_to_string(path).expect("a shipped rubric"));
            }
        }
    }
    texts
}

/// One change of a text, at a place given as a share of it.
#[derive(Debug, Clone)]
enum Change {
    DeleteCharacter,
    DoubleCharacter,
    DeleteLine,
    DoubleLine,
    SwapLines,
    CutOff,
    Insert(&'static str),
}

fn changed(text: &str, change: &Change, share: f64) -> String {
    let mut at = ((text.len() as f64 * share) as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let character = text[at..].chars().next().map_or(0, char::len_utf8);
    let line = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found + 1);
    let (head, tail) = (&text[..at], &text[at..]);
    match change {
        Change::DeleteCharacter => format!("{head}{}", &tail[character..]),
        Change::DoubleCharacter => format!("{head}{}{tail}", &tail[..character]),
        Change::DeleteLine => format!("{}{}", &text[..line], &text[end..]),
        Change::DoubleLine => format!("{}{}", &text[..end], &text[line..]),
        Change::SwapLines => {
            let next = text[end..].find('\n').map_or(text.len(), |found| end + found + 1);
            format!("{}{}{}{}", &text[..line], &text[end..next], &text[line..end], &text[next..])
        }
        Change::CutOff => head.to_string(),
        Change::Insert(what) => format!("{head}{what}{tail}"),
    }
}

/// Every label of every finding stands in the text, on whole characters.
fn assert_places(text: &str) {
    let (_, bag, _) = checked(text);
    for diagnostic in &bag.all {
        for Label { place, .. } in &diagnostic.labels {
            if let Place::Text { span, .. } = place {
                assert!(span.start <= span.end, "{diagnostic:?}");
                assert!(text.get(span.start..span.end).is_some(), "{diagnostic:?}");
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    const STRAY: &[&str] = &[
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        "#",
        "\\",
        "\\\n",
        "\r",
        "\t",
        "\n",
        ".",
        "%",
        "(",
        ")",
        "（",
        "，",
        "“",
        "＝",
        "%",
        "元",
        "𠮷",
        "\u{feff}",
        "\u{200b}",
        "\0",
        "-",
        "1e400",
        "nan",
        "inf",
        "0x1f",
        "2024-06-07",
        "true",
        "id = 1\n",
        "[indicator]\n",
        "[data.x]\n",
        "score.pass.at_least = 1\n",
        "a = { b = 1,\nc = 2 }\n",
    ];
    prop_oneof![
        Just(Change::DeleteCharacter),
        Just(Change::DoubleCharacter),
        Just(Change::DeleteLine),
        Just(Change::DoubleLine),
        Just(Change::SwapLines),
        Just(Change::CutOff),
        proptest::sample::select(STRAY).prop_map(Change::Insert),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_slip_of_the_pen_makes_the_checker_panic(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((change(), 0.0..1.0_f64), 1..5),
    ) {
        let texts = shipped();
        let mut text = which.get(&texts).clone();
        for (change, share) in &changes {
            text = changed(&text, change, *share);
        }
        assert_places(&text);
    }

    #[test]
    fn nor_in_the_small_rubrics_of_the_corpus(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((change(), 0.0..1.0_f64), 1..8),
    ) {
        let cases = corpus();
        let mut text = which.get(&cases).0.text.clone();
        for (change, share) in &changes {
            text = changed(&text, change, *share);
        }
        assert_places(&text);
    }
}
