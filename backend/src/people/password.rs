//! Passwords by argon2id with the library's recommended cost, off the async threads.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::error::{Error, Result};

/// A hash of something nobody knows, verified where no account was found, so that both cases cost the same.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Wl5ckJbCGMiUiQZTXQtjCk5xvAnF+kKvJp0a6QP9c4Q";

/// Hashes a password with a fresh salt.
pub async fn hash(password: String) -> Result<String> {
    off_thread(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::Corrupt(error.to_string()))
    })
    .await
}

/// Whether a password fits a stored hash; never where there is none.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    off_thread(move || {
        let text = stored.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(text).map_err(|error| Error::Corrupt(error.to_string()))?;
        let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        Ok(fits && stored.is_some())
    })
    .await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let stored = hash("correct horse battery".into()).await.expect("a hash");
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("correct horse battery".into(), Some(stored.clone())).await.expect("an answer"));
        assert!(!verify("wrong".into(), Some(stored)).await.expect("an answer"));
        assert!(!verify("anything".into(), None).await.expect("an answer"));
    }
}
