//! Numbers that are written where a figure of 0–1 and one in per cent are easily taken for each other.

use super::infer::Unit;
use super::measure::{Measure, same};
use super::{Units, tell};
use crate::number::BinaryOp;
use crate::rubric::{Better, Expr, ExprKind, Indicator, Setting, Settings};

impl<'a> Units<'a> {
    /// Edges of bands and targets of an indicator, if they are all of the other scale.
    pub(super) fn edges(&mut self, index: usize, unit: Unit) {
        let rubric = self.rubric;
        let (Some(indicator), Some(measure)) = (rubric.indicators.get(index), unit.measure()) else { return };
        if !measure.is_share() || !measure.exact() || measure.is_difference() || measure.is_unwritten() {
            return;
        }
        let percent = same(measure.scale(), 0.01);
        let ratio = same(measure.scale(), 1.0) && indicator.unit.is_none();
        if !percent && !ratio {
            return;
        }
        let mut span = None;
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        numbers(&indicator.scoring.settings, &mut |number| {
            low = low.min(number);
            high = high.max(number);
        });
        if percent && wants_much(indicator) && (0.5..=1.0).contains(&high) && low >= 0.0 {
            span = Some(tell::Written::TooSmall);
        }
        if ratio && (30.0..=1000.0).contains(&high) {
            span = Some(tell::Written::TooLarge);
        }
        if let Some(how) = span {
            self.written_otherwise(indicator, how);
        }
    }

    /// `1 - 合格率`, `比值 >= 95`.
    pub(super) fn written_beside(
        &mut self,
        op: BinaryOp,
        (measure, figure): (&Measure, &'a Expr),
        (number, at): (f64, &'a Expr),
        number_first: bool,
    ) {
        if !measure.is_share() || !measure.exact() || measure.is_difference() || measure.is_unwritten() {
            return;
        }
        let whole = op == BinaryOp::Sub && number_first;
        if same(measure.scale(), 0.01) {
            if whole && number == 1.0 {
                self.beside((measure, figure), (number, at), "100");
            }
            return;
        }
        if !same(measure.scale(), 1.0) || !measure.bare() {
            return;
        }
        let compared = !op.is_arithmetic() && !op.is_logic();
        if whole && number == 100.0 || compared && (30.0..=100.0).contains(&number) {
            self.beside((measure, figure), (number, at), if whole { "1" } else { "" });
        }
    }
}

/// Whether much of it is good, so that a full score for less than one per cent makes no sense.
fn wants_much(indicator: &Indicator) -> bool {
    indicator.better == Some(Better::Higher)
        || indicator.better.is_none() && indicator.scoring.settings.all.iter().any(|(key, _)| key == "at_least")
}

/// The figures of the indicator that its method speaks of.
fn numbers(settings: &Settings, see: &mut impl FnMut(f64)) {
    for (key, setting) in &settings.all {
        match (key.as_str(), setting) {
            ("zero" | "full" | "target" | "at_least" | "at_most", Setting::Number(number)) => see(number.to_f64()),
            ("target" | "at_least" | "at_most", Setting::Formula(Expr { kind: ExprKind::Number(number), .. })) => {
                see(*number);
            }
            ("points" | "at_least" | "at_most", Setting::Pairs(pairs)) => {
                pairs.iter().for_each(|(edge, _)| see(edge.to_f64()));
            }
            _ => {}
        }
    }
}
