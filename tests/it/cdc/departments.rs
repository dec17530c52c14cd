//! The departments: which figures each delivers, and in what kind of file.

/// How a department writes its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Utf8,
    Utf8WithBom,
    Gbk,
    /// GBK with `#` lines before and after the table.
    Noted,
    /// A workbook with a title row.
    Titled,
    /// Likewise, with a line for signatures below the table.
    Signed,
    /// A workbook whose header has two rows with merged cells.
    TwoRows,
    /// One GBK file for all years, a row of totals below each.
    Ledger,
}

#[derive(Debug)]
pub struct Department {
    pub name: &'static str,
    pub style: Style,
    /// The first year for which there is a file.
    pub from: i64,
    pub columns: &'static [&'static str],
}

#[rustfmt::skip]
pub const DEPARTMENTS: &[Department] = &[
    Department { name: "传染病防制科", style: Style::Titled, from: 2022, columns: &["抽查漏报病例数", "抽查应报告病例数", "完成监测病种任务数", "应监测病种任务数", "暴发处置评分和", "暴发抽取起数", "已调查暴发起数", "应调查暴发起数", "接受督导报告单位数", "责任报告单位数", "散发处置评分和", "散发抽取起数", "已直报机构数", "应直报机构数", "网络报告率", "及时报告率", "及时审核率", "重卡率", "暴发报告起数", "已处置暴发起数", "应处置暴发起数"] },
    Department { name: "免疫规划科", style: Style::Gbk, from: 2023, columns: &["规范接种单位数", "接种单位数", "规范处置异常反应数", "报告异常反应数", "已建证儿童数", "适龄儿童数", "已查验儿童数", "应查验儿童数", "及时调查病例数", "监测报告病例数", "正常冷链设备数", "冷链设备数", "卡介苗实种人数", "卡介苗应种人数", "脊灰疫苗实种人数", "脊灰疫苗应种人数", "百白破疫苗实种人数", "百白破疫苗应种人数", "麻疹疫苗实种人数", "麻疹疫苗应种人数", "乙肝疫苗实种人数", "乙肝疫苗应种人数"] },
    Department { name: "艾滋病性病防制科", style: Style::Titled, from: 2023, columns: &["建点单位数", "辖区单位数", "质控合格实验室数", "质控实验室数", "七项均开展单位数", "获得关怀服务人数", "关怀调查人数", "接受治疗人数", "符合治疗标准调查数", "使用安全套人数", "安全套调查人数", "完成随访检测人数", "应随访检测人数", "建点数", "建有实验室机构数", "质控项目数", "质控合格项目数", "开展服务单位数", "感染者调查数", "病人调查数", "抗病毒治疗人数", "中医治疗人数", "是否分类计算", "低龄使用率", "高龄使用率"] },
    Department { name: "结核病防治科", style: Style::Gbk, from: 2022, columns: &["实施控制策略乡镇数", "登记新涂阳人数", "估算新涂阳人数", "到位人数", "应转诊追踪人数", "治愈新涂阳人数", "同期新涂阳登记数", "按期反馈人数", "应反馈人数", "接受筛查密接数", "登记密接数", "系统管理病人数", "登记管理病人数"] },
    Department { name: "地方病寄生虫病防制科", style: Style::Gbk, from: 2022, columns: &["疟疾报告病例数", "血检达标乡镇数", "疟疾流行乡镇数", "规范治疗疟疾病例数", "寄生虫感染人数", "寄生虫受检人数", "规范驱虫人数", "应驱虫人数", "完成监测盐样数", "应监测盐样数", "合格碘盐户数", "碘盐监测户数", "甲状腺肿大儿童数", "检查儿童数", "已监测病区村数", "应监测病区村数", "完成病情监测任务数", "应完成病情监测任务数"] },
    Department { name: "血吸虫病防制科", style: Style::Titled, from: 2023, columns: &["粪检阳性人数", "粪检受检人数", "感染性钉螺数", "解剖钉螺数", "无害化厕所户数", "农村总户数", "规范治疗急血病例数", "急血病例数", "急血规范治疗率填报"] },
    Department { name: "消毒与病媒生物防制科", style: Style::Utf8, from: 2023, columns: &["完成虫媒监测任务数", "应完成虫媒监测任务数", "虫媒处置评分和", "虫媒抽查病种数", "完成监测点次数", "应监测点次数", "虫媒报告病例数", "虫媒处置病例数", "虫媒监测项目数", "虫媒规范监测数"] },
    Department { name: "慢性病防制科", style: Style::Titled, from: 2023, columns: &["规范登记死亡数", "应报告死亡数", "完成监测样本数", "应监测样本数", "规范管理慢病病人数", "登记慢病病人数", "慢病登记报告数", "慢病应登记报告数", "达标行动任务数", "应完成行动任务数", "口腔干预学校数", "应口腔干预学校数", "死因监测乡镇数"] },
    Department { name: "应急办公室", style: Style::Noted, from: 2023, columns: &["已制定预案数", "应制定预案数", "达标储备种类数", "应储备种类数", "完成培训演练次数", "计划培训演练次数", "及时报告事件数", "报告事件数", "及时核实预警数", "预警信号数", "事件处置评分和", "事件抽取起数", "及时处置事件数", "应处置事件数", "完成评估事件数", "应评估事件数"] },
    Department { name: "信息管理科", style: Style::Utf8WithBom, from: 2023, columns: &["达标设备数", "应配置设备数", "数据报告量表得分", "数据报告量表满分", "已建数据库数", "应建数据库数", "安全管理量表得分", "安全管理量表满分", "完成分析报告数", "应完成分析报告数", "完成信息发布次数", "计划信息发布次数"] },
    Department { name: "职业卫生科", style: Style::Titled, from: 2023, columns: &["实际监护人数", "应监护人数", "已监测用人单位数", "应监测用人单位数", "按规定报告职业病数", "应报告职业病数", "职业健康监护率填报"] },
    Department { name: "放射卫生科", style: Style::Gbk, from: 2023, columns: &["个人剂量监测人数", "放射工作人员数", "已监测放射场所数", "应监测放射场所数"] },
    Department { name: "食品营养卫生科", style: Style::Gbk, from: 2023, columns: &["已监测食品项目数", "应监测食品项目数", "膳食指导单位数", "应膳食指导单位数", "食品污染监测率填报"] },
    Department { name: "环境卫生科", style: Style::Gbk, from: 2023, columns: &["完成监测水样数", "应监测水样数", "改水改厕指导乡镇数", "应改水改厕指导乡镇数", "已监测公共场所数", "应监测公共场所数"] },
    Department { name: "学校卫生科", style: Style::Utf8, from: 2023, columns: &["接受督导学校数", "辖区学校数"] },
    Department { name: "检验科", style: Style::Signed, from: 2023, columns: &["已开展检验项目数", "应开展检验项目数", "按期报告样品数", "受理样品数", "能力验证合格项目数", "能力验证参加项目数", "质控检验项目数", "生物安全量表得分", "生物安全量表满分", "实有A类设备种类数", "应配A类设备种类数"] },
    Department { name: "健康教育科", style: Style::Gbk, from: 2023, columns: &["宣传活动次数", "应开展宣传活动次数", "完成传播材料种数", "计划传播材料种数", "知晓答对题数", "知晓应答题数", "行为形成题数", "行为调查题数"] },
    Department { name: "业务办公室", style: Style::Utf8WithBom, from: 2023, columns: &["接受指导机构数", "基层机构数", "完成指导次数", "计划指导次数", "接受培训人数", "应培训人数"] },
    Department { name: "科教科", style: Style::Gbk, from: 2023, columns: &["发表论文数", "专业技术人员数", "完成研究项目数", "计划研究项目数"] },
    Department { name: "人事科", style: Style::TwoRows, from: 2023, columns: &["卫生技术人员数", "职工总数", "继续教育达标人数", "继续教育应达标人数", "年龄35以下", "年龄35至54", "年龄55以上", "学历本科以上", "学历大专", "学历中专以下", "职称高级", "职称中级", "职称初级以下"] },
    Department { name: "财务科", style: Style::Ledger, from: 2022, columns: &["财政拨款收入", "年度总支出", "业务经费支出", "财政支出", "政府预算卫生支出", "卫生事业费", "防治防疫事业费"] },
    Department { name: "办公室", style: Style::Titled, from: 2022, columns: &["实有业务用房面积", "标准业务用房面积", "完成工作项数", "计划工作项数", "按期上报资料项数", "应上报资料项数", "服务对象满意问卷数", "服务对象有效问卷数", "职工满意问卷数", "职工有效问卷数", "常住人口", "辖区乡镇数", "医疗卫生机构数", "查实造假数"] },
];
