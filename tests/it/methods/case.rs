//! One method of the catalogue: a rubric with its tests, its data, and the words of its page.
//!
//! `tests/methods/M08-relative-to-peer-mean.toml` is a rubric that runs as it stands. Its head is
//! a comment of `key: text` lines, continued until the next key. Where the method is about rows,
//! the folder `tests/methods/M08/` holds the files and `result.txt`: a table as in the pages of the
//! language, written by hand, of the period that `result:` names.
//!
//! The rubric is in Chinese; `words:` says what each name is called on the English page. The
//! English rubric is run too, and must come to the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kaohe::text::Lang;

const KEYS: &[&str] = &[
    "id",
    "title.zh",
    "title.en",
    "source",
    "uses",
    "see",
    "formula",
    "formula.zh",
    "what.zh",
    "what.en",
    "trap.zh",
    "trap.en",
    "result",
    "words",
];

/// What results are called in tables of either language.
const SHOWN: &[(&str, &str)] =
    &[("是", "yes"), ("否", "no"), ("缺失", "missing"), ("不适用", "not_applicable"), ("无意义", "undefined")];

/// Words that most rubrics share.
const SHARED: &[(&str, &str)] = &[("姓名", "name"), ("数据", "data"), ("陷阱：", "Trap: ")];

pub struct Case {
    /// `M08`
    pub id: String,
    /// `M08-relative-to-peer-mean`
    pub stem: String,
    head: BTreeMap<String, String>,
    rubric: String,
    files: Vec<(String, String)>,
    words: Vec<(String, String)>,
}

/// All of them, in the order of their ids.
pub fn all() -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir("tests/methods").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")).map(|path| read(path)).collect()
}

pub fn named(id: &str) -> Case {
    all().into_iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no tests/methods/{id}-….toml"))
}

fn read(path: &Path) -> Case {
    let text = fs::read_to_string(path).unwrap();
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let at = text.find("kaohe = 1").unwrap_or_else(|| panic!("{stem}: no `kaohe = 1`"));
    let (comment, rubric) = text.split_at(at);
    let head = head(&stem, comment);
    let id = head["id"].clone();
    assert!(stem.starts_with(&format!("{id}-")), "{stem} says that it is {id}");
    let mut words: Vec<(String, String)> = head
        .get("words")
        .map(|list| list.split(';').map(str::trim).filter(|pair| !pair.is_empty()).map(|pair| pair_of(&stem, pair)))
        .into_iter()
        .flatten()
        .collect();
    words.push((head["title.zh"].clone(), head["title.en"].clone()));
    words.extend(SHARED.iter().map(|(zh, en)| ((*zh).to_string(), (*en).to_string())));
    // The longest first, so that no name is cut by another.
    words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
    Case { files: files(&path.with_file_name(&id)), id, stem, head, rubric: rubric.to_string(), words }
}

fn pair_of(stem: &str, pair: &str) -> (String, String) {
    let (zh, en) = pair.split_once(" = ").unwrap_or_else(|| panic!("{stem}: no ` = ` in `{pair}`"));
    (zh.trim().to_string(), en.trim().to_string())
}

fn head(stem: &str, comment: &str) -> BTreeMap<String, String> {
    let mut head: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in comment.lines().map(|line| line.trim_start_matches('#').trim()).filter(|line| !line.is_empty()) {
        match line.split_once(": ").filter(|(key, _)| KEYS.contains(key)) {
            Some((key, text)) => {
                last = key.to_string();
                head.insert(last.clone(), text.trim().to_string());
            }
            None => {
                let text = head.get_mut(&last).unwrap_or_else(|| panic!("{stem}: what is `{line}`?"));
                // Lines of Chinese are joined without a gap.
                if !text.ends_with(|c: char| c > '\u{2e80}') {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    for key in ["id", "title.zh", "title.en", "source", "uses", "formula", "what.zh", "what.en", "trap.zh", "trap.en"] {
        assert!(head.contains_key(key), "{stem}: no `{key}:`");
    }
    head
}

/// The files of a folder, if it is there.
fn files(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    all.sort();
    all
}

impl Case {
    /// What the head says under a key, such as `what` in `what.zh`.
    pub fn said(&self, key: &str, lang: Lang) -> &str {
        let both = format!("{key}.{}", lang.pick("zh", "en"));
        self.head.get(&both).or_else(|| self.head.get(key)).map_or("", String::as_str)
    }

    /// A text of the case in a language.
    pub fn in_lang(&self, text: &str, lang: Lang) -> String {
        match lang {
            Lang::Zh => text.to_string(),
            Lang::En => self.words.iter().fold(text.to_string(), |text, (zh, en)| text.replace(zh.as_str(), en)),
        }
    }

    pub fn rubric(&self, lang: Lang) -> String {
        self.in_lang(&self.rubric, lang)
    }

    /// The rubric as a reader would write it: without its tests.
    pub fn rubric_alone(&self, lang: Lang) -> String {
        let rubric = self.rubric(lang);
        let at = rubric.find("\n[[test]]").map_or(rubric.len(), |at| at + 1);
        rubric[..at].trim_end().to_string() + "\n"
    }

    /// Data files, and rubrics beside this one.
    pub fn files(&self, lang: Lang) -> Vec<(String, String)> {
        let data = self.files.iter().filter(|(name, _)| name != "result.txt");
        data.map(|(name, text)| (self.in_lang(name, lang), self.in_lang(text, lang))).collect()
    }

    /// The table that is expected of the data.
    pub fn expected(&self, lang: Lang) -> Option<Vec<Vec<String>>> {
        let (_, text) = self.files.iter().find(|(name, _)| name == "result.txt")?;
        let cell = |cell: &str| match (lang, SHOWN.iter().find(|(zh, _)| *zh == cell)) {
            (Lang::En, Some((_, en))) => (*en).to_string(),
            _ => self.in_lang(cell, lang),
        };
        Some(text.lines().map(|line| crate::docs::example::cells(line).into_iter().map(cell).collect()).collect())
    }

    /// Whether something of the English page is still in Chinese.
    pub fn untranslated(&self) -> Vec<String> {
        let mut texts = vec![self.rubric(Lang::En)];
        texts.extend(self.files(Lang::En).into_iter().flat_map(|(name, text)| [name, text]));
        texts.extend(self.expected(Lang::En).into_iter().flatten().flatten());
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let lines = texts.iter().flat_map(|text| text.lines());
        lines.filter(|line| line.contains(chinese)).map(String::from).collect()
    }
}
