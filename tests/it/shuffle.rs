//! The same bytes come out whatever the order of rows, files and declarations, and on whichever
//! thread. What names rows (cells, findings, what was skipped) moves with them and is left out.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use kaohe::diagnostic::Bag;
use kaohe::host::{Host, Memory};
use kaohe::report::{REPORTS, View};
use kaohe::text::{Lang, Sources};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::agreement::{Case, config, decisions};
use crate::reference::File;
use crate::world::{Run, run_in};

/// Every report in both languages, without what names rows, of a run of the rubric with that text.
fn reports(text: &str, mut run: Run) -> Vec<Vec<u8>> {
    let results = &mut run.results;
    results.findings = Bag::default();
    results.skipped.clear();
    results.files.clear();
    results.provisional.sort_by(|a, b| a.en.cmp(&b.en));
    results.subjects.iter_mut().for_each(|subject| subject.origin = None);
    results.ballots.iter_mut().flat_map(|ballots| &mut ballots.void).for_each(|ballot| ballot.cell = None);
    let mut sources = Sources::default();
    sources.add("rubric.toml", text);
    let views = [Lang::Zh, Lang::En].map(|lang| View {
        rubric: &run.rubric,
        results: &run.results,
        sources: &sources,
        lang,
        width: 160,
        color: false,
    });
    REPORTS.iter().flat_map(|report| views.iter().map(|view| report.write(view))).collect()
}

fn assert_same(before: &[Vec<u8>], after: &[Vec<u8>], what: &str) {
    for (before, after) in before.iter().zip(after) {
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        if let Some((a, b)) = before.lines().zip(after.lines()).find(|(a, b)| a != b) {
            panic!("{what}:\n{a}\n{b}");
        }
        assert_eq!(before.len(), after.len(), "{what}");
    }
}

/// A stream of numbers that look random.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count.max(1)
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            let other = self.below(last + 1);
            all.swap(last, other);
        }
    }
}

/// The rubric with its tables of data in another order.
fn other_order(text: &str, shuffle: &mut Shuffle) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        // `[data.chats.columns]` belongs to `[data.chats]`.
        let columns = line.starts_with("[data.") && line.matches('.').count() > 1;
        if blocks.is_empty() || line.starts_with('[') && !columns {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
        }
    }
    let (mut data, mut others): (Vec<String>, Vec<String>) =
        blocks.into_iter().partition(|block| block.starts_with("[data."));
    shuffle.shuffle(&mut data);
    let at = others.len().min(1);
    others.splice(at..at, data);
    others.concat()
}

/// A folder whose files are found in the opposite order.
struct Backwards(Memory);

impl Host for Backwards {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        let mut found = self.0.find(dir, pattern)?;
        found.reverse();
        Ok(found)
    }
}

/// The records below the header in another order; `#` lines stay where they are.
fn other_rows(bytes: &[u8], shuffle: &mut Shuffle) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut starts = Vec::new();
    while reader.read_byte_record(&mut record).unwrap() {
        let start = record.position().unwrap().byte() as usize;
        // The reader leaves the end of the line before to the next record.
        let ended = bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        starts.push(start + ended);
    }
    starts.push(bytes.len());
    let records: Vec<&[u8]> = starts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
    let is_note = |record: &&[u8]| record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record).starts_with(b"#");
    let header = records.iter().position(|record| !is_note(record)).unwrap();
    let end = records[header..].iter().position(is_note).map_or(records.len(), |length| header + length);
    let mut rows: Vec<Vec<u8>> = records[header + 1..end].iter().map(|row| row.trim_ascii_end().to_vec()).collect();
    shuffle.shuffle(&mut rows);
    let mut out = records[..=header].concat();
    rows.iter().for_each(|row| out.extend([row, b"\r\n".as_slice()].concat()));
    out.extend(records[end..].concat());
    out
}

fn shop(shuffle: Option<&mut Shuffle>) -> Memory {
    let mut host = Memory::default();
    let mut shuffle = shuffle;
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/ecommerce-cs");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let mut bytes = std::fs::read(&path).unwrap();
        if let (Some(shuffle), Some("csv")) = (&mut shuffle, path.extension().and_then(|extension| extension.to_str()))
        {
            bytes = other_rows(&bytes, shuffle);
        }
        host = host.with(&path.file_name().unwrap().to_string_lossy(), bytes);
    }
    host
}

#[test]
fn the_shop() {
    for name in ["presales", "aftersales"] {
        let text = std::fs::read_to_string(format!("rubrics/ecommerce-cs/{name}.toml")).unwrap();
        for period in 0..2 {
            let plain = reports(&text, run_in(&text, &shop(None), Path::new(""), Some(period)));
            for seed in 1..4 {
                let mut shuffle = Shuffle(seed);
                let host = Backwards(shop(Some(&mut shuffle)));
                let text = other_order(&text, &mut shuffle);
                let shuffled = reports(&text, run_in(&text, &host, Path::new(""), Some(period)));
                assert_same(&plain, &shuffled, name);
            }
        }
    }
}

#[test]
fn random_rubrics_in_another_order() {
    let strategy = (decisions(), any::<u64>());
    let result = TestRunner::new(config(150)).run(&strategy, |(decisions, seed)| {
        let case = Case::random(&decisions);
        let mut shuffle = Shuffle(seed);
        let mut files: Vec<File> = case.files.clone();
        files.iter_mut().for_each(|file| shuffle.shuffle(&mut file.rows));
        let shuffled = Case { text: other_order(&case.text, &mut shuffle), files };
        let (before, after) = (reports(&case.text, case.run()), reports(&shuffled.text, shuffled.run()));
        prop_assert!(before == after, "{}", case.shown());
        Ok(())
    });
    if let Err(error) = result {
        let text = error.to_string();
        panic!("{}", text.split("minimal failing input").next().unwrap_or(&text));
    }
}

#[test]
fn threads() {
    let text = std::fs::read_to_string("rubrics/ecommerce-cs/presales.toml").unwrap();
    let once = || reports(&text, run_in(&text, &shop(None), Path::new(""), None));
    let here = once();
    let there: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let both = [scope.spawn(once), scope.spawn(once)];
        both.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    there.iter().for_each(|there| assert_same(&here, there, "another thread"));
}
