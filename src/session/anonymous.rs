//! Results without names: pseudonyms for people and small groups, and nothing else that tells who is meant.
//!
//! Pseudonyms go by a keyed hash of the subject's key. The key of the hash is made of the digests of the data
//! files, which the results no longer hold afterwards: whoever knows the names but not the files cannot find out
//! who is who, and the same files give the same pseudonyms in every format and period.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::host::sha256;
use crate::report::standing::LEAST_GROUP;
use crate::result::Results;
use crate::rubric::Rubric;
use crate::table::Lane;
use crate::text::Words;
use crate::words;

/// Takes names out of the results of all periods of a run.
pub fn anonymize(rubric: &mut Rubric, all: &mut [Results]) {
    let names = Names::of(rubric.subject.groups.len(), all);
    rubric.voids.clear();
    for results in all {
        names.take_out(results);
    }
}

struct Names {
    subjects: BTreeMap<String, String>,
    /// For each of the rubric's groups, those too small to be named.
    groups: Vec<BTreeMap<String, String>>,
    /// Keys and labels.
    known: BTreeSet<String>,
}

impl Names {
    fn of(columns: usize, all: &[Results]) -> Names {
        let secret = secret(all);
        let keys: BTreeSet<&str> = all.iter().flat_map(|results| &results.subjects).map(|s| s.key.as_str()).collect();
        let labels = all.iter().flat_map(|results| &results.subjects).map(|subject| subject.label.as_str());
        let known =
            labels.chain(keys.iter().copied()).filter(|name| !name.trim().is_empty()).map(String::from).collect();
        let groups = (0..columns).map(|column| numbered(&secret, "G", 2, small(all, column)));
        Names { groups: groups.collect(), subjects: numbered(&secret, "S", 3, keys), known }
    }

    fn take_out(&self, results: &mut Results) {
        for subject in &mut results.subjects {
            subject.key = self.subjects.get(&subject.key).cloned().unwrap_or_default();
            subject.label.clone_from(&subject.key);
            subject.origin = None;
            for (group, small) in subject.groups.iter_mut().zip(&self.groups) {
                if let Some(pseudonym) = small.get(group) {
                    group.clone_from(pseudonym);
                }
            }
        }
        in_new_order(results);
        for inflation in &mut results.inflation {
            if let Some((column, name)) = &mut inflation.group
                && let Some(pseudonym) = self.groups.get(*column).and_then(|small| small.get(name))
            {
                name.clone_from(pseudonym);
            }
        }
        let values = results.indicators.iter_mut().map(|indicator| &mut indicator.value);
        results.elements.iter_mut().chain(values).for_each(|lane| self.mask(lane));
        for ballot in &mut results.ballots {
            for void in &mut ballot.void {
                void.rater.clear();
                void.cell = None;
            }
        }
        results.findings.all = counted(&results.findings.all);
        for skipped in &mut results.skipped {
            skipped.cells.clear();
            if self.tells(&skipped.reason) || skipped.reason.zh.contains('`') {
                skipped.reason = words!("未采用", "not used");
            }
        }
        results.provisional.retain(|words| !self.tells(words));
        for file in &mut results.files {
            file.sha256 = None;
        }
        let record = &mut results.record;
        record.voids.clear();
        record.papers.clear();
        record.objections.clear();
    }

    /// Texts of the data in which somebody is named.
    fn mask(&self, lane: &mut Lane) {
        if let Lane::Texts(texts) = lane
            && texts.dictionary.iter().any(|text| self.names(text))
        {
            let kept = |at| texts.get(at).map(|text| if self.names(text) { "…" } else { text });
            *lane = Lane::Texts((0..texts.len()).map(kept).collect());
        }
    }

    fn names(&self, text: &str) -> bool {
        self.known.iter().any(|name| text.contains(name.as_str()))
    }

    fn tells(&self, words: &Words) -> bool {
        self.names(&words.zh) || self.names(&words.en)
    }
}

/// What nobody has who does not have the data.
fn secret(all: &[Results]) -> String {
    let mut text = String::new();
    for results in all {
        for digest in results.files.iter().filter_map(|file| file.sha256.as_deref()) {
            text.push_str(digest);
        }
        // Of results that other rubrics gave there are no files, but there are figures.
        results.total.values.iter().for_each(|value| text.push_str(&format!("{:x},", value.to_bits())));
    }
    sha256(text.as_bytes())
}

/// Pseudonyms `S001`, `S002`, … in the order of the keyed hash.
fn numbered(secret: &str, letter: &str, digits: usize, names: BTreeSet<&str>) -> BTreeMap<String, String> {
    let mut hashed: Vec<(String, &str)> =
        names.into_iter().map(|name| (sha256(format!("{secret}\0{letter}\0{name}").as_bytes()), name)).collect();
    hashed.sort();
    let digits = digits.max(hashed.len().to_string().len());
    let of = |(at, (_, name)): (usize, (String, &str))| (name.to_string(), format!("{letter}{:0digits$}", at + 1));
    hashed.into_iter().enumerate().map(of).collect()
}

/// Groups that have fewer members than figures of a group are told of, in some period.
fn small(all: &[Results], column: usize) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for results in all {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for group in results.subjects.iter().filter_map(|subject| subject.groups.get(column)) {
            *sizes.entry(group).or_default() += 1;
        }
        found.extend(sizes.into_iter().filter(|(name, size)| *size < LEAST_GROUP && !name.is_empty()).map(|(n, _)| n));
    }
    found
}

/// Equal places stand in the order of keys, which would tell.
fn in_new_order(results: &mut Results) {
    let mut order = std::mem::take(&mut results.order);
    let place =
        |at: &usize| results.rank.values.get(*at).copied().filter(|rank| rank.is_finite()).unwrap_or(f64::INFINITY);
    let key = |at: &usize| results.subjects.get(*at).map(|subject| (subject.groups.first(), &subject.key));
    let group = |at: &usize| key(at).and_then(|(group, _)| group);
    order.sort_by(|a, b| group(a).cmp(&group(b)).then(place(a).total_cmp(&place(b))).then_with(|| key(a).cmp(&key(b))));
    results.order = order;
}

/// Which findings there are, and how many, instead of what they say.
fn counted(all: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut counts: Vec<(Code, Severity, usize)> = Vec::new();
    for finding in all {
        match counts.iter_mut().find(|(code, severity, _)| code.id == finding.code.id && *severity == finding.severity)
        {
            Some((_, _, count)) => *count += 1,
            None => counts.push((finding.code, finding.severity, 1)),
        }
    }
    let said = |(code, severity, count): (Code, Severity, usize)| {
        let message = Words { zh: format!("{}（{count} 条）", code.zh), en: format!("{} ({count})", code.en) };
        Diagnostic { severity, ..Diagnostic::error(code, message) }
    };
    counts.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{REPORTS, View, fixture};
    use crate::text::Lang;

    #[test]
    fn nobody_is_named_in_any_format() {
        let fixture::Fixture { mut rubric, results, sources } = fixture::shop();
        let mut all = [results.clone()];
        anonymize(&mut rubric, &mut all);
        for lang in [Lang::Zh, Lang::En] {
            let view = View { rubric: &rubric, results: &all[0], sources: &sources, lang, width: 100, color: false };
            for report in REPORTS {
                let bytes = report.write(&view);
                for subject in &results.subjects {
                    for name in [&subject.key, &subject.label] {
                        let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
                        assert!(!found, "{} tells {name}", report.name());
                    }
                }
            }
        }
        let keys: BTreeSet<&str> = all[0].subjects.iter().map(|subject| subject.key.as_str()).collect();
        assert_eq!(keys, BTreeSet::from(["S001", "S002", "S003", "S004"]));
        assert_eq!(all[0].findings.all.len(), 2, "warnings and an error of one code");
    }

    #[test]
    fn other_data_give_other_pseudonyms() {
        let names = |secret: &str| {
            numbered(secret, "S", 3, (0..9).map(|at| ["a", "b", "c", "d", "e", "f", "g", "h", "i"][at]).collect())
        };
        assert_eq!(names("x"), names("x"));
        assert_ne!(names("x"), names("y"));
    }
}
