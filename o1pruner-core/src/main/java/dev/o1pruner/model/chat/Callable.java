package dev.o1pruner.model.chat;

/** Anything a template may call: a macro, a global function, a bound method. */
@FunctionalInterface
interface Callable {

  Object call(Arguments args, Fuel fuel);
}
