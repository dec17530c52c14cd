//! Keys of what comes after the total: grades and quotas, correction, caps, carry-over, pools.

use super::{OVERRIDE, REMOVE};
use crate::syntax::shape::{Key, Shape, Ty};

static FORMULA: Ty = Ty::Formula;
static BY_SIZE: Ty = Ty::Table(&HEADS_BY_SIZE);
static HEADS_BY_SIZE: Shape = Shape {
    name: "max_count",
    keys: &[
        Key::required("at_most", Ty::Pairs, "[[组内人数不超过, 名额], …]", "[[size of the group up to, heads], …]"),
        Key::new("otherwise", Ty::Number, "更大的组的名额", "heads in larger groups"),
    ],
};
/// A number of heads, or one by the size of the group.
const HEADS: Ty = Ty::Or(&FORMULA, &BY_SIZE);

pub static GRADE: Shape = Shape {
    name: "[[grade]]",
    keys: &[
        Key::new("id", Ty::Text, "代号", "a short name"),
        Key::required("name", Ty::Name, "名称", "the name"),
        Key::new("min", Ty::Number, "总分不低于", "the total is at least this"),
        Key::new(
            "max_share",
            Ty::Formula,
            "最多占同组的比例（0 到 1），可以写公式",
            "the largest share of the group, 0 to 1, or a formula for it",
        ),
        Key::new(
            "min_share",
            Ty::Formula,
            "这一级及以下至少占同组的比例（0 到 1）",
            "at least this share of the group has this grade or a lower one",
        ),
        Key::new(
            "max_count",
            HEADS,
            "最多几人；`{ at_most = [[5, 1]], otherwise = 2 }` 为 5 人以下的组最多 1 人，更大的组 2 人",
            "at most so many; `{ at_most = [[5, 1]], otherwise = 2 }` is 1 in a group of up to 5 and 2 in a larger one",
        ),
        Key::new("min_count", HEADS, "这一级及以下至少几人", "at least so many have this grade or a lower one"),
        Key::new(
            "among",
            Ty::Text,
            "名额按哪一个分组算，默认第一个；all 为全体",
            "the group that the quota is of, the first if not given; all for everybody",
        ),
        Key::new(
            "rounding",
            Ty::Choice(&["down", "nearest", "up"]),
            "名额人数怎样取整：down、nearest（四舍五入）、up；默认上限舍去、下限进一",
            "how heads are rounded: down, nearest, up; if not given, down for a limit and up for a floor",
        ),
        Key::new(
            "ties",
            Ty::Choice(&["down", "up"]),
            "在名额线上并列的：down 都往下（默认），up 都留在上面",
            "those tied across the line: down, all go down (if not given), or up, all stay",
        ),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

pub static QUOTA: Shape = Shape {
    name: "[[quota]]",
    keys: &[
        Key::new("id", Ty::Text, "代号", "a short name"),
        Key::required("grades", Ty::Texts, "哪几个相邻的等级合在一起", "the neighbouring grades it is about, together"),
        Key::new("max_share", Ty::Formula, "最多占同组的比例（0 到 1）", "the largest share of the group, 0 to 1"),
        Key::new("min_share", Ty::Formula, "至少占同组的比例（0 到 1）", "the least share of the group, 0 to 1"),
        Key::new("max_count", HEADS, "最多几人", "at most so many"),
        Key::new("min_count", HEADS, "至少几人", "at least so many"),
        Key::new(
            "by",
            Ty::Formula,
            "按单位的得分或等级定比例，配 at_least 或 words",
            "shares by a figure or grade of the group, with `at_least` or `words`",
        ),
        Key::new(
            "at_least",
            Ty::Any,
            "每行：下限，各等级的比例，如 [[5, 0.15, 0.4], [4, 0.1, 0.3]]",
            "in each row an edge and a share for each grade, such as [[5, 0.15, 0.4], [4, 0.1, 0.3]]",
        ),
        Key::new(
            "words",
            Ty::Any,
            "每个词：各等级的比例，如 { \"A\" = [0.3, 0.4] }",
            "for each word a share for each grade, such as { \"A\" = [0.3, 0.4] }",
        ),
        Key::new(
            "among",
            Ty::Text,
            "按哪一个分组算，默认第一个；all 为全体",
            "the group it is of, the first if not given; all for everybody",
        ),
        Key::new(
            "rounding",
            Ty::Choice(&["down", "nearest", "up"]),
            "名额人数怎样取整：down、nearest（四舍五入）、up；默认上限舍去、下限进一",
            "how heads are rounded: down, nearest, up; if not given, down for a limit and up for a floor",
        ),
        Key::new(
            "ties",
            Ty::Choice(&["down", "up"]),
            "在名额线上并列的：down 都往下（默认），up 都留在上面",
            "those tied across the line: down, all go down (if not given), or up, all stay",
        ),
        OVERRIDE,
        REMOVE,
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
    ],
};

pub static CORRECTION: Shape = Shape {
    name: "[correction]",
    keys: &[
        Key::required(
            "method",
            Ty::Choice(&["factor", "z_score"]),
            "factor 乘宽严系数；z_score 按各组的平均和标准差折算",
            "factor multiplies; z_score goes by each group's mean and standard deviation",
        ),
        Key::new("factor", Ty::Formula, "系数", "the factor"),
        Key::new("mean", Ty::Formula, "折算到的平均，默认全体平均", "the common mean, that of everybody if not given"),
        Key::new(
            "std",
            Ty::Formula,
            "折算到的标准差，默认全体标准差",
            "the common standard deviation, that of everybody if not given",
        ),
        Key::new(
            "all_equal",
            Ty::Choice(&["keep", "mean"]),
            "组内总分全都一样时：keep 不变（默认），mean 取折算到的平均",
            "where all totals of a group are equal: keep them (if not given), or the common mean",
        ),
        Key::new(
            "alone",
            Ty::Choice(&["keep", "mean"]),
            "组内只有一人时：keep 不变（默认），mean 取折算到的平均",
            "for a group of one: keep the total (if not given), or the common mean",
        ),
        Key::new("among", Ty::Text, "按哪一个分组，默认第一个", "the group, the first if not given"),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
    ],
};

pub static MEAN_CAP: Shape = Shape {
    name: "[[mean_cap]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::required("max", Ty::Formula, "平均分最高多少", "the highest mean"),
        Key::required(
            "then",
            Ty::Choice(&["reject", "rescale"]),
            "超过时：reject 结果作废待改，rescale 全组按比例压低",
            "above it: reject, the results are not to be used; rescale, the group's totals are multiplied down",
        ),
        Key::new(
            "among",
            Ty::Text,
            "按哪一个分组，默认第一个；all 为全体",
            "the group, the first if not given; all for everybody",
        ),
        OVERRIDE,
        REMOVE,
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
    ],
};

pub static FINAL: Shape = Shape {
    name: "[final]",
    keys: &[
        Key::required(
            "formula",
            Ty::Formula,
            "最后的总分，由本期的 total 和以前各期的 prev(total) 计算",
            "the final total, from the period's own `total` and earlier ones, `prev(total)`",
        ),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
    ],
};

pub(super) static POOL: Shape = Shape {
    name: "pool",
    keys: &[
        Key::required("amount", Ty::Formula, "总额（元）", "the whole sum of money"),
        Key::new(
            "share",
            Ty::Formula,
            "按什么分，如 系数 * total；不写则平分",
            "by what it is divided, such as `factor * total`; equally if not given",
        ),
        Key::new(
            "among",
            Ty::Text,
            "在哪个分组里分，默认第一个；all 为全体",
            "the group in which it is divided, the first if not given; all for everybody",
        ),
        Key::new("decimals", Ty::Number, "发到几位小数，默认 2", "decimals of what is paid, 2 if not given"),
    ],
};
