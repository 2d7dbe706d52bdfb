//! What is said of an account of which nothing is known from before the outage.

use super::{Figures, Line, line, takings, with_way_out};
use crate::{
    language::{Language, Text},
    loss::Afterwards,
    time::long_date,
};

/// That it was compared with the weeks after the outage, and what that does not show.
pub(in super::super) fn afterwards(figures: &Figures, weeks: Afterwards) -> Line {
    let (ko, en) = takings(figures);
    let from = |language| long_date(weeks.from, language);
    line(
        ("비교한 장애 뒤의 날", "Days after the outage compared with"),
        Text::new(
            format!(
                "장애 전 기록이 없어 장애가 끝나고 열흘이 지난 {}부터의 기록과 견주었어요. 이 기록은 장애 때 영업했는지와 그때 \
                 들어온 {ko}을 보여 주지 않아요. 그래서 내 기록만으로 더 올리지 않고, 담당자가 확인해요.",
                from(Language::Ko)
            ),
            format!(
                "There are no records from before the outage, so those from {} on are compared with, ten days after it. They \
                 show neither that there was trade during the outage nor which {en} it took. So no more is computed from own \
                 records, and a person checks.",
                from(Language::En)
            ),
        ),
    )
}

/// The same, short, at the end of a sentence; nothing where it was compared as usual.
pub(super) fn flag(figures: &Figures) -> Text {
    figures.afterwards.filter(|weeks| weeks.changed_on.is_none()).map_or_else(Text::default, |_| {
        Text::new(
            " 장애 전 기록이 없어 장애 뒤의 기록과 견주었고, 장애 때 영업했는지 담당자가 확인해요.",
            " With no records from before the outage, those after it were compared, and a person checks that there was trade \
             at the time.",
        )
    })
}

/// The time over which the use of a service was measured.
pub(super) fn time(figures: &Figures) -> Text {
    figures.afterwards.map_or_else(
        || Text::new("장애 전 90일", "the 90 days before"),
        |_| Text::new("비교한 장애 뒤의 기간", "the weeks after the outage"),
    )
}

/// Why the rules give nothing: no use of the services, or a trade that is not what it was.
pub(super) fn not_exposed(figures: &Figures, weeks: Afterwards) -> Text {
    let (ko, en) = takings(figures);
    match weeks.changed_on {
        None => with_way_out(
            format!("장애 전 기록이 없고, 장애 뒤의 기록에도 멈춘 서비스로 들어온 {ko}이 없었어요."),
            format!(
                "There are no records from before the outage, and in those after it no {en} came through the services that \
                 failed."
            ),
        ),
        Some(date) => with_way_out(
            format!(
                "장애 전 기록이 없고, {}에 택시 부제가 풀려 그 뒤의 기록은 장애 때와 견줄 수 없어요.",
                long_date(date, Language::Ko)
            ),
            format!(
                "There are no records from before the outage, and since {} taxis may work every day, so what came later cannot \
                 be compared with the time of the outage.",
                long_date(date, Language::En)
            ),
        ),
    }
}
