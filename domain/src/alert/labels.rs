//! Which components an alert concerns, by its labels.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::component::ComponentKey;

/// The label that names components by their keys, several with commas.
pub const COMPONENT_LABEL: &str = "makewhole_component";

/// A label that says which components fail, for rules that were written before anybody knew of this program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRule {
    /// The label's name: `job`, `service`.
    pub label: String,
    /// Its value, all of it.
    pub value: String,
    /// The keys of the components that fail where an alert has it.
    pub components: Vec<String>,
}

/// The rules of an operator, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelMap(BTreeMap<(String, String), Vec<ComponentKey>>);

/// Why a rule makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Without a label or a value it would fit nothing.
    #[error("a label and its value are both needed")]
    Unnamed,
    /// It says nothing.
    #[error("at least one component is needed")]
    Nothing,
    /// What cannot be the key of a component.
    #[error("{0:?} is no key of a component")]
    NoKey(String),
    /// The same label and value stand in two rules.
    #[error("the same label and value stand there twice")]
    Twice,
}

impl LabelMap {
    /// Checks rules. Errors: the first that makes no sense, with the reason.
    pub fn of(rules: &[LabelRule]) -> Result<Self, (LabelRule, LabelError)> {
        let mut map = BTreeMap::new();
        for rule in rules {
            let refused = |error| (rule.clone(), error);
            let (label, value) = (rule.label.trim(), rule.value.trim());
            if label.is_empty() || value.is_empty() {
                return Err(refused(LabelError::Unnamed));
            }
            let key = |key: &String| ComponentKey::parse(key).ok_or_else(|| LabelError::NoKey(key.clone()));
            let components: Vec<_> = rule.components.iter().map(key).collect::<Result<_, _>>().map_err(refused)?;
            if components.is_empty() {
                return Err(refused(LabelError::Nothing));
            }
            if map.insert((label.to_owned(), value.to_owned()), components).is_some() {
                return Err(refused(LabelError::Twice));
            }
        }
        Ok(Self(map))
    }

    /// The components that an alert's labels name, by [`COMPONENT_LABEL`] and by the rules together. Errors: what stands
    /// in that label and cannot be a key.
    pub fn components(&self, labels: &BTreeMap<String, String>) -> Result<BTreeSet<ComponentKey>, String> {
        let named = labels.get(COMPONENT_LABEL).map_or("", String::as_str);
        let named = named.split(',').map(str::trim).filter(|key| !key.is_empty());
        let mut components: BTreeSet<_> =
            named.map(|key| ComponentKey::parse(key).ok_or_else(|| key.to_owned())).collect::<Result<_, _>>()?;
        for ((label, value), mapped) in &self.0 {
            if labels.get(label).is_some_and(|its| its.trim() == value) {
                components.extend(mapped.iter().cloned());
            }
        }
        Ok(components)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(label: &str, value: &str, components: &[&str]) -> LabelRule {
        let components = components.iter().map(|key| (*key).to_owned()).collect();
        LabelRule { label: label.into(), value: value.into(), components }
    }

    fn labels(labels: &[(&str, &str)]) -> BTreeMap<String, String> {
        labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn labels_name_components_by_key_and_by_rule() {
        let rules = [rule("job", "payments-api", &["pay-qr", "card"]), rule("team", "maps", &["maps"])];
        let map = LabelMap::of(&rules).expect("a map");
        let named = |of: &[(&str, &str)]| {
            map.components(&labels(of))
                .map(|found| found.iter().map(|key| key.as_str().to_owned()).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(named(&[("job", "payments-api")]), Ok("card pay-qr".into()));
        assert_eq!(
            named(&[("job", "payments-api"), ("makewhole_component", "taxi, card")]),
            Ok("card pay-qr taxi".into())
        );
        assert_eq!(named(&[("job", " payments-api "), ("team", "maps")]), Ok("card maps pay-qr".into()));
        assert_eq!(named(&[("job", "payments"), ("service", "payments-api")]), Ok(String::new()));
        assert_eq!(named(&[("makewhole_component", "결제")]), Err("결제".into()));
    }

    #[test]
    fn a_rule_that_makes_no_sense_is_refused() {
        for (rules, error) in [
            (vec![rule("", "a", &["maps"])], LabelError::Unnamed),
            (vec![rule("job", " ", &["maps"])], LabelError::Unnamed),
            (vec![rule("job", "a", &[])], LabelError::Nothing),
            (vec![rule("job", "a", &["지도"])], LabelError::NoKey("지도".into())),
            (vec![rule("job", "a", &["maps"]), rule("job", "a ", &["taxi"])], LabelError::Twice),
        ] {
            assert_eq!(LabelMap::of(&rules).expect_err("a refusal").1, error);
        }
    }
}
