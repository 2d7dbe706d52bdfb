//! Stub.
mod script;
pub use script::{IncidentScript, OutageScript, outage};
impl crate::Backend { pub async fn load_demonstration(&self) -> crate::Result<()> { Ok(()) } }
/// stub
pub async fn load(_b: &crate::Backend, _p: impl FnMut(u64)) -> crate::Result<()> { Ok(()) }
