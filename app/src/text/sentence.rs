//! Sentences that say a state: put together from names and counts.

use domain::{component::ComponentStatus, language::Language};

use super::{korean, status};

/// How many names a sentence lists before it counts the rest.
const NAMED: usize = 2;

/// The state in a sentence. `affected` are the names of the components that have the worst status, `all` says that
/// no component has another.
pub fn headline(language: Language, worst: ComponentStatus, affected: &[&str], all: bool) -> String {
    let subject = subject(language, affected, all);
    let plural = all || affected.len() > 1;
    let (ko, one, many) = match worst {
        ComponentStatus::Operational => {
            return language.pick("모든 서비스가 정상입니다", "All services are operational").into();
        }
        ComponentStatus::Unknown => {
            return language.pick("지금 상태를 확인하지 못하고 있습니다", "We cannot confirm the current state").into();
        }
        ComponentStatus::UnderMaintenance => ("점검 중입니다", "is under maintenance", "are under maintenance"),
        ComponentStatus::DegradedPerformance => ("느려졌습니다", "is slow", "are slow"),
        ComponentStatus::PartialOutage => ("일부 중단됐습니다", "is partly down", "are partly down"),
        ComponentStatus::MajorOutage => ("중단됐습니다", "is down", "are down"),
    };
    let verb = language.pick(ko, if plural { many } else { one });
    format!("{subject} {verb}")
}

fn subject(language: Language, names: &[&str], all: bool) -> String {
    if all {
        return language.pick("모든 서비스가", "All services").to_owned();
    }
    let listed = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match (language, names.len().saturating_sub(NAMED)) {
        (Language::Ko, 0) => korean::subject(&listed),
        (Language::Ko, more) => format!("{listed} 외 {more}개 서비스가"),
        (Language::En, 0) => listed,
        (Language::En, 1) => format!("{listed} and 1 more service"),
        (Language::En, more) => format!("{listed} and {more} more services"),
    }
}

/// What the headline left out: `그 밖에 3개는 느려짐, 12개는 정상입니다.` Counts come worst first; none without any.
pub fn others(language: Language, counts: &[(ComponentStatus, usize)]) -> Option<String> {
    if counts.is_empty() {
        return None;
    }
    let part = |(state, count): &(ComponentStatus, usize)| {
        let word = status::component(language, *state);
        language.pick(format!("{count}개는 {word}"), format!("{count} {}", word.to_lowercase()))
    };
    let parts = counts.iter().map(part).collect::<Vec<_>>().join(", ");
    Some(language.pick(format!("그 밖에 {parts}입니다."), format!("Others: {parts}.")))
}

/// Names, the first few of them, with the count of the rest: `택시 호출, 사진과 파일 외 4개`.
pub fn names(language: Language, names: &[&str], most: usize) -> String {
    let listed = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => listed,
        more => language.pick(format!("{listed} 외 {more}개"), format!("{listed} and {more} more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_names_what_fails() {
        use ComponentStatus::{DegradedPerformance as Slow, MajorOutage as Major, Operational};
        for (worst, names, all, ko, en) in [
            (Operational, &[][..], false, "모든 서비스가 정상입니다", "All services are operational"),
            (Major, &["택시 호출"], false, "택시 호출이 중단됐습니다", "택시 호출 is down"),
            (Major, &["A", "B", "C"], false, "A, B 외 1개 서비스가 중단됐습니다", "A, B and 1 more service are down"),
            (Slow, &["음악", "게임"], true, "모든 서비스가 느려졌습니다", "All services are slow"),
        ] {
            assert_eq!(headline(Language::Ko, worst, names, all), ko);
            assert_eq!(headline(Language::En, worst, names, all), en);
        }
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let counts = [(ComponentStatus::DegradedPerformance, 3), (ComponentStatus::Operational, 12)];
        assert_eq!(others(Language::Ko, &counts).as_deref(), Some("그 밖에 3개는 느려짐, 12개는 정상입니다."));
        assert_eq!(others(Language::En, &counts).as_deref(), Some("Others: 3 degraded, 12 operational."));
        assert_eq!(others(Language::Ko, &[]), None);
    }
}
