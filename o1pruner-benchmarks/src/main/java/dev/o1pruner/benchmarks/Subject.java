package dev.o1pruner.benchmarks;

/** Something that decodes, ours or a peer. */
interface Subject extends AutoCloseable {

  /** With the width of its weights. */
  String name();

  /** Decodes; returns new tokens per second, prompts included and preparation of weights not. */
  double tokensPerSecond(Workload workload);

  @Override
  void close();
}
