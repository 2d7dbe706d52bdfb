//! `/api/v1/openapi.json`: what programs may ask for with a token, as OpenAPI 3.1. The server's operations and this document
//! are held together by a test there.

mod components;
mod operation;
mod paths;
mod schemas;

use domain::{language::Language, token::Scope};
use serde_json::{Map, Value, json};

use crate::{shell::PageContext, text::console::tokens};

/// The document.
pub fn document(context: &PageContext) -> serde_json::Result<String> {
    let language = context.language;
    serde_json::to_string(&json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} API", context.site_name()),
            "version": "1",
            "description": language.pick(
                "토큰으로 서비스, 장애, 점검, 구독을 다루는 API입니다. 시각은 시간대를 밝힌 RFC 3339이고, 오류는 application/problem+json입니다.",
                "Components, incidents, maintenance and subscriptions with a token. Times are RFC 3339 with an offset; errors are application/problem+json.",
            ),
        },
        "servers": [{ "url": format!("{}{}", context.site.url, context.href("")) }],
        "security": [{ "token": [] }],
        "paths": paths::paths(language),
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": scopes(language),
            } },
            "parameters": parameters(language),
            "responses": responses(language),
            "schemas": schemas::schemas(language),
        },
    }))
}

/// All scopes with what they allow, one a line.
fn scopes(language: Language) -> String {
    let lines: Vec<_> =
        Scope::ALL.iter().map(|scope| format!("- `{}`: {}", scope.name(), tokens::scope(language, *scope))).collect();
    lines.join("\n")
}

fn parameters(language: Language) -> Value {
    json!({
        "page": { "name": "page", "in": "query", "schema": { "type": "integer", "minimum": 1, "default": 1 },
            "description": language.pick("1부터 셉니다.", "Counts from 1.") },
        "per_page": { "name": "per_page", "in": "query",
            "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 50 },
            "description": language.pick("한 쪽에 담는 수", "Things on a page") },
        "idempotency_key": { "name": "Idempotency-Key", "in": "header",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
            "description": language.pick(
                "같은 키와 같은 내용으로 하루 안에 다시 보내면 한 번만 처리하고 첫 결과를 돌려줍니다.",
                "Sent again within a day with the same content, the request finds the result of the first.") },
    })
}

fn responses(language: Language) -> Value {
    let problem = |ko: &str, en: &str| {
        json!({
            "description": language.pick(ko, en),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        })
    };
    let entries = [
        ("NoToken", problem("쓸 수 있는 토큰이 없음", "No token that works")),
        ("LacksScope", problem("토큰에 권한이 없음", "The token lacks the scope")),
        ("NotFound", problem("없는 항목", "There is no such thing")),
        (
            "Conflict",
            problem("이미 쓰는 키이거나 지금 규칙으로는 할 수 없음", "The key is taken, or the rules refuse it now"),
        ),
        ("Invalid", problem("고쳐야 할 값이 있음", "Values that have to be mended")),
        ("TooMany", problem("요청이 너무 많음", "Too many requests")),
    ];
    Value::Object(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
