//! What a county's departments find in a year, before anybody makes a mistake in writing it down.

use std::collections::BTreeMap;

use super::counties::County;
use super::pairs::{PAIRS, Pair};
use crate::shop::random::Random;

/// A cell as a department fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Whole(i64),
    Hundredths(i64),
    /// Hundredths of a per cent: 9852 is shown as 98.52%.
    Percent(i64),
    Text(String),
    /// No such task in this county (不适用).
    NotApplicable,
    Blank,
}

impl Cell {
    pub fn hundredths(&self) -> i64 {
        match self {
            Cell::Whole(n) => n * 100,
            Cell::Hundredths(n) | Cell::Percent(n) => *n,
            Cell::Text(_) | Cell::NotApplicable | Cell::Blank => 0,
        }
    }
}

/// By the name of the data element.
pub type Figures = BTreeMap<&'static str, Cell>;

pub const VACCINES: [(&str, &str); 5] = [
    ("卡介苗实种人数", "卡介苗应种人数"),
    ("脊灰疫苗实种人数", "脊灰疫苗应种人数"),
    ("百白破疫苗实种人数", "百白破疫苗应种人数"),
    ("麻疹疫苗实种人数", "麻疹疫苗应种人数"),
    ("乙肝疫苗实种人数", "乙肝疫苗应种人数"),
];

pub fn figures(county: &County, year: i64) -> Figures {
    let mut all = given(county, year);
    for pair in PAIRS {
        add(&mut all, pair, county, year);
    }
    derived(&mut all, county, year);
    all
}

pub fn stream(what: &str, county: &County, year: i64) -> Random {
    Random::named(&format!("cdc {what} {} {year}", county.code))
}

/// How well a county works, in thousandths added to every share; everybody gets a little better.
fn ability(county: &County, year: i64) -> i64 {
    let mut random = Random::named(&format!("cdc ability {}", county.code));
    let weak = if random.percent(20) { random.between(60, 150) } else { 0 };
    random.between(-45, 25) - weak + (year - 2023) * 6
}

pub fn share(random: &mut Random, permille: (i64, i64), county: &County, year: i64) -> i64 {
    let full = permille.1.max(1000);
    (random.between(permille.0, permille.1) + ability(county, year)).clamp(0, full)
}

pub fn rounded(product: i64, by: i64) -> i64 {
    (product + by / 2) / by
}

fn add(all: &mut Figures, pair: &Pair, county: &County, year: i64) {
    let mut random = stream(pair.part, county, year);
    let whole = match all.get(pair.whole) {
        Some(Cell::NotApplicable) => {
            all.insert(pair.part, Cell::NotApplicable);
            return;
        }
        Some(cell) => cell.hundredths(),
        None => {
            // A larger area has more of everything but of what is drawn as a sample or rated on a scale.
            let times = if pair.between.0 == pair.between.1 || pair.between.1 < 30 { 1 } else { county.size };
            let whole = random.between(pair.between.0 * times, pair.between.1 * times);
            let cell =
                if pair.hundredths == Hundredths::Both { Cell::Hundredths(whole * 100) } else { Cell::Whole(whole) };
            all.insert(pair.whole, cell);
            whole * 100
        }
    };
    let good = if pair.lower { -ability(county, year) / 3 } else { ability(county, year) };
    let top = pair.permille.1.max(if pair.lower { 0 } else { 1000 });
    let permille = (random.between(pair.permille.0, pair.permille.1) + good).clamp(0, top);
    let part = match pair.hundredths {
        Hundredths::Neither => Cell::Whole(rounded(whole * permille, 100_000)),
        Hundredths::Part | Hundredths::Both => Cell::Hundredths(rounded(whole * permille, 1000)),
    };
    all.entry(pair.part).or_insert(part);
}

/// Which figures of a pair have two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hundredths {
    Neither,
    Part,
    Both,
}

pub fn population(county: &County, year: i64) -> i64 {
    let mut random = Random::named(&format!("cdc population {}", county.code));
    let base = if county.urban { random.between(420_000, 960_000) } else { random.between(180_000, 620_000) };
    let base = base * county.size;
    base + base * random.between(-6, 9) * (year - 2018) / 1000
}

/// Newly registered smear-positive patients, and how many were expected.
fn registered(county: &County, year: i64) -> (i64, i64) {
    let expected = population(county, year) * 35 / 100_000;
    let found = share(&mut stream("登记新涂阳人数", county, year), (640, 960), county, year);
    (rounded(expected * found, 1000), expected)
}

/// Figures that do not come from a pair, and the wholes that several pairs share.
fn given(county: &County, year: i64) -> Figures {
    let mut all = Figures::new();
    let mut fixed = Random::named(&format!("cdc fixed {}", county.code));
    let towns = fixed.between(8 * county.size, 22 * county.size);
    let staff = fixed.between(64 * county.staff, 138 * county.staff) + (year - 2022) * fixed.between(-1, 2);
    let people = population(county, year);
    all.insert("常住人口", Cell::Whole(people));
    all.insert("辖区乡镇数", Cell::Whole(towns));
    all.insert("医疗卫生机构数", Cell::Whole(towns * fixed.between(9, 14)));
    all.insert("查实造假数", Cell::Whole(0));
    all.insert("职工总数", Cell::Whole(staff));
    all.insert("职工有效问卷数", Cell::Whole(staff * 3 / 4));
    all.insert("专业技术人员数", Cell::Whole(staff * 4 / 5));
    all.insert("辖区单位数", Cell::Whole(towns));
    all.insert("接种单位数", Cell::Whole(towns + fixed.between(2, 8)));
    all.insert("应直报机构数", Cell::Whole(towns + fixed.between(6, 20)));
    all.insert("责任报告单位数", Cell::Whole(towns + fixed.between(20, 40)));
    all.insert("基层机构数", Cell::Whole(towns + fixed.between(3, 9)));
    all.insert("标准业务用房面积", Cell::Whole(fixed.between(28, 60) * 100 * county.staff));
    all.insert("应开展检验项目数", Cell::Whole(168 + 60 * (county.staff - 1)));
    all.insert("应配A类设备种类数", Cell::Whole(72 + 20 * (county.staff - 1)));
    outbreaks(&mut all, county, year);
    let (found, expected) = registered(county, year);
    all.insert("登记新涂阳人数", Cell::Whole(found));
    all.insert("估算新涂阳人数", Cell::Whole(expected));
    all.insert("同期新涂阳登记数", Cell::Whole(registered(county, year - 1).0));
    tropical(&mut all, county, year);
    events(&mut all, county, year);
    let mut random = stream("不良反应", county, year);
    if random.percent(10) {
        all.insert("报告异常反应数", Cell::NotApplicable);
    }
    if stream("病区村", county, year / 100).percent(30) {
        all.insert("应监测病区村数", Cell::NotApplicable);
    }
    all
}

/// Outbreaks and single cases: with none there is nothing to draw from.
fn outbreaks(all: &mut Figures, county: &County, year: i64) {
    let mut random = stream("暴发", county, year);
    let reported = random.between(0, 8);
    all.insert("暴发报告起数", Cell::Whole(reported));
    let due = reported - random.between(0, reported.min(1));
    let counts = [("应调查暴发起数", reported), ("应处置暴发起数", due), ("暴发抽取起数", due.min(5))];
    for (name, count) in counts {
        all.insert(name, if due > 0 { Cell::Whole(count) } else { Cell::NotApplicable });
    }
    if due == 0 {
        all.insert("已处置暴发起数", Cell::NotApplicable);
    }
    let single = random.between(-2, 5);
    all.insert("散发抽取起数", if single > 0 { Cell::Whole(single) } else { Cell::NotApplicable });
}

fn tropical(all: &mut Figures, county: &County, year: i64) {
    let mut random = stream("疟疾", county, year);
    let cases = if county.malaria { random.between(0, 5) } else { random.between(-2, 1).max(0) };
    all.insert("疟疾报告病例数", Cell::Whole(cases));
    if cases == 0 {
        all.insert("规范治疗疟疾病例数", Cell::NotApplicable);
    }
    let towns = all["辖区乡镇数"].hundredths() / 100;
    all.insert("疟疾流行乡镇数", if county.malaria { Cell::Whole(towns / 2) } else { Cell::NotApplicable });
    if county.snails {
        let acute = stream("急血", county, year).between(-2, 6);
        if acute <= 0 {
            all.insert("急血病例数", Cell::NotApplicable);
        }
    } else {
        for whole in ["粪检受检人数", "解剖钉螺数", "农村总户数", "急血病例数"] {
            all.insert(whole, Cell::NotApplicable);
        }
    }
}

fn events(all: &mut Figures, county: &County, year: i64) {
    let count = stream("突发事件", county, year).between(0, 5);
    for whole in ["报告事件数", "事件抽取起数", "应处置事件数", "应评估事件数"] {
        all.insert(whole, if count > 0 { Cell::Whole(count) } else { Cell::NotApplicable });
    }
}

/// What follows from the pairs.
fn derived(all: &mut Figures, county: &County, year: i64) {
    let mut random = stream("派生", county, year);
    let whole = |all: &Figures, name: &str| all[name].hundredths() / 100;
    for (name, permille) in [("网络报告率", (955, 1000)), ("及时报告率", (930, 1000)), ("及时审核率", (940, 1000))]
    {
        let percent = share(&mut random, permille, county, year).max(900) * 10 - random.between(0, 9);
        all.insert(name, Cell::Percent(percent));
    }
    all.insert("重卡率", Cell::Percent(random.between(0, 180)));
    if all["应处置暴发起数"] != Cell::NotApplicable {
        let done = whole(all, "已调查暴发起数").min(whole(all, "应处置暴发起数"));
        all.insert("已处置暴发起数", Cell::Whole(done));
    }

    let born = population(county, year) / 95;
    for (n, (given, due)) in VACCINES.into_iter().enumerate() {
        let due_count = born * if n == 0 { 1 } else { 3 } + random.between(-20, 20);
        let permille = share(&mut random, (890, 1000), county, year);
        all.insert(due, Cell::Whole(due_count));
        all.insert(given, Cell::Whole(rounded(due_count * permille, 1000)));
    }

    let units = whole(all, "建点单位数");
    all.insert("建点数", Cell::Whole(units + random.between(0, 6)));
    all.insert("建有实验室机构数", Cell::Whole(whole(all, "质控实验室数") + random.between(0, 3)));
    let items = random.between(6, 14);
    all.insert("质控项目数", Cell::Whole(items));
    all.insert("质控合格项目数", Cell::Whole(items - random.between(0, 1)));
    let serving = whole(all, "七项均开展单位数") + random.between(0, 2);
    all.insert("开展服务单位数", Cell::Whole(serving.min(whole(all, "辖区单位数"))));
    let (treated, eligible) = (whole(all, "接受治疗人数"), whole(all, "符合治疗标准调查数"));
    let herbs = rounded(treated, 4);
    all.insert("抗病毒治疗人数", Cell::Whole(treated - rounded(herbs, 2)));
    all.insert("中医治疗人数", Cell::Whole(herbs));
    let sick = rounded(eligible * 2, 5);
    all.insert("病人调查数", Cell::Whole(sick));
    all.insert("感染者调查数", Cell::Whole(eligible - sick + random.between(0, 9)));
    let used = rounded(whole(all, "使用安全套人数") * 10_000, whole(all, "安全套调查人数"));
    let classified = random.percent(70);
    all.insert("是否分类计算", Cell::Text(if classified { "是" } else { "否" }.to_owned()));
    for (name, away) in [("低龄使用率", -random.between(50, 400)), ("高龄使用率", random.between(50, 300))] {
        let percent = Cell::Percent((used + away).min(10_000));
        all.insert(name, if classified { percent } else { Cell::NotApplicable });
    }

    rates(all, &mut random);
    staff(all, &mut random);
    money(all, &mut random, year);
}

/// Rates that a department computes itself, to two decimals, and counts beside them.
fn rates(all: &mut Figures, random: &mut Random) {
    let whole = |all: &Figures, name: &str| all[name].hundredths() / 100;
    for (rate, part, base) in [
        ("急血规范治疗率填报", "规范治疗急血病例数", "急血病例数"),
        ("职业健康监护率填报", "实际监护人数", "应监护人数"),
        ("食品污染监测率填报", "已监测食品项目数", "应监测食品项目数"),
    ] {
        let cell = match &all[base] {
            Cell::NotApplicable => Cell::NotApplicable,
            base => Cell::Percent(rounded(all[part].hundredths() * 10_000, base.hundredths())),
        };
        all.insert(rate, cell);
    }
    let cases = random.between(5, 60);
    all.insert("虫媒报告病例数", Cell::Whole(cases));
    all.insert("虫媒处置病例数", Cell::Whole(cases - random.between(0, 3)));
    let items = random.between(6, 16);
    all.insert("虫媒监测项目数", Cell::Whole(items));
    all.insert("虫媒规范监测数", Cell::Whole(items - random.between(0, 2)));
    let towns = whole(all, "辖区乡镇数");
    all.insert("死因监测乡镇数", Cell::Whole(towns - random.between(0, 2)));
}

fn staff(all: &mut Figures, random: &mut Random) {
    let total = all["职工总数"].hundredths() / 100;
    let groups = [
        ["年龄35以下", "年龄35至54", "年龄55以上"],
        ["学历本科以上", "学历大专", "学历中专以下"],
        ["职称高级", "职称中级", "职称初级以下"],
    ];
    for [first, second, third] in groups {
        let one = total * random.between(18, 38) / 100;
        let two = total * random.between(30, 45) / 100;
        all.insert(first, Cell::Whole(one));
        all.insert(second, Cell::Whole(two));
        all.insert(third, Cell::Whole(total - one - two));
    }
}

fn money(all: &mut Figures, random: &mut Random, year: i64) {
    let spent = all["年度总支出"].hundredths();
    let disease = spent + random.between(0, 20_000);
    let health = disease * random.between(8, 14) + (year - 2022) * random.between(-20_000, 60_000);
    let budget = health + random.between(50_000, 400_000);
    all.insert("防治防疫事业费", Cell::Hundredths(disease));
    all.insert("卫生事业费", Cell::Hundredths(health));
    all.insert("政府预算卫生支出", Cell::Hundredths(budget));
    all.insert("财政支出", Cell::Hundredths(budget * random.between(9, 14)));
}
