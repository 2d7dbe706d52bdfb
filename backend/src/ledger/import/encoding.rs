//! Bytes of an export as text: UTF-8, UTF-16 with its mark or without, or the Korean code page 949 that older tills write.

use std::io::{self, Read};

use encoding_rs::{Decoder, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What a malformed sequence becomes; a row that has it is rejected.
pub const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Bytes asked of the source at once.
const CHUNK: usize = 64 * 1024;

/// Decodes a source as it is read. While all is ASCII the encoding stays open; the first chunk with anything else
/// decides it for the whole file.
pub struct DecodedText<R> {
    source: R,
    chunk: Vec<u8>,
    decoder: Option<(&'static Encoding, Decoder)>,
    is_begun: bool,
    end: Option<io::Result<()>>,
}

impl<R: Read> DecodedText<R> {
    pub fn new(source: R) -> Self {
        Self { source, chunk: Vec::new(), decoder: None, is_begun: false, end: None }
    }

    /// The name of the encoding; UTF-8 where all was ASCII.
    pub fn name(&self) -> &'static str {
        match &self.decoder {
            Some((encoding, _)) if *encoding == EUC_KR => "CP949",
            Some((encoding, _)) => encoding.name(),
            None => UTF_8.name(),
        }
    }

    /// Appends the next chunk to `text`. False at the end of the source. Where the source breaks off, the error comes
    /// after all that could be read before.
    pub fn read_into(&mut self, text: &mut String) -> io::Result<bool> {
        if let Some(end) = &mut self.end {
            return std::mem::replace(end, Ok(())).map(|()| false);
        }
        self.chunk.clear();
        let read = self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.chunk);
        self.end = match read {
            Ok(CHUNK..) => None,
            Ok(_) => Some(Ok(())),
            Err(error) => Some(Err(error)),
        };
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let mut start = 0;
        if is_first && let Some((encoding, mark)) = Encoding::for_bom(&self.chunk) {
            self.decoder = Some((encoding, encoding.new_decoder_without_bom_handling()));
            start = mark;
        } else if is_first && let Some(encoding) = unmarked(&self.chunk) {
            self.decoder = Some((encoding, encoding.new_decoder_without_bom_handling()));
        } else if self.decoder.is_none() && !self.chunk.is_ascii() {
            let encoding = likelier(&self.chunk);
            self.decoder = Some((encoding, encoding.new_decoder_without_bom_handling()));
        }
        let bytes = &self.chunk[start..];
        match &mut self.decoder {
            Some((_, decoder)) => decode(decoder, bytes, text, self.end.is_some()),
            None => text.push_str(&String::from_utf8_lossy(bytes)),
        }
        Ok(true)
    }
}

fn decode(decoder: &mut Decoder, bytes: &[u8], text: &mut String, is_last: bool) {
    // Enough for any input of this length, so one call takes it all.
    text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * bytes.len() + 16));
    let _ = decoder.decode_to_string(bytes, text, is_last);
}

/// UTF-16 without its mark: a header of plain letters has a zero in every other byte.
fn unmarked(chunk: &[u8]) -> Option<&'static Encoding> {
    match chunk.get(..4)?.iter().map(|byte| *byte == 0).collect::<Vec<_>>()[..] {
        [false, true, false, true] => Some(UTF_16LE),
        [true, false, true, false] => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 or code page 949, whichever has fewer malformed sequences: one bad byte must not turn a whole file of UTF-8
/// into another encoding.
fn likelier(chunk: &[u8]) -> &'static Encoding {
    // A character that the end of the chunk cuts in two is no fault of either.
    let end = chunk.iter().rposition(u8::is_ascii).map_or(0, |last| last + 1);
    let malformed = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(&chunk[..end]);
        text.matches(REPLACEMENT).count()
    };
    if malformed(EUC_KR) < malformed(UTF_8) { EUC_KR } else { UTF_8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let (mut source, mut text) = (DecodedText::new(bytes), String::new());
        while source.read_into(&mut text).expect("bytes in memory") {}
        (text, source.name())
    }

    fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn the_encodings_of_exports_are_told_apart() {
        let text = "reference,name\nM-1,봄날분식\n";
        let korean = EUC_KR.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (korean, "CP949"),
            (utf16(text, [0xff, 0xfe], u16::to_le_bytes), "UTF-16LE"),
            (utf16(text, [0xfe, 0xff], u16::to_be_bytes), "UTF-16BE"),
            (utf16(text, [0xff, 0xfe], u16::to_le_bytes).split_off(2), "UTF-16LE"),
            (utf16(text, [0xfe, 0xff], u16::to_be_bytes).split_off(2), "UTF-16BE"),
        ] {
            assert_eq!(read(&bytes), (text.to_owned(), name));
        }
        assert_eq!(read(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn the_encoding_is_decided_where_the_first_other_byte_stands() {
        let ascii = "M-1,cafe\n".repeat(CHUNK / 4);
        let bytes = [ascii.as_bytes(), &EUC_KR.encode("뷁,봄날분식\n").0].concat();
        let (text, name) = read(&bytes);
        assert_eq!(name, "CP949");
        assert!(text.ends_with("\n뷁,봄날분식\n"));
    }

    #[test]
    fn one_bad_byte_spoils_one_row_and_not_the_encoding() {
        let good = "M-1,봄날분식\n".repeat(50);
        let bytes = [good.as_bytes(), b"M-2,\xff\n", good.as_bytes()].concat();
        let (text, name) = read(&bytes);
        assert_eq!((name, text.matches(REPLACEMENT).count()), ("UTF-8", 1));
        let korean = [&EUC_KR.encode(&good).0[..], b"M-2,\xff\n", &EUC_KR.encode(&good).0].concat();
        let (text, name) = read(&korean);
        assert_eq!((name, text.matches(REPLACEMENT).count()), ("CP949", 1));
        assert!(text.ends_with(&good));
    }
}
