mod library;
mod mistakes;
mod shop;
mod world;
