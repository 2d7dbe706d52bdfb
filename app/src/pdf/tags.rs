//! What the parts of a document are, for who has it read aloud or reflowed: the tree of a tagged PDF.

use pdf_writer::{
    Finish, Pdf, Ref,
    types::{StructRole, TableHeaderScope},
    writers::StructTreeRoot,
};

use super::file::Refs;

/// A part, by its place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(usize);

/// What a part holds: other parts, or marks on pages.
enum Kid {
    Part(Tag),
    Mark { page: usize, mark: i32 },
}

struct Part {
    role: StructRole,
    parent: Option<Tag>,
    kids: Vec<Kid>,
    /// Of a header: what it is the header of.
    scope: Option<TableHeaderScope>,
}

/// The tree; it begins with the document itself.
pub struct Tags(Vec<Part>);

impl Tags {
    /// The document itself.
    pub const DOCUMENT: Tag = Tag(0);

    /// A tree of nothing but the document.
    pub fn new() -> Self {
        Self(vec![Part { role: StructRole::Document, parent: None, kids: Vec::new(), scope: None }])
    }

    /// A new part at the end of another.
    pub fn add(&mut self, parent: Tag, role: StructRole) -> Tag {
        self.add_header(parent, role, None)
    }

    /// The same for a cell that heads a row or a column.
    pub fn add_header(&mut self, parent: Tag, role: StructRole, scope: Option<TableHeaderScope>) -> Tag {
        let tag = Tag(self.0.len());
        self.0.push(Part { role, parent: Some(parent), kids: Vec::new(), scope });
        self.0[parent.0].kids.push(Kid::Part(tag));
        tag
    }

    /// Notes that a mark on a page belongs to a part.
    pub fn mark(&mut self, tag: Tag, page: usize, mark: i32) {
        self.0[tag.0].kids.push(Kid::Mark { page, mark });
    }

    /// What a part is.
    pub fn role(&self, tag: Tag) -> StructRole {
        self.0[tag.0].role
    }

    /// Writes the tree under an id. `pages` are the ids of the pages, each with its marks' parts in order.
    pub fn write(&self, pdf: &mut Pdf, refs: &mut Refs, root: Ref, pages: &[(Ref, &[Tag])]) {
        let ids: Vec<Ref> = self.0.iter().map(|_| refs.next()).collect();
        for (part, id) in self.0.iter().zip(&ids) {
            let mut element = pdf.struct_element(*id);
            element.kind(part.role).parent(part.parent.map_or(root, |parent| ids[parent.0]));
            if let Some(scope) = part.scope {
                element.attributes().push().table().scope(scope);
            }
            let mut kids = element.children();
            for kid in &part.kids {
                match kid {
                    Kid::Part(tag) => _ = kids.struct_element(ids[tag.0]),
                    Kid::Mark { page, mark } => {
                        kids.marked_content_ref().page(pages[*page].0).marked_content_id(*mark);
                    }
                }
            }
        }
        let lists: Vec<Ref> = pages.iter().map(|_| refs.next()).collect();
        for ((_, marks), list) in pages.iter().zip(&lists) {
            pdf.indirect(*list).array().items(marks.iter().map(|tag| ids[tag.0]));
        }
        let mut tree = pdf.indirect(root).start::<StructTreeRoot>();
        tree.child(ids[0]);
        let mut parents = tree.parent_tree();
        let mut numbers = parents.nums();
        for (list, number) in lists.iter().zip(0..) {
            numbers.insert(number, *list);
        }
        numbers.finish();
        parents.finish();
        tree.parent_tree_next_key(i32::try_from(lists.len()).unwrap_or(i32::MAX));
    }
}
