mod docs;
mod library;
mod shop;
mod tidy;
mod world;
