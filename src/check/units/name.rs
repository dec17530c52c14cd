//! Names that say a unit: 人数 is not in 元.

use super::Units;
use super::infer::Unit;
use super::known::{MONEY, MONTH, POINTS, TIME, WORKDAY, measured};
use super::measure::{Measure, same};
use crate::rubric::Element;

/// The end of a name, and what units it goes with.
type Fits = fn(&Measure) -> bool;
const NAMES: &[(&str, &str, &str, Fits)] = &[
    ("人数", "人", "people", counted),
    ("户数", "户", "households", households),
    ("次数", "次", "times", counted),
    ("件数", "件", "items", counted),
    ("人口", "人", "people", counted),
    ("天数", "天", "days", days),
    ("分钟数", "分钟", "minutes", time),
    ("秒数", "秒", "seconds", time),
    ("小时数", "小时", "hours", time),
    ("指数", "", "", anything),
    ("系数", "", "", anything),
    ("分数", "", "", anything),
    ("倍数", "", "", anything),
    ("数", "个数", "a number of things", no_money),
    ("时长", "时间", "time", time),
    ("金额", "元", "money", money),
    ("销售额", "元", "money", money),
    ("实付额", "元", "money", money),
    ("工资", "元", "money", money),
    ("费用", "元", "money", money),
    ("成本", "元", "money", money),
    ("提成", "元", "money", money),
    ("电费", "元", "money", money),
    ("得分", "分", "marks", points),
    ("扣分", "分", "marks", points),
    ("均分", "分", "marks", points),
    ("率", "%", "per cent", share),
    ("占比", "%", "per cent", share),
    ("百分比", "%", "per cent", share),
];

fn counted(m: &Measure) -> bool {
    !m.is_share() && !m.is_measured()
}
fn anything(_: &Measure) -> bool {
    true
}
fn no_money(m: &Measure) -> bool {
    !money(m)
}
fn households(m: &Measure) -> bool {
    counted(m) || m.dims().iter().any(|(dim, _)| *dim == super::known::HOUSEHOLD)
}
fn days(m: &Measure) -> bool {
    m.dims().iter().all(|(dim, _)| !measured(*dim) || [TIME, WORKDAY].contains(dim)) && !m.is_share()
}
fn time(m: &Measure) -> bool {
    m.dims().iter().any(|(dim, _)| [TIME, MONTH, WORKDAY].contains(dim))
}
fn money(m: &Measure) -> bool {
    m.dims().iter().any(|(dim, _)| *dim == MONEY)
}
fn points(m: &Measure) -> bool {
    m.dims().iter().any(|(dim, _)| *dim == POINTS)
}
fn share(m: &Measure) -> bool {
    m.dims().iter().all(|(dim, _)| !measured(*dim) && *dim != super::known::PERSON || *dim == POINTS)
}

impl Units<'_> {
    /// A range of 0–1 in per cent, or of 0–100 in per mille.
    pub(super) fn ranged_otherwise(&mut self, element: &Element, said: Unit) {
        let (Unit::Known(measure), Some((low, high))) = (said, element.range) else { return };
        let end = [(0.01, 1.0), (0.001, 100.0)].into_iter().find(|(scale, _)| same(measure.scale(), *scale));
        let Some((_, end)) = end.filter(|_| measure.is_share() && !measure.is_difference()) else { return };
        if low.to_f64() == 0.0 && high.to_f64() == end {
            self.range_and_unit(element);
        }
    }

    /// A name and a unit that speak of different things.
    pub(super) fn named_otherwise(&mut self, element: &Element, said: Unit) {
        let Unit::Known(measure) = said else { return };
        // A word that no list knows may mean it.
        if measure.dims().iter().any(|(dim, _)| *dim >= super::known::OWN) {
            return;
        }
        let longest = NAMES.iter().find(|(end, ..)| element.id.ends_with(end));
        let Some((end, zh, en, fits)) = longest else { return };
        if !fits(&measure) {
            self.name_and_unit(element, (end, zh, en));
        }
    }
}
