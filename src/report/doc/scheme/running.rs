//! How the appraisal goes on: stages, duties and who answers, void data, objections, order of evaluation;
//! and at the end signatures and where the document is from.

use super::{Column, Document, Scheme, Text, cell};
use crate::report::{due, order};
use crate::rubric::{Moment, Stage, VoidWhat};
use crate::table::time::show_date;
use crate::text::inert;
use crate::words;

impl Scheme<'_> {
    pub(super) fn running(&self, out: &mut Document) {
        out.heading(1, self.pick("组织实施", "How it goes on"));
        self.stages(out);
        self.duties(out);
        self.objections(out);
        out.heading(2, self.pick("计算顺序", "Order of evaluation"));
        out.steps(order::ORDER.iter().map(|(zh, en)| cell(self.pick(zh, en))).collect());
    }

    fn stages(&self, out: &mut Document) {
        if self.rubric.stages.is_empty() {
            return;
        }
        out.heading(2, self.pick("日程", "Calendar"));
        let moment = |moment: Option<Moment>| match moment {
            Some(Moment::Day(day)) => show_date(day),
            Some(Moment::After(due)) => self.say(due::span(due)),
            None => String::new(),
        };
        let rows = self.rubric.stages.iter().map(|stage: &Stage| {
            let after = stage.after.and_then(|at| self.rubric.stages.get(at));
            vec![
                Text::strong(self.word(&stage.name)),
                cell(moment(stage.from)),
                cell(moment(stage.until)),
                cell(after.map(|after| self.word(&after.name)).unwrap_or_default()),
                cell(stage.owner.as_deref().unwrap_or_default()),
            ]
        });
        out.table(
            self.pick("日程", "Calendar"),
            self.columns(&[
                ("阶段", "stage", 4),
                ("从", "from", 4),
                ("到", "until", 4),
                ("在此之后", "after", 3),
                ("负责", "owner", 3),
            ]),
            rows.collect(),
        );
        if let Some((file, _)) = self.rubric.header.calendar.file() {
            out.paragraph(self.labelled("放假和调休见", "days off and weekend days worked", file));
        }
    }

    fn duties(&self, out: &mut Document) {
        let rubric = self.rubric;
        if !rubric.duties.is_empty() {
            out.heading(2, self.pick("职责", "Duties"));
            let rows = rubric.duties.iter().enumerate().map(|(at, duty)| {
                let served = rubric.indicators.iter().filter(|indicator| indicator.answers.duties.contains(&at));
                vec![
                    cell(self.word(&duty.name)),
                    cell(duty.post.as_deref().unwrap_or_default()),
                    cell(self.list(served.map(|indicator| self.word(&indicator.name)))),
                ]
            });
            out.table(
                self.pick("职责与指标", "Duties and indicators"),
                self.columns(&[("职责", "duty", 5), ("岗位", "post", 3), ("指标", "indicators", 6)]),
                rows.collect(),
            );
        }
        // Who answers for what, owner by owner.
        let mut owners: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
        let mut add = |owner: &Option<String>, element: bool, name: String| {
            let Some(owner) = owner.as_deref().map(|owner| inert(owner).into_owned()) else { return };
            let at = owners.iter().position(|(known, _, _)| *known == owner).unwrap_or_else(|| {
                owners.push((owner, Vec::new(), Vec::new()));
                owners.len() - 1
            });
            if let Some((_, elements, indicators)) = owners.get_mut(at) {
                if element { elements.push(name) } else { indicators.push(name) }
            }
        };
        rubric.indicators.iter().for_each(|one| add(&one.owner, false, self.word(&one.name)));
        rubric.elements.iter().for_each(|one| add(&one.owner, true, self.word(&one.name)));
        if owners.is_empty() {
            return;
        }
        out.heading(2, self.pick("分工", "Who answers for what"));
        let rows = owners.into_iter().map(|(owner, elements, indicators)| {
            vec![Text::strong(owner), cell(self.list(indicators)), cell(self.list(elements))]
        });
        out.table(
            self.pick("分工", "Who answers for what"),
            self.columns(&[("负责", "owner", 3), ("指标", "indicators", 6), ("数据项", "data elements", 6)]),
            rows.collect(),
        );
    }

    fn objections(&self, out: &mut Document) {
        out.heading(2, self.pick("异议与复核", "Objections"));
        let Some(objections) = &self.rubric.objections else {
            out.paragraph(self.pick("方案没有规定异议登记。", "The scheme keeps no register of objections."));
            return;
        };
        let words = &objections.words;
        let any = |all: &[String]| self.list(all.iter().map(|word| inert(word).into_owned()));
        let mut lines = vec![
            self.labelled("登记在", "kept in", &self.table_name(objections.data)),
            self.pick("对指标提出异议；成立的按更正的数重新计算，并列出前后的差别", "raised against an indicator; where upheld, figures are corrected, computed again, and the difference is shown").to_string(),
            self.labelled("未决", "open", &any(&words.open)),
            self.labelled("成立", "upheld", &any(&words.upheld)),
            self.labelled("不成立", "rejected", &any(&words.rejected)),
            self.pick("有异议未决的结果是暂定的", "while an objection is open the result is provisional").to_string(),
        ];
        if let Some(window) = objections.window {
            lines.insert(0, self.labelled("提出期限", "within", &self.say(due::span(window))));
        }
        out.list(lines.iter().map(Text::from).collect());
    }

    /// Data that were declared void.
    pub(super) fn voids(&self, out: &mut Document) {
        if self.rubric.voids.is_empty() {
            return;
        }
        out.heading(2, self.pick("作废的数据", "Void data"));
        let rows = self.rubric.voids.iter().map(|void| {
            let what = match &void.what {
                VoidWhat::Rows { data, condition } => {
                    format!("{}{}{}", self.table_name(*data), self.pick("：", ": "), self.said(condition))
                }
                VoidWhat::Value { element, subject, period } => {
                    let name = self.rubric.elements.get(*element).map(|element| self.word(&element.name));
                    let subject = subject.as_deref().map(|subject| inert(subject).into_owned());
                    let period = period.map(|period| self.rubric.header.cycle.name(period));
                    self.list(name.into_iter().chain(subject).chain(period))
                }
            };
            let on = void.on.map(show_date).unwrap_or_default();
            vec![cell(what), cell(&void.reason), cell(void.by.as_deref().unwrap_or_default()), cell(on)]
        });
        out.table(
            self.pick("作废的数据", "Void data"),
            self.columns(&[("数据", "data", 6), ("理由", "reason", 5), ("决定", "decided by", 2), ("日期", "on", 2)]),
            rows.collect(),
        );
    }

    /// Drafted, reviewed, approved: what is declared, and room for the rest.
    pub(super) fn sign_off(&self, out: &mut Document) {
        out.heading(1, self.pick("签批", "Sign-off"));
        let signed = &self.rubric.header.sign_off;
        let of = |key: &str| signed.iter().find(|(known, _)| known == key).map(|(_, text)| inert(text).into_owned());
        let stages =
            [("drafted", "编制", "drafted"), ("reviewed", "审核", "reviewed"), ("approved", "批准", "approved")];
        let rows = stages.iter().map(|(key, zh, en)| {
            let on = of(&format!("{key}_on")).or_else(|| of("on").filter(|_| *key == "approved"));
            let date = on.unwrap_or_else(|| self.pick("　　年　　月　　日", "").to_string());
            vec![cell(self.pick(zh, en)), cell(of(key).unwrap_or_default()), Text::default(), cell(date)]
        });
        let rows = rows.collect();
        out.form(
            self.pick("签批", "Sign-off"),
            self.columns(&[("环节", "step", 2), ("人员", "who", 3), ("签字", "signature", 4), ("日期", "date", 3)]),
            rows,
        );
    }

    /// The rubric's files, with their digests.
    pub(super) fn provenance(&self, out: &mut Document) {
        out.heading(1, self.pick("出处", "Provenance"));
        let id = inert(&self.rubric.header.id).into_owned();
        let version = env!("CARGO_PKG_VERSION");
        out.paragraph(self.say(words!(
            "本文件由方案 {id} 生成（kaohe {version}）；以方案文件为准。",
            "Made from the rubric {id} by kaohe {version}; the rubric's file decides."
        )));
        let rows = self
            .rubric
            .files
            .iter()
            .map(|(file, digest)| vec![cell(file), Text(vec![super::super::Run::Code(digest.clone())])]);
        out.table(
            self.pick("方案文件", "Files of the rubric"),
            vec![Column::text(self.pick("文件", "file"), 2), Column::text("SHA-256", 5)],
            rows.collect(),
        );
    }
}
