//! Pages for who works on the product.
