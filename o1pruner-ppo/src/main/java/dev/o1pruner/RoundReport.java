package dev.o1pruner;

/**
 * How an on-policy round went, before its update.
 *
 * @param round from 0
 * @param rounds of the whole run
 * @param problems that were sampled, those without a kept sample included
 * @param tries how often problems were drawn
 * @param solutions that were sampled
 * @param accuracy share of them that are correct
 * @param meanLength their tokens
 * @param meanReward what they were worth
 * @param trainedOn how many were kept and within the sequence limit
 * @param dropped kept solutions that were too long to be trained on
 * @param truncated kept solutions whose head only was trained on
 */
public record RoundReport(
    int round,
    int rounds,
    int problems,
    int tries,
    int solutions,
    double accuracy,
    double meanLength,
    double meanReward,
    int trainedOn,
    int dropped,
    int truncated) {}
