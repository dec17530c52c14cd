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

static WEIGHT: (Ty, Ty) = (Ty::Formula, Ty::Fractions);
const WEIGHT_TY: Ty = Ty::Or(&WEIGHT.0, &WEIGHT.1);

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

const THEN: Ty = Ty::Choice(&["warn", "void"]);

static ALLOWED: Shape = Shape {
    name: "allowed",
    keys: &[
        Key::new("range", Ty::Numbers, "评分的下限和上限", "the lowest and the highest rating"),
        Key::new("step", Ty::Number, "评分是它的倍数，如 0.5", "ratings are multiples of it, such as 0.5"),
        Key::new(
            "intervals",
            Ty::Pairs,
            "评分落在其中一段，如 [[8, 10], [5, 7], [0, 4]]，含两端",
            "ratings lie in one of these, such as [[8, 10], [5, 7], [0, 4]], ends included",
        ),
        Key::new(
            "then",
            THEN,
            "不合的评分：void 不计（默认），warn 照计；都列出",
            "a rating that does not fit: void, does not count (if not given), or warn; told of in any case",
        ),
    ],
};

static EVIDENCE: Shape = Shape {
    name: "evidence",
    keys: &[
        Key::required("column", Ty::Text, "依据所在的列", "the column of the evidence"),
        Key::required("when", Ty::Formula, "哪些评分要写依据", "which ratings need it"),
        Key::new(
            "then",
            THEN,
            "没有依据的：warn 照计（默认），void 不计；都列出",
            "without it: warn, counts (if not given), or void; told of in any case",
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
            "weights",
            Ty::Fractions,
            "本指标中各类考核者的权重，如 { \"同事\" = 70, \"领导\" = 30 }；不写按考核者的",
            "the weights of the raters for this indicator, by id; those of the raters if not given",
        ),
        Key::new("rater_key_column", Ty::Text, "评分人编号所在的列", "the column of the rater's own key"),
        Key::new("rater_group_column", Ty::Text, "评分人所属的组所在的列", "the column of the rater's group"),
        Key::new("allowed", Ty::Table(&ALLOWED), "评分可以是哪些数", "which figures a rating may be"),
        Key::new("evidence", Ty::Table(&EVIDENCE), "哪些评分要写依据", "which ratings need evidence"),
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
        Key::new(
            "whole_table",
            Ty::Bool,
            "整张表都评本指标，没有指标一列",
            "the whole table is about this indicator and has no column for it",
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
        Key::required(
            "weight",
            WEIGHT_TY,
            "权重：数，分数 \"1/3\"，公式，或按 weight_by 的表，如 { \"理论课\" = 50, otherwise = \"100/3\" }",
            "the weight: a number, a fraction \"1/3\", a formula, or a table by weight_by with an otherwise",
        ),
        Key::new("weight_by", Ty::Text, "权重按名册的哪一列而定", "the column of the roster that decides the weight"),
        Key::new(
            "self",
            Ty::Bool,
            "这一类是本人给自己评分；结果列出自评比他评高多少",
            "these are ratings of oneself; results show how far they lie above those by others",
        ),
        Key::new(
            "tell_above",
            Ty::Number,
            "自评高出他评多于几分要列出；要有 self = true",
            "ratings of oneself that lie above those by others by more are told of; needs self = true",
        ),
        Key::new(
            "not_self",
            Ty::Bool,
            "评自己的不计；要有 rater_key_column",
            "ratings of oneself do not count; needs rater_key_column",
        ),
        Key::new(
            "same_group",
            Ty::Text,
            "名册的列：只计与被评人同组的评分人；要有 rater_group_column",
            "a column of the roster: only raters of the same group count; needs rater_group_column",
        ),
        Key::new(
            "conflict",
            Ty::Text,
            "名册的列：与被评人同组的评分人有利害关系，照计而提示；要有 rater_key_column 或 rater_group_column",
            "a column of the roster: raters of the subject's own group have an interest, and are told of; needs rater_key_column or rater_group_column",
        ),
        Key::new(
            "expected",
            Ty::Formula,
            "每个对象每项应有几份评分",
            "how many ratings there should be of each subject and item",
        ),
        Key::new(
            "min_participation",
            Ty::Number,
            "应有的评分至少来几成，如 0.8；不足时提示",
            "the least share of the expected ratings, such as 0.8; less is told of",
        ),
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
