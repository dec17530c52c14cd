//! `kaohe new TEMPLATE [DIR]`: a shipped rubric with its sample data, to start from.
//!
//! The files are in the program, listed in [`super::templates`].

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::console::Console;
use super::evaluate::unwritable;
use super::schema;
use super::templates::{TEMPLATES, Template};
use crate::check::schema::FILE;
use crate::host::write_atomically;
use crate::text::{Lang, Words, suggest};
use crate::words;

pub fn command(lang: Lang) -> Command {
    let templates: Vec<String> = TEMPLATES
        .iter()
        .map(|template| format!("  {:<14}{}", template.name, lang.pick(template.about.0, template.about.1)))
        .collect();
    Command::new("new")
        .about(lang.pick("从现成的方案和样例数据开始", "start from a shipped rubric with sample data"))
        .arg(
            Arg::new("template")
                .value_name(lang.pick("样板", "TEMPLATE"))
                .required(true)
                .help(lang.pick("样板的名字，见下", "its name, see below")),
        )
        .arg(Arg::new("dir").value_name(lang.pick("目录", "DIR")).value_parser(ValueParser::path_buf()).help(
            lang.pick(
                "放在哪个目录；不写则用样板的名字",
                "where to put it; a directory named like the template if not said",
            ),
        ))
        .after_help(format!("{}\n{}", lang.pick("样板：", "templates:"), templates.join("\n")))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let name = matches.get_one::<String>("template").map_or("", String::as_str);
    let Some(template) = TEMPLATES.iter().find(|template| template.name == name) else {
        unknown(name, console)?;
        return Ok(Exit::Unusable);
    };
    let dir = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_else(|| PathBuf::from(template.name));
    if let Some((taken, _)) = template.files.iter().find(|(file, _)| dir.join(file).symlink_metadata().is_ok()) {
        let taken = dir.join(taken);
        let taken = taken.display();
        console
            .complain(&words!("`{taken}` 已存在，什么都没有写", "`{taken}` is there already, nothing was written"))?;
        return Ok(Exit::Unusable);
    }
    for (file, bytes) in template.files {
        let path = dir.join(file);
        if let Err(error) = write(&path, &in_copy(template, file, bytes)) {
            console.complain(&unwritable(&path, &error))?;
            return Ok(Exit::Unusable);
        }
    }
    // One that is there already may be somebody's own.
    let schema = dir.join(FILE);
    if schema.symlink_metadata().is_err() && write(&schema, schema::text(console.lang).as_bytes()).is_err() {
        // Only editors miss it.
        let schema = schema.display();
        console.note(&words!("无法写入 `{schema}`", "cannot write `{schema}`"))?;
    }
    let rubric = dir.join(template.files.first().map_or("", |(file, _)| file));
    let (dir, rubric, count) = (dir.display(), quoted(&rubric.to_string_lossy()), template.files.len());
    console.say(&words!("已在 {dir} 中建立 {count} 个文件，下一步：", "{count} files are in {dir}; next:"))?;
    for (verb, zh, en) in
        [("evaluate", "算出结果", "the results"), ("watch", "一边改，一边看", "see them while the rubric is edited")]
    {
        console.line(&format!("  kaohe {verb} {rubric}    # {}", console.lang.pick(zh, en)))?;
    }
    Ok(Exit::Fine)
}

fn unknown(name: &str, console: &mut Console) -> io::Result<()> {
    console.complain(&words!("没有样板 `{name}`", "there is no template `{name}`"))?;
    if let Some(near) = suggest::nearest(name, TEMPLATES.iter().map(|template| template.name)) {
        console.note(&words!("是不是 `{near}`？", "perhaps `{near}` is meant"))?;
    }
    for template in TEMPLATES {
        let (name, (zh, en)) = (template.name, template.about);
        console.note(&Words { zh: format!("  {name}：{zh}"), en: format!("  {name}: {en}") })?;
    }
    Ok(())
}

/// A copied rubric has its data beside it; so has one that is only there to be extended. Its schema
/// is beside it too.
fn in_copy<'a>(template: &Template, file: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|_| file.ends_with(".toml")) else { return bytes.into() };
    let mut copy = match text.strip_prefix("#:schema ").and_then(|rest| rest.split_once('\n')) {
        Some((_, rest)) => format!("#:schema {FILE}\n{rest}"),
        None => text.to_string(),
    };
    let ours = |line: &&str| line.starts_with("data = \"../../data/");
    if let Some(line) = text.lines().find(ours).filter(|_| template.data) {
        copy = copy.replacen(line, "data = \"data\"", 1);
    }
    copy.into_bytes().into()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    write_atomically(path, bytes)
}

/// As a shell reads it.
fn quoted(path: &str) -> String {
    if path.contains([' ', '\'', '"', '(', ')', '&', '$']) {
        format!("'{}'", path.replace('\'', r"'\''"))
    } else {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every shipped rubric can be started from, with all of its data.
    #[test]
    fn nothing_of_a_template_is_missing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let names = |dir: PathBuf| {
            let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file());
            let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
            names.filter(|name| !name.starts_with('.')).collect::<Vec<_>>()
        };
        let has = |family: &str, file: &str| {
            let of_family = |template: &&Template| template.name.starts_with(family);
            TEMPLATES.iter().filter(of_family).any(|template| template.files.iter().any(|(name, _)| *name == file))
        };
        let folders = |dir: &str| {
            let folders = std::fs::read_dir(root.join(dir)).unwrap().map(|entry| entry.unwrap().file_name());
            folders.map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        for family in folders("rubrics").iter().filter(|family| *family != "examples") {
            for rubric in names(root.join("rubrics").join(family)).iter().filter(|file| *file != "seed-figures.toml") {
                assert!(has(family, rubric), "{family}: {rubric}");
            }
        }
        for family in folders("data") {
            for data in names(root.join("data").join(&family)) {
                assert!(has(&family, &format!("data/{data}")), "{family}: {data}");
            }
        }
    }

    #[test]
    fn copies_look_for_their_data_beside_them() {
        for template in TEMPLATES.iter().filter(|template| template.data) {
            for (file, bytes) in template.files.iter().filter(|(file, _)| file.ends_with(".toml")) {
                let copy = String::from_utf8(in_copy(template, file, bytes).into_owned()).unwrap();
                assert!(copy.contains("\ndata = \"data\"\n"), "{file}");
                assert!(copy.starts_with("#:schema kaohe.schema.json\n"), "{file}");
            }
        }
    }
}
