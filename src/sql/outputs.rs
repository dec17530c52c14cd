//! Which columns the final rows have, and what the nodes of a plan are called.

use super::cell::Cell;
use super::script::Answer;
use super::writer::Writer;
use crate::plan::{NodeId, Outputs};
use crate::table::Kind;

/// A figure that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub name: String,
    pub node: NodeId,
    /// Names in place of numbers.
    pub names: Vec<String>,
}

impl Wanted {
    pub fn new(name: impl Into<String>, node: NodeId) -> Wanted {
        Wanted { name: name.into(), node, names: Vec::new() }
    }
}

impl Writer<'_> {
    /// What the rubric calls things.
    pub(super) fn label_nodes(&mut self, outputs: &Outputs) {
        let mut label = |node: NodeId, name: String, says: String| {
            self.labels.entry(node).or_insert((name, says));
        };
        let rubric = self.rubric;
        let zh = |zh: &'static str, en: &'static str| self.words.pick(zh, en);
        for (element, node) in rubric.elements.iter().zip(&outputs.elements) {
            label(*node, element.id.clone(), format!("{} {}", zh("数据元素", "element"), element.id));
        }
        for (indicator, nodes) in rubric.indicators.iter().zip(&outputs.indicators) {
            let id = &indicator.id;
            label(nodes.value, id.clone(), format!("{} {id}：{}", zh("指标", "indicator"), zh("值", "value")));
            label(
                nodes.score,
                format!("{id}_score"),
                format!("{} {id}：{}", zh("指标", "indicator"), zh("得分", "score")),
            );
            label(
                nodes.points,
                format!("{id}_points"),
                format!("{} {id}：{}", zh("指标", "indicator"), zh("分值", "points")),
            );
        }
        for (category, nodes) in rubric.categories.iter().zip(&outputs.categories) {
            let id = &category.id;
            label(
                nodes.points,
                format!("{id}_points"),
                format!("{} {id}：{}", zh("类别", "category"), zh("分值", "points")),
            );
        }
        for (veto, node) in rubric.vetoes.iter().zip(&outputs.vetoes) {
            label(*node, format!("veto_{}", veto.id), format!("{} {}", zh("否决", "veto"), veto.id));
        }
        for (adjust, node) in rubric.adjusts.iter().zip(&outputs.adjusts) {
            label(*node, format!("adjust_{}", adjust.id), format!("{} {}", zh("加减分", "adjustment"), adjust.id));
        }
        label(
            outputs.total_raw,
            "total_raw".into(),
            zh("总分，否决和舍入之前", "total, before vetoes and rounding").into(),
        );
        label(outputs.total, "total".into(), zh("总分", "total").into());
        label(outputs.rank, "rank".into(), zh("名次", "rank").into());
        label(outputs.rank_from_last, "rank_from_last".into(), zh("倒数名次", "rank from last").into());
        label(outputs.group_size, "group_size".into(), zh("参加排名人数", "how many are ranked").into());
        if let Some(grade) = outputs.grade {
            label(grade, "grade_number".into(), zh("等级的序号", "number of the grade").into());
        }
        for (consequence, nodes) in rubric.consequences.iter().zip(&outputs.consequences) {
            let id = &consequence.id;
            label(nodes.when, format!("consequence_{id}"), format!("{} {id}", zh("奖惩", "consequence")));
            if let Some(money) = nodes.money {
                label(
                    money,
                    format!("money_{id}"),
                    format!("{} {id}：{}", zh("奖惩", "consequence"), zh("金额", "money")),
                );
            }
        }
    }

    /// The figures of the results, in the order of the rubric.
    pub(super) fn wanted(&self, outputs: &Outputs) -> Vec<Wanted> {
        let rubric = self.rubric;
        let mut all = vec![
            Wanted::new("total", outputs.total),
            Wanted::new("rank", outputs.rank),
            Wanted::new("rank_from_last", outputs.rank_from_last),
            Wanted::new("group_size", outputs.group_size),
        ];
        if let Some(grade) = outputs.grade {
            let names = rubric.grades.iter().map(|grade| grade.name.in_lang(self.words).to_string()).collect();
            all.push(Wanted { names, ..Wanted::new("grade", grade) });
        }
        for (category, nodes) in rubric.categories.iter().zip(&outputs.categories) {
            all.push(Wanted::new(format!("{}_points", category.id), nodes.points));
        }
        for (indicator, nodes) in rubric.indicators.iter().zip(&outputs.indicators) {
            let id = &indicator.id;
            all.push(Wanted::new(id.clone(), nodes.value));
            all.push(Wanted::new(format!("{id}_score"), nodes.score));
            all.push(Wanted::new(format!("{id}_points"), nodes.points));
        }
        for (adjust, node) in rubric.adjusts.iter().zip(&outputs.adjusts) {
            all.push(Wanted::new(format!("adjust_{}", adjust.id), *node));
        }
        for (veto, node) in rubric.vetoes.iter().zip(&outputs.vetoes) {
            all.push(Wanted::new(format!("veto_{}", veto.id), *node));
        }
        for (consequence, nodes) in rubric.consequences.iter().zip(&outputs.consequences) {
            all.push(Wanted::new(format!("consequence_{}", consequence.id), nodes.when));
            all.extend(nodes.money.map(|money| Wanted::new(format!("money_{}", consequence.id), money)));
        }
        all
    }

    /// The final rows: their columns, and the text behind the blocks.
    pub(super) fn final_rows(
        &self,
        wanted: &[Wanted],
        outputs: &Outputs,
        from: &str,
    ) -> (String, [String; 3], Vec<Answer>) {
        let plan = self.plan;
        let mut names = super::names::Names::default();
        let key = names.give(&plan.roster.key);
        let label = names.give(if plan.roster.label == plan.roster.key { "label" } else { &plan.roster.label });
        let period = names.give("period");
        let mut columns = vec![
            format!("subject AS {}", self.name(&key)),
            format!("label AS {}", self.name(&label)),
            format!("{} AS {}", self.period_name(), self.name(&period)),
        ];
        let mut answers = Vec::new();
        for figure in wanted {
            let cell: Cell = self.get((false, figure.node));
            let name = names.give(&figure.name);
            let value = if figure.names.is_empty() {
                if cell.is_literal && cell.kind == Kind::Number && cell.reasons.is_none() {
                    format!("CAST({} AS {})", cell.value, self.dialect.double())
                } else {
                    cell.value.clone()
                }
            } else {
                let cases: Vec<String> = figure
                    .names
                    .iter()
                    .enumerate()
                    .map(|(index, name)| format!("WHEN {index} THEN {}", self.dialect.text(name)))
                    .collect();
                format!("CASE {} {} END", cell.value, cases.join(" "))
            };
            columns.push(if value == self.name(&name) { value } else { format!("{value} AS {}", self.name(&name)) });
            let mut why = None;
            if let Some(reason) = cell.reason() {
                let column = names.give(&format!("{name}_why"));
                let quoted = self.name(&column);
                columns.push(if reason == quoted { reason } else { format!("{reason} AS {quoted}") });
                why = Some(column);
            }
            answers.push(Answer { name, why, node: figure.node, names: figure.names.clone() });
        }
        let rank = self.get((false, outputs.rank));
        let mut order = vec!["period".to_string()];
        if !rank.is_literal && !rank.value.is_empty() {
            order.push(format!("{} NULLS LAST", rank.value));
        }
        order.push("subject".into());
        let text = format!(
            "SELECT\n  {}\nFROM {from} AS t\nWHERE assessed\nORDER BY {}",
            columns.join(",\n  "),
            order.join(", ")
        );
        (text, [key, label, period], answers)
    }
}
