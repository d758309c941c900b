//! The use cases, each in the same order: may I, load, let the model decide, store, record.
