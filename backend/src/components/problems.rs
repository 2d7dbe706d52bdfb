//! What may be wrong with what is said of a component or a group.

use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    time::Instant,
};

use super::{ComponentDetails, GroupRecord};
use crate::error::{Error, Problem, Result};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 300;

/// The key of something new. Errors: a malformed key, with the other problems.
pub fn checked_key(key: &str, mut problems: Vec<Problem>) -> Result<ComponentKey> {
    let parsed = ComponentKey::parse(key.trim());
    if parsed.is_none() {
        problems.insert(
            0,
            Problem::new(
                "key",
                "영문 소문자, 숫자, 붙임표(-)로 40자까지 써 주세요. 예: pay-qr",
                "Use up to 40 lower-case letters, digits and hyphens, as in pay-qr.",
            ),
        );
    }
    match parsed {
        Some(key) if problems.is_empty() => Ok(key),
        _ => Err(Error::Invalid(problems)),
    }
}

/// Passes where there is no problem.
pub fn none_of(problems: Vec<Problem>) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// What follows from a change of audience, for who has not said that they know.
pub fn unconfirmed(to: Audience) -> Problem {
    let (ko, en) = match to {
        Audience::Private => (
            "비공개로 바꾸면 이 서비스와 지난 장애, 점검, 가동률이 공개 페이지와 API에서 모두 사라져요. 그래도 바꾸려면 확인해 주세요.",
            "Made private, this component disappears from public pages and API with its past incidents, maintenance and uptime. Confirm that you know.",
        ),
        Audience::Public => (
            "공개로 바꾸면 이 서비스와 지난 장애, 점검, 가동률이 누구에게나 보여요. 그때 쓴 글도 함께 공개돼요. 그래도 바꾸려면 확인해 주세요.",
            "Made public, everybody sees this component with its past incidents, maintenance and uptime, and all that was written then. Confirm that you know.",
        ),
    };
    Problem::new("audience_confirmed", ko, en)
}

/// A key that stands for something else.
pub fn taken() -> Error {
    Error::Taken(Problem::new("key", "이미 쓰고 있는 이름이에요.", "This key is already taken."))
}

/// Where there is no such group.
pub fn of_group(group: &ComponentKey, groups: &[GroupRecord]) -> Option<Problem> {
    let is_there = groups.iter().any(|found| &found.key == group);
    (!is_there).then(|| Problem::new("group", "묶음을 골라 주세요.", "Choose a group."))
}

/// Those of a name.
pub fn of_name(name: &Text) -> Vec<Problem> {
    let mut problems = Vec::new();
    if name.ko.trim().is_empty() {
        problems.push(Problem::new("name_ko", "한국어 이름을 입력해 주세요.", "Enter the Korean name."));
    }
    problems.extend(unfit("name", name, LONGEST_NAME));
    problems
}

/// Those of what holds of a component.
pub fn of_details(details: &ComponentDetails, now: Instant) -> Vec<Problem> {
    let mut problems = of_name(&details.name);
    problems.extend(unfit("description", &details.description, LONGEST_DESCRIPTION));
    if details.uptime_from > now {
        problems.push(Problem::new(
            "uptime_from",
            "지금보다 늦은 시각부터 셀 수는 없어요.",
            "Uptime cannot count from the future.",
        ));
    }
    problems
}

/// Where a text is too long or cannot be kept.
fn unfit(field: &str, text: &Text, longest: usize) -> impl Iterator<Item = Problem> {
    let over = [("ko", &text.ko), ("en", &text.en)].into_iter().filter(move |(_, t)| t.chars().count() > longest);
    let problem = |(tag, _)| {
        Problem::new(
            format!("{field}_{tag}"),
            format!("{longest}자까지 쓸 수 있어요."),
            format!("Use at most {longest} characters."),
        )
    };
    let unstorable =
        [("ko", &text.ko), ("en", &text.en)].map(|(tag, t)| Problem::unstorable(format!("{field}_{tag}"), t));
    over.map(problem).chain(unstorable.into_iter().flatten()).collect::<Vec<_>>().into_iter()
}
