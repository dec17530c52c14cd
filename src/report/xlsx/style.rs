//! How cells look: fonts, colours that everybody can tell apart, formats of numbers.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::text::Lang;

/// Blue and orange differ for colour-blind eyes, and in print.
const DARK: u32 = 0x1F_4E_79;
const PALE: u32 = 0xDD_EB_F7;
pub const BAR: u32 = 0x9D_C3_E6;
pub const LEAST: u32 = 0xFC_E4_D6;
pub const MIDDLE: u32 = 0xFF_FF_FF;
pub const GREATEST: u32 = 0x9D_C3_E6;
/// Of lines in small charts.
pub const LINE_COLOUR: u32 = DARK;
const LINK: u32 = 0x05_63_C1;
const LINE: u32 = 0xD0_D0_D0;
const INPUT: u32 = 0xFF_F8_E1;
const GIVEN: u32 = 0xFF_E6_99;
const GREY: u32 = 0x80_80_80;

/// Every format that sheets share.
#[derive(Debug)]
pub struct Style {
    pub title: Format,
    pub fact: Format,
    pub warning: Format,
    pub link: Format,
    /// A way to another sheet over a head.
    pub way: Format,
    pub section: Format,
    /// Over several columns, and the heads under it.
    pub band: Format,
    pub head: Format,
    pub text: Format,
    /// Text that is broken into lines.
    pub wrapped: Format,
    pub nothing: Format,
    pub number: Format,
    /// Data that may be written over, their heads, and figures that do not follow them.
    pub input: Format,
    pub given: Format,
    pub kept: Format,
}

impl Style {
    pub fn new(lang: Lang) -> Style {
        let plain = match lang {
            Lang::Zh => Format::new().set_font_name("Microsoft YaHei").set_font_size(10),
            Lang::En => Format::new().set_font_name("Calibri").set_font_size(11),
        };
        let lined = |format: Format| {
            format
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(LINE))
                .set_align(FormatAlign::VerticalCenter)
        };
        let cell = lined(plain.clone());
        let head = cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        let given = head.clone();
        Style {
            title: plain.clone().set_bold().set_font_size(15).set_font_color(Color::RGB(DARK)),
            fact: plain.clone().set_font_color(Color::RGB(0x40_40_40)),
            warning: plain.clone().set_bold().set_font_color(Color::RGB(0xC5_5A_11)),
            link: plain.clone().set_font_color(Color::RGB(LINK)),
            way: head.clone().set_background_color(Color::RGB(PALE)).set_font_color(Color::RGB(LINK)).unset_bold(),
            section: plain.set_bold().set_font_size(12).set_font_color(Color::RGB(DARK)),
            band: head.clone().set_background_color(Color::RGB(DARK)).set_font_color(Color::White),
            head: head.set_background_color(Color::RGB(PALE)).set_font_color(Color::RGB(DARK)),
            text: cell.clone().set_indent(1),
            wrapped: cell.clone().set_text_wrap(),
            nothing: cell
                .clone()
                .set_italic()
                .set_font_color(Color::RGB(GREY))
                .set_align(FormatAlign::Right)
                .set_shrink(),
            input: cell.clone().set_background_color(Color::RGB(INPUT)),
            given: given.set_background_color(Color::RGB(GIVEN)).set_font_color(Color::RGB(DARK)),
            kept: cell.clone().set_font_color(Color::RGB(GREY)),
            number: cell,
        }
    }

    /// Numbers with so many decimals and a sign behind them.
    pub fn with_decimals(&self, decimals: usize, behind: &str) -> Format {
        self.number.clone().set_num_format(format_of(decimals, behind))
    }

    pub fn date(&self) -> Format {
        self.number.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center)
    }

    /// Yes and no, grades: words that stand in the middle.
    pub fn centred(&self) -> Format {
        self.text.clone().set_align(FormatAlign::Center)
    }

    /// Sums of money, a gain with its sign.
    pub fn money(&self, decimals: usize) -> Format {
        let plain = format_of(decimals, "");
        self.number.clone().set_num_format(format!("+{plain};-{plain};{plain}"))
    }
}

/// `0.00`, `0.0"%"`
pub fn format_of(decimals: usize, behind: &str) -> String {
    let mut format = if decimals == 0 { "0".to_string() } else { format!("0.{}", "0".repeat(decimals)) };
    if !behind.is_empty() {
        format.push_str(&format!("\"{behind}\""));
    }
    format
}
