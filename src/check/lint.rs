//! Lints of method: what may be left out of a rubric, and is better said.

use super::{Checker, codes};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::Table;
use crate::text::words::plural;
use crate::text::{Span, Words};
use crate::words;

/// A rubric with so many indicators is more than an example.
const MANY: usize = 5;

/// What an indicator should say: key, code, and how its absence is told.
const SAID: &[(&str, Code, &str, &str)] = &[
    ("definition", codes::NO_DEFINITION, "没有写定义的指标", "without a definition"),
    ("basis", codes::NO_BASIS, "没有写依据的指标", "without a basis"),
    ("unit", codes::NO_UNIT, "没有写单位的指标", "without a unit"),
    ("better", codes::NO_DIRECTION, "没有写方向的指标", "without a direction"),
];

impl Checker<'_> {
    /// One note for each thing that most indicators say and some do not; of many, any that do not.
    pub(super) fn unsaid(&mut self, root: &Table) {
        let indicators: Vec<&Table> = root.tables("indicator").collect();
        let of_whole = root.table("rubric").is_some_and(|head| head.has("basis"));
        for (key, code, zh, en) in SAID {
            // The basis of the scheme is that of its indicators.
            if *key == "basis" && of_whole {
                continue;
            }
            let needs = |table: &Table| match *key {
                // What is judged, or scored by words, has neither.
                "unit" | "better" => !table.has("rated") && !table.table("score").is_some_and(|s| s.has("levels")),
                _ => true,
            };
            let said = indicators.iter().filter(|table| table.has(key)).count();
            let lacking = indicators.iter().filter(|table| needs(table) && !table.has(key));
            let lacking: Vec<(Words, Span)> =
                lacking.map(|table| (Words::same(table.text("id").unwrap_or_default()), table.span_of("id"))).collect();
            if said <= lacking.len() && indicators.len() < MANY {
                continue;
            }
            let count = lacking.len();
            let head = Words { zh: format!("{zh} {count} 个"), en: format!("{} {en}", plural(count, "indicator")) };
            let note = self.of_several(*code, &lacking, &head);
            self.bag.all.extend(note.map(|note| note.help(words!("补上 `{key}`", "add `{key}`"))));
        }
        self.teachers_without_students(root);
    }

    /// Whoever is taught has a say.
    fn teachers_without_students(&mut self, root: &Table) {
        let noun = root.table("subject").and_then(|subject| subject.text("noun")).unwrap_or_default();
        let of_teachers = noun.contains("教师") || noun.contains("老师") || noun.to_lowercase().contains("teacher");
        let student = |text: &str| text.contains("学生") || text.to_lowercase().contains("student");
        let declared = ["rater", "element", "indicator", "category"].into_iter();
        let heard = declared
            .flat_map(|key| root.tables(key))
            .any(|table| table.text("id").is_some_and(student) || table.text("name").is_some_and(student));
        if !of_teachers || heard {
            return;
        }
        let span = root.table("subject").map(|subject| subject.span_of("noun")).unwrap_or_default();
        self.bag.push(
            Diagnostic::note(
                codes::NO_STUDENTS,
                words!("考核教师而没有学生参与", "teachers are appraised without students"),
            )
            .at((self.source, span), words!("考核对象", "who is assessed"))
            .help(words!("加入学生评教", "let students rate the teaching")),
        );
    }
}
