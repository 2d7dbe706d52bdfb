//! The order of components within their group, and of groups on the page.

use domain::component::ComponentKey;

use super::ComponentRecord;

/// Which way a component or a group moves in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

/// The list with one entry a place further up or down.
pub fn moved(mut keys: Vec<ComponentKey>, key: &ComponentKey, to: Direction) -> Vec<ComponentKey> {
    let Some(place) = keys.iter().position(|other| other == key) else { return keys };
    let other = match to {
        Direction::Up => place.saturating_sub(1),
        Direction::Down => (place + 1).min(keys.len() - 1),
    };
    keys.swap(place, other);
    keys
}

/// The list with one entry at a place from 1; beyond the last it is the last.
pub fn placed(mut keys: Vec<ComponentKey>, key: &ComponentKey, place: usize) -> Vec<ComponentKey> {
    keys.retain(|other| other != key);
    keys.insert(place.saturating_sub(1).min(keys.len()), key.clone());
    keys
}

/// The components of a group with one at a place from 1 among those that are offered, since nobody sees the others.
pub fn placed_among_offered(members: &[ComponentRecord], key: &ComponentKey, place: usize) -> Vec<ComponentKey> {
    let others: Vec<_> = members.iter().filter(|other| &other.key != key).collect();
    let offered = others.iter().enumerate().filter(|(_, other)| other.retired_at.is_none());
    let before = offered.map(|(index, _)| index).nth(place.saturating_sub(1)).unwrap_or(others.len());
    placed(others.into_iter().map(|other| other.key.clone()).collect(), key, before + 1)
}

#[cfg(test)]
mod tests {
    use domain::{component::Audience, language::Text, time::Instant};

    use super::*;
    use crate::components::ComponentDetails;

    fn keys(names: &[&str]) -> Vec<ComponentKey> {
        names.iter().filter_map(|name| ComponentKey::parse(name)).collect()
    }

    #[test]
    fn moving_stops_at_the_ends() {
        for (key, to, result) in [
            ("a", Direction::Up, ["a", "b", "c"]),
            ("a", Direction::Down, ["b", "a", "c"]),
            ("c", Direction::Up, ["a", "c", "b"]),
            ("c", Direction::Down, ["a", "b", "c"]),
        ] {
            assert_eq!(moved(keys(&["a", "b", "c"]), &keys(&[key])[0], to), keys(&result), "{key} {to:?}");
        }
    }

    #[test]
    fn a_place_counts_from_one_and_ends_with_the_list() {
        for (place, result) in [(0, ["b", "a", "c"]), (1, ["b", "a", "c"]), (2, ["a", "b", "c"]), (9, ["a", "c", "b"])]
        {
            assert_eq!(placed(keys(&["a", "b", "c"]), &keys(&["b"])[0], place), keys(&result), "{place}");
        }
    }

    #[test]
    fn retired_components_take_no_place() {
        let member = |key: ComponentKey| ComponentRecord {
            group: key.clone(),
            details: ComponentDetails {
                name: Text::default(),
                description: Text::default(),
                uptime_from: Instant(0),
                only_if_degraded: false,
                audience: Audience::Public,
                uptime_target: None,
            },
            created_at: Instant(0),
            retired_at: key.as_str().starts_with('x').then_some(Instant(1)),
            key,
        };
        let members: Vec<_> = keys(&["x1", "a", "x2", "b", "c", "x3"]).into_iter().map(member).collect();
        for (place, result) in [
            (1, ["x1", "c", "a", "x2", "b", "x3"]),
            (2, ["x1", "a", "x2", "c", "b", "x3"]),
            (3, ["x1", "a", "x2", "b", "x3", "c"]),
        ] {
            assert_eq!(placed_among_offered(&members, &keys(&["c"])[0], place), keys(&result), "{place}");
        }
    }
}
