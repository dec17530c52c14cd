//! `[weights.x]`: weights that come from pairwise judgements or from a panel of experts.

use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::pairwise::{self, MOST_ITEMS};
use crate::number::{Rational, round_half_away};
use crate::rubric::{
    Better, Category, DataWeights, Element, ElementSource, Expr, ExprKind, Header, Indicator, Marking, Matrix, Ref,
    WeighBy,
};
use crate::syntax::{Node, Table};
use crate::text::{Span, Words};
use crate::words;

/// Weights found by iteration are kept to this many parts of the whole, so that they add up to it.
const PARTS: i64 = 1_000_000_000_000;

/// Above this the judgements are to be looked at again (Saaty).
const MOST_INCONSISTENT: f64 = 0.1;

/// Methods of `[weights]` that look at the data.
const DATA_METHODS: [&str; 3] = ["entropy", "critic", "std"];

impl Checker<'_> {
    /// Gives parts their weights where the total or a category takes them from `[weights]`.
    pub(super) fn derived_weights(
        &mut self,
        root: &Table,
        header: &Header,
        categories: &mut [Category],
        indicators: &mut [Indicator],
    ) {
        let tables: Vec<&Table> = root.tables("category").collect();
        let mut used = Vec::new();
        if let Some(head) = root.table("rubric").filter(|head| head.has("weights_from")) {
            used.extend(head.text("weights_from"));
            let whole = header.points;
            self.weights_of(root, head, None, whole, header.marking, categories, indicators);
        }
        // A category must have its own marks before it can divide them.
        let mut open: Vec<usize> = (0..categories.len()).collect();
        let depth = |index: usize| {
            let mut steps = 0;
            let mut at = categories[index].parent;
            while let (Some(parent), true) = (at, steps <= categories.len()) {
                steps += 1;
                at = categories[parent].parent;
            }
            steps
        };
        open.sort_by_key(|index| depth(*index));
        for index in open {
            let Some(table) = tables.get(index).filter(|table| table.has("weights_from")) else { continue };
            used.extend(table.text("weights_from"));
            let whole = categories[index].weight;
            if whole.is_zero() && header.marking == Marking::Points {
                let id = &categories[index].id;
                let message = words!(
                    "`{id}` 的分值没有写，无法按权重分配",
                    "`{id}` has no `points` that its weights could divide"
                );
                self.weights_finding(table.span_of("weights_from"), message, None);
                continue;
            }
            self.weights_of(root, table, Some(index), whole, header.marking, categories, indicators);
        }
        for entry in root.table("weights").map(|all| all.entries.as_slice()).unwrap_or_default() {
            if !used.contains(&entry.key.as_str()) {
                let name = &entry.key;
                self.bag.push(
                    Diagnostic::warning(
                        codes::UNUSED,
                        words!("权重 `{name}` 没有用到", "the weights `{name}` are not used"),
                    )
                    .at((self.source, entry.key_span), words!("这里", "here"))
                    .help(words!(
                        "在类别或 `[rubric]` 里写 `weights_from = \"{name}\"`",
                        "write `weights_from = \"{name}\"` in a category or in `[rubric]`"
                    )),
                );
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one place that knows all of them")]
    fn weights_of(
        &mut self,
        root: &Table,
        table: &Table,
        parent: Option<usize>,
        whole: Rational,
        marking: Marking,
        categories: &mut [Category],
        indicators: &mut [Indicator],
    ) {
        let name = table.text("weights_from").unwrap_or_default();
        let span = table.span_of("weights_from");
        let Some(weights) = root.table("weights").and_then(|all| all.table(name)) else {
            let entries = root.table("weights").map(|all| all.entries.as_slice()).unwrap_or_default();
            let known: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(
                codes::UNKNOWN_NAME,
                span,
                &words!("权重 `[weights.{name}]`", "`[weights.{name}]`"),
                name,
                &known,
            );
            return;
        };
        let items = weights.texts("items");
        // If these weights cannot be had, that is told; not also that each item has none.
        self.weightless.extend(items.iter().map(ToString::to_string));
        if !self.items_are_parts(weights, &items, parent, categories, indicators) {
            return;
        }
        let shares = match (weights.get("pairwise"), weights.get("experts")) {
            (None, None) if DATA_METHODS.contains(&weights.text("method").unwrap_or_default()) => {
                let found = self.weighed_by_data(weights, name, parent, &items, indicators);
                // What is written here holds until the data speak.
                let share = Rational::ONE / Rational::from_int(items.len().max(1) as i64);
                found.map(|found| {
                    self.data_weights.push(found);
                    vec![share; items.len()]
                })
            }
            (Some(matrix), None) => self.judgements(weights, matrix, name, &items),
            (None, Some(rows)) => self.panel(rows, items.len()),
            _ => {
                let message = words!(
                    "`[weights.{name}]` 要写 `pairwise` 或 `experts` 之一，或由数据求的 `method`",
                    "`[weights.{name}]` takes `pairwise` or `experts`, or a `method` that looks at the data"
                );
                self.weights_finding(weights.span_of("items"), message, None);
                None
            }
        };
        let Some(shares) = shares else { return };
        for (item, share) in items.iter().zip(shares) {
            let weight = if marking == Marking::Points { whole * share } else { share };
            let category = categories.iter_mut().find(|category| category.parent == parent && category.id == **item);
            if let Some(category) = category {
                self.not_written(root, "category", item, category.weight, name);
                category.weight = weight;
            }
            let indicator =
                indicators.iter_mut().find(|indicator| indicator.parent == parent && indicator.id == **item);
            if let Some(indicator) = indicator {
                self.not_written(root, "indicator", item, indicator.weight, name);
                indicator.weight = weight;
            }
        }
    }

    /// Weights that the data of the peers give.
    fn weighed_by_data(
        &mut self,
        weights: &Table,
        name: &str,
        parent: Option<usize>,
        items: &[&str],
        indicators: &[Indicator],
    ) -> Option<DataWeights> {
        let matrix = if weights.text("of") == Some("scores") { Matrix::Scores } else { Matrix::MinMax };
        let mut places = Vec::new();
        let mut message = None;
        for item in items {
            let Some(place) = indicators.iter().position(|indicator| indicator.id == **item) else {
                message = Some(words!(
                    "由数据求权重的只能是指标，`{item}` 是类别",
                    "the data give weights to indicators only, and `{item}` is a category"
                ));
                continue;
            };
            let indicator = &indicators[place];
            if matrix == Matrix::MinMax && indicator.better == Some(Better::Target) {
                message = Some(words!(
                    "`{item}` 以接近目标为好，值没有方向；写 `of = \"scores\"`",
                    "`{item}` is best at a target, so its values have no direction; write `of = \"scores\"`"
                ));
            }
            if indicator.scoring.settings.flag("marks") == Some(true) {
                message = Some(words!(
                    "`{item}` 按分值扣分，而分值要由数据求得；写百分数",
                    "`{item}` takes away marks, which the data have yet to give; write per cent"
                ));
            }
            places.push(place);
        }
        if let Some(message) = message {
            self.weights_finding(weights.span_of("items"), message, None);
            return None;
        }
        Some(DataWeights {
            id: name.to_string(),
            method: match weights.text("method") {
                Some("entropy") => WeighBy::Entropy,
                Some("critic") => WeighBy::Critic,
                _ => WeighBy::Deviation,
            },
            matrix,
            parent,
            items: places,
            decimals: self.whole(weights, "decimals", 0, 10).unwrap_or(4),
        })
    }

    /// Points of what the data weigh are known only once all values are.
    pub(super) fn weighed_too_early(&mut self, elements: &[Element], indicators: &[Indicator]) {
        let weighed: Vec<usize> = self.data_weights.iter().flat_map(|weights| weights.items.clone()).collect();
        let mut found: Vec<Span> = Vec::new();
        let mut look = |expr: &Expr| {
            expr.walk(&mut |part| {
                if let ExprKind::Ref(Ref::IndicatorPoints(index)) = &part.kind
                    && weighed.contains(index)
                {
                    found.push(part.span);
                }
            });
        };
        for element in elements {
            if let ElementSource::Formula(expr) = &element.source {
                look(expr);
            }
        }
        for indicator in indicators {
            indicator.formula.iter().chain(&indicator.applies).for_each(&mut look);
            indicator.scoring.settings.formulas(&mut look);
        }
        for span in found {
            let message =
                words!("这项的分值由数据求得，这里还不知道", "the data give its marks, which are not known here yet");
            let help = words!("改用 `.score`", "use `.score`");
            self.bag
                .push(Diagnostic::error(codes::NOT_HERE, message).at((self.source, span), Words::default()).help(help));
        }
    }

    fn not_written(&mut self, root: &Table, kind: &str, id: &str, weight: Rational, name: &str) {
        if weight.is_zero() {
            return;
        }
        let Some(table) = root.tables(kind).find(|table| table.text("id") == Some(id)) else { return };
        let key = if table.has("points") { "points" } else { "weight" };
        self.bag.push(
            Diagnostic::error(
                codes::EXCLUSIVE,
                words!(
                    "`{id}` 的权重取自 `[weights.{name}]`，不再写 `{key}`",
                    "`{id}` has its weight from `[weights.{name}]` and takes no `{key}`"
                ),
            )
            .at((self.source, table.span_of(key)), words!("这里", "here"))
            .help(words!("删去 `{key}`", "remove `{key}`")),
        );
    }

    /// Whether the items are just the parts.
    fn items_are_parts(
        &mut self,
        weights: &Table,
        items: &[&str],
        parent: Option<usize>,
        categories: &[Category],
        indicators: &[Indicator],
    ) -> bool {
        let below = categories.iter().filter(|category| category.parent == parent).map(|category| category.id.as_str());
        let parts: Vec<&str> = below
            .chain(indicators.iter().filter(|item| item.parent == parent).map(|indicator| indicator.id.as_str()))
            .collect();
        let foreign = items.iter().find(|item| !parts.contains(item));
        let twice = items.iter().enumerate().find(|(at, item)| items[..*at].contains(item)).map(|(_, item)| item);
        let absent = parts.iter().find(|part| !items.contains(part));
        let (message, help) = match (foreign, twice, absent) {
            (Some(item), ..) => (
                words!("`{item}` 不在取这组权重的类别里", "`{item}` is no part of what takes these weights"),
                parts_help(&parts),
            ),
            (_, Some(item), _) => {
                (words!("`{item}` 写了两次", "`{item}` stands here twice"), words!("留一个", "keep one"))
            }
            (_, _, Some(part)) => (words!("`items` 缺 `{part}`", "`items` lacks `{part}`"), parts_help(&parts)),
            (None, None, None) => return true,
        };
        self.weights_finding(weights.span_of("items"), message, Some(help));
        false
    }

    /// Weights from a matrix of pairwise judgements, in parts of one.
    fn judgements(&mut self, weights: &Table, node: &Node, name: &str, items: &[&str]) -> Option<Vec<Rational>> {
        let count = items.len();
        if count > MOST_ITEMS {
            let message = words!(
                "两两比较最多 {MOST_ITEMS} 项，这里有 {count} 项",
                "at most {MOST_ITEMS} items can be judged in pairs, here are {count}"
            );
            self.weights_finding(node.span, message, Some(words!("先分成几类", "put them into categories first")));
            return None;
        }
        let rows = self.fractions(node, count, count)?;
        for i in 0..count {
            for j in i..count {
                let (there, back) = (rows[i][j], rows[j][i]);
                let product = (there * back).to_f64();
                let (one, other) = (items[i], items[j]);
                if there <= Rational::ZERO || back <= Rational::ZERO {
                    let message = words!(
                        "`{one}` 与 `{other}` 的判断要大于 0",
                        "judgements of `{one}` and `{other}` must be above 0"
                    );
                    self.weights_finding(judgement_span(node, i, j), message, None);
                    return None;
                }
                // A third may have been written as 0.333.
                if (product - 1.0).abs() > 0.01 {
                    let message = words!(
                        "`{one}` 对 `{other}` 写 {there}，反过来写 {back}，不是倒数",
                        "`{one}` to `{other}` is {there} and the other way {back}, which is not its inverse"
                    );
                    let inverse = Rational::ONE / there;
                    let help = words!("反过来写 \"{inverse}\"", "write \"{inverse}\" the other way");
                    self.weights_finding(judgement_span(node, j, i), message, Some(help));
                    return None;
                }
            }
        }
        let matrix: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|cell| cell.to_f64()).collect()).collect();
        let judged = match weights.text("method") {
            Some("geometric_mean") => pairwise::geometric_mean(&matrix),
            _ => pairwise::eigenvector(&matrix),
        };
        if judged.ratio > MOST_INCONSISTENT
            && let Some((i, j, implied)) = pairwise::most_inconsistent(&matrix, &judged.weights)
        {
            let ratio = round_half_away(judged.ratio, 3);
            let implied = round_half_away(implied, 2);
            let (one, other, said) = (items[i], items[j], rows[i][j]);
            self.bag.push(
                Diagnostic::warning(
                    codes::INCONSISTENT,
                    words!(
                        "判断矩阵 `{name}` 的一致性比率 {ratio} 超过 {MOST_INCONSISTENT}",
                        "the judgements `{name}` have a consistency ratio of {ratio}, above {MOST_INCONSISTENT}"
                    ),
                )
                .at(
                    (self.source, judgement_span(node, i, j)),
                    words!(
                        "`{one}` 对 `{other}` 写 {said}，按其余判断约为 {implied}",
                        "`{one}` to `{other}` is {said}, the other judgements say about {implied}"
                    ),
                )
                .help(words!("先重新考虑这一判断", "think this judgement over first")),
            );
        }
        Some(parts_of_one(&judged.weights))
    }

    /// Weights from the points that experts gave out: the mean, in parts of one.
    fn panel(&mut self, node: &Node, count: usize) -> Option<Vec<Rational>> {
        let rows = self.fractions(node, node.items().len(), count)?;
        let sums: Vec<Rational> = rows.iter().map(|row| row.iter().copied().sum()).collect();
        let Some(first) = sums.first().copied().filter(|sum| *sum > Rational::ZERO) else {
            let message = words!("没有专家分配的分数", "no points were given out");
            self.weights_finding(node.span, message, None);
            return None;
        };
        if let Some(row) = rows.iter().position(|row| row.iter().any(|points| points.is_negative())) {
            let message = words!("分配的分数不能为负", "points given out cannot be negative");
            self.weights_finding(row_span(node, row), message, None);
            return None;
        }
        if let Some(row) = sums.iter().position(|sum| *sum != first) {
            let (number, sum) = (row + 1, sums[row]);
            let message = words!(
                "第 {number} 位专家共分配 {sum}，第 1 位共 {first}",
                "expert {number} gave out {sum} in all, the first {first}"
            );
            self.weights_finding(row_span(node, row), message, None);
            return None;
        }
        let whole: Rational = sums.iter().copied().sum();
        Some((0..count).map(|item| rows.iter().map(|row| row[item]).sum::<Rational>() / whole).collect())
    }

    /// A list of so many rows of so many numbers or fractions.
    fn fractions(&mut self, node: &Node, rows: usize, columns: usize) -> Option<Vec<Vec<Rational>>> {
        let cell = |cell: &Node| match cell.as_text() {
            Some(text) => Rational::parse(text),
            None => cell.as_number().map(Rational::from),
        };
        let all: Option<Vec<Vec<Rational>>> =
            node.items().iter().map(|row| row.items().iter().map(cell).collect()).collect();
        let fitting = all.filter(|all| all.len() == rows && rows > 0 && all.iter().all(|row| row.len() == columns));
        if fitting.is_none() {
            let message = words!(
                "这里要 {rows} 行，每行 {columns} 个数或加引号的分数",
                "{rows} rows of {columns} numbers or quoted fractions are needed here"
            );
            self.weights_finding(
                node.span,
                message,
                Some(words!("如 [[1, 3], [\"1/3\", 1]]", "such as [[1, 3], [\"1/3\", 1]]")),
            );
        }
        fitting
    }

    fn weights_finding(&mut self, span: Span, message: Words, help: Option<Words>) {
        let mut found = Diagnostic::error(codes::WEIGHTS, message).at((self.source, span), words!("这里", "here"));
        if let Some(help) = help {
            found = found.help(help);
        }
        self.bag.push(found);
    }
}

fn parts_help(parts: &[&str]) -> Words {
    let list = crate::text::words::list(parts, Words::new("和", "and"));
    Words::new(format!("应为 {}", list.zh), format!("it should have {}", list.en))
}

fn row_span(node: &Node, row: usize) -> Span {
    node.items().get(row).map_or(node.span, |row| row.span)
}

fn judgement_span(node: &Node, row: usize, column: usize) -> Span {
    node.items().get(row).and_then(|row| row.items().get(column)).map_or(node.span, |cell| cell.span)
}

/// Weights as exact parts of one: what rounding leaves over goes to the greatest.
fn parts_of_one(weights: &[f64]) -> Vec<Rational> {
    let sum: f64 = weights.iter().sum();
    let mut parts: Vec<i64> = weights.iter().map(|weight| (weight / sum * PARTS as f64).round() as i64).collect();
    let over = PARTS - parts.iter().sum::<i64>();
    if let Some(greatest) = parts.iter_mut().max() {
        *greatest += over;
    }
    parts.into_iter().map(|part| Rational::from_int(part) / Rational::from_int(PARTS)).collect()
}
