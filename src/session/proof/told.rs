//! Every claim in words, for whoever wants to see what was judged.

use crate::plan::Program;
use crate::prove::{About, Claim, Verdict, What};
use crate::rubric::Rubric;
use crate::table::figure::digits;
use crate::text::Words;
use crate::words;

/// `咨询转化率：值更好，得分不会更低 —— 已证明`
pub fn told(rubric: &Rubric, program: &Program, claim: &Claim) -> Words {
    let (about, what, verdict) = (about(rubric, claim.about), what(program, claim), verdict(&claim.verdict));
    Words {
        zh: format!("{}：{}——{}", about.zh, what.zh, verdict.zh),
        en: format!("{}: {}: {}", about.en, what.en, verdict.en),
    }
}

fn about(rubric: &Rubric, about: About) -> Words {
    let name = |id: Option<&String>| id.cloned().unwrap_or_default();
    match about {
        About::Indicator(index) => Words::same(format!("`{}`", name(rubric.indicators.get(index).map(|i| &i.id)))),
        About::Total => words!("总分", "total"),
        About::Variant(index) => {
            let id = name(rubric.variants.get(index).map(|variant| &variant.id));
            words!("考核类型 `{id}` 的总分", "total of variant `{id}`")
        }
        About::Grade(index) => {
            let grade = rubric.grades.get(index).map(|grade| grade.name.clone()).unwrap_or_default();
            let (zh, en) = (grade.zh, grade.en);
            words!("等级“{zh}”", "grade `{en}`")
        }
        About::Veto(index) => {
            let id = name(rubric.vetoes.get(index).map(|veto| &veto.id));
            words!("否决 `{id}`", "veto `{id}`")
        }
        About::Consequence(index) => {
            let id = name(rubric.consequences.get(index).map(|consequence| &consequence.id));
            words!("奖惩 `{id}`", "consequence `{id}`")
        }
        About::Category(index) => {
            let id = name(rubric.categories.get(index).map(|category| &category.id));
            words!("类别 `{id}`", "category `{id}`")
        }
        About::Quota(index) => {
            let quota = rubric.afterwards.quotas.get(index).map(|quota| quota.name.clone()).unwrap_or_default();
            let (zh, en) = (quota.zh, quota.en);
            words!("{zh} 的名额", "quota of {en}")
        }
        About::Check(index) => {
            let id = name(rubric.checks.get(index).map(|check| &check.id));
            words!("检查 `{id}`", "check `{id}`")
        }
    }
}

fn what(program: &Program, claim: &Claim) -> Words {
    match &claim.what {
        What::Bounded => words!("得分有上下界", "the score has bounds"),
        What::FullMarks => words!("能得满分", "full marks can be had"),
        What::Monotone => words!("值更好，得分不会更低", "a better value never scores less"),
        What::Policy(why) => {
            let why = why.words();
            let (zh, en) = (why.zh, why.en);
            words!("{zh}时有规定", "there is a rule for {en}")
        }
        What::Band { node, index } => {
            let band = super::found::band(program, *node, *index).unwrap_or_default();
            let (zh, en) = (band.zh, band.en);
            words!("{zh} 这一段有值能落入", "some value meets the band {en}")
        }
        What::Happens => words!("会成立", "can hold"),
        What::WithinBounds => words!("各项得分相加不超出总分的范围", "marks add up within the bounds of the total"),
        What::Fits => words!("与其他名额不冲突", "it can be met together with the other quotas"),
        What::Limits => words!("有的组受它限制", "it limits some groups"),
        What::Rises => words!("人多的组名额不会更少", "a larger group never has fewer places"),
        What::CanFail => words!("不总是成立", "does not always hold"),
    }
}

fn verdict(verdict: &Verdict) -> Words {
    match verdict {
        Verdict::Proved => words!("已证明", "proved"),
        Verdict::Shown { .. } => words!("有实例", "shown by an example"),
        Verdict::Impossible { bound } if bound.is_finite() => {
            let bound = digits(*bound);
            words!("不成立，最多 {bound}", "refuted, at most {bound}")
        }
        Verdict::AtSize { size, heads } if heads.is_finite() => {
            let heads = digits(*heads);
            words!("不成立：{size} 人的组是 {heads} 人", "refuted: {heads} in a group of {size}")
        }
        Verdict::Impossible { .. } | Verdict::Refuted { .. } | Verdict::Broken { .. } | Verdict::AtSize { .. } => {
            words!("不成立", "refuted")
        }
        Verdict::Unknown => words!("未能判定", "not known"),
    }
}
