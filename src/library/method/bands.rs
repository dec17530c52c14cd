//! Ladders: a score for each band of values.

use super::{BAND_ORDER, Checking, DIRECTION, Method, MethodExample, Rule, SETTING_MISSING, Scope, finding};
use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::plan::{Closed, NodeId, Op, Real};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::table::Kind;
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Bands;

static SHAPE: Shape = Shape {
    name: "score.bands",
    keys: &[
        Key::new(
            "at_least",
            Ty::Pairs,
            "[[下限, 得分], …]，从高到低；含下限",
            "[[lower edge, score], …] from high to low; the edge belongs to the band",
        ),
        Key::new(
            "at_most",
            Ty::Pairs,
            "[[上限, 得分], …]，从低到高；含上限",
            "[[upper edge, score], …] from low to high; the edge belongs to the band",
        ),
        Key::new(
            "otherwise",
            Ty::Number,
            "不在任何一段时的得分，默认 0",
            "the score outside all bands, 0 if not given",
        ),
    ],
};

/// Each row written where the one opposite stands, so that the layout stays.
fn turn_round(checking: &Checking<'_>, key: &str, pairs: &[(f64, f64)]) -> Option<Fix> {
    let rows = checking.node.as_table()?.get(key)?.items();
    let edits = rows.iter().zip(pairs.iter().rev());
    let edits = edits.map(|(row, (edge, score))| (row.span, format!("[{edge}, {score}]"))).collect();
    // A score that goes the other way says that it may be the edges that are wrong.
    let rises = pairs.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a <= b));
    Some(Fix::new(checking.source, words!("倒过来写", "turn them round"), edits).sure_if(rises))
}

impl Method for Bands {
    fn name(&self) -> &'static str {
        "bands"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        ("分段计分：值落在哪一段就得哪一段的分", "a score for each band of values")
    }

    fn source(&self) -> &'static str {
        "M01, M02: customer-service pay tables; the closed edge is below for at_least and above for at_most"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let (low, high) = (checking.settings.pairs("at_least"), checking.settings.pairs("at_most"));
        let (key, pairs) = match (&low, &high) {
            (Some(pairs), None) => ("at_least", pairs),
            (None, Some(pairs)) => ("at_most", pairs),
            (None, None) => {
                let message = words!("没有写分段", "no bands are given");
                let help = words!(
                    "越高越好写 `at_least = [[90, 100], [80, 85]]`，越低越好写 `at_most`",
                    "write `at_least = [[90, 100], [80, 85]]`, or `at_most` where lower is better"
                );
                return vec![finding(checking, "", SETTING_MISSING, message).help(help)];
            }
            (Some(_), Some(_)) => {
                let message =
                    words!("`at_least` 和 `at_most` 不能同时写", "`at_least` and `at_most` exclude each other");
                return vec![finding(checking, "at_most", BAND_ORDER, message).help(words!(
                    "越高越好只留 `at_least`，越低越好只留 `at_most`",
                    "keep `at_least` where higher is better, `at_most` where lower is"
                ))];
            }
        };
        if pairs.is_empty() {
            found.push(finding(checking, key, SETTING_MISSING, words!("没有写分段", "no bands are given")));
        }
        let descending = key == "at_least";
        let place = |index: usize| -> Place {
            let items =
                checking.node.as_table().and_then(|t| t.get(key)).map(crate::syntax::Node::items).unwrap_or_default();
            let span = items.get(index).map_or(checking.node.span, |item| item.span);
            (checking.source, span).into()
        };
        let backwards = pairs.len() > 1 && pairs.windows(2).all(|pair| (pair[0].0 < pair[1].0) == descending);
        let distinct = pairs.windows(2).all(|pair| pair[0].0 != pair[1].0);
        if backwards && distinct {
            let (zh, en) =
                if descending { ("从高到低", "from high to low") } else { ("从低到高", "from low to high") };
            let turned: Vec<String> = pairs.iter().rev().map(|(edge, score)| format!("[{edge}, {score}]")).collect();
            let turned = turned.join(", ");
            let message = words!("`{key}` 的边界要{zh}排列", "the edges of `{key}` go {en}");
            found.push(
                finding(checking, key, BAND_ORDER, message)
                    .help(words!("倒过来写：`[{turned}]`", "turn them round: `[{turned}]`"))
                    .fixes(turn_round(checking, key, pairs)),
            );
            return found;
        }
        for (index, pair) in pairs.windows(2).enumerate() {
            let (before, after) = (pair[0].0, pair[1].0);
            if before == after {
                found.push(
                    Diagnostic::error(BAND_ORDER, words!("边界 {after} 出现两次", "the edge {after} occurs twice"))
                        .at(place(index + 1), words!("与上一段重叠", "overlaps the band before"))
                        .help(words!("每一段的边界各不相同", "each band has an edge of its own")),
                );
            } else if (before > after) != descending {
                let (zh, en) = if descending {
                    ("从高到低", "from high to low")
                } else {
                    ("从低到高", "from low to high")
                };
                found.push(
                    Diagnostic::error(BAND_ORDER, words!("`{key}` 的边界要{zh}排列", "the edges of `{key}` go {en}"))
                        .at(place(index + 1), words!("{after} 排在 {before} 之后", "{after} stands after {before}"))
                        .help(if index + 2 == pairs.len() {
                            let score = pair[1].1;
                            words!(
                                "检查是否写错；各段之外的得分写 `otherwise = {score}`",
                                "look for a slip of the pen; the score outside all bands is `otherwise = {score}`"
                            )
                        } else {
                            words!("检查是否写错一位数字", "look for a slip of the pen")
                        }),
                );
            } else if pair[1].1 > pair[0].1 {
                let (worse, better) = (pair[0].1, pair[1].1);
                found.push(
                    Diagnostic::error(
                        DIRECTION,
                        words!(
                            "较差的一段得 {better} 分，反而高于较好一段的 {worse} 分",
                            "a worse band gives {better}, more than the {worse} of a better one"
                        ),
                    )
                    .at(place(index + 1), words!("得分应当逐段降低", "scores should fall from band to band"))
                    .help(words!("改正这一段的得分或边界", "correct the score or the edge of this band")),
                );
            }
        }
        let fits = match checking.better {
            Some(Better::Higher) => descending,
            Some(Better::Lower) => !descending,
            Some(Better::Target) | None => true,
        };
        if !fits {
            let right = if descending { "at_most" } else { "at_least" };
            let message = words!("`{key}` 与指标的方向 `better` 相反", "`{key}` runs against the indicator's `better`");
            found.push(
                finding(checking, key, DIRECTION, message)
                    .help(words!("改用 `{right}`，或改正 `better`", "use `{right}`, or correct `better`")),
            );
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let unit = rule.unit;
        let (sign, pairs) = match rule.settings.pairs("at_least") {
            Some(pairs) => ("≥", pairs),
            None => ("≤", rule.settings.pairs("at_most").unwrap_or_default()),
        };
        let otherwise = rule.settings.number("otherwise").unwrap_or(0.0);
        rule.ladder(pairs.iter().map(|(edge, score)| (format!("{sign}{edge}{unit}"), *score)), Some(otherwise))
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let otherwise = settings.number("otherwise").unwrap_or(0.0);
        let (edges, values, closed) = match (settings.pairs("at_least"), settings.pairs("at_most")) {
            (Some(mut pairs), _) => {
                pairs.reverse();
                let mut values = vec![otherwise];
                values.extend(pairs.iter().map(|pair| pair.1));
                (pairs, values, Closed::Lower)
            }
            (None, pairs) => {
                let pairs = pairs.unwrap_or_default();
                let mut values: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
                values.push(otherwise);
                (pairs, values, Closed::Upper)
            }
        };
        let op = Op::Steps {
            input: value,
            edges: edges.iter().map(|pair| Real(pair.0)).collect(),
            closed,
            values: values.into_iter().map(Real).collect(),
        };
        scope.builder.push(op, scope.builder.grain(value), Kind::Number)
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "bands.at_least = [[60, 100], [50, 80], [40, 60]]",
                better: Some(Better::Higher),
                values: &["75", "60", "59.99", "40", "39", ""],
                scores: &["100", "100", "80", "60", "0", "missing"],
            },
            MethodExample {
                written: "bands = { at_most = [[35, 100], [45, 80], [55, 60]], otherwise = 10 }",
                better: Some(Better::Lower),
                values: &["20", "35", "35.01", "55", "56"],
                scores: &["100", "100", "80", "60", "10"],
            },
        ]
    }
}
