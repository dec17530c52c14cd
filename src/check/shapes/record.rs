//! Keys of the papers around the figures: who answers, stages, void data, objections.

use super::{DUE, FRACTION, TEXT};
use crate::syntax::shape::{Key, Shape, Ty};

static OWNER_TABLE: Ty = Ty::Table(&OWNER);
pub(super) const OWNER_TY: Ty = Ty::Or(&TEXT, &OWNER_TABLE);

static MOMENT: (Ty, Ty) = (Ty::Date, Ty::Table(&DUE));
const MOMENT_TY: Ty = Ty::Or(&MOMENT.0, &MOMENT.1);

pub(super) static OWNER: Shape = Shape {
    name: "owner",
    keys: &[
        Key::new("unit", Ty::Text, "责任单位", "the unit"),
        Key::new("person", Ty::Text, "责任人", "the person"),
        Key::new("deputy", Ty::Text, "后备", "who stands in"),
        Key::new("keeper", Ty::Text, "资料保管人", "who keeps the papers"),
        Key::new("rights", Ty::Text, "工作权限", "what they may decide"),
    ],
};

pub(super) static CONTRIBUTOR: Shape = Shape {
    name: "contributors",
    keys: &[
        Key::required("unit", Ty::Text, "参与单位", "the unit"),
        Key::required(
            "share",
            FRACTION,
            "份额，合计 1；可写分数 \"1/3\"",
            "its share, 1 in all, or a fraction \"1/3\"",
        ),
    ],
};

pub(super) static SUMMARY: Shape = Shape {
    name: "summary",
    keys: &[
        Key::required("column", Ty::Text, "写着“汇总”的列", "the column that holds the word"),
        Key::new("sum", Ty::Texts, "合计行的字样", "the words of a row of sums"),
        Key::new("mean", Ty::Texts, "均值行的字样", "the words of a row of means"),
        Key::new("columns", Ty::Texts, "核对哪些列", "the columns to compare"),
    ],
};

pub(super) static SETTLES: Shape = Shape {
    name: "settles",
    keys: &[Key::required(
        "days",
        Ty::Number,
        "期末之后的天数；到那天为止数据还可能变，例如退款、补报",
        "days after the end of a period; until then its figures may still change: refunds, late reports",
    )],
};

pub(super) static OUTSIDE: Shape = Shape {
    name: "outside",
    keys: &[
        Key::new("from", Ty::Text, "提供单位", "who delivers it"),
        Key::new("officer", Ty::Text, "经办人", "who asks for it"),
        Key::new("asked_on", Ty::Date, "索取日期", "when it was asked for"),
        Key::new("due", Ty::Date, "应到日期", "by when it is due"),
        Key::new("received_on", Ty::Date, "收到日期", "when it came"),
    ],
};

pub(super) static DUTY: Shape = Shape {
    name: "[[duty]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new("post", Ty::Text, "岗位", "the post"),
    ],
};

pub(super) static STAGE: Shape = Shape {
    name: "[[stage]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new("name", Ty::Name, "显示的名称", "the name shown"),
        Key::new(
            "from",
            MOMENT_TY,
            "开始：日期，或期末、通报后几天",
            "the first day: a date, or days after period end or notice",
        ),
        Key::new("until", MOMENT_TY, "结束：同上", "the last day, likewise"),
        Key::new("after", Ty::Text, "哪个阶段结束之后", "the stage that must be over first"),
        Key::new("owner", Ty::Text, "责任人", "who answers for it"),
    ],
};

pub(super) static VOID: Shape = Shape {
    name: "[[void]]",
    keys: &[
        Key::new("data", Ty::Text, "哪张表的行作废", "the table of which rows are void"),
        Key::new("where", Ty::Formula, "哪些行作废", "which rows"),
        Key::new("element", Ty::Text, "哪个数据元素的值作废", "the element of which a value is void"),
        Key::new(
            "subject",
            Ty::Text,
            "谁的值（编号或姓名），默认所有人",
            "whose: key or name, everybody's if not given",
        ),
        Key::new("period", Ty::Text, "哪一期的值，默认各期", "of which period, every one if not given"),
        Key::required("reason", Ty::Text, "理由", "why"),
        Key::new("by", Ty::Text, "由谁决定", "who decided it"),
        Key::new("on", Ty::Date, "决定的日期", "when it was decided"),
    ],
};

static STATUS: Shape = Shape {
    name: "status",
    keys: &[
        Key::new("open", Ty::Texts, "表示未决的字样", "words for undecided"),
        Key::new("upheld", Ty::Texts, "表示成立的字样", "words for upheld"),
        Key::new("rejected", Ty::Texts, "表示不成立的字样", "words for rejected"),
    ],
};

static WINDOW: Shape = Shape {
    name: "window",
    keys: &[
        Key::required("days", Ty::Number, "天数", "days"),
        Key::new("working", Ty::Bool, "按工作日", "working days"),
        Key::new(
            "after",
            Ty::Choice(&["notice", "period_end"]),
            "从哪天算起（当天不计），默认通报之日",
            "from which day, that day not counted; the notice if not given",
        ),
    ],
};

pub(super) static OBJECTIONS: Shape = Shape {
    name: "[objections]",
    keys: &[
        Key::required("from", Ty::Text, "异议登记表：每件一行的数据表", "the table with one row for each objection"),
        Key::new("indicator_column", Ty::Text, "所异议的指标，默认“指标”", "the indicator, 指标 if not given"),
        Key::new(
            "element_column",
            Ty::Text,
            "更正哪个数据元素（空白则更正指标的值），默认“数据元素”",
            "the element corrected (the indicator's value where blank), 数据元素 if not given",
        ),
        Key::new("value_column", Ty::Text, "更正后的值，默认“更正值”", "the corrected value, 更正值 if not given"),
        Key::new("status_column", Ty::Text, "状态，默认“状态”", "the status, 状态 if not given"),
        Key::new("raised_column", Ty::Text, "提出日期，默认“提出日期”", "when raised, 提出日期 if not given"),
        Key::new("reason_column", Ty::Text, "理由，默认“理由”", "the reason, 理由 if not given"),
        Key::new("decided_by_column", Ty::Text, "处理人，默认“处理人”", "who decided, 处理人 if not given"),
        Key::new("status", Ty::Table(&STATUS), "各状态的字样", "the words of each status"),
        Key::new("window", Ty::Table(&WINDOW), "提出异议的期限", "by when to object"),
    ],
};
