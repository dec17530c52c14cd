//! A made rubric of any size: seeded, so that every machine reads the same bytes.
//!
//! At 101 indicators it is 25 KB and scores as real schemes do: 40 straight lines, 25 tables of
//! bands, 15 deductions, 10 by the best and the worst of the group, 11 by the share of the group
//! that is beaten; five categories, two vetoes, four grades. Nothing is wrong with it. It knows the
//! language and nothing of the program.

use std::fmt::Write;

/// As many indicators as the CDC's county rubric has.
pub const INDICATORS: usize = 101;

const CATEGORIES: usize = 5;

#[derive(Clone, Copy)]
enum Method {
    Linear,
    Bands,
    Deduct,
    MinMax,
    Percentile,
}

/// Numbers that look random and are the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// The text of a rubric. Copies have the same shape and other texts: no two files are alike.
pub fn rubric(copy: u64, indicators: usize) -> String {
    let mut dice = Dice(20_240_601);
    let mut methods: Vec<Method> = (0..indicators)
        .map(|index| match index * INDICATORS / indicators {
            0..40 => Method::Linear,
            40..65 => Method::Bands,
            65..80 => Method::Deduct,
            80..90 => Method::MinMax,
            _ => Method::Percentile,
        })
        .collect();
    for last in (1..methods.len()).rev() {
        methods.swap(last, dice.below(last as u64 + 1) as usize);
    }
    let elements = (indicators / 2).max(4);
    let mut text = String::with_capacity(indicators * 256);
    let points = indicators * 10;
    let _ = write!(
        text,
        "kaohe = 1\n\n[rubric]\ntitle = \"客服考核方案 {copy}\"\nbasis = \"第 {} 号通知\"\npurpose = \"改进服务\"\n\
         cycle = \"month\"\nmarking = \"points\"\npoints = {points}\ndecimals = 2\nmissing = \"skip\"\n\n\
         [subject]\nnoun = \"客服\"\nroster = \"staff\"\nkey = \"工号\"\ngroups = [\"部门\"]\n\n\
         [data.staff]\nfile = \"名册.csv\"\nkey = \"工号\"\n\n\
         [data.figures]\nfile = \"月报.csv\"\nkey = \"工号\"\nperiod = {{ column = \"月份\" }}\n",
        copy % 97 + 1,
    );
    for element in 0..elements {
        let _ = write!(
            text,
            "\n[[element]]\nid = \"数{element:03}\"\nfrom = \"figures\"\nunit = \"件\"\nrange = [0, {}]\n",
            500 + element
        );
    }
    for category in 0..CATEGORIES {
        let members = (0..indicators).filter(|index| index % CATEGORIES == category).count();
        let _ = write!(text, "\n[[category]]\nid = \"类{category}\"\npoints = {}\n", members * 10);
    }
    for (index, method) in methods.iter().enumerate() {
        let mut element = || dice.below(elements as u64) as usize;
        // Each element is used.
        let a = index % elements;
        let b = (a + 1 + element() % (elements - 1)) % elements;
        let c = (b + 1 + element() % (elements - 1)) % elements;
        let (formula, unit) = match (method, index % 3) {
            (Method::Deduct, _) => (format!("数{a:03} + 数{b:03}"), "件"),
            (_, 0) => (format!("数{a:03} / 数{b:03} * 100"), "%"),
            (_, 1) => (format!("(数{a:03} + 数{b:03}) / 数{c:03} * 100"), "%"),
            _ => (format!("数{a:03} / (数{a:03} + 数{b:03}) * 100"), "%"),
        };
        let (low, full) = (5 + index % 20, 60 + index % 40);
        let (better, score) = match method {
            Method::Linear => ("higher", format!("linear = {{ zero = {low}, full = {full} }}")),
            Method::Bands => (
                "higher",
                format!("bands.at_least = [[{full}, 100], [{}, 90], [{}, 75], [{low}, 60]]", full - 15, full - 30),
            ),
            Method::Deduct => ("lower", format!("deduct = {{ each = 0.{} }}", 1 + index % 5)),
            Method::MinMax => ("higher", "min_max = {}".into()),
            Method::Percentile => ("higher", "percentile = {}".into()),
        };
        let _ = write!(
            text,
            "\n[[indicator]]\nid = \"指标{index:03}\"\nin = \"类{}\"\npoints = 10\nformula = \"{formula}\"\nunit = \"{unit}\"\n\
             better = \"{better}\"\nscore.{score}\ndefinition = \"第{}条第{}款\"\n",
            index % CATEGORIES,
            index % 30 + 1,
            copy % 7 + 1,
        );
    }
    text.push_str(
        "\n[[veto]]\nid = \"严重投诉\"\nwhen = \"数000 > 495\"\neffect = { cap = 600 }\n\n\
         [[veto]]\nid = \"泄露信息\"\nwhen = \"数001 > 498\"\neffect = { zero = \"total\" }\n",
    );
    for (name, share) in [("A", 80), ("B", 70), ("C", 60), ("D", 0)] {
        let _ = write!(text, "\n[[grade]]\nname = \"{name}\"\nmin = {}\n", share * points / 100);
    }
    // So many items of so little weight are what is to be measured, and people neither come nor go.
    text.push_str(
        "\n[lint]\nK0574 = { allow = true, reason = \"各项近于等权\" }\nK0592 = { allow = true, reason = \"无人中途进出\" }\n",
    );
    text
}
