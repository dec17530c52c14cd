mod library;
mod shop;
mod world;
