//! Texts that the operator's updates begin with.

use backend::templates::Template;
use domain::{id::TemplateId, language::Text, time::Instant};
use uuid::Uuid;

/// The first notice of an outage, and its end. Their ids are always the same.
pub fn templates() -> [Template; 2] {
    let template = |number: u128, name: &str, title, body| Template {
        id: TemplateId(Uuid::from_u128(0x0185_5a00_0000_7000_8000_0000_0000_0000 + number)),
        name: name.to_owned(),
        title,
        body,
        updated_at: Instant(0),
    };
    [
        template(
            1,
            "장애 첫 공지",
            Text::new("{services} 이용이 원활하지 않습니다", "Problems with {services}"),
            Text::new(
                "{start}부터 {services} 이용이 원활하지 않습니다. 원인을 찾고 있으며, 확인하는 대로 알려 드리겠습니다.",
                "{services} has not been working properly since {start}. We are looking for the cause and will post what we find.",
            ),
        ),
        template(
            2,
            "해결 공지",
            Text::default(),
            Text::new(
                "{start}부터 {lasted} 동안 이어진 문제를 해결했습니다. 불편을 드려 죄송합니다.",
                "The problem that began on {start} is resolved after {lasted}. We are sorry for the trouble.",
            ),
        ),
    ]
}
