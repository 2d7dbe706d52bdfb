//! Words of the error pages: what happened, and what to do next.

use domain::{
    language::{Language, Text},
    token::Scope,
};

words! {
    /// Titles and advice.
    Errors {
        not_found: "페이지를 찾을 수 없습니다", "Page not found";
        not_found_next: "주소를 다시 확인하거나 서비스 상태 페이지로 이동해 주세요.",
            "Check the address, or start from the service status.";
        method: "이 주소에서는 처리할 수 없는 요청입니다", "This address does not take such a request";
        method_next: "이전 페이지로 돌아가 버튼을 다시 눌러 주세요.", "Go back and press the button again.";
        too_large: "파일이 너무 큽니다", "The file is too large";
        too_large_next: "기간을 나누어 작은 파일로 올려 주세요. 입력한 내용은 이전 페이지에 남아 있습니다.",
            "Divide the records into smaller files. What you typed is still on the page before.";
        refused: "보낸 내용을 처리하지 못했습니다", "The request could not be handled";
        refused_next: "이전 페이지로 돌아가 다시 보내 주세요. 오래 열어 둔 페이지라면 새로 고친 뒤에 보내 주세요.",
            "Go back and send it again; reload the page first if it was open for long.";
        forbidden: "이 페이지를 볼 권한이 없습니다", "You may not see this page";
        forbidden_next: "다른 계정으로 로그인하셨다면 로그아웃한 뒤 다시 로그인해 주세요.",
            "If you signed in with another account, sign out and in again.";
        too_many: "잠시 뒤에 다시 시도해 주세요", "Please try again in a moment";
        too_many_next: "짧은 시간에 요청이 많았습니다. 1분 뒤에 다시 시도해 주세요. 이미 보낸 내용은 그대로 남아 있습니다.",
            "There were many requests in a short time. Try again in a minute; what was sent before is kept.";
        internal: "문제가 생겼습니다", "Something went wrong";
        internal_next: "문제를 기록했습니다. 잠시 뒤에 다시 시도해 주세요. 같은 내용을 두 번 보내도 한 번만 처리합니다.",
            "It is on record. Try again in a moment; sending the same thing twice counts once.";
        unavailable: "지금은 처리할 수 없습니다", "Not available right now";
        unavailable_next: "청구와 소식 받기를 잠시 처리하지 못하고 있습니다. 서비스 상태 페이지는 계속 볼 수 있습니다. 잠시 뒤에 다시 시도해 주세요.",
            "Claims and subscriptions are paused for the moment. The status page still works. Please try again shortly.";
        to_status: "서비스 상태 보기", "See the service status";
        reference: "문의하실 때 이 번호를 알려 주세요.", "Quote this number when you contact us.";
        reference_label: "확인 번호", "Reference";
    }
}

/// A program came without a token that works.
pub fn no_token() -> Text {
    Text::new(
        "쓸 수 있는 API 토큰이 없습니다. Authorization: Bearer 뒤에 토큰을 넣어 주세요. 만료됐거나 해지된 토큰은 쓸 수 없습니다.",
        "There is no API token that works. Send one as Authorization: Bearer. One that expired or was revoked does not work.",
    )
}

/// A program's token lacks a scope.
pub fn lacks_scope(scope: Scope) -> Text {
    let name = scope.name();
    Text::new(format!("이 토큰에는 {name} 권한이 없습니다."), format!("This token lacks the scope {name}."))
}

/// Title and advice for an HTTP status.
pub fn for_status(language: Language, status: u16) -> (&'static str, &'static str) {
    let words = Errors::of(language);
    match status {
        401 | 403 => (words.forbidden, words.forbidden_next),
        404 | 410 => (words.not_found, words.not_found_next),
        405 => (words.method, words.method_next),
        413 => (words.too_large, words.too_large_next),
        429 => (words.too_many, words.too_many_next),
        503 => (words.unavailable, words.unavailable_next),
        400..=499 => (words.refused, words.refused_next),
        _ => (words.internal, words.internal_next),
    }
}
