package dev.o1pruner.sampling;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How often and how soon a request is tried again: {@code pause = firstPause * 2^(attempt-1)}, at
 * most a minute, times a random factor in [0.5, 1) so that requests refused together don't come
 * back together.
 *
 * @param attempts in all
 * @param firstPause after the first failure, before the random factor
 */
record RetryPolicy(int attempts, Duration firstPause) {

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A server that wants more patience than this is as good as gone. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

  /**
   * How long to wait, or null if it is no use.
   *
   * @param attempt how many have failed, from 1
   * @param retryAfter what the server asked for: never less is waited
   */
  @Nullable Duration pause(int attempt, @Nullable Duration retryAfter, SplittableRandom jitter) {
    if (attempt >= attempts) {
      return null;
    }
    double millis = (double) firstPause.toMillis() * Math.pow(2, attempt - 1);
    millis = Math.min(millis, (double) LONGEST_PAUSE.toMillis()) * jitter.nextDouble(0.5, 1);
    Duration pause = Duration.ofMillis(Math.round(millis));
    if (retryAfter == null || retryAfter.compareTo(pause) <= 0) {
      return pause;
    }
    return retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? null : retryAfter;
  }

  /** Reads the header: seconds or a date; null if it is neither. */
  static @Nullable Duration retryAfter(String header) {
    String value = header.strip();
    try {
      return Duration.ofSeconds(Long.parseLong(value));
    } catch (NumberFormatException e) {
      try {
        ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
        return Duration.between(ZonedDateTime.now(date.getZone()), date);
      } catch (DateTimeException notADate) {
        return null;
      }
    }
  }
}
