//! The order of evaluation, as it is printed with the results.

/// The steps from data to consequences, in the two languages.
pub const ORDER: &[(&str, &str)] = &[
    ("数据输入", "input"),
    ("逻辑检查", "checks"),
    ("数据项", "elements"),
    ("指标值", "values"),
    ("评分", "scores"),
    ("评分人合成", "raters"),
    ("单项否决", "item vetoes"),
    ("类别汇总", "categories"),
    ("加减分", "adjustments"),
    ("总分否决", "total vetoes"),
    ("取整", "rounding"),
    ("修正与结转", "correction and carry-over"),
    ("名次", "ranks"),
    ("等级上限", "grade ceilings"),
    ("等级名额", "quotas"),
    ("后果", "consequences"),
];
