use super::{Place, shipped};

#[test]
fn the_tree_of_a_score() {
    let place = Place::minimal();
    place.run(&["explain", "a.toml", "--subject", "李静"]).exits(0).says("90.91").says("june.csv").without_complaint();
    let one = place.run(&["explain", "a.toml", "--subject", "李静", "--indicator", "产量"]).exits(0).says("1260");
    assert!(!one.out.contains("出勤率"), "{}", one.out);
    let json = place.run(&["explain", "a.toml", "--subject", "李静", "--format", "json"]).exits(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["subject"], "李静");
}

#[test]
fn people_and_indicators_as_they_are_called() {
    let place = Place::new();
    let rubric = shipped("rubrics/ecommerce-cs/presales.toml");
    let explain = |subject: &str, indicator: &str, period: &str| {
        place.run(&["explain", &rubric, "--subject", subject, "--indicator", indicator, "--period", period])
    };
    let by_key = explain("KF007", "a1", "2024-07").exits(0).out;
    assert_eq!(explain("褚晓东", "咨询转化率", "2024-07").exits(0).out, by_key);
    assert_eq!(explain("kf007", "諮詢轉化率", "2024年7月").exits(0).out, by_key);
    assert_ne!(explain("KF007", "a1", "2024-06").exits(0).out, by_key);
    explain("褚小东", "a1", "2024-07").exits(2).silent().complains("`褚晓东`");
    explain("褚晓东", "转化率", "2024-07").exits(2).silent().complains("`咨询转化率`");
    explain("褚晓东", "a1", "2022-07").exits(2).silent().complains("`2024-06`");
}

#[test]
fn two_of_one_name() {
    let place = Place::new();
    place.write("a.toml", "kaohe = 1\n[rubric]\ntitle = \"x\"\npoints = 100\n[subject]\nkey = \"工号\"\nlabel = \"姓名\"\nfile = \"june.csv\"\n[[indicator]]\nid = \"产量\"\npoints = 100\nformula = \"产量\"\nscore.ratio = { target = 1200, cap = 100 }\n");
    place.write("june.csv", "工号,姓名,产量\nA1,王芳,1180\nA2,王芳,1260\n");
    place.run(&["explain", "a.toml", "--subject", "王芳"]).exits(2).silent().complains("`A1` 和 `A2`");
    place.run(&["explain", "a.toml", "--subject", "A2"]).exits(0).says("王芳 (A2)");
}
