//! One operation of the document.

use domain::{language::Language, token::Scope};
use serde_json::{Value, json};

/// An operation being described.
pub struct Operation {
    summary: &'static str,
    id: &'static str,
    scope: Scope,
    parameters: Vec<Value>,
    request: Option<&'static str>,
    answer: (u16, Value),
    errors: Vec<(u16, &'static str)>,
}

/// A reference to a schema.
pub fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

impl Operation {
    /// Reads one thing, or facts.
    pub fn read(id: &'static str, scope: Scope, summary: &'static str, answer: Value) -> Self {
        let errors = vec![(401, "NoToken"), (403, "LacksScope"), (429, "TooMany")];
        Self { summary, id, scope, parameters: Vec::new(), request: None, answer: (200, answer), errors }
    }

    /// Reads a part of a list.
    pub fn list(id: &'static str, scope: Scope, summary: &'static str, item: &str) -> Self {
        let page = json!({
            "type": "object",
            "required": ["items", "page", "per_page", "total"],
            "properties": {
                "items": { "type": "array", "items": schema(item) },
                "page": { "type": "integer" },
                "per_page": { "type": "integer" },
                "total": { "type": "integer" },
            },
        });
        let mut this = Self::read(id, scope, summary, page);
        this.parameters.extend(["page", "per_page"].map(parameter));
        this.errors.push((422, "Invalid"));
        this
    }

    /// Makes or changes something by a body.
    pub fn write(
        id: &'static str,
        scope: Scope,
        summary: &'static str,
        request: &'static str,
        answer: (u16, Value),
    ) -> Self {
        let mut this = Self::act(id, scope, summary, answer.1);
        this.answer.0 = answer.0;
        this.request = Some(request);
        this
    }

    /// Does something to what the address names, without a body.
    pub fn act(id: &'static str, scope: Scope, summary: &'static str, answer: Value) -> Self {
        let mut this = Self::read(id, scope, summary, answer);
        this.parameters.push(parameter("idempotency_key"));
        this.errors.extend([(409, "Conflict"), (422, "Invalid")]);
        this
    }

    /// The same with a body that may be sent again without a key.
    #[must_use]
    pub fn taking(mut self, request: &'static str) -> Self {
        self.request = Some(request);
        self.errors.push((422, "Invalid"));
        self
    }

    /// The same with what the address names.
    #[must_use]
    pub fn of(mut self, name: &str, format: Option<&str>) -> Self {
        let mut of = json!({ "type": "string" });
        if let Some(format) = format {
            of["format"] = format.into();
        }
        self.parameters.insert(0, json!({ "name": name, "in": "path", "required": true, "schema": of }));
        self.errors.push((404, "NotFound"));
        self
    }

    /// The same with a further question.
    #[must_use]
    pub fn asking(mut self, name: &str, of: Value) -> Self {
        self.parameters.push(json!({ "name": name, "in": "query", "schema": of }));
        self
    }

    /// As the document has it.
    pub fn json(self, language: Language) -> Value {
        let needs = language.pick("필요한 권한", "Scope");
        let (status, body) = self.answer;
        let mut responses = json!({ status.to_string(): {
            "description": language.pick("처리함", "Done"),
            "content": { "application/json": { "schema": body } },
        } });
        for (status, name) in self.errors {
            responses[status.to_string()] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "description": format!("{needs}: `{}`", self.scope.name()),
            "parameters": self.parameters,
            "responses": responses,
        });
        if let Some(request) = self.request {
            operation["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": schema(request) } },
            });
        }
        operation
    }
}

fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}
