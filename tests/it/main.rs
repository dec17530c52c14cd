
mod shop;
