//! The units that are known, one line each.

/// A dimension. What is counted has its own for each word.
pub(super) type Dim = u16;

pub(super) const TIME: Dim = 1;
/// A month has no fixed number of days, and a working day is none of the calendar's.
pub(super) const MONTH: Dim = 2;
pub(super) const WORKDAY: Dim = 3;
pub(super) const MONEY: Dim = 4;
const LENGTH: Dim = 5;
const AREA: Dim = 6;
const VOLUME: Dim = 7;
const MASS: Dim = 8;
const ENERGY: Dim = 9;
const POWER: Dim = 10;
const HEAT: Dim = 11;
/// Everything below is measured: to mix it up is never a way of counting.
const COUNTED: Dim = 20;
/// Marks.
pub(super) const POINTS: Dim = 20;
/// What was counted, nothing says what.
pub(super) const ANY: Dim = 21;
pub(super) const PERSON: Dim = 22;
pub(super) const HOUSEHOLD: Dim = 23;
/// Words for what is counted, by their place in the list.
const WORDS: Dim = 100;
/// Words that no list knows, by the order in which they are met.
pub(super) const OWN: Dim = 1000;

/// A share of a whole has no dimension.
pub(super) const NONE: Dim = 0;

pub(super) struct Known {
    /// How it is written; the first is how it is shown.
    pub words: &'static [&'static str],
    dim: Dim,
    /// How many of the base unit it is.
    pub scale: f64,
    /// Whether it says by how much two shares differ.
    pub difference: bool,
}

const fn unit(words: &'static [&'static str], dim: Dim, scale: f64) -> Known {
    Known { words, dim, scale, difference: false }
}

const fn points_apart(words: &'static [&'static str], scale: f64) -> Known {
    Known { words, dim: NONE, scale, difference: true }
}

const fn counted(words: &'static [&'static str]) -> Known {
    Known { words, dim: WORDS, scale: 1.0, difference: false }
}

pub(super) const UNITS: &[Known] = &[
    unit(&["%", "percent", "per cent", "pct"], NONE, 0.01),
    unit(&["‰", "%o", "%0", "0/00", "permille", "per mille"], NONE, 0.001),
    unit(&["‱", "bp"], NONE, 0.0001),
    unit(&["ppm"], NONE, 0.000001),
    unit(&["倍", "比值", "比", "小数", "ratio", "times as much"], NONE, 1.0),
    unit(&["成"], NONE, 0.1),
    points_apart(&["百分点", "个百分点", "pp", "percentage points", "percentage point"], 0.01),
    points_apart(&["千分点", "个千分点"], 0.001),
    unit(&["秒", "秒钟", "s", "sec", "second", "seconds"], TIME, 1.0),
    unit(&["毫秒", "ms"], TIME, 0.001),
    unit(&["分钟", "min", "minute", "minutes"], TIME, 60.0),
    unit(&["小时", "时", "h", "hr", "hour", "hours", "个小时", "钟头"], TIME, 3600.0),
    unit(&["天", "日", "自然日", "d", "day", "days"], TIME, 86400.0),
    unit(&["周", "星期", "week", "weeks"], TIME, 604800.0),
    unit(&["工作日", "个工作日", "working day", "working days"], WORKDAY, 1.0),
    unit(&["月", "个月", "month", "months"], MONTH, 1.0),
    unit(&["季度", "季", "quarter", "quarters"], MONTH, 3.0),
    unit(&["年", "year", "years"], MONTH, 12.0),
    unit(&["元", "人民币", "块", "¥", "￥", "RMB", "CNY", "yuan"], MONEY, 1.0),
    unit(&["角", "毛"], MONEY, 0.1),
    unit(&["米", "m", "metre", "metres"], LENGTH, 1.0),
    unit(&["厘米", "cm"], LENGTH, 0.01),
    unit(&["毫米", "mm"], LENGTH, 0.001),
    unit(&["公里", "千米", "km"], LENGTH, 1000.0),
    unit(&["平方米", "平米", "㎡", "m²", "m2"], AREA, 1.0),
    unit(&["公顷", "hm²"], AREA, 10000.0),
    unit(&["平方公里", "km²"], AREA, 1000000.0),
    unit(&["立方米", "m³", "m3", "方"], VOLUME, 1.0),
    unit(&["升", "L"], VOLUME, 0.001),
    unit(&["毫升", "mL", "ml"], VOLUME, 0.000001),
    unit(&["千克", "公斤", "kg"], MASS, 1.0),
    unit(&["克", "g"], MASS, 0.001),
    unit(&["毫克", "mg"], MASS, 0.000001),
    unit(&["斤"], MASS, 0.5),
    unit(&["吨", "t"], MASS, 1000.0),
    unit(&["千瓦时", "度", "kWh", "kwh"], ENERGY, 1.0),
    unit(&["万千瓦时", "万度"], ENERGY, 10000.0),
    unit(&["兆瓦时", "MWh"], ENERGY, 1000.0),
    unit(&["千瓦", "kW"], POWER, 1.0),
    unit(&["兆瓦", "MW"], POWER, 1000.0),
    unit(&["摄氏度", "℃", "°C"], HEAT, 1.0),
    unit(&["分", "得分", "扣分", "point", "points", "marks", "mark"], POINTS, 1.0),
    unit(&["人", "名", "位", "人员", "person", "persons", "people"], PERSON, 1.0),
    unit(&["户", "household", "households"], HOUSEHOLD, 1.0),
    counted(&["人次", "visits"]),
    counted(&["次", "回", "趟", "times"]),
    counted(&["件", "item", "items"]),
    counted(&["起", "宗"]),
    counted(&["单", "orders"]),
    counted(&["笔"]),
    counted(&["个", "unit", "units"]),
    counted(&["项"]),
    counted(&["处"]),
    counted(&["份", "copies"]),
    counted(&["张"]),
    counted(&["例", "cases"]),
    counted(&["种", "类", "kinds"]),
    counted(&["题", "道"]),
    counted(&["条"]),
    counted(&["台", "套", "辆"]),
    counted(&["只", "头", "匹"]),
    counted(&["所", "家"]),
    counted(&["篇", "本", "部"]),
    counted(&["轮"]),
    counted(&["批", "期", "班"]),
];

/// Words for what a judge gives: they go with anything.
pub(super) const FREE: &[&str] = &["指数", "系数", "级", "等级", "档", "名次", "index", "grade", "level", "rank"];

/// Products that have a word.
pub(super) const COMPOUND: &[(&str, &str)] = &[
    ("时户", "小时·户"),
    ("户时", "小时·户"),
    ("人时", "小时·人"),
    ("人天", "天·人"),
    ("人日", "天·人"),
    ("人月", "月·人"),
    ("人年", "年·人"),
];

/// Slips of the pen in words too short to be told by their letters.
pub(super) const SLIPS: &[(&str, &str)] = &[
    ("秒种", "秒"),
    ("分种", "分钟"),
    ("分鐘", "分钟"),
    ("小時", "小时"),
    ("工做日", "工作日"),
    ("工作天", "工作日"),
    ("百份点", "百分点"),
    ("圆", "元"),
    ("园", "元"),
    ("戶", "户"),
];

impl Known {
    pub(super) fn dim(&self, index: usize) -> Dim {
        if self.dim == WORDS { WORDS + index as Dim } else { self.dim }
    }
}

/// Whether it is measured and not counted.
pub(super) fn measured(dim: Dim) -> bool {
    dim != NONE && dim < COUNTED
}

/// The unit of a dimension at a scale.
pub(super) fn at_scale(dim: Dim, scale: f64) -> Option<&'static Known> {
    let known = UNITS
        .iter()
        .enumerate()
        .find(|(index, unit)| unit.dim(*index) == dim && !unit.difference && super::measure::same(unit.scale, scale));
    known.map(|(_, unit)| unit)
}
