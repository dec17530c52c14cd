//! Names that say a unit: 人数 is not in 元.

use super::Units;
use super::infer::Unit;
use super::known::{MONEY, MONTH, POINTS, TIME, WORKDAY, measured};
use super::measure::Measure;
use crate::rubric::Element;

/// The end of a name, and what units it goes with.
type Fits = fn(&Measure) -> bool;
const NAMES: &[(&str, &str, &str, Fits)] = &[
    ("人数", "人", "people", counted),
    ("户数", "户", "households", counted),
    ("次数", "次", "times", counted),
    ("件数", "件", "items", counted),
    ("人口", "人", "people", counted),
    ("天数", "天", "days", days),
    ("分钟数", "分钟", "minutes", time),
    ("秒数", "秒", "seconds", time),
    ("小时数", "小时", "hours", time),
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
    /// A name and a unit that speak of different things.
    pub(super) fn named_otherwise(&mut self, element: &Element, said: Unit) {
        let Unit::Known(measure) = said else { return };
        let longest = NAMES.iter().find(|(end, ..)| element.id.ends_with(end));
        let Some((end, zh, en, fits)) = longest else { return };
        if !fits(&measure) {
            self.name_and_unit(element, (end, zh, en));
        }
    }
}
