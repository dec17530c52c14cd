//! The house rules: who may import whom, what a room begins with, what is not left lying about.
//!
//! Every rule looks at every file and says everything it found at once.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A room imports only rooms on floors below its own.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["text", "host", "number"]),
    (1, &["diagnostic", "statistics", "table"]),
    (2, &["syntax", "rubric", "plan", "result"]),
    (3, &["library", "input", "report"]),
    (4, &["check", "cluster", "compile", "diagnose", "eval", "explain", "prove", "sql"]),
    (5, &["session"]),
    (7, &["serve"]),
    (8, &["cli"]),
];

/// Imports against the rule, and why they stay: importer, imported, reason.
const ALLOWED: &[(&str, &str, &str)] =
    &[("table", "diagnostic", "the origin of a value is the same cell that findings point at")];

/// The longest a file may be.
const LINES: usize = 700;

/// Longer files: file, lines allowed, reason.
const LONG: &[(&str, usize, &str)] = &[];

struct File {
    /// `src/eval/kernel/mod.rs`
    name: String,
    text: String,
}

impl File {
    /// `["eval", "kernel"]`, the module that the file is.
    fn module(&self) -> Vec<&str> {
        let path = self.name.split_once('/').map_or("", |(_, rest)| rest);
        let path = path.trim_start_matches("it/").trim_end_matches(".rs");
        let mut parts: Vec<&str> = path.split('/').collect();
        if parts.last() == Some(&"mod") {
            parts.pop();
        }
        parts
    }

    fn room(&self) -> Option<&str> {
        self.module().first().copied().filter(|room| floor(room).is_some())
    }
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(floor, _)| *floor)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(File { name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn all_kept(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n{}\n", broken.join("\n"));
}

/// The code without comments and without what stands in quotes.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '"' => {
                out.push('"');
                while let Some(c) = rest.next() {
                    match c {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        '\n' => out.push('\n'),
                        _ => {}
                    }
                }
                out.push('"');
            }
            // A quotation mark as a character does not begin a text.
            '\'' => {
                let mut ahead = rest.clone();
                let first = ahead.next();
                if first == Some('\\') {
                    rest.nth(1);
                    while rest.next_if(|c| *c != '\'').is_some() {}
                    rest.next();
                } else if ahead.next() == Some('\'') {
                    rest.nth(1);
                } else {
                    out.push(c);
                }
            }
            c => out.push(c),
        }
    }
    out
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The rooms behind a `crate::` or a path that climbs to the top: with the line each stands on.
fn imports<'a>(file: &File, code: &'a str) -> Vec<(usize, &'a str)> {
    let depth = file.module().len();
    let tests = code.find("mod tests {").unwrap_or(code.len());
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = &code[..at];
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') || before.ends_with("super::") {
                continue;
            }
            let mut path = &code[at..];
            let mut climbed = 0;
            while let Some(rest) = path.strip_prefix("super::") {
                path = rest;
                climbed += 1;
            }
            let inside = depth + usize::from(at > tests);
            let path = match path.strip_prefix("crate::") {
                Some(path) if climbed == 0 => path,
                _ if start == "super::" && climbed >= inside => path,
                _ => continue,
            };
            let line = before.lines().count().max(1);
            found.extend(heads(path).into_iter().map(|head| (line, head)));
        }
    }
    found
}

/// The first words of `a::b` or of `{a::b, c}`.
fn heads(path: &str) -> Vec<&str> {
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let mut heads = vec![word(group.trim_start())];
    let mut open = 1;
    for (at, c) in group.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            ',' if open == 1 => heads.push(word(group[at + 1..].trim_start())),
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "//! crate::doc\nuse crate::{text::Span, number::{self, Near}, words};\nlet a = \"crate::cli\";\n\
                let q = '\"'; super::super::plan::Op; super::own; fn f<'a>() -> crate::eval::Lanes {}\n\
                mod tests {\n super::super::inner; super::super::super::session; }\n";
    let file = File { name: "src/check/deep.rs".into(), text: text.into() };
    let code = code(text);
    let found: Vec<&str> = imports(&file, &code).into_iter().map(|(_, head)| head).collect();
    assert_eq!(found, ["text", "number", "words", "eval", "plan", "session"]);
}

#[test]
fn rooms_import_only_rooms_on_floors_below() {
    let mut broken = Vec::new();
    for file in files("src") {
        let Some(room) = file.room() else { continue };
        let mine = floor(room).unwrap();
        let code = code(&file.text);
        for (line, other) in imports(&file, &code) {
            let Some(theirs) = floor(other) else { continue };
            let allowed = ALLOWED.iter().any(|(from, to, _)| (*from, *to) == (room, other));
            if other == room || theirs < mine || allowed {
                continue;
            }
            let name = &file.name;
            broken.push(format!("{name}:{line}: `{room}` (floor {mine}) imports `{other}` (floor {theirs})"));
        }
    }
    all_kept("a room imports only rooms on floors below its own", &broken);
}

#[test]
fn every_room_has_a_floor() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut broken = Vec::new();
    for line in lib.lines() {
        let Some(rest) = line.trim().strip_prefix("pub mod ").or(line.trim().strip_prefix("mod ")) else { continue };
        let room = rest.trim_end_matches(';');
        if floor(room).is_none() {
            broken.push(format!("`{room}` stands on no floor: enter it in tests/it/tidy.rs and docs/architecture.md"));
        }
    }
    for (from, to, _) in ALLOWED {
        let used = files("src").iter().any(|file| {
            file.room() == Some(from) && imports(file, &code(&file.text)).iter().any(|(_, other)| other == to)
        });
        if !used {
            broken.push(format!("the exception `{from}` → `{to}` is not needed any more"));
        }
    }
    all_kept("the list of floors is up to date", &broken);
}

#[test]
fn every_file_is_declared() {
    let mut broken = Vec::new();
    for folder in ["src", "tests"] {
        let all = files(folder);
        for file in &all {
            let parts = file.module();
            if matches!(file.name.as_str(), "src/lib.rs" | "src/main.rs" | "tests/it/main.rs") {
                continue;
            }
            let (own, above) = parts.split_last().unwrap();
            let base = if folder == "src" { "src" } else { "tests/it" };
            let parents: Vec<String> = if above.is_empty() {
                ["lib", "main"].iter().map(|name| format!("{base}/{name}.rs")).collect()
            } else {
                let path = above.join("/");
                vec![format!("{base}/{path}/mod.rs"), format!("{base}/{path}.rs")]
            };
            let declared = all.iter().filter(|parent| parents.contains(&parent.name)).any(|parent| {
                let lines = parent.text.lines().map(str::trim);
                let mut names = lines.filter_map(|line| line.split_once("mod ").map(|(_, name)| name));
                names.any(|name| name.trim_end_matches(';') == *own)
            });
            if !declared {
                broken.push(format!("{}: no `mod {own};` in {}", file.name, parents.join(" or ")));
            }
        }
    }
    all_kept("every file is declared by a `mod` line", &broken);
}

#[test]
fn every_room_says_what_it_is() {
    let mut broken = Vec::new();
    for file in files("src").iter().filter(|file| file.name.ends_with("/mod.rs") || file.name == "src/lib.rs") {
        if !file.text.starts_with("//! ") {
            broken.push(format!("{}: begins without a `//!` paragraph", file.name));
        }
    }
    all_kept("a room begins with what it is for and what it does not know", &broken);
}

#[test]
fn files_stay_small() {
    let mut broken = Vec::new();
    for file in files("src").into_iter().chain(files("tests")) {
        let lines = file.text.lines().count();
        let limit = LONG.iter().find(|(name, ..)| *name == file.name).map_or(LINES, |(_, lines, _)| *lines);
        if lines > limit {
            broken.push(format!("{}: {lines} lines, more than {limit}", file.name));
        }
    }
    for (name, ..) in LONG {
        let lines = fs::read_to_string(root().join(name)).map(|text| text.lines().count()).unwrap_or(0);
        if lines <= LINES {
            broken.push(format!("{name}: {lines} lines, the exception is not needed any more"));
        }
    }
    all_kept("a file holds one thought", &broken);
}

#[test]
fn nothing_is_left_for_later() {
    // Written apart, so that this file does not find itself.
    let marks =
        [["to", "do!("].concat(), ["unimpl", "emented!("].concat(), ["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    let mut broken = Vec::new();
    for file in files("src").into_iter().chain(files("tests")) {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(mark.as_str())) {
                broken.push(format!("{}:{}: `{mark}`", file.name, number + 1));
            }
        }
    }
    all_kept("nothing is left for later", &broken);
}

#[test]
fn every_code_is_listed_once() {
    let listed: Vec<&str> = crate::docs::all_codes().iter().map(|code| code.id).collect();
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for id in &listed {
        if !seen.insert(*id) {
            broken.push(format!("`{id}` is listed twice"));
        }
    }
    for file in files("src") {
        // Tests may have codes of their own.
        let own = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        if file.name.ends_with("/fixture.rs") || file.name.ends_with("/tests.rs") {
            continue;
        }
        let mut rest = own;
        while let Some((_, after)) = rest.split_once("Code::new(") {
            rest = after;
            let Some(id) = after.trim_start().strip_prefix('"').and_then(|text| text.split('"').next()) else {
                continue;
            };
            if !seen.contains(id) {
                broken.push(format!("{}: `{id}` is in no list of codes", file.name));
            }
        }
    }
    all_kept("every code of findings stands in its room's `CODES`, once", &broken);
}

#[test]
fn the_architecture_page_draws_the_same_floors() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let mut drawn = String::new();
    for (floor, rooms) in FLOORS.iter().rev() {
        writeln!(drawn, "{floor}   {}", rooms.join("  ")).unwrap();
    }
    assert!(page.contains(&drawn), "docs/architecture.md should contain\n\n{drawn}");
}
