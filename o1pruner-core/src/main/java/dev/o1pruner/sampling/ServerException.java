package dev.o1pruner.sampling;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A server that doesn't give solutions: the message names the problem and what it said. */
public final class ServerException extends UncheckedIOException {

  ServerException(String message) {
    this(message, new IOException(message));
  }

  ServerException(String message, IOException cause) {
    super(message, cause);
  }
}
