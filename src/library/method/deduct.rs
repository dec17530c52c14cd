//! Deductions for events.

use super::{Checking, Method, MethodExample, Rule, SETTING, Scope, finding};
use crate::diagnostic::Diagnostic;
use crate::plan::{Binary, Builder, Nary, NodeId};
use crate::rubric::{Better, Settings};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Words;
use crate::words;

#[derive(Debug)]
pub struct Deduct;

static SHAPE: Shape = Shape {
    name: "score.deduct",
    keys: &[
        Key::required(
            "each",
            Ty::Number,
            "每次扣多少（默认按满分的百分数）",
            "what an event takes away, in per cent of full marks",
        ),
        Key::new("marks", Ty::Bool, "每次扣的是分值而不是百分数", "`each` is in marks, not per cent"),
        Key::new("free", Ty::Number, "前几次不扣", "so many events are free"),
        Key::new("wipe_out", Ty::Number, "达到几次全扣", "from this many on everything is lost"),
        Key::new("max", Ty::Number, "最多扣多少", "the most that is taken away"),
    ],
};

impl Method for Deduct {
    fn name(&self) -> &'static str {
        "deduct"
    }

    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "按次扣分，扣完为止；可规定几次以上全扣",
            "so much for each event, down to zero; a number of events may wipe out the item",
        )
    }

    fn source(&self) -> &'static str {
        "M13, M14: switching-operation sheets, desk-staff deduction sheets (the third in a month loses the item)"
    }

    fn shape(&self) -> Ty {
        Ty::Table(&SHAPE)
    }

    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let settings = checking.settings;
        if settings.number("each").is_some_and(|each| each <= 0.0) {
            let message = words!("`each` 写扣分的幅度，要大于 0", "`each` is a size and must be above 0");
            found
                .push(finding(checking, "each", SETTING, message).help(words!("去掉负号", "leave out the minus sign")));
        }
        if settings.number("wipe_out").is_some_and(|n| n <= settings.number("free").unwrap_or(0.0)) {
            let message = words!("`wipe_out` 要大于不扣分的次数", "`wipe_out` must be above the free events");
            found.push(finding(checking, "wipe_out", SETTING, message));
        }
        if checking.better == Some(Better::Higher) {
            let message = words!(
                "按次扣分的指标次数越多越差，`better` 应为 `lower`",
                "events are worse the more there are: `better` should be `lower`"
            );
            found.push(
                finding(checking, "", super::DIRECTION, message)
                    .help(words!("改成 `better = \"lower\"`", "write `better = \"lower\"`")),
            );
        }
        found
    }

    fn said(&self, rule: &Rule<'_>) -> Words {
        let each = rule.settings.number("each").unwrap_or(0.0);
        let mark = if rule.settings.flag("marks") == Some(true) { ("分", " marks") } else { ("%", " %") };
        let (zh, en) = mark;
        let mut said = words!("每次扣 {each}{zh}，扣完为止", "{each}{en} off for each, down to zero");
        if let Some(free) = rule.settings.number("free") {
            said.zh.push_str(&format!("；前 {free} 次不扣"));
            said.en.push_str(&format!("; the first {free} are free"));
        }
        if let Some(max) = rule.settings.number("max") {
            said.zh.push_str(&format!("；最多扣 {max}{zh}"));
            said.en.push_str(&format!("; {max}{en} at most"));
        }
        if let Some(all) = rule.settings.number("wipe_out") {
            said.zh.push_str(&format!("；达到 {all} 次全扣"));
            said.en.push_str(&format!("; everything from {all} on"));
        }
        said
    }

    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId {
        let in_marks = settings.flag("marks") == Some(true);
        let full_marks = scope.full;
        let b = &mut *scope.builder;
        let constant = b.constant(full_marks);
        // Marks to per cent; where full marks differ between subjects so does the size of a mark.
        let percent = |b: &mut Builder, size: f64| match (in_marks, constant) {
            (false, _) => b.number(size),
            (true, Some(full)) if full > 0.0 => b.number(size * (100.0 / full)),
            (true, _) => {
                let size = b.number(size * 100.0);
                b.binary(Binary::Div, size, full_marks)
            }
        };
        let zero = b.number(0.0);
        let free = b.number(settings.number("free").unwrap_or(0.0));
        let counted = b.binary(Binary::Sub, value, free);
        let counted = b.nary(Nary::Max, vec![counted, zero]);
        let each = percent(b, settings.number("each").unwrap_or(0.0));
        let mut lost = b.binary(Binary::Mul, counted, each);
        if let Some(max) = settings.number("max") {
            let max = percent(b, max);
            lost = b.nary(Nary::Min, vec![lost, max]);
        }
        let full = b.number(100.0);
        let left = b.binary(Binary::Sub, full, lost);
        let left = b.nary(Nary::Max, vec![left, zero]);
        match settings.number("wipe_out") {
            Some(count) => {
                let count = b.number(count);
                let out = b.binary(Binary::Ge, value, count);
                b.select(out, zero, left)
            }
            None => left,
        }
    }

    fn examples(&self) -> &'static [MethodExample] {
        &[
            MethodExample {
                written: "deduct = { each = 25 }",
                better: Some(Better::Lower),
                values: &["0", "1", "4", "9"],
                scores: &["100", "75", "0", "0"],
            },
            MethodExample {
                written: "deduct = { each = 10, wipe_out = 3 }",
                better: Some(Better::Lower),
                values: &["2", "3"],
                scores: &["80", "0"],
            },
            MethodExample {
                written: "deduct = { each = 10, free = 1, max = 50 }",
                better: Some(Better::Lower),
                values: &["1", "3", "20"],
                scores: &["100", "80", "50"],
            },
        ]
    }
}
