//! Comments put into cells of a workbook that somebody else saved: everything in the file stays as it is, and
//! the parts that comments need are added.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use crate::diagnostic::column_letters;
use crate::text::Words;
use crate::words;

/// What is said of a cell; row and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// What follows the place of the drawing of comments in a sheet.
const BEHIND: &[&str] = &[
    "<legacyDrawingHF",
    "<drawingHF",
    "<picture",
    "<oleObjects",
    "<controls",
    "<webPublishItems",
    "<tableParts",
    "<extLst",
    "</worksheet>",
];
/// Unpacked bytes of a workbook that is taken apart.
const LARGEST: u64 = 1 << 28;

/// A copy of a workbook with comments in cells of one sheet.
///
/// # Errors
/// Why they cannot be put there.
pub fn annotate(bytes: &[u8], sheet: &str, remarks: &[Remark]) -> Result<Vec<u8>, Words> {
    let unreadable = || words!("工作簿拆不开", "the workbook cannot be taken apart");
    let mut parts = unpack(bytes).ok_or_else(unreadable)?;
    let text = |parts: &[(String, Vec<u8>)], name: &str| {
        let found = parts.iter().find(|(own, _)| own == name)?;
        String::from_utf8(found.1.clone()).ok()
    };
    let book = text(&parts, "xl/workbook.xml").ok_or_else(unreadable)?;
    let links = text(&parts, "xl/_rels/workbook.xml.rels").ok_or_else(unreadable)?;
    let path = sheet_path(&book, &links, sheet).ok_or_else(unreadable)?;
    let content = text(&parts, &path).ok_or_else(unreadable)?;
    let (folder, file) = path.rsplit_once('/').ok_or_else(unreadable)?;
    let own_links = format!("{folder}/_rels/{file}.rels");
    let there = text(&parts, &own_links);
    if content.contains("<legacyDrawing ") || there.as_deref().is_some_and(|links| links.contains("/comments\"")) {
        return Err(words!("工作表里已有批注", "the sheet has comments of its own"));
    }
    let at = BEHIND.iter().filter_map(|tag| content.find(tag)).min().ok_or_else(unreadable)?;
    let number = (1..).find(|number| {
        let names = [format!("xl/comments_kaohe{number}.xml"), format!("xl/drawings/kaohe{number}.vml")];
        !parts.iter().any(|(own, _)| names.contains(own))
    });
    let number = number.unwrap_or(1);
    let (comments, drawing) = (format!("comments_kaohe{number}.xml"), format!("kaohe{number}.vml"));
    let drawn = format!("<legacyDrawing xmlns:r=\"{RELATIONS}\" r:id=\"kaoheDrawing\"/>");
    let content = format!("{}{drawn}{}", content.get(..at).unwrap_or(""), content.get(at..).unwrap_or(""));
    put(&mut parts, &path, content);
    let new = format!(
        "<Relationship Id=\"kaoheDrawing\" Type=\"{RELATIONS}/vmlDrawing\" Target=\"/xl/drawings/{drawing}\"/>\
         <Relationship Id=\"kaoheComments\" Type=\"{RELATIONS}/comments\" Target=\"/xl/{comments}\"/>"
    );
    let links = match there {
        Some(links) if links.contains("</Relationships>") => {
            links.replacen("</Relationships>", &format!("{new}</Relationships>"), 1)
        }
        _ => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{new}</Relationships>"
        ),
    };
    put(&mut parts, &own_links, links);
    let types = text(&parts, "[Content_Types].xml").ok_or_else(unreadable)?;
    let mut added = String::new();
    if !types.contains("Extension=\"vml\"") {
        added.push_str(
            "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>",
        );
    }
    added.push_str(&format!(
        "<Override PartName=\"/xl/{comments}\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>"
    ));
    put(&mut parts, "[Content_Types].xml", types.replacen("</Types>", &format!("{added}</Types>"), 1));
    let by_cell = by_cell(remarks);
    put(&mut parts, &format!("xl/{comments}"), comments_of(&by_cell));
    put(&mut parts, &format!("xl/drawings/{drawing}"), drawing_of(&by_cell));
    pack(&parts).ok_or_else(unreadable)
}

type Parts = Vec<(String, Vec<u8>)>;

fn unpack(bytes: &[u8]) -> Option<Parts> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let (mut parts, mut left) = (Parts::new(), LARGEST);
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.to_string();
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).ok()?;
        left = left.checked_sub(content.len() as u64)?;
        parts.push((name, content));
    }
    Some(parts)
}

fn pack(parts: &Parts) -> Option<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).ok()?;
        writer.write_all(content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fn put(parts: &mut Parts, name: &str, content: String) {
    match parts.iter_mut().find(|(own, _)| own == name) {
        Some((_, old)) => *old = content.into_bytes(),
        None => parts.push((name.to_string(), content.into_bytes())),
    }
}

/// The part that a sheet is in.
fn sheet_path(book: &str, links: &str, sheet: &str) -> Option<String> {
    let tag = tags(book, "<sheet ").find(|tag| attribute(tag, "name").is_some_and(|name| unescaped(name) == sheet))?;
    let id = attribute(tag, "r:id")?;
    let link = tags(links, "<Relationship ").find(|tag| attribute(tag, "Id") == Some(id))?;
    let target = attribute(link, "Target")?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_string))
}

fn tags<'t>(text: &'t str, begin: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split('>').next())
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let tag = tag.trim_start();
    let begin = if tag.starts_with(&format!("{name}=\"")) { 0 } else { tag.find(&format!(" {name}=\""))? + 1 };
    tag.get(begin + name.len() + 2..)?.split('"').next()
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_string(), |text, (from, to)| text.replace(from, to))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\n' | '\t' => safe.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

/// All that is said of a cell is one comment.
fn by_cell(remarks: &[Remark]) -> BTreeMap<(u32, u32), String> {
    let mut cells: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for remark in remarks.iter().filter(|remark| remark.row > 0) {
        let text = cells.entry((remark.row, remark.column.max(2))).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&remark.text);
    }
    cells
}

fn comments_of(cells: &BTreeMap<(u32, u32), String>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>kaohe</author></authors><commentList>",
    );
    for ((row, column), text) in cells {
        let (cell, text) = (format!("{}{row}", column_letters(*column)), escaped(text));
        out.push_str(&format!(
            "<comment ref=\"{cell}\" authorId=\"0\"><text><r><rPr><sz val=\"9\"/></rPr><t xml:space=\"preserve\">{text}</t></r></text></comment>"
        ));
    }
    out.push_str("</commentList></comments>");
    out
}

fn drawing_of(cells: &BTreeMap<(u32, u32), String>) -> String {
    let mut out = String::from(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>",
    );
    for (at, ((row, column), text)) in cells.iter().enumerate() {
        let (row, column) = (row - 1, column - 1);
        let lines = 3 + text.chars().count() as u32 / 14;
        let (id, right, bottom) = (1025 + at, column + 4, row + lines);
        out.push_str(&format!(
            "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 15, {}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            column + 1,
            row.saturating_sub(1)
        ));
    }
    out.push_str("</xml>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::Reader;

    fn book(comment: bool) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet().set_name("填报 & 说明").unwrap();
        sheet.write_string(0, 0, "甲").unwrap();
        sheet.write_number(2, 3, 5.0).unwrap();
        if comment {
            sheet.insert_note(0, 0, &rust_xlsxwriter::Note::new("x")).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn comments_stand_in_their_cells_and_all_else_stays() {
        let before = book(false);
        let remark = |row, column, text: &str| Remark { row, column, text: text.into() };
        let all = [remark(3, 4, "超出 0–1 <b>"), remark(3, 4, "另有一处"), remark(1, 2, "空着")];
        let after = annotate(&before, "填报 & 说明", &all).unwrap();
        let parts = unpack(&after).unwrap();
        let text = |name: &str| {
            let part = parts.iter().find(|(own, _)| own.contains(name)).unwrap();
            String::from_utf8(part.1.clone()).unwrap()
        };
        let comments = text("comments_kaohe1");
        assert!(comments.contains("<comment ref=\"D3\"") && comments.contains("&lt;b&gt;\n另有一处"), "{comments}");
        assert!(text("[Content_Types]").contains("/xl/comments_kaohe1.xml"));
        assert!(text("sheet1.xml.rels").contains("kaoheDrawing"));
        for (name, content) in unpack(&before).unwrap() {
            let changed = ["[Content_Types].xml", "xl/worksheets/sheet1.xml"].contains(&name.as_str());
            let now = parts.iter().find(|(own, _)| *own == name).unwrap();
            assert!(changed || now.1 == content, "{name}");
        }
        let mut opened: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(after)).unwrap();
        let cells = opened.worksheet_range("填报 & 说明").unwrap();
        assert_eq!(cells.get_value((2, 3)), Some(&calamine::Data::Float(5.0)));
    }

    #[test]
    fn comments_of_others_are_left_alone() {
        let remark = Remark { row: 1, column: 2, text: "x".into() };
        assert!(annotate(&book(true), "填报 & 说明", std::slice::from_ref(&remark)).is_err());
        assert!(annotate(&book(false), "没有", std::slice::from_ref(&remark)).is_err());
        assert!(annotate(b"PK\x03\x04", "填报", &[remark]).is_err());
    }
}
