//! Islands: the small parts of a page that are alive in the browser. Every page reads and every form works without
//! them.
