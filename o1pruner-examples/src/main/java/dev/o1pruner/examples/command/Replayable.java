package dev.o1pruner.examples.command;

import java.nio.file.Path;
import java.util.Map;

/** A command whose run can be made again from its manifest, since its options say all. */
interface Replayable extends Runnable {

  /** SHA-256 of everything that results depend on besides options and versions, by name. */
  Map<String, String> inputs();

  /** Where its results go: {@code --out}, a file or a directory. */
  Path results();
}
