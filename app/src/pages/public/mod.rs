//! What everybody may see. These pages are made when something is published, not when somebody asks.
