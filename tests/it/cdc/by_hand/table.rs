//! The 101 rows of the scheme: marks, what the value is, and how it is scored.

use super::files::Figure;
use super::score::{Rule, Scale, at_least, halves};

#[derive(Clone, Copy)]
pub struct Row {
    pub code: &'static str,
    pub marks: f64,
    pub value: Value,
    pub rule: Rule,
}

/// Gives a county's figure of a year by its name.
pub type Look<'a> = dyn Fn(&str) -> Figure + 'a;

/// Names of figures as the departments report them.
#[derive(Clone, Copy)]
pub enum Value {
    /// Part over whole, in per cent.
    Percent(&'static str, &'static str),
    Ratio(&'static str, &'static str),
    Count(&'static str),
    Own(fn(&Look<'_>) -> Figure),
}

const fn row(code: &'static str, marks: f64, value: Value, rule: Rule) -> Row {
    Row { code, marks, value, rule }
}

/// Rates of which the part may be more than the whole without a contradiction.
pub const MAY_EXCEED: [&str; 7] = ["1.4.2", "2.1.3", "3.3.2", "6.1.2", "7.1.2", "8.2.1", "8.3.1"];

#[rustfmt::skip]
pub const ITEMS: [&str; 35] = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "4.4", "4.5", "5.1", "5.2", "5.3", "6.1", "6.2", "7.1", "7.2", "7.3", "8.1", "8.2", "8.3", "8.4", "8.5"];

#[rustfmt::skip]
pub const ROWS: [Row; 101] = [
    row("1.1.1", 9.91, Value::Own(reporting_index), Rule::Own(reporting)),
    row("1.1.2", 9.9, Value::Percent("抽查漏报病例数", "抽查应报告病例数"), Rule::Own(omissions)),
    row("1.1.3", 9.9, Value::Percent("完成监测病种任务数", "应监测病种任务数"), Rule::Share(100.0)),
    row("1.1.4", 9.9, Value::Ratio("暴发处置评分和", "暴发抽取起数"), Rule::Share(0.8)),
    row("1.1.5", 9.9, Value::Percent("已调查暴发起数", "应调查暴发起数"), Rule::Share(100.0)),
    row("1.1.6", 9.9, Value::Percent("接受督导报告单位数", "责任报告单位数"), Rule::Share(60.0)),
    row("1.1.7", 9.9, Value::Ratio("散发处置评分和", "散发抽取起数"), Rule::Share(0.8)),
    row("1.1.8", 9.9, Value::Percent("已直报机构数", "应直报机构数"), Rule::Share(100.0)),
    row("1.2.2", 9.91, Value::Own(mean_coverage), Rule::Own(coverage)),
    row("1.2.3", 9.9, Value::Percent("规范接种单位数", "接种单位数"), Rule::Share(90.0)),
    row("1.2.4", 9.9, Value::Percent("规范处置异常反应数", "报告异常反应数"), Rule::Share(90.0)),
    row("1.2.5", 9.9, Value::Percent("已建证儿童数", "适龄儿童数"), Rule::Share(95.0)),
    row("1.2.6", 9.9, Value::Percent("已查验儿童数", "应查验儿童数"), Rule::Share(95.0)),
    row("1.2.7", 9.9, Value::Percent("及时调查病例数", "监测报告病例数"), Rule::Share(90.0)),
    row("1.2.8", 9.9, Value::Percent("正常冷链设备数", "冷链设备数"), Rule::Bands(&[(95.0, 100.0), (90.0, 80.0), (80.0, 60.0)])),
    row("1.3.1", 9.91, Value::Percent("建点单位数", "辖区单位数"), Rule::Share(90.0)),
    row("1.3.2", 9.9, Value::Percent("质控合格实验室数", "质控实验室数"), Rule::Share(95.0)),
    row("1.3.3", 9.9, Value::Percent("七项均开展单位数", "辖区单位数"), Rule::Share(90.0)),
    row("1.3.4", 9.9, Value::Percent("获得关怀服务人数", "关怀调查人数"), Rule::Share(90.0)),
    row("1.3.5", 9.9, Value::Percent("接受治疗人数", "符合治疗标准调查数"), Rule::Share(80.0)),
    row("1.3.6", 9.9, Value::Percent("使用安全套人数", "安全套调查人数"), Rule::Share(90.0)),
    row("1.3.7", 9.9, Value::Percent("完成随访检测人数", "应随访检测人数"), Rule::Share(85.0)),
    row("1.4.1", 9.91, Value::Percent("实施控制策略乡镇数", "辖区乡镇数"), Rule::Share(100.0)),
    row("1.4.2", 9.9, Value::Percent("登记新涂阳人数", "估算新涂阳人数"), Rule::Share(70.0)),
    row("1.4.3", 9.9, Value::Percent("到位人数", "应转诊追踪人数"), Rule::Share(90.0)),
    row("1.4.4", 9.9, Value::Percent("治愈新涂阳人数", "同期新涂阳登记数"), Rule::Share(85.0)),
    row("1.4.5", 9.9, Value::Percent("按期反馈人数", "应反馈人数"), Rule::Share(90.0)),
    row("1.4.6", 9.9, Value::Percent("接受筛查密接数", "登记密接数"), Rule::Share(90.0)),
    row("1.4.7", 9.9, Value::Percent("系统管理病人数", "登记管理病人数"), Rule::Share(90.0)),
    row("1.5.1", 9.9, Value::Own(incidence), Rule::Own(malaria)),
    row("1.5.2", 9.9, Value::Percent("血检达标乡镇数", "疟疾流行乡镇数"), Rule::Share(95.0)),
    row("1.5.3", 9.9, Value::Percent("规范治疗疟疾病例数", "疟疾报告病例数"), Rule::Share(95.0)),
    row("1.6.1", 9.91, Value::Percent("粪检阳性人数", "粪检受检人数"), Rule::Inverse(5.0)),
    row("1.6.2", 9.9, Value::Percent("感染性钉螺数", "解剖钉螺数"), Rule::Inverse(0.02)),
    row("1.6.3", 9.9, Value::Percent("无害化厕所户数", "农村总户数"), Rule::Share(60.0)),
    row("1.6.4", 9.9, Value::Percent("规范治疗急血病例数", "急血病例数"), Rule::Share(100.0)),
    row("1.7.1", 9.9, Value::Percent("完成虫媒监测任务数", "应完成虫媒监测任务数"), Rule::Share(100.0)),
    row("1.7.2", 9.9, Value::Ratio("虫媒处置评分和", "虫媒抽查病种数"), Rule::Pass(0.8)),
    row("1.7.3", 9.9, Value::Percent("完成监测点次数", "应监测点次数"), Rule::Share(100.0)),
    row("1.8.1", 9.9, Value::Percent("寄生虫感染人数", "寄生虫受检人数"), Rule::Line(30.0, 10.0)),
    row("1.8.2", 9.9, Value::Percent("规范驱虫人数", "应驱虫人数"), Rule::Share(85.0)),
    row("1.9.1", 9.9, Value::Percent("完成监测盐样数", "应监测盐样数"), Rule::Share(100.0)),
    row("1.9.2", 9.9, Value::Percent("合格碘盐户数", "碘盐监测户数"), Rule::Share(90.0)),
    row("1.9.3", 9.9, Value::Percent("甲状腺肿大儿童数", "检查儿童数"), Rule::Line(10.0, 5.0)),
    row("1.9.4", 9.9, Value::Percent("已监测病区村数", "应监测病区村数"), Rule::Share(90.0)),
    row("1.9.5", 9.9, Value::Percent("完成病情监测任务数", "应完成病情监测任务数"), Rule::Share(100.0)),
    row("1.10.1", 9.9, Value::Percent("规范登记死亡数", "应报告死亡数"), Rule::Own(deaths)),
    row("1.10.2", 9.9, Value::Percent("完成监测样本数", "应监测样本数"), Rule::Share(100.0)),
    row("1.10.3", 9.9, Value::Percent("规范管理慢病病人数", "登记慢病病人数"), Rule::Share(60.0)),
    row("1.10.4", 9.9, Value::Percent("慢病登记报告数", "慢病应登记报告数"), Rule::Share(90.0)),
    row("1.10.5", 9.9, Value::Percent("达标行动任务数", "应完成行动任务数"), Rule::Share(90.0)),
    row("1.10.6", 9.9, Value::Percent("口腔干预学校数", "应口腔干预学校数"), Rule::Share(60.0)),
    row("2.1.1", 9.91, Value::Percent("已制定预案数", "应制定预案数"), Rule::Share(100.0)),
    row("2.1.2", 9.9, Value::Percent("达标储备种类数", "应储备种类数"), Rule::Bands(&[(90.0, 100.0), (80.0, 80.0), (70.0, 60.0)])),
    row("2.1.3", 9.9, Value::Percent("完成培训演练次数", "计划培训演练次数"), Rule::Share(100.0)),
    row("2.2.1", 9.9, Value::Percent("及时报告事件数", "报告事件数"), Rule::Share(100.0)),
    row("2.2.2", 9.9, Value::Percent("及时核实预警数", "预警信号数"), Rule::Share(100.0)),
    row("2.3.1", 9.9, Value::Ratio("事件处置评分和", "事件抽取起数"), Rule::Share(0.8)),
    row("2.3.2", 9.9, Value::Percent("及时处置事件数", "应处置事件数"), Rule::Share(100.0)),
    row("2.4.1", 9.9, Value::Percent("完成评估事件数", "应评估事件数"), Rule::Share(100.0)),
    row("3.1.1", 9.9, Value::Percent("达标设备数", "应配置设备数"), Rule::Share(90.0)),
    row("3.2.1", 9.9, Value::Ratio("数据报告量表得分", "数据报告量表满分"), Rule::Bands(&[(0.8, 100.0), (0.7, 80.0), (0.6, 60.0)])),
    row("3.2.2", 9.9, Value::Percent("已建数据库数", "应建数据库数"), Rule::Share(90.0)),
    row("3.2.3", 9.9, Value::Ratio("安全管理量表得分", "安全管理量表满分"), Rule::Bands(&[(0.8, 100.0), (0.7, 80.0), (0.6, 60.0)])),
    row("3.3.1", 9.9, Value::Percent("完成分析报告数", "应完成分析报告数"), Rule::Share(100.0)),
    row("3.3.2", 9.9, Value::Percent("完成信息发布次数", "计划信息发布次数"), Rule::Share(90.0)),
    row("4.1.1", 9.91, Value::Percent("实际监护人数", "应监护人数"), Rule::Half(90.0)),
    row("4.1.2", 9.9, Value::Percent("已监测用人单位数", "应监测用人单位数"), Rule::Half(90.0)),
    row("4.1.3", 9.9, Value::Percent("按规定报告职业病数", "应报告职业病数"), Rule::Share(100.0)),
    row("4.2.1", 9.9, Value::Percent("个人剂量监测人数", "放射工作人员数"), Rule::Half(95.0)),
    row("4.2.2", 9.9, Value::Percent("已监测放射场所数", "应监测放射场所数"), Rule::Half(90.0)),
    row("4.3.1", 9.9, Value::Percent("已监测食品项目数", "应监测食品项目数"), Rule::Half(95.0)),
    row("4.3.2", 9.9, Value::Percent("膳食指导单位数", "应膳食指导单位数"), Rule::Half(60.0)),
    row("4.4.1", 9.9, Value::Percent("完成监测水样数", "应监测水样数"), Rule::Half(95.0)),
    row("4.4.2", 9.9, Value::Percent("改水改厕指导乡镇数", "应改水改厕指导乡镇数"), Rule::Half(60.0)),
    row("4.4.3", 9.9, Value::Percent("已监测公共场所数", "应监测公共场所数"), Rule::Half(90.0)),
    row("4.5.1", 9.9, Value::Percent("接受督导学校数", "辖区学校数"), Rule::Half(60.0)),
    row("5.1.1", 9.91, Value::Percent("已开展检验项目数", "应开展检验项目数"), Rule::Share(85.0)),
    row("5.1.2", 9.9, Value::Percent("按期报告样品数", "受理样品数"), Rule::Share(95.0)),
    row("5.2.1", 9.9, Value::Percent("能力验证合格项目数", "能力验证参加项目数"), Rule::Share(90.0)),
    row("5.2.2", 9.9, Value::Percent("质控检验项目数", "已开展检验项目数"), Rule::Share(90.0)),
    row("5.3.1", 9.9, Value::Ratio("生物安全量表得分", "生物安全量表满分"), Rule::Pass(0.8)),
    row("6.1.1", 9.9, Value::Count("宣传活动次数"), Rule::Own(campaigns)),
    row("6.1.2", 9.9, Value::Percent("完成传播材料种数", "计划传播材料种数"), Rule::Share(90.0)),
    row("6.2.1", 9.9, Value::Percent("知晓答对题数", "知晓应答题数"), Rule::ByKind(75.0, 70.0)),
    row("6.2.2", 9.9, Value::Percent("行为形成题数", "行为调查题数"), Rule::ByKind(65.0, 60.0)),
    row("7.1.1", 9.91, Value::Percent("接受指导机构数", "基层机构数"), Rule::Share(90.0)),
    row("7.1.2", 9.9, Value::Percent("完成指导次数", "计划指导次数"), Rule::Share(100.0)),
    row("7.2.1", 9.9, Value::Percent("接受培训人数", "应培训人数"), Rule::Share(90.0)),
    row("7.3.1", 9.9, Value::Ratio("发表论文数", "专业技术人员数"), Rule::Share(0.1)),
    row("7.3.2", 9.9, Value::Count("完成研究项目数"), Rule::Pass(1.0)),
    row("8.1.1", 9.91, Value::Percent("卫生技术人员数", "职工总数"), Rule::Share(85.0)),
    row("8.1.2", 9.9, Value::Percent("继续教育达标人数", "继续教育应达标人数"), Rule::Share(90.0)),
    row("8.2.1", 9.9, Value::Percent("财政拨款收入", "年度总支出"), Rule::Share(100.0)),
    row("8.2.2", 9.9, Value::Percent("业务经费支出", "年度总支出"), Rule::Share(30.0)),
    row("8.3.1", 9.9, Value::Percent("实有业务用房面积", "标准业务用房面积"), Rule::Share(100.0)),
    row("8.3.2", 9.9, Value::Percent("实有A类设备种类数", "应配A类设备种类数"), Rule::Share(90.0)),
    row("8.4.1", 9.9, Value::Percent("完成工作项数", "计划工作项数"), Rule::Share(95.0)),
    row("8.4.2", 9.9, Value::Percent("按期上报资料项数", "应上报资料项数"), Rule::Share(95.0)),
    row("8.5.1", 9.9, Value::Percent("服务对象满意问卷数", "服务对象有效问卷数"), Rule::Short(80.0, 2.0)),
    row("8.5.2", 9.9, Value::Percent("职工满意问卷数", "职工有效问卷数"), Rule::Short(80.0, 2.0)),
];

/// Weighted sum of three rates of quality and the share of cards that are not doubles.
fn reporting_index(figure: &Look<'_>) -> Figure {
    let single = figure("重卡率").with(Figure::Known(100.0), |double, all| Figure::Known(all - double));
    let parts = [
        figure("网络报告率").times(0.3),
        figure("及时报告率").times(0.3),
        figure("及时审核率").times(0.2),
        single.times(0.2),
    ];
    parts.into_iter().fold(Figure::Known(0.0), Figure::plus)
}

fn reporting(x: f64, scale: &Scale<'_>) -> Figure {
    let national = if scale.year < 2024 { 96.5 } else { 97.0 };
    halves(at_least(x, national), |before| at_least(x, before), scale)
}

/// Nothing left unreported is full marks; else half for the city's mean and half for last year.
fn omissions(x: f64, scale: &Scale<'_>) -> Figure {
    if x == 0.0 {
        return Figure::Known(100.0);
    }
    halves(at_least((scale.neighbours)(), x), |before| at_least(before, x), scale)
}

const VACCINES: [&str; 5] = ["卡介苗", "脊灰疫苗", "百白破疫苗", "麻疹疫苗", "乙肝疫苗"];

fn one_coverage(figure: &Look<'_>, vaccine: &str) -> Figure {
    figure(&format!("{vaccine}实种人数")).over(figure(&format!("{vaccine}应种人数"))).times(100.0)
}

fn mean_coverage(figure: &Look<'_>) -> Figure {
    let all = VACCINES.iter().map(|vaccine| one_coverage(figure, vaccine));
    all.fold(Figure::Known(0.0), Figure::plus).times(0.2)
}

/// A fifth of the marks for each vaccine that reaches 90 %.
fn coverage(_: f64, scale: &Scale<'_>) -> Figure {
    let reached =
        |vaccine: &&&str| one_coverage(scale.figure, vaccine).known().is_some_and(|rate| at_least(rate, 90.0));
    Figure::Known(VACCINES.iter().filter(reached).count() as f64 * 20.0)
}

fn incidence(figure: &Look<'_>) -> Figure {
    figure("疟疾报告病例数").over(figure("常住人口")).times(100_000.0)
}

fn malaria(x: f64, scale: &Scale<'_>) -> Figure {
    halves(at_least(1.0, x), |before| at_least(before, x), scale)
}

/// Registration of deaths is worth four fifths, the townships that take part one fifth.
fn deaths(x: f64, scale: &Scale<'_>) -> Figure {
    let towns = (scale.figure)("死因监测乡镇数").over((scale.figure)("辖区乡镇数"));
    towns.with(Figure::Known(x), |towns, rate| Figure::Known(80.0 * (rate / 80.0).min(1.0) + 20.0 * towns.min(1.0)))
}

/// Ten for each campaign short of the plan.
fn campaigns(x: f64, scale: &Scale<'_>) -> Figure {
    (scale.figure)("应开展宣传活动次数")
        .with(Figure::Known(x), |plan, done| Figure::Known((100.0 - 10.0 * (plan - done).max(0.0)).max(0.0)))
}
