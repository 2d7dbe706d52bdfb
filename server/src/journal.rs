//! The journal of what was published without the database: a file for each update in the folder `journal` of the
//! snapshot, moved to `journal/recorded` once the update is on record. Copying a file into another server's journal
//! publishes it there too; by its id it is on record once.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use domain::emergency::EmergencyUpdate;

/// The journal beside a snapshot.
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal in the snapshot's folder, which need not be there yet.
    pub fn of(snapshot: &Path) -> Self {
        Self { folder: snapshot.join("journal") }
    }

    /// Updates that are not on record yet, oldest first. A file that cannot be read waits for a person; the log says so.
    pub fn waiting(&self) -> Vec<EmergencyUpdate> {
        let Ok(files) = fs::read_dir(&self.folder) else { return Vec::new() };
        let files = files.filter_map(|file| Some(file.ok()?.path()));
        let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
        let mut updates: Vec<_> = files.filter_map(|file| read(&file)).collect();
        updates.sort_by_key(|update| (update.at, update.id));
        updates
    }

    /// Keeps an update, on disk when this returns.
    pub fn add(&self, update: &EmergencyUpdate) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let unfinished = self.folder.join(format!("{}.new", update.id));
        let mut file = fs::File::create(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(update)?)?;
        file.sync_all()?;
        fs::rename(unfinished, self.file(update))
    }

    /// Marks an update as recorded. Doing so twice is the same as once.
    pub fn set_aside(&self, update: &EmergencyUpdate) -> io::Result<()> {
        let recorded = self.folder.join("recorded");
        fs::create_dir_all(&recorded)?;
        match fs::rename(self.file(update), recorded.join(format!("{}.json", update.id))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    fn file(&self, update: &EmergencyUpdate) -> PathBuf {
        self.folder.join(format!("{}.json", update.id))
    }
}

fn read(file: &Path) -> Option<EmergencyUpdate> {
    let update = fs::read(file).map_err(|error| error.to_string());
    let update = update.and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string()));
    update.map_err(|error| tracing::error!(file = %file.display(), error, "the journal has what cannot be read")).ok()
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{IncidentId, UpdateId},
        incident::IncidentStatus,
        language::Text,
        time::Instant,
    };
    use uuid::Uuid;

    use super::*;

    fn update(number: u128, at: i64) -> EmergencyUpdate {
        EmergencyUpdate {
            id: UpdateId(Uuid::from_u128(number)),
            incident: IncidentId(Uuid::from_u128(1)),
            title: Text::new("중단", "Stopped"),
            started_at: Instant(0),
            status: IncidentStatus::Investigating,
            body: Text::new("확인하고 있습니다.", "We are looking."),
            changes: Vec::new(),
            at: Instant(at),
            by: "Kim".into(),
        }
    }

    #[test]
    fn updates_wait_in_their_order_until_they_are_recorded() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::of(folder.path());
        assert_eq!(journal.waiting(), []);
        for update in [update(2, 20), update(1, 10)] {
            journal.add(&update).expect("kept");
        }
        fs::write(folder.path().join("journal/torn.json"), "{").expect("written");
        assert_eq!(journal.waiting(), [update(1, 10), update(2, 20)]);
        for _ in 0..2 {
            journal.set_aside(&update(1, 10)).expect("set aside");
        }
        assert_eq!(journal.waiting(), [update(2, 20)]);
        assert!(folder.path().join(format!("journal/recorded/{}.json", update(1, 10).id)).exists());
    }
}
