//! What a file is, told by its first bytes and not by its name: text as it is or within gzip or Zstandard, or Parquet.

use std::{
    fs,
    io::{self, BufReader, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::bufread::MultiGzDecoder;

use super::header;
use crate::error::{Error, Result};

/// Bytes that tell the formats apart.
const MARK: usize = 4;

/// Bytes of a file read so far, to be asked while it is read.
#[derive(Clone, Debug, Default)]
pub struct Count(Arc<AtomicU64>);

impl Count {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Counted<R> {
    source: R,
    count: Count,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.count.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What a file holds.
pub enum Content<'a> {
    /// Text, unpacked as it is read.
    Text(Box<dyn Read + Send + 'a>),
    /// Parquet, which is read from its end and so lies in a file of its own.
    Parquet(fs::File),
}

/// The content of a file, and the count of the file's own bytes. Errors: the file cannot be read, or is an old workbook; what
/// is wrong within a packed one comes as it is reached.
pub fn open<'a>(source: impl Read + Send + 'a) -> Result<(Content<'a>, Count)> {
    let count = Count::default();
    let mut source = Counted { source, count: count.clone() };
    let mut mark = Vec::with_capacity(MARK);
    source.by_ref().take(MARK as u64).read_to_end(&mut mark)?;
    let mut content = Cursor::new(mark.clone()).chain(source);
    let content = match mark.as_slice() {
        b"PAR1" => {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut content, &mut file)?;
            Content::Parquet(file)
        }
        [0xd0, 0xcf, 0x11, 0xe0] => {
            let problem = header::save_as_csv("엑셀 통합 문서(XLS)입니다.", "This is a workbook (XLS).");
            return Err(Error::Invalid(vec![problem]));
        }
        [0x1f, 0x8b, 8, _] => Content::Text(Box::new(MultiGzDecoder::new(BufReader::new(content)))),
        // The first frame may be one to be skipped, as parallel packers write them (RFC 8878, 3.1.2).
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            Content::Text(Box::new(zstd::Decoder::new(content)?))
        }
        _ => Content::Text(Box::new(content)),
    };
    Ok((content, count))
}
