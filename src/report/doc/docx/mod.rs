//! A document as a file for Word, WPS and LibreOffice (Office Open XML, ECMA-376).
//!
//! `parts` are the files in it that are the same for all documents, `body` is the text. Nothing in it goes by the
//! clock: the same document gives the same bytes.

mod body;
mod parts;

use std::io::{self, Cursor, Write};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Document;

pub(super) fn write(document: &Document) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let (text, lists) = body::body(document);
    for (name, part) in [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_string()),
        ("_rels/.rels", parts::RELATIONS.to_string()),
        ("docProps/core.xml", parts::core(&safe(&document.title), document.lang)),
        ("word/document.xml", text),
        ("word/styles.xml", parts::styles()),
        ("word/numbering.xml", parts::numbering(lists)),
        ("word/settings.xml", parts::settings()),
        ("word/footer1.xml", parts::FOOTER.to_string()),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONS.to_string()),
    ] {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

/// Text between tags: escaped, without what XML 1.0 has no room for.
fn safe(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(kept.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::report::doc::{Column, Run, Text};
    use crate::text::Lang;

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..zip.len()).map(|at| zip.by_index(at).unwrap().name().unwrap().to_string()).collect()
    }

    fn hostile() -> Document {
        let mut document = Document::new("<b>&\u{1}标题", Lang::Zh);
        document.heading(1, "一、]]>");
        document.paragraph(Text::from("=cmd|'/c calc'!A0").line(Run::Code("a < b && \"c\"\u{ffff}".into())));
        document.list(vec!["甲".into(), "乙".into()]);
        document.steps(vec!["一".into()]);
        document.steps(vec!["又一".into()]);
        let columns = vec![Column::text("名", 3), Column::number("数", 1)];
        document.table("表", columns, vec![vec!["张\u{202e}三".into(), "1".into()]]);
        document
    }

    #[test]
    fn every_part_is_well_formed() {
        let bytes = write(&hostile()).unwrap();
        for name in names(&bytes) {
            let text = part(&bytes, &name);
            let mut reader = Reader::from_str(&text);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event() {
                    Ok(Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}\n{text}"),
                }
            }
        }
    }

    #[test]
    fn what_texts_hold_stays_text_and_ordered_lists_begin_anew() {
        let bytes = write(&hostile()).unwrap();
        let text = part(&bytes, "word/document.xml");
        assert!(text.contains("&lt;b&gt;&amp;标题") && !text.contains("<b>&"));
        assert!(text.contains("张三") && !text.contains('\u{202e}') && !text.contains('\u{ffff}'));
        assert!(text.contains("<w:numId w:val=\"2\"/>") && text.contains("<w:numId w:val=\"3\"/>"));
        assert_eq!(part(&bytes, "word/numbering.xml").matches("<w:startOverride").count(), 2);
        assert!(text.contains("<w:tblHeader/>"));
        assert_eq!(write(&hostile()).unwrap(), bytes);
    }
}
