package dev.o1pruner;

/**
 * A part of a run that takes a while.
 *
 * @param name what is being done, such as {@code sample} or {@code evaluate policy (greedy)}
 * @param unit what its progress counts, such as {@code solutions}
 * @param total how many of those there will be
 */
public record Stage(String name, String unit, long total) {}
