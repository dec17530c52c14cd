//! The findings this room can make.

use crate::diagnostic::Code;

pub const UNKNOWN_KEY: Code = Code::new("K0701", "数据行的键不在名册中", "a key that is not in the roster").warning();
pub const NOT_ASSESSED: Code =
    Code::new("K0702", "数据行属于不由本方案考核的对象", "rows of somebody this rubric does not assess").note();
pub const UNBOUND_NICK: Code = Code::new("K0703", "键不在绑定表中", "a key that is not in the binding table").warning();
pub const NICK_OF_TWO: Code = Code::new("K0704", "键绑定到不同的人", "a key bound to different people");
pub const NICK_OF_NOBODY: Code = Code::new("K0705", "键没有绑定到人", "a key bound to nobody").warning();
pub const ROW_WITHOUT_KEY: Code = Code::new("K0706", "数据行没有键", "rows without a key").warning();
pub const UNREADABLE_PERIOD: Code = Code::new("K0707", "无法读取周期", "a period that cannot be read").warning();
pub const ROSTER_CONFLICT: Code =
    Code::new("K0708", "名册中同一键的内容不一致", "one key of the roster with different contents");
pub const NOBODY: Code = Code::new("K0709", "没有考核对象", "nobody to assess");
pub const FILTER_UNDECIDED: Code =
    Code::new("K0710", "无法判断是否考核", "whether somebody is assessed cannot be decided").warning();
pub const CHECK_FAILED: Code = Code::new("K0711", "逻辑检查未通过", "a logic check failed").warning();
pub const CHECK_UNDECIDED: Code = Code::new("K0712", "逻辑检查无法判断", "a logic check cannot be decided").warning();
pub const VETO_UNDECIDED: Code = Code::new("K0713", "否决条件无法判断", "a veto cannot be decided").warning();
pub const RAISED_BY_SKIP: Code =
    Code::new("K0714", "略去指标抬高了总分", "leaving an item out raised the total").warning();
pub const SMALL_GROUP: Code = Code::new("K0715", "组内人数过少", "a peer group that is too small").warning();
pub const OUT_OF_RANGE: Code =
    Code::new("K0717", "数值超出声明的范围", "a figure outside its declared range").warning();
pub const NO_GROUP: Code = Code::new("K0716", "对象没有分组", "a subject without a peer group").warning();
pub const IMPUTED: Code = Code::new("K0718", "缺失的值已补上", "missing values that were filled in").note();
pub const NO_VARIANT: Code =
    Code::new("K0730", "对象不属于恰好一个考核类型", "a subject that does not belong to just one variant");
pub const BALLOT_VOID: Code = Code::new("K0731", "作废的票", "ballots that are void").note();
pub const BALLOT_UNDECIDED: Code =
    Code::new("K0732", "无法判断票是否作废", "whether a ballot is void cannot be decided").warning();
pub const NOT_ALLOWED: Code = Code::new("K0733", "评分不是可评的分数", "a rating that none may be").warning();
pub const NO_EVIDENCE: Code = Code::new("K0734", "评分没有写依据", "a rating without the evidence it needs").warning();
pub const ABOVE_OTHERS: Code = Code::new("K0735", "自评高出他评", "self-ratings above those by others").warning();
pub const RATING_UNUSED: Code =
    Code::new("K0736", "评分的角色或指标不认识", "ratings under an unknown role or item").warning();
pub const RATING_NOT_THEIRS: Code =
    Code::new("K0737", "考核者评了不归他评的指标", "ratings of items that a rater does not judge").warning();
pub const CONFLICT_OF_INTEREST: Code =
    Code::new("K0738", "评分人有利害关系", "raters with an interest of their own").warning();
pub const FEW_TOOK_PART: Code = Code::new("K0739", "来的评分不够", "too few of the expected ratings").warning();
pub const VOID_OF_NOTHING: Code = Code::new("K0740", "作废没有对上数据", "a void that concerns no data").warning();
pub const VOID_UNDECIDED: Code =
    Code::new("K0741", "无法判断是否作废", "whether rows are void cannot be decided").warning();
pub const OBJECTION_STATUS: Code = Code::new("K0742", "异议的状态不认识", "an objection of unknown status").warning();
pub const OBJECTION_TO_NOTHING: Code =
    Code::new("K0743", "异议所指的指标不存在", "an objection to no indicator").warning();
pub const OBJECTION_CHANGES_NOTHING: Code =
    Code::new("K0744", "异议成立而没有更正", "an upheld objection that corrects nothing").warning();
pub const LATE_OBJECTION: Code = Code::new("K0745", "异议超过期限", "a late objection").warning();
pub const WITHOUT_INDICATOR: Code = Code::new("K0746", "没有适用的指标", "a subject without an indicator").note();
pub const OF_NOBODY: Code = Code::new("K0747", "指标不适用于任何人", "an indicator that applies to nobody").note();

pub const QUOTA_MISSED: Code = Code::new("K0750", "名额没有达到", "a quota that is not kept").warning();
pub const QUOTA_UNDECIDED: Code = Code::new("K0751", "名额无法确定", "a quota that cannot be determined").warning();
pub const MEAN_ABOVE: Code = Code::new("K0752", "平均分超过规定", "a mean above what is allowed").note();
pub const NOT_CORRECTED: Code = Code::new("K0753", "没有可修正的差异", "nothing to correct by").note();
pub const POOL_UNSHARED: Code = Code::new("K0754", "奖金没有发出去", "a pool that is not paid out").warning();
pub const DEDUCTION_LIMITED: Code =
    Code::new("K0755", "扣款超过可扣的数额", "a deduction of more than there is").warning();

pub const SHARES_OFF: Code = Code::new("K0760", "份额之和不是 1", "shares that do not add up to 1");
pub const IN_NO_UNIT: Code = Code::new("K0761", "不属于任何单位", "somebody in no unit").warning();
pub const UNIT_WITHOUT_ROWS: Code = Code::new("K0762", "单位没有数据", "a unit without data").warning();

/// All of them, for the documentation.
pub const CODES: &[Code] = &[
    UNKNOWN_KEY,
    NOT_ASSESSED,
    UNBOUND_NICK,
    NICK_OF_TWO,
    NICK_OF_NOBODY,
    ROW_WITHOUT_KEY,
    UNREADABLE_PERIOD,
    ROSTER_CONFLICT,
    NOBODY,
    FILTER_UNDECIDED,
    CHECK_FAILED,
    CHECK_UNDECIDED,
    VETO_UNDECIDED,
    RAISED_BY_SKIP,
    SMALL_GROUP,
    NO_GROUP,
    OUT_OF_RANGE,
    IMPUTED,
    NO_VARIANT,
    QUOTA_MISSED,
    QUOTA_UNDECIDED,
    MEAN_ABOVE,
    NOT_CORRECTED,
    POOL_UNSHARED,
    DEDUCTION_LIMITED,
    SHARES_OFF,
    IN_NO_UNIT,
    UNIT_WITHOUT_ROWS,
    BALLOT_VOID,
    BALLOT_UNDECIDED,
    NOT_ALLOWED,
    NO_EVIDENCE,
    ABOVE_OTHERS,
    RATING_UNUSED,
    RATING_NOT_THEIRS,
    CONFLICT_OF_INTEREST,
    FEW_TOOK_PART,
    VOID_OF_NOTHING,
    VOID_UNDECIDED,
    OBJECTION_STATUS,
    OBJECTION_TO_NOTHING,
    OBJECTION_CHANGES_NOTHING,
    LATE_OBJECTION,
    WITHOUT_INDICATOR,
    OF_NOBODY,
];
