package dev.o1pruner.sampling;

import java.time.Duration;

/** Told of what isn't as it should be between {@link OpenAiSampler} and its server. */
public interface ServerListener {

  /**
   * A request is sent again after a pause. Called on any thread.
   *
   * @param attempt how many attempts have failed by now
   * @param reason what the server said, or what broke
   */
  default void onRetry(Draw draw, int attempt, String reason, Duration pause) {}

  /**
   * The server gave no token ids, so the text was encoded again, and every check there is holds.
   * The same text may still have been sampled as other tokens. Called on the sampling thread.
   */
  default void onEncodedAgain(Solution solution) {}

  /**
   * The server's answer can't be turned into the tokens that were sampled. Called on the sampling
   * thread. A listener that returns leaves the solution out of the result; as it is, the sampling
   * ends.
   *
   * @throws ServerException naming the problem and the reason
   */
  default void onRefused(Draw draw, String reason) {
    throw new ServerException(
        "sample %s of problem %s can't be used: %s"
            .formatted(draw.sample(), draw.prompt().problemId(), reason));
  }
}
