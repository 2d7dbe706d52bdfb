//! Sheets of A4 that are filled from top to bottom: headings, paragraphs and tables that go on over pages. Lengths are
//! points; heights are counted from the top.

use domain::language::Language;
use pdf_writer::{
    Content, Finish, Name, Str, TextStr,
    types::{StructRole, TableHeaderScope},
};

use super::{
    Error,
    file::{Entry, Laid, Parts, font_name},
    font::{Fonts, Weight},
    tags::{Tag, Tags},
};

/// A4, upright.
pub const WIDTH: f32 = 595.0;
/// See [`WIDTH`].
pub const HEIGHT: f32 = 842.0;

const LEFT: f32 = 52.0;
const TOP: f32 = 54.0;
const BOTTOM: f32 = HEIGHT - 64.0;
/// The baseline of the line at the foot of each page.
const FOOT: f32 = HEIGHT - 36.0;
/// What text may be wide.
const MEASURE: f32 = WIDTH - 2.0 * LEFT;
/// Between the columns of a table.
const GAP: f32 = 10.0;
/// Above and below what stands in a row.
const PAD: f32 = 3.5;
/// What has to fit under a heading, so that it does not stand alone at the end of a page.
const UNDER_HEADING: f32 = 64.0;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    weight: Weight,
    size: f32,
    /// From line to line.
    leading: f32,
    /// 0 is black.
    gray: f32,
}

impl Style {
    /// Running text.
    pub const BODY: Self = Self::new(Weight::Regular, 9.5, 14.5, 0.1);
    /// The one line to remember.
    pub const LEAD: Self = Self::new(Weight::Bold, 13.0, 19.0, 0.0);
    /// What a table says.
    pub const CELL: Self = Self::new(Weight::Regular, 8.5, 12.5, 0.1);
    /// Its results and names.
    pub const STRONG: Self = Self::new(Weight::Bold, 8.5, 12.5, 0.0);
    /// What explains.
    pub const QUIET: Self = Self::new(Weight::Regular, 8.0, 11.5, 0.36);
    const TITLE: Self = Self::new(Weight::Bold, 20.0, 27.0, 0.0);
    const SECTION: Self = Self::new(Weight::Bold, 13.5, 19.0, 0.0);
    const SUBSECTION: Self = Self::new(Weight::Bold, 10.5, 15.0, 0.0);
    const STRETCH: Self = Self::new(Weight::Bold, 9.0, 13.5, 0.25);

    const fn new(weight: Weight, size: f32, leading: f32, gray: f32) -> Self {
        Self { weight, size, leading, gray }
    }
}

/// The rank of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Of the document.
    Title,
    /// Of a section; it stands in the outline.
    Section,
    /// Of a part of a section.
    Subsection,
    /// Of a part of such a part.
    Stretch,
}

impl Level {
    /// Its look, its role, and the space above it.
    const fn look(self) -> (Style, StructRole, f32) {
        match self {
            Self::Title => (Style::TITLE, StructRole::H1, 0.0),
            Self::Section => (Style::SECTION, StructRole::H2, 22.0),
            Self::Subsection => (Style::SUBSECTION, StructRole::H3, 12.0),
            Self::Stretch => (Style::STRETCH, StructRole::H4, 10.0),
        }
    }
}

/// A text with its look.
#[derive(Clone, Debug)]
pub struct Words {
    text: String,
    style: Style,
}

impl Words {
    /// A text with a look.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands above it; where no column has anything, the table has no head.
    pub head: String,
    /// Its part of the width, against those of the others.
    pub share: f32,
    /// Whether it stands at its right end, as amounts do.
    pub is_right: bool,
}

impl Column {
    /// Of text.
    pub fn text(head: &str, share: f32) -> Self {
        Self { head: head.to_owned(), share, is_right: false }
    }

    /// Of amounts.
    pub fn number(head: &str, share: f32) -> Self {
        Self { head: head.to_owned(), share, is_right: true }
    }
}

/// A cell: texts under each other.
pub type Cell = Vec<Words>;

/// Where a column stands.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    width: f32,
    is_right: bool,
}

/// To whom a line belongs: to a part of the document, or to the paper.
#[derive(Clone, Copy)]
enum Owner {
    Part(Tag),
    Paper,
}

/// A line of a cell, ready to be set.
struct Line {
    text: String,
    style: Style,
    owner: Owner,
}

struct Page {
    content: Content,
    marks: Vec<Tag>,
}

impl Page {
    fn new() -> Self {
        Self { content: Content::new(), marks: Vec::new() }
    }
}

/// Sheets being filled.
pub struct Sheets {
    fonts: Fonts,
    tags: Tags,
    outline: Vec<Entry>,
    full: Vec<Page>,
    page: Page,
    y: f32,
}

impl Sheets {
    /// A first empty sheet.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            fonts: Fonts::open()?,
            tags: Tags::new(),
            outline: Vec::new(),
            full: Vec::new(),
            page: Page::new(),
            y: TOP,
        })
    }

    /// A heading.
    pub fn heading(&mut self, level: Level, text: &str) {
        let (style, role, above) = level.look();
        let lines = self.wrap(text, style, MEASURE);
        self.space(above);
        let height: f32 = lines.iter().map(|_| style.leading).sum();
        self.keep_together(height + UNDER_HEADING);
        if level == Level::Section {
            let top = HEIGHT - self.y;
            self.outline.push(Entry { title: text.to_owned(), page: self.full.len(), top });
        }
        let tag = self.tags.add(Tags::DOCUMENT, role);
        self.lines(&lines, style, tag);
        self.space(3.0);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str, style: Style) {
        let lines = self.wrap(text, style, MEASURE);
        let tag = self.tags.add(Tags::DOCUMENT, StructRole::P);
        self.lines(&lines, style, tag);
        self.space(5.0);
    }

    /// A table. Its head stands again on each page; a row stays together where a page can hold it. The first cell of a
    /// row is its name.
    pub fn table(&mut self, columns: &[Column], rows: Vec<Vec<Cell>>) {
        let places = places(columns);
        let table = self.tags.add(Tags::DOCUMENT, StructRole::Table);
        let rows: Vec<Vec<Vec<Line>>> = rows.into_iter().map(|row| self.set_row(table, &places, row)).collect();
        let has_head = columns.iter().any(|column| !column.head.is_empty());
        self.keep_together(rows.first().map_or(0.0, |row| height(row)) + if has_head { 30.0 } else { 0.0 });
        if has_head {
            self.head(columns, &places, Some(table));
        }
        for row in rows {
            let height = height(&row);
            if self.y + height > BOTTOM && height < BOTTOM - TOP - 40.0 {
                self.turn(has_head, columns, &places);
            }
            let mut rest = self.place(&places, row);
            while rest.iter().any(|cell| !cell.is_empty()) {
                self.turn(has_head, columns, &places);
                rest = self.place(&places, rest);
            }
            self.rule(0.4, 0.82);
        }
        self.space(7.0);
    }

    /// The file, with a line at the foot of each page: `foot` at the left, the number of the page at the right.
    pub fn finish(mut self, language: Language, title: &str, foot: &str) -> Result<Vec<u8>, Error> {
        let mut pages = std::mem::take(&mut self.full);
        pages.push(std::mem::replace(&mut self.page, Page::new()));
        let count = pages.len();
        for (page, number) in pages.into_iter().zip(1..) {
            self.page = page;
            let style = Style::QUIET;
            let number = format!("{number} / {count}");
            let x = LEFT + MEASURE - self.width(&number, style);
            let foot = self.wrap(foot, style, MEASURE - 60.0);
            if let Some(foot) = foot.first() {
                self.show(foot.trim_end(), style, Owner::Paper, LEFT, FOOT);
            }
            self.show(&number, style, Owner::Paper, x, FOOT);
            self.full.push(std::mem::replace(&mut self.page, Page::new()));
        }
        let laid = |page: Page| Laid { content: page.content.finish().into_vec(), marks: page.marks };
        let pages = self.full.into_iter().map(laid).collect();
        let Self { fonts, tags, outline, .. } = self;
        Parts { language, title, pages, fonts, tags, outline }.write()
    }

    /// Leaves space, but not at the top of a page.
    fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// Begins a page where so much does not fit on this one.
    fn keep_together(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.full.push(std::mem::replace(&mut self.page, Page::new()));
        self.y = TOP;
    }

    /// Begins a page within a table.
    fn turn(&mut self, has_head: bool, columns: &[Column], places: &[Place]) {
        self.next_page();
        if has_head {
            self.head(columns, places, None);
        }
    }

    /// The head of a table; where it stands again, it is the paper's and not read twice.
    fn head(&mut self, columns: &[Column], places: &[Place], table: Option<Tag>) {
        let row = table.map(|table| self.tags.add(table, StructRole::TR));
        let style = Style { weight: Weight::Bold, ..Style::QUIET };
        let cells = columns.iter().zip(places).map(|(column, place)| {
            let column_head = Some(TableHeaderScope::Column);
            let owner = row.map(|row| Owner::Part(self.tags.add_header(row, StructRole::TH, column_head)));
            let owner = owner.unwrap_or(Owner::Paper);
            let lines = self.wrap(&column.head, style, place.width);
            lines.into_iter().map(|text| Line { text, style, owner }).collect()
        });
        let cells = cells.collect();
        self.place(places, cells);
        self.rule(0.8, 0.3);
    }

    /// Breaks the cells of a row into lines, and gives each its part of the document.
    fn set_row(&mut self, table: Tag, places: &[Place], row: Vec<Cell>) -> Vec<Vec<Line>> {
        let tag = self.tags.add(table, StructRole::TR);
        let mut cells = Vec::new();
        for (number, (cell, place)) in row.into_iter().zip(places).enumerate() {
            let (role, scope) =
                if number == 0 { (StructRole::TH, Some(TableHeaderScope::Row)) } else { (StructRole::TD, None) };
            let cell_tag = self.tags.add_header(tag, role, scope);
            let mut lines = Vec::new();
            for words in cell {
                let owner = Owner::Part(self.tags.add(cell_tag, StructRole::P));
                let wrapped = self.wrap(&words.text, words.style, place.width);
                lines.extend(wrapped.into_iter().map(|text| Line { text, style: words.style, owner }));
            }
            cells.push(lines);
        }
        cells
    }

    /// Sets as many lines of a row as the page holds, and returns the others.
    fn place(&mut self, places: &[Place], row: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
        let top = self.y + PAD;
        let mut lowest = top;
        let mut rest = Vec::new();
        for (cell, place) in row.into_iter().zip(places) {
            let mut y = top;
            let mut left = Vec::new();
            for line in cell {
                if !left.is_empty() || y + line.style.leading > BOTTOM {
                    left.push(line);
                    continue;
                }
                y += line.style.leading;
                let text = if place.is_right { line.text.trim_end() } else { &line.text };
                let indent = if place.is_right { place.width - self.width(text, line.style) } else { 0.0 };
                self.show(text, line.style, line.owner, place.x + indent, baseline(y, line.style));
            }
            lowest = lowest.max(y);
            rest.push(left);
        }
        self.y = lowest + PAD;
        rest
    }

    fn lines(&mut self, lines: &[String], style: Style, tag: Tag) {
        for line in lines {
            if self.y + style.leading > BOTTOM {
                self.next_page();
            }
            self.y += style.leading;
            self.show(line, style, Owner::Part(tag), LEFT, baseline(self.y, style));
        }
    }

    /// A rule over the whole width.
    fn rule(&mut self, thickness: f32, gray: f32) {
        let y = HEIGHT - self.y;
        self.page.content.begin_marked_content(Name(b"Artifact"));
        self.page.content.set_line_width(thickness).set_stroke_gray(gray);
        self.page.content.move_to(LEFT, y).line_to(LEFT + MEASURE, y).stroke().end_marked_content();
    }

    fn show(&mut self, text: &str, style: Style, owner: Owner, x: f32, baseline: f32) {
        let shown = self.fonts.writing(style.weight).show(text);
        let content = &mut self.page.content;
        match owner {
            Owner::Paper => _ = content.begin_marked_content(Name(b"Artifact")),
            Owner::Part(tag) => {
                let mark = i32::try_from(self.page.marks.len()).unwrap_or(i32::MAX);
                self.page.marks.push(tag);
                self.tags.mark(tag, self.full.len(), mark);
                let role = self.tags.role(tag).to_name();
                let mut marked = content.begin_marked_content_with_properties(role);
                let mut properties = marked.properties();
                properties.identify(mark);
                if !shown.is_whole {
                    properties.actual_text(TextStr(text));
                }
                properties.finish();
            }
        }
        content.begin_text().set_font(font_name(style.weight), style.size).set_fill_gray(style.gray);
        content.next_line(x, HEIGHT - baseline).show(Str(&shown.glyphs)).end_text().end_marked_content();
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        self.fonts.of(style.weight).width(text) * style.size
    }

    /// Breaks a text into lines: between words, and within those that are wider than a line. A line keeps the space at
    /// its end, so that who copies the text gets it.
    fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            let mut used = 0.0;
            for word in paragraph.split_inclusive(' ') {
                let bare = self.width(word.trim_end(), style);
                if used > 0.0 && used + bare > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                if bare <= width {
                    line.push_str(word);
                    used += self.width(word, style);
                    continue;
                }
                for letter in word.chars() {
                    let step = self.width(letter.encode_utf8(&mut [0; 4]), style);
                    if used > 0.0 && used + step > width {
                        lines.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    line.push(letter);
                    used += step;
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Where the letters stand in a line that ends at `y`.
fn baseline(y: f32, style: Style) -> f32 {
    y - (style.leading - style.size * 0.72) / 2.0
}

/// Of a row, with the space around it.
fn height(row: &[Vec<Line>]) -> f32 {
    let of_cell = |cell: &Vec<Line>| cell.iter().map(|line| line.style.leading).sum::<f32>();
    row.iter().map(of_cell).fold(0.0, f32::max) + 2.0 * PAD
}

fn places(columns: &[Column]) -> Vec<Place> {
    let shares: f32 = columns.iter().map(|column| column.share).sum();
    let gaps = GAP * columns.iter().skip(1).map(|_| 1.0).sum::<f32>();
    let mut x = LEFT;
    let place = |column: &Column| {
        let width = (MEASURE - gaps) * column.share / shares;
        let place = Place { x, width, is_right: column.is_right };
        x += width + GAP;
        place
    };
    columns.iter().map(place).collect()
}
