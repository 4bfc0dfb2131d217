package dev.o1pruner.model.chat;

import java.util.Iterator;

/** What lazy filters such as {@code map} return: no length, no index, read once. */
record Generator(Iterator<Object> iterator) {}
