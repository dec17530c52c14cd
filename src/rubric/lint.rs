//! What a rubric says of findings about its method: which are allowed and why, how serious they
//! are, at what limit they are raised.

use crate::diagnostic::{Bag, Diagnostic, Place, Severity};
use crate::number::Decimal;
use crate::text::{SourceId, Span};

/// All of `[lint]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lints {
    pub all: Vec<Lint>,
}

/// What is said of the findings of one code.
#[derive(Debug, Clone, PartialEq)]
pub struct Lint {
    pub code: String,
    pub source: SourceId,
    /// Where the code is written.
    pub span: Span,
    pub allow: Allow,
    pub level: Option<Severity>,
    pub limit: Option<Decimal>,
    /// Said by a rubric that this one extends, and not again.
    pub inherited: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Allow {
    Nothing,
    Everything,
    /// Only what is found of these.
    Of(Vec<Exempt>),
}

/// A thing of which a finding is allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Exempt {
    pub name: String,
    /// Where `[lint]` names it.
    pub written: Span,
    /// Where it is declared.
    pub things: Vec<Span>,
}

impl Lints {
    fn of(&self, code: &str) -> Option<&Lint> {
        self.all.iter().find(|lint| lint.code == code)
    }

    /// The limit that the rubric sets for a code.
    pub fn limit(&self, code: &str) -> Option<Decimal> {
        self.of(code)?.limit
    }

    /// Whether a finding of a code is allowed for one thing by its name.
    pub fn exempts(&self, code: &str, name: &str) -> bool {
        self.of(code).is_some_and(|lint| match &lint.allow {
            Allow::Of(exempt) => exempt.iter().any(|one| one.name == name),
            Allow::Nothing | Allow::Everything => false,
        })
    }

    /// Gives findings the levels that the rubric wants and takes out those that it allows, which are
    /// returned. Errors stay as they are.
    pub fn settle(&self, findings: &mut Bag) -> Vec<Diagnostic> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let mut allowed = Vec::new();
        let all = std::mem::take(&mut findings.all);
        for mut finding in all {
            match self.of(finding.code.id).filter(|_| finding.severity != Severity::Error) {
                Some(lint) if lint.allows(&finding) => allowed.push(finding),
                Some(lint) => {
                    finding.severity = lint.level.unwrap_or(finding.severity);
                    findings.push(finding);
                }
                None => findings.push(finding),
            }
        }
        allowed
    }
}

impl Lint {
    fn allows(&self, finding: &Diagnostic) -> bool {
        match &self.allow {
            Allow::Nothing => false,
            Allow::Everything => true,
            Allow::Of(exempt) => exempt.iter().any(|one| one.is_meant(finding)),
        }
    }
}

impl Exempt {
    /// Whether a finding is about this: its first place lies in it, or it is named.
    pub fn is_meant(&self, finding: &Diagnostic) -> bool {
        let inside = match finding.labels.first().map(|label| &label.place) {
            Some(Place::Text { span, .. }) => {
                self.things.iter().any(|thing| thing.start <= span.start && span.end <= thing.end)
            }
            Some(Place::Cell(_) | Place::File(_)) | None => false,
        };
        inside || finding.message.zh.split('`').skip(1).step_by(2).any(|name| name == self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::words;

    const CODE: Code = Code::new("K9999", "例", "an example").warning();

    fn lints(allow: Allow, level: Option<Severity>) -> Lints {
        let span = Span::new(0, 0);
        Lints {
            all: vec![Lint {
                code: "K9999".into(),
                source: SourceId(0),
                span,
                allow,
                level,
                limit: None,
                inherited: false,
            }],
        }
    }

    fn findings() -> Bag {
        let of = |name: &str| words!("`{name}` 不好", "`{name}` is no good");
        Bag {
            all: vec![
                Diagnostic::warning(CODE, of("甲")),
                Diagnostic::warning(CODE, of("乙")).at((SourceId(0), Span::new(12, 15)), words!("", "")),
                Diagnostic::error(CODE, of("甲")),
            ],
        }
    }

    #[test]
    fn errors_stay_whatever_is_allowed() {
        let mut bag = findings();
        assert_eq!(lints(Allow::Everything, None).settle(&mut bag).len(), 2);
        assert_eq!(bag.all, findings().all.split_off(2));
    }

    #[test]
    fn what_is_allowed_of_one_thing_is_told_of_others() {
        let exempt =
            |name: &str, things| Allow::Of(vec![Exempt { name: name.into(), written: Span::new(0, 0), things }]);
        let mut bag = findings();
        assert_eq!(lints(exempt("甲", Vec::new()), None).settle(&mut bag), findings().all[..1]);
        let mut bag = findings();
        assert_eq!(lints(exempt("丙", vec![Span::new(10, 20)]), None).settle(&mut bag), findings().all[1..2]);
    }

    #[test]
    fn levels_are_those_of_the_rubric() {
        let mut bag = findings();
        assert!(lints(Allow::Nothing, Some(Severity::Note)).settle(&mut bag).is_empty());
        let levels: Vec<Severity> = bag.all.iter().map(|finding| finding.severity).collect();
        assert_eq!(levels, [Severity::Note, Severity::Note, Severity::Error]);
    }
}
