//! Being told when a watched file changed.
//!
//! Folders are watched, not files: editors save by writing a new file and renaming it over the old
//! one, which a watch on the file itself would lose. What the system reports is only a reason to
//! look; whether anything changed is decided by looking at the watched files, so temporary files
//! of editors, our own reports and other noise do not start a round. Where the system reports
//! nothing (network drives, a folder that was away), a look every second finds out all the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{Debouncer, RecommendedCache, new_debouncer};

use crate::host::{Host, Look as FileLook};

/// Saves within this time are one.
const BURST: Duration = Duration::from_millis(60);
/// Files are still being written if they differ after this time.
const SETTLE: Duration = Duration::from_millis(30);
/// A file that never settles (a log) must not hold up the round for ever.
const SETTLE_AT_MOST: u32 = 60;
const POLL: Duration = Duration::from_secs(1);
/// A file that cannot be read may be half written if it was changed within this time, or went.
const FRESH: Duration = Duration::from_secs(1);

/// A rubric and the files that may match its data sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub rubric: PathBuf,
    /// The rubrics it extends.
    pub bases: Vec<PathBuf>,
    /// The data directory, and names and globs below it.
    pub data: Option<(PathBuf, Vec<String>)>,
    /// The same of each rubric whose results are used.
    pub inner: Vec<Watched>,
}

/// How the watched files looked. A missing one is not there.
type Look = BTreeMap<PathBuf, FileLook>;

impl Watched {
    fn look(&self, host: &dyn Host) -> Look {
        let mut look = self.own_look(host);
        self.inner.iter().for_each(|inner| look.extend(inner.look(host)));
        look
    }

    fn own_look(&self, host: &dyn Host) -> Look {
        let mut files: Vec<PathBuf> = self.texts().cloned().collect();
        if let Some((folder, patterns)) = &self.data {
            files.extend(patterns.iter().flat_map(|pattern| host.find(folder, pattern).unwrap_or_default()));
        }
        files.into_iter().filter_map(|path| FileLook::of(&path).map(|look| (path, look))).collect()
    }

    /// The rubric and those it extends.
    fn texts(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.rubric).chain(&self.bases)
    }

    /// The folders to watch, and whether with what is below them.
    fn folders(&self) -> BTreeMap<PathBuf, bool> {
        let mut folders: BTreeMap<PathBuf, bool> = self.texts().map(|path| (parent(path), false)).collect();
        // What is written through a link is written where it leads.
        let links = self.texts().filter(|path| path.is_symlink());
        folders.extend(links.filter_map(|path| Some((parent(&path.canonicalize().ok()?), false))));
        if let Some((folder, patterns)) = &self.data {
            let deep = patterns.iter().any(|pattern| pattern.contains(['/', '\\']));
            let known = folders.entry(folder.clone()).or_default();
            *known |= deep;
        }
        for (folder, deep) in self.inner.iter().flat_map(Watched::folders) {
            *folders.entry(folder).or_default() |= deep;
        }
        folders
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Waits for changes of the watched files.
pub struct Watcher {
    debouncer: Option<Debouncer<RecommendedWatcher, RecommendedCache>>,
    /// Watched at present; a folder that could not be watched is tried again.
    folders: BTreeMap<PathBuf, bool>,
    events: Receiver<()>,
    /// Keeps the channel open where the system offers no watching, so that waiting still waits.
    _open: Sender<()>,
    seen: Look,
    /// What was seen before the last change.
    before: Option<Look>,
    /// What was watched when that was seen; nothing between rounds.
    known: Option<Watched>,
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher").field("folders", &self.folders).field("seen", &self.seen).finish_non_exhaustive()
    }
}

impl Watcher {
    /// Without the system's help it polls.
    pub fn new() -> Watcher {
        let (sender, events) = channel();
        let open = sender.clone();
        let debouncer = new_debouncer(BURST, None, move |_| {
            // The receiver is gone only when the program ends.
            let _ = sender.send(());
        })
        .ok();
        Watcher {
            debouncer,
            folders: BTreeMap::new(),
            events,
            _open: open,
            seen: Look::new(),
            before: None,
            known: None,
        }
    }

    /// Remembers how the files look. Called before they are read, so that no save is missed; and
    /// again, before the data are read, if the rubric turned out to name other files.
    pub fn remember(&mut self, watched: &Watched, host: &dyn Host) {
        self.follow(watched);
        if self.known.as_ref() == Some(watched) {
            return;
        }
        let mut look = watched.look(host);
        if self.known.is_some() {
            // The rubric has been read by now, as it looked before.
            match self.seen.get(&watched.rubric) {
                Some(seen) => look.insert(watched.rubric.clone(), *seen),
                None => look.remove(&watched.rubric),
            };
            // So have those it extends, if they were known of.
            for base in &watched.bases {
                if let Some(seen) = self.seen.get(base) {
                    look.insert(base.clone(), *seen);
                }
            }
        }
        self.seen = look;
        self.known = Some(watched.clone());
    }

    /// Comes back when a watched file has changed, appeared or gone, and all of them have been
    /// written to the end.
    pub fn wait(&mut self, watched: &Watched, host: &dyn Host) {
        self.follow(watched);
        loop {
            let now = watched.look(host);
            if now != self.seen && self.settle(now, watched, host) != self.seen {
                self.before = Some(std::mem::take(&mut self.seen));
                self.known = None;
                return;
            }
            match self.events.recv_timeout(POLL) {
                Ok(()) => while self.events.try_recv().is_ok() {},
                Err(RecvTimeoutError::Timeout) => self.follow(watched),
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(POLL),
            }
        }
    }

    /// Whether a file was not to be read because it is just being written, and has been written by
    /// now: asked when something could not be read, before that is told.
    pub fn written_since(&mut self, watched: &Watched, host: &dyn Host) -> bool {
        let begun = Instant::now();
        let first = watched.look(host);
        let fresh = |look: &Look| {
            let changed = look.values().filter_map(|look| look.changed);
            changed
                .max()
                .and_then(|changed| SystemTime::now().duration_since(changed).ok())
                .is_some_and(|age| age < FRESH)
        };
        // One that was there a moment ago may be about to be put back.
        let went = self.before.as_ref().is_some_and(|before| before.keys().any(|path| !first.contains_key(path)));
        let mut now = first.clone();
        while now == first && begun.elapsed() < FRESH && (fresh(&now) || went) {
            std::thread::sleep(SETTLE);
            now = watched.look(host);
        }
        if now == first && now == self.seen {
            return false;
        }
        self.settle(now, watched, host);
        self.known = None;
        true
    }

    /// Waits until the files look the same twice.
    fn settle(&self, mut now: Look, watched: &Watched, host: &dyn Host) -> Look {
        for _ in 0..SETTLE_AT_MOST {
            std::thread::sleep(SETTLE);
            let later = watched.look(host);
            if later == now {
                break;
            }
            now = later;
        }
        now
    }

    /// Watches the folders that are there and forgets those that are not.
    fn follow(&mut self, watched: &Watched) {
        let Some(debouncer) = &mut self.debouncer else { return };
        let wanted = watched.folders();
        self.folders.retain(|folder, deep| {
            let keep = wanted.get(folder) == Some(deep) && folder.is_dir();
            if !keep {
                // A folder that has gone is no longer watched anyhow.
                let _ = debouncer.unwatch(folder);
            }
            keep
        });
        for (folder, deep) in wanted {
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if !self.folders.contains_key(&folder) && debouncer.watch(&folder, mode).is_ok() {
                self.folders.insert(folder, deep);
            }
        }
    }
}

impl Default for Watcher {
    fn default() -> Watcher {
        Watcher::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Disk;
    use std::fs;

    /// The watcher must come back on its own; a test that hangs is killed by its runner.
    fn waits(watcher: &mut Watcher, watched: &Watched, change: impl FnOnce() + Send) -> Duration {
        let begun = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(change);
            watcher.wait(watched, &Disk);
        });
        watcher.remember(watched, &Disk);
        begun.elapsed()
    }

    #[test]
    fn saves_by_rename_new_files_and_lost_files_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("a.toml"), "kaohe = 1").unwrap();
        fs::create_dir(at("data")).unwrap();
        let watched = Watched {
            rubric: at("a.toml"),
            data: Some((at("data"), vec!["*.csv".into()])),
            bases: Vec::new(),
            inner: Vec::new(),
        };
        let mut watcher = Watcher::new();
        watcher.remember(&watched, &Disk);
        waits(&mut watcher, &watched, || {
            fs::write(at("a.toml.swp"), "kaohe = 1\n").unwrap();
            fs::rename(at("a.toml.swp"), at("a.toml")).unwrap();
        });
        waits(&mut watcher, &watched, || fs::write(at("data/b.csv"), "x").unwrap());
        waits(&mut watcher, &watched, || fs::remove_dir_all(at("data")).unwrap());
        waits(&mut watcher, &watched, || {
            fs::create_dir(at("data")).unwrap();
            fs::write(at("data/b.csv"), "x,y").unwrap();
        });
    }

    #[test]
    fn noise_is_not_a_change() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("a.toml"), "kaohe = 1").unwrap();
        let watched = Watched { rubric: at("a.toml"), data: None, bases: Vec::new(), inner: Vec::new() };
        let mut watcher = Watcher::new();
        watcher.remember(&watched, &Disk);
        let took = waits(&mut watcher, &watched, || {
            fs::write(at(".a.toml.swp"), "1").unwrap();
            fs::write(at("report.html"), "2").unwrap();
            std::thread::sleep(Duration::from_millis(300));
            fs::write(at("a.toml"), "kaohe = 1\n").unwrap();
        });
        assert!(took >= Duration::from_millis(300), "{took:?}");
    }
}
