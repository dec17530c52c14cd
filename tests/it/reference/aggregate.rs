//! Many values to one.

use super::number::{floor, near, sum};
use super::value::{MISSING, UNDEFINED, V, greatest};

/// Of the values that are there. Where there are none: 0 for counts and sums of no values at all,
/// missing for the others, and what the values were if each was a nothing.
pub fn aggregate(function: &str, values: &[V], share: f64) -> V {
    let there: Vec<&V> = values.iter().filter(|value| !value.is_nothing()).collect();
    match function {
        "count" => return V::Num(there.len() as f64),
        "count_distinct" => return V::Num(distinct(&there)),
        _ => {}
    }
    if there.is_empty() {
        let of_none = if function == "sum" { V::Num(0.0) } else { MISSING };
        return greatest(values).unwrap_or(of_none);
    }
    if let V::Text(_) = there[0] {
        let mut texts: Vec<&V> = there;
        texts.sort_by_key(|text| if let V::Text(text) = text { text.as_str() } else { "" });
        let (first, last) = (texts[0], texts[texts.len() - 1]);
        return match function {
            "min" => first.clone(),
            "max" => last.clone(),
            "only" if first == last => first.clone(),
            "only" => MISSING,
            other => panic!("{other} of texts"),
        };
    }
    let mut numbers: Vec<f64> = there.iter().map(|value| value.number()).collect();
    numbers.sort_by(f64::total_cmp);
    let (low, high) = (numbers[0], numbers[numbers.len() - 1]);
    let mean = sum(&numbers) / numbers.len() as f64;
    match function {
        "sum" => V::computed(sum(&numbers)),
        "mean" => V::computed(mean),
        "min" => V::Num(low),
        "max" => V::Num(high),
        "median" => V::Num(quantile(&numbers, 0.5)),
        "quantile" => V::Num(quantile(&numbers, share)),
        "trimmed_mean" => {
            let cut = (floor(numbers.len() as f64 * share) as usize).min((numbers.len() - 1) / 2);
            let inner = &numbers[cut..numbers.len() - cut];
            V::computed(sum(inner) / inner.len() as f64)
        }
        "std" if numbers.len() < 2 => UNDEFINED,
        "std" if near(low, high) => V::Num(0.0),
        "std" => {
            let squares: Vec<f64> = numbers.iter().map(|number| (number - mean) * (number - mean)).collect();
            V::computed((squares.iter().sum::<f64>() / (numbers.len() - 1) as f64).sqrt())
        }
        "only" if one(low, high) => V::Num(low),
        "only" => MISSING,
        other => panic!("there is no aggregate {other}"),
    }
}

/// `first` and `last`: the least value of those with the least (greatest) order.
pub fn at_extreme(function: &str, entries: &[(V, V)]) -> V {
    let there: Vec<&(V, V)> =
        entries.iter().filter(|(value, order)| !value.is_nothing() && !order.is_nothing()).collect();
    if there.is_empty() {
        // A value that is a nothing says so before its order does.
        let left_out: Vec<V> = entries
            .iter()
            .map(|(value, order)| if value.is_nothing() { value.clone() } else { order.clone() })
            .collect();
        return greatest(&left_out).unwrap_or(MISSING);
    }
    let orders = there.iter().map(|(_, order)| order.number());
    let extreme = if function == "first" {
        orders.fold(f64::INFINITY, f64::min)
    } else {
        orders.fold(f64::NEG_INFINITY, f64::max)
    };
    let chosen: Vec<V> =
        there.iter().filter(|(_, order)| near(order.number(), extreme)).map(|(value, _)| value.clone()).collect();
    aggregate("min", &chosen, 0.0)
}

/// Whole numbers may be the numbers of orders: they are told apart to the last digit.
fn one(a: f64, b: f64) -> bool {
    a == b || near(a, b) && !(a.fract() == 0.0 && b.fract() == 0.0)
}

fn distinct(there: &[&V]) -> f64 {
    let mut texts: Vec<&str> = Vec::new();
    let mut numbers: Vec<f64> = Vec::new();
    for value in there {
        match value {
            V::Text(text) => texts.push(text),
            V::Num(number) => numbers.push(*number),
            V::Flag(flag) => numbers.push(f64::from(u8::from(*flag))),
            V::Nothing(_) => {}
        }
    }
    texts.sort_unstable();
    texts.dedup();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup_by(|next, kept| one(*kept, *next));
    (texts.len() + numbers.len()) as f64
}

/// Linear between the values around the place (n − 1) · share.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let mut place = (sorted.len() - 1) as f64 * share;
    if near(place, place.round()) {
        place = place.round();
    }
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (place - place.floor()) * (above - below)
}
