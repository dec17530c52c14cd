//! How the rows of a table find their subject: by key, or by a nick through a binding table.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::near::Near;
use super::place::{self, Met};
use super::roster::{Directory, Who};
use super::{Buckets, Marks, Subject, at, texts_of};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::codes;
use crate::plan::{KeySpec, Plan, TableSpec, Through};
use crate::result::Skipped;
use crate::table::{Table, Texts};
use crate::text::words::{list, plural};
use crate::text::{Words, fold};
use crate::words;

/// How many unknown keys of a table are listed one by one.
const LISTED: usize = 50;

/// The rows of a table, and what became of those that join nobody.
#[derive(Default)]
pub struct Joined {
    pub owner: Vec<u32>,
    /// Rows that are dropped, and whose they would be.
    pub dropped: Vec<(u32, u32)>,
    pub lost: Lost,
}

/// Rows that join nobody.
#[derive(Debug, Clone, Default)]
pub struct Lost {
    /// By key or nick, in order, the rows of each.
    unknown: BTreeMap<String, Met>,
    unbound: BTreeMap<String, Met>,
    of_nobody: BTreeMap<String, Met>,
    not_assessed: BTreeMap<String, Met>,
    of_two: Met,
    pub without_key: Met,
}

impl Lost {
    /// Rows with one key, which leads to nobody.
    pub fn note(&mut self, text: &str, found: &Found, met: &Met) {
        let list = match found {
            Found::Unknown(key) => self.unknown.entry(key.clone()).or_default(),
            Found::Unbound => self.unbound.entry(text.to_string()).or_default(),
            Found::OfNobody => self.of_nobody.entry(text.to_string()).or_default(),
            Found::NotAssessed => self.not_assessed.entry(text.to_string()).or_default(),
            Found::OfTwo => &mut self.of_two,
            Found::Subject(_) => return,
        };
        list.merge(met);
    }

    /// Other rows.
    pub fn merge(&mut self, other: Lost) {
        let maps = [
            (&mut self.unknown, other.unknown),
            (&mut self.unbound, other.unbound),
            (&mut self.of_nobody, other.of_nobody),
            (&mut self.not_assessed, other.not_assessed),
        ];
        for (all, more) in maps {
            more.into_iter().for_each(|(key, met)| all.entry(key).or_default().merge(&met));
        }
        self.of_two.merge(&other.of_two);
        self.without_key.merge(&other.without_key);
    }
}

/// What a key leads to.
#[derive(Debug, Clone)]
pub enum Found {
    Subject(u32),
    NotAssessed,
    /// The key that is not in the roster, said together with the nick that led there.
    Unknown(String),
    Unbound,
    OfNobody,
    OfTwo,
}

/// A binding table: from nick to key.
#[derive(Debug)]
pub struct Binding {
    through: Through,
    exact: HashMap<String, Bond>,
    /// The exact nick; `None` where several nicks fold to one.
    folded: HashMap<String, Option<String>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Bond {
    Key(String),
    Nobody,
    Several,
}

impl Binding {
    /// The index of the binding among those already read, reading it if it is new.
    pub(super) fn find_or_read(
        all: &mut Vec<Binding>,
        through: &Through,
        plan: &Plan,
        tables: &[Arc<Table>],
        marks: &Marks,
        findings: &mut Bag,
    ) -> usize {
        if let Some(known) = all.iter().position(|binding| binding.through == *through) {
            return known;
        }
        all.push(Binding::read(through, plan, tables, marks, findings));
        all.len() - 1
    }

    fn read(through: &Through, plan: &Plan, tables: &[Arc<Table>], marks: &Marks, findings: &mut Bag) -> Binding {
        let mut binding = Binding { through: through.clone(), exact: HashMap::new(), folded: HashMap::new() };
        let index = usize::from(through.table.0);
        let (Some(table), Some(spec)) = (tables.get(index), plan.tables.get(index)) else { return binding };
        let (Some(from), Some(to)) = (texts_of(table, &through.from), texts_of(table, &through.to)) else {
            return binding;
        };
        let mut bonds: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for row in 0..table.rows.min(from.len()).min(to.len()) {
            if marks.dropped.get(index).and_then(|dropped| dropped.get(row)) == Some(&true) {
                continue;
            }
            let nick = from.get(row).map_or("", str::trim);
            if !nick.is_empty() {
                bonds.entry(nick).or_default().push((to.get(row).map_or("", str::trim), row));
            }
        }
        for (nick, bound) in bonds {
            let mut keys: Vec<&str> = bound.iter().map(|(key, _)| *key).filter(|key| !key.is_empty()).collect();
            keys.sort_by_cached_key(|key| (fold(key), *key));
            keys.dedup_by_key(|key| fold(key));
            let bond = match keys.as_slice() {
                [] => Bond::Nobody,
                [key] => Bond::Key((*key).to_string()),
                several => {
                    findings.push(nick_of_two(spec, table, through, nick, several, &bound));
                    Bond::Several
                }
            };
            binding.exact.insert(nick.to_string(), bond);
            binding.folded.entry(fold(nick)).and_modify(|known| *known = None).or_insert(Some(nick.to_string()));
        }
        binding
    }

    fn find(&self, nick: &str) -> Option<&Bond> {
        self.exact.get(nick).or_else(|| self.exact.get(self.folded.get(&fold(nick))?.as_ref()?))
    }
}

fn nick_of_two(
    spec: &TableSpec,
    table: &Table,
    through: &Through,
    nick: &str,
    keys: &[&str],
    bound: &[(&str, usize)],
) -> Diagnostic {
    let (name, said) = (&spec.name, list(keys, Words::new("和", "and")));
    let mut finding = Diagnostic::error(
        codes::NICK_OF_TWO,
        Words {
            zh: format!("`{nick}` 在绑定表 `{name}` 中绑定到不同的人：{}", said.zh),
            en: format!("`{nick}` is bound to different people in `{name}`: {}", said.en),
        },
    )
    .help(words!(
        "删去其中不对的一行；在此之前它的数据行不计入",
        "delete the wrong row; until then its rows are left out"
    ));
    let mut rows: Vec<usize> = bound.iter().map(|(_, row)| *row).collect();
    place::sort(table, &mut rows);
    for row in rows {
        let key = bound.iter().find(|(_, at)| *at == row).map_or("", |(key, _)| key);
        finding = at(finding, place::cell(table, Some(&through.to), row), Words::same(key));
    }
    finding
}

/// Finds the subject of every row that is not dropped. Each distinct key is looked up once.
pub fn join(
    key: &KeySpec,
    table: &Table,
    dropped: &[bool],
    directory: &Directory,
    binding: Option<&Binding>,
) -> Joined {
    let mut joined = Joined { owner: vec![Buckets::NONE; table.rows], ..Joined::default() };
    let Some(texts) = texts_of(table, &key.column) else {
        joined.lost.without_key = Met::of(table, Some(&key.column), &(0..table.rows).collect::<Vec<_>>());
        return joined;
    };
    let known: Vec<Option<Found>> =
        texts.dictionary.iter().map(|text| look_up(text.trim(), directory, binding)).collect();
    // Rows of each code that joins nobody.
    let mut lost: Vec<Vec<usize>> = vec![Vec::new(); known.len()];
    let mut without_key = Vec::new();
    for row in 0..table.rows {
        let code = texts.codes.get(row).copied().unwrap_or(Texts::NONE) as usize;
        if dropped.get(row) == Some(&true) {
            if let Some(Some(Found::Subject(subject))) = known.get(code) {
                joined.dropped.push((row as u32, *subject));
            }
            continue;
        }
        match known.get(code) {
            Some(Some(Found::Subject(subject))) => joined.owner[row] = *subject,
            Some(Some(_)) => lost[code].push(row),
            Some(None) | None => without_key.push(row),
        }
    }
    for (code, rows) in lost.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
        let text = texts.dictionary[code].trim();
        if let Some(found) = &known[code] {
            joined.lost.note(text, found, &Met::of(table, Some(&key.column), &rows));
        }
    }
    joined.lost.without_key = Met::of(table, Some(&key.column), &without_key);
    joined
}

/// `None` for a blank key.
pub fn look_up(text: &str, directory: &Directory, binding: Option<&Binding>) -> Option<Found> {
    if text.is_empty() {
        return None;
    }
    let key = match binding.map(|binding| binding.find(text)) {
        None => text,
        Some(None) => return Some(Found::Unbound),
        Some(Some(Bond::Nobody)) => return Some(Found::OfNobody),
        Some(Some(Bond::Several)) => return Some(Found::OfTwo),
        Some(Some(Bond::Key(key))) => key,
    };
    Some(match directory.find(key) {
        Some(Who::Subject(subject)) => Found::Subject(subject),
        Some(Who::NotAssessed) => Found::NotAssessed,
        None => Found::Unknown(key.to_string()),
    })
}

/// Says what became of the rows that join nobody.
pub fn tell(
    (plan, subjects): (&Plan, &[Subject]),
    spec: &TableSpec,
    key: &KeySpec,
    lost: &Lost,
    findings: &mut Bag,
    skipped: &mut Vec<Skipped>,
) {
    let name_of = |index: u16| plan.tables.get(usize::from(index)).map_or("", |table| &*table.name);
    let roster = name_of(plan.roster.table.0);
    let binding = key.through.as_ref().map_or("", |through| name_of(through.table.0));
    let (name, column) = (&*spec.name, &*key.column);
    let teller = Teller { spec, column };

    teller.one_by_one(&lost.unbound, findings, |nick, rows| {
        let en_rows = plural(rows, "row");
        Diagnostic::warning(
            codes::UNBOUND_NICK,
            words!(
                "列 `{column}` 的 `{nick}` 不在绑定表 `{binding}` 中，涉及 {rows} 行",
                "`{nick}` in column `{column}` is not in the binding table `{binding}`; {en_rows} left out"
            ),
        )
        .help(words!("在 `{binding}` 中为它加一行", "add a row for it to `{binding}`"))
    });
    teller.one_by_one(&lost.of_nobody, findings, |nick, rows| {
        let en_rows = plural(rows, "row");
        Diagnostic::warning(
            codes::NICK_OF_NOBODY,
            words!(
                "列 `{column}` 的 `{nick}` 在绑定表 `{binding}` 中没有对应的人，涉及 {rows} 行",
                "`{nick}` in column `{column}` is bound to nobody in `{binding}`; {en_rows} left out"
            ),
        )
    });
    let near = (!lost.unknown.is_empty()).then(|| Near::new(subjects.iter().map(|subject| subject.key.as_str())));
    teller.one_by_one(&lost.unknown, findings, |key, rows| {
        let en_rows = plural(rows, "row");
        let finding = Diagnostic::warning(
            codes::UNKNOWN_KEY,
            words!(
                "`{key}` 不在名册 `{roster}` 中，`{name}` 有 {rows} 行属于它",
                "`{key}` is not in the roster `{roster}`; {en_rows} of `{name}` left out"
            ),
        );
        match near.as_ref().and_then(|near| near.find(key)) {
            Some(words) => finding.help(words),
            None => finding,
        }
    });
    teller.not_assessed(&lost.not_assessed, findings);
    teller.without_key(&lost.without_key, findings);

    let all = |map: &BTreeMap<String, Met>| Met::sum(map.values());
    let reasons = [
        (
            all(&lost.unbound),
            words!("`{column}` 不在绑定表 `{binding}` 中", "`{column}` not in the binding table `{binding}`"),
        ),
        (
            all(&lost.of_nobody),
            words!("`{column}` 在 `{binding}` 中没有对应的人", "`{column}` bound to nobody in `{binding}`"),
        ),
        (
            lost.of_two.clone(),
            words!("`{column}` 在 `{binding}` 中绑定到不同的人", "`{column}` bound to different people in `{binding}`"),
        ),
        (all(&lost.unknown), words!("不在名册 `{roster}` 中", "not in the roster `{roster}`")),
        (all(&lost.not_assessed), words!("不由本方案考核", "not assessed by this rubric")),
        (lost.without_key.clone(), words!("没有键 `{column}`", "no key `{column}`")),
    ];
    for (met, reason) in reasons {
        met.skip(spec, reason, skipped);
    }
}

struct Teller<'a> {
    spec: &'a TableSpec,
    column: &'a str,
}

impl Teller<'_> {
    /// One finding a key, those with most rows first; beyond a number only how many there are.
    fn one_by_one(&self, keys: &BTreeMap<String, Met>, findings: &mut Bag, say: impl Fn(&str, usize) -> Diagnostic) {
        let mut sorted: Vec<(&String, &Met)> = keys.iter().collect();
        sorted.sort_by_key(|(_, met)| std::cmp::Reverse(met.count));
        for (key, met) in sorted.iter().take(LISTED) {
            findings.push(at(say(key, met.count), met.first(), words!("第一次出现", "first seen here")));
        }
        let rest = &sorted[sorted.len().min(LISTED)..];
        if let Some((first, met)) = rest.first() {
            let (count, lines): (usize, usize) = (rest.len(), rest.iter().map(|(_, met)| met.count).sum());
            let en_lines = plural(lines, "row");
            let like = say(first, met.count);
            let name = &self.spec.name;
            findings.push(Diagnostic {
                message: words!(
                    "`{name}` 中还有 {count} 个同样的键，共 {lines} 行",
                    "`{name}` has {count} more such keys, {en_lines} in all"
                ),
                ..like
            });
        }
    }

    fn not_assessed(&self, keys: &BTreeMap<String, Met>, findings: &mut Bag) {
        let Some(first) = keys.values().next() else { return };
        let name = &self.spec.name;
        let (count, rows): (usize, usize) = (keys.len(), keys.values().map(|met| met.count).sum());
        let some: Vec<&str> = keys.keys().take(20).map(String::as_str).collect();
        let (said, more) = (list(&some, Words::new("和", "and")), count.saturating_sub(some.len()));
        let (and_more_zh, and_more_en) = if more > 0 {
            (format!(" 等（另有 {more} 个）"), format!(" and {more} more"))
        } else {
            Default::default()
        };
        let message = Words {
            zh: format!("`{name}` 有 {rows} 行属于不由本方案考核的 {}{and_more_zh}", said.zh),
            en: format!(
                "{} of `{name}` belong to somebody this rubric does not assess: {}{and_more_en}",
                plural(rows, "row"),
                said.en
            ),
        };
        let finding = Diagnostic::note(codes::NOT_ASSESSED, message);
        findings.push(at(finding, first.first(), words!("第一次出现", "first seen here")));
    }

    fn without_key(&self, met: &Met, findings: &mut Bag) {
        if met.is_empty() {
            return;
        }
        let (name, column, count) = (&self.spec.name, self.column, met.count);
        let en_count = plural(count, "row");
        let finding = Diagnostic::warning(
            codes::ROW_WITHOUT_KEY,
            words!(
                "`{name}` 有 {count} 行没有 `{column}`，未计入",
                "`{name}` has {en_count} without `{column}`; left out"
            ),
        );
        findings.push(at(finding, met.first(), words!("第一次出现", "first seen here")));
    }
}
