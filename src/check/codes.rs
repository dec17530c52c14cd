//! Findings of meaning.

use crate::diagnostic::Code;

pub const UNKNOWN_KEY: Code = Code::new("K0201", "没有这个键", "no such key");
pub const WRONG_TYPE: Code = Code::new("K0202", "值的类型不对", "a value of the wrong type");
pub const REQUIRED: Code = Code::new("K0203", "缺少必需的键", "a required key is missing");
pub const CHOICE: Code = Code::new("K0204", "没有这个选项", "no such choice");
pub const EDITION: Code = Code::new("K0205", "语言版本不支持", "an edition that is not known");
pub const EXCLUSIVE: Code = Code::new("K0206", "两种写法只能选一种", "two ways of saying it at once");
pub const BAD_ID: Code = Code::new("K0207", "名称不能用在公式里", "an id that formulas cannot use");
pub const BAD_VALUE: Code = Code::new("K0208", "值超出允许范围", "a value out of bounds");

pub const UNKNOWN_NAME: Code = Code::new("K0301", "没有这个名称", "no such name");
pub const DUPLICATE: Code = Code::new("K0302", "名称重复", "a name twice").warning();
pub const CYCLE: Code = Code::new("K0303", "互相引用成环", "a cycle of references");
pub const UNKNOWN_TABLE: Code = Code::new("K0304", "没有这张数据表", "no such table");
pub const UNKNOWN_CATEGORY: Code = Code::new("K0305", "没有这个类别", "no such category");
pub const UNKNOWN_TARGET: Code = Code::new("K0306", "引用的项目不存在", "a reference to nothing");
pub const NOT_HERE: Code = Code::new("K0307", "这里不能使用", "not available here");
pub const UNKNOWN_FUNCTION: Code = Code::new("K0308", "没有这个函数", "no such function");
pub const UNUSED: Code = Code::new("K0309", "没有用到", "not used").warning();
pub const NO_KEY: Code = Code::new("K0310", "数据表没有编号列", "a table without a key");

pub const NOT_MARKED: Code = Code::new("K0321", "基础方案中已有同名的", "the base has one of that name");
pub const NOT_IN_BASE: Code = Code::new("K0322", "基础方案中没有要改的", "nothing of that name in the base");
pub const TWO_CHANGES: Code = Code::new("K0323", "同一文件里改动两次", "two changes of one thing in one file");

pub const TYPE: Code = Code::new("K0411", "类型不一致", "types that do not agree");
pub const ARGUMENTS: Code = Code::new("K0412", "参数个数不对", "a wrong number of arguments");
pub const NOT_CONDITION: Code = Code::new("K0413", "这里要写条件", "a condition is needed");
pub const LITERAL: Code = Code::new("K0414", "这里要写具体的数", "a number written out is needed");

pub const ORDER_OF_TEXT: Code =
    Code::new("K0416", "按文字比大小", "the greatest or least of what may be no text").warning();
pub const SUM: Code = Code::new("K0510", "分值相加不等于上级", "marks that do not add up");
pub const EMPTY: Code = Code::new("K0511", "没有可计分的内容", "nothing to score").warning();
pub const RATER_WEIGHTS: Code = Code::new("K0512", "考核者权重之和不对", "raters' weights that do not add up");
pub const GRADES: Code = Code::new("K0513", "等级的次序有误", "grades out of order");
pub const METHOD: Code = Code::new("K0514", "计分方法写法有误", "a scoring method that is not one");
pub const VALUE_KIND: Code = Code::new("K0515", "计分方法与值的类型不符", "a method for another kind of value");
pub const TEST: Code = Code::new("K0516", "测试写法有误", "a test that makes no sense");
pub const MARKING: Code = Code::new("K0517", "分值与权重混用", "points and weights mixed");
pub const GRADE_FLOOR: Code = Code::new("K0518", "低分没有等级", "no grade for low totals").warning();
pub const COMBINE: Code = Code::new("K0519", "合成方法写法有误", "a way to combine parts that makes no sense");
pub const WEIGHTS: Code = Code::new("K0520", "权重的来历有误", "weights that cannot be derived");
pub const INCONSISTENT: Code =
    Code::new("K0521", "判断矩阵前后不一致", "pairwise judgements that contradict each other").warning();
pub const PREPARATION: Code = Code::new("K0522", "计分前的处理有误", "a step before scoring that makes no sense");
pub const VARIANT: Code = Code::new("K0531", "考核类型写法有误", "a variant that makes no sense");
pub const QUOTA: Code = Code::new("K0550", "名额的写法有误", "a quota that makes no sense");
pub const CORRECTION: Code = Code::new("K0551", "宽严修正的写法有误", "a correction that makes no sense");
pub const COUNTS: Code = Code::new("K0530", "项数与声明的不符", "not as many as declared");
pub const CONTRIBUTORS: Code =
    Code::new("K0560", "参与单位的份额不合计为 1", "shares of contributors that do not add up");
pub const STAGES: Code = Code::new("K0561", "阶段的先后有误", "stages out of order");
pub const DUTY_WITHOUT_INDICATOR: Code = Code::new("K0562", "职责没有指标", "a duty without an indicator").note();
pub const INDICATOR_WITHOUT_DUTY: Code = Code::new("K0563", "指标没有写职责", "an indicator without a duty").note();
pub const NO_OWNER: Code = Code::new("K0564", "指标没有写负责人", "an indicator without an owner").note();
pub const RELATION: Code = Code::new("K0540", "检查的写法有误", "a check that makes no sense");
pub const CALENDAR: Code = Code::new("K0541", "日历写法有误", "a calendar that makes no sense");
pub const NO_DEFINITION: Code = Code::new("K0565", "指标没有写定义", "an indicator without a definition").note();
pub const NO_BASIS: Code = Code::new("K0566", "指标没有写依据", "an indicator without a basis").note();
pub const NO_UNIT: Code = Code::new("K0567", "指标没有写单位", "an indicator without a unit").note();
pub const NO_DIRECTION: Code = Code::new("K0568", "指标没有写方向", "an indicator without a direction").note();
pub const NO_STUDENTS: Code =
    Code::new("K0569", "考核教师而没有学生参与", "teachers appraised without students").note();
pub const LINT_REASON: Code = Code::new("K0570", "[lint] 没有写理由", "an entry of [lint] without a reason").warning();
pub const LINT_UNKNOWN: Code = Code::new("K0571", "[lint] 中没有这个代号", "no such code in [lint]").warning();
pub const LINT_FIRM: Code =
    Code::new("K0572", "[lint] 要求的做不到", "an entry of [lint] that asks too much").warning();
pub const LINT_IDLE: Code =
    Code::new("K0573", "[lint] 放行的没有出现", "an entry of [lint] that allows nothing").note();
pub const LINT_COUNT: Code =
    Code::new("K0582", "按 [lint] 不再提示的数据问题", "findings of data that [lint] allows").note();
pub const SMALL_WEIGHTS: Code = Code::new("K0574", "指标过多过小", "many indicators of small weight").note();
pub const JUDGED: Code = Code::new("K0575", "靠人评定的分值过多", "too many marks that rest on judgement").note();
pub const ONE_RATER: Code = Code::new("K0576", "一人说了算的分值过多", "too many marks decided by one person").note();
pub const PEERS: Code = Code::new("K0577", "同行互评占多数", "peers who are the majority").note();
pub const NO_TIES: Code = Code::new("K0578", "没有说并列怎么办", "no rule for ties").note();
pub const NO_MIN_GROUP: Code = Code::new("K0579", "没有说人少的组怎么办", "no rule for small groups").note();
pub const NO_VALUE_RULE: Code = Code::new("K0580", "没有说缺数据怎么办", "no rule for missing data").note();
pub const EMPTY_WORDS: Code = Code::new("K0581", "定义只是重复名称", "a definition that repeats the name").note();
pub const SAME_NAME: Code = Code::new("K0583", "同名而算法不同", "one name with several formulas").warning();
pub const BOTH_WAYS: Code = Code::new("K0584", "同一个值两种方向", "one figure with both directions").warning();
pub const NAME_DIRECTION: Code = Code::new("K0585", "方向与名称不符", "a direction against the name").warning();
pub const CLAIM: Code =
    Code::new("K0586", "文字中的百分数算得不对", "a percentage that its own figures do not give").warning();
pub const BLANK: Code = Code::new("K0587", "留空或待定的文字", "a blank or a placeholder").warning();
pub const NO_SUCH_TABLE: Code =
    Code::new("K0588", "所引的表不在方案里", "a reference to a table that is not there").note();
pub const NOT_CUMULATIVE: Code = Code::new("K0589", "既封顶又不累计", "capped and yet not cumulative").warning();
pub const FIGURE_IN_TEXT: Code =
    Code::new("K0590", "文字与公式的数额不同", "figures in words and in the formula that differ").warning();
pub const PARTIAL: Code = Code::new("K0592", "没有说中途进出的人怎么办", "no rule for those who join or leave").note();
pub const RATER_ABSENT: Code = Code::new("K0593", "没有说缺评分怎么办", "no rule for missing ratings").note();
pub const ONE_SET: Code = Code::new("K0594", "各种岗位一把尺子", "one yardstick for all posts").note();
pub const UNITS: Code = Code::new("K0417", "单位不一致", "units that do not agree");
pub const TOLERANCE: Code = Code::new("K0821", "测试的允差不合理", "a tolerance of a test that makes no sense");
pub const SCALE: Code = Code::new("K0418", "同一种量，单位大小不同", "units of one kind and different size");
pub const UNIT_OF_FORMULA: Code =
    Code::new("K0419", "单位与公式不符", "a unit that is not that of the formula").warning();
pub const UNIT_SCALE: Code =
    Code::new("K0420", "公式没有换算到所写的单位", "a formula that is not converted to its unit");
pub const TARGET_UNIT: Code = Code::new("K0421", "目标的单位与指标不同", "a target in another unit").warning();
pub const COUNTED: Code = Code::new("K0422", "数的不是同一种东西", "different things counted").warning();
pub const DIFFERENCE: Code =
    Code::new("K0423", "百分数与百分点混淆", "per cent and percentage points mixed up").warning();
pub const RATIO_OR_PERCENT: Code = Code::new("K0424", "比值与百分数混淆", "a ratio and per cent mixed up").warning();
pub const MINUTES: Code = Code::new("K0425", "分数与分钟混淆", "marks and minutes mixed up");
pub const MONEY: Code = Code::new("K0426", "金额或加减分的单位不对", "money or marks in another unit").warning();
pub const UNIT_WORD: Code = Code::new("K0427", "单位的写法像是有误", "a unit that looks misspelt").warning();
pub const NAME_AND_UNIT: Code = Code::new("K0428", "单位与名称不符", "a unit that the name speaks against").warning();
pub const SHORT_FORM: Code = Code::new("K0901", "没有声明数据元素", "no elements are declared").note();

pub const CODES: &[Code] = &[
    UNKNOWN_KEY,
    WRONG_TYPE,
    REQUIRED,
    CHOICE,
    EDITION,
    EXCLUSIVE,
    BAD_ID,
    BAD_VALUE,
    UNKNOWN_NAME,
    DUPLICATE,
    CYCLE,
    UNKNOWN_TABLE,
    UNKNOWN_CATEGORY,
    UNKNOWN_TARGET,
    NOT_HERE,
    UNKNOWN_FUNCTION,
    UNUSED,
    NO_KEY,
    NOT_MARKED,
    NOT_IN_BASE,
    TWO_CHANGES,
    TYPE,
    ARGUMENTS,
    NOT_CONDITION,
    LITERAL,
    ORDER_OF_TEXT,
    SUM,
    EMPTY,
    RATER_WEIGHTS,
    GRADES,
    METHOD,
    VALUE_KIND,
    TEST,
    MARKING,
    GRADE_FLOOR,
    COMBINE,
    WEIGHTS,
    INCONSISTENT,
    PREPARATION,
    VARIANT,
    QUOTA,
    CORRECTION,
    COUNTS,
    CONTRIBUTORS,
    STAGES,
    DUTY_WITHOUT_INDICATOR,
    INDICATOR_WITHOUT_DUTY,
    NO_OWNER,
    RELATION,
    CALENDAR,
    NO_DEFINITION,
    NO_BASIS,
    NO_UNIT,
    NO_DIRECTION,
    NO_STUDENTS,
    LINT_REASON,
    LINT_UNKNOWN,
    LINT_FIRM,
    LINT_IDLE,
    LINT_COUNT,
    SMALL_WEIGHTS,
    JUDGED,
    ONE_RATER,
    PEERS,
    NO_TIES,
    NO_MIN_GROUP,
    NO_VALUE_RULE,
    EMPTY_WORDS,
    SAME_NAME,
    BOTH_WAYS,
    NAME_DIRECTION,
    CLAIM,
    BLANK,
    NO_SUCH_TABLE,
    NOT_CUMULATIVE,
    FIGURE_IN_TEXT,
    PARTIAL,
    RATER_ABSENT,
    ONE_SET,
    UNITS,
    TOLERANCE,
    SCALE,
    UNIT_OF_FORMULA,
    UNIT_SCALE,
    TARGET_UNIT,
    COUNTED,
    DIFFERENCE,
    RATIO_OR_PERCENT,
    MINUTES,
    MONEY,
    UNIT_WORD,
    NAME_AND_UNIT,
    SHORT_FORM,
];
