//! Public holidays, which tell ordinary days from others.

use chrono::NaiveDate;
use domain::{language::Text, role::Permission};

use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::{Db, Tx},
    error::{Error, Result},
    execute_within, on,
};

/// A public or substitute holiday.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Holiday {
    /// The local date.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Text,
}

impl Backend {
    /// Adds holidays; one that is there already gets the new name.
    pub async fn load_holidays(&self, actor: &Actor, holidays: &[Holiday]) -> Result<()> {
        actor.require(Permission::ImportLedger)?;
        let mut tx = self.db.begin().await?;
        for holiday in holidays {
            upsert(&mut tx, holiday).await?;
        }
        let act = Act {
            action: "ledger.holidays_loaded",
            subject: "ledger:holidays".into(),
            detail: format!("{} holidays", holidays.len()),
        };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }

    /// All holidays, by date.
    pub async fn holidays(&self) -> Result<Vec<Holiday>> {
        let rows = stored(&self.db).await?;
        let holiday = |(date, ko, en): (String, String, String)| {
            let date = date.parse().map_err(|_| Error::Corrupt(format!("date of a holiday: {date}")))?;
            Ok(Holiday { date, name: Text::new(ko, en) })
        };
        rows.into_iter().map(holiday).collect()
    }
}

async fn upsert(tx: &mut Tx, holiday: &Holiday) -> Result<()> {
    const UPSERT: &str = "insert into holidays (date, name_ko, name_en) values ($1, $2, $3)
        on conflict (date) do update set name_ko = excluded.name_ko, name_en = excluded.name_en";
    execute_within!(
        tx,
        sqlx::query(UPSERT).bind(holiday.date.to_string()).bind(&holiday.name.ko).bind(&holiday.name.en)
    )?;
    Ok(())
}

/// All holidays as stored: date, Korean name, English name.
async fn stored(db: &Db) -> Result<Vec<(String, String, String)>> {
    const SELECT: &str = "select date, name_ko, name_en from holidays order by date";
    Ok(on!(db, c => sqlx::query_as(SELECT).fetch_all(c))?)
}
