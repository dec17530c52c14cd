use super::Place;

#[test]
fn every_shell_has_a_script() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        place.run(&["completions", shell]).exits(0).says("validate").without_complaint();
    }
    place.run(&["completions", "bush"]).exits(2).silent().complains("`bash`");
}
