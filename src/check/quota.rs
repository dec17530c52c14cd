//! Quotas: `[[quota]]`, and the short ways of saying one at a `[[grade]]`.

use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{Bound, Expr, ExprKind, Grade, LookupEntries, LookupTable, Quota, Rounding, Size, Tied};
use crate::syntax::{Node, Table};
use crate::table::Kind;
use crate::text::{Span, Words, words};
use crate::words;

/// The ways of saying how many, and what each bounds.
const SIZES: [(&str, Bound); 4] =
    [("max_share", Bound::Most), ("max_count", Bound::Most), ("min_share", Bound::Least), ("min_count", Bound::Least)];

impl Checker<'_> {
    pub(super) fn quotas(&mut self, root: &Table, grades: &[Grade], lookups: &mut Vec<LookupTable>) -> Vec<Quota> {
        let mut quotas = Vec::new();
        let head = root.table("rubric").cloned().unwrap_or_default();
        for (index, table) in root.tables("grade").enumerate().take(grades.len()) {
            for (key, bound) in SIZES {
                let Some(node) = table.get(key) else { continue };
                // A floor speaks of the grade and those below it.
                let range = if bound == Bound::Most { (index, index) } else { (index, grades.len() - 1) };
                if let Some(size) = self.size(node, key) {
                    quotas.extend(self.quota(&head, table, (key, bound), range, grades, size));
                }
            }
        }
        for table in root.tables("quota") {
            let Some(range) = self.grades_of(table, grades) else { continue };
            let given: Vec<(&str, Bound)> = SIZES.into_iter().filter(|(key, _)| table.has(key)).collect();
            let rows = self.rows(table, range, lookups);
            if given.is_empty() && !table.has("by") {
                self.bag.push(
                    Diagnostic::error(codes::QUOTA, words!("名额没有说是多少", "a quota without a size"))
                        .at((self.source, table.span), words!("在这里", "here"))
                        .help(words!(
                            "写 `max_share`、`min_share`、`max_count`、`min_count`，或 `by` 和它的名额表",
                            "write `max_share`, `min_share`, `max_count`, `min_count`, or `by` with its rows"
                        )),
                );
            }
            for (key, bound) in given {
                let Some(node) = table.get(key) else { continue };
                if let Some(size) = self.size(node, key) {
                    quotas.extend(self.quota(&head, table, (key, bound), range, grades, size));
                }
            }
            for (index, share) in rows {
                let (key, bound) = ("by", Bound::Most);
                quotas.extend(self.quota(&head, table, (key, bound), (index, index), grades, Size::Share(share)));
            }
        }
        self.unlimited(root, grades, &quotas);
        quotas
    }

    /// A grade without `min` in the middle takes everybody who is left, so that a quota must say how
    /// many of them stay.
    fn unlimited(&mut self, root: &Table, grades: &[Grade], quotas: &[Quota]) {
        let tables: Vec<&Table> = root.tables("grade").collect();
        let count = grades.len();
        let mut open: Option<&Grade> = None;
        for (index, (grade, table)) in grades.iter().zip(tables).enumerate() {
            if let Some(above) = open.filter(|_| grade.min.is_some()) {
                let (name, above) = (&grade.name.zh, &above.name.zh);
                self.bag.push(
                    Diagnostic::error(
                        codes::GRADES,
                        words!(
                            "`{above}` 没有 `min`，其后 `{name}` 的 `min` 不起作用",
                            "`{above}` has no `min`, so the `min` of `{name}` below it means nothing"
                        ),
                    )
                    .at((self.source, table.span_of("min")), words!("这里", "here"))
                    .help(words!("去掉它，或给上面的等级也写 `min`", "leave it out, or give the grade above one")),
                );
            }
            let limited = quotas.iter().any(|quota| quota.grades.1 == index);
            if grade.min.is_none() && index + 1 < count && !limited {
                let name = &grade.name.zh;
                self.bag.push(
                    Diagnostic::error(
                        codes::GRADES,
                        words!(
                            "只有最低的等级可以不写 `min`",
                            "only the lowest grade may go without `min`"
                        ),
                    )
                    .at((self.source, grade.span), words!("`{name}` 之后还有等级", "grades follow `{name}`"))
                    .help(words!(
                        "等级从高到低排列，每一级写 `min`；只按名额分等的写 `max_share`",
                        "list grades from best to worst, each with its `min`, or with a `max_share` if only quotas count"
                    )),
                );
            }
            if grade.min.is_none() {
                open = open.or(Some(grade));
            }
        }
    }

    /// The grades that a quota speaks of: neighbours.
    fn grades_of(&mut self, table: &Table, grades: &[Grade]) -> Option<(usize, usize)> {
        let mut found: Vec<usize> = Vec::new();
        for (name, span) in table.spanned_texts("grades") {
            match Symbols::find(&self.symbols.grades, name) {
                Some(index) => found.push(index),
                None => {
                    let known: Vec<&str> = grades.iter().map(|grade| grade.name.zh.as_str()).collect();
                    let what = words!("等级 `{name}`", "grade `{name}`");
                    self.unknown(codes::UNKNOWN_TARGET, span, &what, name, &known);
                    return None;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let (first, last) = (*found.first()?, *found.last()?);
        if last - first + 1 != found.len() {
            self.bag.push(
                Diagnostic::error(
                    codes::QUOTA,
                    words!("名额的几个等级不相邻", "the grades of a quota are not neighbours"),
                )
                .at((self.source, table.span_of("grades")), words!("中间还有别的等级", "other grades lie between"))
                .help(words!("几个名额写几个 `[[quota]]`", "write a `[[quota]]` for each")),
            );
            return None;
        }
        Some((first, last))
    }

    /// A share, a number of heads, or heads by the size of the group.
    fn size(&mut self, node: &Node, key: &str) -> Option<Size> {
        let share = key.ends_with("share");
        if let Some(table) = node.as_table().filter(|_| !share) {
            let mut at_most: Vec<(Decimal, Decimal)> = Vec::new();
            for item in table.get("at_most").map(Node::items).unwrap_or_default() {
                let [size, count] = item.items() else { continue };
                let (size, count) = (size.as_number()?, count.as_number()?);
                if at_most.last().is_some_and(|(before, _)| *before >= size) {
                    let message = words!("人数从少到多排列", "sizes go from small to large");
                    self.quota_finding(item.span, message);
                    return None;
                }
                at_most.push((size, count));
            }
            if !table.has("otherwise") && key == "min_count" {
                let message = words!("没有说更大的组至少几人", "what holds for larger groups is not said");
                self.quota_finding(node.span, message);
                return None;
            }
            return Some(Size::CountBySize { at_most, otherwise: table.number("otherwise") });
        }
        if let Some(number) = node.as_number() {
            let bad = number.is_negative() || share && number > Decimal::from_int(1);
            if bad {
                let message = if share {
                    words!("比例写 0 到 1 之间的小数，如 0.2", "a share lies between 0 and 1, such as 0.2")
                } else {
                    words!("人数不能小于 0", "a number of heads is not below 0")
                };
                self.bag.push(
                    Diagnostic::error(codes::BAD_VALUE, message).at((self.source, node.span), words!("这里", "here")),
                );
                return None;
            }
        }
        let formula = self.formula(node, Scope::Scored, Some(Kind::Number))?;
        Some(if share { Size::Share(formula) } else { Size::Count(formula) })
    }

    fn quota_finding(&mut self, span: Span, message: Words) {
        self.bag.push(Diagnostic::error(codes::QUOTA, message).at((self.source, span), words!("这里", "here")));
    }

    fn quota(
        &mut self,
        head: &Table,
        table: &Table,
        (key, bound): (&str, Bound),
        (first, last): (usize, usize),
        grades: &[Grade],
        size: Size,
    ) -> Option<Quota> {
        let lowest = grades.len().checked_sub(1)?;
        let span = table.span_of(key);
        let limited = match bound {
            Bound::Most if last == lowest => {
                let message = words!(
                    "最低的等级不能限制人数：没有更低的等级可去",
                    "the lowest grade cannot be limited: there is no lower one to go to"
                );
                self.bag.push(
                    Diagnostic::error(codes::QUOTA, message)
                        .at((self.source, span), words!("这里", "here"))
                        .help(words!("去掉这个名额，或在下面加一个等级", "leave the quota out, or add a grade below")),
                );
                return None;
            }
            Bound::Least if last < lowest || first == 0 => {
                let message = words!("下限只能写给最低的几个等级", "only the lowest grades can have a floor");
                self.bag.push(
                    Diagnostic::error(codes::QUOTA, message).at((self.source, span), words!("这里", "here")).help(
                        words!(
                            "名额只往下调人，不往上调：写最低的一个或几个等级",
                            "quotas move people down, never up: name the lowest grade or grades"
                        ),
                    ),
                );
                return None;
            }
            Bound::Most => (first, last),
            Bound::Least => (0, first - 1),
        };
        let declared = |own: &str, common: &str| table.text(own).or(head.text(common)).map(String::from);
        let rounding = match declared("rounding", "quota_rounding").as_deref() {
            Some("down") => Rounding::Down,
            Some("nearest") => Rounding::Nearest,
            Some("up") => Rounding::Up,
            // "At most" and "at least" mean what they say.
            _ if bound == Bound::Most => Rounding::Down,
            _ => Rounding::Up,
        };
        let tied = match declared("ties", "quota_ties").as_deref() {
            Some("up") => Tied::Up,
            _ => Tied::Down,
        };
        let among = self.among_of(table)?;
        let name = |pick: fn(&Words) -> &String| {
            let names: Vec<&str> =
                grades.iter().take(last + 1).skip(first).map(|grade| pick(&grade.name).as_str()).collect();
            words::list(&names, words!("和", "and"))
        };
        let name = Words { zh: name(|name| &name.zh).zh, en: name(|name| &name.en).en };
        Some(Quota { name, bound, grades: limited, size, among, rounding, tied, span })
    }

    /// Shares by a figure or a word of the group: one column for each grade of the quota.
    fn rows(&mut self, table: &Table, range: (usize, usize), lookups: &mut Vec<LookupTable>) -> Vec<(usize, Expr)> {
        let Some(by) = table.get("by") else { return Vec::new() };
        let (first, last) = range;
        let width = last - first + 1;
        let by_words = table.table("words");
        let kind = if by_words.is_some() { Kind::Text } else { Kind::Number };
        let Some(by) = self.formula(by, Scope::Scored, Some(kind)) else { return Vec::new() };
        let mut columns: Vec<Vec<Decimal>> = vec![Vec::new(); width];
        let mut edges: Vec<Decimal> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let rows: Vec<(Option<&Node>, &[Node], Span)> = match by_words {
            Some(words) => {
                names.extend(words.entries.iter().map(|entry| entry.key.clone()));
                words.entries.iter().map(|entry| (None, entry.node.items(), entry.node.span)).collect()
            }
            None => {
                let rows = table.get("at_least").map(Node::items).unwrap_or_default().iter();
                rows.filter_map(|row| row.items().split_first().map(|(edge, rest)| (Some(edge), rest, row.span)))
                    .collect()
            }
        };
        if rows.is_empty() {
            let message = words!(
                "`by` 要有名额表：`at_least = [[5, 0.15, 0.4], …]` 或 `words = {{ \"A\" = [0.3, 0.4] }}`",
                "`by` needs rows: `at_least = [[5, 0.15, 0.4], …]` or `words = {{ \"A\" = [0.3, 0.4] }}`"
            );
            self.quota_finding(table.span_of("by"), message);
            return Vec::new();
        }
        for (edge, shares, span) in rows {
            let figures: Vec<Decimal> = shares.iter().filter_map(Node::as_number).collect();
            let edge_ok = match edge.map(Node::as_number) {
                Some(Some(edge)) => {
                    let falls = edges.last().is_none_or(|before| edge < *before);
                    edges.push(edge);
                    falls
                }
                Some(None) => false,
                None => true,
            };
            let sound = figures.iter().all(|share| !share.is_negative() && *share <= Decimal::from_int(1));
            if figures.len() != width || !sound || !edge_ok {
                let twice = edge
                    .and_then(Node::as_number)
                    .is_some_and(|edge| edges.iter().filter(|known| **known == edge).count() > 1);
                let message = if twice {
                    words!("这一行的下限上面已经写过", "a row of this edge stands above already")
                } else {
                    words!(
                        "每行依次写：下限（从高到低）、{width} 个等级各自的比例（0 到 1）",
                        "each row has an edge, from high to low, and a share of 0 to 1 for each of the {width} grades"
                    )
                };
                self.quota_finding(span, message);
                return Vec::new();
            }
            columns.iter_mut().zip(figures).for_each(|(column, share)| column.push(share));
        }
        let span = by.span;
        columns
            .into_iter()
            .enumerate()
            .map(|(offset, column)| {
                let entries = if by_words.is_some() {
                    LookupEntries::Words(names.iter().cloned().zip(column).collect())
                } else {
                    let mut pairs: Vec<(Decimal, Decimal)> = edges.iter().copied().zip(column).collect();
                    pairs.reverse();
                    LookupEntries::AtLeast(pairs)
                };
                lookups.push(LookupTable { id: "quota".into(), entries, otherwise: None, span });
                let kind = ExprKind::Lookup(lookups.len() - 1, Box::new(by.clone()));
                (first + offset, Expr { kind, span, ty: Kind::Number })
            })
            .collect()
    }
}
