//! The keys of what people judge.

use super::shapes::{OVERRIDE, REMOVE};
use crate::syntax::shape::{Key, Shape, Ty};

static COMBINE_RATINGS: (Ty, Ty) = (Ty::Choice(&["mean", "median", "min", "max"]), Ty::Table(&COMBINE_RATINGS_TABLE));
static COMBINE_RATINGS_TABLE: Shape = Shape {
    name: "combine",
    keys: &[
        Key::new(
            "trimmed",
            Ty::Number,
            "两端各去掉的比例，份数向下取整，如 0.1",
            "the share dropped at each end, rounded down to whole ratings, such as 0.1",
        ),
        Key::new("drop_ends", Ty::Number, "最高、最低各去掉几份", "how many are dropped at each end"),
        Key::new(
            "above",
            Ty::Number,
            "多于几份才去掉两端，默认 drop_ends 的两倍",
            "the ends are dropped of more ratings than this, twice drop_ends if not given",
        ),
    ],
};
const COMBINE_RATINGS_TY: Ty = Ty::Or(&COMBINE_RATINGS.0, &COMBINE_RATINGS.1);

static OUTLYING: Shape = Shape {
    name: "outliers",
    keys: &[
        Key::required(
            "sigma",
            Ty::Number,
            "超过几个标准差不计，如 2",
            "how many standard deviations are too far, such as 2",
        ),
        Key::new(
            "within",
            Ty::Texts,
            "在哪些列相同的评分之间比较，如班级；总是同一对象、同一指标、同类考核者",
            "columns in which the ratings compared agree, such as the class; always of one subject, item and kind",
        ),
    ],
};

pub(super) static RATED: Shape = Shape {
    name: "rated",
    keys: &[
        Key::required("from", Ty::Text, "评分表", "the table of ratings"),
        Key::new("raters", Ty::Texts, "由谁评分，默认全部", "who rates, all if not given"),
        Key::new(
            "combine",
            COMBINE_RATINGS_TY,
            "同类多人怎样合并：mean（默认）、median、min、max，或去掉两端后的平均",
            "how several of one kind are combined: mean (if not given), median, min, max, or a mean without the ends",
        ),
        Key::new("where", Ty::Formula, "评分表的哪些行计入本指标", "which rows of the table count for this indicator"),
        Key::new(
            "min_raters",
            Ty::Number,
            "每类考核者至少几份有效评分，不足按其 missing 处理，默认 1",
            "the fewest ratings of each kind that count; fewer are as none, 1 if not given",
        ),
        Key::new(
            "outliers",
            Ty::Table(&OUTLYING),
            "偏离均值太远的评分不计",
            "ratings too far from the mean do not count",
        ),
        Key::new("rater_column", Ty::Text, "考核者所在的列，默认“角色”", "the column of the rater, 角色 if not given"),
        Key::new(
            "indicator_column",
            Ty::Text,
            "指标所在的列，默认“指标”",
            "the column of the indicator, 指标 if not given",
        ),
        Key::new("score_column", Ty::Text, "评分所在的列，默认“分数”", "the column of the rating, 分数 if not given"),
        Key::new(
            "indicator",
            Ty::Text,
            "评分表中的指标名，默认为本指标",
            "the indicator's name in the table, its id if not given",
        ),
    ],
};

pub(super) static RATER: Shape = Shape {
    name: "[[rater]]",
    keys: &[
        Key::required("id", Ty::Text, "代号", "a short name"),
        Key::new("name", Ty::Name, "名称", "the name"),
        Key::required("weight", Ty::Number, "权重", "the weight"),
        Key::new("aliases", Ty::Texts, "数据中的写法", "words for it in the data"),
        Key::new(
            "missing",
            Ty::Choice(&["renormalise", "fail", "zero"]),
            "没有评分时，默认 renormalise",
            "what a missing rating does, renormalise if not given",
        ),
        Key::new("focus", Ty::Text, "考核重点", "what this rater looks at"),
        Key::new(
            "min_raters",
            Ty::Number,
            "至少几份有效评分，不足按 missing 处理",
            "the fewest ratings that count; fewer are as none",
        ),
        OVERRIDE,
        REMOVE,
    ],
};

pub(super) static BALLOT: Shape = Shape {
    name: "[[ballot]]",
    keys: &[
        Key::new("id", Ty::Text, "代号", "a short name"),
        Key::required("from", Ty::Text, "评分表", "the table of ratings"),
        Key::required(
            "by",
            Ty::Texts,
            "评分人所在的列：同一人同一期的各行是一张票",
            "the columns of the rater: the rows of one rater and period are a ballot",
        ),
        Key::new("where", Ty::Formula, "哪些行属于票，默认全部", "which rows are on a ballot, all if not given"),
        Key::required(
            "void_when",
            Ty::Formula,
            "对一张票的各行汇总，什么情况下整张作废",
            "an aggregate over the rows of a ballot: when the whole is void",
        ),
        Key::new("reason", Ty::Text, "作废的理由", "why it is void"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};
