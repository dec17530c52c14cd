//! A page taken apart into prose, blocks and generated parts, and put together again.

use kaohe::text::Lang;

use super::example::Example;
use super::{example, formulas, generated, root};

/// A page as it should be, and what no rewriting mends.
pub struct Kept {
    pub text: String,
    /// Each begins with its line.
    pub mistakes: Vec<String>,
}

/// Brings every block and every generated part of a page up to date.
pub fn bring_up_to_date(text: &str, lang: Lang) -> Kept {
    let mut out = String::new();
    let mut mistakes = Vec::new();
    let mut example: Option<Example> = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(name) = marker(line, "begin") {
            let end = format!("<!-- end {name} -->");
            if !lines.by_ref().any(|(_, line)| line == end) {
                mistakes.push(format!("{}: no `{end}`", number + 1));
                break;
            }
            match generated::named(name, lang) {
                Some(made) => out.push_str(&made),
                None => mistakes.push(format!("{}: nothing is generated for `{name}`", number + 1)),
            }
            out.push_str(&end);
            out.push('\n');
            continue;
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let mut body = String::new();
        for (_, line) in lines.by_ref() {
            if line == "```" {
                break;
            }
            body.push_str(line);
            body.push('\n');
        }
        match block(info, &body, lang, &mut example) {
            Ok(body) => out.push_str(&body),
            Err(mistake) => {
                out.push_str(&body);
                mistakes.push(format!("{}: {mistake}", number + 1));
            }
        }
        out.push_str("```\n");
    }
    Kept { text: out, mistakes }
}

fn marker<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_prefix(word)?.strip_prefix(' ')?.strip_suffix(" -->")
}

/// What the block should hold.
fn block(info: &str, body: &str, lang: Lang, example: &mut Option<Example>) -> Result<String, String> {
    let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
    // A path is a file of the project; its text may serve as an example too.
    let body = if rest.contains('/') {
        let text = std::fs::read_to_string(root().join(rest)).map_err(|error| format!("{rest}: {error}"))?;
        // Where its schema lies is true where the file lies, not of a copy from the page.
        match text.strip_prefix("#:schema ").and_then(|rest| rest.split_once('\n')) {
            Some((_, shown)) => shown.to_string(),
            None => text,
        }
    } else {
        body.to_string()
    };
    match (kind, rest) {
        ("toml", "part") => example::part(&body)?,
        ("toml", "indicator") => example::indicator(&body)?,
        // `rubric extends NAME`: of the rubric above, which is called so.
        // `rubric beside NAME`: of one that uses the results of the rubric above, and its files.
        ("toml", rest) if rest.starts_with("rubric extends ") || rest.starts_with("rubric beside ") => {
            let base = example.as_ref().ok_or("no rubric above it")?;
            *example = Some(base.extended_by(rest.rsplit(' ').next().unwrap_or_default(), &body)?);
        }
        ("toml", rest) if rest == "rubric" || rest.contains('/') => *example = Some(Example::new(&body)?),
        ("toml", "") => return Err("say `toml rubric`, `toml part` or `toml indicator`".into()),
        ("csv", name) if !name.is_empty() => {
            let example = example.as_mut().ok_or("a file without a rubric above it")?;
            example.add(name.rsplit('/').next().unwrap_or(name), &body);
        }
        ("result", period) => {
            return example.as_ref().ok_or("a result without a rubric above it")?.result(&body, period, lang);
        }
        ("formula", _) => return formulas::block(&body, lang),
        _ => {}
    }
    Ok(body)
}

/// The first lines that differ, to be shown.
pub fn first_difference(is: &str, should_be: &str) -> String {
    let (is, should_be): (Vec<&str>, Vec<&str>) = (is.lines().collect(), should_be.lines().collect());
    let same = is.iter().zip(&should_be).take_while(|(a, b)| a == b).count();
    let line = |all: &[&str]| all.get(same).map_or("(the end)".to_string(), |line| (*line).to_string());
    format!("{}: is not up to date\n  is         {}\n  should be  {}", same + 1, line(&is), line(&should_be))
}
