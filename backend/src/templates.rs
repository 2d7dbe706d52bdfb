//! Texts that updates begin with, kept by publishers.

use domain::{
    id::TemplateId,
    language::Text,
    role::Permission,
    template::{self, Variable},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
    execute_within,
    incidents::{LONGEST_BODY, LONGEST_TITLE, text_problems},
    on,
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

/// A text that updates begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id; made when the form was shown, so that sending it twice adds one.
    pub id: TemplateId,
    /// What staff call it.
    pub name: String,
    /// The title of a new incident; may be empty.
    pub title: Text,
    /// The text.
    pub body: Text,
    /// When it was last changed; of one that is to be saved it does not matter.
    pub updated_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    title_ko: String,
    title_en: String,
    body_ko: String,
    body_en: String,
    updated_at: i64,
}

impl From<Row> for Template {
    fn from(row: Row) -> Self {
        Self {
            id: TemplateId(row.id),
            name: row.name,
            title: Text::new(row.title_ko, row.title_en),
            body: Text::new(row.body_ko, row.body_en),
            updated_at: Instant(row.updated_at),
        }
    }
}

const SELECT: &str = "select id, name, title_ko, title_en, body_ko, body_en, updated_at
    from message_templates where ($1 is null or id = $1) order by name, id";

impl Backend {
    /// All templates, by name.
    pub async fn templates(&self, actor: &Actor) -> Result<Vec<Template>> {
        actor.require(Permission::PublishIncidents)?;
        let rows: Vec<Row> = on!(self.db, c => sqlx::query_as(SELECT).bind(None::<Uuid>).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A template. Errors: there is none of this id.
    pub async fn template(&self, actor: &Actor, id: TemplateId) -> Result<Template> {
        actor.require(Permission::PublishIncidents)?;
        let row: Option<Row> = on!(self.db, c => sqlx::query_as(SELECT).bind(Some(id.0)).fetch_optional(c))?;
        row.map(Into::into).ok_or(Error::NotFound)
    }

    /// Adds a template, or changes the one of its id. Errors: fields, as a variable that there is not.
    pub async fn save_template(&self, actor: &Actor, template: &Template) -> Result<()> {
        const SAVE: &str = "insert into message_templates
            (id, name, title_ko, title_en, body_ko, body_en, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7)
            on conflict (id) do update set name = excluded.name, title_ko = excluded.title_ko
              , title_en = excluded.title_en, body_ko = excluded.body_ko, body_en = excluded.body_en
              , updated_at = excluded.updated_at";
        actor.require(Permission::PublishIncidents)?;
        let problems = problems(template);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        execute_within!(
            &mut tx,
            sqlx::query(SAVE)
                .bind(template.id.0)
                .bind(template.name.trim())
                .bind(template.title.ko.trim())
                .bind(template.title.en.trim())
                .bind(template.body.ko.trim())
                .bind(template.body.en.trim())
                .bind(now.0)
        )?;
        let subject = format!("template:{}", template.id);
        audit::append(&mut tx, now, actor, Act { action: "template.saved", subject, detail: String::new() }).await?;
        tx.commit().await
    }

    /// Removes a template. Errors: there is none of this id.
    pub async fn remove_template(&self, actor: &Actor, id: TemplateId) -> Result<()> {
        actor.require(Permission::PublishIncidents)?;
        let mut tx = self.db.begin().await?;
        if execute_within!(&mut tx, sqlx::query("delete from message_templates where id = $1").bind(id.0))? == 0 {
            return Err(Error::NotFound);
        }
        let subject = format!("template:{id}");
        let act = Act { action: "template.removed", subject, detail: String::new() };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }
}

fn problems(new: &Template) -> Vec<Problem> {
    let mut problems = Vec::new();
    if new.name.trim().is_empty() {
        problems.push(Problem::new("name", "이름을 입력해 주세요.", "Enter a name."));
    }
    if new.name.chars().count() > LONGEST_NAME {
        problems.push(Problem::new(
            "name",
            format!("{LONGEST_NAME}자까지 쓸 수 있어요."),
            format!("Use at most {LONGEST_NAME} characters."),
        ));
    }
    let title_problems = text_problems("title", &new.title, LONGEST_TITLE);
    // a template need not have a title
    problems.extend(title_problems.into_iter().filter(|_| !new.title.ko.trim().is_empty()));
    problems.extend(text_problems("body", &new.body, LONGEST_BODY));
    let texts = [
        ("title_ko", &new.title.ko),
        ("title_en", &new.title.en),
        ("body_ko", &new.body.ko),
        ("body_en", &new.body.en),
    ];
    for (field, text) in texts {
        if let Some(name) = template::unknown(text) {
            problems.push(Problem::new(
                field,
                format!("{{{name}}}라는 변수는 없어요."),
                format!("There is no variable {{{name}}}."),
            ));
        }
    }
    problems
}

/// The problem of a text that is to be published with a variable in it; none where it has none.
pub(crate) fn unfilled_problem(field: &str, text: &str) -> Option<Problem> {
    let name = template::unfilled(text).map(Variable::name)?;
    Some(Problem::new(field, format!("{{{name}}} 자리를 채워 주세요."), format!("Fill in the place of {{{name}}}.")))
}
