//! The file around the pages: catalogue, page tree, fonts, outline, structure. The same pages make the same bytes; no
//! clock and no chance is in it.

use std::io::Write;

use domain::language::Language;
use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr, types::TabOrder};

use super::{
    Error,
    font::{Fonts, Weight},
    sheets::{HEIGHT, WIDTH},
    tags::{Tag, Tags},
};

/// The name of a font in the content of pages.
pub const fn font_name(weight: Weight) -> Name<'static> {
    match weight {
        Weight::Regular => Name(b"R"),
        Weight::Bold => Name(b"B"),
    }
}

/// Gives each object its number.
pub struct Refs(i32);

impl Refs {
    /// The next that is free.
    pub const fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Bytes as streams hold them.
pub fn packed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A page that is laid out.
pub struct Laid {
    /// What is shown.
    pub content: Vec<u8>,
    /// The part of each of its marks.
    pub marks: Vec<Tag>,
}

/// A line of the outline.
pub struct Entry {
    /// The heading.
    pub title: String,
    /// The page, from 0.
    pub page: usize,
    /// Where on it the heading begins, in points from below.
    pub top: f32,
}

/// All that a file is made of.
pub struct Parts<'a> {
    /// What the document is written in.
    pub language: Language,
    /// Its title.
    pub title: &'a str,
    /// Its pages.
    pub pages: Vec<Laid>,
    /// Its fonts, written with.
    pub fonts: Fonts,
    /// Its structure.
    pub tags: Tags,
    /// Its outline.
    pub outline: Vec<Entry>,
}

impl Parts<'_> {
    /// The bytes of the file.
    pub fn write(&self) -> Result<Vec<u8>, Error> {
        let mut pdf = Pdf::new();
        let mut refs = Refs(0);
        let [catalog, info, tree, structure, outline, regular, bold] = [(); 7].map(|()| refs.next());
        let pages: Vec<Ref> = self.pages.iter().map(|_| refs.next()).collect();

        self.catalog(&mut pdf, [catalog, tree, structure, outline]);
        pdf.document_info(info).title(TextStr(self.title)).producer(TextStr("Makewhole"));
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        pdf.pages(tree).kids(pages.iter().copied()).count(count);
        for ((laid, id), number) in self.pages.iter().zip(&pages).zip(0..) {
            let content = refs.next();
            let mut page = pdf.page(*id);
            page.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(content);
            page.struct_parents(number).tab_order(TabOrder::StructureOrder);
            let mut resources = page.resources();
            resources.fonts().pair(font_name(Weight::Regular), regular).pair(font_name(Weight::Bold), bold);
            resources.finish();
            page.finish();
            pdf.stream(content, &packed(&laid.content)?).filter(Filter::FlateDecode);
        }
        self.fonts.of(Weight::Regular).embed(&mut pdf, &mut refs, regular)?;
        self.fonts.of(Weight::Bold).embed(&mut pdf, &mut refs, bold)?;
        self.outline(&mut pdf, &mut refs, outline, &pages);
        let marked: Vec<(Ref, &[Tag])> =
            pages.iter().copied().zip(self.pages.iter().map(|laid| &*laid.marks)).collect();
        self.tags.write(&mut pdf, &mut refs, structure, &marked);
        Ok(pdf.finish())
    }

    fn catalog(&self, pdf: &mut Pdf, [id, pages, structure, outline]: [Ref; 4]) {
        let mut catalog = pdf.catalog(id);
        catalog.pages(pages).outlines(outline).lang(TextStr(self.language.pick("ko-KR", "en")));
        catalog.pair(Name(b"StructTreeRoot"), structure);
        catalog.mark_info().marked(true);
        catalog.viewer_preferences().display_doc_title(true);
    }

    fn outline(&self, pdf: &mut Pdf, refs: &mut Refs, root: Ref, pages: &[Ref]) {
        let ids: Vec<Ref> = self.outline.iter().map(|_| refs.next()).collect();
        let mut outline = pdf.outline(root);
        if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
            outline.first(*first).last(*last).count(i32::try_from(ids.len()).unwrap_or(i32::MAX));
        }
        outline.finish();
        for (place, (entry, id)) in self.outline.iter().zip(&ids).enumerate() {
            let mut item = pdf.outline_item(*id);
            item.title(TextStr(&entry.title)).parent(root);
            item.dest().page(pages[entry.page]).xyz(0.0, entry.top, None);
            if let Some(before) = place.checked_sub(1) {
                item.prev(ids[before]);
            }
            if let Some(after) = ids.get(place + 1) {
                item.next(*after);
            }
        }
    }
}
