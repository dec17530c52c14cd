//! Every key of the language: what may be written where.

mod after;
mod column;
mod lint;
mod record;
mod veto;

use super::calendar::CALENDAR;
use super::cases::TEST;
use super::rating_shapes::{BALLOT, RATED, RATER};
use super::relation::CHECK;
use super::variant_shape::VARIANT;
use crate::syntax::shape::{Key, Shape, Ty};

use after::POOL;
pub use after::{CORRECTION, FINAL, GRADE, MEAN_CAP, QUOTA};
pub use column::COLUMN;
pub use lint::LINT;
use record::{CONTRIBUTOR, DUTY, OBJECTIONS, OUTSIDE, OWNER_TY, SETTLES, STAGE, SUMMARY, VOID};
pub use veto::{ADJUST, VETO};

const POLICY_WORDS: &[&str] = &["fail", "zero", "skip", "full", "previous", "group_mean"];
static POLICY: (Ty, Ty) = (Ty::Choice(POLICY_WORDS), Ty::Table(&POLICY_VALUE));
static POLICY_VALUE: Shape = Shape {
    name: "missing",
    keys: &[Key::required("value", Ty::Number, "按这个值计分", "scored as this value")],
};
pub(super) const POLICY_TY: Ty = Ty::Or(&POLICY.0, &POLICY.1);

static TEXT: Ty = Ty::Text;
static NUMBER: Ty = Ty::Number;

/// A number, or a fraction in quotes: `"100/3"`.
pub(super) const FRACTION: Ty = Ty::Or(&NUMBER, &TEXT);

/// The words of `combine`.
pub(super) const COMBINE_WORDS: &[&str] = &["sum", "mean", "geometric", "harmonic", "min", "topsis", "rsr", "rank_sum"];
static COMBINE: (Ty, Ty) = (Ty::Choice(COMBINE_WORDS), Ty::Table(&COMBINE_TABLE));
static COMBINE_TABLE: Shape = Shape {
    name: "combine",
    keys: &[
        Key::new("power", Ty::Number, "幂平均的次数", "the power of a generalised mean"),
        Key::new(
            "formula",
            Ty::Formula,
            "由下级得分计算的公式，如 `sqrt(甲.score * 乙.score)`",
            "a formula over the scores of the parts, such as `sqrt(a.score * b.score)`",
        ),
    ],
};
const COMBINE_TY: Ty = Ty::Or(&COMBINE.0, &COMBINE.1);

static OUTLIERS: Shape = Shape {
    name: "outliers",
    keys: &[
        Key::new(
            "winsorise",
            Ty::Numbers,
            "缩尾：同组的两个分位，如 [0.05, 0.95]，之外的值取分位值",
            "two quantiles of the peers such as [0.05, 0.95]; values beyond are set to them",
        ),
        Key::new(
            "winsorise_count",
            Ty::Number,
            "两端各几个最极端的值改取次极端的值",
            "so many of the most extreme values at each end are set to the next",
        ),
        Key::new(
            "skew",
            Ty::Number,
            "偏度绝对值和峰度都不低于界限时，最极端的值逐个改取次极端的值；偏度的界限，默认 2",
            "while the absolute skewness and the kurtosis both reach their bounds, the most extreme value is set to the next; the bound of skewness, 2 if not given",
        ),
        Key::new(
            "kurtosis",
            Ty::Number,
            "（超额）峰度的界限，默认 3.5",
            "the bound of (excess) kurtosis, 3.5 if not given",
        ),
        Key::new(
            "max",
            Ty::Number,
            "按偏度处理时至多改几个值，默认 5",
            "at most so many values are set for skewness, 5 if not given",
        ),
        Key::new(
            "otherwise",
            Ty::Choice(&["log"]),
            "改了仍超出界限时：log 改用原值的对数",
            "where that does not help: log takes the logarithm of the original values instead",
        ),
    ],
};

static WEIGHTS: Shape = Shape {
    name: "[weights.…]",
    keys: &[
        Key::required("items", Ty::Texts, "给哪些类别或指标定权重，依次写", "the categories or indicators, in turn"),
        Key::new(
            "pairwise",
            Ty::Any,
            "两两比较的判断矩阵（层次分析法），分数加引号，如 \"1/3\"",
            "the matrix of pairwise judgements (AHP), fractions in quotes such as \"1/3\"",
        ),
        Key::new(
            "method",
            Ty::Choice(&["eigenvector", "geometric_mean", "entropy", "critic", "std"]),
            "由判断矩阵求权重：eigenvector 主特征向量（默认），geometric_mean 行几何平均；由本期同组的数据求权重：entropy 熵值法，\
             critic CRITIC 法，std 标准差",
            "from the matrix of judgements: its principal eigenvector (if not given) or the geometric means of its rows; \
             from the data of the peers: entropy, CRITIC or standard deviation",
        ),
        Key::new(
            "of",
            Ty::Choice(&["values", "scores"]),
            "由什么数据求：values 指标值经极差标准化（默认），scores 得分",
            "from which data: values, min-max-normalised (if not given), or scores",
        ),
        Key::new(
            "decimals",
            Ty::Number,
            "由数据求得的分值取几位小数，默认 4；余数归权重最大的一项",
            "decimals of the marks found from the data, 4 if not given; what is left over goes to the greatest",
        ),
        Key::new(
            "experts",
            Ty::Any,
            "专家分配的分数，每位专家一行，各行合计相同",
            "points that experts gave out, a row for each expert, all rows of one sum",
        ),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        REMOVE,
    ],
};

pub(super) const OVERRIDE: Key = Key::new(
    "override",
    Ty::Bool,
    "true：改基础方案中同名的这一项，只改写出的键",
    "true: changes what the base has of that name, in the keys given",
);
pub(super) const REMOVE: Key =
    Key::new("remove", Ty::Bool, "true：去掉基础方案中的这一项", "true: takes away what the base has of that name");

pub static ROOT: Shape = Shape {
    name: "rubric.toml",
    keys: &[
        Key::required("kaohe", Ty::Number, "语言版本，写 1", "the edition of the language: 1"),
        Key::new(
            "extends",
            Ty::Text,
            "以另一个方案为基础：它的文件，相对于本文件",
            "the rubric this one is based on: its file, seen from this one",
        ),
        Key::required("rubric", Ty::Table(&RUBRIC), "方案", "the scheme"),
        Key::required("subject", Ty::Table(&SUBJECT), "考核对象", "who is assessed"),
        Key::new("data", Ty::TableMap(&DATA), "数据表", "tables of data"),
        Key::new("param", Ty::Any, "参数", "named constants"),
        Key::new("table", Ty::TableMap(&LOOKUP), "查找表", "tables of values to look up"),
        Key::new("calendar", Ty::Table(&CALENDAR), "节假日和调休", "public holidays and days worked instead"),
        Key::new("element", Ty::Tables(&ELEMENT), "数据元素", "data elements"),
        Key::new("check", Ty::Tables(&CHECK), "逻辑检查", "logic checks"),
        Key::new("weights", Ty::TableMap(&WEIGHTS), "权重的来历", "where weights come from"),
        Key::new("void", Ty::Tables(&VOID), "作废的数据", "data that do not count"),
        Key::new("objections", Ty::Table(&OBJECTIONS), "对结果的异议", "objections to results"),
        Key::new("duty", Ty::Tables(&DUTY), "岗位职责", "duties of posts"),
        Key::new("stage", Ty::Tables(&STAGE), "考核的阶段", "stages of a run"),
        Key::new("category", Ty::Tables(&CATEGORY), "类别", "categories"),
        Key::new("indicator", Ty::Tables(&INDICATOR), "指标", "indicators"),
        Key::new(
            "variant",
            Ty::Tables(&VARIANT),
            "考核类型：各岗位、各层级自己的分值和参数",
            "variants: marks and parameters of posts or tiers",
        ),
        Key::new("rater", Ty::Tables(&RATER), "考核者", "raters"),
        Key::new("ballot", Ty::Tables(&BALLOT), "票的有效与作废", "when ballots are void"),
        Key::new("veto", Ty::Tables(&VETO), "否决", "vetoes"),
        Key::new("adjust", Ty::Tables(&ADJUST), "加分和扣分", "bonus and penalty points"),
        Key::new("grade", Ty::Tables(&GRADE), "等级", "grades"),
        Key::new("quota", Ty::Tables(&QUOTA), "等级的名额", "quotas of grades"),
        Key::new("correction", Ty::Table(&CORRECTION), "宽严修正", "leniency correction"),
        Key::new("mean_cap", Ty::Tables(&MEAN_CAP), "平均分的上限", "caps on means"),
        Key::new("final", Ty::Table(&FINAL), "总分的结转", "carry-over of totals"),
        Key::new("consequence", Ty::Tables(&CONSEQUENCE), "结果运用", "what follows"),
        Key::new(
            "lint",
            Ty::TableMap(&LINT),
            "放行哪些提示，改它们的级别和界限",
            "findings that are allowed; their levels and limits",
        ),
        Key::new("test", Ty::Tables(&TEST), "方案自带的测试", "the rubric's own tests"),
    ],
};

pub static RUBRIC: Shape = Shape {
    name: "[rubric]",
    keys: &[
        Key::new("id", Ty::Text, "方案代号", "a short name"),
        Key::required("title", Ty::Name, "标题", "the title"),
        Key::new("basis", Ty::Text, "依据", "where the scheme comes from"),
        Key::new("purpose", Ty::Text, "目的", "what it is for"),
        Key::new("scope", Ty::Text, "范围", "whom it covers"),
        Key::new(
            "cycle",
            Ty::Choice(&["month", "quarter", "half_year", "semester", "year", "once"]),
            "周期，默认 once",
            "the cycle, once if not given",
        ),
        Key::new("effective", Ty::Date, "实施日期", "the day from which it holds"),
        Key::new("until", Ty::Date, "施行到哪天为止", "the last day on which it holds"),
        Key::new(
            "marking",
            Ty::Choice(&["points", "weights"]),
            "points 为分值相加，weights 为加权百分",
            "points add up, or weights of 0–100 scores",
        ),
        Key::new(
            "points",
            FRACTION,
            "满分，可写分数 \"100/3\"，默认 100",
            "full marks, or a fraction \"100/3\"; 100 if not given",
        ),
        Key::new(
            "combine",
            COMBINE_TY,
            "各部分怎样合成总分，默认 sum",
            "how the parts make the total, sum if not given",
        ),
        Key::new("weights_from", Ty::Text, "各部分的权重取自 [weights]", "the parts' weights come from [weights]"),
        Key::new("decimals", Ty::Number, "小数位数，默认 2", "decimals, 2 if not given"),
        Key::new(
            "round_at",
            Ty::Texts,
            "在哪些环节四舍五入：indicator、category、total",
            "the stages that round: indicator, category, total",
        ),
        Key::new(
            "ties",
            Ty::Texts,
            "并列：shared（1、1、3）、dense（1、1、2），或依次比较的指标",
            "ties: shared (1, 1, 3), dense (1, 1, 2), or indicators that decide in turn",
        ),
        Key::new(
            "missing",
            POLICY_TY,
            "没有值时的默认处理，默认 fail",
            "what a missing value does if the indicator does not say: fail if not given",
        ),
        Key::new(
            "skip_within",
            Ty::Choice(&["category", "total"]),
            "略去的分值由谁补：同类各项（默认），或全部有分的项（总分一次折算，另列原始分）",
            "who makes up for what is left out: its category (if not given), or all that is there: the total is \
             rescaled once, with the raw total beside it",
        ),
        Key::new(
            "quota_rounding",
            Ty::Choice(&["down", "nearest", "up"]),
            "名额人数怎样取整：down、nearest（四舍五入）、up；默认上限舍去、下限进一",
            "how heads are rounded: down, nearest, up; if not given, down for a limit and up for a floor",
        ),
        Key::new(
            "quota_ties",
            Ty::Choice(&["down", "up"]),
            "在名额线上并列的：down 都往下（默认），up 都留在上面",
            "those tied across the line: down, all go down (if not given), or up, all stay",
        ),
        Key::new("data", Ty::Text, "数据文件夹", "the folder of the data"),
        crate::check::tolerance::KEY,
        Key::new("total_range", Ty::Numbers, "总分的下限和上限", "the lowest and the highest total"),
        Key::new("sign_off", Ty::Any, "编制、审核、批准", "drafted, reviewed, approved"),
        Key::new("notice", Ty::Date, "通报日期", "the day of the notice"),
        Key::new(
            "counts",
            Ty::Table(&COUNTS),
            "应有几类、几目、几项，用来核对",
            "how many there should be, to be checked",
        ),
    ],
};

static COUNTS: Shape = Shape {
    name: "counts",
    keys: &[
        Key::new("categories", Ty::Number, "最上一级的类别数", "categories that are in no other"),
        Key::new("items", Ty::Number, "类别之下的各级类别数", "categories that are in another"),
        Key::new("indicators", Ty::Number, "指标数", "indicators"),
    ],
};

pub static SUBJECT: Shape = Shape {
    name: "[subject]",
    keys: &[
        Key::new("noun", Ty::Name, "考核对象的称呼", "what a subject is called"),
        Key::new("roster", Ty::Text, "名册：每人一行的数据表", "the table with one row for each"),
        Key::new("file", Ty::Texts, "名册文件（不另写 [data] 时）", "the file of the roster, where there is no [data]"),
        Key::new("sheet", Ty::Text, "工作表", "the sheet"),
        Key::required("key", Ty::Text, "唯一编号所在的列", "the column of the unique key"),
        Key::new("label", Ty::Text, "姓名所在的列", "the column of the name"),
        Key::new(
            "groups",
            Ty::Texts,
            "分组的列，第一个用于排名和组内比较",
            "columns of groups; the first is the peer group",
        ),
        Key::new(
            "min_group",
            Ty::Number,
            "少于几人不评首末位，默认 1",
            "below this size no first or last is drawn, 1 if not given",
        ),
        Key::new("where", Ty::Formula, "名册中哪些人参加考核", "who of the roster is assessed"),
        Key::new(
            "period",
            Ty::Text,
            "期间所在的列（不另写 [data] 时）",
            "the column of the period, where there is no [data]",
        ),
    ],
};

static KEY_THROUGH: Shape = Shape {
    name: "key",
    keys: &[
        Key::required("column", Ty::Text, "数据中的列", "the column in the data"),
        Key::new("through", Ty::Text, "对照表", "the binding table"),
        Key::new(
            "from",
            Ty::Text,
            "对照表中与之对应的列，默认同名",
            "the binding table's column for it, the same name if not given",
        ),
        Key::new("to", Ty::Text, "对照表中编号的列，默认为考核对象的编号列", "the binding table's column of the key"),
        Key::new(
            "of",
            Ty::Text,
            "名册中的列：一行属于这一列与之相同的每个考核对象",
            "a column of the roster: a row belongs to everybody who has its key there",
        ),
        Key::new(
            "share",
            Ty::Text,
            "对照表中份额的列：一行按份额属于单位的每个人",
            "the binding table's column of shares: a row belongs to everybody in the unit, by share",
        ),
        Key::new(
            "since",
            Ty::Text,
            "份额从哪天起的列，看每期最后一天",
            "its column of the day from which a share holds; the last day of a period counts",
        ),
        Key::new("until", Ty::Text, "份额到哪天止的列，含当天", "its column of the last day of a share"),
    ],
};
static KEY_TABLE: Ty = Ty::Table(&KEY_THROUGH);
static KEY_TABLE_OR_NOT: Ty = Ty::Or(&KEY_TABLE, &BOOL);
static BOOL: Ty = Ty::Bool;
static PERIOD_FROM: Shape = Shape {
    name: "period",
    keys: &[
        Key::new("column", Ty::Text, "列", "a column"),
        Key::new(
            "file_name",
            Ty::Text,
            "文件名的样式，期间的位置写 {period}，任意文字写 *",
            "the pattern of the file's name, with {period} and * for anything",
        ),
    ],
};
static PERIOD_TABLE: Ty = Ty::Table(&PERIOD_FROM);

pub static DATA: Shape = Shape {
    name: "[data.…]",
    keys: &[
        Key::new("file", Ty::Texts, "文件名，可用 * 通配", "the file, * allowed"),
        Key::new(
            "table",
            Ty::Text,
            "数据库中的表（`库.表`），供 `kaohe sql` 写的脚本读取；可与 file 同时写",
            "the table of a database (`schema.table`) that scripts of `kaohe sql` read; may stand beside file",
        ),
        Key::new(
            "rubric",
            Ty::Text,
            "另一方案的文件，以它的结果为数据；与 file 只写一个",
            "the file of another rubric, whose results are the data; instead of file",
        ),
        Key::new("sheet", Ty::Text, "工作表", "the sheet"),
        Key::new(
            "key",
            Ty::Or(&TEXT, &KEY_TABLE_OR_NOT),
            "编号所在的列；false 则各行不属于谁，只供检查对照",
            "the column of the key; false: rows belong to nobody and are there for checks to look into",
        ),
        Key::new(
            "period",
            Ty::Or(&TEXT, &PERIOD_TABLE),
            "期间所在的列（日期或期间）",
            "the column of the period, a date or a period",
        ),
        Key::new("columns", Ty::Any, "列的别名：名称 = 表头", "names for columns: name = header"),
        Key::new("drop", Ty::Formula, "哪些行不计", "rows that do not count"),
        Key::new("missing", Ty::Texts, "表示未填报的字样", "words that mean not reported"),
        Key::new("unsettled", Ty::Texts, "表示尚未结算的字样", "words that mean not settled yet"),
        Key::new(
            "no_rows",
            Ty::Choice(&["missing", "none_happened"]),
            "没有行时：写了 missing，本期没有行的人即缺失；none_happened 总是 0；不写则整表没有行才缺失",
            "without rows: missing, whoever has none in the period; none_happened, 0; if not given, missing only where the table has none",
        ),
        Key::new("optional", Ty::Bool, "文件可以没有", "the file need not be there"),
        Key::new(
            "entered",
            Ty::Bool,
            "用 `kaohe sheets` 的填报表逐人填写：每人每期一行；false 表示不填。不写则看公式怎样用它",
            "filled in by hand on the workbooks of `kaohe sheets`, a row for each subject and period; false: never; if not given it shows from the formulas",
        ),
        Key::new(
            "disputed",
            Ty::Choice(&["count", "leave_out"]),
            "另一方案中有异议未决的结果：count 照计（默认），leave_out 当作缺失",
            "results of the other rubric that are under objection: count (if not given), or leave_out as missing",
        ),
        Key::new("settles", Ty::Table(&SETTLES), "期末后多少天结清", "when a period of it is settled"),
        Key::new("summary", Ty::Table(&SUMMARY), "合计行", "rows of totals"),
        Key::new("evidence", Ty::Text, "资料链接所在的列", "the column with links to the papers"),
        Key::new("exported", Ty::Text, "导出时间所在的列", "the column with the time of the export"),
        Key::new(
            "outside",
            Ty::Table(&OUTSIDE),
            "由外单位提供：索取、应到、收到的日期",
            "delivered from outside: asked, due, received",
        ),
        Key::new("definition", Ty::Text, "说明", "what it is"),
        Key::new("owner", Ty::Text, "提供者", "who delivers it"),
        REMOVE,
    ],
};

static LOOKUP: Shape = Shape {
    name: "[table.…]",
    keys: &[
        Key::new("unit", Ty::Text, "查到的值的单位", "the unit of what is found"),
        Key::new("words", Ty::Levels, "文字与值的表", "a value for each word"),
        Key::new(
            "at_least",
            Ty::Pairs,
            "[[下限, 值], …]，从高到低；含下限",
            "[[lower edge, value], …] from high to low",
        ),
        Key::new(
            "at_most",
            Ty::Pairs,
            "[[上限, 值], …]，从低到高；含上限",
            "[[upper edge, value], …] from low to high",
        ),
        Key::new(
            "otherwise",
            Ty::Number,
            "查不到时的值；不写则为无意义",
            "the value for what is not in the table; undefined if not given",
        ),
        REMOVE,
    ],
};

pub static ELEMENT: Shape = Shape {
    name: "[[element]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name in formulas"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new("unit", Ty::Text, "单位", "the unit"),
        Key::new("range", Ty::Numbers, "合理范围", "the plausible range"),
        Key::new("from", Ty::Text, "来自哪张表", "the table"),
        Key::new("value", Ty::Formula, "怎样由各行得到", "how it comes from the rows"),
        Key::new("where", Ty::Formula, "只看哪些行", "the rows that count"),
        Key::new("formula", Ty::Formula, "由其他元素计算", "computed from other elements"),
        Key::new(
            "owner",
            OWNER_TY,
            "责任人，或单位、责任人、后备、资料保管人、权限",
            "who answers for it: a text, or unit, person, deputy, keeper, rights",
        ),
        Key::new("duty", Ty::Texts, "来自哪项职责（[[duty]] 的 id）", "the duties it comes from, ids of [[duty]]"),
        Key::new("evidence", Ty::Text, "用什么资料证明", "what paper proves it"),
        Key::new("verified_by", Ty::Text, "由谁核实", "who verifies it"),
        Key::new("verification", Ty::Text, "核实方法", "how it is verified"),
        Key::new("confidential", Ty::Bool, "保密：报告中不显示", "confidential: not shown in reports"),
        Key::new("definition", Ty::Text, "定义", "what it is"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

pub static CATEGORY: Shape = Shape {
    name: "[[category]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new("code", Ty::Text, "编号", "a display code"),
        Key::new("in", Ty::Text, "属于哪一类", "the category above"),
        Key::new("points", FRACTION, "分值，可写分数 \"100/3\"", "marks, or a fraction \"100/3\""),
        Key::new("weight", FRACTION, "权重，可写分数 \"1/3\"", "weight, or a fraction \"1/3\""),
        Key::new("combine", COMBINE_TY, "下级怎样合成，默认 sum", "how its parts come together, sum if not given"),
        Key::new("weights_from", Ty::Text, "下级的权重取自 [weights]", "the parts' weights come from [weights]"),
        Key::new(
            "min_present",
            Ty::Number,
            "有数据的至少占多少（0 到 1，按适用各项的分值）",
            "the least share that must be reported, 0 to 1, of the marks that apply",
        ),
        Key::new("min_items", Ty::Number, "至少几项有数据", "so many parts must be reported"),
        Key::new(
            "below_min",
            Ty::Choice(&["fail", "skip"]),
            "不够时：fail 不出总分，skip 整类略去",
            "what happens below: fail, there is no total; skip, the category is left out",
        ),
        Key::new("definition", Ty::Text, "说明", "what it is"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

pub static INDICATOR: Shape = Shape {
    name: "[[indicator]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new("code", Ty::Text, "编号", "a display code"),
        Key::new("in", Ty::Text, "属于哪一类", "the category"),
        Key::new("points", FRACTION, "分值，可写分数 \"100/3\"", "marks, or a fraction \"100/3\""),
        Key::new("weight", FRACTION, "权重，可写分数 \"1/3\"", "weight, or a fraction \"1/3\""),
        Key::new(
            "impute",
            Ty::Choice(&["group_mean", "group_median", "previous", "linear"]),
            "缺失的值先怎样补：同组平均、同组中位数、上一期、按前两期的直线外推；补不了的按 missing 处理",
            "how a missing value is filled in first: the group's mean or median, the period before, the line through \
             the two before; what cannot be is left to `missing`",
        ),
        Key::new("outliers", Ty::Table(&OUTLIERS), "极端值怎样处理", "what is done to values far out"),
        Key::new(
            "transform",
            Ty::Choice(&["log", "log10", "sqrt"]),
            "计分前的变换：自然对数、常用对数、平方根",
            "the transformation before scoring: natural or decimal logarithm, square root",
        ),
        Key::new("formula", Ty::Formula, "计算公式", "the formula"),
        Key::new(
            "applies",
            Ty::Formula,
            "什么情况下适用；不适用时按 `not_applicable` 处理",
            "where it applies; else `not_applicable` decides",
        ),
        Key::new("rated", Ty::Table(&RATED), "由人评分", "judged by raters"),
        Key::new("unit", Ty::Text, "单位", "the unit"),
        Key::new("better", Ty::Choice(&["higher", "lower", "target"]), "方向", "the direction"),
        Key::required("score", Ty::Any, "计分方法", "the scoring method"),
        Key::new("missing", POLICY_TY, "没有值时", "what a missing value does"),
        Key::new(
            "undefined",
            POLICY_TY,
            "无意义时，默认同 missing",
            "what an undefined value does, as missing if not given",
        ),
        Key::new("not_applicable", POLICY_TY, "不适用时，默认 skip", "what not applicable does, skip if not given"),
        Key::new("decimals", Ty::Number, "小数位数", "decimals"),
        Key::new(
            "owner",
            OWNER_TY,
            "责任人，或单位、责任人、后备、资料保管人、权限",
            "who answers for it: a text, or unit, person, deputy, keeper, rights",
        ),
        Key::new("duty", Ty::Texts, "来自哪项职责（[[duty]] 的 id）", "the duties it comes from, ids of [[duty]]"),
        Key::new(
            "contributors",
            Ty::Tables(&CONTRIBUTOR),
            "参与单位及其份额",
            "units that contribute, and their shares",
        ),
        Key::new("goal", Ty::Text, "服务于什么目标", "the goal it serves"),
        Key::new("evidence", Ty::Text, "用什么资料证明", "what paper proves it"),
        Key::new("verified_by", Ty::Text, "由谁核实", "who verifies it"),
        Key::new("verification", Ty::Text, "核实方法", "how it is verified"),
        Key::new("confidential", Ty::Bool, "保密：报告中不显示", "confidential: not shown in reports"),
        Key::new(
            "effort",
            Ty::Number,
            "被考核者改进得了；每提高一分费多少力气（与其他指标相比）",
            "the subject can move it; how hard a mark is to gain, beside the other indicators",
        ),
        Key::new("definition", Ty::Text, "定义", "what it is"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

static DUE: Shape = Shape {
    name: "due",
    keys: &[
        Key::required(
            "after",
            Ty::Choice(&["notice", "period_end"]),
            "从哪天算起（当天不计）",
            "from which day, that day not counted",
        ),
        Key::required("days", Ty::Number, "天数", "days"),
        Key::new("working", Ty::Bool, "按工作日", "working days"),
    ],
};

pub static CONSEQUENCE: Shape = Shape {
    name: "[[consequence]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::required("when", Ty::Formula, "什么情况下", "when"),
        Key::new("money", Ty::Formula, "金额（元）", "money"),
        Key::new(
            "pool",
            Ty::Table(&POOL),
            "满足条件的人分一笔钱，分毫不差",
            "those for whom it holds divide a sum of money, to the last cent",
        ),
        Key::new(
            "out_of",
            Ty::Formula,
            "从哪笔钱里扣，如提成；最多扣完",
            "the money it is deducted from, such as commission; never more than there is",
        ),
        Key::new("task", Ty::Text, "要做什么", "what is to be done"),
        Key::new("due", Ty::Table(&DUE), "期限", "by when"),
        Key::new("reason", Ty::Text, "依据", "why"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

/// The shapes of the top level, for documentation.
pub const SHAPES: &[&Shape] = &[
    &ROOT,
    &RUBRIC,
    &SUBJECT,
    &DATA,
    &COLUMN,
    &LOOKUP,
    &ELEMENT,
    &CHECK,
    &DUTY,
    &STAGE,
    &CALENDAR,
    &VOID,
    &OBJECTIONS,
    &WEIGHTS,
    &CATEGORY,
    &INDICATOR,
    &VARIANT,
    &RATER,
    &BALLOT,
    &VETO,
    &ADJUST,
    &GRADE,
    &QUOTA,
    &CORRECTION,
    &MEAN_CAP,
    &FINAL,
    &CONSEQUENCE,
    &LINT,
    &TEST,
];
