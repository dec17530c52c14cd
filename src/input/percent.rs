//! Which cells of a workbook are shown as percentages, where calamine gives values only. A
//! cell shown as `47.5%` holds 0.475, and nobody who looks at the sheet can see that.

use std::collections::HashSet;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};

/// Row and column, both from 0.
pub type Cells = HashSet<(u32, u32)>;

/// Whether a number format shows a percentage: a `%` that is neither quoted nor escaped, in the
/// part for positive numbers.
pub fn shows(code: &str) -> bool {
    let mut quoted = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                chars.next();
            }
            ';' if !quoted => return false,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// The percentages of each sheet of an OpenDocument workbook, in the order of its sheets.
pub fn of_ods<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Vec<Cells> {
    const REPEATED: u32 = 16_384;
    let mut sheets: Vec<Cells> = Vec::new();
    let Ok(content) = archive.by_name("content.xml") else { return sheets };
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(content));
    let mut buffer = Vec::new();
    let (mut row, mut next_row, mut column) = (0_u32, 0_u32, 0_u32);
    loop {
        buffer.clear();
        let (tag, open) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => (tag, true),
            Ok(Event::Empty(tag)) => (tag, false),
            Ok(Event::Eof) | Err(_) => return sheets,
            Ok(_) => continue,
        };
        match tag.name().as_ref() {
            "table:table" if open => {
                sheets.push(Cells::new());
                (row, next_row, column) = (0, 0, 0);
            }
            "table:table-row" => {
                row = next_row;
                next_row = row.saturating_add(repeats(&tag, "table:number-rows-repeated"));
                column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let end = column.saturating_add(repeats(&tag, "table:number-columns-repeated"));
                if attribute(&tag, "office:value-type").as_deref() == Some("percentage")
                    && let Some(cells) = sheets.last_mut()
                {
                    // A repeated row of percentages is filled in as far as any sheet of people goes.
                    for row in row..next_row.min(row.saturating_add(REPEATED)) {
                        cells.extend((column..end.min(column.saturating_add(REPEATED))).map(|column| (row, column)));
                        if cells.len() > 10_000_000 {
                            return sheets;
                        }
                    }
                }
                column = end;
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.value.to_string())
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_in_formats() {
        assert!(shows("0.00%"));
        assert!(shows("[Red]0%;-0%"));
        assert!(!shows("0\"%\""));
        assert!(!shows("0\\%"));
        assert!(!shows("0;0%"));
    }
}
