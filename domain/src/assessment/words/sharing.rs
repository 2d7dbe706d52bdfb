//! The sentences of an award that several incidents share.

use super::{
    super::{Figures, Sharer, Sharing},
    Line, line, with_way_out,
};
use crate::{
    language::{Language, Text},
    money::{Currency, Money},
    policy::Percent,
};

pub(in crate::assessment) fn shared_award() -> Line {
    line(
        ("겹친 장애를 합친 보상액", "Award for the overlapping incidents together"),
        Text::new(
            "시간이 겹친 장애는 하나로 합쳐 가장 심한 정도로 한 번만 계산해요. 이 금액을 장애마다 심한 정도와 시간에 따라 나눠요.",
            "Incidents that overlap in time are computed once, as one outage at the worst severity of each moment. This amount \
             is shared among them by how badly and how long each hit.",
        ),
    )
}

/// The part of another incident; `share` is its share of the whole.
pub(in crate::assessment) fn other_incident(sharer: &Sharer, share: Percent) -> Line {
    let (title_ko, title_en) = (sharer.title.get(Language::Ko), sharer.title.get(Language::En));
    line(
        ("다른 장애의 몫", "Part of the other incident"),
        Text::new(
            format!(
                "위 금액의 {share}는 함께 일어난 다른 장애의 몫이라 「{title_ko}」에서 보상해요. 나머지가 이 장애의 몫이에요."
            ),
            format!(
                "{share} of the amount above belongs to the other incident and is compensated under “{title_en}”. The rest is \
                 the part of this incident."
            ),
        ),
    )
}

/// What another programme promised beyond its part.
pub(in crate::assessment) fn promised_elsewhere(sharer: &Sharer, currency: Currency) -> Line {
    let (title_ko, title_en) = (sharer.title.get(Language::Ko), sharer.title.get(Language::En));
    let [promised, due] = [sharer.promised, sharer.due].map(|minor| Money::new(minor, currency).format());
    line(
        ("다른 보상에서 이미 정한 금액", "Already promised elsewhere"),
        Text::new(
            format!(
                "「{title_ko}」에서 이미 {promised}을 제안했거나 지급했어요. 그 보상의 몫인 {due}을 넘는 금액은 같은 손실을 두 번 보상하지 않도록 여기에서 빼요."
            ),
            format!(
                "“{title_en}” has offered or paid {promised} already. What is above its part of {due} is taken off here, so that \
                 no loss is compensated twice."
            ),
        ),
    )
}

/// Why nothing is left where the others promised all.
pub(in crate::assessment) fn promised_all(figures: &Figures) -> Text {
    let sharing = figures.impacts.sharing.iter();
    let (ko, en) = named(sharing.flat_map(Sharing::others).filter(|sharer| sharer.excess() > 0));
    with_way_out(
        format!("이 장애의 손실은 {ko}에서 이미 정한 금액에 모두 들어 있어요."),
        format!("What {en} promised already covers the loss of this incident."),
    )
}

/// Why nothing is left where all of it is the others' part.
pub(super) fn all_of_others(figures: &Figures) -> Text {
    let (ko, en) = named(with_part(figures));
    with_way_out(
        format!("이 계정의 손실은 모두 함께 일어난 다른 장애의 몫이라 {ko}에서 보상해요."),
        format!("All of this account's loss belongs to the other incident and is compensated under {en}."),
    )
}

/// Says of an offer that it is a part of one award, before what is said of it otherwise.
pub(super) fn of_the_outage(figures: &Figures, otherwise: Text) -> Text {
    let (ko, en) = named(with_part(figures));
    if ko.is_empty() {
        return otherwise;
    }
    Text::new(
        format!(" 시간이 겹친 다른 장애의 몫은 {ko}에서 보상해요.{}", otherwise.ko),
        format!(" The part of the overlapping incident is compensated under {en}.{}", otherwise.en),
    )
}

fn with_part(figures: &Figures) -> impl Iterator<Item = &Sharer> {
    figures.impacts.sharing.iter().flat_map(|sharing| sharing.others_with_part(&figures.components))
}

/// Programmes by name.
fn named<'a>(sharers: impl Iterator<Item = &'a Sharer>) -> (String, String) {
    let names: Vec<&Text> = sharers.map(|sharer| &sharer.title).collect();
    let ko: Vec<_> = names.iter().map(|title| format!("「{}」", title.get(Language::Ko))).collect();
    let en: Vec<_> = names.iter().map(|title| format!("“{}”", title.get(Language::En))).collect();
    (ko.join(", "), en.join(", "))
}
