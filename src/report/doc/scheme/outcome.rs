//! From points to consequences: adjustments, vetoes, corrections, rounding, places, quotas, grades, what
//! follows.

use super::{Document, Scheme, Text, cell};
use crate::report::due;
use crate::rubric::{
    AboveMean, Bound, Consequence, Correction, CorrectionMethod, Quota, RoundStage, Rounding, Size, Tied, Ties,
    Unspread,
};
use crate::text::{Lang, Words, inert};
use crate::words;

impl Scheme<'_> {
    pub(super) fn outcome(&self, out: &mut Document) {
        out.heading(1, self.pick("总分、名次与等级", "Totals, places and grades"));
        self.adjustments(out);
        self.vetoes(out);
        self.places(out);
        self.corrections(out);
        self.grades(out);
        self.quotas(out);
        self.consequences(out);
    }

    fn adjustments(&self, out: &mut Document) {
        if self.rubric.adjusts.is_empty() {
            return;
        }
        out.heading(2, self.pick("加减分", "Adjustments"));
        let rows = self.rubric.adjusts.iter().map(|adjust| {
            let when = adjust.when.as_ref().map(|when| self.said(when)).unwrap_or_default();
            let min = adjust.min.map(|min| self.say(words!("最低 {min}", "at least {min}")));
            let max = adjust.max.map(|max| self.say(words!("最高 {max}", "at most {max}")));
            let limits = self.clauses(min.into_iter().chain(max));
            vec![Text::strong(self.word(&adjust.name)), cell(self.said(&adjust.points)), cell(when), cell(limits)]
        });
        out.table(
            self.pick("加减分", "Adjustments"),
            self.columns(&[("名称", "name", 3), ("分数", "points", 6), ("条件", "where", 5), ("限度", "limits", 3)]),
            rows.collect(),
        );
    }

    fn vetoes(&self, out: &mut Document) {
        if self.rubric.vetoes.is_empty() {
            return;
        }
        out.heading(2, self.pick("一票否决", "Vetoes"));
        let rows = self.rubric.vetoes.iter().map(|veto| {
            vec![
                Text::strong(self.word(&veto.name)),
                cell(self.said(&veto.when)),
                cell(self.say(veto.effect.words(self.rubric))),
                cell(veto.reason.as_deref().unwrap_or_default()),
            ]
        });
        out.table(
            self.pick("一票否决", "Vetoes"),
            self.columns(&[
                ("名称", "name", 3),
                ("条件", "where", 6),
                ("后果", "what it does", 4),
                ("理由", "reason", 4),
            ]),
            rows.collect(),
        );
    }

    /// Rounding and ties.
    fn places(&self, out: &mut Document) {
        let header = &self.rubric.header;
        out.heading(2, self.pick("取整与名次", "Rounding and places"));
        let stages = header.round_at.iter().map(|stage| match stage {
            RoundStage::Indicator => self.pick("指标得分", "points of indicators").to_string(),
            RoundStage::Category => self.pick("类别得分", "points of categories").to_string(),
            RoundStage::Total => self.pick("总分", "the total").to_string(),
        });
        let (stages, decimals) = (self.list(stages), header.decimals);
        let rounding = if stages.is_empty() {
            words!(
                "计算中不取整，只在显示时取 {decimals} 位小数",
                "nothing is rounded but what is shown, to {decimals} decimals"
            )
        } else {
            words!(
                "{stages} 四舍五入到 {decimals} 位小数，以后按取整的数计算",
                "{stages} rounded half up to {decimals} decimals, and used so"
            )
        };
        let ties = match &header.ties {
            Ties::Shared => words!(
                "同分者名次相同，后面的名次空出（1、1、3）",
                "equal totals share a place, and the next are left out (1, 1, 3)"
            ),
            Ties::Dense => words!(
                "同分者名次相同，后面的名次不空（1、1、2）",
                "equal totals share a place, and none is left out (1, 1, 2)"
            ),
            Ties::By(indicators) => {
                let names = indicators.iter().filter_map(|at| self.rubric.indicators.get(*at));
                let names = self.list(names.map(|indicator| self.word(&indicator.name)));
                words!(
                    "同分者依次比较 {names}，仍相同的名次相同",
                    "equal totals are told apart by {names} in turn, else they share a place"
                )
            }
        };
        out.list(vec![self.say(rounding).into(), self.say(ties).into()]);
    }

    fn corrections(&self, out: &mut Document) {
        let after = &self.rubric.afterwards;
        let mut lines: Vec<String> = after.correction.iter().map(|correction| self.correction(correction)).collect();
        for cap in &after.mean_caps {
            let (name, max, among) = (self.word(&cap.name), self.said(&cap.max), self.among(cap.among));
            let then = match cap.then {
                AboveMean::Reject => self.pick("超过的结果不能用", "results above it are not to be used"),
                AboveMean::Rescale => self.pick("超过的按比例压低", "totals above it are scaled down"),
            };
            lines.push(self.say(words!(
                "{name}：{among}总分的平均不超过 {max}，{then}",
                "{name}: the mean total of {among} is at most {max}; {then}"
            )));
        }
        if let Some(carried) = &after.carried {
            lines.push(self.labelled("结转后的总分", "total carried over", &self.said(carried)));
        }
        if lines.is_empty() {
            return;
        }
        out.heading(2, self.pick("修正与结转", "Correction and carry-over"));
        out.list(lines.iter().map(Text::from).collect());
    }

    fn correction(&self, correction: &Correction) -> String {
        let among = self.among(correction.among);
        match &correction.method {
            CorrectionMethod::Factor(factor) => {
                let factor = self.said(factor);
                self.say(words!(
                    "宽严修正（{among}）：总分乘以 {factor}",
                    "leniency correction ({among}): the total times {factor}"
                ))
            }
            CorrectionMethod::ZScore { mean, std, all_equal, alone } => {
                let of = |expr: &Option<crate::rubric::Expr>| match expr {
                    Some(expr) => self.said(expr),
                    None => self.pick("全体的", "that of everybody").to_string(),
                };
                let (mean, std) = (of(mean), of(std));
                let keep = |what: Unspread| match what {
                    Unspread::Keep => self.pick("不变", "stay"),
                    Unspread::Mean => self.pick("取共同的平均分", "become the common mean"),
                };
                let (equal, alone) = (keep(*all_equal), keep(*alone));
                self.say(words!(
                    "宽严修正（{among}）：按 Z 分数换算到平均分 {mean}、标准差 {std}；一组同分的{equal}，一组一人的{alone}",
                    "leniency correction ({among}): Z-scores carried to the mean {mean} and the standard deviation {std}; groups of equal totals {equal}, groups of one {alone}"
                ))
            }
        }
    }

    fn grades(&self, out: &mut Document) {
        if self.rubric.grades.is_empty() {
            return;
        }
        out.heading(2, self.pick("等级", "Grades"));
        let mut above: Option<String> = None;
        let rows = self.rubric.grades.iter().map(|grade| {
            let min = grade.min.map(|min| min.to_string());
            let range = match (&min, &above, self.lang) {
                (Some(min), Some(max), Lang::Zh) => format!("{min} 分以上（含），不满 {max} 分"),
                (Some(min), Some(max), Lang::En) => format!("from {min} on, below {max}"),
                (Some(min), None, Lang::Zh) => format!("{min} 分以上（含）"),
                (Some(min), None, Lang::En) => format!("from {min} on"),
                (None, Some(max), Lang::Zh) => format!("不满 {max} 分"),
                (None, Some(max), Lang::En) => format!("below {max}"),
                (None, None, _) => String::new(),
            };
            above = min.or(above.take());
            vec![Text::strong(self.word(&grade.name)), cell(range)]
        });
        let rows: Vec<Vec<Text>> = rows.collect();
        out.table(self.pick("等级", "Grades"), self.columns(&[("等级", "grade", 2), ("总分", "total", 5)]), rows);
    }

    fn quotas(&self, out: &mut Document) {
        if self.rubric.afterwards.quotas.is_empty() {
            return;
        }
        out.heading(2, self.pick("等级名额", "Quotas"));
        let rows = self.rubric.afterwards.quotas.iter().map(|quota| {
            vec![
                Text::strong(self.word(&quota.name)),
                cell(self.of_grades(quota)),
                cell(self.among(quota.among)),
                cell(self.size(quota)),
                cell(self.say(match quota.tied {
                    Tied::Down => words!("界线上同分的都降", "those tied at the line all go down"),
                    Tied::Up => words!("界线上同分的都留", "those tied at the line all stay"),
                })),
            ]
        });
        out.table(
            self.pick("等级名额", "Quotas"),
            self.columns(&[
                ("名额", "quota", 3),
                ("等级", "grades", 3),
                ("范围", "among", 3),
                ("人数", "how many", 5),
                ("同分时", "ties", 3),
            ]),
            rows.collect(),
        );
    }

    /// A quota of the lowest grades limits those above them.
    fn of_grades(&self, quota: &Quota) -> String {
        let all = self.rubric.grades.iter().enumerate();
        let named = |from: usize, to: usize| {
            let of = all.clone().filter(|(at, _)| (from..=to).contains(at));
            self.list(of.map(|(_, grade)| self.word(&grade.name)))
        };
        match quota.bound {
            Bound::Most => named(quota.grades.0, quota.grades.1),
            Bound::Least => named(quota.grades.1 + 1, self.rubric.grades.len()),
        }
    }

    fn size(&self, quota: &Quota) -> String {
        let bound = match quota.bound {
            Bound::Most => self.pick("至多", "at most"),
            Bound::Least => self.pick("至少", "at least"),
        };
        let rounding = match quota.rounding {
            Rounding::Down => self.pick("小数舍去", "rounded down"),
            Rounding::Nearest => self.pick("小数四舍五入", "rounded to the nearest"),
            Rounding::Up => self.pick("小数进一", "rounded up"),
        };
        match &quota.size {
            Size::Share(share) => {
                let share = match share.kind {
                    crate::rubric::ExprKind::Number(share) => {
                        format!("{}%", crate::report::number::short(share * 100.0))
                    }
                    _ => self.said(share),
                };
                format!("{bound} {share}{}{rounding}", self.pick("，", ", "))
            }
            Size::Count(count) => format!("{bound} {}{}", self.said(count), self.pick(" 人", "")),
            Size::CountBySize { at_most, otherwise } => {
                let rungs = at_most
                    .iter()
                    .map(|(size, heads)| self.say(words!("{size} 人以下 {heads} 人", "{heads} of up to {size}")));
                let rest = otherwise.map(|heads| self.say(words!("更多的 {heads} 人", "{heads} of more")));
                format!("{bound} {}", self.list(rungs.chain(rest)))
            }
        }
    }

    fn consequences(&self, out: &mut Document) {
        if self.rubric.consequences.is_empty() {
            return;
        }
        out.heading(2, self.pick("结果的运用", "Consequences"));
        let rows = self.rubric.consequences.iter().map(|rule| {
            let due = rule.due.map(|due| self.say(due::span(due))).unwrap_or_default();
            vec![Text::strong(self.word(&rule.name)), cell(self.said(&rule.when)), self.follows(rule), cell(due)]
        });
        out.table(
            self.pick("结果的运用", "Consequences"),
            self.columns(&[("名称", "name", 3), ("条件", "where", 5), ("内容", "what follows", 6), ("期限", "due", 3)]),
            rows.collect(),
        );
        let least = self.rubric.subject.min_group;
        if least > 1 && self.rubric.consequences.iter().any(|rule| rule.by_place) {
            out.paragraph(self.say(words!(
                "凡凭名次的，一组不满 {least} 个时不执行。",
                "What goes by places is left out in groups of fewer than {least}."
            )));
        }
    }

    fn follows(&self, rule: &Consequence) -> Text {
        let mut text = Text::default();
        if let Some(money) = &rule.money {
            let money = self.said(money);
            text = text.and(self.say(words!("{money} 元", "{money} yuan")));
        }
        if let Some(pool) = &rule.pool {
            let (amount, among) = (self.said(&pool.amount), self.among(pool.among));
            let share: Words = match pool.share.as_ref().map(|share| self.said(share)) {
                Some(share) => words!("按 {share} 分", "by {share}"),
                None => words!("平分", "equally"),
            };
            let (zh, en) = (share.zh, share.en);
            text = text.and(self.say(words!(
                "{among}的奖金 {amount} 元，{zh}，分完不留余数",
                "a pool of {amount} yuan of {among}, divided {en} without remainder"
            )));
        }
        if let Some(sum) = &rule.out_of {
            let sum = self.said(sum);
            text = text.and(self.say(words!("从 {sum} 中扣，扣完为止", "out of {sum}, never below 0")));
        }
        text.and(inert(rule.task.as_deref().unwrap_or_default()))
    }
}
