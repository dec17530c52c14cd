//! What the words of a rubric say, held against themselves and against its figures.

use super::{Scheme, codes};
use crate::diagnostic::Diagnostic;
use crate::number::BinaryOp;
use crate::rubric::{Expr, ExprKind};
use crate::syntax::{Node, Table, Value};
use crate::text::{Phrases, Span};
use crate::words;

/// A text that people read.
pub(super) struct Said<'a> {
    /// The key at which it stands.
    key: &'static str,
    pub text: &'a str,
    pub span: Span,
}

/// The keys whose texts are names or prose.
const PROSE: &[&str] = &[
    "id",
    "title",
    "name",
    "definition",
    "purpose",
    "scope",
    "goal",
    "reason",
    "task",
    "message",
    "evidence",
    "verification",
    "owner",
    "basis",
];

/// The lists and tables in which such texts stand.
const LISTS: &[&str] = &[
    "rubric",
    "element",
    "check",
    "duty",
    "category",
    "indicator",
    "variant",
    "rater",
    "veto",
    "adjust",
    "grade",
    "quota",
    "consequence",
    "void",
    "stage",
];

/// The texts that stand in a table at some keys, as they are written.
fn texts_of<'a>(table: &'a Table, keys: &'static [&'static str], found: &mut Vec<Said<'a>>) {
    for entry in &table.entries {
        let Some(key) = keys.iter().copied().find(|key| *key == entry.key) else { continue };
        let one = |node: &'a Node| Some(Said { key, text: node.as_text()?, span: node.span });
        match &entry.node.value {
            Value::Table(both) if key == "name" || key == "title" => {
                found.extend(both.entries.iter().filter_map(|entry| one(&entry.node)));
            }
            _ => found.extend(one(&entry.node)),
        }
    }
}

/// All texts of a rubric that people read.
pub(super) fn texts(root: &Table) -> Vec<Said<'_>> {
    let mut found = Vec::new();
    for table in LISTS.iter().flat_map(|list| root.tables(list)) {
        texts_of(table, PROSE, &mut found);
    }
    found
}

/// Reads texts from left to right.
#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A number with its decimals; commas between thousands are read over.
    fn number(&mut self) -> Option<(f64, usize)> {
        self.spaces();
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        let whole = number.trim_end_matches(['.', ',']);
        let plain = whole.replace(',', "");
        let value = plain.parse().ok()?;
        self.rest = self.rest.get(whole.len()..).unwrap_or(rest);
        Some((value, plain.split_once('.').map_or(0, |(_, decimals)| decimals.len())))
    }

    fn one_of(&mut self, signs: &[&str]) -> Option<()> {
        self.spaces();
        let sign = signs.iter().find(|sign| self.rest.starts_with(**sign))?;
        self.rest = self.rest.get(sign.len()..)?;
        Some(())
    }

    /// A single word sign, such as the unit behind a number; only where what follows it fits.
    fn unit(&mut self) -> Option<char> {
        self.spaces();
        let unit = self.rest.chars().next().filter(|c| c.is_alphabetic())?;
        self.rest = self.rest.get(unit.len_utf8()..)?;
        Some(unit)
    }
}

/// A claimed percentage: of its two figures, and how many decimals it has.
struct Claim<'a> {
    part: f64,
    whole: f64,
    claimed: f64,
    decimals: usize,
    written: &'a str,
}

/// `39/53=73.64%`, `39÷53×100%＝73.64%`, `53 人中 39 人，73.64%` at the beginning of a text.
fn claim(text: &str) -> Option<Claim<'_>> {
    let mut read = Reader { rest: text };
    let (first, _) = read.number()?;
    let quotient = |mut read: Reader<'_>| {
        read.one_of(&["/", "÷", "／"])?;
        let (whole, _) = read.number()?;
        if read.one_of(&["×", "*", "x"]).is_some() {
            read.one_of(&["100%", "100％"])?;
        }
        read.one_of(&["=", "＝"])?;
        Some((first, whole, read.rest.len()))
    };
    let among = |mut read: Reader<'_>| {
        let unit = read.unit()?;
        read.one_of(&["中有", "中"])?;
        let (part, _) = read.number()?;
        (read.unit()? == unit).then_some(())?;
        read.one_of(&["，占", "，即", "，", ",", "（", "(", "占"])?;
        Some((part, first, read.rest.len()))
    };
    let (part, whole, left) = quotient(read).or_else(|| among(read))?;
    let mut read = Reader { rest: text.get(text.len() - left..)? };
    let (claimed, decimals) = read.number()?;
    read.one_of(&["%", "％"])?;
    let written = text.get(..text.len() - read.rest.len())?;
    Some(Claim { part, whole, claimed, decimals, written })
}

/// Percentages that their own two figures do not give.
pub(super) fn claims(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for said in scheme.said.iter().filter(|said| said.text.contains(['%', '％'])) {
        let starts = said.text.char_indices().scan(' ', |before, (at, c)| {
            let begins = c.is_ascii_digit() && !before.is_ascii_digit() && !matches!(*before, '.' | ',');
            *before = c;
            Some((at, begins))
        });
        for (at, _) in starts.filter(|(_, begins)| *begins) {
            let Some(claim) = said.text.get(at..).and_then(claim) else { continue };
            if claim.whole <= 0.0 {
                continue;
            }
            let (right, half) = (claim.part / claim.whole * 100.0, 0.5 * libm::pow(10.0, -(claim.decimals as f64)));
            if (right - claim.claimed).abs() <= half * (1.0 + 1e-9) {
                continue;
            }
            let (decimals, written) = (claim.decimals, claim.written);
            let right = format!("{right:.decimals$}");
            let finding = Diagnostic::warning(
                codes::CLAIM,
                words!("“{written}”算得不对，应为 {right}%", "`{written}` does not come out: it is {right} %"),
            );
            found.push(
                scheme
                    .at(finding, said.span, words!("这段文字", "this text"))
                    .help(words!("核对分子、分母和百分数哪一个错了", "see which of the three figures is wrong")),
            );
        }
    }
    found
}

/// What stands where nobody has written anything yet.
fn blank(text: &str) -> Option<&'static str> {
    const WHOLE: &[&str] =
        &["待定", "待补", "待补充", "待填", "暂缺", "略", "tbd", "todo", "n/a", "xx", "xxx", "××", "×××", "…", "..."];
    const INSIDE: &[&str] = &[
        "[X]",
        "[x]",
        "[ ]",
        "[  ]",
        "【】",
        "【 】",
        "（ ）",
        "（）",
        "（  ）",
        "( )",
        "()",
        "(  )",
        "（　）",
        "__",
        "＿＿",
    ];
    const BEGINNINGS: Phrases = Phrases::new(&["[", "【", "（", "(", "_", "＿"]);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Some("");
    }
    let whole = WHOLE.iter().find(|word| trimmed.eq_ignore_ascii_case(word));
    let inside = || INSIDE.iter().find(|word| text.contains(**word));
    whole.or_else(|| if BEGINNINGS.are_in(text) { inside() } else { None }).copied()
}

/// Blanks and placeholders where names and definitions should stand.
pub(super) fn blanks(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for said in scheme.said {
        let Some(blank) = blank(said.text) else { continue };
        let message = if blank.is_empty() {
            words!("这里是空的文字", "an empty text")
        } else {
            words!("`{blank}` 是没有填的空", "`{blank}` is a blank that nobody has filled in")
        };
        let finding = Diagnostic::warning(codes::BLANK, message);
        found.push(
            scheme
                .at(finding, said.span, words!("这里", "here"))
                .help(words!("填上，或去掉这一行", "fill it in, or leave the line out")),
        );
    }
    found
}

/// `见表二`, `附表3`: the name of a table that a text sends its reader to.
fn table_named(text: &str) -> Option<&str> {
    const SIGNS: Phrases = Phrases::new(&["表", "附件"]);
    if !SIGNS.are_in(text) {
        return None;
    }
    for sign in ["表", "附件"] {
        for (at, _) in text.match_indices(sign) {
            let before = text.get(..at)?;
            let sends =
                ["见", "详见", "按", "依", "附", "如", "按照", "根据"].iter().any(|word| before.ends_with(word));
            let rest = text.get(at + sign.len()..)?;
            let number =
                rest.find(|c: char| !c.is_ascii_digit() && !"一二三四五六七八九十".contains(c)).unwrap_or(rest.len());
            if sends && number > 0 {
                let start = if before.ends_with('附') { at - '附'.len_utf8() } else { at };
                return text.get(start..at + sign.len() + number);
            }
        }
    }
    None
}

/// References to tables that are not there.
pub(super) fn tables(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let keys = |key: &str| {
        let entries = scheme.root.table(key).map(|table| table.entries.as_slice()).unwrap_or_default();
        entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    // Where a scheme comes from has tables of its own.
    for said in scheme.said.iter().filter(|said| said.key != "basis") {
        let Some(name) = table_named(said.text) else { continue };
        if ["table", "data"].iter().any(|key| keys(key).iter().any(|known| known.contains(name))) {
            continue;
        }
        let finding = Diagnostic::note(
            codes::NO_SUCH_TABLE,
            words!("文字中所引的 `{name}` 不在方案里", "the text refers to `{name}`, which is not in the rubric"),
        );
        found.push(scheme.at(finding, said.span, words!("这段文字", "this text")).help(words!(
            "把表写成 `[table.\"{name}\"]`，或把要求直接写出来",
            "write the table as `[table.\"{name}\"]`, or say here what it says"
        )));
    }
    found
}

/// The words of one entry, with their places.
fn words_of(table: &Table) -> Vec<Said<'_>> {
    let mut found = Vec::new();
    texts_of(table, &["id", "name", "reason", "task", "definition"], &mut found);
    found
}

/// Penalties with a ceiling that are not added up either, so that one of the two means nothing.
pub(super) fn capped_not_cumulative(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for table in ["adjust", "consequence"].iter().flat_map(|key| scheme.root.tables(key)) {
        let said = words_of(table);
        let single = ["不累计", "不累加", "不重复计", "不叠加", "not cumulative"];
        let Some(once) = said.iter().find(|said| single.iter().any(|word| said.text.contains(word))) else { continue };
        let ceiling = ["封顶", "上限", "最高扣", "最多扣", "最高奖", "capped"];
        let written = said.iter().find(|said| ceiling.iter().any(|word| said.text.contains(word)));
        let key = ["min", "max"].iter().find_map(|key| table.get(key));
        let Some(span) = written.map(|said| said.span).or(key.map(|node| node.span)) else { continue };
        let finding = Diagnostic::warning(
            codes::NOT_CUMULATIVE,
            words!(
                "既说不累计，又有封顶：不累计就到不了顶",
                "not cumulative and capped: what is not added up reaches no cap"
            ),
        );
        let finding = scheme.at(finding, once.span, words!("不累计", "not cumulative"));
        let finding = if span == once.span { finding } else { scheme.at(finding, span, words!("封顶", "the cap")) };
        found.push(finding.help(words!(
            "说清是每次都算、到顶为止，还是只算一次，去掉另一个说法",
            "say whether each case counts up to the cap, or one case only, and leave the other out"
        )));
    }
    found
}

/// `每次 5 元`, `每件扣 2 分`: the figure for each case, if the text has exactly one.
fn each(text: &str) -> Option<f64> {
    let mut found = None;
    for (at, _) in text.match_indices('每') {
        let rest = text.get(at + '每'.len_utf8()..)?;
        let Some(start) = rest.find(|c: char| c.is_ascii_digit()) else { continue };
        let between = rest.get(..start)?;
        // A unit, and at most what is done with the money.
        let between: String = between.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = ["罚款", "奖励", "扣减", "加分", "扣分", "扣", "罚", "奖", "加", "减", "给", "发"]
            .iter()
            .find_map(|verb| between.strip_suffix(verb))
            .unwrap_or(&between);
        if bare.is_empty() || bare.chars().count() > 1 || "年月季日周".contains(bare) {
            continue;
        }
        let mut read = Reader { rest: rest.get(start..)? };
        let Some((figure, _)) = read.number() else { continue };
        if read.one_of(&["元", "分"]).is_none() || read.rest.starts_with('钟') {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(figure);
    }
    found
}

/// The one number that a formula multiplies something by.
fn factor(formula: &Expr) -> Option<(f64, Span)> {
    let mut numbers = 0;
    let mut found = None;
    formula.walk(&mut |expr| match &expr.kind {
        ExprKind::Number(_) => numbers += 1,
        ExprKind::Binary(BinaryOp::Mul, one, other) => {
            for factor in [one, other] {
                match &factor.kind {
                    ExprKind::Number(figure) => found = Some((figure.abs(), factor.span)),
                    ExprKind::Unary(_, inner) => {
                        if let ExprKind::Number(figure) = &inner.kind {
                            found = Some((figure.abs(), inner.span));
                        }
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    });
    found.filter(|_| numbers == 1)
}

/// So much for each in words, and another figure in the formula.
pub(super) fn figures(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let rubric = scheme.rubric;
    let adjusts = scheme.root.tables("adjust").zip(rubric.adjusts.iter().map(|adjust| Some(&adjust.points)));
    let consequences = rubric.consequences.iter().map(|consequence| consequence.money.as_ref());
    let consequences = scheme.root.tables("consequence").zip(consequences);
    let mut found = Vec::new();
    for (table, formula) in adjusts.chain(consequences) {
        let Some((figure, span)) = formula.and_then(factor) else { continue };
        for said in words_of(table) {
            let Some(written) = each(said.text).filter(|written| *written != figure) else { continue };
            let finding = Diagnostic::warning(
                codes::FIGURE_IN_TEXT,
                words!(
                    "文字写每次 {written}，公式按 {figure} 计",
                    "the text says {written} for each, the formula {figure}"
                ),
            );
            let finding = scheme.at(finding, span, words!("公式", "the formula"));
            found.push(
                scheme
                    .at(finding, said.span, words!("文字", "the text"))
                    .help(words!("核对哪一个对，两处写成一样", "see which is right, and write it in both places")),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Option<f64> {
        claim(text).map(|claim| claim.part / claim.whole * 100.0 - claim.claimed)
    }

    #[test]
    fn percentages_are_read_with_their_two_figures() {
        assert!(wrong("39/53=73.58%").is_some_and(|off| off.abs() < 0.005));
        assert!(wrong("39÷53×100%＝73.64%").is_some_and(|off| off.abs() > 0.05));
        assert!(wrong("53 人中 39 人，73.64%").is_some_and(|off| off.abs() > 0.05));
        assert!(wrong("1,200户中有300户，占25%").is_some_and(|off| off == 0.0));
        for other in ["53 人中 39 件，73.64%", "39/53", "3 天内 95%", "5%", "2024/06/07 完成 95%"] {
            assert!(wrong(other).is_none(), "{other}");
        }
    }

    #[test]
    fn figures_for_each_are_read() {
        assert_eq!(each("每次 5 元"), Some(5.0));
        assert_eq!(each("每件扣2.5分，扣完为止"), Some(2.5));
        assert_eq!(each("每次罚款 50 元"), Some(50.0));
        for other in ["每月 5 元", "每次 5 元，每件 10 元", "每 5 分钟", "每次 5 分钟", "5 元", "每超过 3 天扣 1 分"]
        {
            assert_eq!(each(other), None, "{other}");
        }
    }

    #[test]
    fn references_to_tables() {
        assert_eq!(table_named("各项见表二"), Some("表二"));
        assert_eq!(table_named("按附表3执行"), Some("附表3"));
        assert_eq!(table_named("代表二人、仪表3只、见报表"), None);
    }

    #[test]
    fn blanks_are_seen() {
        assert_eq!(blank("每次扣（ ）分"), Some("（ ）"));
        assert_eq!(blank("TBD"), Some("tbd"));
        assert_eq!(blank("待定的事项"), None);
    }
}
