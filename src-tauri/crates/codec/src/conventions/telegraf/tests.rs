use crate::conventions::told::{after, told};
