//! Every request, event and screen-shaped view, once.
