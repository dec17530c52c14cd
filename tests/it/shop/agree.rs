//! The engine and the plain code agree on every agent and indicator of the shipped data.

use std::path::Path;

use kaohe::host::Disk;
use kaohe::number::Near;
use kaohe::rubric::{Effect, ZeroTarget};
use kaohe::table::Lane;

use super::by_hand::{self, Agent};
use crate::world::{Run, run_in};

fn number(lane: &Lane, row: usize) -> Option<f64> {
    match lane {
        Lane::Numbers(numbers) => numbers.get(row).ok(),
        Lane::Texts(_) => None,
    }
}

fn assert_near(got: Option<f64>, expected: Option<f64>, what: &str) {
    let same = match (got, expected) {
        (Some(got), Some(expected)) => got.near_eq(expected),
        (got, expected) => got.is_none() && expected.is_none(),
    };
    assert!(same, "{what}: the engine has {got:?}, by hand it is {expected:?}");
}

/// Whether a veto zeroes the item for the subject.
fn struck(run: &Run, indicator: &str, row: usize) -> bool {
    run.rubric.vetoes.iter().zip(&run.results.vetoes).any(|(veto, result)| {
        let here = matches!(veto.effect, Effect::Zero(ZeroTarget::Indicator(index)) if run.rubric.indicators[index].id == indicator);
        here && result.get(row) == Ok(1.0)
    })
}

fn assert_agree(run: &Run, agents: &[Agent], period: &str) {
    let results = &run.results;
    assert_eq!(results.period.name, period);
    assert_eq!(results.subjects.len(), agents.len());
    for agent in agents {
        let row = results.subjects.iter().position(|subject| subject.key == agent.key).expect("the same people");
        let who = |what: &str| format!("{period} {} {what}", agent.name);
        for (indicator, result) in run.rubric.indicators.iter().zip(&results.indicators) {
            let by_hand = agent.indicators.iter().find(|known| known.id == indicator.id).expect("the same indicators");
            assert_near(number(&result.value, row), by_hand.value, &who(&indicator.id));
            // The engine keeps the score a veto struck down, for the explanation; its points are zero.
            if !struck(run, &indicator.id, row) {
                assert_near(result.score.get(row).ok(), by_hand.score, &who(&format!("{} score", indicator.id)));
            }
            assert_near(result.points.get(row).ok(), by_hand.points, &who(&format!("{} points", indicator.id)));
        }
        for (category, result) in run.rubric.categories.iter().zip(&results.categories) {
            if let Some((_, points)) = agent.categories.iter().find(|(id, _)| *id == category.id) {
                assert_near(result.points.get(row).ok(), Some(*points), &who(&category.id));
            }
        }
        assert_near(results.total.get(row).ok(), Some(agent.total), &who("total"));
        assert_near(results.rank.get(row).ok(), Some(agent.rank as f64), &who("rank"));
        assert_near(results.rank_from_last.get(row).ok(), Some(agent.rank_from_last as f64), &who("rank from last"));
        let grade = results.grade.get(row).ok().map(|index| run.rubric.grades[index as usize].name.zh.clone());
        assert_eq!(grade.as_deref(), Some(agent.grade.as_str()), "{}", who("grade"));
        let money: f64 = results
            .consequences
            .iter()
            .filter(|consequence| consequence.when.get(row) == Ok(1.0))
            .filter_map(|consequence| consequence.money.as_ref()?.get(row).ok())
            .sum();
        assert_near(Some(money), Some(agent.money), &who("money"));
        let plan = run
            .rubric
            .consequences
            .iter()
            .zip(&results.consequences)
            .any(|(spec, result)| spec.task.is_some() && spec.due.is_some() && result.when.get(row) == Ok(1.0));
        assert_eq!(plan, agent.plan_due, "{}", who("improvement plan"));
    }
}

#[test]
fn the_shop_is_appraised_as_by_hand() {
    for (name, by_hand) in [
        ("presales", by_hand::presales as fn(&str) -> Vec<Agent>),
        ("aftersales", by_hand::aftersales as fn(&str) -> Vec<Agent>),
    ] {
        let text = std::fs::read_to_string(format!("rubrics/ecommerce-cs/{name}.toml")).expect("a shipped rubric");
        for (index, period) in ["2024-06", "2024-07"].into_iter().enumerate() {
            let run = run_in(&text, &Disk, Path::new("data/ecommerce-cs"), Some(index));
            assert_agree(&run, &by_hand(period), period);
        }
    }
}
