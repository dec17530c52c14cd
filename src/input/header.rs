//! Finds the header row of a sheet and which column is which, under title rows and merged cells.

use std::collections::HashMap;

use super::Merge;
use crate::rubric::Column;
use crate::table::{RawCell, RawSheet};
use crate::text::fold;

/// Rows from the top in which a header is looked for.
const ROWS: usize = 30;

/// Where the header is and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Index of the (upper) header row.
    pub row: usize,
    /// 2 for a header of two rows.
    pub height: usize,
    /// For each wanted column the candidates, the best first; empty if it is not there.
    pub found: Vec<Vec<Candidate>>,
    /// All headers, for messages.
    pub seen: Vec<String>,
}

/// A column of the sheet that may be a wanted one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Index of the cell in its row.
    pub at: usize,
    /// The header as written.
    pub text: String,
    /// How it was recognised, the best first.
    rank: Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The whole header; which of the accepted names (the id is 0).
    Whole(usize),
    /// The lower half of a header of two rows.
    Child(usize),
    /// After leaving out punctuation.
    Loose(usize),
}

impl Candidate {
    /// A column that is known without its header.
    pub fn sure(at: usize, id: &str) -> Candidate {
        Candidate { at, text: id.to_string(), rank: Rank::Whole(0) }
    }

    pub fn is_loose(&self) -> bool {
        matches!(self.rank, Rank::Loose(_))
    }
}

impl Header {
    /// How many of the wanted columns are there.
    pub fn score(&self) -> usize {
        self.found.iter().filter(|candidates| !candidates.is_empty()).count()
    }

    /// Index of the first row below the header.
    pub fn end(&self) -> usize {
        self.row + self.height
    }
}

/// Finds the row (or two rows) in which most wanted columns are recognised; the upper one of equals.
///
/// `None` if no wanted column is found anywhere. Where none is wanted, the first row that is not
/// blank is the header.
pub fn find(sheet: &RawSheet, merges: &[Merge], wanted: &[Column]) -> Option<Header> {
    let names = Names::of(wanted);
    let mut best: Option<Header> = None;
    let mut next = sheet.rows.first().map(|row| labels(row, names.longest));
    for row in 0..ROWS {
        let Some(upper) = next else { break };
        next = sheet.rows.get(row + 1).map(|row| labels(row, names.longest));
        if upper.iter().all(|label| label.text.is_empty()) {
            continue;
        }
        let single = names.header(row, 1, upper.iter().map(|label| (label.clone(), None)).collect());
        let double = next.as_ref().map(|lower| names.header(row, 2, joined(sheet, merges, row, &upper, lower)));
        for header in std::iter::once(single).chain(double) {
            let better = match &best {
                None => header.score() > 0 || wanted.is_empty(),
                // A title row above must not pass for the upper half of the header.
                Some(best) => (header.score(), best.height) > (best.score(), header.height),
            };
            if better {
                best = Some(header);
            }
        }
        if best.as_ref().is_some_and(|best| best.height == 1 && best.score() == wanted.len()) {
            break;
        }
    }
    best
}

/// What stands in a cell of a header, and its folded form; that is empty if it is too long for a name.
#[derive(Debug, Clone, Default)]
struct Label {
    text: String,
    folded: String,
}

/// The texts of a row; anything but text is no header.
fn labels(row: &[RawCell], longest: usize) -> Vec<Label> {
    row.iter()
        .map(|cell| match cell {
            RawCell::Text(text) => {
                let folded = if text.len() <= longest { fold(text) } else { String::new() };
                Label { text: text.trim().to_string(), folded }
            }
            _ => Label::default(),
        })
        .collect()
}

/// The whole header of each column under a header of two rows, and its lower half.
///
/// A parent reaches as far as its merged cell; where the file has no merges, over the blanks to
/// its right.
fn joined(
    sheet: &RawSheet,
    merges: &[Merge],
    row: usize,
    upper: &[Label],
    lower: &[Label],
) -> Vec<(Label, Option<Label>)> {
    let number = sheet.numbers.get(row).copied().unwrap_or(0);
    let mut parents: Vec<Label> = upper.to_vec();
    parents.resize(upper.len().max(lower.len()), Label::default());
    if merges.is_empty() {
        for at in 1..parents.len() {
            let child = lower.get(at).is_some_and(|label| !label.text.is_empty());
            if parents[at].text.is_empty() && child {
                parents[at] = parents[at - 1].clone();
            }
        }
    }
    for merge in merges.iter().filter(|merge| merge.first_row <= number && number <= merge.last_row) {
        let label = upper.get(merge.first_column as usize).cloned().unwrap_or_default();
        let end = (merge.last_column as usize).saturating_add(1).min(parents.len());
        if let Some(covered) = parents.get_mut(merge.first_column as usize..end) {
            covered.fill(label);
        }
    }
    parents
        .into_iter()
        .enumerate()
        .map(|(at, parent)| match lower.get(at).filter(|label| !label.text.is_empty()) {
            Some(child) if parent.text.is_empty() || parent.text == child.text => (child.clone(), None),
            Some(child) => {
                let text = format!("{}-{}", parent.text, child.text);
                let folded = format!("{}-{}", parent.folded, child.folded);
                (Label { text, folded }, Some(child.clone()))
            }
            None => (parent, None),
        })
        .collect()
}

/// The accepted names of the wanted columns, ready for look-up.
struct Names {
    columns: usize,
    /// Longer texts (in bytes) are no name, whatever is folded away.
    longest: usize,
    exact: HashMap<String, Vec<(usize, usize)>>,
    loose: HashMap<String, Vec<(usize, usize)>>,
}

impl Names {
    fn of(wanted: &[Column]) -> Names {
        let mut names = Names { columns: wanted.len(), longest: 0, exact: HashMap::new(), loose: HashMap::new() };
        for (column, spec) in wanted.iter().enumerate() {
            // The id is a name of the column whether or not the list repeats it.
            for (order, name) in std::iter::once(&spec.id).chain(&spec.headers).enumerate() {
                names.longest = names.longest.max(name.len() * 3 + 32);
                let folded = fold(name);
                let bare = loose(&folded);
                for (map, key) in [(&mut names.exact, folded), (&mut names.loose, bare)] {
                    let entry = map.entry(key).or_default();
                    if !entry.iter().any(|(known, _)| *known == column) {
                        entry.push((column, order));
                    }
                }
            }
        }
        names.exact.remove("");
        names.loose.remove("");
        names
    }

    /// `headers` has for each column of the sheet the whole header and, of two rows, the lower half.
    fn header(&self, row: usize, height: usize, headers: Vec<(Label, Option<Label>)>) -> Header {
        let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); self.columns];
        let mut offer = |matches: Option<&Vec<(usize, usize)>>, at: usize, text: &str, rank: fn(usize) -> Rank| {
            for (column, order) in matches.into_iter().flatten() {
                found[*column].push(Candidate { at, text: text.to_string(), rank: rank(*order) });
            }
        };
        for (at, (whole, child)) in headers.iter().enumerate() {
            let exact = self.exact.get(&whole.folded);
            let of_child = child.as_ref().and_then(|child| self.exact.get(&child.folded));
            if exact.is_some() {
                offer(exact, at, &whole.text, Rank::Whole);
            } else if of_child.is_some() {
                offer(of_child, at, &whole.text, Rank::Child);
            } else if !whole.folded.is_empty() {
                // `平均响应-时长` may be declared as `平均响应时长`: the joint is ours, not the file's.
                offer(self.loose.get(&loose(&whole.folded)), at, &whole.text, Rank::Loose);
            }
        }
        for candidates in &mut found {
            candidates.sort_by_key(|candidate| (candidate.rank, candidate.at));
            // A weaker way of recognition counts only where the stronger ones find nothing.
            if let Some(first) = candidates.first() {
                let strength = std::mem::discriminant(&first.rank);
                candidates.retain(|candidate| std::mem::discriminant(&candidate.rank) == strength);
            }
        }
        let seen = headers.into_iter().map(|(whole, _)| whole.text).filter(|text| !text.is_empty()).collect();
        Header { row, height, found, seen }
    }
}

/// Letters and digits only: `询单.人数` and `询单人数` are one.
fn loose(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Kind;
    use crate::text::Span;

    fn column(id: &str, aliases: &[&str]) -> Column {
        let headers = std::iter::once(&id).chain(aliases).map(ToString::to_string).collect();
        Column { id: id.into(), headers, kind: Kind::Number, span: Span::default() }
    }

    fn sheet(text: &str) -> RawSheet {
        let rows: Vec<Vec<RawCell>> =
            text.lines().map(|line| line.split(',').map(super::super::csv::cell).collect()).collect();
        let numbers = (1..=rows.len() as u32).collect();
        RawSheet { file: "a.csv".into(), sheet: None, rows, numbers }
    }

    fn places(header: &Header) -> Vec<Option<usize>> {
        header.found.iter().map(|candidates| candidates.first().map(|candidate| candidate.at)).collect()
    }

    #[test]
    fn titles_above_are_passed_over() {
        let sheet = sheet("#账号 询单人数\n考核表\n\n姓名,諮詢人數,付款 人数\n张三,1,2");
        let wanted = [column("付款人数", &[]), column("询单人数", &["咨询人数"]), column("投诉", &[])];
        let header = find(&sheet, &[], &wanted).unwrap();
        assert_eq!((header.row, header.height), (3, 1));
        assert_eq!(places(&header), [Some(2), Some(1), None]);
    }

    #[test]
    fn stray_characters_are_tolerated_last() {
        let wanted = [column("询单人数", &[]), column("付款", &[])];
        let header = find(&sheet("询单.人数,付款\n1,2"), &[], &wanted).unwrap();
        assert!(header.found[0][0].is_loose());
        let header = find(&sheet("询单.人数,询单人数,付款\n1,2"), &[], &wanted).unwrap();
        assert_eq!(header.found[0].len(), 1);
        assert_eq!(places(&header), [Some(1), Some(2)]);
    }

    #[test]
    fn two_rows_of_header() {
        let wanted = [column("姓名", &[]), column("静默下单-人数", &[]), column("金额", &[])];
        let header = find(&sheet("姓名,静默下单,,询单\n,人数,金额,人数\n张三,1,2,3"), &[], &wanted).unwrap();
        assert_eq!((header.row, header.height), (0, 2));
        assert_eq!(places(&header), [Some(0), Some(1), Some(2)]);
        let merge = Merge { first_row: 1, last_row: 1, first_column: 1, last_column: 2 };
        let header = find(&sheet("姓名,静默下单,,询单\n,人数,金额,人数\n张三,1,2,3"), &[merge], &wanted).unwrap();
        assert_eq!(header.seen, ["姓名", "静默下单-人数", "静默下单-金额", "询单-人数"]);
    }

    #[test]
    fn nothing_known_is_no_header() {
        assert_eq!(find(&sheet("a,b\n1,2"), &[], &[column("询单人数", &[])]), None);
        assert_eq!(find(&sheet("\n\n"), &[], &[]), None);
    }
}
