//! The second sheet: what each column is, in full.

use std::io;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::{Blank, allowed};
use crate::report::xlsx::page::{clean, failed, head_lines};
use crate::report::xlsx::style::Style;
use crate::text::Lang;

const WIDTHS: [usize; 6] = [28, 10, 24, 60, 36, 36];

pub fn write(sheet: &mut Worksheet, blank: &Blank, style: &Style, name: &str) -> io::Result<()> {
    let lang = blank.lang;
    sheet.set_name(name).map_err(failed)?;
    let lines: [&str; 6] = match lang {
        Lang::Zh => [
            "只填黄色的格子，填好变白；“已填”随填随算。",
            "没有数：不适用的写“不适用”，还不知道的空着，不要写 0。",
            "可以排序（连同隐藏列）、移动行列、改表头、改文件名；隐藏的行、列和工作表不要删，数靠它们认回去。",
            "要加人，在表尾另起一行，第一列写编号。",
            "资料链接写这一行数据的证明材料在哪里；备注给汇总的人看，不进计算。",
            "WPS、LibreOffice 打开也行，存成 xlsx 或 ods。保护没有密码，只防误改。",
        ],
        Lang::En => [
            "Fill in the yellow cells; they turn white. “filled in” counts along.",
            "No figure: write “not applicable” where it does not apply; leave blank what is not known. Do not write 0.",
            "Rows and columns may be sorted (with the hidden column), moved and renamed, the file too; hidden rows, columns and sheets must stay: the figures are known by them.",
            "For somebody who is missing add a row at the end, with the key in the first column.",
            "Evidence says where the papers of the row are; comments are for whoever collects and enter no result.",
            "WPS and LibreOffice do as well; save as xlsx or ods. The protection has no password: it prevents slips only.",
        ],
    };
    let mut row = 0;
    let title = lang.pick("怎样填", "How to fill it in");
    sheet.write_string_with_format(row, 0, title, &style.title).map_err(failed)?;
    for line in lines {
        row += 1;
        sheet.write_string_with_format(row, 0, line, &style.fact).map_err(failed)?;
    }
    row += 2;
    let heads = match lang {
        Lang::Zh => ["项目", "单位", "可以填", "定义", "证明资料", "用于哪些指标"],
        Lang::En => ["Column", "Unit", "May be", "Definition", "Evidence", "Used by"],
    };
    for (at, (head, wide)) in heads.iter().zip(WIDTHS).enumerate() {
        sheet.write_string_with_format(row, at as u16, *head, &style.head).map_err(failed)?;
        sheet.set_column_width(at as u16, wide as f64).map_err(failed)?;
    }
    sheet.set_freeze_panes(row + 1, 1).map_err(failed)?;
    let cell: Format = style.wrapped.clone().set_align(FormatAlign::Top);
    for asked in blank.asked {
        row += 1;
        let used = asked.used.join(lang.pick("、", "; "));
        let texts = [
            asked.name.as_str(),
            asked.unit.as_deref().unwrap_or_default(),
            &allowed(&asked.allowed, lang),
            asked.definition.as_deref().unwrap_or_default(),
            asked.evidence.as_deref().unwrap_or_default(),
            &used,
        ];
        let mut lines = 1;
        for (at, (text, wide)) in texts.iter().zip(WIDTHS).enumerate() {
            let text = clean(text);
            lines = lines.max(head_lines(&text, wide.saturating_sub(2)));
            sheet.write_string_with_format(row, at as u16, text.as_ref(), &cell).map_err(failed)?;
        }
        sheet.set_row_height(row, 15.0 * lines.min(20) as f64 + 3.0).map_err(failed)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.protect();
    Ok(())
}
