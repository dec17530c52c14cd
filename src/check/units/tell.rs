//! How it is told. Nothing here runs where all is well.

use super::infer::Unit;
use super::known;
use super::measure::{Clash, Measure, same};
use super::show::short;
use super::{Figure, Units};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::rubric::{Element, Expr, Indicator};
use crate::syntax::Node;
use crate::text::{Span, Words, suggest};
use crate::words;

/// What a formula has to come to where nobody writes a unit.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    Money,
    Points,
}

/// Edges against the unit of the figure.
#[derive(Clone, Copy)]
pub(super) enum Written {
    TooSmall,
    TooLarge,
}

impl<'a> Units<'a> {
    /// Two sides of a sum or a comparison.
    pub(super) fn apart(&mut self, symbol: &str, one: (Measure, &Expr), two: (Measure, &Expr), clash: Clash) {
        let (a, b) = (self.shown(one.1, &one.0), self.shown(two.1, &two.0));
        let (Words { zh: a_zh, en: a_en }, Words { zh: b_zh, en: b_en }) = (&a, &b);
        let found = match clash {
            Clash::Dimension => Diagnostic::error(
                codes::UNITS,
                words!(
                    "{a_zh}和{b_zh}不能用 `{symbol}` 放在一起",
                    "`{a_en}` and `{b_en}` do not go together with `{symbol}`"
                ),
            )
            .help(words!(
                "换算成同一单位，或改正写错的 `unit`",
                "convert one of them, or correct the `unit` that is wrong"
            )),
            Clash::Scale(factor) => self.scales_apart(symbol, (&a, one.1), (&b, two.1), factor),
            Clash::Counted | Clash::Each => Diagnostic::warning(
                codes::COUNTED,
                words!("按{a_zh}数的与按{b_zh}数的不能混用", "`{a_en}` and `{b_en}` do not count the same"),
            )
            .help(words!("两边用同一种数：都按户，或都按人", "count the same on both sides: households, or people")),
            Clash::Difference => Diagnostic::warning(
                codes::DIFFERENCE,
                words!("百分数和百分点放在一起", "per cent stands beside percentage points"),
            )
            .help(words!(
                "两个 % 相减得百分点；变化多少 % 写 `(本期 - 上期) / 上期 * 100`",
                "two per cents apart are percentage points; a change in per cent is `(now - before) / before * 100`"
            )),
            Clash::Minutes => minutes(),
        };
        let found = found
            .at((self.rubric.source, one.1.span), words!("{a_zh}", "`{a_en}`"))
            .at((self.rubric.source, two.1.span), words!("{b_zh}", "`{b_en}`"));
        let found = self.declared_at(found, &[one.1, two.1]);
        self.bag.push(found);
    }

    fn scales_apart(&self, symbol: &str, one: (&Words, &Expr), two: (&Words, &Expr), factor: f64) -> Diagnostic {
        let (Words { zh: a_zh, en: a_en }, Words { zh: b_zh, en: b_en }) = (one.0, two.0);
        // The smaller unit is divided into the larger.
        let (text, number) =
            if factor < 1.0 { (self.written_as(one.1), 1.0 / factor) } else { (self.written_as(two.1), factor) };
        let number = short(number);
        Diagnostic::error(
            codes::SCALE,
            words!(
                "{a_zh}和{b_zh}差 {number} 倍，不能直接用 `{symbol}`",
                "`{a_en}` and `{b_en}` are {number} times apart, and `{symbol}` takes one unit"
            ),
        )
        .help(words!("写成 `{text} / {number}`", "write `{text} / {number}`"))
    }

    /// What a formula comes to, and the `unit` beside it.
    pub(super) fn is_what_it_says(
        &mut self,
        (kind, id): (&'static str, &str),
        (found, expr): Figure<'_>,
        said: Unit,
    ) -> bool {
        let (Unit::Known(found), Unit::Known(said)) = (found, said) else { return false };
        let clash = found.clash(&said).or_else(|| carried_off(&found, &said));
        let Some(clash) = clash else { return false };
        let Some(node) = self.written(kind, id).and_then(|table| table.get("unit")) else { return false };
        let text = node.as_text().unwrap_or_default().to_string();
        let is = self.shown(expr, &found);
        let Words { zh: is_zh, en: is_en } = &is;
        let (zh, en) = if kind == "element" { ("数据元素", "element") } else { ("指标", "indicator") };
        let message = words!(
            "{zh} `{id}` 的单位写 {text}，公式得到的是{is_zh}",
            "the unit of {en} `{id}` is `{text}`, and its formula gives `{is_en}`"
        );
        let found = match clash {
            Clash::Scale(factor) => {
                Diagnostic::error(codes::UNIT_SCALE, message).help(self.factor_or_unit(&found, &is, factor))
            }
            Clash::Dimension => Diagnostic::error(codes::UNIT_OF_FORMULA, message).help(words!(
                "把 `unit` 改成 `{is_zh}`，或改正公式",
                "write `unit = \"{is_en}\"`, or correct the formula"
            )),
            Clash::Each => Diagnostic::warning(codes::UNIT_OF_FORMULA, message).help(words!(
                "公式除以所按的个数，或把 `unit` 改成 `{is_zh}`",
                "divide by what it is counted for, or write `unit = \"{is_en}\"`"
            )),
            Clash::Counted => Diagnostic::warning(codes::COUNTED, message).help(words!(
                "分子和分母要数同一种东西；不是一种时单位写 `{is_zh}`",
                "count the same above and below; if they differ, the unit is `{is_en}`"
            )),
            Clash::Difference => Diagnostic::warning(codes::DIFFERENCE, message).help(if said.is_difference() {
                words!(
                    "百分点是两个 % 之差；这里写 `unit = \"%\"`",
                    "percentage points are two per cents apart; write `unit = \"%\"` here"
                )
            } else {
                words!(
                    "两个 % 相减得百分点，写 `unit = \"百分点\"`；要变化百分之几，再 `/ 上期 * 100`",
                    "two per cents apart are percentage points: write `unit = \"pp\"`; for a change in \
                     per cent add `/ before * 100`"
                )
            }),
            Clash::Minutes => minutes(),
        };
        let found = found
            .at((self.rubric.source, self.whole(kind, id, expr)), words!("{is_zh}", "`{is_en}`"))
            .at((self.rubric.source, node.span), words!("写的是 {text}", "`{text}` is written"));
        let found = self.declared_at(found, &[expr]);
        self.bag.push(found);
        true
    }

    /// By what to multiply, and the unit that would be right as it is.
    fn factor_or_unit(&self, found: &Measure, is: &Words, factor: f64) -> Words {
        let mut help = self.factor(found, factor);
        // What is shown for a ratio is no unit that could be written.
        let ratio = found.is_share() && same(found.scale(), 1.0);
        let unit = if ratio { words!("倍", "ratio") } else { is.clone() };
        help.zh.push_str(&format!("，或把 `unit` 改成 `{}`", unit.zh));
        help.en.push_str(&format!(", or write `unit = \"{}\"`", unit.en));
        help
    }

    fn factor(&self, found: &Measure, factor: f64) -> Words {
        let by = if factor < 1.0 { format!("/ {}", short(1.0 / factor)) } else { format!("* {}", short(factor)) };
        if same(found.scale(), found.unconverted()) {
            words!("公式后面写 `{by}`", "append `{by}` to the formula")
        } else if same(factor, 1.0) {
            words!("不用再换算", "leave out the conversion")
        } else {
            words!("换算应写 `{by}`", "convert by `{by}`")
        }
    }

    /// A target or an edge that is a formula.
    pub(super) fn target(&mut self, index: usize, (found, expr): Figure<'_>, unit: Unit) {
        let (Unit::Known(found), Unit::Known(unit)) = (found, unit) else { return };
        let Some(indicator) = self.rubric.indicators.get(index) else { return };
        if found.is_unwritten() || unit.is_unwritten() {
            return;
        }
        let Some(clash) = found.clash(&unit) else { return };
        let (is, wanted) = (self.shown(expr, &found), self.of_declared(indicator, &unit));
        let (Words { zh: is_zh, en: is_en }, id) = (&is, &indicator.id);
        let Words { zh: wanted_zh, en: wanted_en } = &wanted;
        let message = words!(
            "目标是{is_zh}，指标 `{id}` 是{wanted_zh}",
            "the target is in `{is_en}`, and indicator `{id}` is in `{wanted_en}`"
        );
        let code = match clash {
            Clash::Dimension | Clash::Scale(_) | Clash::Each => codes::TARGET_UNIT,
            Clash::Counted => codes::COUNTED,
            Clash::Difference => codes::DIFFERENCE,
            Clash::Minutes => codes::MINUTES,
        };
        let told = match clash {
            Clash::Dimension | Clash::Scale(_) | Clash::Minutes => Diagnostic::error(code, message),
            Clash::Each | Clash::Counted | Clash::Difference => Diagnostic::warning(code, message),
        };
        let help = match clash {
            Clash::Scale(factor) => self.factor(&found, factor),
            _ => words!("目标和指标要用同一单位", "the target and the indicator are in one unit"),
        };
        let mut told = told.at((self.rubric.source, expr.span), words!("{is_zh}", "`{is_en}`"));
        if let Some(at) = self.place_of_unit("indicator", &indicator.id) {
            told = told.at((self.rubric.source, at), words!("{wanted_zh}", "`{wanted_en}`"));
        }
        let told = self.declared_at(told.help(help), &[expr]);
        self.bag.push(told);
    }

    /// Money of a consequence, points of an adjustment.
    pub(super) fn wanted(&mut self, (found, expr): Figure<'_>, unit: &'static str, what: Wanted) {
        let (Unit::Known(found), Unit::Known(unit)) = (found, self.said(unit)) else { return };
        if found.is_unwritten() {
            return;
        }
        let Some(clash) = found.clash(&unit) else { return };
        let is = self.shown(expr, &found);
        let Words { zh: is_zh, en: is_en } = &is;
        let message = match what {
            Wanted::Money => {
                words!("金额要以元计，公式得到的是{is_zh}", "money is in yuan, and the formula gives `{is_en}`")
            }
            Wanted::Points => words!(
                "加减分要以分计，公式得到的是{is_zh}",
                "what is added is in marks, and the formula gives `{is_en}`"
            ),
        };
        let certain = found.is_measured() || matches!(clash, Clash::Scale(_));
        let told =
            if certain { Diagnostic::error(codes::MONEY, message) } else { Diagnostic::warning(codes::MONEY, message) };
        let help = match (clash, what) {
            (Clash::Scale(factor), _) => self.factor(&found, factor),
            (_, Wanted::Money) => words!("乘以每一份多少元", "multiply by so much money for each"),
            (_, Wanted::Points) => words!("乘以每一份多少分", "multiply by so many marks for each"),
        };
        let told = told.at((self.rubric.source, expr.span), words!("{is_zh}", "`{is_en}`")).help(help);
        let told = self.declared_at(told, &[expr]);
        self.bag.push(told);
    }

    /// Edges of 0–1 for per cent, or the reverse.
    pub(super) fn written_otherwise(&mut self, indicator: &Indicator, how: Written) {
        let id = &indicator.id;
        let unit = self.place_of_unit("indicator", id);
        let (message, help) = match how {
            Written::TooSmall => (
                words!(
                    "指标 `{id}` 以 % 计，计分的数却都不超过 1",
                    "indicator `{id}` is in per cent, and no figure of its scoring is above 1"
                ),
                words!("写成百分数：0.95 写 95", "write per cent: 95 for 0.95"),
            ),
            Written::TooLarge => (
                words!(
                    "指标 `{id}` 是 0–1 的比值，计分的数却像百分数",
                    "indicator `{id}` is a ratio of 0–1, and the figures of its scoring look like per cent"
                ),
                words!(
                    "公式后面写 `* 100`，并写 `unit = \"%\"`",
                    "append `* 100` to the formula, and write `unit = \"%\"`"
                ),
            ),
        };
        // All the edges, or where there are none the method.
        let edges = indicator.scoring.rungs.iter().map(|(_, span)| *span);
        let edges = edges.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)));
        let mut told = Diagnostic::warning(codes::RATIO_OR_PERCENT, message).at(
            (self.rubric.source, edges.unwrap_or(indicator.scoring.span)),
            words!("按这些数计分", "scored by these"),
        );
        if let Some(formula) = &indicator.formula {
            told = told.at((self.rubric.source, formula.span), words!("公式", "the formula"));
        }
        if let Some(unit) = unit {
            told = told.at((self.rubric.source, unit), words!("单位", "the unit"));
        }
        self.bag.push(told.help(help));
    }

    /// A number beside a share that is on the other scale.
    pub(super) fn beside(&mut self, (measure, figure): (&Measure, &Expr), (number, at): (f64, &Expr), instead: &str) {
        let is = self.shown(figure, measure);
        let Words { zh: is_zh, en: is_en } = &is;
        let number = short(number);
        let told = Diagnostic::warning(
            codes::RATIO_OR_PERCENT,
            words!("{is_zh} 旁边写的是 {number}", "{number} stands beside `{is_en}`"),
        )
        .at((self.rubric.source, at.span), words!("{number}", "{number}"))
        .at((self.rubric.source, figure.span), words!("{is_zh}", "`{is_en}`"))
        .help(if instead.is_empty() {
            words!("比值乘以 100 再与百分数比较", "multiply the ratio by 100 to compare it with per cent")
        } else {
            words!("全部是 `{instead}`", "the whole is `{instead}`")
        });
        let told = self.declared_at(told, &[figure]);
        self.bag.push(told);
    }

    /// A range that is that of another unit.
    pub(super) fn range_and_unit(&mut self, element: &Element) {
        let Some(table) = self.written("element", &element.id) else { return };
        let (Some(unit), Some(range), Some((_, high))) = (table.get("unit"), table.get("range"), element.range) else {
            return;
        };
        let (id, text) = (&element.id, unit.as_text().unwrap_or_default());
        let told = Diagnostic::warning(
            codes::RATIO_OR_PERCENT,
            words!("`{id}` 以 {text} 计，范围却到 {high} 为止", "`{id}` is in `{text}`, and its range ends at {high}"),
        )
        .at((self.rubric.source, range.span), words!("范围", "the range"))
        .at((self.rubric.source, unit.span), words!("单位", "the unit"))
        .help(if high.to_f64() == 1.0 {
            words!(
                "0–1 的比值写 `unit = \"倍\"`；百分数写 `range = [0, 100]`",
                "a ratio of 0–1 has `unit = \"ratio\"`; per cent has `range = [0, 100]`"
            )
        } else {
            words!(
                "百分数写 `unit = \"%\"`；千分数写 `range = [0, 1000]`",
                "per cent has `unit = \"%\"`; per mille has `range = [0, 1000]`"
            )
        });
        self.bag.push(told);
    }

    /// 人数 in 元.
    pub(super) fn name_and_unit(&mut self, element: &Element, (end, zh, en): (&str, &str, &str)) {
        let Some(at) = self.place_of_unit("element", &element.id) else { return };
        let (id, unit) = (&element.id, element.unit.as_deref().unwrap_or_default());
        self.bag.push(
            Diagnostic::warning(
                codes::NAME_AND_UNIT,
                words!("`{id}` 的单位写 {unit}，与名称不符", "`{id}` is in `{unit}`, and its name says otherwise"),
            )
            .at((self.rubric.source, at), words!("“{end}”以{zh}计", "`{end}` is in {en}"))
            .help(words!("改正 `unit`，或换一个名称", "correct the `unit`, or choose another name")),
        );
    }

    /// Words that are nearly a unit.
    pub(super) fn spelling(&mut self) {
        if self.words.unknown().is_empty() {
            return;
        }
        let known: Vec<&str> = known::UNITS.iter().flat_map(|unit| unit.words).copied().collect();
        let slips: Vec<(String, String)> = (self.words.unknown().iter())
            .filter_map(|word| {
                let slip = known::SLIPS.iter().find(|(slip, _)| slip == word).map(|(_, meant)| *meant);
                let long = word.chars().count() > 2;
                let near = || suggest::nearest(word, known.iter().copied().filter(|unit| unit.chars().count() > 2));
                let meant = slip.or_else(|| if long { near() } else { None })?;
                Some((word.clone(), meant.to_string()))
            })
            .collect();
        for (word, meant) in slips {
            let all = ["element", "indicator"].into_iter().flat_map(|kind| self.root.tables(kind));
            let nodes: Vec<&Node> = all.filter_map(|table| table.get("unit")).collect();
            let Some(node) = nodes.iter().find(|node| node.as_text().is_some_and(|text| text.contains(&word))) else {
                continue;
            };
            self.bag.push(
                Diagnostic::warning(codes::UNIT_WORD, words!("没有单位 `{word}`", "there is no unit `{word}`"))
                    .at((self.rubric.source, node.span), words!("不认识", "not known"))
                    .help(words!("是不是 `{meant}`？", "did you mean `{meant}`?")),
            );
        }
    }
}

/// A share times 100 is no money, whatever the hundred stands for.
fn carried_off(found: &Measure, said: &Measure) -> Option<Clash> {
    let lost = found.is_share() && found.exact() && !same(found.scale(), found.unconverted());
    (lost && said.is_measured()).then_some(Clash::Dimension)
}

fn minutes() -> Diagnostic {
    Diagnostic::error(codes::MINUTES, words!("“分”是分数，不是分钟", "`分` is a mark and no minute"))
        .help(words!("时间写 `unit = \"分钟\"`", "write `unit = \"分钟\"` for time"))
}
