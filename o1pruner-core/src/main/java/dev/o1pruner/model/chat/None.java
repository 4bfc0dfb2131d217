package dev.o1pruner.model.chat;

/** Python's None; Java's null never is a value of a template. */
enum None {
  NONE
}
