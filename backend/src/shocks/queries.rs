//! SQL of the calendar of shocks.

use domain::{
    id::ShockId,
    language::Text,
    ledger::Region,
    shock::{Shock, ShockKind},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    from_date: String,
    until_date: String,
    region: Option<String>,
    name_ko: String,
    name_en: String,
    source: Option<String>,
}

impl TryFrom<Row> for Shock {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let date = |text: &str| text.parse().map_err(|_| Error::Corrupt(format!("date of a shock: {text}")));
        Ok(Self {
            id: ShockId(row.id),
            kind: known(ShockKind::from_name(&row.kind), "kind of a shock", &row.kind)?,
            from: date(&row.from_date)?,
            until: date(&row.until_date)?,
            region: row.region.map(Region),
            name: Text::new(row.name_ko, row.name_en),
            source: row.source,
        })
    }
}

const SELECT: &str = "select id, kind, from_date, until_date, region, name_ko, name_en, source
    from market_shocks where ($1 is null or id = $1) order by from_date desc, until_date desc, id";

pub async fn list(tx: &mut Tx) -> Result<Vec<Shock>> {
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(SELECT).bind(None::<Uuid>).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub async fn lookup(tx: &mut Tx, id: ShockId) -> Result<Option<Shock>> {
    let row: Option<Row> = within!(tx, c => sqlx::query_as(SELECT).bind(Some(id.0)).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn save(tx: &mut Tx, shock: &Shock, now: Instant) -> Result<()> {
    const SAVE: &str = "insert into market_shocks
        (id, kind, from_date, until_date, region, name_ko, name_en, source, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        on conflict (id) do update set kind = excluded.kind, from_date = excluded.from_date
          , until_date = excluded.until_date, region = excluded.region, name_ko = excluded.name_ko
          , name_en = excluded.name_en, source = excluded.source, updated_at = excluded.updated_at";
    execute_within!(
        tx,
        sqlx::query(SAVE)
            .bind(shock.id.0)
            .bind(shock.kind.name())
            .bind(shock.from.to_string())
            .bind(shock.until.to_string())
            .bind(shock.region.as_ref().map(|region| region.0.trim()))
            .bind(shock.name.ko.trim())
            .bind(shock.name.en.trim())
            .bind(shock.source.as_deref().map(str::trim))
            .bind(now.0)
    )?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, id: ShockId) -> Result<bool> {
    Ok(execute_within!(tx, sqlx::query("delete from market_shocks where id = $1").bind(id.0))? == 1)
}
