//! SQL of partner pages.

use std::collections::BTreeSet;

use domain::{
    component::ComponentKey,
    id::PartnerAddressId,
    language::Text,
    partner::PartnerKey,
    time::{DAY, Instant},
};
use ipnet::IpNet;
use uuid::Uuid;

use super::{PartnerAddress, PartnerPage};
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_on, execute_within, within,
};

/// A page without its lists: key, names.
type Row = (String, String, String);

/// All pages by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<PartnerPage>> {
    const LIST: &str = "select key, name_ko, name_en from partner_pages order by name_ko, key";
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(LIST).fetch_all(c))?;
    let mut pages = Vec::new();
    for (key, ko, en) in rows {
        let key = known(PartnerKey::parse(&key), "partner page", &key)?;
        pages.push(filled(tx, key, Text::new(ko, en)).await?);
    }
    Ok(pages)
}

/// One page. The same is asked whether or not there is one, so that the time it takes does not tell.
pub async fn lookup(tx: &mut Tx, key: &PartnerKey) -> Result<Option<PartnerPage>> {
    const LOOKUP: &str = "select name_ko, name_en from partner_pages where key = $1";
    let row: Option<(String, String)> = within!(tx, c => sqlx::query_as(LOOKUP).bind(key.as_str()).fetch_optional(c))?;
    let found = filled(tx, key.clone(), Text::default()).await?;
    Ok(row.map(|(ko, en)| PartnerPage { name: Text::new(ko, en), ..found }))
}

async fn filled(tx: &mut Tx, key: PartnerKey, name: Text) -> Result<PartnerPage> {
    Ok(PartnerPage {
        name,
        components: components(tx, &key).await?,
        addresses: addresses(tx, &key).await?,
        networks: networks(tx, &key).await?,
        key,
    })
}

async fn components(tx: &mut Tx, key: &PartnerKey) -> Result<BTreeSet<ComponentKey>> {
    const COMPONENTS: &str = "select component_key from partner_components where page_key = $1";
    let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as(COMPONENTS).bind(key.as_str()).fetch_all(c))?;
    rows.into_iter().map(|(key,)| known(ComponentKey::parse(&key), "component", &key)).collect()
}

pub async fn addresses(tx: &mut Tx, key: &PartnerKey) -> Result<Vec<PartnerAddress>> {
    const ADDRESSES: &str = "select id, email from partner_addresses where page_key = $1 order by email";
    let rows: Vec<(Uuid, String)> = within!(tx, c => sqlx::query_as(ADDRESSES).bind(key.as_str()).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id, email)| PartnerAddress { id: PartnerAddressId(id), email }).collect())
}

async fn networks(tx: &mut Tx, key: &PartnerKey) -> Result<Vec<IpNet>> {
    const NETWORKS: &str = "select network from partner_networks where page_key = $1 order by network";
    let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as(NETWORKS).bind(key.as_str()).fetch_all(c))?;
    rows.into_iter().map(|(network,)| known(network.parse().ok(), "network", &network)).collect()
}

/// Components that a page may show: all that are on record, since one that is retired keeps its past.
pub async fn component_keys(tx: &mut Tx) -> Result<BTreeSet<ComponentKey>> {
    let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as("select key from components").fetch_all(c))?;
    rows.into_iter().map(|(key,)| known(ComponentKey::parse(&key), "component", &key)).collect()
}

/// False where the key is taken.
pub async fn insert(tx: &mut Tx, key: &PartnerKey, name: &Text, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into partner_pages (key, name_ko, name_en, created_at, created_by)
        values ($1, $2, $3, $4, $5)
        on conflict (key) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT).bind(key.as_str()).bind(name.ko.trim()).bind(name.en.trim()).bind(now.0).bind(author)
    )?;
    Ok(inserted == 1)
}

/// False where there is none such.
pub async fn rename(tx: &mut Tx, key: &PartnerKey, name: &Text) -> Result<bool> {
    const RENAME: &str = "update partner_pages set name_ko = $2, name_en = $3 where key = $1";
    let (ko, en) = (name.ko.trim(), name.en.trim());
    Ok(execute_within!(tx, sqlx::query(RENAME).bind(key.as_str()).bind(ko).bind(en))? == 1)
}

/// False where there is none such.
pub async fn remove(tx: &mut Tx, key: &PartnerKey) -> Result<bool> {
    Ok(execute_within!(tx, sqlx::query("delete from partner_pages where key = $1").bind(key.as_str()))? == 1)
}

pub async fn replace_components(tx: &mut Tx, key: &PartnerKey, components: &BTreeSet<ComponentKey>) -> Result<()> {
    const INSERT: &str = "insert into partner_components (page_key, component_key) values ($1, $2)";
    execute_within!(tx, sqlx::query("delete from partner_components where page_key = $1").bind(key.as_str()))?;
    for component in components {
        execute_within!(tx, sqlx::query(INSERT).bind(key.as_str()).bind(component.as_str()))?;
    }
    Ok(())
}

pub async fn replace_networks(tx: &mut Tx, key: &PartnerKey, networks: &BTreeSet<IpNet>) -> Result<()> {
    const INSERT: &str = "insert into partner_networks (page_key, network) values ($1, $2)";
    execute_within!(tx, sqlx::query("delete from partner_networks where page_key = $1").bind(key.as_str()))?;
    for network in networks {
        execute_within!(tx, sqlx::query(INSERT).bind(key.as_str()).bind(network.to_string()))?;
    }
    Ok(())
}

pub async fn insert_address(tx: &mut Tx, key: &PartnerKey, id: PartnerAddressId, email: &str) -> Result<()> {
    const INSERT: &str = "insert into partner_addresses (id, page_key, email) values ($1, $2, $3)";
    execute_within!(tx, sqlx::query(INSERT).bind(id.0).bind(key.as_str()).bind(email))?;
    Ok(())
}

/// Its links go with it.
pub async fn remove_address(tx: &mut Tx, id: PartnerAddressId) -> Result<()> {
    execute_within!(tx, sqlx::query("delete from partner_addresses where id = $1").bind(id.0))?;
    Ok(())
}

/// An address on a page's list, with the page's name.
pub async fn find_address(tx: &mut Tx, page: &str, email: &str) -> Result<Option<(PartnerAddressId, Text)>> {
    const FIND: &str = "select a.id, p.name_ko, p.name_en
        from partner_addresses a join partner_pages p on p.key = a.page_key
        where a.page_key = $1 and a.email = $2";
    let row: Option<(Uuid, String, String)> =
        within!(tx, c => sqlx::query_as(FIND).bind(page).bind(email).fetch_optional(c))?;
    Ok(row.map(|(id, ko, en)| (PartnerAddressId(id), Text::new(ko, en))))
}

pub async fn insert_link(
    tx: &mut Tx,
    digest: &[u8],
    address: PartnerAddressId,
    now: Instant,
    expires: Instant,
) -> Result<()> {
    const INSERT: &str =
        "insert into partner_links (digest, address_id, created_at, expires_at) values ($1, $2, $3, $4)";
    execute_within!(tx, sqlx::query(INSERT).bind(digest).bind(address.0).bind(now.0).bind(expires.0))?;
    Ok(())
}

/// The address of a link of a page that still works; from now on it does not.
pub async fn use_link(tx: &mut Tx, page: &PartnerKey, digest: &[u8], now: Instant) -> Result<Option<PartnerAddressId>> {
    const USE: &str = "update partner_links set used_at = $2
        where digest = $1 and used_at is null and expires_at > $2
          and address_id in (select id from partner_addresses where page_key = $3)
        returning address_id";
    let row: Option<(Uuid,)> =
        within!(tx, c => sqlx::query_as(USE).bind(digest).bind(now.0).bind(page.as_str()).fetch_optional(c))?;
    Ok(row.map(|(id,)| PartnerAddressId(id)))
}

/// Removes links that expired a day ago and more.
pub async fn sweep(db: &Db, now: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("delete from partner_links where expires_at < $1").bind(now.plus(-DAY).0))?;
    Ok(())
}
