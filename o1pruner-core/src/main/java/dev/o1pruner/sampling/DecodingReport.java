package dev.o1pruner.sampling;

/**
 * How an {@link EngineSampler} spent a draw.
 *
 * @param solutions solutions drawn
 * @param tokens their tokens
 * @param slotSteps places for a token: slots times steps, over all steps. A slot whose solution has
 *     ended idles for the rest of a call, and for good once nothing waits
 * @param seconds the draw took
 * @param copySeconds of them, those in which the weights were copied
 * @param halvings how often memory ran out, and the draw went on with half the slots
 */
public record DecodingReport(
    long solutions, long tokens, long slotSteps, double seconds, double copySeconds, int halvings) {

  /** Nothing drawn yet. */
  public static final DecodingReport NONE = new DecodingReport(0, 0, 0, 0, 0, 0);

  /** Share of the places that got a token, in [0, 1]; 1 if there were none. */
  public double utilisation() {
    return slotSteps == 0 ? 1 : (double) tokens / slotSteps;
  }

  /** Tokens of solutions per second, 0 if none. */
  public double tokensPerSecond() {
    return tokens == 0 ? 0 : tokens / Math.max(seconds, 1e-9);
  }

  /** This draw and another one after it. */
  public DecodingReport plus(DecodingReport other) {
    return new DecodingReport(
        solutions + other.solutions,
        tokens + other.tokens,
        slotSteps + other.slotSteps,
        seconds + other.seconds,
        copySeconds + other.copySeconds,
        halvings + other.halvings);
  }
}
