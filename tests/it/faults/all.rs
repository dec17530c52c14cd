//! The runs: a sample in every test run, all of them when asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use kaohe::diagnostic::Bag;
use kaohe::host::Disk;
use kaohe::session::{self, Judge};
use kaohe::syntax;
use kaohe::text::{SourceId, Sources};

use super::chance::Chance;
use super::hold::{Held, Holder, Seen, against_data};
use super::place::Text;
use super::table::Count;
use super::{Fault, KINDS, Kind};

/// Which faults of a kind are planted into a rubric.
type Choose = fn(&mut Chance, Vec<Fault>, usize) -> Vec<Fault>;

struct Run {
    kinds: Vec<Count>,
    rubrics: BTreeMap<String, Count>,
    /// `kind path:line change: what was said`
    missed: Vec<String>,
}

fn run(paths: &[PathBuf], kinds: &[&Kind], choose: Choose) -> Run {
    let mut run = Run { kinds: vec![Count::default(); kinds.len()], rubrics: BTreeMap::new(), missed: Vec::new() };
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        let document = syntax::parse(SourceId(0), &text, &mut Bag::default());
        let text = Text::new(&text, &document);
        let name = path.to_string_lossy().replace('\\', "/");
        let faults: Vec<(usize, Fault)> = kinds
            .iter()
            .enumerate()
            .flat_map(|(at, kind)| {
                let mut chance = Chance::of(&[&name, kind.id]);
                let all = (kind.make)(&text, &mut chance);
                choose(&mut chance, all, at).into_iter().map(move |fault| (at, fault))
            })
            .collect();
        let held = held(path, &text, &faults, kinds);
        let count = run.rubrics.entry(name.clone()).or_default();
        for ((at, _), held) in faults.iter().zip(held) {
            run.kinds[*at].add(held.seen);
            count.add(held.seen);
            if matches!(held.seen, Seen::No | Seen::Elsewhere) {
                let said = if held.told.is_empty() { "nothing" } else { &held.told };
                run.missed.push(format!("{}\t{name}:{}\t{said}", kinds[*at].id, held.change));
            }
        }
    }
    run
}

/// On all threads; the order is that of the faults.
fn held(path: &Path, text: &Text<'_>, faults: &[(usize, Fault)], kinds: &[&Kind]) -> Vec<Held> {
    if faults.is_empty() {
        return Vec::new();
    }
    let mut sources = Sources::default();
    let rubric = session::check(&Disk, path, &[], &mut sources).rubric.expect("a sound rubric");
    let before = against_data(&Disk, path, rubric.clone(), &mut sources);
    let before: Vec<String> = before.into_iter().map(|finding| finding.message.zh).collect();
    let judge = Judge::new(&Disk, path, &rubric, true);
    let holder = Holder { path, judge: &judge, before: &before };
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<(usize, Held)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some((kind, fault)) = faults.get(at) else { return own };
                        own.push((at, holder.hold(text, fault, kinds[*kind].says)));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, held)| held).collect()
}

fn shipped() -> Vec<PathBuf> {
    let mut paths = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).expect("rubrics");
    paths.sort();
    paths
}

impl Run {
    fn told(&self, kinds: &[&Kind]) -> String {
        let mut out = String::new();
        for (kind, count) in kinds.iter().zip(&self.kinds) {
            out += &format!("| {} | {} | {}\n", kind.id, kind.zh, count.row());
        }
        for (rubric, count) in &self.rubrics {
            out += &format!("| {rubric} | {}\n", count.row());
        }
        let mut whole = Count::default();
        for count in &self.kinds {
            whole.planted += count.planted;
            whole.found += count.found;
            whole.on_line += count.on_line;
        }
        out += &format!("| all | {}\n", whole.row());
        for line in &self.missed {
            out += &format!("{line}\n");
        }
        out
    }
}

/// `cargo test --release --test it faults::all -- --ignored --nocapture`
#[test]
#[ignore = "ten minutes"]
fn all_faults() {
    let wanted = |name: &str| std::env::var(name).unwrap_or_default();
    let (only, of) = (wanted("KAOHE_FAULTS"), wanted("KAOHE_FAULTS_IN"));
    let kinds: Vec<&Kind> =
        KINDS.iter().copied().filter(|kind| only.is_empty() || only.split(',').any(|id| id == kind.id)).collect();
    let paths: Vec<PathBuf> = shipped().into_iter().filter(|path| path.to_string_lossy().contains(&of)).collect();
    let run = run(&paths, &kinds, |chance, all, _| chance.some(all, 12));
    println!("{}", run.told(&kinds));
}
