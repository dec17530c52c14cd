//! Reading a rubric's file: whatever an editor made of it, text comes out, or the reason why not.

use std::io;
use std::path::Path;

use super::codes;
use crate::diagnostic::{Bag, Diagnostic, Label, Place};
use crate::host::Host;
use crate::input::encoding;
use crate::text::{SourceId, Sources, Words};
use crate::words;

/// Why there is no text.
#[derive(Debug, Clone, PartialEq)]
pub struct NotOpened {
    pub finding: Box<Diagnostic>,
    /// Whether the file itself could not be had, rather than being a file with nothing in it.
    pub unreadable: bool,
}

/// Reads a rubric and adds it to the sources. A file in GBK or UTF-16 is read with a warning; a
/// byte order mark is dropped, so spans count from the first character.
///
/// # Errors
/// No such file, a directory, no permission, no text, nothing in it.
pub fn open(host: &dyn Host, path: &Path, sources: &mut Sources, findings: &mut Bag) -> Result<SourceId, NotOpened> {
    let text = read(host, path, findings)?;
    Ok(sources.add(&shown(path), &text))
}

/// The text of a rubric.
///
/// # Errors
/// As [`open`].
pub(super) fn read(host: &dyn Host, path: &Path, findings: &mut Bag) -> Result<String, NotOpened> {
    let name = shown(path);
    let place = || Label { place: Place::File(name.as_str().into()), words: Words::default() };
    let stop = |mut finding: Diagnostic, unreadable| {
        finding.labels.push(place());
        NotOpened { finding: Box::new(finding), unreadable }
    };
    let bytes = host.read(path).map_err(|error| stop(not_read(&name, &error), true))?;
    let Some(decoded) = encoding::decode(&bytes) else {
        let finding =
            Diagnostic::error(codes::NOT_TEXT, words!("`{name}` 不是文本文件", "`{name}` is not a text file")).help(
                words!(
                    "方案是 UTF-8 编码的 TOML 文本，扩展名 `.toml`",
                    "a rubric is TOML text in UTF-8, named `*.toml`"
                ),
            );
        return Err(stop(finding, true));
    };
    if decoded.text.trim().is_empty() {
        let finding = Diagnostic::error(codes::EMPTY, words!("方案 `{name}` 是空的", "the rubric `{name}` is empty"))
            .help(words!("用 `kaohe new minimal` 生成一个可以改的方案", "`kaohe new minimal` makes one to start from"));
        return Err(stop(finding, false));
    }
    if decoded.name != "UTF-8" || !decoded.bad_lines.is_empty() {
        let mut finding = other_encoding(&name, decoded.name, decoded.bad_lines.first().copied());
        finding.labels.push(place());
        findings.push(finding);
    }
    Ok(decoded.text.into_owned())
}

/// One spelling on every system.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn not_read(name: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error(codes::NO_RUBRIC, words!("找不到方案文件 `{name}`", "there is no rubric `{name}`"))
                .help(words!("检查路径和文件名", "check the path and the name"))
        }
        io::ErrorKind::IsADirectory => {
            Diagnostic::error(codes::DIRECTORY, words!("`{name}` 是目录", "`{name}` is a directory"))
                .help(words!("写出目录中方案文件的名字", "name the rubric in it"))
        }
        io::ErrorKind::PermissionDenied => Diagnostic::error(
            codes::UNREADABLE,
            words!("没有读取 `{name}` 的权限", "`{name}` may not be read: permission denied"),
        ),
        _ => Diagnostic::error(
            codes::UNREADABLE,
            words!("`{name}` 无法读取：{error}", "`{name}` cannot be read: {error}"),
        ),
    }
}

fn other_encoding(name: &str, encoding: &str, bad_line: Option<u32>) -> Diagnostic {
    let message = match bad_line {
        Some(line) => words!(
            "`{name}` 第 {line} 行有无法解码的字符（按 {encoding} 读取）",
            "line {line} of `{name}` has characters that mean nothing in {encoding}"
        ),
        None => words!("`{name}` 是 {encoding} 编码，已照此读取", "`{name}` is in {encoding} and was read as such"),
    };
    Diagnostic::warning(codes::NOT_UTF8, message).help(words!("用编辑器另存为 UTF-8", "save it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;

    fn read(bytes: &[u8]) -> (Result<String, &'static str>, usize) {
        let host = Memory::default().with("a.toml", bytes);
        let (mut sources, mut findings) = (Sources::default(), Bag::default());
        let opened = open(&host, Path::new("a.toml"), &mut sources, &mut findings);
        (opened.map(|id| sources.text(id).to_string()).map_err(|e| e.finding.code.id), findings.all.len())
    }

    #[test]
    fn text_as_editors_save_it() {
        let text = "kaohe = 1 # 考核方案\n";
        assert_eq!(read(text.as_bytes()), (Ok(text.into()), 0));
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()), (Ok(text.into()), 0));
        let gbk = encoding_rs::GB18030.encode(text).0;
        assert_eq!(read(&gbk), (Ok(text.into()), 1));
    }

    #[test]
    fn what_is_no_rubric() {
        assert_eq!(read(b"").0, Err("K0804"));
        assert_eq!(read(b"\xef\xbb\xbf \n").0, Err("K0804"));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").0, Err("K0805"));
        let (mut sources, mut findings) = (Sources::default(), Bag::default());
        let missing = open(&Memory::default(), Path::new("b.toml"), &mut sources, &mut findings);
        assert!(missing.is_err_and(|e| e.unreadable && e.finding.code.id == "K0801"));
    }
}
