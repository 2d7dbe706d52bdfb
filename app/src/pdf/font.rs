//! The two faces of a document: widths for the layout, and what of them goes into the file.

use std::collections::BTreeMap;

use pdf_writer::{
    Filter, Finish, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;

use super::{
    Error,
    file::{Refs, packed},
};

/// Latin, punctuation, currencies and all Hangul syllables; see `font/README.md`.
static REGULAR: &[u8] = include_bytes!("font/regular.ttf");
static BOLD: &[u8] = include_bytes!("font/bold.ttf");

const IDENTITY: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For text.
    Regular,
    /// For headings and results.
    Bold,
}

/// Both weights.
pub struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    /// Opens the fonts that come with the program.
    pub fn open() -> Result<Self, Error> {
        let regular = Font::open(REGULAR, "MAKEWH+MakewholeGothic-Regular")?;
        Ok(Self { regular, bold: Font::open(BOLD, "MAKEWH+MakewholeGothic-Bold")? })
    }

    /// That of a weight.
    pub const fn of(&self, weight: Weight) -> &Font {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The same, to write with.
    pub const fn writing(&mut self, weight: Weight) -> &mut Font {
        match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }
}

/// A line as a content stream shows it.
pub struct Shown {
    /// Two bytes for each glyph.
    pub glyphs: Vec<u8>,
    /// Whether every letter has a glyph; else boxes stand for those that have none.
    pub is_whole: bool,
}

/// A font, and which of its glyphs were written.
pub struct Font {
    data: &'static [u8],
    face: ttf_parser::Face<'static>,
    name: &'static str,
    used: GlyphRemapper,
    /// What each glyph of the file stands for.
    letters: BTreeMap<u16, char>,
}

impl Font {
    fn open(data: &'static [u8], name: &'static str) -> Result<Self, Error> {
        let face = ttf_parser::Face::parse(data, 0)?;
        Ok(Self { data, face, name, used: GlyphRemapper::new(), letters: BTreeMap::new() })
    }

    /// How wide a text is at a size of 1.
    pub fn width(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.advance(self.face.glyph_index(letter).unwrap_or_default())).sum::<f32>() / 1000.0
    }

    /// In thousandths of the size.
    fn advance(&self, glyph: ttf_parser::GlyphId) -> f32 {
        let advance = self.face.glyph_hor_advance(glyph).unwrap_or_default();
        f32::from(advance) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// Makes of a text what the file shows.
    pub fn show(&mut self, text: &str) -> Shown {
        let mut shown = Shown { glyphs: Vec::new(), is_whole: true };
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter);
            let number = self.used.remap(glyph.unwrap_or_default().0);
            match glyph {
                Some(_) => _ = self.letters.entry(number).or_insert(letter),
                None => shown.is_whole = false,
            }
            shown.glyphs.extend(number.to_be_bytes());
        }
        shown
    }

    /// Writes what was used of the font under an id.
    pub fn embed(&self, pdf: &mut Pdf, refs: &mut Refs, id: Ref) -> Result<(), Error> {
        let [cid, descriptor, file, letters] = [(); 4].map(|()| refs.next());
        let name = Name(self.name.as_bytes());
        let mut font = pdf.type0_font(id);
        font.base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(letters);
        font.finish();

        let mut descendant = pdf.cid_font(cid);
        descendant.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
        descendant.cid_to_gid_map_predefined(Name(b"Identity"));
        let glyphs = self.used.remapped_gids().map(ttf_parser::GlyphId);
        descendant.widths().consecutive(0, glyphs.map(|glyph| self.advance(glyph)));
        descendant.finish();

        self.describe(pdf, descriptor, file);
        let program = subsetter::subset(self.data, 0, &self.used)?;
        let length = i32::try_from(program.len()).unwrap_or(i32::MAX);
        pdf.stream(file, &packed(&program)?).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        let mut cmap = UnicodeCmap::new(Name(b"Letters"), IDENTITY);
        self.letters.iter().for_each(|(glyph, letter)| cmap.pair(*glyph, *letter));
        pdf.stream(letters, &packed(&cmap.finish())?).filter(Filter::FlateDecode);
        Ok(())
    }

    fn describe(&self, pdf: &mut Pdf, id: Ref, file: Ref) {
        let face = &self.face;
        let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(face.units_per_em());
        let bounds = face.global_bounding_box();
        let [x1, y1, x2, y2] = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled);
        pdf.font_descriptor(id)
            .name(Name(self.name.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(x1, y1, x2, y2))
            .italic_angle(0.0)
            .ascent(scaled(face.ascender()))
            .descent(scaled(face.descender()))
            .cap_height(scaled(face.capital_height().unwrap_or_else(|| face.ascender())))
            .stem_v(if face.is_bold() { 140.0 } else { 80.0 })
            .font_file2(file);
    }
}
