//! The runs: a sample in every test run, all of them when asked for.

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
use super::table::{Count, Missed, Run};
use super::{Fault, KINDS, Kind};

/// Which faults of a kind are planted into a rubric.
type Choose<'a> = &'a dyn Fn(&mut Chance, Vec<Fault>) -> Vec<Fault>;

fn run(paths: &[PathBuf], kinds: &[&Kind], choose: Choose<'_>) -> Run {
    let mut run = Run { kinds: vec![Count::default(); kinds.len()], ..Run::default() };
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
                choose(&mut chance, all).into_iter().map(move |fault| (at, fault))
            })
            .collect();
        let held = held(path, &text, &faults, kinds);
        let count = run.rubrics.entry(name.clone()).or_default();
        for ((at, _), held) in faults.iter().zip(held) {
            run.kinds[*at].add(held.seen);
            count.add(held.seen);
            if matches!(held.seen, Seen::No | Seen::Elsewhere) {
                run.missed.push(Missed { kind: *at, change: format!("{name}:{}", held.change), told: held.told });
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

/// As [`all`] plants them: so many of a kind in a rubric.
const EACH: usize = 12;

/// `cargo test --release --test it faults::all -- --ignored --nocapture`; `KAOHE_FAULTS` names kinds,
/// `KAOHE_FAULTS_IN` a part of a rubric's path, `KAOHE_FAULTS_EACH` how many of each.
#[test]
#[ignore = "two minutes"]
fn all() {
    let wanted = |name: &str| std::env::var(name).unwrap_or_default();
    let (only, of) = (wanted("KAOHE_FAULTS"), wanted("KAOHE_FAULTS_IN"));
    let each: usize = wanted("KAOHE_FAULTS_EACH").parse().unwrap_or(EACH);
    let some = |kind: &&Kind| only.is_empty() || only.split(',').any(|id| id == kind.id);
    let kinds: Vec<&Kind> = KINDS.iter().copied().filter(some).collect();
    let paths: Vec<PathBuf> = shipped().into_iter().filter(|path| path.to_string_lossy().contains(&of)).collect();
    let run = run(&paths, &kinds, &|chance, all| chance.some(all, each));
    println!("{}", run.page(&kinds, false));
    if std::env::var_os("KAOHE_ACCEPT").is_some() {
        std::fs::write("docs/faults.md", run.page(&kinds, false)).unwrap();
        std::fs::write("docs/faults.zh.md", run.page(&kinds, true)).unwrap();
    }
    enough(&run, &kinds, 98);
}

/// The same faults in every run: one of fifteen of those of [`all`] in the smaller rubrics. So few come out by
/// chance a little better or worse than all of them.
#[test]
fn a_sample_is_found() {
    let small = |path: &PathBuf| {
        std::fs::metadata(path).is_ok_and(|data| data.len() < SMALL) && !path.starts_with("rubrics/cdc")
    };
    let paths: Vec<PathBuf> = shipped().into_iter().filter(small).collect();
    let run = run(&paths, KINDS, &|chance, all| {
        let planted = chance.some(all, EACH);
        planted.into_iter().filter(|_| chance.below(15) == 0).collect()
    });
    assert!(run.whole().planted > 60, "{}", run.whole().planted);
    enough(&run, KINDS, 98);
}

/// In bytes.
const SMALL: u64 = 60_000;

/// So many of a hundred are found on their lines.
fn enough(run: &Run, kinds: &[&Kind], floor: usize) {
    let whole = run.whole();
    let missed: Vec<String> = run
        .missed
        .iter()
        .map(|missed| format!("{}: {}: {}", kinds[missed.kind].id, missed.change, missed.told))
        .collect();
    assert!(whole.on_line * 100 >= whole.planted * floor, "{whole:?}\n{}", missed.join("\n"));
}
