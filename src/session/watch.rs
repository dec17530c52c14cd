//! One round after each save: only what changed is done again, and the last round that was good
//! stays.

use std::path::PathBuf;

use super::codes;
use super::kept::{Asked, Keeping, Kept};
use super::meaning::meaning;
use super::moved::{Board, Moves};
use super::pipeline::{Checked, Evaluated, Request, as_asked, check, data_folder, is_unreadable_file, run_kept};
use super::proof::{Proved, prove};
use super::self_test::{TestReport, test};
use super::watcher::Watched;
use crate::compile::compile;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval;
use crate::host::Host;
use crate::input;
use crate::rubric::Rubric;
use crate::text::Sources;

/// A file that is written without end is told of as it is.
const TRIES: usize = 5;

/// A rubric that is being worked on.
#[derive(Debug)]
pub struct Session {
    request: Request,
    /// The data directory and its patterns, as of the last version of the rubric that could be read.
    data: Option<(PathBuf, Vec<String>)>,
    /// The rubrics it extends, as of the last version that could be opened.
    bases: Vec<PathBuf>,
    /// The rubrics whose results are used, as of that version.
    inner: Vec<Watched>,
    kept: Kept,
    /// The rubric of the last round.
    read: Option<Read>,
    last_good: Option<Good>,
    /// What was proved, of a rubric that meant this.
    proved: Option<(Meaning, Proved)>,
    /// Whether the last round was.
    was_good: bool,
    /// Findings of the last round, and which tests passed when they last ran.
    findings: Vec<Diagnostic>,
    tests: Vec<(String, bool)>,
}

/// What a rubric says, and the version of every file that has a say in it.
type Meaning = (Option<String>, Vec<Asked>);

/// A rubric as it was last read.
#[derive(Debug)]
struct Read {
    asked: Vec<Asked>,
    sources: Sources,
    checked: Checked,
    tests: Vec<TestReport>,
    meaning: Meaning,
}

/// Results to fall back on.
#[derive(Debug)]
pub struct Good {
    /// When the files were read, as the caller names it.
    pub at: String,
    pub evaluated: Evaluated,
    /// The texts that its findings point into.
    pub sources: Sources,
    meaning: Meaning,
    /// What was asked for beyond the rubric itself.
    asked: Vec<Asked>,
    board: Board,
}

/// How much a round had to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Files were saved as they were.
    Nothing,
    /// Comments and layout of the rubric.
    Layout,
    Something,
}

/// What one round found.
#[derive(Debug)]
pub struct Round {
    pub sources: Sources,
    /// Of the rubric; and, where there are no results, of the data.
    pub findings: Bag,
    /// Empty where the rubric could not be read.
    pub tests: Vec<TestReport>,
    /// Whether [`Session::last_good`] is what this round computed.
    pub good: bool,
    pub changed: Changed,
    pub moves: Moves,
}

/// A round before it is compared with the one before.
struct Found {
    sources: Sources,
    findings: Bag,
    tests: Vec<TestReport>,
    results: Outcome,
    /// A file could not be had; perhaps it is just being written.
    unread: bool,
}

enum Outcome {
    None,
    /// Those of the last good round still hold.
    Same,
    /// They hold, and the rubric is written in another way.
    Again,
    New(Box<Evaluated>, Vec<Asked>),
}

impl Good {
    /// Where everybody stands.
    pub(super) fn board(&self) -> &Board {
        &self.board
    }
}

impl Session {
    pub fn new(request: Request) -> Session {
        Session {
            request,
            data: None,
            bases: Vec::new(),
            inner: Vec::new(),
            kept: Kept::default(),
            read: None,
            last_good: None,
            proved: None,
            was_good: false,
            findings: Vec::new(),
            tests: Vec::new(),
        }
    }

    /// The latest results that were whole.
    pub fn last_good(&self) -> Option<&Good> {
        self.last_good.as_ref()
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The rubric as it was last read, where it has no errors.
    pub fn rubric(&self) -> Option<&Rubric> {
        self.read.as_ref()?.checked.rubric.as_ref()
    }

    /// How many files were read and how many tables were made of them since the beginning.
    pub fn work(&self) -> (usize, usize) {
        self.kept.counts()
    }

    /// Validates, tests and evaluates. A round whose rubric has errors, or whose data files cannot
    /// be had, leaves the last good results in place. `about_to_read` is told of the files that
    /// matter before they are read: of the rubric's, then of the data's that it names. Where a file
    /// could not be read, `again` is asked whether to look once more before that is told.
    pub fn run(
        &mut self,
        host: &dyn Host,
        at: &str,
        about_to_read: &mut dyn FnMut(&Watched),
        again: &mut dyn FnMut(&Watched) -> bool,
    ) -> Round {
        let mut found = self.look(host, about_to_read);
        for _ in 0..TRIES {
            if !(found.unread && again(&self.watched())) {
                break;
            }
            found = self.look(host, about_to_read);
        }
        self.conclude(found, at)
    }

    fn look(&mut self, host: &dyn Host, about_to_read: &mut dyn FnMut(&Watched)) -> Found {
        self.kept.begin();
        about_to_read(&self.watched());
        if !self.read.as_ref().is_some_and(|read| self.kept.still(host, &read.asked)) {
            self.read(host);
        }
        let Some(read) = &self.read else {
            let (sources, findings) = (Sources::default(), Bag::default());
            return Found { sources, findings, tests: Vec::new(), results: Outcome::None, unread: false };
        };
        let mut found = Found {
            sources: read.sources.clone(),
            findings: read.checked.findings.clone(),
            tests: read.tests.clone(),
            results: Outcome::None,
            // Some editors empty a file before they write it.
            unread: read.checked.unreadable || read.checked.findings.all.iter().any(|found| found.code == codes::EMPTY),
        };
        let Some(rubric) = read.checked.rubric.clone() else {
            self.kept.hold();
            return found;
        };
        self.data = Some((data_folder(&self.request, &rubric), rubric.data.iter().flat_map(input::patterns).collect()));
        let known = self.last_good.as_ref().filter(|good| good.meaning == read.meaning && good.meaning.0.is_some());
        about_to_read(&self.watched());
        if let Some(good) = known.filter(|good| self.kept.still(host, &good.asked)) {
            self.kept.hold();
            let same = good.sources.same_texts(&found.sources);
            // Results of others, and what voids changed, are told with places in texts.
            let plain = rubric.data.iter().all(|source| source.rubric.is_none())
                && good.evaluated.results.record.revisions.is_empty();
            if same || plain {
                found.results = if same { Outcome::Same } else { Outcome::Again };
                return found;
            }
        }
        let keeping = Keeping::new(host, &self.kept);
        let ran = run_kept(&keeping, rubric, Bag::default(), &self.request, &mut found.sources, Some(&self.kept));
        match ran {
            Ok(evaluated) if evaluated.incomplete => {
                found.unread = true;
                found.findings.extend(evaluated.results.findings);
            }
            Ok(evaluated) => found.results = Outcome::New(Box::new(evaluated), keeping.asked()),
            Err(stopped) => {
                found.unread = stopped.findings.all.iter().any(is_unreadable_file);
                found.findings.extend(stopped.findings);
            }
        }
        found
    }

    /// Reads and checks the rubric, and runs its tests unless they passed and mean what they meant.
    fn read(&mut self, host: &dyn Host) {
        let keeping = Keeping::new(host, &self.kept);
        let mut sources = Sources::default();
        let checked = check(&keeping, &self.request.rubric, &self.request.set, &mut sources);
        let said = checked.rubric.as_ref().and_then(|_| meaning(&keeping, &self.request.rubric));
        let asked = keeping.asked();
        // Of a file that is away nobody knows what it extended.
        if !checked.unreadable || !checked.bases.is_empty() {
            self.bases.clone_from(&checked.bases);
        }
        // A rubric with mistakes of its own does not say which others it uses.
        if checked.rubric.is_some() || !checked.inner.is_empty() {
            self.inner.clone_from(&checked.inner);
        }
        // The texts of the rubric and its bases are in what it says; calendars and the rubrics whose
        // results are used are not.
        let calendar = checked.rubric.as_ref().is_some_and(|rubric| rubric.header.calendar.file().is_some());
        let bases = checked.bases.len() - usize::from(calendar && !checked.bases.is_empty());
        let own: Vec<&PathBuf> =
            std::iter::once(&self.request.rubric).chain(checked.bases.iter().take(bases)).collect();
        let others = asked.iter().filter(|asked| match asked {
            Asked::Read(path, _) => !own.contains(&path),
            Asked::Find(..) => true,
        });
        let meaning: Meaning = (said, others.cloned().collect());
        let kept = self
            .read
            .take()
            .filter(|read| read.meaning == meaning && meaning.0.is_some() && read.tests.iter().all(TestReport::passed));
        let tests = match (kept, &checked.rubric) {
            (Some(read), Some(_)) => read.tests,
            (None, Some(rubric)) if !rubric.tests.is_empty() => test(rubric, &compile(rubric)),
            _ => Vec::new(),
        };
        self.read = Some(Read { asked, sources, checked, tests, meaning });
    }

    /// Enters what was found as the state to compare the next round with.
    fn conclude(&mut self, found: Found, at: &str) -> Round {
        let Found { sources, findings, tests, results, .. } = found;
        let before = self.last_good.as_ref().map(|good| (good.at.clone(), good.board.clone()));
        let mut changed = Changed::Something;
        let good = match results {
            Outcome::None => false,
            Outcome::Same => {
                changed = Changed::Nothing;
                true
            }
            Outcome::Again => {
                changed = Changed::Layout;
                self.tell_again(&sources);
                true
            }
            Outcome::New(evaluated, asked) => {
                let meaning = self.read.as_ref().map(|read| read.meaning.clone()).unwrap_or_default();
                let (board, sources) = (Board::of(&evaluated), sources.clone());
                let (at, evaluated) = (at.to_string(), *evaluated);
                let alike = |good: &Good| good.meaning == meaning && meaning.0.is_some() && good.asked == asked;
                if self.last_good.as_ref().is_some_and(alike) {
                    changed = Changed::Layout;
                }
                self.last_good = Some(Good { at, evaluated, sources, meaning, asked, board });
                true
            }
        };
        if let (true, Some(now)) = (good, &mut self.last_good) {
            now.at = at.to_string();
        }
        // What holds again after a mistake was not there a moment ago.
        if !std::mem::replace(&mut self.was_good, good) {
            changed = Changed::Something;
        }
        let mut moves = Moves { since: before.as_ref().map(|(at, _)| at.clone()), ..Moves::default() };
        if let (true, Some((_, before)), Some(now)) = (good, &before, &self.last_good) {
            before.compare(&now.board, &mut moves);
        }
        let mut all = findings.all.clone();
        if let (true, Some(now)) = (good, &self.last_good) {
            all.extend(now.evaluated.results.findings.all.iter().cloned());
        }
        if self.last_good.is_some() {
            moves.tests(&self.tests, &tests);
            moves.findings(&self.findings, &all);
        }
        if !tests.is_empty() {
            self.tests = tests.iter().map(|test| (test.name.clone(), test.passed())).collect();
        }
        self.findings = all;
        Round { sources, findings, tests, good, changed, moves }
    }

    /// The last good results with the places of a rubric that is written in another way.
    fn tell_again(&mut self, sources: &Sources) {
        let rubric = self.read.as_ref().and_then(|read| read.checked.rubric.clone());
        let (Some(good), Some(rubric)) = (&mut self.last_good, rubric) else { return };
        let now = &mut good.evaluated;
        now.rubric = as_asked(rubric, &self.request);
        now.program = compile(&now.rubric);
        let reading = now.reading.clone();
        now.results = eval::collect(&now.rubric, &now.program, &now.bound, &now.lanes, now.period, reading);
        good.sources = sources.clone();
    }

    /// What can be said of the rubric for all data; found out once for each version that means
    /// something else. Nothing where the rubric has errors.
    pub fn proofs(&mut self) -> Option<&Proved> {
        let read = self.read.as_ref()?;
        let rubric = read.checked.rubric.as_ref()?;
        let program = || compile(rubric);
        match &mut self.proved {
            Some((meaning, proved)) if *meaning == read.meaning && meaning.0.is_some() => {
                proved.place(rubric, &program());
            }
            slot => *slot = Some((read.meaning.clone(), prove(rubric, &program()))),
        }
        self.proved.as_ref().map(|(_, proved)| proved)
    }

    /// The files whose changes matter.
    pub fn watched(&self) -> Watched {
        let data = self.data.clone().or_else(|| self.request.data.clone().map(|folder| (folder, Vec::new())));
        Watched { rubric: self.request.rubric.clone(), bases: self.bases.clone(), data, inner: self.inner.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;

    const RUBRIC: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/rubric.toml"));
    const DATA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/examples/minimal/june.csv"));

    fn world(rubric: &str) -> Memory {
        Memory::default().with("x/a.toml", rubric).with("x/june.csv", DATA)
    }

    #[test]
    fn the_last_good_results_stay_while_there_are_none() {
        let mut session = Session::new(Request { rubric: "x/a.toml".into(), ..Request::default() });
        let mut told = Vec::new();
        let round = session.run(&world(RUBRIC), "08:00:00", &mut |watched| told.push(watched.clone()), &mut |_| false);
        assert!(round.good && !round.findings.has_errors());
        assert_eq!(told.last().and_then(|watched| watched.data.clone()), Some(("x".into(), vec!["june.csv".into()])));

        let broken = world(&RUBRIC.replace("points = 60", "points = 61"));
        let round = session.run(&broken, "08:00:01", &mut |_| {}, &mut |_| false);
        assert!(!round.good && round.findings.has_errors());
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:00"));

        let without_data = Memory::default().with("x/a.toml", RUBRIC);
        assert!(!session.run(&without_data, "08:00:02", &mut |_| {}, &mut |_| false).good);
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:00"));

        assert!(session.run(&world(RUBRIC), "08:00:03", &mut |_| {}, &mut |_| false).good);
        assert_eq!(session.last_good().map(|good| good.at.as_str()), Some("08:00:03"));
    }

    /// On a disk whose files were not changed a moment ago.
    #[test]
    fn only_what_changed_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let save = |name: &str, text: &str| {
            std::fs::write(dir.path().join(name), text).unwrap();
            let file = std::fs::File::options().write(true).open(dir.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(60)).unwrap();
        };
        let rubric = RUBRIC.replace("june.csv", "june-*.csv");
        save("a.toml", &rubric);
        save("june-1.csv", DATA);
        save("june-2.csv", "姓名,应出勤天数,出勤天数,产量\n赵敏,22,22,900\n");
        let mut session = Session::new(Request { rubric: dir.path().join("a.toml"), ..Request::default() });
        let disk = crate::host::Disk;
        let work = |session: &mut Session| {
            let before = session.work();
            assert!(session.run(&disk, "", &mut |_| {}, &mut |_| false).good);
            let after = session.work();
            (after.0 - before.0, after.1 - before.1)
        };
        assert_eq!(work(&mut session), (3, 1));
        assert_eq!(work(&mut session), (0, 0));
        save("a.toml", &rubric.replace("target = 1200", "target = 2400"));
        assert_eq!(work(&mut session), (1, 0), "the rubric alone");
        save("june-2.csv", "姓名,应出勤天数,出勤天数,产量\n赵敏,22,22,9000\n");
        assert_eq!(work(&mut session), (1, 1), "the other file of the table is not read");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_looked_at_again_before_that_is_told() {
        let mut session = Session::new(Request { rubric: "x/a.toml".into(), ..Request::default() });
        assert!(session.run(&world(RUBRIC), "1", &mut |_| {}, &mut |_| false).good);
        let mut asked = 0;
        let round = session.run(&Memory::default().with("x/a.toml", RUBRIC), "2", &mut |_| {}, &mut |_| {
            asked += 1;
            asked < 3
        });
        assert!(!round.good && asked == 3);
        // A mistake in the rubric is told at once.
        let broken = world(&RUBRIC.replace("points = 60", "points = 61"));
        session.run(&broken, "3", &mut |_| {}, &mut |_| panic!("nothing was unreadable"));
    }
}
