//! TOML text → the same in one layout: comments, order and what is on one line stay as they are.
//!
//! Works on the text of a document that can be read; what cannot be read is not laid out. Knows no
//! keys: whoever calls says which of them hold formulas. `read.rs` takes the text apart, `write.rs`
//! puts it together, `formula.rs` sets the blanks in a formula.

mod formula;
mod read;
mod write;

/// The text laid out. `is_formula` is asked for the path of every text, list places left out.
///
/// Laid out twice it is the same as laid out once. A text that is not understood comes back as it
/// is.
pub fn format(text: &str, is_formula: &dyn Fn(&[String]) -> bool) -> String {
    let windows = text.contains("\r\n");
    let plain = if windows { text.replace("\r\n", "\n") } else { text.to_string() };
    let Some(items) = read::items(&plain, is_formula) else { return text.to_string() };
    let out = write::written(&items);
    if windows { out.replace('\n', "\r\n") } else { out }
}

/// A line, or several of one value.
#[derive(Debug)]
enum Item<'t> {
    Blank,
    Comment(&'t str),
    Head { text: String, comment: Option<&'t str> },
    Entry { key: String, value: Value<'t>, comment: Option<&'t str> },
}

#[derive(Debug)]
enum Value<'t> {
    /// As written, or a formula set anew.
    Plain(String),
    Group(Group<'t>),
}

/// A list or an inline table.
#[derive(Debug)]
struct Group<'t> {
    table: bool,
    /// On one line there is one row, without a comment.
    lines: bool,
    rows: Vec<Row<'t>>,
}

/// What stands on one line of a group.
#[derive(Debug, Default)]
struct Row<'t> {
    members: Vec<Member<'t>>,
    comment: Option<&'t str>,
}

/// Of a list the key is empty.
#[derive(Debug)]
struct Member<'t> {
    key: String,
    value: Value<'t>,
}

#[cfg(test)]
mod tests {
    use super::format;

    fn formatted(text: &str) -> String {
        let formula = |path: &[String]| path.last().is_some_and(|key| key == "formula");
        let once = format(text, &formula);
        assert_eq!(format(&once, &formula), once, "a second time");
        once
    }

    #[test]
    fn blanks_and_lines() {
        let text = "\n\n# 头\nkaohe=1\n\n\n\n[rubric]\n\ntitle  =\"甲\"   \n  points= 100# 满分\n[[indicator]]\n\
                    id=\"a\"\n\n# 下一项\n[[ indicator ]]\n\"名 称\".b . c = [ 1,2 ,3, ]\nx = {a=1,b = 'c'}\n\n";
        let expected = "# 头\nkaohe = 1\n\n[rubric]\ntitle = \"甲\"\npoints = 100 # 满分\n\n[[indicator]]\nid = \"a\"\n\n\
                        # 下一项\n[[indicator]]\n\"名 称\".b.c = [1, 2, 3]\nx = { a = 1, b = 'c' }\n";
        assert_eq!(formatted(text), expected);
        assert_eq!(formatted(&text.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
    }

    #[test]
    fn without_empty_lines_it_stays_so() {
        assert_eq!(formatted("a=1\n[b]\nc=2\n# d\n[[e]]\n"), "a = 1\n[b]\nc = 2\n# d\n[[e]]\n");
        assert_eq!(formatted("a=1\n[b]\n\nc=2\n[[e]]\n"), "a = 1\n\n[b]\nc = 2\n\n[[e]]\n");
    }

    #[test]
    fn formulas() {
        let text = "formula = 'if( a>=-1&&!b ,x^2 ,\"c  d\" )'\nscore.formula = \"a*( b+1 )\"\nother = \"a*b\"\n";
        let expected =
            "formula = 'if(a >= -1 && !b, x ^ 2, \"c  d\")'\nscore.formula = \"a * (b + 1)\"\nother = \"a*b\"\n";
        assert_eq!(formatted(text), expected);
        for kept in ["formula = \"a = b\"\n", "formula = \"a == \\\"b\\\"\"\n", "formula = '''\na+b'''\n"] {
            assert_eq!(formatted(kept), kept);
        }
    }

    #[test]
    fn lists_over_lines() {
        let text =
            "a = [\n  [ 60,100 ],   # 甲\n[5,9],# 乙丙\n # 完\n]\nb = [ { 名=\"甲\", n=1 },\n{ 名=\"欧阳\", n=10 } ]\n";
        let expected = "a = [\n    [60, 100], # 甲\n    [ 5,   9], # 乙丙\n    # 完\n]\n\
                        b = [\n    { 名 = \"甲\",   n = 1 },\n    { 名 = \"欧阳\", n = 10 },\n]\n";
        assert_eq!(formatted(text), expected);
        let long = format!("a = [{}]\n", ["[100, 200]"; 12].join(","));
        assert_eq!(formatted(&long), format!("a = [\n{}]\n", "    [100, 200],\n".repeat(12)));
        let words = format!("a = [{}]\n", ["\"四个汉字\""; 12].join(","));
        assert!(formatted(&words).lines().all(|line| crate::text::width::width(line) <= 110));
    }

    #[test]
    fn trailing_comments_of_a_run_stand_in_line() {
        let text = "a = 1 # 一\nbcd = 23 # 二\n\ne = 4     # 三\nf = 5\n";
        assert_eq!(formatted(text), "a = 1    # 一\nbcd = 23 # 二\n\ne = 4 # 三\nf = 5\n");
    }

    #[test]
    fn texts_of_many_lines_and_dates_are_kept() {
        let text =
            "a = \"\"\"\n x = [ 1,2 ]  \n\n\n# y\"\"\" # z\nb = 2024-06-07 07:32:00\nc = -1_000.5e+3\n'#' = '#'\n";
        assert_eq!(formatted(text), text);
    }
}
