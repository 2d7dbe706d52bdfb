//! What is published of alerts. Their own texts are not: they are written for who runs the systems.

use domain::{alert::Turn, language::Text};

/// Components that a title names.
const NAMED: usize = 2;

/// The title of an incident, by the public components that it affects: what is private is not named, since the title is public
/// as soon as a public component is affected too.
pub fn title(components: &[&Text]) -> Text {
    if components.is_empty() {
        return Text::new("이상 감지", "Problem detected");
    }
    let names =
        |pick: fn(&Text) -> &str| components.iter().take(NAMED).map(|name| pick(name)).collect::<Vec<_>>().join(", ");
    let (ko, en) = (names(|name| &name.ko), names(|name| name.get(domain::language::Language::En)));
    match components.len().saturating_sub(NAMED) {
        0 => Text::new(format!("{ko} 이상 감지"), format!("Problem with {en}")),
        more => Text::new(format!("{ko} 외 {more}개 서비스 이상 감지"), format!("Problem with {en} and {more} more")),
    }
}

/// The first update.
pub fn noticed() -> Text {
    Text::new(
        "모니터링에서 이상을 발견해 확인하고 있습니다.",
        "Our monitoring noticed a problem. We are looking into it.",
    )
}

/// A further update.
pub fn update(turn: Turn) -> Text {
    match turn {
        Turn::Changed => Text::new(
            "영향을 받는 범위가 바뀌었습니다. 계속 확인하고 있습니다.",
            "What is affected has changed. We are still looking into it.",
        ),
        Turn::Better => Text::new(
            "상태가 일부 나아졌습니다. 계속 확인하고 있습니다.",
            "Things have partly improved. We are still looking into it.",
        ),
        Turn::Over => Text::new(
            "모니터링에서 정상으로 돌아온 것을 확인했습니다.",
            "Our monitoring finds everything working again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_two_and_counts_the_rest() {
        let names = ["결제", "택시", "지도"].map(|name| Text::new(name, ""));
        let all: Vec<_> = names.iter().collect();
        assert_eq!(title(&[]).ko, "이상 감지");
        assert_eq!(title(&all[..1]).ko, "결제 이상 감지");
        assert_eq!(title(&all).ko, "결제, 택시 외 1개 서비스 이상 감지");
        assert_eq!(title(&all).en, "Problem with 결제, 택시 and 1 more");
    }
}
